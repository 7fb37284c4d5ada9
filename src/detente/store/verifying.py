"""`verify`: is everything in a store what it should be?"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import DetenteError, StoreDamaged
from detente.record import text_id
from detente.store import asking, beside, durable, people
from detente.store.checks import faults, pieces
from detente.store.import_checks import imported_faults
from detente.store.removing import counts_removed
from detente.store.rows import Row, coding_of, rows_of
from detente.store.schema import BATCHES, PEOPLE, TABLES
from detente.store.store import Store
from detente.store.tables import Snapshot, opened
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it should be.

    Attributes:
        code: Stable name: `text-changed`, `rows-missing`, `evidence-differs` ...
        where: Table, document or file.
        message: What is wrong, in a sentence.
    """

    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found.

    Attributes:
        path: The store.
        counts: What was looked at: versions, documents, codings, evidence, and rows of every table.
        damages: What is wrong; empty when the store is sound.
        notes: What is in order but worth knowing: leftovers of a killed run, an index that has to catch up.
    """

    path: Path
    counts: dict[str, int]
    damages: tuple[Damage, ...]
    notes: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damages


@dataclass(slots=True)
class _Look:
    """What has been found so far."""

    counts: Counter[str] = field(default_factory=Counter)
    damages: list[Damage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def damage(self, code: str, where: str, message: str) -> None:
        self.damages.append(Damage(code, where, message))


def verify(path: str | Path) -> Report:
    """Re-check everything in a store.

    That is: tables, commits, texts, every word of evidence, ids, imported rows, the search index, what people
    wrote, what is watched, plans of runs, and the ledger. Nothing is changed, and a store that is being written to
    can be verified. All versions are checked, not only the newest.

    Args:
        path: The folder.

    Raises:
        StoreMissing: There is no store.
        StoreError: A newer detente made it.
        StoreDamaged: The marker file says nothing.
    """
    folder = Path(path)
    Store.open(folder)
    before = _renewed(folder)
    report = _verify(folder)
    # Rows that were taken out while they were looked at are no damage.
    if not report.sound and _renewed(folder) != before:
        return _verify(folder)
    return report


def _renewed(folder: Path) -> int | None:
    try:
        return Snapshot.take(folder, (BATCHES,)).renewed
    except DetenteError:
        return None


def _verify(folder: Path) -> Report:
    look = _Look()
    floors = durable.floors(folder)
    # The index is looked at first and as of one moment: commits that come meanwhile must not seem to be missing.
    index = _index(folder, look)
    # The marker is opened first: a commit that comes between two tables then seems to be late, not to lack rows.
    names = (BATCHES, *(n for n in TABLES if n != BATCHES))
    found = [_open(folder, name, look) for name in names]
    deltas = {name: delta for table in found if table is not None for name, delta in table.items()}
    sound = [_readable(folder, name, delta, look) for name, delta in deltas.items()]
    if None not in found and all(sound):
        snapshot = Snapshot.of(folder, deltas)
        look.counts["versions"] = snapshot.version
        _late(snapshot, look)
        _batches(snapshot, look)
        if snapshot.hidden:
            look.notes.append(
                f"Commit {snapshot.renewed} took out rows that still lie in the tables; they do not count, and "
                "the next write takes them away."
            )
        codings = _codings(snapshot, look)
        _pages(snapshot, look)
        for code, where, message in imported_faults(snapshot):
            look.damage(code, where, message)
        if index is not None:
            _in_step(index, snapshot, codings, look)
        _beside(folder, deltas, floors, look)
    elif look.damages:
        look.notes.append("Texts and evidence could not be checked, because a table cannot be read.")
    return Report(folder, dict(look.counts), tuple(look.damages), tuple(look.notes))


def _beside(folder: Path, deltas: dict[str, DeltaTable], floors: dict[str, int], look: _Look) -> None:
    """Everything in the folder that is no table."""
    known = {(d.code, d.where) for d in look.damages}
    for code, where, message in beside.faults(folder, deltas, floors):
        if (code, where) not in known and ("people-unreadable", where) not in known:
            look.damage(code, where, message)
    for name in beside.strange(folder):
        look.notes.append(f"{name} is no part of a store; nothing here uses it.")
    # What the ledger should say is only known when the tables hold.
    for code, where, message in () if look.damages else beside.ledger_faults(folder):
        look.damage(code, where, message)


def _open(folder: Path, name: str, look: _Look) -> dict[str, DeltaTable] | None:
    """The table by its name; nothing for one that the store was made without, `None` for one that is broken."""
    try:
        return opened(folder, (name,))
    except DetenteError as error:
        look.damage("table-unreadable", name, error.message)
        return None


def _readable(folder: Path, name: str, delta: DeltaTable, look: _Look) -> bool:
    """Read every value of a table once."""
    try:
        everything = Snapshot.of(folder, {name: delta}, version=0)
        found = everything.ask(f"SELECT count(*) AS n, bit_xor(hash(t)) AS h FROM {name} t", everything=True)
    except DetenteError as error:
        look.damage("table-unreadable", name, error.message)
        return False
    look.counts[name] = found[0]["n"]
    return True


def _late(snapshot: Snapshot, look: _Look) -> None:
    """Rows after the last marked commit: one commit's may lie about, more may not."""
    each = " UNION ALL ".join(f"SELECT '{n}' AS name, max(batch) AS last FROM {n}" for n in TABLES if n != BATCHES)
    last = {row["name"]: row["last"] or 0 for row in snapshot.ask(each, everything=True)}
    # Another process may have committed meanwhile: only what is late by now is.
    late_ones = max(last.values()) > snapshot.version
    marked = Snapshot.take(snapshot.folder, (BATCHES,)).version if late_ones else snapshot.version
    for name, late in last.items():
        if late > marked + 1:
            look.damage(
                "commits-lost", name, f"It has rows of batch {late}, but only {marked} are marked as done."
            )
        elif late > marked:
            look.notes.append(
                f"{name} has rows of a write that was cut short or still goes on; they do not count, and the next "
                "write clears them up."
            )


