"""Lists of events, quotes, actors, issues, findings and documents that a page or an answer of the API shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.web.desk import Row, View
from detente.web.wanted import Wanted

#: Columns of events that lists show; evidence and reasons are read where they are asked for.
EVENT = "e.* EXCLUDE (evidence, reasons, counts)"


@dataclass(slots=True)
class Where:
    """Conditions of a query, put together."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        """One condition more; `?` stands for its values."""
        self.conditions.append(condition)
        self.values.extend(values)

    def __str__(self) -> str:
        return " AND ".join(self.conditions) or "true"


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows that were found.

    Attributes:
        rows: Those asked for.
        total: How many there are altogether.
        offset: How many come before them.
    """

    rows: Sequence[Row]
    total: int
    offset: int

    @property
    def more(self) -> bool:
        """Whether others come after them."""
        return self.offset + len(self.rows) < self.total


def _listed(view: View, table: str, columns: str, where: Where, order: str, wanted: Wanted) -> Listed:
    key = (table, columns, str(where), tuple(map(str, where.values)), order, wanted.limit, wanted.offset)
    return view.keep(("list", *key), lambda: _ask(view, table, columns, where, order, wanted))


def _ask(view: View, table: str, columns: str, where: Where, order: str, wanted: Wanted) -> Listed:
    total = view.one(f"SELECT count(*) AS n FROM {table} WHERE {where}", where.values)["n"]
    rows = view.ask(
        f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        [*where.values, wanted.limit, wanted.offset],
    )
    return Listed(rows, total, wanted.offset)


def _way(wanted: Wanted) -> str:
    return "DESC" if wanted.order == "newest" else "ASC"


def events(view: View, wanted: Wanted, columns: str = EVENT) -> Listed:
    """Events by their day."""
    order = f"e.day {_way(wanted)} NULLS LAST, e.document, e.position"
    return _listed(view, "events e", columns, event_conditions(wanted), order, wanted)


def event_conditions(wanted: Wanted) -> Where:
    """What events must fulfil, as `events e` has them."""
    where = Where()
    plain = {"type": wanted.type, "mode": wanted.mode, "document": wanted.document, "quad": wanted.quad}
    for name, value in plain.items():
        if value is not None:
            where.add(f"e.{name} = ?", value)
    if wanted.country is not None:
        where.add("(list_contains(e.acting, ?) OR list_contains(e.acted_on, ?))", *[wanted.country] * 2)
    if wanted.a is not None and wanted.b is not None:
        pair = sorted((wanted.a, wanted.b))
        where.add("(e.document, e.id) IN (SELECT (document, event) FROM sides WHERE a = ? AND b = ?)", *pair)
    if wanted.actor is not None:
        where.add(
            "(list_contains(e.actors, ?) OR list_contains(e.recipients, ?) OR e.claimed_by = ?)",
            *[wanted.actor] * 3,
        )
    if wanted.sector is not None:
        where.add(
            "EXISTS (SELECT 1 FROM actors a WHERE a.document = e.document AND a.sector = ? "
            "AND (list_contains(e.actors, a.id) OR list_contains(e.recipients, a.id)))",
            wanted.sector,
        )
    if wanted.issue is not None:
        where.add("list_contains(e.issues, ?)", wanted.issue)
    if wanted.sure is not None:
        where.add("e.confidence >= ?", wanted.sure)
    if wanted.told is not None:
        where.add(_TOLD[wanted.told])
    for word in folded(wanted.q):
        where.add(f"contains({_WORDS}, ?)", word)
    if wanted.since is not None:
        where.add("e.last >= ?", wanted.since)
    if wanted.until is not None:
        where.add("e.day <= ?", wanted.until)
    return where


_TOLD = {
    "done": "e.claimed_by IS NULL AND len(e.modality) = 0",
    "claimed": "e.claimed_by IS NOT NULL",
    "not-done": "len(e.modality) > 0",
}
_WORDS = (
    "strip_accents(lower(concat_ws(' ', e.type, e.mode, e.trigger, array_to_string(e.actor_names, ' '), "
    "array_to_string(e.recipient_names, ' '), e.title)))"
)


