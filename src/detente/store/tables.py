"""The Delta tables of a store: make, append, ask, sweep, compact. Nothing here knows what a document is."""

from __future__ import annotations

import atexit
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import StoreDamaged, StoreError
from detente.store import durable
from detente.store.schema import BATCHES, CODED, HANGING, REMOVED, REMOVING, TABLES, Table, quoted
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection

#: Small files of one table above which it is compacted, and what is no small file any more: compacting holds one
#: such file in memory. **Units**: bytes.
MANY_FILES, FULL_FILE = 64, 33_554_432
#: Rows above which an `append` goes over a file.
MANY_ROWS = 2_000
#: Characters that the Delta library does not take in a path.
_UNFIT = re.compile(r"[\[\]\\%^|\x00-\x1f]")


def check_path(folder: Path) -> None:
    """Refuse a path that the Delta library would fall over.

    Raises:
        StoreError: It has such a character.
    """
    bad = _UNFIT.search(folder.as_posix())
    if bad:
        raise StoreError(
            f"The path {str(folder)!r} has the character {bad[0]!r}, which Delta tables cannot have in theirs.",
            r"Use a path without [ ] \ % ^ | and control characters.",
        )


@lru_cache(maxsize=4)
def _database(process: int) -> DuckDBPyConnection:
    # One in-memory database a process (a forked child must not share its parent's threads).
    import duckdb

    connection = duckdb.connect(
        config={
            # Never reach for the network, and never spill into the working directory.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"detente-duckdb-{process}"),
        }
    )
    # Left to the interpreter's end, its binding complains on standard error.
    atexit.register(_database.cache_clear)
    return connection


def cursor() -> DuckDBPyConnection:
    """A connection to ask with; it is this thread's alone."""
    return _database(os.getpid()).cursor()


def _delta(folder: Path, table: Table, floor: int | None) -> DeltaTable:
    from deltalake import DeltaTable
    from deltalake.exceptions import TableNotFoundError

    # After a power failure the newest entries of the log may be half; nothing committed is among them.
    half = durable.broken(folder / table.name, floor) if floor is not None else None
    try:
        return DeltaTable(_uri(folder, table), version=half - 1 if half is not None else None)
    except TableNotFoundError:
        raise StoreDamaged(
            f"The table {table.name} of the store {folder} is missing.", "Put it back from a backup."
        ) from None


def opened(folder: Path, names: Iterable[str] = TABLES) -> dict[str, DeltaTable]:
    """Open tables, in the order of their names as given.

    Tables that older stores were made without (`Table.late`) are left out where they are missing.

    Raises:
        StoreDamaged: A table is missing or unreadable.
    """
    with translated(folder, "reading"):
        floors = durable.floors(folder)
        there = [TABLES[name] for name in names if not _not_yet(folder, TABLES[name])]
        return {table.name: _delta(folder, table, floors.get(table.name)) for table in there}


def _not_yet(folder: Path, table: Table) -> bool:
    # A folder without a log is a table whose making was cut short.
    return table.late and not any((folder / table.name / "_delta_log").glob("*.json"))


def _uri(folder: Path, table: Table) -> str:
    return (folder.resolve() / table.name).as_uri()


def create(folder: Path, table: Table) -> None:
    """Make an empty table, unless there is one."""
    from deltalake import DeltaTable, write_deltalake

    uri = _uri(folder, table)
    with translated(folder, "writing"):
        if not (folder / table.name / "_delta_log").is_dir() or not DeltaTable.is_deltatable(uri):
            made = cursor()
            rows = made.sql(f"FROM ({_literal(table)})", params=["[]"])
            write_deltalake(uri, rows, mode="append", name=table.name, description=table.about)
            if durable.wanted():
                durable.sync_all(folder / table.name)
                durable.sync(folder)


def append(folder: Path, table: Table, delta: DeltaTable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Commit rows to one table.

    Args:
        folder: The store; its lock is held.
        table: Which table.
        delta: The table, open; it moves on to the new state.
        rows: JSON values by column.

    Raises:
        DiskFull: No room left; the table stays as it was.
        StoreError: A row holds a value its column cannot.
    """
    from deltalake import write_deltalake

    blank = dict.fromkeys(name for name, _ in table.columns)
    whole = ({**blank, **row} for row in rows)
    if len(rows) >= MANY_ROWS:
        with translated(folder, "writing"):
            _append_many(delta, table, whole)
        return
    told = json.dumps(list(whole), ensure_ascii=True, allow_nan=False)
    with translated(folder, "writing"):
        relation = cursor().sql(f"FROM ({_literal(table)})", params=[told])
        # a column that the table was made without is added to it
        write_deltalake(delta, relation, mode="append", schema_mode="merge")


def _append_many(delta: DeltaTable, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Append over a file of JSON lines, which is read by all cores and several times as fast as one long value."""
    from deltalake import write_deltalake

    kinds = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in table.columns)
    encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode
    with tempfile.TemporaryDirectory(prefix="detente-") as place:
        path = Path(place) / "rows.jsonl"
        with path.open("w", encoding="ascii") as file:
            file.writelines(encode(row) + "\n" for row in rows)
        relation = cursor().sql(
            f"FROM read_json({listed_files([str(path)])}, format = 'newline_delimited', columns = {{{kinds}}}, "
            "maximum_object_size = 100000000)"
        )
        write_deltalake(delta, relation, mode="append", schema_mode="merge")