def _batches(snapshot: Snapshot, look: _Look) -> None:
    """Every commit once, and every table with the rows the commits say."""
    versions = asking.versions(snapshot)
    numbers = [v.number for v in versions]
    if numbers != list(range(1, len(numbers) + 1)):
        look.damage("commits-lost", BATCHES, f"Commits should run from 1 to {snapshot.version}, and do not.")
    told = Counter({(v.number, table): count for v in versions for table, count in v.rows.items()})
    told.subtract(counts_removed(snapshot))
    each = " UNION ALL ".join(
        f"SELECT '{n}' AS name, batch, count(*) AS n FROM {n} GROUP BY batch" for n in TABLES if n != BATCHES
    )
    there = Counter({(r["batch"], r["name"]): r["n"] for r in snapshot.ask(each)})
    for batch, name in sorted(told.keys() | there.keys()):
        wanted, has = told[batch, name], there[batch, name]
        if wanted != has:
            code = "rows-missing" if has < wanted else "rows-added"
            look.damage(code, name, f"Commit {batch} brought {wanted} rows, and {has} are there.")


def _codings(snapshot: Snapshot, look: _Look) -> dict[str, int]:
    """Check every coding of every version; gives the first batch of each document."""
    first: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for head, details in asking.rows(snapshot, "true"):
        first.setdefault(head["id"], head["batch"])
        coder = str(sorted(head["coder"].items()))
        if (head["id"], coder) in seen:
            look.damage("coded-twice", head["id"], "The same coder has coded this document twice.")
        seen.add((head["id"], coder))
        for code, message in _faults(head, details, look):
            look.damage(code, head["id"], message)
        look.counts["codings"] += 1
    look.counts["documents"] = len(first)
    return first


