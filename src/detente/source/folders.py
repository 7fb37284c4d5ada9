"""Folders and single files as a source: pages in groups, archives and tables each by their own source."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.errors import DetenteError, EmptyInput
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.failing import failure
from detente.source.files import read_file, walk
from detente.source.opening import LAST, names, source_named
from detente.source.part import Part, Source, SourceOptions, fingerprint, name_of

#: At most so many files are one part.
_MANY = 500


@dataclass(frozen=True, slots=True)
class FilesSource(Source):
    """A file with one page, or a folder with all that lies below it."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """Any path will do."""
        return True

    def plan(self) -> tuple[Part, ...]:
        """Files in sorted order: pages in groups of at most 500 files or `part_bytes`, the others one by one.

        Raises:
            EmptyInput: The folder has nothing to read in it.
        """
        root = Path(self.place)
        if not _is_folder(root):
            return (self._part(root.parent, [root.name], root.name),)
        parts: list[Part] = []
        group: list[str] = []
        weight = 0
        for path, _ in walk(root, also=_is_many):
            name = os.fspath(path.relative_to(root)) if path != root else "."
            if _is_many(path):
                parts += self._group(root, group)
                group, weight = [], 0
                parts += self._inside(path, name)
                continue
            group.append(name)
            weight += _size(path)
            if len(group) >= _MANY or weight >= self.options.part_bytes:
                parts += self._group(root, group)
                group, weight = [], 0
        parts += self._group(root, group)
        if not parts:
            raise EmptyInput(
                f"The folder {root} has no text or HTML file in it.",
                "Give a folder with .txt, .md or .html files, archives or tables.",
            )
        return tuple(parts)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """Read the part's files one after the other; other kinds of files by their own sources."""
        if part.kind != "files":
            options = replace(self.options, kind=part.kind)
            yield from source_named(part.kind)(part.place, options, self.settings).pages(part)
            return
        for name in part.items:
            yield from self._read(Path(part.place) / name)

    def _read(self, path: Path) -> Iterator[Page | Failure]:
        try:
            if _is_folder(path):
                for _, error in walk(path):
                    if error is not None:
                        raise error
                return
            yield read_file(path, self.settings)
        except DetenteError as error:
            yield failure(path, error)

    def _group(self, root: Path, names: list[str]) -> list[Part]:
        return [self._part(root, names, names[0])] if names else []

    def _part(self, root: Path, names: list[str], name: str) -> Part:
        size = sum(_size(root / n) for n in names)
        marks = [(n, fingerprint(root / n)) for n in names]
        return Part(
            name=name,
            kind="files",
            place=_absolute(root),
            items=tuple(names),
            size=size,
            fingerprint=name_of(marks),
        )

    def _inside(self, path: Path, name: str) -> list[Part]:
        """The parts of an archive or a table in the folder; reading it tells what is wrong when it has no plan."""
        kind = kind_of_file(path)
        assert kind is not None
        source = source_named(kind)(_absolute(path), replace(self.options, kind=kind), self.settings)
        try:
            return [replace(p, name=name + p.name.removeprefix(path.name)) for p in source.plan()]
        except DetenteError:
            return [Part(name=name, kind=kind, place=_absolute(path), size=_size(path))]


def kind_of_file(path: Path) -> str | None:
    """Name of the source that reads a file which holds many pages; `None` for a file that is a page itself."""
    return next((n for n in names() if n not in LAST and source_named(n).knows(str(path))), None)


def _is_many(path: Path) -> bool:
    return kind_of_file(path) is not None


def _is_folder(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return path.is_dir()
    return False


def _size(path: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return path.stat().st_size
    return 0


def _absolute(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return str(path.absolute())
    return str(path)
