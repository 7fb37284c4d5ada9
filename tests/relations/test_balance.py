"""What leads, who answers whom, and how often chance says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from detente.record import Coding, When
from detente.relations import timeline, words_and_deeds
from detente.relations.balance import answer, lead_lag
from detente.store import Store


def test_deeds_that_follow_words_are_found() -> None:
    dice = np.random.default_rng(2)
    words = dice.normal(size=80)
    deeds = np.roll(words, 3) + 0.5 * dice.normal(size=80)
    words[[5, 40]] = np.nan
    found = lead_lag(words, deeds, 4)
    assert found.best == 3 and found.correlation is not None and found.correlation > 0.7
    assert found.p is not None and found.p <= 0.05 and "not cause" in found.limits
    back = lead_lag(deeds, words, 4)
    assert back.best == -3


def test_chance_leads_no_more_often_than_it_should() -> None:
    dice = np.random.default_rng(3)
    small = 0
    for _ in range(60):
        # Both remember, as relations do: single draws would then find far too much.
        series = dice.normal(size=(2, 60))
        for at in range(1, 60):
            series[:, at] = 0.6 * series[:, at - 1] + 0.8 * series[:, at]
        found = lead_lag(*series, 4)
        assert found.p is not None
        small += found.p <= 0.05
    assert small <= 9


def test_an_answer_in_kind_is_found_and_its_direction_told() -> None:
    dice = np.random.default_rng(4)
    others = dice.normal(size=90)
    own = 0.8 * np.roll(others, 1) + 0.5 * dice.normal(size=90)
    found, back = answer("A", "B", own, others), answer("B", "A", others, own)
    assert found.slope == pytest.approx(0.8, abs=0.2) and found.p is not None and found.p <= 0.05
    assert back.p is not None and back.p > 0.05


def test_answers_of_chance_are_as_rare_as_they_should_be() -> None:
    dice = np.random.default_rng(5)
    found = [answer("A", "B", *dice.normal(size=(2, 50))).p for _ in range(60)]
    assert np.mean([p is not None and p <= 0.05 for p in found]) <= 0.15


def test_too_little_gives_no_test() -> None:
    short = lead_lag(np.ones(5), np.ones(5), 2)
    assert (short.best, short.p, short.correlation) == (None, None, None)
    few = lead_lag(np.arange(14.0), np.arange(14.0) ** 2, 1)
    assert few.correlation is not None and few.p is None
    assert answer("A", "B", np.full(30, np.nan), np.ones(30)).slope is None


def test_words_kinder_than_deeds(tmp_path: Path, coding: Callable[..., Coding]) -> None:
    made = []
    for month in range(12):
        when = When(date(2019, 1 + month, 3), date(2019, 1 + month, 3), "day", "text")
        for n in range(3):
            kind, blow = ("usa", "rus", 1, 3.0 + n / 10, when), ("rus", "usa", 4, -6.0, when)
            made.append(coding(f"Text {month} {n}.", kind, blow))
    store = Store.open(tmp_path / "s", create=True)
    store.add(made)
    found = words_and_deeds(store, timeline(store, "USA", "RUS"))
    assert found.gap is not None and found.gap.value == pytest.approx(9.1)
    assert found.gap.low is not None and found.gap.low > 0
    assert [r["gap"] for r in found.rows()] == [pytest.approx(9.1)] * 12
    assert [(a.who, a.to) for a in found.answers] == [("RUS", "USA"), ("USA", "RUS")]
