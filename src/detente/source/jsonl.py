"""JSON Lines: one object a line, its fields named by the options."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from detente.errors import BrokenRecord, DetenteError, InputError, TooLarge, Undecodable
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.columns import choose, page_of_record
from detente.source.failing import failure, url_of
from detente.source.objects import AnyPath, located
from detente.source.packed import is_packed_file, opened, plain_name
from detente.source.part import Part, Source, SourceOptions, fingerprint
from detente.source.text import check_encoding, short_line
from detente.source.trouble import told_apart

SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")
_STEP = 1_048_576


@dataclass(frozen=True, slots=True)
class JsonLinesSource(Source):
    """A file of JSON objects, one a line; gzip and Zstandard are taken off."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix."""
        return plain_name(place).endswith(SUFFIXES)

    def plan(self) -> tuple[Part, ...]:
        """Ranges of whole lines, of about `part_bytes` each; a packed file is one part.

        Raises:
            InputError: The file is missing or may not be read.
            SettingsError: The encoding is none.
        """
        check_encoding(self.options.encoding)
        path = located(self.place)
        if is_packed_file(path):
            return (whole_file(path, "jsonl"),)
        with told_apart(path):
            size = path.stat().st_size
            if size <= self.options.part_bytes:
                return (whole_file(path, "jsonl"),)
            return cut_file(path, "jsonl", _cuts(path, self.options.part_bytes))

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """One page an object; a line that is none is a failure with its number."""
        path = located(part.place)
        try:
            with opened(path, self.settings) as file:
                if part.start:
                    file.seek(part.start)
                left = None if part.end is None else part.end - part.start
                yield from json_lines(file, str(path), part.first, left, self.options, self.settings)
        except DetenteError as error:
            yield failure(path, error)
        except OSError as error:
            yield failure(path, InputError(f"{path} cannot be read ({error}).", "Check the disk and the file."))


def json_lines(
    file: IO[bytes],
    name: str,
    first: int,
    left: int | None,
    options: SourceOptions,
    settings: Settings,
) -> Iterator[Page | Failure]:
    """Read objects from a stream, line by line.

    Args:
        file: Positioned at the beginning of a line.
        name: Path, for errors and as the pages' own address.
        first: Number of the first line.
        left: How many bytes to read; `None` = to the end.
        options: Fields and encoding.
        settings: `max_bytes` of a line.

    Raises:
        InputError: The stream itself breaks.
    """
    base = url_of(name)
    number = first - 1
    for line, size in short_lines(file, settings.max_bytes, left):
        number += 1
        if number == 1 and line is not None:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line is not None and not line.strip():
            continue
        record = f"record={number}"
        try:
            if line is None:
                raise TooLarge(
                    f"Line {number} of {name} has {size:,} bytes, more than {settings.max_bytes:,}.",
                    "Raise DETENTE_MAX_BYTES.",
                )
            told = _object(line, f"Line {number} of {name}", options.encoding)
            chosen = choose(list(told), options, settings, f"Line {number} of {name}", each=True)
            own = f"{base}#{record}" if base else None
            yield page_of_record(told, chosen, f"Line {number} of {name}", own, options, settings)
        except DetenteError as error:
            yield failure(name, error, record)


def short_lines(file: IO[bytes], longest: int, left: int | None) -> Iterator[tuple[bytes | None, int]]:
    """Lines with their length in bytes; `None` in place of one that is longer than allowed."""
    while left is None or left > 0:
        line, size = short_line(file, longest)
        if not size:
            return
        if left is not None:
            left -= size
        yield line, size


def whole_file(path: AnyPath, kind: str) -> Part:
    """A file as one part.

    Raises:
        InputError: The file is missing or may not be read.
    """
    with told_apart(path):
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path} is a folder.", "Give one of the files in it.")
    return Part(name=path.name, kind=kind, place=str(path), size=size, fingerprint=fingerprint(path))


def cut_file(path: AnyPath, kind: str, cuts: Iterable[tuple[int, int, int]]) -> tuple[Part, ...]:
    """A file as several parts; a cut is its first byte, the one past its last, and its first record's number."""
    return tuple(
        Part(
            name=f"{path.name}#{n}",
            kind=kind,
            place=str(path),
            start=start,
            end=end,
            first=first,
            size=end - start,
            fingerprint=fingerprint(path, start, end),
        )
        for n, (start, end, first) in enumerate(cuts)
    )


def _object(line: bytes, name: str, encoding: str) -> dict[str, Any]:
    try:
        told = json.loads(line.decode(encoding))
    except UnicodeDecodeError as error:
        raise Undecodable(f"{name} is not {encoding} (byte {error.start}).", "Say its --encoding.") from None
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise BrokenRecord(f"{name} is no JSON ({why}).", "Mend or delete that line.") from None
    if not isinstance(told, dict):
        raise BrokenRecord(f"{name} is {type(told).__name__}, not an object.", "Write one object a line.")
    return told


def _cuts(path: AnyPath, part_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Ranges (start, end) with the number of their first line, cut after whole lines."""
    start = at = 0
    first = line = 1
    with path.open("rb") as file:
        while step := file.read(_STEP):
            # Cut behind the first line end after enough bytes.
            due = start + part_bytes - at
            cut = step.find(b"\n", max(0, due - 1)) if due <= len(step) else -1
            if cut < 0:
                line += step.count(b"\n")
                at += len(step)
                continue
            line += step.count(b"\n", 0, cut + 1)
            at += cut + 1
            file.seek(at)
            yield start, at, first
            start, first = at, line
    if at > start:
        yield start, at, first
