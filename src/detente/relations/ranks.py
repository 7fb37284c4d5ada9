"""Rank correlation of two series, with an interval that knows that neighbouring periods are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Fewer periods than this give no correlation.
FEWEST = 6
#: How often periods are drawn anew for an interval.
DRAWS = 1_000
#: What the middle of the draws must hold.
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Correlation:
    """A rank correlation (Spearman) with an interval.

    The interval comes of drawing runs of periods anew, because neighbouring periods are alike. It says how the
    figure would vary over such a time, not how good either coder is.

    Attributes:
        value: -1 to +1.
        low: Lower bound.
        high: Upper bound.
        periods: How many periods it rests on.
    """

    value: float
    low: float
    high: float
    periods: int


def correlated(x: Sequence[float], y: Sequence[float], dice: np.random.Generator) -> Correlation | None:
    """Rank correlation with an interval, or `None` for too few periods or a series that never changes.

    Args:
        x: A figure for each period.
        y: Another.
        dice: Where the draws come from.
    """
    one, other = np.asarray(x, float), np.asarray(y, float)
    count = len(one)
    if count < FEWEST:
        return None
    value = _spearman(one, other)
    if value is None:
        return None
    length = max(1, round(count ** (1 / 3)))
    starts = dice.integers(0, count, (DRAWS, -(-count // length)))
    picked = (starts[:, :, None] + np.arange(length)) % count
    drawn = [_spearman(one[p], other[p]) for p in picked.reshape(DRAWS, -1)[:, :count]]
    kept = [d for d in drawn if d is not None]
    low, high = np.quantile(kept, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if kept else (value, value)
    return Correlation(value, min(float(low), value), max(float(high), value), count)


def _spearman(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> float | None:
    one, other = ranks(x), ranks(y)
    spread = float(np.std(one) * np.std(other))
    if spread == 0:
        return None
    covariance = float(np.mean((one - one.mean()) * (other - other.mean())))
    return max(-1.0, min(1.0, covariance / spread))


def ranks(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Ranks; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: np.ndarray[Any, Any] = last - (counts - 1) / 2
    ranked: np.ndarray[Any, Any] = means[inverse]
    return ranked
