"""How two states got on over time, as a store has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import InputError
from detente.ontology import load
from detente.relations import intervals
from detente.relations.asking import PERIOD, check_coder, counted, volume
from detente.relations.intervals import BLOCKS, Draws, Floats, Sample
from detente.relations.periods import check, first_day, label, last_day, starts
from detente.relations.results import Coverage, Point, Timeline
from detente.relations.rule import Rule

if TYPE_CHECKING:
    from detente.store import Store
    from detente.store.ledger import Ledger

#: How often intervals hold the true figure, unless asked otherwise.
LEVEL = 0.95

# Sums by story, then by block of stories: for each period, for what lies in none, and for everything.
_SQL = """
WITH {counted}, dated AS (SELECT {period} AS day, * FROM counted), chosen AS MATERIALIZED (
  SELECT * FROM dated WHERE {within}
), stories AS (
  SELECT day, story, count(*) AS n, count(*) FILTER (quad = 1) AS q1, count(*) FILTER (quad = 2) AS q2,
    count(*) FILTER (quad = 3) AS q3, count(*) FILTER (quad = 4) AS q4,
    coalesce(sum(score) FILTER (quad IN ({words})), 0.0) AS words,
    coalesce(sum(score) FILTER (quad NOT IN ({words})), 0.0) AS deeds
  FROM chosen GROUP BY ALL
), numbered AS (
  SELECT 'period' AS kind, *, row_number() OVER (PARTITION BY day ORDER BY story) AS nth FROM stories
  UNION ALL
  SELECT 'total', NULL, story, n, q1, q2, q3, q4, words, deeds, row_number() OVER (ORDER BY story)
  FROM (SELECT story, sum(n) AS n, sum(q1) AS q1, sum(q2) AS q2, sum(q3) AS q3, sum(q4) AS q4,
    sum(words) AS words, sum(deeds) AS deeds FROM stories GROUP BY story)
)
SELECT kind, day, nth % {blocks} AS block, count(*) AS stories, sum(n)::DOUBLE AS n, sum(q1)::DOUBLE AS q1,
  sum(q2)::DOUBLE AS q2, sum(q3)::DOUBLE AS q3, sum(q4)::DOUBLE AS q4, sum(words) AS words, sum(deeds) AS deeds,
  (SELECT count(*) FROM picked) AS picked, (SELECT count(*) FROM counted) AS kept,
  (SELECT min("start") FROM chosen) AS first, (SELECT max("end") FROM chosen) AS last
FROM numbered GROUP BY kind, day, block
"""


def timeline(
    store: Store,
    a: str,
    b: str,
    period: str = "month",
    rule: Rule | None = None,
    since: date | None = None,
    until: date | None = None,
    level: float = LEVEL,
    seed: int = 1,
) -> Timeline:
    """Count what the current codings of a store say about two states, period by period.

    An event belongs to a period when its whole interval does; one with an open end to that of its first day.

    Args:
        store: The store.
        a: ISO 3166 alpha-3 of a state; when the rule is directed, of the one who acts.
        b: That of another; of the same one when the rule asks for what happens within it.
        period: One of `PERIODS`; weeks begin on Monday.
        rule: What counts, and whose events; see `Rule` for the default.
        since: Only periods from the one with this day.
        until: Only periods up to the one with this day. With either, undated events are not counted.
        level: How often the intervals shall hold the true figure.
        seed: Seed of the draws behind them.

    Raises:
        InputError: Twice the same state, no such period, coder or sector, or more than `MOST` periods.
    """
    rule = rule or Rule()
    pair = pair_of(a, b, rule)
    check(period)
    draws = Draws.seeded(level, seed)
    ledger = store.ledger()
    check_coder(ledger, rule.coder)
    low = first_day(since, period) if since is not None else None
    high = first_day(until, period) if until is not None else None
    found = _ask(ledger, pair, period, rule, low, high)
    first = low or min((d for d in found.periods if d is not None), default=None)
    last = high or max((d for d in found.periods if d is not None), default=None)
    days = starts(first, last, period) if first is not None and last is not None else []
    all_ = volume(ledger, rule, period)
    loose = all_.get(None, 0) if low is None and high is None else 0
    # Without a time asked for, everything the store has counts, also what lies outside of the periods shown.
    whole = sum(all_.get(d, 0) for d in days) if low or high else sum(all_.values())
    points = _points([found.periods.get(d, _Sums.nothing()) for d in days], [all_.get(d, 0) for d in days], draws)
    named = [_dated(p, d, last_day(d, period), label(d, period)) for p, d in zip(points, days, strict=True)]
    (undated,) = _points([found.periods.get(None, _Sums.nothing())], [loose], draws)
    (total,) = _points([found.total], [whole], draws)
    return Timeline(
        *pair,
        period,
        rule,
        tuple(named),
        _dated(undated, None, None, "undated"),
        _dated(total, None, None, "total"),
        since,
        until,
        ledger.version,
        Coverage(found.first, found.last, whole, found.copied),
        level,
        seed,
    )


def pair_of(a: str, b: str, rule: Rule) -> tuple[str, str]:
    """The pair as the rule counts it: in order, unless it is directed.

    Raises:
        InputError: Twice the same state, and the rule does not ask for what happens within one.
    """
    if a == b and not rule.domestic:
        raise InputError(
            f"{a} and {b} are one state.",
            "Give two: what happens within a state is no pair. Ask for it with Rule(domestic=True) or --domestic.",
        )
    return (a, b) if rule.directed or a <= b else (b, a)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by block of stories. **Shape**: 7 figures (n, four quads, words, deeds), blocks."""

    stories: int
    figures: Floats

    @classmethod
    def nothing(cls) -> _Sums:
        return cls(0, np.zeros((7, BLOCKS)))


