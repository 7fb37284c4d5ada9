"""Intervals hold the truth as often as they say; more coverage changes no index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.relations.intervals import BLOCKS, Draws, Sample, gaps, means, rates, shares, sums
from detente.relations.results import Estimate

DRAWS = Draws.seeded(0.95, 1)


def inside(found: list[Estimate | None], truth: float) -> list[bool]:
    return [e.low <= truth <= e.high for e in found if e is not None and e.low is not None and e.high is not None]


@pytest.mark.parametrize("stories", [5, 20, 80])
def test_intervals_hold_the_truth_at_their_nominal_rate(stories: int) -> None:
    """Stories lean to one side as a whole, so that events are no independent draws; 300 periods of each size."""
    dice = np.random.default_rng(7)
    scores, clash, counts = np.zeros((3, 300, BLOCKS))
    for period in range(300):
        for story in range(dice.poisson(stories)):
            lean, many = dice.random() < 0.4, 1 + dice.poisson(1.0)
            ill = np.where(dice.random(many) < 0.5, lean, dice.random(many) < 0.4)
            block = story % BLOCKS
            scores[period, block] += np.where(ill, -4.0, 3.0).sum()
            clash[period, block] += ill.sum()
            counts[period, block] += many
    rate = {
        "mean": inside(means(Sample.of(scores, counts, DRAWS), DRAWS), 0.4 * -4 + 0.6 * 3),
        "share": inside(shares(Sample.of(clash, counts, DRAWS), DRAWS), 0.4),
        "rate": inside(rates(counts, counts, np.full(300, 1000.0), DRAWS), 2.0 * stories),
        "sum": inside(sums(Sample.of(scores, counts, DRAWS), DRAWS), 2.0 * stories * 0.2),
    }
    for name, hits in rate.items():
        # Three deviations of a share of 0.95 over 300; sums of few stories are allowed a little less.
        least = 0.91 if name != "sum" or stories > 5 else 0.87
        assert least <= np.mean(hits) <= 0.995, (name, np.mean(hits), len(hits))


def test_the_gap_of_words_and_deeds_knows_that_stories_tell_both() -> None:
    dice = np.random.default_rng(3)
    hits = []
    lean = dice.normal(size=(300, 30))
    ones = np.ones((300, 30))
    padded = [np.pad(t, ((0, 0), (0, BLOCKS - 30))) for t in (1 + lean, lean - 1, ones)]
    said, done = Sample.of(padded[0], padded[2], DRAWS), Sample.of(padded[1], padded[2], DRAWS)
    found = gaps(said, done, DRAWS)
    hits = inside(found, 2.0)
    assert np.mean(hits) > 0.99
    # Both lean together, so that the gap is surer than either of them.
    wide = [e.high - e.low for e in means(said, DRAWS) if e and e.low is not None and e.high is not None]
    narrow = [e.high - e.low for e in found if e and e.low is not None and e.high is not None]
    assert max(narrow) < min(wide)


def test_what_is_silent_has_no_figures_and_what_is_few_no_interval() -> None:
    scores, counts = np.zeros((2, 3, BLOCKS))
    counts[1, :2], scores[1, :2] = 1, -9.0
    counts[2, :3], scores[2, :3] = 1, (1.0, 2.0, 6.0)
    sample = Sample.of(scores, counts, DRAWS)
    silent, few, enough = means(sample, DRAWS)
    assert silent is None and few == Estimate(-9.0)
    assert enough is not None and enough.value == 3.0 and enough.low is not None and enough.low < 3.0
    share = shares(Sample.of(np.minimum(counts, 1), counts, DRAWS), DRAWS)
    assert share[:2] == [None, Estimate(1.0)] and sums(sample, DRAWS)[0] is None
    assert rates(counts, counts, np.array([5.0, 0.0, 5.0]), DRAWS)[:2] == [None, None]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5), st.floats(-10, 10)), max_size=40), st.integers(0, 9)
)
def test_figures_lie_in_their_intervals_and_on_the_scale(told: list[tuple[int, int, float]], seed: int) -> None:
    scores, counts = np.zeros((2, 2, BLOCKS))
    for block, many, score in told:
        counts[block % 2, block] += many
        scores[block % 2, block] += many * score
    draws = Draws.seeded(0.9, seed)
    for found in means(Sample.of(scores, counts, draws), draws):
        if found is not None and found.low is not None and found.high is not None:
            assert -10 - 1e-9 <= found.low <= found.value + 1e-9
            assert found.value - 1e-9 <= found.high <= 10 + 1e-9
    part = np.minimum(counts, 1)
    for found in shares(Sample.of(part, counts, draws), draws):
        if found is not None and found.low is not None and found.high is not None:
            assert 0 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= 1 + 3e-9


def test_a_level_is_a_share() -> None:
    with pytest.raises(InputError, match="level"):
        Draws.seeded(95, 1)
