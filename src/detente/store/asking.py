"""Questions to the committed rows of a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from detente.errors import NotFound, StoreDamaged
from detente.record import Actor, Cast, Coder, Coding, Event, When
from detente.store.rows import Row, actor_of, coder_of, coding_of, event_of, when_of
from detente.store.schema import DETAILS
from detente.store.tables import Snapshot

#: Documents whose rows are held in memory at once when many are read.
CHUNK = 200
#: The newest coding of each document.
CURRENT = "(SELECT id AS document, max(batch) AS batch FROM documents GROUP BY id)"
#: What stands after the dash of an event's id ("event-3d209b97"), which is all that people need to type.
_HASH = "split_part(e.id, '-', 2)"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document at a glance: `Store.coding` has the rest."""

    id: str
    title: str | None
    url: str | None
    published: When | None
    site: str | None
    coder: Coder
    batch: int
    events: int
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """A stored event with its parties and the document it stands in.

    Attributes:
        event: The event.
        document: Id of the document.
        title: The document's headline, or `None`.
        url: Where the document came from, or `None`.
        published: When it was published, or `None`.
        actors: Those who act, in the event's order.
        recipients: Those acted upon.
        claimed_by: Who says so, or `None`.
    """

    event: Event
    document: str
    title: str | None
    url: str | None
    published: When | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    claimed_by: Actor | None


@dataclass(frozen=True, slots=True)
class Removal:
    """What a commit took out of a store.

    Attributes:
        by: Who had it done.
        reason: Why, in their words; empty when they said nothing.
        rule: What was asked for ("published before 2020-01-01").
        documents: Documents that are gone, in all versions.
        codings: Codings that are gone, of documents that are not.
        readable: The oldest version that could be read afterwards.
        rows: Rows that went, by table.
    """

    by: str
    reason: str
    rule: str
    documents: int
    codings: int
    readable: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One commit of a store.

    Attributes:
        number: Give it to `Store.open(version=...)` to read the store as it was then.
        created: When it was committed, UTC.
        detente: Version of detente that wrote it.
        rows: Rows it brought, by table; some may have been removed since.
        removal: What it took out, or `None`.
    """

    number: int
    created: datetime
    detente: str
    rows: dict[str, int]
    removal: Removal | None = None


def rows(
    snapshot: Snapshot, where: str, parameters: Sequence[Any] = ()
) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
    """`documents` rows with their detail rows by table, oldest first, a chunk at a time.

    Args:
        snapshot: Where to look.
        where: SQL condition over `documents` and its columns.
        parameters: Values for its question marks.
    """
    keys = snapshot.ask(f"SELECT batch, id FROM documents WHERE {where} ORDER BY batch, id", parameters)
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        wanted = {(k["batch"], k["id"]) for k in part}
        bounds = [part[0]["batch"], part[-1]["batch"], [k["id"] for k in part]]
        details = _details(snapshot, bounds)
        heads = snapshot.ask(
            "SELECT * FROM documents WHERE batch BETWEEN ? AND ? AND list_contains(?, id) ORDER BY batch, id",
            bounds,
        )
        for head in heads:
            if (key := (head["batch"], head["id"])) in wanted:
                yield head, details[key]


def _details(snapshot: Snapshot, bounds: list[Any]) -> dict[tuple[int, str], dict[str, list[Row]]]:
    found: dict[tuple[int, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in DETAILS:
        listed = snapshot.ask(
            f"SELECT * FROM {table.name} WHERE batch BETWEEN ? AND ? AND list_contains(?, document) "
            "ORDER BY batch, document, position",
            bounds,
        )
        for row in listed:
            found[row["batch"], row["document"]][table.name].append(row)
    return found


def codings(snapshot: Snapshot) -> Iterator[Coding]:
    """Current codings, in the order in which they came.

    Raises:
        StoreDamaged: The text of a document is not the one it is named by.
    """
    for head, details in rows(snapshot, f"(id, batch) IN (SELECT (document, batch) FROM {CURRENT})"):
        yield _whole(snapshot, head, details)


def coding(snapshot: Snapshot, document: str) -> Coding:
    """The current coding of a document.

    Raises:
        NotFound: The store has no such document.
        StoreDamaged: The text is not the one the document is named by.
    """
    where = "id = ? AND batch = (SELECT max(batch) FROM documents WHERE id = ?)"
    for head, details in rows(snapshot, where, [document, document]):
        return _whole(snapshot, head, details)
    raise NotFound(
        f"The store {snapshot.folder} has no document {document!r}.", "Look it up with `detente search`."
    )


def _whole(snapshot: Snapshot, head: Row, details: dict[str, list[Row]]) -> Coding:
    found = coding_of(head, details)
    if found.document.id != head["id"]:
        raise StoreDamaged(
            f"The text of the document {head['id']} has been changed.",
            f"Put {snapshot.folder} back from a backup.",
        )
    return found


def documents(snapshot: Snapshot, wanted: Sequence[str] | None = None) -> tuple[DocumentRow, ...]:
    """Documents by their current coding, in the order in which they came; all when no ids are given."""
    chosen = "true" if wanted is None else "list_contains(?, d.id)"
    listed = snapshot.ask(
        f"SELECT d.id, d.title, d.url, d.published, d.site, d.coder, d.batch, "
        "coalesce(e.n, 0) AS events, coalesce(p.urls, []) AS urls "
        f"FROM documents d JOIN {CURRENT} c ON c.document = d.id AND c.batch = d.batch "
        "LEFT JOIN (SELECT batch, document, count(*) AS n FROM events GROUP BY ALL) e "
        "ON e.document = d.id AND e.batch = d.batch "
        "LEFT JOIN (SELECT document, list(url ORDER BY batch) FILTER (url IS NOT NULL) AS urls FROM pages "
        f"GROUP BY ALL) p ON p.document = d.id WHERE {chosen} ORDER BY d.batch, d.id",
        [] if wanted is None else [list(wanted)],
    )
    return tuple(
        DocumentRow(
            r["id"],
            r["title"],
            r["url"],
            when_of(r["published"]),
            r["site"],
            coder_of(r["coder"]),
            r["batch"],
            r["events"],
            tuple(r["urls"]),
        )
        for r in listed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are wanted; what is `None` does not matter.

    Attributes:
        type: Event type.
        country: Country of an actor or a recipient.
        since: Events that end on this day or later; those without a date are left out.
        until: Events that start on this day or earlier; those without a date are left out.
        document: Id of their document.
        limit: At most so many.
    """

    type: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    document: str | None = None
    limit: int | None = None


