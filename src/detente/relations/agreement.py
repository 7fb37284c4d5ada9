"""How far coders agree about two states: do their counts and scores rise and fall together, on the same days?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations, takewhile
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import InputError
from detente.relations.periods import first_day, steps
from detente.relations.ranks import LEVEL, Correlation, correlated
from detente.relations.rule import Rule

if TYPE_CHECKING:
    from detente.store import Store

#: What detente's own events go by, beside the coders of imported files.
OWN = "detente"
STEPS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Series:
    """What one coder has between the two states.

    Attributes:
        coder: Who.
        events: How many events, over all its time.
        undated: How many of them lie in no one period.
        first: First day of anything this coder has in the store, between whomever.
        last: Last such day.
        counts: Events of each period with any, by the period's first day.
        scores: Mean score of these, on the coder's own scale.
    """

    coder: str
    events: int
    undated: int
    first: date | None
    last: date | None
    counts: dict[date, int]
    scores: dict[date, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree, over the time that both cover.

    Attributes:
        one: A coder.
        other: Another.
        since: First day of the time both cover, or `None` when they share none.
        until: Last day of it.
        counts: Correlation of the numbers of events; silence counts as none. `None` where it cannot be said.
        scores: Correlation of the mean scores over the periods in which both have events.
        days_one: Days on which the one has an event of these states.
        days_other: Days on which the other has.
        days_both: Days on which both have.
    """

    one: str
    other: str
    since: date | None
    until: date | None
    counts: Correlation | None
    scores: Correlation | None
    days_one: int
    days_other: int
    days_both: int

    @property
    def shared(self) -> float | None:
        """Share of the days with an event by either that have one by both."""
        either = self.days_one + self.days_other - self.days_both
        return self.days_both / either if either else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Coders compared over two states.

    Attributes:
        a: ISO 3166 alpha-3; `a < b`.
        b: ISO 3166 alpha-3.
        period: Length of a period.
        rule: What counted (of modalities, claims and copies).
        series: By coder.
        pairs: Every two of them.
        seed: Seed of the draws.
    """

    a: str
    b: str
    period: str
    rule: Rule
    series: tuple[Series, ...]
    pairs: tuple[Agreement, ...]
    seed: int

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON values."""
        series = [
            {
                **{n: getattr(s, n) for n in ("coder", "events", "undated")},
                "first": s.first.isoformat() if s.first else None,
                "last": s.last.isoformat() if s.last else None,
                "periods": [
                    {"start": d.isoformat(), "events": n, "score": s.scores[d]}
                    for d, n in sorted(s.counts.items())
                ],
            }
            for s in self.series
        ]
        pairs = []
        for pair in self.pairs:
            days = {n: d.isoformat() if (d := getattr(pair, n)) else None for n in ("since", "until")}
            pairs.append({**asdict(pair), **days, "shared": pair.shared})
        told = {"a": self.a, "b": self.b, "period": self.period, "seed": self.seed, "level": LEVEL}
        return {**told, "rule": self.rule.to_json(), "series": series, "pairs": pairs}


@dataclass(frozen=True, slots=True)
class _Act:
    start: date | None
    end: date | None
    score: float


def agreement(
    store: Store,
    a: str,
    b: str,
    coders: Sequence[str],
    period: str = "month",
    rule: Rule | None = None,
    since: date | None = None,
    until: date | None = None,
    seed: int = 1,
) -> Comparison:
    """Compare what coders have about two states.

    Args:
        store: The store, with their files imported.
        a: ISO 3166 alpha-3 of a state.
        b: That of another.
        coders: Two or more; detente's own events go by "detente".
        period: One of `STEPS`.
        rule: Which modalities, claims and copies count; the rest of it does not matter here.
        since: Only from this day.
        until: Only up to this day.
        seed: Seed of the draws behind the intervals.

    Raises:
        InputError: One state, one coder, no such period, or a coder the store has nothing of.
    """
    a, b = sorted((a, b))
    names = list(dict.fromkeys(coders))
    if a == b:
        raise InputError(f"{a} and {b} are one state.", "Give two.")
    if period not in STEPS:
        raise InputError(f"{period!r} is no period.", f"Use one of: {', '.join(STEPS)}.")
    if len(names) < 2:
        raise InputError("Agreement needs two coders.", "Give --coder twice, for example detente and ICEWS.")
    known = {OWN, *store.coders()}
    lacking = [n for n in names if n not in known]
    if lacking:
        raise InputError(
            f"The store has nothing by the coder {lacking[0]!r}.", f"It has: {', '.join(sorted(known))}."
        )
    rule = rule or Rule()
    acts = {name: _acts(store, a, b, name, rule) for name in names}
    covered = {name: _covered(store, name) for name in names}
    series = tuple(_series(name, acts[name], covered[name], period) for name in names)
    times = {name: _within(covered[name], since, until) for name in names}
    pairs = tuple(
        _agree(one, other, acts, times, period, np.random.default_rng([seed, n]))
        for n, (one, other) in enumerate(combinations(names, 2))
    )
    return Comparison(a, b, period, rule, series, pairs, seed)


