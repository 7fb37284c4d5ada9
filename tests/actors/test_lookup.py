from __future__ import annotations

from datetime import date

import pytest

from detente.actors import resolve


@pytest.mark.parametrize(
    ("mention", "on", "country", "sector"),
    [
        ("Colin Powell", date(1992, 1, 1), "USA", "MIL"),
        ("Colin Powell", date(2003, 1, 1), "USA", "GOV"),
        ("the Kremlin", None, "RUS", "GOV"),
        ("Bundestag", None, "DEU", "LEG"),
        ("Danish farmers", None, "DNK", "AGR"),
        ("a retired Greek general", None, "GRC", "ELI"),
        ("Norwegian police", None, "NOR", "COP"),
        ("spokesman for the Kenyan army", None, "KEN", "MIL"),
        ("Transnistria", None, "MDA", "PRE"),
        ("Hezbollah fighters", None, "LBN", "REB"),
        ("European Commission president Jean-Claude Juncker", date(2016, 1, 1), "EUR", "GOV"),
        ("Portugal", None, "PRT", None),
        ("Taliban", date(2010, 1, 1), "AFG", "REB"),
        ("Taliban", date(2023, 1, 1), "AFG", "GOV"),
        ("Muhammad Mursi", date(2013, 1, 1), "EGY", "GOV"),
    ],
)
def test_country_and_sector(mention: str, on: date | None, country: str, sector: str | None) -> None:
    actor = resolve(mention, on)[0].actor
    assert (actor.country, actor.sector) == (country, sector)


@pytest.mark.parametrize("mention", ["", "  ", "was seen", "Gertrud", "Zebulon Quatermass", "the the"])
def test_what_names_nobody_is_refused(mention: str) -> None:
    assert resolve(mention) == ()


def test_context_and_day_decide_between_namesakes() -> None:
    assert resolve("George Bush", date(1990, 6, 1))[0].actor.wikidata == "Q23505"
    assert resolve("George Bush", date(2004, 6, 1))[0].actor.wikidata == "Q207"


def test_an_office_that_a_snapshot_left_open_ends_with_the_successor() -> None:
    assert resolve("Boris Johnson", date(2022, 8, 1))[0].actor.sector == "GOV"
    assert not any("Prime" in o.title for o in resolve("Boris Johnson", date(2023, 8, 1))[0].actor.offices)
    assert len([o for o in resolve("Rex Tillerson", date(2017, 6, 1))[0].actor.offices if o.country == "USA"]) == 1


def test_the_others_it_could_have_been_are_listed() -> None:
    found = resolve("George Bush", date(2004, 6, 1))
    assert len(found) > 1
    assert [j.reason.score for j in found] == sorted((j.reason.score for j in found), reverse=True)


@pytest.mark.parametrize(
    ("mention", "country", "sector"),
    [
        ("the president of the Zambian Medical Association", "ZMB", "SOC"),
        ("President of the Chilean Football Federation", "CHL", "SOC"),
        ("the president of the Polish parliament", "POL", "LEG"),
        ("the leader of the Cambodian opposition", "KHM", "OPP"),
    ],
)
def test_who_heads_something_in_a_state_does_not_head_the_state(mention: str, country: str, sector: str) -> None:
    actor = resolve(mention, date(2016, 5, 1))[0].actor
    assert (actor.kind, actor.country, actor.sector) == ("office", country, sector)


@pytest.mark.parametrize(
    ("mention", "holder"),
    [
        ("the president of the French Republic", "François Hollande"),
        ("prime minister of the British government", "David Cameron"),
    ],
)
def test_long_names_of_a_state_do_not_hide_its_head(mention: str, holder: str) -> None:
    assert resolve(mention, date(2016, 5, 1))[0].actor.name == holder


@pytest.mark.parametrize(("mention", "country"), [("Karen rebels", "MMR"), ("Somali pirates", "SOM")])
def test_a_name_is_written_with_the_capitals_of_its_table(mention: str, country: str) -> None:
    assert resolve(mention)[0].actor.country == country


def test_a_longer_name_in_another_spelling_beats_a_shorter_one() -> None:
    assert resolve("Mohammed Hussein Roble", date(2022, 3, 1))[0].actor.country == "SOM"
    assert resolve("Hugo Chavez Frias", date(2005, 1, 1))[0].actor.country == "VEN"
