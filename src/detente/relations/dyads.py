"""How two states got on over time, as a store has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from detente.errors import InputError
from detente.ontology import load
from detente.relations.rule import Rule

if TYPE_CHECKING:
    from detente.store import Store

#: Lengths of a period.
PERIODS = ("day", "week", "month", "quarter", "year")
#: Periods with fewer counted events than this are marked as sparse: their means hang on single reports.
FEW = 5
#: Most periods in one answer; a finer division of a longer time is refused.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Period:
    """What was counted in one period, or outside of all (`start` is `None`).

    Attributes:
        start: First day.
        label: How people write the period: "2019-05", "2019-Q2".
        events: Number of events counted.
        verbal: How many of them are words.
        words: Mean score of those, or `None` when there are none: silence is not neutral. **Units**: -10 to +10.
        material: How many are deeds.
        deeds: Mean score of those, or `None`.
    """

    start: date | None
    label: str
    events: int
    verbal: int
    words: float | None
    material: int
    deeds: float | None

    @property
    def sparse(self) -> bool:
        """Whether there are events, but so few that the means hang on single reports."""
        return 0 < self.events < FEW


@dataclass(frozen=True, slots=True)
class Dyad:
    """An undirected pair of states over time.

    Attributes:
        a: ISO 3166 alpha-3; `a < b`.
        b: ISO 3166 alpha-3.
        period: One of `PERIODS`.
        rule: How events were counted.
        periods: Without gaps from the first with events to the last (or over the time asked for); a period
            without events says so and has no means.
        undated: Events that lie in no one period: no date, or a date less precise than the period.
        total: All events counted, dated and undated.
    """

    a: str
    b: str
    period: str
    rule: Rule
    periods: tuple[Period, ...]
    undated: Period
    total: Period


def dyads(
    store: Store,
    a: str,
    b: str,
    period: str = "month",
    rule: Rule | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Dyad:
    """Count what the current codings of a store say about two states, period by period.

    An event belongs to a period when its whole interval does; one with an open end to that of its first day.

    Args:
        store: The store.
        a: ISO 3166 alpha-3 of a state.
        b: That of another.
        period: One of `PERIODS`; weeks begin on Monday.
        rule: What counts; see `Rule` for the default.
        since: Only periods from the one with this day.
        until: Only periods up to the one with this day. With either, undated events are not counted.

    Raises:
        InputError: Twice the same state, no such period, or more than `MOST` of them.
    """
    a, b = sorted((a, b))
    if a == b:
        raise InputError(f"{a} and {b} are one state.", "Give two: what happens within a state is no pair.")
    if period not in PERIODS:
        raise InputError(f"{period!r} is no period.", f"Use one of: {', '.join(PERIODS)}.")
    rule = rule or Rule()
    rows = _ask(store, a, b, period, rule)
    low = _first(since, period) if since is not None else None
    high = _first(until, period) if until is not None else None
    dated = {r["start"]: r for r in rows if r["start"] is not None and _within(r["start"], low, high)}
    loose = [r for r in rows if r["start"] is None] if since is None and until is None else []
    first, last = low or min(dated, default=None), high or max(dated, default=None)
    starts = _starts(first, last, period) if first is not None and last is not None else []
    total = _sum([*dated.values(), *loose])
    return Dyad(
        a,
        b,
        period,
        rule,
        tuple(_period(day, label(day, period), _sum([dated[day]] if day in dated else [])) for day in starts),
        _period(None, "undated", _sum(loose)),
        _period(None, "total", total),
    )


# A party counts with its country; an event counts once, whoever speaks for the two states in it. Of a text and its
# copies, the event that each of them tells is counted once, with the date that the source gives it.
_SQL = """
SELECT * FROM (WITH sides AS (
  SELECT e.batch, e.document, e.id, e.position, e.type, e.mode, e.quad, e.score, e."when" AS day,
    len(e.recipients) AS given,
    list(a.country) FILTER (list_contains(e.actors, a.id)) AS acting,
    list(a.country) FILTER (list_contains(e.recipients, a.id)) AS acted_on
  FROM events e
  JOIN (SELECT id AS document, max(batch) AS batch FROM documents GROUP BY id) c USING (document, batch)
  JOIN actors a USING (document, batch)
  WHERE NOT list_has_any(e.modality, CAST(? AS VARCHAR[])) AND (? OR e.claimed_by IS NULL)
    AND a.country IN (?, ?)
  GROUP BY ALL
), between AS (
  SELECT *, coalesce(CAST(? AS VARCHAR[])[list_position(CAST(? AS VARCHAR[]), document)], document) AS source,
    list_sort(list_distinct(acting)) AS ones, list_sort(list_distinct(acted_on)) AS others
  FROM sides
  WHERE CASE WHEN given = 0 THEN list_has_all(acting, [?, ?])
    ELSE (list_contains(acting, ?) AND list_contains(acted_on, ?))
      OR (list_contains(acting, ?) AND list_contains(acted_on, ?)) END
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY document, type, mode, ones, others ORDER BY position) AS nth
  FROM between
), once AS (
  SELECT * FROM numbered
  QUALIFY row_number() OVER (
    PARTITION BY source, type, mode, ones, others, nth ORDER BY document <> source, document) = 1
), counted AS (
  SELECT quad IN (SELECT unnest(CAST(? AS BIGINT[]))) AS verbal, score,
    CASE WHEN date_trunc(?, day."start") = date_trunc(?, coalesce(day."end", day."start"))
      THEN CAST(date_trunc(?, day."start") AS DATE) END AS start
  FROM once
)
SELECT start, count(*) AS events,
  count(*) FILTER (verbal) AS verbal, sum(score) FILTER (verbal) AS words,
  count(*) FILTER (NOT verbal) AS material, sum(score) FILTER (NOT verbal) AS deeds
