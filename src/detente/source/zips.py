"""ZIP archives: their pages in groups, tables and web archives in them read as if they lay in a folder."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from detente.errors import BrokenRecord, DetenteError, InputError, TooCompressed, TooLarge, Undecodable
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.failing import failure, url_of
from detente.source.files import HTML_SUFFIXES, TEXT_SUFFIXES, page_of
from detente.source.folders import kind_of_file
from detente.source.jsonl import whole_file
from detente.source.objects import AnyPath, ObjectPath, located
from detente.source.opening import source_named
from detente.source.packed import HARMLESS, plain_name
from detente.source.part import Part, Source, SourceOptions, name_of
from detente.source.trouble import told_apart

_MANY = 500
_STEP = 65_536
_FIX = "Unpack it by hand if you trust it, and give the folder."


@dataclass(frozen=True, slots=True)
class ZipSource(Source):
    """A ZIP archive. Members are read one at a time; nothing is written where the archive says."""

    place: str
    options: SourceOptions
    settings: Settings
    _shelf: _Shelf = field(default_factory=lambda: _Shelf(), compare=False, repr=False)

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix."""
        return place.lower().endswith(".zip")

    def plan(self) -> tuple[Part, ...]:
        """Members in the order of their names: pages in groups, tables and web archives one by one.

        Raises:
            InputError: The archive is missing, damaged, or has too many members.
        """
        path = located(self.place)
        whole = whole_file(path, "zip")
        parts = []
        with _opened(path, self.settings) as archive:
            members = _members(archive)
            start = weight = 0
            for n, member in enumerate(members):
                alone = _kind(member) is not None
                if n > start and (alone or n - start >= _MANY or weight >= self.options.part_bytes):
                    parts.append(_part(whole, members, start, n))
                    start, weight = n, 0
                weight += member.file_size
                if alone:
                    parts.append(_part(whole, members, n, n + 1))
                    start, weight = n + 1, 0
            if len(members) > start:
                parts.append(_part(whole, members, start, len(members)))
        return tuple(parts)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """The members' pages; a member that is broken is a failure with its name."""
        path = located(part.place)
        try:
            archive, members = self._shelf.take(path, self.settings)
        except DetenteError as error:
            yield failure(path, error)
            return
        for member in members[part.start : part.end]:
            try:
                yield from self._member(archive, member, path)
            except DetenteError as error:
                yield failure(path, error, f"member={_shown(member)}")
        if part.end is None or part.end >= len(members):
            self._shelf.clear()

    def _member(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: AnyPath
    ) -> Iterator[Page | Failure]:
        name = f"{_shown(member)} in {path}"
        base = url_of(path)
        kind = _kind(member)
        if kind is None:
            content = _content(archive, member, name, self.settings)
            url = f"{base}#member={_shown(member)}" if base else None
            yield page_of(content, name, self.settings, url=url, suffix=Path(plain_name(member.filename)).suffix)
            return
        # Its own source reads it, out of a file of a name of ours.
        with tempfile.TemporaryDirectory(prefix="detente-zip-") as folder:
            copy = Path(folder) / f"member{_suffixes(member)}"
            with contextlib.closing(_Limited(archive, member, name, self.settings)) as read:
                _copy(read, copy, name)
            source = source_named(kind)(str(copy), replace(self.options, kind=kind), self.settings)
            here, there = copy.as_uri(), f"{base}#member={_shown(member)}"
            for part in source.plan():
                for found in source.pages(part):
                    yield _moved(found, here, there, str(copy), name)


