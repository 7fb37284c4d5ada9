from __future__ import annotations

from pathlib import Path

import pytest

from detente.actors import load
from detente.actors.check import check
from detente.actors.holders import alike
from detente.actors.private import split_code
from detente.errors import MissingPath, RegistryError
from detente.settings import Settings


def test_the_shipped_tables_are_sound() -> None:
    assert check() == []


def test_every_state_has_a_name_and_every_term_a_country() -> None:
    registry = load()
    assert len(registry.states) >= 250
    known = set(registry.states) | {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
    assert {t.country for p in registry.persons.values() for t in p.terms} <= known


def test_offices_reach_from_1990_to_2025_for_most_states() -> None:
    registry = load()
    terms = [t for p in registry.persons.values() for t in p.terms]
    assert len(terms) > 12_000
    assert len({t.country for t in terms}) >= 150


def test_two_spellings_of_one_holder_are_one_person() -> None:
    registry = load()
    assert registry.full["aleksandr lukashenko"] == registry.full["alexander lukashenko"]
    assert not alike("li qiang", "wang yi")


def test_a_list_that_is_not_there_or_no_list_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        load(Settings.load({}, actors_file=str(tmp_path / "none.csv")))
    broken = tmp_path / "broken.json"
    broken.write_text("[1, 2", "utf-8")
    with pytest.raises(RegistryError):
        load(Settings.load({}, actors_file=str(broken)))
    headless = tmp_path / "headless.csv"
    headless.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(RegistryError):
        load(Settings.load({}, actors_file=str(headless)))


def test_a_csv_list_with_a_person(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("name,country,sector,kind,start,end\nZebulon Quatermass,GBR,EDU,person,2001,\n", "utf-8")
    registry = load(Settings.load({}, actors_file=str(mine)))
    person = registry.persons[registry.full["zebulon quatermass"][0]]
    assert (person.country, person.terms[0].sector) == ("GBR", "EDU")
    assert "zebulon quatermass" not in load().full


def test_codes_split_into_country_and_sector() -> None:
    assert split_code("USAGOV") == ("USA", "GOV")


def test_a_statesman_keeps_one_id_when_he_goes_to_an_international_body() -> None:
    registry = load()
    for name in ("jens stoltenberg", "mark rutte", "christine lagarde", "donald tusk", "michelle bachelet"):
        assert len(registry.full[name]) == 1
        assert len({t.country for t in registry.persons[registry.full[name][0]].terms}) > 1


def test_every_head_of_an_organisation_has_an_organisation_and_a_holder() -> None:
    registry = load()
    names = {e.name for entries in registry.names.values() for e in entries if e.kind == "organisation"}
    titles = {t.title for p in registry.persons.values() for t in p.terms}
    assert set(registry.heads) <= names
    assert {title for heads in registry.heads.values() for title, _ in heads} <= titles


def test_an_unknown_sector_or_flag_is_a_fault(tmp_path: Path) -> None:
    import shutil

    from detente.settings import DATA_DIR

    shutil.copytree(DATA_DIR / "actors", tmp_path / "actors")
    shutil.copytree(DATA_DIR / "ontology", tmp_path / "ontology")
    roles = tmp_path / "actors" / "roles.yaml"
    roles.write_text(roles.read_text("utf-8").replace("one_holder: [", "one_holder: [chief-wizard, "), "utf-8")
    parties = tmp_path / "actors" / "parties.csv"
    parties.write_text(parties.read_text("utf-8") + "Wizard Party,,FRA,WIZ,,,authored-2026\n", "utf-8")
    faults = check(Settings.load({}, data_dir=str(tmp_path)))
    assert any("chief-wizard" in f for f in faults)
    assert any("'WIZ'" in f for f in faults)
    assert len(faults) == 2
