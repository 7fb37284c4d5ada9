"""Where it happened, out of a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.record import Coding, When, Where
from detente.relations import Rule, places
from detente.store import Store

OSLO = Where("Oslo", "NOR", 59.91, 10.75, 3143244)


def put(coding: Coding, *wheres: Where | None) -> Coding:
    """The coding with its events at these places."""
    events = tuple(replace(e, where=w) for e, w in zip(coding.events, wheres, strict=True))
    return coding.having(events=events)


@pytest.fixture
def store(tmp_path: Path, coding: Callable[..., Coding]) -> Store:
    def on(text: str) -> When:
        return When.parse(text, "text")

    made = Store.open(tmp_path / "store", create=True)
    one = coding(
        "They met, they shook hands and one left.",
        ("usa", "rus", 1, 4.0, on("2020-01-05")),
        ("rus", "usa", 4, -7.0, on("2020-02-05")),
        ("usa", "rus", 1, 1.0, on("2020-02-06")),
        ("usa", "rus", 1, 1.0, None),
    )
    other = coding("Elsewhere somebody else met.", ("gbr", "rus", 1, 2.0, on("2020-01-06")))
    made.add(
        [
            put(one, OSLO, replace(OSLO, name="Oslo, Norway"), Where("the Arctic"), None),
            put(other, Where("Bergen", "NOR", 60.39, 5.32, 3161732)),
        ]
    )
    return made


def test_a_place_holds_the_events_of_the_two_there(store: Store) -> None:
    found = places(store, "USA", "RUS")
    (oslo,) = found.places
    assert (oslo.name, oslo.country, oslo.events) == ("Oslo", "NOR", 2)
    assert oslo.score == pytest.approx(-1.5) and oslo.conflict == pytest.approx(0.5)
    assert found.nowhere == 2  # no coordinates, no place


def test_time_and_rule_decide_what_counts(store: Store) -> None:
    assert places(store, "USA", "RUS", since=date(2020, 2, 1)).places[0].events == 1
    assert places(store, "USA", "RUS", until=date(2020, 1, 31)).nowhere == 0
    assert places(store, "USA", "RUS", rule=Rule(directed=True)).places[0].score == pytest.approx(4.0)
    assert places(store, "GBR", "RUS").places[0].name == "Bergen"
    assert places(store, "GBR", "USA").places == ()


def test_the_answer_is_a_table_and_says_how_it_was_counted(store: Store) -> None:
    found = places(store, "USA", "RUS")
    assert found.rows()[0]["a"] == "RUS"
    told = found.to_json()
    assert told["rule"]["claimed"] is False and told["nowhere"] == 2 and told["places"][0]["name"] == "Oslo"


def test_one_state_is_no_pair_and_an_unknown_coder_is_named(store: Store) -> None:
    with pytest.raises(InputError):
        places(store, "USA", "USA")
    with pytest.raises(InputError, match="no events coded by 'ICEWS'"):
        places(store, "USA", "RUS", rule=Rule(coder="ICEWS"))
