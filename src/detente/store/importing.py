"""Events of other coders' files: entries to rows and back, and which of them a store has already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from detente.record import Entry, Failure, Side, Where
from detente.store.rows import Row, Rows, failure_row
from detente.store.schema import IMPORTED, TABLES
from detente.store.tables import Snapshot

#: The stage that failures of imported files name.
STAGE = "import"
#: Rows that are read at once, unless one commit has more.
TOGETHER = 10_000
#: Columns of a row that say where it stood and not what it says.
_PLACE = ("batch", "origin", "line", "digest")
#: Columns that the first part of a digest is made of.
_SAID = tuple(name for name, _ in TABLES[IMPORTED].columns if name not in _PLACE)
#: Columns that tell one pair of sides of an event from another.
_SIDES = tuple(f"{role}_{part}" for role in ("actor", "recipient") for part in ("name", "country"))
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=date.isoformat).encode


@dataclass(frozen=True, slots=True)
class Taken:
    """What a store took of some entries.

    Attributes:
        new: Rows that were not in the store.
        known: Rows that were there already, so that nothing changed.
        differing: Entries that were there already and said something else; the first stays.
        failures: Failures that were not in the store.
        version: The store's version afterwards.
    """

    new: int
    known: int
    differing: tuple[Entry, ...]
    failures: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries are wanted; what is `None` or empty does not matter.

    Attributes:
        coders: Names of coders.
        type: PLOVER type.
        country: Country of either side.
        since: Entries that end on this day or later; those without a date are left out.
        until: Entries that start on this day or earlier; those without a date are left out.
    """

    coders: tuple[str, ...] = ()
    type: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is wanted, whatever its coder."""
        if self.type is not None and entry.type != self.type:
            return False
        sides = (*entry.actors, *entry.recipients)
        if self.country is not None and all(s.country != self.country for s in sides):
            return False
        if self.since is None and self.until is None:
            return True
        if entry.start is None:
            return False
        late = self.since is None or entry.end is None or entry.end >= self.since
        return late and (self.until is None or entry.start <= self.until)


def entry_rows(entry: Entry) -> list[Row]:
    """The rows of an entry, one for each two sides, without their batch."""
    where = entry.where
    shared: Row = {
        "coder": entry.coder,
        "origin": entry.origin,
        "line": entry.line,
        "source_id": entry.source_id,
        "start": entry.start.isoformat() if entry.start is not None else None,
        "end": entry.end.isoformat() if entry.end is not None else None,
        "grain": entry.grain,
        "type": entry.type,
        "mode": entry.mode,
        "cameo": entry.cameo,
        "quad": entry.quad,
        "score": float(entry.score) if entry.score is not None else None,
        "scale": entry.scale,
        "contexts": list(entry.contexts),
        "modality": list(entry.modality),
        "story": entry.story,
        "mentions": entry.mentions,
        "where": None
        if where is None
        else {
            "name": where.name,
            "country": where.country,
            "lat": float(where.lat) if where.lat is not None else None,
            "lon": float(where.lon) if where.lon is not None else None,
            "geonameid": where.geonameid,
        },
        "text": entry.text,
    }
    return [_signed({**shared, **_side("actor", a), **_side("recipient", r)}) for a, r in entry.pairs()]


def _side(role: str, side: Side) -> Row:
    return {
        f"{role}_name": side.name,
        f"{role}_country": side.country,
        f"{role}_sectors": list(side.sectors),
    }


def _signed(row: Row) -> Row:
    """The row with its id and its digest."""
    # Without an id of its coder's, an event is the line it stands in. GDELT's mentions share the id of their
    # event, and dyads of one event share its id: the report and the sides tell them apart.
    own = row["source_id"] or f"{row['origin']}#{row['line']}"
    story = (row["story"], row["text"]) if row["type"] is None and row["cameo"] is None else ()
    told = [row["coder"], own, row["start"], *story, *(row[name] for name in _SIDES)]
    # A separator that no honest cell holds, and a mark for what is missing.
    key = "\x1f".join("\x1e" if part is None else part for part in told)
    row["id"] = f"imported-{hashlib.sha256(key.encode()).hexdigest()[:20]}"
    row["digest"] = digest(row)
    return row


def digest(row: Mapping[str, Any]) -> str:
    """A digest of what a row says, and one of where it stood, joined by a dash."""
    said = hashlib.sha256(_encode([row[name] for name in _SAID]).encode()).hexdigest()
    place = hashlib.sha256(f"{row['origin']}#{row['line']}".encode()).hexdigest()
    return f"{said[:20]}-{place[:8]}"


def entry_of(row: Mapping[str, Any]) -> Entry:
    """The entry of a row: one actor and one recipient at most."""
    plain = ("coder", "origin", "line", "source_id", "start", "end", "grain", "type", "mode", "cameo", "quad")
    where = row["where"]
    return Entry(
        **{name: row[name] for name in (*plain, "score", "scale", "story", "mentions", "text")},
        contexts=tuple(row["contexts"]),
        modality=tuple(row["modality"]),
        actors=_side_of(row, "actor"),
        recipients=_side_of(row, "recipient"),
        where=None if where is None else Where(**where),
    )


def _side_of(row: Mapping[str, Any], role: str) -> tuple[Side, ...]:
    name, country, sectors = (row[f"{role}_{part}"] for part in ("name", "country", "sectors"))
    return _known_side(name, country, tuple(sectors)) if name or country or sectors else ()


@lru_cache(maxsize=4096)
def _known_side(name: str | None, country: str | None, sectors: tuple[str, ...]) -> tuple[Side, ...]:
    return (Side(name, country, sectors),)


@dataclass(slots=True)
class Sorting:
    """Entries and failures compared with what is there: rows to commit, and the counts for `Taken`."""

    rows: Rows
    known: int
    differing: tuple[Entry, ...]


def sort_out(snapshot: Snapshot, entries: Sequence[Entry], failures: Sequence[Failure]) -> Sorting:
    """Compare entries with what is there and with each other; the first that came stays.

    Args:
        snapshot: The tables `imported` and `failures`.
        entries: Entries of files.
        failures: Lines that cannot be read; their `url` names file and line.
    """
    given = [(entry, row) for entry in entries for row in entry_rows(entry)]
    there = _digests(snapshot, [row for _, row in given])
    new: list[Row] = []
    differing: dict[int, Entry] = {}
    known = 0
    for entry, row in given:
        said = row["digest"].partition("-")[0]
        first = there.get(row["id"])
        if first is None:
            there[row["id"]] = said
            new.append(row)
        elif first == said:
            known += 1
        else:
            differing[id(entry)] = entry
    rows: Rows = {"imported": new, "failures": _new_failures(snapshot, failures)}
    return Sorting({name: listed for name, listed in rows.items() if listed}, known, tuple(differing.values()))


def _digests(snapshot: Snapshot, rows: Sequence[Row]) -> dict[str, str]:
    """What the rows of these ids say that are there, by id."""
    days = sorted(row["start"] for row in rows if row["start"] is not None)
    if not rows:
        return {}
    # Ids depend on coder and day: with these said, whole files need not be read.
    found = snapshot.ask(
        "SELECT id, split_part(digest, '-', 1) AS said FROM imported "
        "WHERE list_contains(CAST(? AS VARCHAR[]), coder) "
        "AND (start IS NULL OR start BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)) "
        "AND id IN (SELECT unnest(CAST(? AS VARCHAR[])))",
        [
            sorted({row["coder"] for row in rows}),
            days[0] if days else "1000-01-01",
            days[-1] if days else "1000-01-01",
            [row["id"] for row in rows],
        ],
    )
    return {row["id"]: row["said"] for row in found}


def _new_failures(snapshot: Snapshot, failures: Sequence[Failure]) -> list[Row]:
    rows = {(f.url, f.message): failure_row(f) for f in failures}
    if not rows:
        return []
    there = snapshot.ask(
        "SELECT url, message FROM failures WHERE stage = ? AND url IN (SELECT unnest(CAST(? AS VARCHAR[])))",
        [STAGE, sorted({url or "" for url, _ in rows})],
    )
    known = {(r["url"], r["message"]) for r in there}
    return [row for key, row in rows.items() if key not in known]


def entries(snapshot: Snapshot, wanted: EntryFilter) -> Iterator[Entry]:
    """Imported entries in the order in which they came, a part at a time.

    Args:
        snapshot: The table `imported`.
        wanted: Which of them.
    """
    conditions, values = ["true"], list[Any]()
    if wanted.coders:
        conditions.append("list_contains(CAST(? AS VARCHAR[]), coder)")
        values.append(list(wanted.coders))
    for column, value in (("type = ?", wanted.type), ("start <= ?", wanted.until)):
        if value is not None:
            conditions.append(column)
            values.append(value)
    if wanted.country is not None:
        conditions.append("(actor_country = ? OR recipient_country = ?)")
        values += [wanted.country, wanted.country]
    if wanted.since is not None:
        conditions.append("""start IS NOT NULL AND coalesce("end", DATE '9999-12-31') >= ?""")
        values.append(wanted.since)
    for part in parts(snapshot, " AND ".join(conditions), values):
        yield from map(entry_of, part)


def parts(snapshot: Snapshot, where: str = "true", values: Sequence[Any] = ()) -> Iterator[list[Row]]:
    """Imported rows in the order in which they came, some commits at a time: answers do not fit into memory.

    Args:
        snapshot: The table `imported`.
        where: SQL condition over its columns.
        values: Values for its question marks.
    """
    sizes = snapshot.ask(
        f"SELECT batch, count(*) AS n FROM imported WHERE {where} GROUP BY batch ORDER BY batch", values
    )
    sql = f"SELECT * FROM imported WHERE batch BETWEEN ? AND ? AND {where} ORDER BY batch, origin, line, id"
    first, held = None, 0
    for at, row in enumerate(sizes):
        first = row["batch"] if first is None else first
        held += row["n"]
        if held >= TOGETHER or at == len(sizes) - 1:
            yield snapshot.ask(sql, [first, row["batch"], *values])
            first, held = None, 0
