"""Tone against the past, and the outlook tried on it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from detente.relations import outlook, tone


@pytest.fixture(scope="module")
def lines() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lines", Path(__file__).with_name("lines.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tone_in_a_sentence(lines: ModuleType) -> None:
    found = tone(lines.line_of([float(n) / 3 for n in range(20)] + [4.6]))
    assert found.warmer is not None and found.warmer.value == pytest.approx(14 / 20)
    assert found.warmer.low is not None and found.warmer.low < 0.7
    assert found.sentence == "In 2011-09 warmer than in 70% of months since 2010 (65% to 80%)."
    assert found.history == 20 and found.rows()[0]["warmer"] == 0.7


def test_tone_wants_a_past_and_looks_past_silence(lines: ModuleType) -> None:
    assert tone(lines.line_of([1.0] * 5)).warmer is None
    assert tone(lines.line_of([float("nan")] * 30)).label is None
    assert tone(lines.line_of([1.0] * 20 + [float("nan")] * 3)).label == "2011-08"


def test_an_outlook_abstains_with_too_little(lines: ModuleType) -> None:
    found = outlook(lines.line_of([1.0] * 23 + [float("nan")] * 30))
    assert found.forecasts == () and found.error is None and "needs 24" in found.sentence


def test_the_interval_holds_what_comes(lines: ModuleType) -> None:
    dice = np.random.default_rng(8)
    hits, shares = [], []
    for _ in range(80):
        values = 2 * dice.normal(size=61)
        found = outlook(lines.line_of(values[:-1]), 1)
        score = found.forecasts[0].score
        hits.append(score.low <= values[-1] <= score.high)
        assert found.inside is not None and found.error is not None and found.naive_error is not None
        shares.append(found.inside)
        assert found.error < found.naive_error * 1.05
    assert 0.88 <= np.mean(hits) <= 1 and 0.85 <= np.mean(shares) <= 1


def test_it_says_when_it_is_no_better_than_the_last_period(lines: ModuleType) -> None:
    walk = np.cumsum(np.random.default_rng(1).normal(size=80)) / 4
    found = outlook(lines.line_of(walk), 3)
    assert [f.label for f in found.forecasts] == ["2016-09", "2016-10", "2016-11"]
    assert found.smoothing is not None and found.smoothing > 0.6
    told = "no better than" in found.sentence
    assert told == (found.error is not None and found.naive_error is not None and found.error >= found.naive_error)


def test_silence_changes_no_forecast(lines: ModuleType) -> None:
    values = list(np.random.default_rng(2).normal(size=40))
    one = outlook(lines.line_of(values))
    other = outlook(lines.line_of([*values, float("nan"), float("nan")]))
    assert one.forecasts[0].score.value == pytest.approx(other.forecasts[0].score.value)
    assert other.forecasts[0].label == "2013-07"
