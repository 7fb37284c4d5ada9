"""Words that stand for somebody else, or for nobody."""

from __future__ import annotations

from typing import Any

import pytest


def words_of(found: Any) -> set[str]:
    cast, reading = found
    return {reading.words(*m.tokens) for m in cast.mentions}


def test_a_noun_phrase_ends_at_a_conjunction_or_adverb(cast_of: Any) -> None:
    words = words_of(cast_of("Oslo will ship grain to Egypt once auditors approve the deal.", "2015-06-01"))
    assert not any(w.startswith("Egypt once") for w in words)
    assert "Egypt" in words
    newly = words_of(cast_of("Peru's newly elected lawmakers were sworn in.", "2015-06-01"))
    assert "Peru's newly elected lawmakers" in newly


@pytest.mark.parametrize(
    "text",
    [
        "Two missiles landed near a cargo ship.",
        "A tanker sank and three armed drones vanished.",
        "Four parties and many actors came.",
        "The two leaders shook hands and both presidents smiled.",
        "Offices were shut and missions cancelled.",
    ],
)
def test_things_and_vague_groups_are_nobody(cast_of: Any, text: str) -> None:
    assert cast_of(text, "2018-03-03")[0].mentions == ()


def test_weapons_stand_for_the_force_that_uses_them(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Greek frigates left port while Chilean warplanes flew over Houthi drones.", "2018-03-03")
    assert actor_at(found, "Greek frigates").id == "body:GRC:navy"
    assert actor_at(found, "Chilean warplanes").id == "body:CHL:air-force"
    assert actor_at(found, "Houthi drones").id == "armed:houthis"


def test_joined_owners_are_one_actor_each(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("The presidents of Poland, Ukraine and Chile spoke.", "2016-05-01")
    names = {found[0][m.actor].name for m in found[0].mentions if m.kind == "role"}
    assert names == {"Andrzej Duda", "Petro Poroshenko", "Michelle Bachelet"}
    found = cast_of("Kenyan and Ugandan officials argued.", "2016-05-01")
    assert actor_at(found, "Kenyan and Ugandan officials").id == "group:KEN:official"
    assert actor_at(found, "Ugandan officials").id == "group:UGA:official"
    found = cast_of("Spies of Chad and Mali met British and French intelligence officials.", "2018-05-01")
    assert not any(a.kind == "person" for a in found[0].actors)


def test_a_counterpart_holds_the_same_office_elsewhere(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Laurent Fabius phoned his Russian counterpart.", "2014-08-01")
    assert actor_at(found, "Russian counterpart").name == "Sergey Lavrov"
    found = cast_of("President Emmanuel Macron thanked his German counterpart.", "2018-08-01")
    assert actor_at(found, "German counterpart").name == "Angela Merkel"
    found = cast_of("Finance Minister Bruno Le Maire met his Maltese counterpart.", "2018-08-01")
    assert (actor_at(found, "Maltese counterpart").country, actor_at(found, "Maltese counterpart").sector) == (
        "MLT",
        "GOV",
    )


@pytest.mark.parametrize(
    ("words", "on", "name", "country"),
    [
        ("NATO chief", "2015-05-01", "Jens Stoltenberg", "IGO"),
        ("NATO boss", "2024-11-01", "Mark Rutte", "IGO"),
        ("UN chief", "2005-05-01", "Kofi Annan", "UNO"),
        ("head of the World Bank", "2006-05-01", "Paul Wolfowitz", "IGO"),
        ("EU foreign policy chief", "2012-05-01", "Catherine Ashton", "EUR"),
        ("IMF managing director", "2021-05-01", "Kristalina Georgieva", "IGO"),
        ("European Commission president", "2001-05-01", "Romano Prodi", "EUR"),
    ],
)
def test_heads_of_organisations(cast_of: Any, actor_at: Any, words: str, on: str, name: str, country: str) -> None:
    actor = actor_at(cast_of(f"The {words} spoke on Monday.", on), words)
    assert (actor.name, actor.country) == (name, country)


def test_a_side_is_its_state_and_pro_says_nothing_of_the_country(cast_of: Any, actor_at: Any) -> None:
    assert actor_at(cast_of("The Cuban side agreed.", "2015-01-01"), "Cuban side").id == "state:CUB"
    cast, _ = cast_of("Pro-Nepal activists marched with pro-Peru farmers.", "2015-01-01")
    assert {cast[m.actor].country for m in cast.mentions if m.kind == "noun"} == {None}


def test_experts_and_reporters_are_never_the_government(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Belgian analysts, Dutch historians and Danish reporters doubted it.", "2015-01-01")
    sectors = [actor_at(found, w).sector for w in ("Belgian analysts", "Dutch historians", "Danish reporters")]
    assert sectors == ["EDU", "EDU", "JRN"]


def test_a_post_takes_its_sector_from_what_it_is_of(cast_of: Any, actor_at: Any) -> None:
    text = "Ines Qualtrop, director of the Arctic programme at Stockholm University, agreed."
    assert actor_at(cast_of(text, "2015-01-01"), "Ines Qualtrop").sector == "EDU"
    text = "Ines Qualtrop, the director of the Swedish fishing agency, agreed."
    person = actor_at(cast_of(text, "2015-01-01"), "Ines Qualtrop")
    assert (person.country, person.sector) == ("SWE", "GOV")
    text = "Ines Qualtrop, the director, agreed."
    assert actor_at(cast_of(text, "2015-01-01"), "Ines Qualtrop").sector is None


def test_a_courtesy_title_gives_no_office(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("President Jimmy Carter spoke.", "2010-05-01")
    assert (found[0].actors[0].sector, found[0].actors[0].offices) == ("ELI", ())


def test_towns_and_hours_are_no_persons(cast_of: Any) -> None:
    cast, _ = cast_of("The show begins at 9 p.m. ET near Ostra Vetere.", "2010-05-01")
    assert not any(a.kind == "person" for a in cast.actors)


def test_the_year_a_text_is_about_decides_for_undated_persons(cast_of: Any, actor_at: Any) -> None:
    then = actor_at(cast_of("Back in 2007 Robert Mueller testified."), "Robert Mueller")
    later = actor_at(cast_of("In 2018 Robert Mueller testified."), "Robert Mueller")
    assert (then.sector, later.sector) == ("COP", "JUD")
    assert then.offices == later.offices == ()


def test_nicknames_lead_to_the_person(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("US Treasury Secretary Steve Mnuchin left.", "2018-05-01")
    assert found[0].actors[0].name == "Steven Mnuchin"
