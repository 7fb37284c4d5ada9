"""Retention: what a store is to keep no longer, taken out for good, with a record of who wanted it."""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from detente.errors import NotFound, StoreError
from detente.store import durable, home, people
from detente.store.adding import commit
from detente.store.asking import CURRENT
from detente.store.changing import changing
from detente.store.removing import finish, withheld
from detente.store.schema import CODED, FORMAT, HANGING, REMOVED, REMOVING
from detente.store.tables import Snapshot, cursor
from detente.store.trouble import translated

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from detente.store.store import Store

#: Tables of `people.sqlite` that hang on documents, with what people call their rows.
WRITTEN = {"notes": "notes", "note_corrections": "corrections"}
_STRUCT = 'STRUCT("detente" VARCHAR, "ontology" VARCHAR, "weights" VARCHAR)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is to go; at least one of these.

    Attributes:
        before: Documents whose current coding says that they were published before this day, with all that hangs
            on them. One whose date is a month or a year goes when all of that is before; one without a date stays.
        superseded: Codings that a newer one by another coder has replaced.
        hours: Versions that were committed longer ago, save the one that was the newest then.
    """

    before: date | None = None
    superseded: bool = False
    hours: float | None = None

    def __str__(self) -> str:
        said = [f"published before {self.before}"] if self.before is not None else []
        said += ["superseded codings"] if self.superseded else []
        said += [f"versions older than {self.hours:g} hours"] if self.hours is not None else []
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Retained:
    """What `retain` took out, or would.

    Attributes:
        documents: Documents that go, in all versions.
        codings: Codings that go, of documents that stay.
        undated: Documents without a date of publication, which no `before` reaches.
        rows: Rows that go, by table.
        readable: The oldest version that can be read afterwards.
        unreadable: How many versions can be read now and cannot afterwards.
        written: What people wrote about documents that go, by kind; it is kept.
        version: The store's version afterwards; `None` when nothing was to be done, or for a dry run.
    """

    documents: int
    codings: int
    undated: int
    rows: dict[str, int]
    readable: int
    unreadable: int
    written: dict[str, int] = field(default_factory=dict)
    version: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing goes."""
        return not (self.documents or self.codings or self.unreadable)


def retain(store: Store, rule: Rule, by: str | None = None, reason: str = "", dry_run: bool = False) -> Retained:
    """Take out what the store is to keep no longer: one commit, all or none.

    It is gone for readers at once and in all versions; the room it took is given back by `upkeep.vacuum`. What
    people wrote about it stays.

    Args:
        store: The store.
        rule: What is to go.
        by: Who wants it; the system's name of the user when not given.
        reason: Why, for the record.
        dry_run: Only say what would go.

    Raises:
        StoreError: The rule says nothing, this is an old version, or another process writes for too long.
        DiskFull: No room left; the store is as it was, or what was decided is finished by the next write.
    """
    if rule == Rule():
        raise StoreError("Nothing says what is to go.", "Give a date, days, --superseded or --versions-hours.")
    if store.pinned is not None:
        raise StoreError("Nothing is removed from an old version.", "Open the store without a version.")
    if dry_run:
        database = cursor()
        snapshot = store.look()
        return _count(database, store, snapshot, _choose(database, snapshot, rule))
    with changing(store.path, store.wait, REMOVED) as (deltas, before):
        database = cursor()
        found = _count(database, store, before, _choose(database, before, rule))
        if found.nothing:
            return found
        number = before.version + 1
        home.told(store.path, format=FORMAT)
        with translated(store.path, "writing"):
            durable.put(store.path / REMOVING, f'{{"batch": {number}}}\n')
            many = _list(database, deltas[REMOVED], number)
        rows = [{"table": name, "count": count} for name, count in found.rows.items()]
        removal: dict[str, Any] = {"by": by or _user(), "reason": reason, "rule": str(rule), "rows": rows}
        removal |= {"documents": found.documents, "codings": found.codings, "readable": found.readable}
        commit(store.path, deltas, number, {}, removal=removal | {"listed": many})
        finish(store.path, deltas, Snapshot.of(store.path, deltas))
        store.catch_up(number)
    plain = {n: getattr(found, n) for n in ("documents", "codings", "undated", "rows", "readable", "unreadable")}
    return Retained(**plain, written=found.written, version=number)