def folded(text: str | None) -> list[str]:
    """Words as they are compared: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", (text or "").lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).split()


def quotes(view: View, wanted: Wanted) -> Listed:
    """Quotes by the day of publication."""
    where = Where()
    for word in folded(wanted.q):
        where.add("contains(strip_accents(lower(concat_ws(' ', q.said, q.speaker_name, q.source))), ?)", word)
    for column, value in (("speaker", wanted.actor), ("country", wanted.country), ("document", wanted.document)):
        if value is not None:
            where.add(f"q.{column} = ?", value)
    if wanted.kind is not None:
        where.add("q.kind = ?", wanted.kind)
    if wanted.issue is not None:
        where.add("list_contains(q.issues, ?)", wanted.issue)
    _days(where, "q", wanted)
    order = f"q.day {_way(wanted)} NULLS LAST, q.document, q.position"
    return _listed(view, "quotes q", "q.*", where, order, wanted)


def _days(where: Where, table: str, wanted: Wanted) -> None:
    if wanted.since is not None:
        where.add(f"{table}.day >= ?", wanted.since)
    if wanted.until is not None:
        where.add(f"{table}.day <= ?", wanted.until)


# Of an actor that many documents name, the name and the sector that most of them give it.
_ACTORS = """(SELECT id, mode(name) AS name, mode(kind) AS kind, mode(country) AS country, mode(sector) AS sector,
  any_value(wikidata) AS wikidata, count(DISTINCT document) AS documents, max(offices[1].title) AS office
  FROM actors GROUP BY id) a"""


def actors(view: View, wanted: Wanted) -> Listed:
    """Actors, those that most documents name first."""
    where = Where()
    for word in folded(wanted.q):
        where.add("contains(strip_accents(lower(concat_ws(' ', a.name, a.office))), ?)", word)
    for name in ("country", "sector", "kind"):
        if (value := getattr(wanted, name)) is not None:
            where.add(f"a.{name} = ?", value)
    return _listed(view, _ACTORS, "a.*", where, "a.documents DESC, a.name, a.id", wanted)


_ISSUES = """(SELECT i.name, count(DISTINCT i.document) AS documents, sum(len(i.events)) AS events,
  sum(len(i.quotes)) AS quotes, list_distinct(flatten(list(i.contexts))) AS contexts, max(i.day) AS last
  FROM issues i GROUP BY i.name) i"""


def issues(view: View, wanted: Wanted) -> Listed:
    """Issues, those that most documents are about first."""
    where = Where()
    for word in folded(wanted.q):
        where.add("contains(strip_accents(lower(i.name)), ?)", word)
    return _listed(view, _ISSUES, "i.*", where, "i.documents DESC, i.name", wanted)


def findings(view: View, wanted: Wanted) -> Listed:
    """Reasons to doubt, the gravest first, then the newest."""
    where = Where()
    for column, value in (("severity", wanted.severity), ("document", wanted.document)):
        if value is not None:
            where.add(f"f.{column} = ?", value)
    _days(where, "f", wanted)
    order = (
        "CASE f.severity WHEN 'serious' THEN 0 WHEN 'caution' THEN 1 ELSE 2 END, "
        f"f.day {_way(wanted)} NULLS LAST, f.document, f.position"
    )
    return _listed(view, "findings f", "f.*", where, order, wanted)


def documents(view: View, wanted: Wanted) -> Listed:
    """Documents by the day of publication."""
    where = Where()
    for word in folded(wanted.q):
        where.add("contains(strip_accents(lower(concat_ws(' ', d.title, d.site))), ?)", word)
    if wanted.actor is not None:
        where.add("d.document IN (SELECT document FROM actors WHERE id = ?)", wanted.actor)
    if wanted.country is not None:
        where.add("d.document IN (SELECT document FROM actors WHERE country = ?)", wanted.country)
    if wanted.issue is not None:
        where.add("d.document IN (SELECT document FROM issues WHERE name = ?)", wanted.issue)
    _days(where, "d", wanted)
    order = f"d.day {_way(wanted)} NULLS LAST, d.batch DESC, d.document"
    columns = "d.*, (SELECT count(*) FROM events e WHERE e.document = d.document) AS events"
    return _listed(view, "documents d", columns, where, order, wanted)


def pairs(view: View, wanted: Wanted) -> Listed:
    """Pairs of states, those between which most happened first."""
    where = Where()
    where.add("s.counted")
    if wanted.country is not None:
        where.add("(s.a = ? OR s.b = ?)", wanted.country, wanted.country)
    _days(where, "s", wanted)
    table = (
        "(SELECT s.a, s.b, count(*) AS events, avg(s.score) FILTER (s.verbal) AS words, "
        f"avg(s.score) FILTER (NOT s.verbal) AS deeds, max(s.day) AS last "
        f"FROM sides s WHERE {where} GROUP BY s.a, s.b)"
    )
    # The values belong to the conditions within the table, which come first.
    return _listed(view, table, "*", Where(["true"], where.values), "events DESC, a, b", wanted)
