"""What an `add` commits: batches planned against what is there, written detail first and marker last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import NotFound, RecordError
from detente.record import Coder, Coding, Document, Failure
from detente.store import durable
from detente.store.removing import withheld
from detente.store.rows import Row, Rows, coder_of, failure_row, page_row, rows_of
from detente.store.schema import BATCHES, REMOVED, TABLES
from detente.store.tables import Snapshot, append
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable


@dataclass(frozen=True, slots=True)
class Added:
    """What an `add` did.

    Attributes:
        new: Documents that were not in the store.
        replaced: Documents that another coder had coded; the new coding is the current one.
        known: Codings that were there already, so that nothing changed.
        reprints: Texts that were there already and have now been seen at one more address.
        failures: Failures that were not in the store.
        version: The store's version afterwards.
        withheld: Documents that were removed from the store, and stay so until they are readmitted.
    """

    new: int
    replaced: int
    known: int
    reprints: int
    failures: int
    version: int
    withheld: int = 0


@dataclass(slots=True)
class Plan:
    """Rows to write, batch by batch, and the counts for `Added`."""

    batches: list[Rows] = field(default_factory=list)
    new: int = 0
    replaced: int = 0
    known: int = 0
    reprints: int = 0
    failures: int = 0
    withheld: int = 0


def plan(
    snapshot: Snapshot, codings: Sequence[Coding], failures: Sequence[Failure], seen: Sequence[Document]
) -> Plan:
    """Compare what is given with what is there.

    A coding is known when its document has a coding by an equal coder; what the older one says stays. The
    address of a known document is kept when it is new: then the text is a reprint. What was removed stays so.

    Raises:
        NotFound: A document of `seen` has no coding, neither in the store nor among `codings`.
        RecordError: A text cannot be stored as UTF-8.
    """
    made = Plan()
    ids = sorted({c.document.id for c in codings} | {d.id for d in seen})
    coders = _coders(snapshot, ids)
    pages = _pages(snapshot, ids)
    gone = withheld(snapshot, ids)
    for coding in codings:
        document = coding.document
        if document.id in gone.documents:
            made.withheld += 1
            continue
        mine = coders.setdefault(document.id, set())
        if coding.coder in mine or (document.id, coding.coder) in gone.codings:
            made.known += 1
        else:
            made.replaced += bool(mine)
            made.new += not mine
            mine.add(coding.coder)
            _place(made, rows_of(coding), document.id)
        _sight(made, document, pages)
    for document in seen:
        if document.id in gone.documents:
            made.withheld += 1
            continue
        if not coders.get(document.id):
            raise NotFound(
                f"The document {document.id} has not been coded, so it cannot be seen again.",
                "Add its coding first.",
            )
        _sight(made, document, pages)
    _fail(made, snapshot, failures)
    return made


def _coders(snapshot: Snapshot, ids: list[str]) -> dict[str, set[Coder]]:
    found: dict[str, set[Coder]] = {}
    for row in snapshot.ask("SELECT id, coder FROM documents WHERE list_contains(?, id)", [ids]) if ids else ():
        found.setdefault(row["id"], set()).add(coder_of(row["coder"]))
    return found


def _pages(snapshot: Snapshot, ids: list[str]) -> set[tuple[str, str | None]]:
    rows = snapshot.ask("SELECT document, url FROM pages WHERE list_contains(?, document)", [ids]) if ids else []
    return {(row["document"], row["url"]) for row in rows}


def _place(made: Plan, rows: Rows, document: str) -> None:
    """Put a coding's rows into the last batch, or into a new one when that has this document already."""
    _check_text(rows, document)
    if not made.batches or any(r["id"] == document for r in made.batches[-1].get("documents", ())):
        made.batches.append({})
    for table, listed in rows.items():
        made.batches[-1].setdefault(table, []).extend(listed)


def _check_text(rows: Rows, document: str) -> None:
    # A lone surrogate would refuse the whole batch later, with a message that does not name the document.
    try:
        json.dumps(rows, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise RecordError(
            f"The document {document} holds half a character (a lone surrogate), which no file can keep.",
            "Decode its page anew, with errors replaced.",
        ) from None


def _sight(made: Plan, document: Document, pages: set[tuple[str, str | None]]) -> None:
    key = (document.id, document.url)
    if key in pages:
        return
    made.reprints += any(d == document.id for d, _ in pages)
    pages.add(key)
    if not made.batches:
        made.batches.append({})
    made.batches[-1].setdefault("pages", []).append(page_row(document))


def _fail(made: Plan, snapshot: Snapshot, failures: Iterable[Failure]) -> None:
    key = ("url", "document", "code", "message", "stage")
    rows = [failure_row(f) for f in failures]
    urls = sorted({r["url"] for r in rows if r["url"] is not None})
    asked = "SELECT * FROM failures WHERE url IS NULL OR list_contains(?, url)"
    there = snapshot.ask(asked, [urls]) if rows else []
    known = {tuple(r[k] for k in key) for r in there}
    for row in rows:
        if (name := tuple(row[k] for k in key)) not in known:
            known.add(name)
            made.failures += 1
            if not made.batches:
                made.batches.append({})
            made.batches[-1].setdefault("failures", []).append(row)


def commit(
    folder: Path,
    deltas: Mapping[str, DeltaTable],
    number: int,
    rows: Rows,
    mark: str | None = None,
    removal: Row | None = None,
) -> None:
    """Write one batch: every table in order, the marker last. A reader sees all of it or nothing.

    All the rest is on the disk before the marker is written, and the marker before this returns.

    Args:
        folder: The store; its lock is held and leftovers are swept.
        deltas: All its tables, open.
        number: The batch's number, one more than the last.
        rows: Rows by table, without their batch.
        mark: What the batch finishes, written into its marker row.
        removal: What it takes out, as the marker row has it; its rows of `removed` are written already.

    Raises:
        DiskFull: No room left; earlier batches are kept, this one does not count.
    """
    from detente import __version__

    synced = durable.wanted()
    if not synced:
        durable.forget(folder)
    counts = []
    for name, table in TABLES.items():
        listed = rows.get(name, [])
        if name != BATCHES and listed:
            append(folder, table, deltas[name], [{"batch": number, **row} for row in listed])
            counts.append({"table": name, "count": len(listed)})
    marker = {"batch": number, "created": datetime.now(UTC).isoformat(), "detente": __version__, "counts": counts}
    if removal is not None:
        counts.append({"table": REMOVED, "count": removal.pop("listed")})
    marker |= {"mark": mark, "removal": removal}
    if synced:
        with translated(folder, "writing"):
            durable.settle(folder, deltas)
    append(folder, TABLES[BATCHES], deltas[BATCHES], [marker])
    if synced:
        with translated(folder, "writing"):
            durable.settle(folder, {BATCHES: deltas[BATCHES]})
            durable.note(folder, deltas)
