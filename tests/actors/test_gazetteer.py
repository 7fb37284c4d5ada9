"""Looking places up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors.gazetteer import PLACE_KINDS, Gazetteer, open_gazetteer, place_key
from detente.errors import LexiconError
from detente.settings import DATA_DIR

FOLDER = DATA_DIR / "gazetteer"


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [
        ("Paris", 2988507),
        ("PARIS", 2988507),
        ("St. Louis", 4407066),
        ("Saint Louis", 4407066),
        ("Kiev", 703448),
        ("Kyiv", 703448),
        ("Sao Paulo", 3448439),
        ("São Paulo", 3448439),
        ("Harris County", 4696376),
        ("Texas", 4736286),
        ("UK", 2635167),
        ("Europe", 6255148),
        ("Middle East", 6269133),
    ],
)
def test_names_and_their_variants(name: str, geonameid: int) -> None:
    assert geonameid in {p.geonameid for p in open_gazetteer().named(name)}


def test_what_is_not_there_is_not_found() -> None:
    assert open_gazetteer().named("Qwertyville") == ()
    assert open_gazetteer().named("") == ()
    assert open_gazetteer().named("Pariz Qwerty") == ()


def test_a_town_lies_in_its_county_state_and_country() -> None:
    gazetteer = open_gazetteer()
    town = next(p for p in gazetteer.named("Houston") if p.first == "US.TX" and p.people > 1_000_000)
    county = next(p for p in gazetteer.named("Harris County") if p.first == "US.TX")
    state = next(p for p in gazetteer.named("Texas") if p.kind == "adm1")
    assert town.within(county)
    assert town.within(state)
    assert county.within(state)
    assert not state.within(county)
    assert not town.within(town)


def test_the_tables_are_sound() -> None:
    lines = (FOLDER / "places.tsv").read_bytes().splitlines()
    assert lines == sorted(lines)
    ids = set()
    for line in lines:
        key, name, number, kind, code, lat, lon, people = line.decode().split("\t")
        assert kind in PLACE_KINDS
        assert key == place_key(name)
        assert -90 <= float(lat) <= 90
        assert -180 <= float(lon) <= 180
        assert int(people) >= 0
        assert int(number) not in ids
        ids.add(int(number))
        assert code == "" or (len(code.split(".")[0]) == 2)
    aliases = (FOLDER / "aliases.tsv").read_bytes().splitlines()
    assert aliases == sorted(aliases)
    assert all(int(line.split(b"\t")[1]) in ids for line in aliases)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_every_row_is_found_by_its_name(number: int) -> None:
    line = LINES[number % len(LINES)]
    found = open_gazetteer().named(line.split("\t")[1])
    wanted = int(line.split("\t")[2])
    assert (wanted if wanted > 0 else None) in {p.geonameid for p in found}


LINES = (FOLDER / "places.tsv").read_text("utf-8").splitlines()


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"places\.tsv"):
        Gazetteer(tmp_path)
