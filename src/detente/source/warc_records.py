"""WARC records out of a file, one after the other; a broken one is told with its place, and reading goes on.

A record lies in a gzip member of its own, as the standard wants, or many lie in one, or the file is not packed:
all three are read. After damage reading goes on at the next member, or at the next line that begins a record.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from detente.errors import BrokenRecord, DetenteError, FetchError, TooCompressed, Undecodable
from detente.settings import Settings
from detente.source.objects import AnyPath
from detente.source.packed import GZIP, HARMLESS, ZSTANDARD, unpacking

_BEGIN = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n\Z")
_FIX = "Get the file again, or go on without that record."
_LONGEST_LINE = 65_536
_LONGEST_HEADER = 262_144
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        number: Counted from 1 over the file.
        offset: Where it begins, or the gzip member it lies in. **Units**: bytes in the file as it lies there.
        header: Its fields, names in lower case.
        block: What it holds; `None` when it was not wanted or is longer than wanted.
        size: Length of what it holds. **Units**: bytes.
    """

    number: int
    offset: int
    header: dict[str, str]
    block: bytes | None
    size: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read: its number, where it begins, and what is wrong."""

    number: int
    offset: int
    error: DetenteError


def records(
    path: AnyPath,
    settings: Settings,
    start: int = 0,
    end: int | None = None,
    first: int = 1,
    *,
    blocks: bool = True,
) -> Iterator[Record | Broken]:
    """Read the records that begin in a range of a file.

    Args:
        path: The file.
        settings: `max_bytes` of a record, `max_ratio` of a member.
        start: Where a record or its member begins.
        end: Where to stop; `None` = at the end of the file.
        first: Number of the first record.
        blocks: Keep what the records hold.

    Raises:
        OSError: The file cannot be opened or read.
        DetenteError: It is packed as Zstandard, and damaged; or it lies in a storage that fails.
    """
    number = first
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        at, stop = start, size if end is None else min(end, size)
        packed = _is_packed(file, size)
        while at < stop:
            file.seek(at)
            magic = file.read(4)
            file.seek(at)
            if packed and not magic.startswith(GZIP):
                following = _next_member(file, at + 1, stop)
                file.seek(at)
                if file.read(min(following - at, _STEP)).strip(b"\x00"):  # zeros only fill up a block
                    what = f"At byte {at:,} of {path.name} no packed record begins."
                    yield Broken(number, at, BrokenRecord(what, _FIX))
                    number += 1
                at = following
                continue
            member = _Member(file, at, path.name, settings) if magic.startswith(GZIP) else None
            if member is not None:
                stream = _Stream(io.BufferedReader(member, _STEP), at, counts=False)
            elif magic.startswith(ZSTANDARD):
                stream = _Stream(unpacking(file, path.name, settings), at, counts=False)
            else:
                stream = _Stream(file, at, counts=True)
            try:
                for one in _records(stream, number, path.name, settings, blocks, stop):
                    yield one
                    number = one.number + 1
            except FetchError:
                raise  # not the record's fault: the storage it lies in
            except DetenteError as error:
                yield Broken(number, at, error)
                number += 1
                if member is None:
                    return
                at = _next_member(file, at + 1, stop)
                continue
            if member is None:
                return
            at = member.end


class _Member(io.RawIOBase):
    """One gzip member of a file, unpacked while it is read."""

    def __init__(self, file: IO[bytes], start: int, name: str, settings: Settings) -> None:
        self._file = file
        self._start = start
        self._name = name
        self._ratio = settings.max_ratio
        self._member = zlib.decompressobj(wbits=31)
        self._input = b""
        self._read = self._given = 0

    @property
    def end(self) -> int:
        """Where the next member begins; known when this one was read to its end."""
        rest = len(self._member.unused_data) if self._member.eof else len(self._input)
        return max(self._start + self._read - rest, self._start + 1)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._member.eof:
            if not self._input:
                self._file.seek(self._start + self._read)
                self._input = self._file.read(_STEP)
                self._read += len(self._input)
                if not self._input:
                    raise self._damaged("it breaks off")
            try:
                piece = self._member.decompress(self._input, len(view))
            except zlib.error as error:
                raise self._damaged(str(error)) from None
            self._input = self._member.unconsumed_tail
            if piece:
                self._given += len(piece)
                self._check()
                view[: len(piece)] = piece
                return len(piece)
        return 0

    def _check(self) -> None:
        if self._given > HARMLESS and self._given > self._ratio * (self._read - len(self._input)):
            raise TooCompressed(
                f"The record at byte {self._start:,} of {self._name} unpacks to more than {self._ratio:g} times "
                "what it weighs.",
                "Raise DETENTE_MAX_RATIO if you trust it.",
            )

    def _damaged(self, why: str) -> Undecodable:
        return Undecodable(
            f"The packed data of the record at byte {self._start:,} of {self._name} is damaged ({why}).", _FIX
        )


class _Stream:
    """A stream that knows where in the file it is, as far as that can be known."""

    def __init__(self, file: IO[bytes], at: int, *, counts: bool) -> None:
        self._file = file
        self._counts = counts
        self.at = at

    def line(self) -> bytes:
        return self._counted(self._file.readline(_LONGEST_LINE))

    def read(self, many: int) -> bytes:
        return self._counted(self._file.read(many))

    def _counted(self, content: bytes) -> bytes:
        self.at += len(content) * self._counts
        return content


def _records(
    stream: _Stream, number: int, name: str, settings: Settings, blocks: bool, stop: int
) -> Iterator[Record | Broken]:
    offset, line = stream.at, stream.line()
    while line:
        if not line.strip(b"\r\n"):
            offset, line = stream.at, stream.line()
            continue
        if offset >= stop:
            return
        try:
            if not _BEGIN.match(line):
                raise BrokenRecord(f"At byte {offset:,} of {name} no WARC record begins.", _FIX)
            yield _record(stream, number, offset, name, settings, blocks)
            offset, line = stream.at, stream.line()
        except BrokenRecord as error:
            yield Broken(number, offset, error)
            offset, line = stream.at, stream.line()
            while line and not _BEGIN.match(line):
                offset, line = stream.at, stream.line()
        number += 1


def _record(stream: _Stream, number: int, offset: int, name: str, settings: Settings, blocks: bool) -> Record:
    header = _header(stream, offset, name)
    stated = header.get("content-length", "")
    if not (stated.isascii() and stated.isdecimal() and len(stated) <= 15):
        raise BrokenRecord(f"The record at byte {offset:,} of {name} states no length ({stated[:40]!r}).", _FIX)
    size = int(stated)
    keep = blocks and size <= settings.max_bytes + _LONGEST_HEADER
    kept = bytearray()
    left = size
    while left:
        step = stream.read(min(left, _STEP))
        if not step:
            raise BrokenRecord(
                f"The record at byte {offset:,} of {name} breaks off {left:,} bytes before its end.", _FIX
            )
        left -= len(step)
        if keep:
            kept += step
    return Record(number, offset, header, bytes(kept) if keep else None, size)


def _header(stream: _Stream, offset: int, name: str) -> dict[str, str]:
    header: dict[str, str] = {}
    weight = 0
    last = None
    while (line := stream.line()).strip(b"\r\n"):
        weight += len(line)
        if weight > _LONGEST_HEADER:
            raise BrokenRecord(f"The header of the record at byte {offset:,} of {name} is too long.", _FIX)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in " \t" and last is not None:
            header[last] += f" {text.strip()}"
            continue
        field, colon, value = text.partition(":")
        if not colon or not field.strip():
            raise BrokenRecord(
                f"The header of the record at byte {offset:,} of {name} has a line without a name.", _FIX
            )
        last = field.strip().lower()
        header[last] = value.strip()
    return header


def _is_packed(file: IO[bytes], size: int) -> bool:
    """Whether the file is packed member by member, though its first member may be damaged."""
    file.seek(0)
    head = file.read(5)
    if head.startswith((GZIP, ZSTANDARD, b"WARC/")):
        return head.startswith(GZIP)
    return _next_member(file, 0, size) < size


def _next_member(file: IO[bytes], at: int, stop: int) -> int:
    """Where the next gzip member with a record begins: by its first bytes, and by what unpacks from them."""
    while at < stop:
        file.seek(at)
        step = file.read(_STEP + 2)
        found = step.find(GZIP)
        while found >= 0:
            if _begins(file, at + found):
                return at + found
            found = step.find(GZIP, found + 1)
        at += _STEP
    return stop


def _begins(file: IO[bytes], at: int) -> bool:
    file.seek(at)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False