def _text(value: str) -> str:
    """A text as SQL wants it."""
    return "'" + value.replace("'", "''") + "'"


def widen(folder: Path, table: Table, delta: DeltaTable) -> None:
    """Add to a table the columns it was made without; rows that are there have nothing in them.

    Args:
        folder: The store; its lock is held.
        table: Which table, as it should be.
        delta: The table as it is.
    """
    from deltalake import write_deltalake

    with translated(folder, "writing"):
        relation = cursor().sql(f"FROM ({_literal(table)})", params=["[]"])
        write_deltalake(delta, relation, mode="append", schema_mode="merge")


def _literal(table: Table) -> str:
    """SQL that turns one JSON parameter into typed rows of the table."""
    return f"SELECT unnest(CAST(?::JSON AS {table.row_type}[]), max_depth := 2)"


def _empty(table: Table) -> str:
    """SQL that gives no row of the table."""
    return _literal(table).replace("?", "'[]'", 1)


def _files(folder: Path, table: Table, delta: DeltaTable) -> list[str]:
    actions = delta.get_add_actions(flatten=True)
    base = folder.resolve() / table.name
    return sorted(str(base / str(path)) for path in actions.column("path").to_pylist())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The committed rows of a store as of one moment. Later commits do not show.

    Attributes:
        folder: The store.
        version: Number of the last batch that counts.
        sources: SQL that gives each table's rows.
        renewed: Number of the last commit that took rows out; 0 when none did.
        oldest: The oldest version that can be read.
        hidden: SQL for what a commit took out whose rows may still lie in the tables; empty when none do.
    """

    folder: Path
    version: int
    sources: Mapping[str, str]
    renewed: int = 0
    oldest: int = 0
    hidden: str = ""

    @classmethod
    def take(cls, folder: Path, tables: Sequence[str] = (), version: int | None = None) -> Snapshot:
        """Look at the store now.

        Args:
            folder: The store.
            tables: Tables that will be asked; all when empty.
            version: Number of the last batch that counts; the newest when not given.

        Raises:
            StoreDamaged: A table is missing or unreadable.
        """
        others = [n for n in (tables or TABLES) if n not in {BATCHES, REMOVED}]
        listed = not tables or REMOVED in tables
        while True:
            # The marker is opened before the others, so that no row can show whose batch is not in it.
            deltas = opened(folder, (BATCHES,))
            hiding = (folder / REMOVING).exists()
            deltas |= opened(folder, [*others, REMOVED] if listed or hiding else others)
            found = cls.of(folder, deltas, version)
            # Rows that were taken out meanwhile would be there in one table and not in another.
            if not _went_on(folder, deltas[BATCHES]) or cls._renewed(folder) == found.renewed:
                return found

    @classmethod
    def _renewed(cls, folder: Path) -> int:
        return cls.of(folder, opened(folder, (BATCHES,))).renewed

    @classmethod
    def of(cls, folder: Path, deltas: Mapping[str, DeltaTable], version: int | None = None) -> Snapshot:
        """The rows of tables that are open, `batches` among them; arguments as for `take`."""
        with translated(folder, "reading"):
            absent = {t.name: _empty(t) for t in TABLES.values() if t.late}
            sources = absent | {name: _source(folder, TABLES[name], delta) for name, delta in deltas.items()}
            if BATCHES not in deltas:
                return cls(folder, version or 0, sources)
            last, renewed, oldest = cursor().execute(_STATE.format(sources[BATCHES])).fetchall()[0]
            hidden = ""
            if REMOVED in deltas and renewed is not None and removing(folder) == renewed:
                hidden = f'SELECT document, "of", what FROM ({sources[REMOVED]}) WHERE batch = {int(renewed)}'
        number = int(last or 0) if version is None else version
        return cls(folder, number, sources, int(renewed or 0), int(oldest or 0), hidden)

    def ask(self, sql: str, parameters: Sequence[Any] = (), everything: bool = False) -> list[dict[str, Any]]:
        """Run a query over the tables, which go by their names.

        Args:
            sql: A `SELECT`; `?` stands for parameters.
            parameters: Their values.
            everything: Show rows whose batch has no marker too (only `verify` wants that).

        Raises:
            StoreDamaged: A file is missing or unreadable.
        """
        bound = "" if everything else f" WHERE batch <= {int(self.version)}"
        with translated(self.folder, "reading"):
            found = cursor().execute(f"WITH {self._named(sql, bound)} {sql}", list(parameters))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def newest(self) -> Snapshot:
        """The same moment, with every commit in it."""
        return Snapshot.take(self.folder, (BATCHES,))

    def select(self, sql: str, first: int = 1) -> str:
        """A query that stands by itself, over the rows from one batch on; it has no parameters.

        Args:
            sql: A `SELECT` over the tables by their names.
            first: Rows of batches before this one do not count.
        """
        return f"WITH {self._named(sql, f' WHERE batch BETWEEN {int(first)} AND {int(self.version)}')} {sql}"

    def _named(self, sql: str, bound: str) -> str:
        used = {n: s for n, s in self.sources.items() if re.search(rf"\b{n}\b", sql)}
        return ", ".join(f"{quoted(n)} AS ({self._shown(n, s, bound)})" for n, s in used.items())

    def _shown(self, name: str, source: str, bound: str) -> str:
        if not self.hidden or name not in HANGING:
            return f"FROM ({source}){bound}"
        return f"FROM ({source}) t{bound or ' WHERE true'} AND NOT {self.going(name)}"

    def going(self, name: str) -> str:
        """SQL condition: whether a row `t` of a table is among those that are being taken out."""
        whole = "" if name in CODED else " AND h.what = 'document'"
        return (
            f'EXISTS (SELECT 1 FROM ({self.hidden}) h WHERE h.document = t.{HANGING[name]} AND h."of" = t.batch'
            f"{whole})"
        )


#: The last commit, the last that took rows out, and the oldest version that can be read.
_STATE = "SELECT max(batch), max(batch) FILTER (removal IS NOT NULL), max(removal.readable) FROM ({})"


def _went_on(folder: Path, delta: DeltaTable) -> bool:
    """Whether a table has had a commit since it was opened."""
    return (folder / BATCHES / durable.LOG / f"{delta.version() + 1:020d}.json").exists()


def removing(folder: Path) -> int | None:
    """Number of the commit whose rows are being taken out of the tables."""
    try:
        return int(json.loads((folder / REMOVING).read_text(encoding="utf-8"))["batch"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _source(folder: Path, table: Table, delta: DeltaTable) -> str:
    files = _files(folder, table, delta)
    if not files:
        return _empty(table)
    listed = listed_files(files)
    # Files that were written before a column was there give null in it.
    empty = _empty(table)
    stored = f"SELECT * FROM read_parquet({listed}, hive_partitioning = false, union_by_name = true)"
    return f"({empty}) UNION ALL BY NAME ({stored})"


def listed_files(files: Iterable[str]) -> str:
    """File names as DuckDB's reader wants them: it takes names as patterns, and a star must mean a star."""
    return "[" + ", ".join("'" + re.sub(r"[\[*?]", r"[\g<0>]", f).replace("'", "''") + "'" for f in files) + "]"


