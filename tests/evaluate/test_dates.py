"""Task `dates`."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.evaluate import measure
from detente.evaluate.dates import Dates, right


def test_days_are_compared_at_the_grain() -> None:
    gold = {"start": "2019-05-01", "end": "2019-05-31", "grain": "month"}
    assert right(gold, {"start": "2019-05-10", "end": "2019-05-20"})
    assert not right(gold, {"start": "2019-05-10", "end": "2019-06-20"})
    assert not right({**gold, "grain": "day"}, {"start": "2019-05-10", "end": "2019-05-31"})


def test_alternatives_tolerance_and_open_ends() -> None:
    gold = {"start": "2019-05-01", "end": None, "grain": "day"}
    other = {"start": "2020-05-01", "end": None}
    assert right({**gold, "alternatives": [other]}, other)
    assert right({**gold, "tolerance": 3}, {"start": "2019-05-04", "end": None})
    assert not right({**gold, "tolerance": 3}, {"start": "2019-05-05", "end": None})
    assert not right({**gold, "open": True}, {"start": "2019-05-01", "end": "2019-05-09"})


def test_refusals_are_right_only_where_asked_for() -> None:
    refusal = {"start": None, "end": None, "grain": None}
    assert right({"start": None, "end": None, "grain": None}, refusal)
    assert not right({"start": "2019-05-01", "end": None, "grain": "day"}, refusal)


def test_soft_rows_are_left_out() -> None:
    soft = {"id": "1", "text": "summer", "start": None, "end": None, "grain": None, "soft": True}
    assert Dates().score([soft], [{"start": None, "end": None, "grain": None}])["rows"] == 0


def test_predictions_are_dates_at_the_golds_shape() -> None:
    line = {"id": "1", "text": "It ended last month.", "reference": "2019-05-14", "span": [9, 19]}
    assert Dates().predict(line, Path()) == {
        "id": "1",
        "start": "2019-04-01",
        "end": "2019-04-30",
        "grain": "month",
    }


def test_the_tuning_set_is_read_well(gold: Path) -> None:
    scores = measure("dates", gold / "dates_dev.jsonl").scores
    assert scores["accuracy"] >= 0.90
    assert scores["accuracy_refused"] == 1.0


@pytest.mark.parametrize("reference", [None, "2019-05-14"])
def test_a_missing_reference_is_no_error(reference: str | None) -> None:
    line = {"id": "1", "text": "Friday", "reference": reference, "span": [0, 6]}
    assert (Dates().predict(line, Path())["start"] is None) == (reference is None)
