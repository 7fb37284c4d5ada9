"""Several turns in few periods are found; they are not taken for memory."""

from __future__ import annotations

import numpy as np
import pytest

from detente.relations.turns import PENALTY, find, noise


def turns(values: np.ndarray) -> list[int]:
    return find(values, noise(values, np.zeros(len(values))), PENALTY * float(np.log(len(values))))


@pytest.mark.parametrize(
    ("cuts", "levels"), [((6, 12, 17), (-3.3, 5.8, -4.5, 0.4)), ((8, 16), (4.0, -4.0, 3.0)), ((12,), (-3.0, 3.0))]
)
def test_turns_of_a_short_series_are_found(cuts: tuple[int, ...], levels: tuple[float, ...]) -> None:
    dice = np.random.default_rng(3)
    edges = [0, *cuts, 24]
    hits = 0
    for _ in range(40):
        values = np.concatenate([np.full(b - a, m) for a, b, m in zip(edges, edges[1:], levels, strict=False)])
        found = turns(values + dice.normal(size=24))
        hits += len(found) == len(cuts) and all(abs(f - c) <= 1 for f, c in zip(found, cuts, strict=True))
    assert hits >= 36


def test_a_short_series_that_wanders_turns_no_more_often_for_it() -> None:
    dice = np.random.default_rng(3)
    false = 0
    for _ in range(100):
        values = [dice.normal()]
        while len(values) < 24:
            values.append(0.6 * values[-1] + 0.8 * dice.normal())
        false += bool(turns(np.array(values)))
    assert false <= 25
