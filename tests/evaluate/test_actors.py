from __future__ import annotations

from pathlib import Path

from detente.evaluate.actors import Actors
from detente.evaluate.offices import Offices
from detente.evaluate.task import blind, read_gold


def test_actors_are_scored_by_the_fields_to_check() -> None:
    gold = [
        {"id": "1", "mention": "x", "country": "FRA", "sector": None, "check": ["country", "sector"]},
        {"id": "2", "mention": "y", "country": None, "sector": None, "check": ["none"]},
    ]
    said = [{"country": "FRA", "sector": "GOV", "name": None}, {"country": None, "sector": None, "name": None}]
    scores = Actors().score(gold, said)
    assert (scores["country"], scores["sector"], scores["refused"]) == (1.0, 0.0, 1.0)


def test_predictions_do_not_see_the_answers() -> None:
    line = {"id": "1", "mention": "Lisbon", "date": None, "country": "PRT", "sector": "GOV", "check": ["country"]}
    assert set(blind(line, Actors())) == {"id", "mention", "date"}


def test_offices_are_right_by_their_words() -> None:
    task = Offices()
    gold = [
        {
            "id": "1",
            "person": "Angela Merkel",
            "date": "2010-01-01",
            "country": "DEU",
            "office": "Chancellor of Germany",
        },
        {"id": "2", "person": "Angela Merkel", "date": "2023-01-01", "country": "DEU", "office": None},
    ]
    said = [task.predict(blind(g, task), Path()) for g in gold]
    assert task.score(gold, said)["both"] == 1.0


def test_the_measuring_set_is_met(gold: Path) -> None:
    task = Actors()
    lines = read_gold(gold / "actors_dev.jsonl", task)
    scores = task.score(lines, [task.predict(blind(g, task), gold) for g in lines])
    assert scores["country"] >= 0.92
    assert scores["sector"] >= 0.88
