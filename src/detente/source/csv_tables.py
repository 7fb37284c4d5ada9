"""CSV and TSV: a header, then one record a page, its columns named by the options."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from detente.errors import BrokenRecord, DetenteError, EmptyInput, InputError, TooLarge, Undecodable
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.columns import choose, page_of_record
from detente.source.failing import failure, url_of
from detente.source.jsonl import cut_file, whole_file
from detente.source.objects import located
from detente.source.packed import is_packed_file, opened, plain_name
from detente.source.part import Part, Source, SourceOptions
from detente.source.text import check_encoding, short_line

_DELIMITERS = ",;\t|"
_FIX = "Mend that record, or say what stands between fields (--delimiter)."


@dataclass(frozen=True, slots=True)
class CsvSource(Source):
    """A table of text; gzip and Zstandard are taken off."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix."""
        return plain_name(place).endswith((".csv", ".tsv"))

    def plan(self) -> tuple[Part, ...]:
        """Ranges of whole records, of about `part_bytes` each; a packed file is one part.

        Raises:
            InputError: The file is missing, empty, or has no column for the text.
            SettingsError: The encoding is none.
        """
        check_encoding(self.options.encoding)
        path = located(self.place)
        with opened(path, self.settings) as file:
            records = Records(file, str(path), self.options, self.settings)
            choose(records.header(), self.options, self.settings, str(path))
            whole = whole_file(path, "csv")
            if is_packed_file(path) or whole.size <= self.options.part_bytes:
                return (whole,)
            return cut_file(path, "csv", _cuts(records, self.options.part_bytes))

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """One page a record; a record that is broken is a failure with its number."""
        path = located(part.place)
        try:
            with opened(path, self.settings) as file:
                records = Records(file, str(path), self.options, self.settings)
                header = records.header()
                if part.start:
                    records.move(part.start, part.first)
                yield from self._pages(header, records, part)
        except DetenteError as error:
            yield failure(path, error)
        except OSError as error:
            yield failure(path, InputError(f"{path} cannot be read ({error}).", "Check the disk and the file."))

    def _pages(self, header: list[str], records: Records, part: Part) -> Iterator[Page | Failure]:
        chosen = choose(header, self.options, self.settings, part.place)
        base = url_of(part.place)
        for number, row in records.until(part.end):
            record = f"record={number}"
            name = f"Record {number} of {part.place}"
            try:
                if isinstance(row, DetenteError):
                    raise row
                if len(row) != len(header):
                    raise BrokenRecord(f"{name} has {len(row)} fields where the header has {len(header)}.", _FIX)
                told = dict(zip(reversed(header), reversed(row), strict=True))
                own = f"{base}#{record}" if base else None
                yield page_of_record(told, chosen, name, own, self.options, self.settings)
            except DetenteError as error:
                yield failure(part.place, error, record)


class Records:
    """Reads records of a stream one after the other, knows where each ends, and goes on after a broken one.

    A broken record (a quote that never ends, something after a closing quote) costs its first line: reading
    goes on at the next one, so that one stray quote does not swallow the records after it.
    """

    def __init__(self, file: IO[bytes], name: str, options: SourceOptions, settings: Settings) -> None:
        self._file = file
        self._name = name
        self._encoding = options.encoding
        self._longest = settings.max_bytes
        self._delimiter = options.delimiter
        self._again: deque[bytes] = deque()
        self._taken: list[bytes] = []
        self._patience = 64 * settings.max_bytes
        self._problem: DetenteError | None = None
        self._number = 0
        self.at = 0

    def header(self) -> list[str]:
        """The names of the columns, out of the first record.

        Raises:
            InputError: There is none, or it cannot be read.
        """
        csv.field_size_limit(self._longest)
        if self._delimiter is None:
            line, size = short_line(self._file, self._longest)
            if line is not None and size:
                self._again.append(line)
            head = (line or b"").decode(self._encoding, "replace")
            self._delimiter = max(_DELIMITERS, key=head.count)
        if len(self._delimiter) != 1 or self._delimiter in '"\r\n':
            raise InputError(f"{self._delimiter!r} cannot part fields.", "Give one character, such as ; or |.")
        found = next(self._records(None), None)
        if found is None:
            raise EmptyInput(f"{self._name} has no header.", "Write the columns' names into the first line.")
        row = found[1]
        if isinstance(row, DetenteError):
            raise row
        row[0] = row[0].removeprefix("\ufeff")
        self._number = 0
        return [n.strip() for n in row]

    def move(self, start: int, first: int) -> None:
        """Go to the beginning of a record."""
        self._file.seek(start)
        self._again.clear()
        self.at, self._number = start, first - 1

    def until(self, end: int | None) -> Iterator[tuple[int, list[str] | DetenteError]]:
        """The records up to a place in the file, with their numbers, counted from 1 after the header."""
        return self._records(end)

    def _records(self, end: int | None) -> Iterator[tuple[int, list[str] | DetenteError]]:
        reader = csv.reader(self._lines(), delimiter=self._delimiter or ",", strict=True)
        while end is None or self.at < end:
            self._taken.clear()
            self._problem = None
            try:
                row = next(reader, None)
            except csv.Error as error:
                row = []
                self._problem = self._problem or BrokenRecord(
                    f"Record {self._number + 1} of {self._name} is broken ({error}).", _FIX
                )
                self._back()
                reader = csv.reader(self._lines(), delimiter=self._delimiter or ",", strict=True)
            if row is None and self._problem is None:
                return
            self.at += sum(map(len, self._taken))
            if not row and self._problem is None:
                continue
            self._number += 1
            yield self._number, self._problem or row or []

    def _back(self) -> None:
        """Put back all but the first line of a broken record."""
        more = self._taken[1:]
        weight = sum(map(len, more))
        if more and weight <= self._patience:
            self._patience -= weight
            self._again.extendleft(reversed(more))
            del self._taken[1:]

    def _lines(self) -> Iterator[str]:
        while True:
            line: bytes | None
            if self._again:
                line = self._again.popleft()
                size = len(line)
            else:
                line, size = short_line(self._file, self._longest)
            if not size:
                return
            if line is None:
                self.at += size
                self._problem = TooLarge(
                    f"Record {self._number + 1} of {self._name} has a line of {size:,} bytes, more than "
                    f"{self._longest:,}.",
                    "Raise DETENTE_MAX_BYTES.",
                )
                return
            self._taken.append(line)
            try:
                yield line.decode(self._encoding)
            except UnicodeDecodeError as error:
                self._problem = Undecodable(
                    f"Record {self._number + 1} of {self._name} is not {self._encoding} (byte {error.start} of "
                    "its line).",
                    "Say its --encoding.",
                )
                yield line.decode(self._encoding, "replace")


def _cuts(records: Records, part_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Ranges (start, end) with the number of their first record, cut after whole records."""
    start = records.at
    first, last = 1, 0
    for last, _ in records.until(None):
        if records.at - start >= part_bytes:
            yield start, records.at, first
            start, first = records.at, last + 1
    if records.at > start:
        yield start, records.at, first
