"""Pairs of states that moved most: the last week against the pair's own mean of 4 and of 52 weeks.

What is compared is the mean score of the events that count between the two. One report more or less must not
make news: a pair needs `LEAST` events in the week and `BASE` in the year before it, and the week's mean is drawn
towards that of the year as if `PULL` events of the year's mean stood beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.web.desk import Row, View

#: Events that a week and the year before it must have.
LEAST, BASE = 2, 6
#: Events with the year's mean that are thought beside those of the week.
PULL = 3.0
#: From which change on a pair is cooler or warmer, and much so. **Units**: points of the scale from -10 to +10.
SOME, MUCH = 0.5, 2.0
#: The five bands, and the one for pairs with too little to compare.
BANDS = ("much cooler", "cooler", "steady", "warmer", "much warmer")
FEW = "too little to compare"


@dataclass(frozen=True, slots=True)
class Mover:
    """How a pair of states moved.

    Attributes:
        a: ISO 3166 alpha-3; `a < b`.
        b: ISO 3166 alpha-3.
        band: One of `BANDS`, or `FEW`.
        change: Against the mean of 52 weeks, after drawing; 0 when there is too little to compare.
        recent: The same against the mean of 4 weeks, or `None` when these have too few events.
        now: Mean score of the week, or `None` without events.
        year: Mean score of the 52 weeks before it, or `None`.
        month: Mean score of the 4 weeks before it, or `None`.
        events: Events of the week.
        before: Events of the 52 weeks before it.
        reason: The event of the week that pulls most in the direction of the change, as a row, or `None`.
    """

    a: str
    b: str
    band: str
    change: float
    recent: float | None
    now: float | None
    year: float | None
    month: float | None
    events: int
    before: int
    reason: Row | None = None


def band(change: float) -> str:
    """The band of a change.

    >>> [band(x) for x in (-2.5, -0.7, 0.1, 0.5, 2.0)]
    ['much cooler', 'cooler', 'steady', 'warmer', 'much warmer']
    """
    step = 2 if abs(change) >= MUCH else 1 if abs(change) >= SOME else 0
    return BANDS[2 + (step if change > 0 else -step)]


def drawn(week: float, events: int, mean: float) -> float:
    """The change of a week's mean against another, with `PULL` events of that mean beside those of the week.

    >>> drawn(5.0, 3, 1.0)
    2.0
    """
    return (week - mean) * events / (events + PULL)


_SQL = """
SELECT a, b,
  count(*) FILTER (day > ?) AS events, avg(score) FILTER (day > ?) AS now,
  count(*) FILTER (day <= ?) AS before, avg(score) FILTER (day <= ?) AS year,
  count(*) FILTER (day <= ? AND day > ?) AS lately, avg(score) FILTER (day <= ? AND day > ?) AS month
FROM sides WHERE counted AND day > ? AND day <= ? AND last <= day + INTERVAL 7 DAY
GROUP BY a, b HAVING count(*) FILTER (day > ?) > 0
"""

# The pull of an event: how far it lies from the year's mean in the direction of the change, and how sure it is.
_REASON = """
SELECT e.* EXCLUDE (evidence, reasons, counts) FROM events e
JOIN (SELECT document, event FROM sides WHERE counted AND a = ? AND b = ? AND day > ? AND day <= ?) s
  ON s.document = e.document AND s.event = e.id
ORDER BY (e.score - ?) * ? * e.confidence DESC, e.day DESC, e.document, e.position LIMIT 1
"""


def today(view: View) -> date | None:
    """The day up to which the store tells: the last day of publication that is not in the future."""
    now = date.today()
    found = view.one(
        "SELECT coalesce((SELECT max(day) FROM documents WHERE day <= ?), "
        "(SELECT max(day) FROM events WHERE day <= ?)) AS day",
        [now, now],
    )["day"]
    return found if isinstance(found, date) else None


def movers(view: View, until: date, days: int = 7, limit: int = 12) -> tuple[Mover, ...]:
    """Pairs with events in the days up to one, those that moved most first, then those with too little to compare.

    Args:
        view: The store.
        until: The last day of the week.
        days: Length of the week; the digest of a month takes its own length.
        limit: At most so many.
    """
    return view.keep(("movers", until, days, limit), lambda: _movers(view, until, days, limit))


def _movers(view: View, until: date, days: int, limit: int) -> tuple[Mover, ...]:
    week = until - timedelta(days=days)
    month, year = week - timedelta(days=28), week - timedelta(days=364)
    values = [week, week, week, week, week, month, week, month, year, until, week]
    found = sorted(
        (_mover(row) for row in view.ask(_SQL, values)),
        key=lambda m: (m.band == FEW, -abs(m.change), -m.events, m.a, m.b),
    )
    return tuple(_reasoned(view, m, week, until) for m in found[:limit])


def _mover(row: Row) -> Mover:
    enough = row["events"] >= LEAST and row["before"] >= BASE
    change = drawn(row["now"], row["events"], row["year"]) if enough else 0.0
    recent = drawn(row["now"], row["events"], row["month"]) if enough and row["lately"] >= LEAST else None
    return Mover(
        row["a"],
        row["b"],
        band(change) if enough else FEW,
        change,
        recent,
        row["now"],
        row["year"],
        row["month"],
        row["events"],
        row["before"],
    )


def _reasoned(view: View, mover: Mover, week: date, until: date) -> Mover:
    way = 1.0 if mover.change >= 0 else -1.0
    values: list[Any] = [mover.a, mover.b, week, until, mover.year or 0.0, way]
    if mover.band == FEW:
        # Nothing to be measured against: the surest event.
        values[4:] = [0.0, 0.0]
    rows = view.ask(_REASON, values)
    told = {name: getattr(mover, name) for name in Mover.__slots__}
    return Mover(**{**told, "reason": rows[0] if rows else None})
