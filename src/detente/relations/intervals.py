"""How sure figures are: a bootstrap over stories, not over events.

What one story tells hangs together, so stories are drawn again, never single events: each gets a weight from a
Poisson distribution with mean 1, which lets their number vary too. Where a period has more than `BLOCKS` stories
they are drawn in as many blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.errors import InputError
from detente.relations.results import Estimate

#: Stories of a period are drawn in so many blocks at most.
BLOCKS = 100
#: How often stories are drawn again.
DRAWS = 500
#: With fewer stories than this no interval of a mean is given.
LEAST = 3
#: Stories that the spread of all other periods counts for in a period's own: three alike stories are no proof.
BORROWED = 2.0
#: Scores lie between these.
LOWEST, HIGHEST = -10.0, 10.0
#: Periods that are drawn at once, which bounds the memory.
AT_ONCE = 250

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Draws:
    """How to draw.

    Attributes:
        level: How often an interval shall hold the true figure.
        weights: One row a draw, one column a block.
    """

    level: float
    weights: Floats

    @classmethod
    def seeded(cls, level: float, seed: int) -> Draws:
        """The draws of a seed.

        Raises:
            InputError: The level is no share.
        """
        if not 0 < level < 1:
            raise InputError(f"A level of {level} is none.", "Give a share between 0 and 1, such as 0.95.")
        return cls(level, np.random.default_rng(seed).poisson(1.0, (DRAWS, BLOCKS)).astype(np.float64))

    @property
    def normal(self) -> float:
        """Standard deviations to both sides of a normal figure."""
        from scipy.special import ndtri

        return float(ndtri((1 + self.level) / 2))


def means(values: Floats, counts: Floats, draws: Draws) -> list[Estimate | None]:
    """Mean by period, with intervals.

    Args:
        values: Sums of scores. **Shape**: periods, blocks.
        counts: Numbers of events likewise.
        draws: How to draw.

    Returns:
        One a period; `None` where there are no events.
    """
    return _estimates(_ratio(values, counts), _spread(values, counts, draws), _independent(counts), draws)


def gaps(words: tuple[Floats, Floats], deeds: tuple[Floats, Floats], draws: Draws) -> list[Estimate | None]:
    """Mean of the words less that of the deeds, by period; arguments as for `means`, sums and numbers."""
    value = _ratio(*words) - _ratio(*deeds)
    variance = _spread(*words, draws) + _spread(*deeds, draws) - 2 * _covariance(words, deeds, draws)
    stories = np.minimum(_independent(words[1]), _independent(deeds[1]))
    return _estimates(value, np.maximum(variance, 0.0), stories, draws, (2 * LOWEST, 2 * HIGHEST))


def sums(values: Floats, counts: Floats, draws: Draws) -> list[Estimate | None]:
    """Sum by period, with intervals; arguments as for `means`."""
    total, stories = values.sum(axis=1), _independent(counts)
    deviation = np.concatenate([(v @ draws.weights.T).std(axis=1) for v in _parts(values)])
    found: list[Estimate | None] = []
    for value, sd, many in zip(total, deviation, stories, strict=True):
        reach = draws.normal * float(sd)
        sure = many >= LEAST
        found.append(
            Estimate(float(value), float(value) - reach, float(value) + reach)
            if sure
            else Estimate(float(value))
            if many
            else None
        )
    return found


def shares(part: Floats, counts: Floats, draws: Draws) -> list[Estimate | None]:
    """Share of a part by period, with Wilson's intervals over as many events as the stories are worth."""
    value = _ratio(part, counts)
    variance = _own_spread(part, counts, draws)
    total, z = counts.sum(axis=1), draws.normal
    apart = np.divide(total**2, (counts**2).sum(axis=1), out=np.zeros_like(total), where=total > 0)
    found: list[Estimate | None] = []
    for p, v, n, worth, many in zip(value, variance, total, apart, _independent(counts), strict=True):
        if not n:
            found.append(None)
            continue
        if many < LEAST:
            found.append(Estimate(float(p)))
            continue
        size = float(min(n, p * (1 - p) / v)) if v > 0 and 0 < p < 1 else float(worth)
        middle = (p + z * z / (2 * size)) / (1 + z * z / size)
        reach = z / (1 + z * z / size) * np.sqrt(p * (1 - p) / size + z * z / (4 * size * size))
        found.append(Estimate(float(p), max(0.0, float(middle - reach)), min(1.0, float(middle + reach))))
    return found