FROM counted GROUP BY start) ORDER BY start NULLS LAST
"""


# Documents in which something happens between the two: only these can tell the same thing about them.
_DOCUMENTS = """
SELECT DISTINCT e.document AS id FROM events e
JOIN (SELECT id AS document, max(batch) AS batch FROM documents GROUP BY id) c USING (document, batch)
WHERE (SELECT count(DISTINCT a.country) FROM actors a WHERE a.batch = e.batch AND a.document = e.document
  AND a.country IN (?, ?) AND (list_contains(e.actors, a.id) OR list_contains(e.recipients, a.id))) = 2
"""


def _ask(store: Store, a: str, b: str, period: str, rule: Rule) -> list[dict[str, Any]]:
    spoken = [number for number, quad in load().quads.items() if quad.words]
    look = store.look("documents", "events", "actors")
    sources = {} if rule.copies else copies(store, [r["id"] for r in look.ask(_DOCUMENTS, [a, b])])
    values = [list(rule.leave_out), rule.claimed, a, b, list(sources.values()), list(sources)]
    return look.ask(_SQL, [*values, a, b, a, b, b, a, spoken, period, period, period])


def copies(store: Store, documents: Sequence[str]) -> dict[str, str]:
    """Which of some documents are reprints, edited reprints or rewrites, and of which of the others.

    Args:
        store: The store.
        documents: Ids; a copy whose source is not among them is none.

    Returns:
        Copy -> the text at the beginning of its line of copies.
    """
    from detente.integrity.stories import stories

    made = {m.id: m.of for s in stories(store.reports(documents)) for m in s.members if m.of is not None}
    found = {}
    for copy in made:
        source = copy
        while source in made:
            source = made[source]
        found[copy] = source
    return found


def _sum(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rows put together: counts and sums of scores."""
    names = ("events", "verbal", "words", "material", "deeds")
    return {name: sum(r[name] or 0 for r in rows) for name in names}


def _period(start: date | None, name: str, found: dict[str, Any]) -> Period:
    words = found["words"] / found["verbal"] if found["verbal"] else None
    deeds = found["deeds"] / found["material"] if found["material"] else None
    return Period(start, name, found["events"], found["verbal"], words, found["material"], deeds)


def _within(day: date, low: date | None, high: date | None) -> bool:
    return (low is None or low <= day) and (high is None or day <= high)


def _starts(low: date, high: date, period: str) -> list[date]:
    found = []
    for day in _steps(low, period):
        if day > high:
            break
        found.append(day)
        if len(found) > MOST:
            raise InputError(
                f"From {low} to {high} there are more than {MOST} periods of a {period}.",
                "Ask for a longer period, or for a shorter time.",
            )
    return found


def _steps(day: date, period: str) -> Iterator[date]:
    """First days of the periods from one on."""
    try:
        while True:
            yield day
            # Far enough to be in the next period, and never beyond it.
            reach = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[period]
            day = _first(day + timedelta(days=reach), period)
    except OverflowError:
        return


def _first(day: date, period: str) -> date:
    """First day of the period a day lies in."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(day.year, 1, 1) if period == "year" else day


def label(day: date, period: str) -> str:
    """How people write the period that begins on a day.

    >>> label(date(2019, 4, 1), "quarter")
    '2019-Q2'
    """
    if period == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if period == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}" if period == "year" else day.isoformat()