def events(snapshot: Snapshot, wanted: Filter) -> tuple[EventRow, ...]:
    """Events of current codings, by date, then document, then place in it; undated ones last."""
    conditions = ["true"]
    parameters: list[Any] = []
    if wanted.type is not None:
        conditions.append("e.type = ?")
        parameters.append(wanted.type)
    if wanted.country is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM actors a WHERE a.batch = e.batch AND a.document = e.document AND a.country = ? "
            "AND (list_contains(e.actors, a.id) OR list_contains(e.recipients, a.id)))"
        )
        parameters.append(wanted.country)
    if wanted.since is not None:
        conditions.append("""e."when" IS NOT NULL AND coalesce(e."when"."end", DATE '9999-12-31') >= ?""")
        parameters.append(wanted.since)
    if wanted.until is not None:
        conditions.append("""e."when"."start" <= ?""")
        parameters.append(wanted.until)
    if wanted.document is not None:
        conditions.append("e.document = ?")
        parameters.append(wanted.document)
    limit = f"LIMIT {int(wanted.limit)}" if wanted.limit is not None else ""
    return _event_rows(snapshot, " AND ".join(conditions), parameters, limit)


def _event_rows(snapshot: Snapshot, where: str, parameters: Sequence[Any], limit: str) -> tuple[EventRow, ...]:
    listed = snapshot.ask(
        "SELECT e.*, d.title, d.url, d.published FROM events e "
        f"JOIN {CURRENT} c ON c.document = e.document AND c.batch = e.batch "
        "JOIN documents d ON d.id = e.document AND d.batch = e.batch "
        f"""WHERE {where} ORDER BY e."when"."start" NULLS LAST, e.document, e.position {limit}""",
        parameters,
    )
    keys = sorted({(r["batch"], r["document"]) for r in listed})
    known = casts(snapshot, keys)
    made = []
    for row in listed:
        event = event_of(row, row["document"])
        cast = known[row["batch"], row["document"]]
        made.append(
            EventRow(
                event,
                row["document"],
                row["title"],
                row["url"],
                when_of(row["published"]),
                tuple(cast[a] for a in event.actors if a in cast),
                tuple(cast[a] for a in event.recipients if a in cast),
                _known(cast, event.claimed_by),
            )
        )
    return tuple(made)