def readmit(store: Store, documents: Sequence[str], by: str | None = None) -> int:
    """Let removed documents back: the next `add` that brings them takes them. This is a commit of its own.

    Args:
        store: The store.
        documents: Their ids.
        by: Who wants it; the system's name of the user when not given.

    Returns:
        The store's version afterwards.

    Raises:
        NotFound: One of them was not removed, or has been readmitted.
    """
    with changing(store.path, store.wait, REMOVED) as (deltas, before):
        found = withheld(before, documents)
        known = found.documents | {document for document, _ in found.codings}
        strange = [d for d in documents if d not in known]
        if strange:
            raise NotFound(
                f"The document {strange[0]!r} has not been removed from {store.path}.",
                "Give the id of one that was; `detente code` adds any other.",
            )
        rows = [{"document": d, "of": 0, "what": "readmitted", "counts": []} for d in sorted(set(documents))]
        commit(store.path, deltas, before.version + 1, {REMOVED: rows}, f"readmit:{by or _user()}")
        store.catch_up(before.version + 1)
    return before.version + 1


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _choose(database: DuckDBPyConnection, snapshot: Snapshot, rule: Rule) -> int:
    """Write down what goes, in tables of the connection's own; says which version is then the oldest."""
    dates = "SELECT NULL AS document WHERE false"
    if rule.before is not None:
        dates = snapshot.select(
            f"SELECT d.id AS document FROM documents d JOIN {CURRENT} c "
            "ON c.document = d.id AND c.batch = d.batch "
            f'WHERE coalesce(d.published."end", d.published."start") < DATE \'{rule.before.isoformat()}\''
        )
    oldest = snapshot.oldest
    if rule.hours is not None:
        moment = datetime.now(UTC) - timedelta(hours=rule.hours)
        sql = "SELECT max(batch) FROM batches WHERE epoch_us(created) <= "
        (found,) = database.execute(snapshot.select(f"{sql}{int(moment.timestamp() * 1e6)}")).fetchall()
        oldest = max(oldest, int(found[0] or 0))
    followed = snapshot.select(
        "SELECT document, batch, coder, until FROM (SELECT id AS document, batch, coder, lead(batch) OVER "
        "(PARTITION BY id ORDER BY batch) AS until FROM documents) WHERE until IS NOT NULL"
    )
    wanted = "true" if rule.superseded else f"until <= {oldest}"
    with translated(snapshot.folder, "reading"):
        database.execute(f"CREATE OR REPLACE TEMP TABLE going_documents AS {dates}")
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE going_codings AS SELECT * FROM ({followed}) WHERE {wanted} "
            "AND document NOT IN (FROM going_documents)"
        )
        # Earlier versions would lack documents that the store has: better that they cannot be read.
        (last,) = database.execute("SELECT max(until) FROM going_codings").fetchall()
    return max(oldest, int(last[0] or 0))


def _count(database: DuckDBPyConnection, store: Store, snapshot: Snapshot, readable: int) -> Retained:
    parts = []
    for name, key in HANGING.items():
        coded = " OR (document, batch) IN (SELECT (document, batch) FROM going_codings)" if name in CODED else ""
        hanging = snapshot.select(f"SELECT {key} AS document, batch FROM {name}")
        parts.append(
            f"SELECT document, batch AS \"of\", '{name}' AS name, count(*) AS n FROM ({hanging}) "
            f"WHERE document IN (FROM going_documents){coded} GROUP BY ALL"
        )
    undated = snapshot.select(
        f"SELECT count(*) FROM documents d JOIN {CURRENT} c ON c.document = d.id AND c.batch = d.batch "
        "WHERE d.published IS NULL"
    )
    coders = snapshot.select("SELECT id, batch, coder FROM documents")
    with translated(snapshot.folder, "reading"):
        database.execute(f"CREATE OR REPLACE TEMP TABLE going AS {' UNION ALL '.join(parts)}")
        database.execute(
            "CREATE OR REPLACE TEMP TABLE going_rows AS SELECT g.*, c.coder, "
            "CASE WHEN g.document IN (FROM going_documents) THEN 'document' ELSE 'coding' END AS what FROM "
            "(SELECT document, \"of\", list({'table': name, 'count': n} ORDER BY name) AS counts FROM going "
            f'GROUP BY ALL) g LEFT JOIN ({coders}) c ON c.id = g.document AND c.batch = g."of"'
        )
        rows = dict(
            database.execute("SELECT name, sum(n)::BIGINT FROM going GROUP BY ALL ORDER BY name").fetchall()
        )
        (documents, codings), *_ = database.execute(
            "SELECT (SELECT count(*) FROM going_documents), (SELECT count(*) FROM going_codings)"
        ).fetchall()
        ((bare,),) = database.execute(undated).fetchall()
    lost = max(0, readable - max(snapshot.oldest, 1)) if readable > snapshot.oldest else 0
    return Retained(documents, codings, bare, rows, readable, lost, _written(database, store))


def _list(database: DuckDBPyConnection, delta: Any, number: int) -> int:
    """Write the rows of `removed`; says how many they are."""
    from deltalake import write_deltalake

    rows = database.sql(
        f'SELECT CAST({number} AS BIGINT) AS batch, document, "of", what, CAST(coder AS {_STRUCT}) AS coder, '
        'counts FROM going_rows ORDER BY document, "of"'
    )
    write_deltalake(delta, rows, mode="append", schema_mode="merge")
    return int(database.execute("SELECT count(*) FROM going_rows").fetchall()[0][0])


def _written(database: DuckDBPyConnection, store: Store) -> dict[str, int]:
    """How much people wrote about documents that go."""
    found: dict[str, int] = {}
    with people.opened(store.path) as connection, translated(store.path, "reading"):
        for table, kind in WRITTEN.items():
            documents = _documents(connection, table)
            gone = database.execute(
                "SELECT document FROM going_documents WHERE list_contains(?, document)", [list(documents)]
            ).fetchall()
            if many := sum(documents[d] for (d,) in gone):
                found[kind] = many
    return found


def _documents(connection: sqlite3.Connection, table: str) -> dict[str, int]:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    if there.fetchone() is None:
        return {}
    return dict(connection.execute(f"SELECT document, count(*) FROM {table} GROUP BY document").fetchall())
