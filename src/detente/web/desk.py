"""The store as the site sees it: the columns that pages list, in a DuckDB database of its own, version by version.

Delta tables answer questions about everything; a page asks about little, often. So the columns that pages list are
kept beside each other in a database file that lives as long as the site does. When the store has a new version,
only the batches that came since are read. Whoever reads keeps the version that it began with.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from detente.ontology import load
from detente.relations import Rule
from detente.store import Snapshot, Store
from detente.web import tables
from detente.web.counting import Counting
from detente.web.options import Options

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]
T = TypeVar("T")

#: Answers that are kept for the version shown.
KEPT = 512
#: How pages count what stands between two states where they look at many pairs at once.
RULE = Rule(copies=True)


class View:
    """One version of the store, as one request sees it from its beginning to its end.

    Attributes:
        version: Number of the last commit that shows.
    """

    def __init__(self, connection: DuckDBPyConnection, version: int, kept: _Kept) -> None:
        self.version = version
        self._connection = connection
        self._kept = kept

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a query over the tables of `detente.web.tables`; `?` stands for parameters."""
        cursor = self._connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row:
        """The only row of an answer that has one for certain."""
        return self.ask(sql, parameters)[0]

    def keep(self, key: Hashable, make: Callable[[], T], version: int | None = None) -> T:
        """What `make` gives, made once for this version, or for the one that is named."""
        return cast(T, self._kept.get((self.version if version is None else version, key), make))


@dataclass(slots=True)
class _Kept:
    """The answers used last; what is being made is waited for and not made twice."""

    values: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    making: dict[Hashable, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]
            making = self.making.setdefault(key, threading.Lock())
        with making:
            with self.lock:
                if key in self.values:
                    return self.values[key]
            try:
                made = make()
                with self.lock:
                    self.values[key] = made
                    while len(self.values) > KEPT:
                        self.values.popitem(last=False)
            finally:
                with self.lock:
                    self.making.pop(key, None)
        return made


class Desk:
    """Keeps the site's tables in step with the store.

    Args:
        options: Which store, and how much memory.
    """

    def __init__(self, options: Options) -> None:
        import duckdb

        self.store = Store.open(options.store, version=options.version)
        self.counting = Counting(self.store)
        self._fresh = options.fresh
        self._kept = _Kept()
        self._bringing = threading.Lock()
        self._looked = float("-inf")
        self._seen = -1
        self._folder = Path(tempfile.mkdtemp(prefix="detente-desk-"))
        self._database = duckdb.connect(
            str(self._folder / "desk.duckdb"),
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": f"{options.memory}MB",
            },
        )
        ontology = load()
        self._values = {
            "$spoken": [n for n, quad in ontology.quads.items() if quad.words],
            "$leave_out": list(RULE.leave_out),
            "$no_states": list(ontology.countries),
        }
        self._bring()

    def close(self) -> None:
        """Let go of the database and remove its file."""
        with suppress(Exception):
            self._database.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def view(self) -> Iterator[View]:
        """The newest version, held for as long as the view is used.

        Raises:
            StoreDamaged: The store does not fit together.
        """
        if time.monotonic() - self._looked > self._fresh and self._bringing.acquire(blocking=False):
            # Others are shown the version before while one brings the new one in.
            try:
                self._bring()
            finally:
                self._bringing.release()
        cursor = self._database.cursor()
        try:
            cursor.execute("BEGIN TRANSACTION")
            found = cursor.execute("SELECT version FROM state").fetchone()
            yield View(cursor, found[0] if found else 0, self._kept)
        finally:
            with suppress(Exception):
                cursor.execute("ROLLBACK")
            cursor.close()

    def _bring(self) -> None:
        """Bring the tables up to the newest version of the store."""
        newest = self.store.pinned if self.store.pinned is not None else self.store.version
        if newest != self._seen:
            snapshot = self.store.look(*tables.SOURCES)
            cursor = self._database.cursor()
            try:
                self._fill(cursor, snapshot, max(self._seen, 0))
            finally:
                cursor.close()
            self._seen = snapshot.version
            self.counting.want(snapshot.version)
        self._looked = time.monotonic()

    def _fill(self, cursor: DuckDBPyConnection, snapshot: Snapshot, low: int) -> None:
        bound = f"WHERE batch > {int(low)} AND batch <= {int(snapshot.version)}"
        sources = {n: f"(FROM ({s}) {bound})" for n, s in snapshot.sources.items()}
        cursor.execute("BEGIN TRANSACTION")
        try:
            for sql in tables.STEPS:
                cursor.execute(sql.format(**sources))
            for table, sql in tables.ROWS.items():
                self._rows(cursor, table, sql.format(**sources))
            cursor.execute("CREATE TABLE IF NOT EXISTS state (version BIGINT)")
            cursor.execute("DELETE FROM state")
            cursor.execute("INSERT INTO state VALUES (?)", [snapshot.version])
            cursor.execute("COMMIT")
        except BaseException:
            with suppress(Exception):
                cursor.execute("ROLLBACK")
            raise

    def _rows(self, cursor: DuckDBPyConnection, table: str, sql: str) -> None:
        values = {name[1:]: value for name, value in self._values.items() if name in sql}
        if self._seen < 0:
            cursor.execute(f"CREATE TABLE {table} AS {sql}", values)
            return
        if table in tables.REPLACED:
            cursor.execute(f"DELETE FROM {table} WHERE document IN (SELECT document FROM fresh)")
        cursor.execute(f"INSERT INTO {table} BY NAME {sql}", values)