def _faults(head: Row, details: dict[str, list[Row]], look: _Look) -> Iterator[tuple[str, str]]:
    try:
        coding = coding_of(head, details)
    except (DetenteError, TypeError, ValueError, KeyError) as error:
        yield "record-broken", f"Its rows make no record: {error}."
        return
    if coding.document.id != head["id"]:
        yield "text-changed", f"Its text is not the one it is named by (its hash is {coding.document.id})."
        return
    look.counts["evidence"] += pieces(coding)
    found = list(faults(coding))
    yield from found
    # Evidence tells what was changed; the digest tells that anything was: a score, a date, an office.
    if not found and rows_of(coding)["documents"][0]["digest"] != head["digest"]:
        yield "record-changed", "Its rows are not the ones that were committed."


def _pages(snapshot: Snapshot, look: _Look) -> None:
    lost = snapshot.ask(
        "SELECT DISTINCT coalesce(d.id, p.document) AS id, d.id IS NULL AS orphan FROM "
        "(SELECT DISTINCT id FROM documents) d FULL JOIN (SELECT DISTINCT document FROM pages) p "
        "ON p.document = d.id WHERE d.id IS NULL OR p.document IS NULL ORDER BY id"
    )
    for row in lost:
        message = "It was seen, but has no coding." if row["orphan"] else "Nothing says where it was seen."
        look.damage("page-without-document" if row["orphan"] else "document-without-page", row["id"], message)
    double = snapshot.ask("SELECT document, url FROM pages GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL")
    for row in double:
        look.damage("seen-twice", row["document"], f"It was noted twice that it stands at {row['url']}.")


@dataclass(frozen=True, slots=True)
class _Index:
    indexed: int
    texts: dict[str, int]


def _index(folder: Path, look: _Look) -> _Index | None:
    """Check the SQLite file by itself, and say what its index has."""
    try:
        with people.opened(folder) as connection, translated(folder, "reading"):
            connection.execute("BEGIN")
            broken = [r[0] for r in connection.execute("PRAGMA quick_check") if r[0] != "ok"]
            if broken:
                raise StoreDamaged(f"SQLite says: {broken[0]}.", "Put it back from a backup.")
            indexed = people.indexed(connection)
            texts: dict[str, int] = {}
            with closing(_indexed_texts(connection)) as found:
                for name, batch, body in found:
                    texts[name] = batch
                    if text_id(body or "") != name:
                        look.damage("index-differs", name, "The search index has another text for this document.")
            connection.execute("ROLLBACK")
    except DetenteError as error:
        look.damage("people-unreadable", PEOPLE, error.message)
        return None
    return _Index(indexed, texts)


def _indexed_texts(connection: sqlite3.Connection) -> sqlite3.Cursor:
    return connection.execute(
        "SELECT texts.id, texts.batch, words.body FROM texts LEFT JOIN words ON words.rowid = texts.rowid"
    )


def _in_step(index: _Index, snapshot: Snapshot, codings: dict[str, int], look: _Look) -> None:
    """Whether the index has exactly the documents of the batches it has read."""
    version = snapshot.version
    if index.indexed > version:
        look.damage(
            "commits-lost",
            BATCHES,
            f"The search index has read batch {index.indexed}; the last here is {version}.",
        )
        return
    if index.indexed < version:
        look.notes.append(
            f"The search index has read {index.indexed} of {version} commits; it catches up at the next search."
        )
    wanted = {name for name, batch in codings.items() if batch <= index.indexed}
    for name in sorted(wanted - index.texts.keys()):
        look.damage("index-lacks", name, "The search index lacks this document; `--reindex` builds it anew.")
    late = snapshot.ask("SELECT document FROM removed WHERE batch > ? AND what = 'document'", [index.indexed])
    for name in sorted(index.texts.keys() - wanted - {row["document"] for row in late}):
        look.damage("index-has-more", name, "The search index has a document that the store has not.")
