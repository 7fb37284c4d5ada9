from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.evaluate.offices import Offices, right, several


def said(*offices: str, spellings: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"country": "USA", "offices": list(offices), "spellings": list(spellings)}


@pytest.mark.parametrize(
    ("wanted", "offices", "fits"),
    [
        ("Minister of Foreign Affairs of Russia", ["Minister of Foreign Affairs"], True),
        ("defence minister", ["Minister of National Defense"], True),
        ("president|king", ["King of Bhutan"], True),
        ("president", ["Prime Minister"], False),
        (None, [], True),
        ("", ["President"], False),
    ],
)
def test_an_office_is_right_whatever_its_small_words(wanted: str | None, offices: list[str], fits: bool) -> None:
    assert right({"office": wanted}, said(*offices)) is fits


def test_who_is_asked_for_decides() -> None:
    assert right({"who": "Idriss Déby|Idriss Deby Itno"}, said("President", spellings=("idriss deby",)))
    assert not right(
        {"who": "Idriss Déby", "office": "president"}, said("President", spellings=("hissene habre",))
    )


def test_several_answers() -> None:
    assert several("a|b") == ["a", "b"]
    assert several("") == [None]


def test_the_task_looks_people_up() -> None:
    task = Offices()
    gold = [
        {"person": "Bill Clinton", "date": "1998-05-01", "country": "USA", "office": "President"},
        {"person": "Bill Clinton", "date": "1998-05-01", "country": "USA", "office": "Prime Minister"},
    ]
    scores = task.score(gold, [task.predict(line, Path()) for line in gold])
    assert scores == {"both": 0.5, "country": 1.0, "office": 0.5}