@dataclass(frozen=True, slots=True)
class _Found:
    periods: Mapping[date | None, _Sums]
    total: _Sums
    first: date | None
    last: date | None
    copied: int


def _ask(
    ledger: Ledger, pair: tuple[str, str], period: str, rule: Rule, low: date | None, high: date | None
) -> _Found:
    spoken = [number for number, quad in load().quads.items() if quad.words]
    named, values = counted(rule, pair)
    within = []
    for bound, sign in ((low, ">="), (high, "<=")):
        if bound is not None:
            within.append(f"day {sign} ?")
            values.append(bound)
    sql = _SQL.format(
        counted=named,
        period=PERIOD.format(period=period),
        within=" AND ".join(within) or "true",
        words=", ".join(map(str, spoken)),
        blocks=BLOCKS,
    )
    columns = ledger.columns(sql, values)
    many = len(columns["kind"])
    blocks = np.asarray(columns["block"], dtype=np.int64)
    figures = np.array([np.asarray(columns[n], dtype=np.float64) for n in _FIGURES]).reshape(len(_FIGURES), many)
    stories = np.asarray(columns["stories"], dtype=np.int64)
    days = _days(columns["day"])
    sums: dict[tuple[str, date | None], tuple[int, Floats]] = {}
    for at in range(many):
        key = (str(columns["kind"][at]), days[at])
        told, held = sums.get(key) or (0, np.zeros((len(_FIGURES), BLOCKS)))
        held[:, blocks[at]] = figures[:, at]
        sums[key] = (told + int(stories[at]), held)
    total = sums.pop(("total", None), None)
    copied = int(columns["picked"][0] - columns["kept"][0]) if many else 0
    first, last = (_days(columns[n])[0] if many else None for n in ("first", "last"))
    return _Found(
        {day: _Sums(*s) for (_, day), s in sums.items()},
        _Sums(*total) if total is not None else _Sums.nothing(),
        first,
        last,
        copied,
    )


#: Columns of `_SQL` that are sums.
_FIGURES = ("n", "q1", "q2", "q3", "q4", "words", "deeds")


def _days(column: Any) -> list[date | None]:
    found = np.ma.asarray(column).astype("datetime64[D]")
    return [d if isinstance(d, date) else None for d in found.tolist()]


def _points(sums: Sequence[_Sums], volumes: Sequence[int], draws: Draws) -> list[Point]:
    """Figures of periods with their intervals; their days and names come later."""
    if not sums:
        return []
    quads = load().quads
    figures = np.stack([s.figures for s in sums], axis=1)
    n, words, deeds = figures[0], figures[5], figures[6]
    verbal = sum((figures[q] for q, quad in quads.items() if quad.words), np.zeros_like(n))
    material = n - verbal
    clash = sum((figures[q] for q, quad in quads.items() if quad.sign < 0), np.zeros_like(n))
    whole = np.array(volumes, dtype=np.float64)
    said, done = Sample.of(words, verbal, draws), Sample.of(deeds, material, draws)
    every = said + done
    columns = (
        intervals.means(every, draws),
        intervals.means(said, draws),
        intervals.means(done, draws),
        intervals.gaps(said, done, draws),
        intervals.sums(every, draws),
        intervals.sums(said, draws),
        intervals.sums(done, draws),
        intervals.shares(Sample.of(clash, n, draws), draws),
    )
    often = (intervals.rates(n, n, whole, draws), intervals.rates(clash, n, whole, draws))
    counts = figures[:5].sum(axis=2).astype(np.int64).T.tolist()
    found = []
    for at, (row, rate) in enumerate(zip(zip(*columns, strict=True), zip(*often, strict=True), strict=True)):
        many, one, two, three, four = counts[at]
        score, kind, act, gap, sum_, words_sum, deeds_sum, conflict = row
        found.append(
            Point(
                start=None,
                end=None,
                label="",
                events=many,
                stories=sums[at].stories,
                quads=(one, two, three, four),
                verbal=int(verbal[at].sum()),
                material=int(material[at].sum()),
                score=score,
                words=kind,
                deeds=act,
                gap=gap,
                score_sum=sum_,
                words_sum=words_sum,
                deeds_sum=deeds_sum,
                conflict=conflict,
                volume=volumes[at],
                rate=rate[0],
                conflict_rate=rate[1],
            )
        )
    return found


def _dated(point: Point, start: date | None, end: date | None, name: str) -> Point:
    return replace(point, start=start, end=end, label=name)