def _known(cast: Cast, actor: str | None) -> Actor | None:
    return cast[actor] if actor is not None and actor in cast else None


def casts(snapshot: Snapshot, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Cast]:
    """Actors of documents, by batch and document; without their mentions."""
    listed = (
        snapshot.ask(
            "SELECT * FROM actors WHERE list_contains(?, document) ORDER BY batch, document, position",
            [sorted({document for _, document in keys})],
        )
        if keys
        else []
    )
    found: dict[tuple[int, str], list[Actor]] = {key: [] for key in keys}
    for row in listed:
        if (key := (row["batch"], row["document"])) in found:
            found[key].append(actor_of(row))
    return {key: Cast(tuple(actors), ()) for key, actors in found.items()}


def event(snapshot: Snapshot, event_id: str) -> EventRow:
    """One event of a current coding, by its id or the beginning of it; "event-" may be left out.

    Raises:
        NotFound: No event begins so, or several do.
    """
    ids = (
        snapshot.ask(
            f"SELECT DISTINCT e.id FROM events e JOIN {CURRENT} c USING (document, batch) "
            f"WHERE starts_with(e.id, ?) OR starts_with({_HASH}, ?) ORDER BY e.id LIMIT 6",
            [event_id, event_id],
        )
        if event_id
        else []
    )
    found = [r["id"] for r in ids]
    if event_id in found:
        found = [event_id]
    if len(found) > 1:
        listed = ", ".join(found[:5]) + (" ..." if len(found) > 5 else "")
        raise NotFound(f"Several events begin with {event_id!r}: {listed}.", "Give more of the id.")
    if not found:
        raise _no_event(snapshot, event_id)
    return _event_rows(snapshot, "e.id = ?", [found[0]], "LIMIT 1")[0]


def _no_event(snapshot: Snapshot, event_id: str) -> NotFound:
    older = snapshot.ask("SELECT max(batch) AS batch FROM events WHERE id = ?", [event_id])[0]["batch"]
    if older is not None:
        return NotFound(
            f"The event {event_id} is of an earlier coding; the current one of its document has none such.",
            f"Read version {older} of the store.",
        )
    near = snapshot.ask(
        "SELECT id FROM (SELECT DISTINCT e.id, "
        f"greatest(jaro_winkler_similarity(e.id, ?), jaro_winkler_similarity({_HASH}, ?)) AS alike "
        f"FROM events e JOIN {CURRENT} c USING (document, batch)) "
        "WHERE alike > 0.7 ORDER BY alike DESC, id LIMIT 3",
        [event_id, event_id],
    )
    listed = f"Near it: {', '.join(r['id'] for r in near)}." if near else "None has an id like it."
    return NotFound(
        f"The store {snapshot.folder} has no event {event_id!r}. {listed}",
        f"List events with `detente events --store {snapshot.folder}`.",
    )


def versions(snapshot: Snapshot) -> tuple[Version, ...]:
    """All commits, oldest first."""
    listed = snapshot.ask(
        "SELECT batch, epoch_us(created) AS created, detente, counts, removal FROM batches ORDER BY batch"
    )
    return tuple(
        Version(
            r["batch"],
            _moment(r["created"]),
            r["detente"],
            {c["table"]: c["count"] for c in r["counts"]},
            _removal(r["removal"]),
        )
        for r in listed
    )


def _removal(row: Row | None) -> Removal | None:
    if row is None:
        return None
    plain = ("by", "reason", "rule", "documents", "codings", "readable")
    return Removal(**{n: row[n] for n in plain}, rows={c["table"]: c["count"] for c in row["rows"]})


def retained(snapshot: Snapshot, version: int) -> NotFound:
    """The error that says that a version can no longer be read, and who saw to that."""
    done = [v for v in versions(snapshot.newest()) if v.removal is not None and v.removal.readable > version]
    told = ""
    if done and (removal := done[0].removal) is not None:
        told = f" ({removal.rule}; by {removal.by} on {done[0].created:%Y-%m-%d}, commit {done[0].number})"
    return NotFound(
        f"Version {version} of the store {snapshot.folder} cannot be read any more: it was removed{told}.",
        f"The oldest that can be read is {snapshot.oldest}.",
    )


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
