"""Parquet, read through DuckDB: one row a page, its columns named by the options."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import BrokenRecord, DetenteError, InputError, LibraryMissing
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.columns import Columns, choose, page_of_record
from detente.source.failing import failure, url_of
from detente.source.jsonl import whole_file
from detente.source.objects import AnyPath, ObjectPath, located
from detente.source.part import Part, Source, SourceOptions, fingerprint

if TYPE_CHECKING:
    import duckdb

#: Rows held at once.
_ROWS = 64
_MEMORY = "1GB"
#: The scheme by which DuckDB asks us for an object.
_OBJECT = "detente"
#: DuckDB takes these in a path for a pattern.
_PATTERN = frozenset("*?[]{}")


@dataclass(frozen=True, slots=True)
class ParquetSource(Source):
    """A Parquet file."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix."""
        return place.lower().endswith((".parquet", ".pq"))

    def plan(self) -> tuple[Part, ...]:
        """Ranges of rows, whole row groups of about `part_bytes` together.

        Raises:
            InputError: The file is missing or damaged, or has no column for the text.
        """
        path = located(self.place)
        whole = whole_file(path, "parquet")
        with _asking(path) as connection:
            _columns(connection, path, self.options, self.settings)
            groups = connection.execute(
                "SELECT row_group_id, any_value(row_group_num_rows), sum(total_compressed_size) "
                "FROM parquet_metadata(?) GROUP BY 1 ORDER BY 1",
                [_named(path)],
            ).fetchall()
        if whole.size <= self.options.part_bytes:
            return (whole,)
        ranges = list(_cuts([(int(rows), int(size)) for _, rows, size in groups], self.options.part_bytes))
        mark = fingerprint(path)
        return tuple(
            replace(
                whole,
                name=f"{path.name}#{n}",
                start=start,
                end=end,
                first=start + 1,
                size=size,
                fingerprint=f"{mark}-{start}-{end}",
            )
            for n, (start, end, size) in enumerate(ranges)
        )

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """One page a row; a row that is broken is a failure with its number."""
        path = located(part.place)
        number = part.first - 1
        try:
            with _asking(path) as connection:
                chosen = _columns(connection, path, self.options, self.settings)
                for number, told in _rows(connection, path, part, chosen):
                    yield self._page(told, chosen, number, path)
        except DetenteError as error:
            yield failure(path, error, f"record={number + 1}" if number >= part.first else "")

    def _page(self, told: dict[str, Any], chosen: Columns, number: int, path: AnyPath) -> Page | Failure:
        base = url_of(path)
        record = f"record={number}"
        try:
            own = f"{base}#{record}" if base else None
            return page_of_record(told, chosen, f"Row {number} of {path}", own, self.options, self.settings)
        except DetenteError as error:
            return failure(path, error, record)


def _rows(
    connection: duckdb.DuckDBPyConnection, path: AnyPath, part: Part, chosen: Columns
) -> Iterator[tuple[int, dict[str, Any]]]:
    there = _names(connection, path)
    names = list(dict.fromkeys(n if n in there else n.partition(".")[0] for n in chosen.needed()))
    listed = ", ".join('"' + n.replace('"', '""') + '"' for n in names)
    end = 2**62 if part.end is None else part.end
    reading = connection.execute(
        f"SELECT file_row_number, {listed} FROM read_parquet(?, file_row_number = true) "
        "WHERE file_row_number >= ? AND file_row_number < ?",
        [_named(path), part.start, end],
    )
    while rows := reading.fetchmany(_ROWS):
        for row in rows:
            yield int(row[0]) + 1, dict(zip(names, row[1:], strict=True))


def _columns(
    connection: duckdb.DuckDBPyConnection, path: AnyPath, options: SourceOptions, settings: Settings
) -> Columns:
    return choose(_names(connection, path), options, settings, str(path))


def _names(connection: duckdb.DuckDBPyConnection, path: AnyPath) -> list[str]:
    reading = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [_named(path)])
    return [str(column[0]) for column in reading.description or ()]


@contextlib.contextmanager
def _asking(path: AnyPath) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    if _PATTERN & set(_named(path)):
        raise InputError(
            f"{path} has one of {' '.join(sorted(_PATTERN))} in its path, which stand for other things.",
            "Rename it.",
        )
    try:
        with duckdb.connect(
            config={
                "threads": 1,
                "memory_limit": _MEMORY,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": str(Path(tempfile.gettempdir()) / "detente-duckdb-parquet"),
            }
        ) as connection:
            if isinstance(path, ObjectPath):
                connection.register_filesystem(_filesystem(path))
            yield connection
    except duckdb.Error as error:
        if isinstance(path, ObjectPath) and path.trouble is not None:
            raise path.trouble from None
        what = str(error).splitlines()[0][:200]
        raise BrokenRecord(f"{path} cannot be read as Parquet ({what}).", "Get the file again.") from None


def _named(path: AnyPath) -> str:
    """What DuckDB is told: an object goes by one name, whatever its key, and is read by ranges."""
    return f"{_OBJECT}://object.parquet" if isinstance(path, ObjectPath) else str(path)


def _filesystem(path: ObjectPath) -> Any:
    """What opens the one object there is, for DuckDB.

    Raises:
        LibraryMissing: `detente[cloud]` is not installed as a whole.
    """
    try:
        from fsspec import AbstractFileSystem
    except ImportError:
        raise LibraryMissing(
            "Reading Parquet on object storage needs a library that is not installed.",
            "Install it with `pip install 'detente[cloud]'`.",
        ) from None

    class One(AbstractFileSystem):  # type: ignore[misc]
        protocol = _OBJECT
        cachable = False

        def open(self, name: str, *_: Any, **__: Any) -> Any:
            return path.open()

        def info(self, name: str, **_: Any) -> dict[str, Any]:
            return {"name": name, "size": path.stat().st_size, "type": "file"}

        def modified(self, name: str) -> datetime:
            return datetime.fromisoformat(path.stat().changed)

        def glob(self, name: str, **_: Any) -> list[str]:
            return [name]

    return One()


def _cuts(groups: list[tuple[int, int]], part_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Ranges of rows with their size, out of the rows and bytes of each row group."""
    start = at = size = 0
    for rows, weight in groups:
        at += rows
        size += weight
        if size >= part_bytes:
            yield start, at, size
            start, size = at, 0
    if at > start:
        yield start, at, size