def rates(
    part: Floats, counts: Floats, volume: Floats, draws: Draws, per: float = 1000.0
) -> list[Estimate | None]:
    """Events per so many of all, with exact Poisson intervals over as many events as the stories are worth.

    Args:
        part: Numbers of the events meant. **Shape**: periods, blocks.
        counts: Numbers of all events between the two likewise.
        volume: All events of the period. **Shape**: periods.
        draws: Gives the level.
        per: Of how many.
    """
    from scipy.special import gammaincinv

    tail = (1 - draws.level) / 2
    found: list[Estimate | None] = []
    for own, all_, whole in zip(part, counts, volume, strict=True):
        many, n = float(own.sum()), float(all_.sum())
        if not n or not whole:
            found.append(None)
            continue
        size = float((own**2).sum()) / many if many else float((all_**2).sum()) / n
        low = size * float(gammaincinv(many / size, tail)) if many else 0.0
        high = size * float(gammaincinv(many / size + 1, 1 - tail))
        found.append(Estimate(per * many / whole, per * low / whole, per * high / whole))
    return found


def _ratio(values: Floats, counts: Floats) -> Floats:
    total = counts.sum(axis=1)
    found: Floats = np.divide(values.sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0)
    return found


def _independent(counts: Floats) -> Floats:
    """Number of stories (or blocks of them) that tell something."""
    found: Floats = (counts > 0).sum(axis=1).astype(np.float64)
    return found


def _parts(values: Floats) -> list[Floats]:
    return [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)] or [values]


def _drawn(values: Floats, counts: Floats, draws: Draws) -> Floats:
    """Means of the draws. **Shape**: periods, draws; nan where a draw has no event."""
    above, below = values @ draws.weights.T, counts @ draws.weights.T
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found


def _own_spread(values: Floats, counts: Floats, draws: Draws) -> Floats:
    """Variance of each period's mean over the draws, for few stories made as large as it must be."""
    stories = _independent(counts)
    found = []
    for v, c in zip(_parts(values), _parts(counts), strict=True):
        drawn = _drawn(v, c, draws)
        known = (~np.isnan(drawn)).sum(axis=1)
        centre = np.nansum(drawn, axis=1, keepdims=True) / np.maximum(known, 1)[:, None]
        found.append(np.nansum((drawn - centre) ** 2, axis=1) / np.maximum(known - 1, 1))
    more = np.divide(stories, stories - 1, out=np.ones_like(stories), where=stories > 1)
    return np.concatenate(found) * more


def _spread(values: Floats, counts: Floats, draws: Draws) -> Floats:
    """Variance of each period's mean; periods with few stories borrow from the others."""
    own, stories, total = _own_spread(values, counts, draws), _independent(counts), counts.sum(axis=1)
    # What one story's worth of events varies by, period by period, and on the whole.
    crowd = np.divide((counts**2).sum(axis=1), total**2, out=np.zeros_like(total), where=total > 0)
    single = np.divide(own, crowd, out=np.zeros_like(own), where=crowd > 0)
    free = np.maximum(stories - 1, 0.0)
    whole = float((free * single).sum() / free.sum()) if free.sum() else 0.0
    found: Floats = crowd * (free * single + BORROWED * whole) / np.maximum(free + BORROWED, 1.0)
    return found


def _covariance(one: tuple[Floats, Floats], other: tuple[Floats, Floats], draws: Draws) -> Floats:
    found = []
    for a, b, c, d in zip(*(_parts(x) for x in (*one, *other)), strict=True):
        x, y = _drawn(a, b, draws), _drawn(c, d, draws)
        both = ~np.isnan(x) & ~np.isnan(y)
        many = np.maximum(both.sum(axis=1), 1)[:, None]
        x, y = np.where(both, x, 0.0), np.where(both, y, 0.0)
        away = (x - x.sum(axis=1, keepdims=True) / many) * (y - y.sum(axis=1, keepdims=True) / many)
        found.append(np.where(both, away, 0.0).sum(axis=1) / many[:, 0])
    return np.concatenate(found)


def _estimates(
    values: Floats, variances: Floats, stories: Floats, draws: Draws, ends: tuple[float, float] = (LOWEST, HIGHEST)
) -> list[Estimate | None]:
    from scipy.special import stdtrit

    found: list[Estimate | None] = []
    for value, variance, many in zip(values.tolist(), variances.tolist(), stories.tolist(), strict=True):
        if np.isnan(value):
            found.append(None)
        elif many < LEAST:
            found.append(Estimate(value))
        else:
            reach = float(stdtrit(many - 1 + BORROWED, (1 + draws.level) / 2)) * variance**0.5
            # The interval is cut at the ends of the scale, but never so that it loses its own figure.
            low, high = min(value, ends[0]), max(value, ends[1])
            found.append(Estimate(value, max(low, value - reach), min(high, value + reach)))
    return found
