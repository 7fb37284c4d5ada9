"""A figure with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

#: Decimals that are written: more would be noise.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and the interval in which the true one lies as often as the result's `level` says.

    Attributes:
        value: The figure.
        low: Lower end, or `None` where too few stories tell it to say how sure it is.
        high: Upper end, or `None` likewise.
    """

    value: float
    low: float | None = None
    high: float | None = None


def spread(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    """An estimate as three columns: `name`, `name_low`, `name_high`.

    >>> spread("words", Estimate(1.5, 1.0, 2.0))
    {'words': 1.5, 'words_low': 1.0, 'words_high': 2.0}
    """
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {
        name: rounded(estimate.value),
        f"{name}_low": rounded(estimate.low),
        f"{name}_high": rounded(estimate.high),
    }


def rounded(value: float | None) -> float | None:
    """A figure as it is written; never minus zero."""
    return None if value is None else round(value, DECIMALS) + 0.0
