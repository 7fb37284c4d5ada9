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


@dataclass(frozen=True, slots=True)
class Sample:
    """Figures by period and block of stories, with what the draws made of them.

    Attributes:
        values: Sums of scores. **Shape**: periods, blocks.
        counts: Numbers of events likewise.
        drawn_values: Sums of scores in each draw. **Shape**: periods, draws.
        drawn_counts: Numbers of events likewise.
    """

    values: Floats
    counts: Floats
    drawn_values: Floats
    drawn_counts: Floats

    @classmethod
    def of(cls, values: Floats, counts: Floats, draws: Draws) -> Sample:
        """Draw from some figures."""
        # Blocks that no period has anything in need no drawing.
        used = int(np.flatnonzero(counts.any(axis=0)).max(initial=0)) + 1
        values, counts, weights = values[:, :used], counts[:, :used], draws.weights.T[:used]
        return cls(values, counts, values @ weights, counts @ weights)

    def __add__(self, other: Sample) -> Sample:
        """Both together: their blocks are the same stories."""
        wide = max(self.values.shape[1], other.values.shape[1])
        pairs = ((self.values, other.values), (self.counts, other.counts))
        values, counts = (_widened(x, wide) + _widened(y, wide) for x, y in pairs)
        return Sample(
            values, counts, self.drawn_values + other.drawn_values, self.drawn_counts + other.drawn_counts
        )

    @property
    def mean(self) -> Floats:
        """Mean by period; nan where there are no events."""
        total = self.counts.sum(axis=1)
        found: Floats = np.divide(self.values.sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0)
        return found

    @property
    def drawn(self) -> Floats:
        """Means of the draws; nan where a draw has no event."""
        found: Floats = np.divide(
            self.drawn_values,
            self.drawn_counts,
            out=np.full(self.drawn_values.shape, np.nan),
            where=self.drawn_counts > 0,
        )
        return found

    @property
    def stories(self) -> Floats:
        """Number of stories (or blocks of them) that tell something."""
        found: Floats = (self.counts > 0).sum(axis=1).astype(np.float64)
        return found

    @property
    def own_spread(self) -> Floats:
        """Variance of each period's mean over the draws, for few stories made as large as it must be."""
        stories, drawn = self.stories, self.drawn
        known = (~np.isnan(drawn)).sum(axis=1)
        centre = np.nansum(drawn, axis=1, keepdims=True) / np.maximum(known, 1)[:, None]
        found: Floats = np.nansum((drawn - centre) ** 2, axis=1) / np.maximum(known - 1, 1)
        return found * np.divide(stories, stories - 1, out=np.ones_like(stories), where=stories > 1)

    @property
    def spread(self) -> Floats:
        """Variance of each period's mean; periods with few stories borrow from the others."""
        own, total = self.own_spread, self.counts.sum(axis=1)
        # What one story's worth of events varies by, period by period, and on the whole.
        crowd = np.divide((self.counts**2).sum(axis=1), total**2, out=np.zeros_like(total), where=total > 0)
        single = np.divide(own, crowd, out=np.zeros_like(own), where=crowd > 0)
        free = np.maximum(self.stories - 1, 0.0)
        whole = float((free * single).sum() / free.sum()) if free.sum() else 0.0
        found: Floats = crowd * (free * single + BORROWED * whole) / np.maximum(free + BORROWED, 1.0)
        return found


def means(sample: Sample, draws: Draws) -> list[Estimate | None]:
    """Mean by period, with intervals; `None` where there are no events."""
    return _estimates(sample.mean, sample.spread, sample.stories, draws)


def gaps(words: Sample, deeds: Sample, draws: Draws) -> list[Estimate | None]:
    """Mean of the words less that of the deeds, by period."""
    variance = words.spread + deeds.spread - 2 * _covariance(words.drawn, deeds.drawn)
    stories = np.minimum(words.stories, deeds.stories)
    ends = (2 * LOWEST, 2 * HIGHEST)
    return _estimates(words.mean - deeds.mean, np.maximum(variance, 0.0), stories, draws, ends)


def sums(sample: Sample, draws: Draws) -> list[Estimate | None]:
    """Sum by period, with intervals."""
    total, deviation = sample.values.sum(axis=1), sample.drawn_values.std(axis=1)
    found: list[Estimate | None] = []
    for value, sd, many in zip(total.tolist(), deviation.tolist(), sample.stories.tolist(), strict=True):
        reach = draws.normal * sd
        told = Estimate(value, value - reach, value + reach) if many >= LEAST else Estimate(value)
        found.append(told if many else None)
    return found


def shares(sample: Sample, draws: Draws) -> list[Estimate | None]:
    """Share by period, with Wilson's intervals over as many events as the stories are worth.

    Args:
        sample: Numbers of events that are meant as its values, of all as its counts.
        draws: How to draw.
    """
    total, z = sample.counts.sum(axis=1), draws.normal
    apart = np.divide(total**2, (sample.counts**2).sum(axis=1), out=np.zeros_like(total), where=total > 0)
    columns = (sample.mean, sample.own_spread, total, apart, sample.stories)
    found: list[Estimate | None] = []
    for p, v, n, worth, many in zip(*(c.tolist() for c in columns), strict=True):
        if not n:
            found.append(None)
        elif many < LEAST:
            found.append(Estimate(p))
        else:
            size = min(n, p * (1 - p) / v) if v > 0 and 0 < p < 1 else worth
            middle = (p + z * z / (2 * size)) / (1 + z * z / size)
            reach = z / (1 + z * z / size) * (p * (1 - p) / size + z * z / (4 * size * size)) ** 0.5
            found.append(Estimate(p, max(0.0, middle - reach), min(1.0, middle + reach)))
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


def _widened(values: Floats, blocks: int) -> Floats:
    return np.pad(values, ((0, 0), (0, blocks - values.shape[1])))


def _covariance(one: Floats, other: Floats) -> Floats:
    """Covariance of two means over the draws in which both are known."""
    both = ~np.isnan(one) & ~np.isnan(other)
    many = np.maximum(both.sum(axis=1), 1)[:, None]
    x, y = np.where(both, one, 0.0), np.where(both, other, 0.0)
    away = (x - x.sum(axis=1, keepdims=True) / many) * (y - y.sum(axis=1, keepdims=True) / many)
    found: Floats = np.where(both, away, 0.0).sum(axis=1) / many[:, 0]
    return found


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
