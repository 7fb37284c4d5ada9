"""Task `places`."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.evaluate import measure
from detente.evaluate.places import Places, distance

GOLD = {"span": [0, 5], "name": "Paris", "geonameid": 1, "lat": 48.85, "lon": 2.35, "country": "FR"}
SAID = {"span": [0, 5], "geonameid": 1, "lat": 48.9, "lon": 2.3, "country": "FRA"}


def test_the_two_ways_of_writing_a_country_are_one() -> None:
    scores = Places().score([{"id": "a", "places": [GOLD]}], [{"id": "a", "places": [SAID]}])
    assert scores["id_matched"] == scores["country_matched"] == scores["acc161_matched"] == 1
    assert scores["found_f1"] == 1


def test_what_is_not_found_counts_only_against_all() -> None:
    other = {**GOLD, "span": [9, 14]}
    scores = Places().score([{"id": "a", "places": [GOLD, other]}], [{"id": "a", "places": [SAID]}])
    assert (scores["id_matched"], scores["id_all"]) == (1, 0.5)
    assert (scores["found_precision"], scores["found_recall"]) == (1, 0.5)


def test_wrong_answers_are_wrong() -> None:
    wrong = {**SAID, "geonameid": 2, "country": "USA", "lat": 33.66, "lon": -95.55}
    scores = Places().score([{"id": "a", "places": [GOLD]}], [{"id": "a", "places": [wrong]}])
    assert (scores["id_matched"], scores["country_matched"], scores["acc161_matched"]) == (0, 0, 0)
    unlinked = {"span": [0, 5], "name": "Main Street", "geonameid": None}
    scores = Places().score([{"id": "a", "places": [unlinked]}], [{"id": "a", "places": [SAID]}])
    assert (scores["id_matched"], scores["found_recall"]) == (0, 1)


def test_distances() -> None:
    assert distance(0, 0, 0, 0) == 0
    assert distance(0, 0, 0, 180) == pytest.approx(20015, abs=1)


def test_the_gold_is_read(gold: Path) -> None:
    result = measure("places", gold / "places_dev.jsonl", limit=8)
    assert result.lines == 8
    assert result.scores["id_matched"] > 0.5
    assert {"span", "geonameid", "lat", "lon", "country"} <= set(result.predictions[0]["places"][0])
