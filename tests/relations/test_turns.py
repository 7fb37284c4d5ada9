"""Turning points where there are some, and none where there are none."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from detente.errors import InputError
from detente.record import Coding, When
from detente.relations import timeline, turning_points
from detente.relations.turns import PENALTY, find, noise
from detente.store import Store


@pytest.fixture(scope="module")
def lines() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lines", Path(__file__).with_name("lines.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def turns(values: np.ndarray) -> list[int]:
    return find(values, noise(values, np.zeros(len(values))), PENALTY * float(np.log(len(values))))


def remembering(dice: np.random.Generator, periods: int, memory: float) -> np.ndarray:
    made = [dice.normal()]
    while len(made) < periods:
        made.append(memory * made[-1] + (1 - memory**2) ** 0.5 * dice.normal())
    return np.array(made)


@pytest.mark.parametrize(("memory", "most"), [(0.0, 0.08), (0.3, 0.16), (0.6, 0.25)])
def test_steady_series_seldom_turn(memory: float, most: float) -> None:
    dice = np.random.default_rng(5)
    false = [bool(turns(remembering(dice, 60, memory))) for _ in range(60)]
    assert np.mean(false) <= most


def test_turns_are_found_within_one_period() -> None:
    dice = np.random.default_rng(5)
    near = 0
    for _ in range(60):
        first, second = int(dice.integers(10, 25)), int(dice.integers(35, 50))
        values = dice.normal(size=60)
        values[first:second] += 4.0
        found = turns(values)
        near += all(any(abs(f - at) <= 1 for f in found) for at in (first, second))
    assert near / 60 >= 0.85


def test_periods_with_few_events_weigh_little() -> None:
    values = np.tile([1.0, 1.2, 0.8, 1.1], 8)
    values[10:13] = -8.0
    sure, unsure = np.full(32, 0.05), np.full(32, 0.05)
    unsure[10:13] = 100.0
    price = PENALTY * float(np.log(32))
    assert find(values, sure, price) == [10, 13]
    assert find(values, unsure, price) == []


def test_too_long_and_too_short(lines: ModuleType, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s", create=True)
    with pytest.raises(InputError, match="1001 periods"):
        turning_points(store, lines.line_of([1.0] * 1001, "day"))
    assert turning_points(store, lines.line_of([1.0, -9.0, 1.0])).points == ()
    assert turning_points(store, lines.line_of([float("nan")] * 40)).periods == 0


def test_what_marks_a_turn(tmp_path: Path, coding: Callable[..., Coding]) -> None:
    """Two years of meetings, then a year of blows: events of the first days of it mark the turn."""
    made = []
    for month in range(36):
        day = date(2018 + month // 12, 1 + month % 12, 5)
        bad = month >= 24
        for n in range(4):
            quad, score = (4, -8.0 - n / 10) if bad else (1, 2.0 + n / 10)
            when = When(day, day, "day", "text")
            made.append(coding(f"Text {month} {n}.", ("usa", "rus", quad, score, when)))
    store = Store.open(tmp_path / "s", create=True)
    store.add(made)
    found = turning_points(store, timeline(store, "USA", "RUS"))
    (turn,) = found.points
    assert (turn.label, turn.direction, turn.start) == ("2020-01", "colder", date(2020, 1, 1))
    assert turn.earliest <= turn.start <= turn.latest
    assert turn.before.value == pytest.approx(2.15) and turn.after.value == pytest.approx(-8.15)
    assert len(turn.marks) == 5 and all(m.score < -8 and m.day and m.day.year == 2020 for m in turn.marks)
    assert store.event(turn.marks[0].event).event.score == pytest.approx(-8.3)
    assert found.to_json()["points"][0]["marks"][0]["event"] == turn.marks[0].event