def sweep(folder: Path, deltas: Mapping[str, DeltaTable], committed: int) -> None:
    """Take out rows that an interrupted `add` left behind: those after the last committed batch.

    Args:
        folder: The store; its lock is held.
        deltas: All its tables, open.
        committed: Number of the last batch that has its marker.

    Raises:
        StoreDamaged: There are rows of more than one later batch, so the marker table has lost rows.
    """
    for name, delta in deltas.items():
        newest = _newest(delta)
        if newest > committed + 1:
            raise StoreDamaged(
                f"{name} in {folder} has rows of batch {newest}, but only {committed} are marked as done.",
                f"Run `detente verify {folder}`, and put the table {BATCHES} back from a backup.",
            )
        if newest > committed:
            with translated(folder, "writing"):
                delta.delete(f"batch > {int(committed)}")


def _newest(delta: DeltaTable) -> int:
    """The highest batch in a table, out of its log alone."""
    actions = delta.get_add_actions(flatten=True)
    # A table from which everything was taken out has no file, or one without rows.
    numbers = actions.column("max.batch").to_pylist() if actions.num_rows else []
    return max((int(n) for n in numbers if n is not None), default=0)


def compact(folder: Path, deltas: Mapping[str, DeltaTable], many: int = MANY_FILES) -> tuple[str, ...]:
    """Put the small files of full tables together. Versions stay readable: they are rows, not files.

    Files that were replaced are removed after a week, so that no reader loses what it is reading.

    Args:
        folder: The store; its lock is held.
        deltas: All its tables, open.
        many: Tables with more small files than this are compacted.

    Returns:
        Names of the tables that were compacted.
    """
    done = []
    for name, delta in deltas.items():
        sizes = delta.get_add_actions().column("size_bytes").to_pylist()
        if sum(int(size) < FULL_FILE for size in sizes) > many:
            with translated(folder, "writing"):
                delta.optimize.compact(target_size=FULL_FILE, max_concurrent_tasks=1)
                delta.create_checkpoint()
                # On the disk before anything is removed that it stands for.
                durable.keep(folder, {name: delta})
                delta.vacuum(dry_run=False)
            done.append(name)
    return tuple(done)