_OWN = """
SELECT * FROM (WITH sides AS (
  SELECT e.document, e.position, e.type, e.mode, e.score, e."when" AS day, len(e.recipients) AS given,
    list(a.country) FILTER (list_contains(e.actors, a.id)) AS acting,
    list(a.country) FILTER (list_contains(e.recipients, a.id)) AS acted_on
  FROM events e
  JOIN (SELECT id AS document, max(batch) AS batch FROM documents GROUP BY id) c USING (document, batch)
  JOIN actors a USING (document, batch)
  WHERE NOT list_has_any(e.modality, CAST(? AS VARCHAR[])) AND (? OR e.claimed_by IS NULL) AND a.country IN (?, ?)
  GROUP BY ALL
)
SELECT document, type, mode, score, day."start" AS start, coalesce(day."end", day."start") AS "end",
  list_sort(list_distinct(acting)) AS ones, list_sort(list_distinct(acted_on)) AS others
FROM sides
WHERE CASE WHEN given = 0 THEN list_has_all(acting, [?, ?])
  ELSE (list_contains(acting, ?) AND list_contains(acted_on, ?))
    OR (list_contains(acting, ?) AND list_contains(acted_on, ?)) END
ORDER BY document, position)
"""
_IMPORTED = """
SELECT start, coalesce("end", start) AS "end", score FROM imported
WHERE coder = ? AND score IS NOT NULL AND NOT list_has_any(modality, CAST(? AS VARCHAR[]))
  AND ((actor_country = ? AND recipient_country = ?) OR (actor_country = ? AND recipient_country = ?))
"""


def _acts(store: Store, a: str, b: str, coder: str, rule: Rule) -> list[_Act]:
    left = list(rule.leave_out)
    if coder != OWN:
        rows = store.look("imported").ask(_IMPORTED, [coder, left, a, b, b, a])
        return [_Act(r["start"], r["end"], r["score"]) for r in rows]
    values = [left, rule.claimed, a, b, a, b, a, b, b, a]
    rows = store.look("documents", "events", "actors").ask(_OWN, values)
    if not rule.copies:
        rows = list(_once(rows, _sources(store, sorted({r["document"] for r in rows}))))
    return [_Act(r["start"], r["end"], r["score"]) for r in rows]


def _sources(store: Store, documents: Sequence[str]) -> dict[str, str]:
    """The text at the beginning of a line of copies, by each copy."""
    from detente.integrity.stories import stories

    made = {m.id: m.of for s in stories(store.reports(documents)) for m in s.members if m.of is not None}
    found = {}
    for copy in made:
        source = copy
        while source in made:
            source = made[source]
        found[copy] = source
    return found


def _once(rows: Sequence[dict[str, Any]], sources: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Acts without those that a copy tells again; the second such act of a copy is the second of its source."""
    seen: set[tuple[Any, ...]] = set()
    times: Counter[tuple[Any, ...]] = Counter()
    for row in sorted(rows, key=lambda r: r["document"] in sources):
        act = (row["type"], row["mode"], tuple(row["ones"] or ()), tuple(row["others"] or ()))
        nth = times[row["document"], act] = times[row["document"], act] + 1
        key = (sources.get(row["document"], row["document"]), act, nth)
        if key not in seen:
            seen.add(key)
            yield row


def _covered(store: Store, coder: str) -> tuple[date, date] | None:
    """First and last day of anything a coder has."""
    if coder == OWN:
        sql = 'SELECT min("when"."start") AS low, max("when"."start") AS high FROM events'
        row = store.look("events").ask(sql)[0]
    else:
        sql = "SELECT min(start) AS low, max(start) AS high FROM imported WHERE coder = ?"
        row = store.look("imported").ask(sql, [coder])[0]
    return (row["low"], row["high"]) if row["low"] is not None else None


def _within(time: tuple[date, date] | None, since: date | None, until: date | None) -> tuple[date, date] | None:
    if time is None:
        return None
    low, high = max(time[0], since or date.min), min(time[1], until or date.max)
    return (low, high) if low <= high else None


def _series(coder: str, acts: Sequence[_Act], covered: tuple[date, date] | None, period: str) -> Series:
    scores: dict[date, list[float]] = defaultdict(list)
    undated = 0
    for act in acts:
        day = _day(act, period)
        if day is None:
            undated += 1
        else:
            scores[day].append(act.score)
    low, high = covered or (None, None)
    means = {day: sum(s) / len(s) for day, s in scores.items()}
    return Series(coder, len(acts), undated, low, high, {d: len(s) for d, s in scores.items()}, means)


def _day(act: _Act, period: str) -> date | None:
    """First day of the period that the whole act lies in."""
    if act.start is None or act.end is None:
        return None
    first = first_day(act.start, period)
    return first if first == first_day(act.end, period) else None


def _agree(
    one: str,
    other: str,
    acts: dict[str, list[_Act]],
    times: dict[str, tuple[date, date] | None],
    period: str,
    dice: np.random.Generator,
) -> Agreement:
    first, second = times[one], times[other]
    low = max(first[0], second[0]) if first and second else None
    high = min(first[1], second[1]) if first and second else None
    if low is None or high is None or low > high:
        return Agreement(one, other, None, None, None, None, 0, 0, 0)
    inside = {
        n: [a for a in acts[n] if a.start is not None and a.end is not None and low <= a.start and a.end <= high]
        for n in (one, other)
    }
    x, y = (_series(n, inside[n], (low, high), period) for n in (one, other))
    days = [{a.start for a in inside[n] if a.start == a.end} for n in (one, other)]
    starts = list(takewhile(lambda day: day <= high, steps(first_day(low, period), period)))
    both = [d for d in starts if d in x.counts and d in y.counts]
    return Agreement(
        one,
        other,
        low,
        high,
        correlated([x.counts.get(d, 0) for d in starts], [y.counts.get(d, 0) for d in starts], dice),
        correlated([x.scores[d] for d in both], [y.scores[d] for d in both], dice),
        len(days[0]),
        len(days[1]),
        len(days[0] & days[1]),
    )
