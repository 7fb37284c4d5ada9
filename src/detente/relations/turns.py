"""Turning points: since when two states get on otherwise than before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import InputError
from detente.relations.asking import counted
from detente.relations.intervals import HIGHEST, LOWEST, Floats
from detente.relations.results import Estimate, Mark, Point, Timeline, TurningPoint, TurningPoints
from detente.store.schema import OWN

if TYPE_CHECKING:
    from detente.store import Store
    from detente.store.ledger import Ledger

#: What one more turning point must save is this times the logarithm of the number of periods, in units of squared
#: error over noise variance. Found by simulation (docs/decisions/0014-relations.md): steady series, with memory
#: from one period to the next or without, then show a turn that is none about one time in twenty.
PENALTY = 3.0
#: A stretch between two turns has so many periods at least.
SHORTEST = 2
#: With fewer periods with events nothing is looked for.
LEAST = 8
#: More periods than this are refused: the search takes time by their square.
MOST = 1_000
#: Events and quotes that mark a turn.
MARKS, QUOTES = 5, 5
#: Squared steps from period to period that are looked at, the smallest: turns, being few, are among the others.
USUAL = 0.9
#: Mean of as many of the smallest squares of normal draws, where all together have the mean 1.
_USUAL_MEAN = 0.6223
#: The memory of a series is taken for this much less than it seems, over the root of the number of periods.
_DOUBT = 0.5
#: More memory than this cannot be told from a series of turns.
_MOST_MEMORY = 0.85
#: The median of squares of normal draws whose mean is 1.
_MEDIAN = 0.4549
#: Found by simulation: cheaper levels let steady series with memory turn more often, dearer ones find no more.
_DEAR = 2.0
LIMITS = (
    "Turns are sudden by assumption: a slow change shows as one or several steps. What happened in the last "
    "period alone is no turn yet. Where each period hangs much on the one before and there are few of them, a "
    "steady series shows a turn more often than the one time in twenty that the search allows for."
)


def turning_points(store: Store, line: Timeline, penalty: float = PENALTY) -> TurningPoints:
    """Find the periods from which on the mean score is another, and what marks them.

    Args:
        store: The store that the timeline is of; events and quotes are looked up in it.
        line: The timeline.
        penalty: What one more turn must save, times the logarithm of the number of periods.

    Raises:
        InputError: There are more than `MOST` periods with events.
    """
    known = [p for p in line.points if p.score is not None]
    if len(known) > MOST:
        raise InputError(
            f"There are {len(known)} periods with events; turning points are looked for in {MOST} at most.",
            "Ask for a longer period, or for a shorter time.",
        )
    series, turns, price = _search(known, line.level, penalty)
    points = _described(line, known, series, turns)
    return TurningPoints(line, _marked(store, line, points) if points else (), len(known), price, LIMITS)


def stretches(line: Timeline) -> list[int]:
    """Where the stretches between turning points begin, as positions in the timeline."""
    known = [at for at, p in enumerate(line.points) if p.score is not None]
    if len(known) > MOST:
        return [0]
    _, turns, _ = _search([line.points[at] for at in known], line.level, PENALTY)
    return [0, *(known[n] for n in turns)]


def _search(known: Sequence[Point], level: float, penalty: float) -> tuple[_Series, list[int], float]:
    price = penalty * float(np.log(max(len(known), 2)))
    series = _Series.of(known, level)
    turns = find(series.values, series.variances, price) if len(known) >= LEAST else []
    return series, turns, price


@dataclass(frozen=True, slots=True)
class _Series:
    values: Floats
    variances: Floats

    @classmethod
    def of(cls, known: Sequence[Point], level: float) -> _Series:
        """Mean scores, and how much each of them may be off: by its few events, and by the unrest of all."""
        from scipy.special import ndtri

        values = np.array([p.score.value for p in known if p.score is not None])
        events = np.array([p.stories for p in known], dtype=np.float64)
        wide = 2 * float(ndtri((1 + level) / 2))
        single = [
            ((p.score.high - p.score.low) / wide) ** 2 * p.stories
            for p in known
            if p.score is not None and p.score.low is not None and p.score.high is not None
        ]
        few = np.full(len(values), float(np.median(single)) if single else 0.0) / np.maximum(events, 1.0)
        return cls(values, noise(values, few))


def noise(values: Floats, few: Floats) -> Floats:
    """Variance of each value of a series that may turn.

    Steps from one period to the next tell it, for turns are few: what they vary by beyond what few events explain
    is the unrest of all periods alike. Where steps over two and three periods are larger, the series has memory:
    it wanders without turning, and its variance counts for more. But many turns in few periods make long steps
    larger, too. So where levels with turns between them tell the series far better than memory does, it has none.

    Args:
        values: The series.
        few: Variance of each value by its few events.
    """
    steps = [_usual((values[lag:] - values[:-lag]) ** 2) / 2 for lag in (1, 2, 3) if lag < len(values)]
    if len(steps) < 3 or steps[0] <= 0:
        return np.maximum(few, 1e-9)
    plain = _plain(values, few)
    turns = find(values, plain, PENALTY * float(np.log(len(values))))
    if turns and _levels_tell_more(values, turns):
        return plain
    over_two, over_three = steps[1] / steps[0] - 1, steps[2] / steps[0] - 1
    seen = (over_two + (max(0.0, 1 + 4 * over_three) ** 0.5 - 1) / 2) / 2
    memory = min(max(0.0, seen - _DOUBT / len(values) ** 0.5), _MOST_MEMORY)
    # What a mean over many periods varies by, over what steps vary by, in a series of the first order.
    longer = (1 + memory) / (1 - memory) ** 2
    found: Floats = np.maximum(few + max(steps[0] - float(np.median(few)), 0.0), 1e-9) * longer
    return found


def _plain(values: Floats, few: Floats) -> Floats:
    """The same for a series without memory, by the step in the middle: any few turns leave it where it is."""
    step = float(np.median(np.diff(values) ** 2)) / _MEDIAN / 2
    found: Floats = np.maximum(few + max(step - float(np.median(few)), 0.0), 1e-9)
    return found


def _levels_tell_more(values: Floats, turns: Sequence[int]) -> bool:
    """Whether levels with these turns tell a series better than a series of the first order without turns does.

    Both are weighed by Schwarz's criterion, each figure that is fitted (a level, the place of a turn) costing
    `_DEAR` times what it costs there: places are chosen among many.
    """
    many = len(values)
    edges = [0, *turns, many]
    left = sum(float(np.var(values[a:b])) * (b - a) for a, b in pairwise(edges))
    around = values - values.mean()
    before, after = around[:-1], around[1:]
    memory = float(after @ before) / max(float(before @ before), 1e-12)
    wandering = float(np.sum((after - memory * before) ** 2)) * many / (many - 1)
    price = float(np.log(many))
    steps = many * float(np.log(max(left, 1e-9) / many)) + _DEAR * (2 * len(turns) + 2) * price
    return steps < many * float(np.log(max(wandering, 1e-9) / many)) + 3 * price


def _usual(squares: Floats) -> float:
    """Mean of squares as if there were no turns."""
    kept = np.sort(squares)[: max(1, round(USUAL * len(squares)))]
    return float(kept.mean()) / _USUAL_MEAN


def find(values: Floats, variances: Floats, price: float) -> list[int]:
    """Where a series changes its mean, by the PELT search of the library `ruptures`.

    Args:
        values: The series.
        variances: Variance of each value.
        price: What one more turn must save.

    Returns:
        Positions of the first values after each turn.
    """
    import ruptures

    if len(values) < 2 * SHORTEST:
        return []
    search = ruptures.Pelt(custom_cost=_cost(values, variances), min_size=SHORTEST, jump=1)
    return [int(at) for at in search.fit(values).predict(pen=price)[:-1]]


def _cost(values: Floats, variances: Floats) -> Any:
    from ruptures.base import BaseCost

    table = _Table(values, variances)

    class Weighted(BaseCost):  # type: ignore[misc]
        """Squared error over variance."""

        model = "weighted"
        min_size = 1

        def fit(self, signal: Floats) -> Any:
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            return table.error(start, end)

    return Weighted()


class _Table:
    """Sums from the beginning, so that the error of any stretch is read off."""

    def __init__(self, values: Floats, variances: Floats) -> None:
        weights = 1 / variances
        sums = (np.concatenate([[0.0], np.cumsum(weights * values**n)]) for n in (0, 1, 2))
        self._weight, self._sum, self._square = (s.tolist() for s in sums)

    def mean(self, start: int, end: int) -> tuple[float, float]:
        """Mean of a stretch and its variance."""
        weight = self._weight[end] - self._weight[start]
        return (self._sum[end] - self._sum[start]) / weight, 1 / weight

    def error(self, start: int, end: int) -> float:
        """Squared error around the mean, over variance."""
        weight = self._weight[end] - self._weight[start]
        total = self._sum[end] - self._sum[start]
        return float(self._square[end] - self._square[start] - total * total / weight)


def _described(
    line: Timeline, known: Sequence[Point], series: _Series, turns: Sequence[int]
) -> list[TurningPoint]:
    from scipy.special import ndtri

    z = float(ndtri((1 + line.level) / 2))
    table = _Table(series.values, series.variances)
    edges = [0, *turns, len(known)]
    found = []
    for before, at, after in zip(edges, edges[1:], edges[2:], strict=False):
        low, high = _sure(table, before, at, after, z * z)
        earlier, later = (_estimate(*table.mean(*stretch), z) for stretch in ((before, at), (at, after)))
        days = [known[n].start for n in (at, low, high)]
        start, earliest, latest = (d if d is not None else date.min for d in days)
        way = "warmer" if later.value > earlier.value else "colder"
        found.append(TurningPoint(start, known[at].label, earliest, latest, way, earlier, later, (), ()))
    return found


def _sure(table: _Table, before: int, at: int, after: int, allowed: float) -> tuple[int, int]:
    """Between which positions the turn may lie: where it would cost little more."""
    best = table.error(before, at) + table.error(at, after)
    may = [
        n
        for n in range(before + 1, after)
        if table.error(before, n) + table.error(n, after) - best <= allowed or n == at
    ]
    return may[0], may[-1]


def _estimate(mean: float, variance: float, z: float) -> Estimate:
    reach = z * variance**0.5
    return Estimate(mean, max(min(mean, LOWEST), mean - reach), min(max(mean, HIGHEST), mean + reach))


# The strongest acts of the two first periods after a turn that go its way, one a document.
_MARKS = """
WITH {counted}, turns AS (
  SELECT unnest(CAST(? AS BIGINT[])) AS turn,
    unnest(CAST(? AS DATE[])) AS first, unnest(CAST(? AS DATE[])) AS last,
    unnest(CAST(? AS DOUBLE[])) AS way, unnest(CAST(? AS DOUBLE[])) AS usual
), near AS (
  SELECT t.turn, c.*, t.way * (c.score - t.usual) AS strength FROM counted c JOIN turns t
  ON c."start" BETWEEN t.first AND t.last WHERE t.way * (c.score - t.usual) > 0
  QUALIFY row_number() OVER (PARTITION BY t.turn, c.story ORDER BY strength DESC, c.document, c.position) = 1
)
SELECT turn, event, document, "start" AS day, type, mode, score FROM near
QUALIFY row_number() OVER (PARTITION BY turn ORDER BY strength DESC, day, document, position) <= {marks}
ORDER BY turn, strength DESC, day, document, position
"""
_QUOTES = """
WITH turns AS (
  SELECT unnest(CAST(? AS BIGINT[])) AS turn,
    unnest(CAST(? AS DATE[])) AS first, unnest(CAST(? AS DATE[])) AS last)