class _Shelf:
    """An archive that is kept open from part to part: its directory may have a million lines."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._key: object = None
        self._kept: tuple[zipfile.ZipFile, list[zipfile.ZipInfo]] | None = None

    def take(self, path: AnyPath, settings: Settings) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
        """The archive and its members; opened again when the file is not the one that was."""
        with told_apart(path):
            key = _key(path)
        if self._kept is None or key != self._key:
            self.clear()
            archive = self._stack.enter_context(_opened(path, settings))
            self._key, self._kept = key, (archive, _members(archive))
        return self._kept

    def clear(self) -> None:
        """Close it."""
        self._kept = None
        self._stack.close()

    def __del__(self) -> None:
        self._stack.close()


def _key(path: AnyPath) -> object:
    if isinstance(path, ObjectPath):
        return str(path), path.stat().mark
    status = path.stat()
    return str(path), status.st_ino, status.st_size, status.st_mtime_ns


def _moved(found: Page | Failure, here: str, there: str, copy: str, name: str) -> Page | Failure:
    """Tell the place in the archive instead of that of the copy."""
    if found.url is not None and found.url.startswith(here):
        found = replace(found, url=there + found.url.removeprefix(here).replace("#", "&"))
    if isinstance(found, Failure):
        return replace(found, message=found.message.replace(copy, name))
    return found


class _Limited(io.RawIOBase):
    """A member, unpacked while it is read, under the limits."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, settings: Settings) -> None:
        if member.flag_bits & 1:
            raise Undecodable(f"{name} is encrypted.", "Unpack the archive by hand, and give the folder.")
        self._name = name
        self._settings = settings
        self._packed = max(1, member.compress_size)
        self._given = 0
        try:
            self._file: IO[bytes] = archive.open(member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise Undecodable(f"{name} cannot be unpacked ({error}).", _FIX) from None

    def readable(self) -> bool:
        return True

    def read(self, many: int = -1, /) -> bytes:
        try:
            step = self._file.read(_STEP if many is None or many < 0 else min(many, _STEP))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise Undecodable(f"{self._name} is damaged ({error}).", "Get the archive again.") from None
        except DetenteError:
            raise  # the storage that the archive lies in
        except Exception as error:  # bz2 and lzma have errors of their own
            raise Undecodable(f"{self._name} cannot be unpacked ({error}).", _FIX) from None
        self._given += len(step)
        if self._given > HARMLESS and self._given > self._settings.max_ratio * self._packed:
            raise TooCompressed(
                f"{self._name} unpacks to more than {self._settings.max_ratio:g} times what it weighs.", _FIX
            )
        if self._given > self._settings.max_unpacked:
            raise TooLarge(f"{self._name} unpacks to more than {self._settings.max_unpacked:,} bytes.", _FIX)
        return step

    def close(self) -> None:
        self._file.close()
        super().close()


def _copy(read: _Limited, copy: Path, name: str) -> None:
    try:
        with copy.open("wb") as out:
            while step := read.read(_STEP):
                out.write(step)
    except OSError as error:
        raise InputError(f"{name} cannot be put aside ({error.strerror}).", "Make room, or set TMPDIR.") from None


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, settings: Settings) -> bytes:
    content = bytearray()
    with contextlib.closing(_Limited(archive, member, name, settings)) as file:
        while step := file.read(_STEP):
            content += step
            if len(content) > settings.max_bytes:
                raise TooLarge(f"{name} has more than {settings.max_bytes:,} bytes.", "Raise DETENTE_MAX_BYTES.")
    return bytes(content)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are pages or hold pages, in the order of their names."""
    found = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m)]
    wanted = [m for m in found if _kind(m) or Path(plain_name(m.filename)).suffix in HTML_SUFFIXES | TEXT_SUFFIXES]
    return sorted(wanted, key=lambda m: (m.filename, m.header_offset))


def _hidden(member: zipfile.ZipInfo) -> bool:
    return any(piece.startswith((".", "__MACOSX")) for piece in member.filename.split("/"))


def _kind(member: zipfile.ZipInfo) -> str | None:
    kind = kind_of_file(Path(member.filename.lower().rpartition("/")[2] or "x"))
    return None if kind == "zip" else kind


def _suffixes(member: zipfile.ZipInfo) -> str:
    lower = member.filename.lower()
    plain = plain_name(lower)
    return Path(plain).suffix + lower[len(plain) :]


def _part(whole: Part, members: list[zipfile.ZipInfo], start: int, end: int) -> Part:
    mine = members[start:end]
    return replace(
        whole,
        name=f"{whole.name}#{start}",
        start=start,
        end=end,
        first=start + 1,
        size=sum(m.file_size for m in mine),
        fingerprint=name_of((m.filename, m.CRC, m.file_size) for m in mine),
    )


def _shown(member: zipfile.ZipInfo) -> str:
    return "".join(c for c in member.filename if c.isprintable() and c not in "#& ")[:200]


@contextlib.contextmanager
def _opened(path: AnyPath, settings: Settings) -> Iterator[zipfile.ZipFile]:
    with told_apart(path):
        opened = path.open("rb")
    with opened as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, UnicodeDecodeError) as error:
            raise BrokenRecord(f"{path} is no ZIP archive ({error}).", "Get the file again.") from None
        if len(archive.infolist()) > settings.max_members:
            raise InputError(
                f"{path} has {len(archive.infolist()):,} members, more than {settings.max_members:,}.",
                "Split it, or raise DETENTE_MAX_MEMBERS.",
            )
        yield archive
