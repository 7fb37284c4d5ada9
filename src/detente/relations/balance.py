"""Words against deeds, what leads, and whether one state answers the other in kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.relations.intervals import Floats
from detente.relations.results import Answer, Estimate, LeadLag, Timeline, WordsDeeds
from detente.relations.timelines import timeline
from detente.relations.turns import stretches

if TYPE_CHECKING:
    from detente.store import Store

#: How far ahead one series may be of the other, by period.
REACH = {"day": 10, "week": 6, "month": 4, "quarter": 3, "year": 2}
#: With fewer periods in which both are known, a correlation says nothing.
PAIRS = 12
#: How often blocks are put into another order.
DRAWS = 499
#: With fewer blocks than this there are too few orders for a test.
BLOCKS = 5
#: What the tests cannot say.
LEAD_LIMITS = (
    "Correlation over time, not cause: a third thing may move both. What both are on average between turning "
    "points is taken out first, but a slow trend that they share is enough for a small p. Within one period "
    "nothing can be said about what came first."
)
ANSWER_LIMITS = (
    "Only answers one period later are seen; quicker ones are in `same`, which does not say who began. Acts that "
    "go both ways are left out, and so is what both are on average between turning points. News tells more of an "
    "answer when it has told of the question."
)


def words_and_deeds(store: Store, line: Timeline) -> WordsDeeds:
    """Set words against deeds.

    Args:
        store: The store that the timeline is of; the two directions are counted in it.
        line: The timeline.
    """
    edges = stretches(line)
    words, deeds = (_level(_series([getattr(p, n) for p in line.points]), edges) for n in ("words", "deeds"))
    lead = lead_lag(words, deeds, REACH[line.period], line.seed)
    if line.a == line.b:
        return WordsDeeds(line, line.total.gap, lead, ())
    rule = replace(line.rule, directed=True, reciprocal=False)
    days = [p.start for p in line.points if p.start is not None]
    span = (days[0], days[-1]) if days else (line.since, line.until)
    ways = (
        timeline(store, *pair, line.period, rule, *span, line.level, line.seed)
        for pair in ((line.a, line.b), (line.b, line.a))
    )
    one, other = (_level(_series([p.score for p in way.points]), edges) for way in ways)
    both = (answer(line.a, line.b, one, other, line.seed), answer(line.b, line.a, other, one, line.seed))
    return WordsDeeds(line, line.total.gap, lead, both)


def lead_lag(words: Floats, deeds: Floats, reach: int, seed: int = 1) -> LeadLag:
    """Whether one series runs ahead of the other.

    The test is a block permutation: the words are cut into blocks about as long as the root of the number of
    periods, beginning anywhere, and the blocks are put into another order. Within blocks each series keeps its
    ups and downs, which drawing single periods would destroy: then chance would seem to say far too much. The
    strongest correlation at any lag is compared with the strongest at any lag of each draw, so that looking at
    many lags is allowed for.

    Args:
        words: Mean score of words by period; nan where there are none.
        deeds: That of deeds.
        reach: The longest lag, in periods.
        seed: Seed of the orders.
    """
    lags = tuple(range(-reach, reach + 1))
    known = int((~np.isnan(words) & ~np.isnan(deeds)).sum())
    correlations = tuple(_moved(words, deeds, lag) for lag in lags)
    told = [(abs(c), -abs(lag), lag, c) for lag, c in zip(lags, correlations, strict=True) if c is not None]
    if not told:
        return LeadLag(lags, correlations, None, None, None, 0, known, LEAD_LIMITS)
    strongest, _, best, correlation = max(told)
    moved = _reordered(words, seed)
    each = np.abs([_correlations(moved, deeds, lag) for lag in lags])
    drawn = np.fmax.reduce(each, axis=0) if len(moved) else each[0]
    p = _p(strongest, drawn)
    return LeadLag(lags, correlations, best, correlation, p, len(drawn), known, LEAD_LIMITS)


def answer(who: str, to: str, own: Floats, others: Floats, seed: int = 1) -> Answer:
    """Whether one side's acts follow the other's of the period before, its own earlier acts being equal.

    Args:
        who: The one who may answer.
        to: The one who may be answered.
        own: Mean score of what `who` does to `to`, by period; nan where there is nothing.
        others: That of what `to` does to `who`.
        seed: Seed of the orders that blocks are put into; see `lead_lag`.
    """
    same = _moved(own, others, 0)
    now, before, cause = own[1:], own[:-1], others[:-1]
    known = ~np.isnan(now) & ~np.isnan(before) & ~np.isnan(cause)
    periods = int(known.sum())
    found = _slope(now, before, cause)
    if found is None:
        return Answer(who, to, same, None, None, 0, periods, ANSWER_LIMITS)
    slope, strength = found
    drawn = _strengths(now, before, _reordered(others, seed)[:, :-1])
    return Answer(who, to, same, slope, _p(strength, drawn), len(drawn), periods, ANSWER_LIMITS)


def _series(estimates: Sequence[Estimate | None]) -> Floats:
    return np.array([e.value if e is not None else np.nan for e in estimates], dtype=np.float64)


def _level(series: Floats, edges: Sequence[int]) -> Floats:
    """The series without what it is on average in each stretch between turning points.

    A turn that two series share would otherwise look like a link between them at every lag.
    """
    found = series.copy()
    for start, end in zip(edges, [*edges[1:], len(series)], strict=True):
        part = found[start:end]
        if not np.isnan(part).all():
            part -= np.nanmean(part)
    return found


def _moved(words: Floats, deeds: Floats, lag: int) -> float | None:
    """Correlation of the words with the deeds `lag` periods later, or `None` where too few pairs are known."""
    found = float(_correlations(words[None, :], deeds, lag)[0])
    return None if np.isnan(found) else found


def _correlations(words: Floats, deeds: Floats, lag: int) -> Floats:
    """The same for many series of words at once (**Shape**: series, periods); nan for none."""
    many = words.shape[1]
    if abs(lag) >= many:
        return np.full(len(words), np.nan)
    ahead, behind = (words[:, : many - lag], deeds[lag:]) if lag >= 0 else (words[:, -lag:], deeds[:lag])
    both = ~np.isnan(ahead) & ~np.isnan(behind)
    return _correlated(ahead, np.broadcast_to(behind, ahead.shape), both)


def _correlated(one: Floats, other: Floats, both: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    """Correlation row by row over the places where both are known; nan with fewer than `PAIRS`."""
    count = both.sum(axis=1)
    known = np.maximum(count, 1)[:, None]
    x, y = (np.where(both, v, 0.0) for v in (one, other))
    x, y = (np.where(both, v - v.sum(axis=1, keepdims=True) / known, 0.0) for v in (x, y))
    length = np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    sure = (count >= PAIRS) & (length > 1e-12)
    found: Floats = np.divide((x * y).sum(axis=1), length, out=np.full(len(count), np.nan), where=sure)
    return found


def _strengths(now: Floats, before: Floats, causes: Floats) -> Floats:
    """Size of the partial correlation with each of many causes, the own past held equal; nan for none."""
    both = ~np.isnan(causes) & ~np.isnan(now) & ~np.isnan(before)
    nows, pasts = (np.broadcast_to(v, causes.shape) for v in (now, before))
    pairs = ((nows, causes), (nows, pasts), (causes, pasts))
    direct, own, through = (_correlated(one, other, both) for one, other in pairs)
    # Where the past never changes it explains nothing.
    own, through = (np.nan_to_num(v) for v in (own, through))
    left = np.sqrt(np.maximum((1 - own**2) * (1 - through**2), 1e-12))
    found: Floats = np.abs((direct - own * through) / left)
    return found


def _slope(now: Floats, before: Floats, cause: Floats) -> tuple[float, float] | None:
    """Slope on the cause with the own past held equal, and the size of the partial correlation."""
    known = ~np.isnan(now) & ~np.isnan(before) & ~np.isnan(cause)
    if known.sum() < PAIRS:
        return None
    past = np.column_stack([np.ones(int(known.sum())), before[known]])
    left, reason = (v[known] - past @ np.linalg.lstsq(past, v[known], rcond=None)[0] for v in (now, cause))
    spread, size = float(reason @ reason), float(left @ left)
    if spread < 1e-12 or size < 1e-12:
        return None
    together = float(left @ reason)
    return together / spread, abs(together) / (spread * size) ** 0.5


def _reordered(series: Floats, seed: int) -> Floats:
    """The series with its blocks in other orders, one a row; no row when there are too few blocks."""
    long = max(2, round(len(series) ** 0.5))
    many = -(-len(series) // long)
    if many < BLOCKS:
        return np.empty((0, len(series)))
    dice = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        turned = np.roll(series, int(dice.integers(len(series))))
        blocks = [turned[at * long : (at + 1) * long] for at in dice.permutation(many)]
        found.append(np.concatenate(blocks))
    return np.array(found)


def _p(strength: float, drawn: Floats) -> float | None:
    if not len(drawn):
        return None
    return float((1 + (drawn >= strength - 1e-9).sum()) / (1 + len(drawn)))