SELECT t.turn, s.quote FROM said s JOIN turns t ON s.day BETWEEN t.first AND t.last
WHERE s.a = ? AND s.b = ?
QUALIFY row_number() OVER (PARTITION BY t.turn ORDER BY len(s.issues) = 0, s.day, s.document, s.quote) <= {quotes}
ORDER BY t.turn, s.day, s.document, s.quote
"""


def _marked(store: Store, line: Timeline, points: Sequence[TurningPoint]) -> tuple[TurningPoint, ...]:
    """Look up what marks each turn."""
    from dataclasses import replace

    ledger = store.ledger()
    ends = {p.start: p.end for p in line.points}
    starts = [p.start for p in line.points]
    firsts = [p.start for p in points]
    lasts = [ends[starts[min(starts.index(first) + 1, len(starts) - 1)]] for first in firsts]
    marks = _marks(ledger, line, points, firsts, lasts)
    quotes: dict[int, list[str]] = {n: [] for n in range(len(points))}
    if line.rule.coder == OWN and line.a != line.b:
        numbers = list(range(len(points)))
        sql = _QUOTES.format(quotes=QUOTES)
        for row in ledger.ask(sql, [numbers, firsts, lasts, *sorted((line.a, line.b))]):
            quotes[row["turn"]].append(row["quote"])
    return tuple(replace(p, marks=tuple(marks[n]), quotes=tuple(quotes[n])) for n, p in enumerate(points))


def _marks(
    ledger: Ledger, line: Timeline, points: Sequence[TurningPoint], firsts: Sequence[Any], lasts: Sequence[Any]
) -> dict[int, list[Mark]]:
    named, values = counted(line.rule, (line.a, line.b))
    ways = [1.0 if p.direction == "warmer" else -1.0 for p in points]
    asked = [list(range(len(points))), list(firsts), list(lasts), ways, [p.before.value for p in points]]
    found: dict[int, list[Mark]] = {n: [] for n in range(len(points))}
    for row in ledger.ask(_MARKS.format(counted=named, marks=MARKS), [*values, *asked]):
        names = ("event", "document", "day", "type", "mode", "score")
        found[row["turn"]].append(Mark(*(row[n] for n in names)))
    return found
