"""Which place belongs to an event."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import actors
from detente.errors import LexiconError
from detente.events.where import load, where
from detente.reading import read
from detente.record import Document


def place(text: str, word: str) -> tuple[str, str | None] | None:
    document = Document(text)
    reading = read(document)
    found = where(reading, actors.find(document, reading), next(t.i for t in reading.tokens if t.text == word))
    if found is None:
        return None
    assert found[1].holds(text)
    assert found[1].role == "where"
    return found[0].name, found[0].country


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Kerry met Zarif in Vienna.", "met", ("Vienna", "AUT")),
        ("At a summit in Helsinki, Trump praised Putin.", "praised", ("Helsinki", "FIN")),
        ("Turkey bombed Kurdish positions in northern Syria.", "bombed", ("Syria", "SYR")),
        ("Iran held talks with Russia in Beirut.", "talks", ("Beirut", "LBN")),
        ("Police fired at crowds in Minsk.", "fired", ("Minsk", "BLR")),
        ("Xi traveled to Hanoi.", "traveled", ("Hanoi", "VNM")),
        ("Erdogan visited Kyiv.", "visited", ("Kyiv", "UKR")),
        ("NATO held exercises near the border with Belarus.", "exercises", ("border with Belarus", None)),
    ],
)
def test_places_of_events(text: str, word: str, expected: tuple[str, str | None]) -> None:
    assert place(text, word) == expected


def test_the_town_is_taken_not_the_sea_or_the_country_beside_it() -> None:
    found = place("Lavrov met Pompeo in the Black Sea resort of Sochi.", "met")
    assert found is not None
    assert found[0] == "Sochi"
    assert place("Envoys gathered in Aqaba, Jordan, and signed a pact.", "signed") == ("Aqaba", "JOR")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Merkel condemned the attack in Kabul.", "condemned"),
        ("Washington imposed sanctions on Iran.", "imposed"),
        ("He criticized the actions of Russia in Ukraine.", "criticized"),
        ("Moscow withdrew from the treaty after a summit in Helsinki.", "withdrew"),
        ("Biden praised Macron.", "praised"),
    ],
)
def test_other_places_are_left_alone(text: str, word: str) -> None:
    assert place(text, word) is None


def test_word_lists_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"words\.yaml"):
        load(str(tmp_path))


def test_a_place_has_its_id_and_coordinates() -> None:
    document = Document("Kerry met Zarif in Vienna.")
    reading = read(document)
    found = where(reading, actors.find(document, reading), 1)
    assert found is not None
    assert (found[0].country, found[0].geonameid) == ("AUT", 2761369)
    assert found[0].lat == pytest.approx(48.2, abs=0.1)
    assert found[0].lon == pytest.approx(16.4, abs=0.1)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("NATO held exercises near the border with Belarus.", "exercises"),
        ("Iran seized a tanker in the Persian Gulf.", "seized"),
    ],
)
def test_a_border_and_a_sea_have_none(text: str, trigger: str) -> None:
    document = Document(text)
    reading = read(document)
    token = next(t.i for t in reading.tokens if t.text == trigger)
    found = where(reading, actors.find(document, reading), token)
    assert found is not None
    assert (found[0].country, found[0].geonameid, found[0].lat) == (None, None, None)
