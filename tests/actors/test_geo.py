"""Which place a name of a text means. The sentences are written for these tests; ids are GeoNames'."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from detente.actors.geo import Located, candidates, locate
from detente.reading import read
from detente.record import Document


def located(text: str) -> dict[str, Located]:
    return {text[p.span.start : p.span.end]: p for p in locate(read(Document(text)))}


with (Path(__file__).parent / "world_places.csv").open(encoding="utf-8", newline="") as file:
    WORLD = [(r["sentence"], r["name"], int(r["geonameid"])) for r in csv.DictReader(file)]


@pytest.mark.parametrize(("text", "name", "geonameid"), WORLD)
def test_world_news(text: str, name: str, geonameid: int) -> None:
    found = located(text)[name]
    assert found.place is not None
    assert found.place.geonameid == geonameid
    assert 0 < found.score <= 1
    assert found.reasons


@pytest.mark.parametrize(
    ("text", "name", "geonameid"),
    [
        ("She lives in Alexandria, Va., and works downtown.", "Alexandria", 4744091),
        ("Deputies in Harris County, Texas, made the arrest.", "Harris County", 4696376),
        ("The bridge joins Portland and Vancouver, officials in Oregon said.", "Portland", 5746545),
        ("Farmers in Lebanon County, Pa., asked for help.", "Lebanon County", 5197522),
        ("Roads closed in Washington state, Seattle police said.", "Washington", 5815135),
    ],
)
def test_places_in_the_united_states(text: str, name: str, geonameid: int) -> None:
    found = located(text)[name].place
    assert found is not None
    assert found.geonameid == geonameid


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Houston told Sydney Jones in Madrid to wait.", "Sydney"),
        ("The senator spoke with Hillary Clinton. Clinton declined.", "Clinton"),
        ("Jordan Smith won the race in Oslo.", "Jordan"),
    ],
)
def test_persons_are_no_places(text: str, name: str) -> None:
    assert name not in located(text)


def test_a_people_points_to_its_country() -> None:
    found = located("The Lebanese president met Palestinian leaders in Cairo.")
    assert found["Lebanese"].adjective
    assert found["Lebanese"].country == "LBN"
    assert found["Palestinian"].country == "PSE"
    assert found["Cairo"].country == "EGY"


def test_a_sea_has_coordinates_and_no_country() -> None:
    found = located("Two ships collided in the Black Sea.")["Black Sea"]
    assert found.country is None
    assert found.place is not None
    assert 41 < found.place.lat < 47


def test_what_stands_beside_a_name_decides() -> None:
    alone, beside = candidates("Paris"), candidates("Paris", "Texas")
    assert alone.place is not None
    assert beside.place is not None
    assert (alone.place.iso2, beside.place.first) == ("FR", "US.TX")
    assert candidates("Qwertyville").place is None


def test_a_text_without_places_has_none() -> None:
    assert located("He said nothing at all.") == {}
