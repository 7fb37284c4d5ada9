"""Personal names, and names that are half of something else."""

from __future__ import annotations

from typing import Any

import pytest


def names_of(found: Any, name: str) -> list[str]:
    cast, reading = found
    return [reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].name == name]


@pytest.mark.parametrize(
    "words",
    ["the South China Sea", "the Gulf of Oman", "the Sea of Japan", "the Korean peninsula", "Latin America"],
)
def test_seas_are_no_states(cast_of: Any, words: str) -> None:
    assert cast_of(f"Two storms crossed {words} at night.", "2016-02-01")[0].mentions == ()


def test_languages_are_no_states(cast_of: Any) -> None:
    assert cast_of("She answered in English.", "2016-02-01")[0].mentions == ()


def test_the_north_is_a_state_where_korea_is_named(cast_of: Any) -> None:
    text = "North Korea fired a rocket. Seoul protested. North Korea smiled. The North then asked for rice."
    assert names_of(cast_of(text, "2016-02-01"), "North Korea")[-1] == "North"
    assert cast_of("The North was cold. Nepal and Chile agreed.", "2016-02-01")[0].mentions[0].tokens[0] > 1


def test_the_end_of_a_long_name_is_the_same_person(cast_of: Any) -> None:
    text = "Minister Zubayr Eldin Abdel Qattan spoke. Abdel Qattan said more. Later Qattan left."
    cast, _ = cast_of(text, "2016-02-01")
    assert len({m.actor for m in cast.mentions if m.kind == "name"}) == 1


def test_writers_of_a_report_are_no_actors(cast_of: Any) -> None:
    cast, _ = cast_of("Chile agreed.\n\nJane Qualtrop contributed to this report from Lima.", "2016-02-01")
    assert [a.id for a in cast.actors] == ["state:CHL"]


def test_districts_and_groups_are_no_persons(cast_of: Any) -> None:
    cast, _ = cast_of("Farmers fled Kol Zanik district. The activist group Quiet Rivers sang.", "2016-02-01")
    assert not any(a.kind == "person" for a in cast.actors)


def test_whose_reporter_or_scholar_somebody_is(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Yale University's Inga Morwell disagreed with Reuters' Tom Harrowby.", "2016-02-01")
    assert actor_at(found, "Inga Morwell").sector == "EDU"
    assert actor_at(found, "Tom Harrowby").sector == "JRN"


def test_a_senate_is_that_of_the_state_the_text_is_about(cast_of: Any, actor_at: Any) -> None:
    text = "Chile voted. In Chile rain fell. Chile and Chile's mayors met. The Senate sat in Chile, then in Chile."
    assert actor_at(cast_of(text, "2016-02-01"), "Senate").country == "CHL"


@pytest.mark.parametrize("words", ["al-Qaida", "al-Shabab"])
def test_an_article_in_small_letters_belongs_to_the_name(cast_of: Any, words: str) -> None:
    cast, reading = cast_of(f"Gunmen of {words} fled the town.", "2015-02-01")
    assert words in {reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].kind == "armed_group"}


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        # a newspaper's name is not the first half of a party's
        ("Sudan held a vote. The National Congress Party lost.", "National Congress Party", "SDN"),
        # a party's short name is that of the state which is named
        ("Sudan held a vote. Members of the Congress Party lost.", "Congress Party", "SDN"),
        ("India held a vote. Members of the Congress Party lost.", "Congress Party", "IND"),
        ("A vote was held. Members of the Congress Party lost.", "Congress Party", "IND"),
    ],
)
def test_whose_party_it_is(cast_of: Any, actor_at: Any, text: str, words: str, country: str) -> None:
    assert actor_at(cast_of(text, "2019-02-01"), words).country == country


def test_a_party_of_nobody_named_is_nobodys(cast_of: Any) -> None:
    cast, _ = cast_of("Peru held a vote. Members of the Congress Party lost.", "2019-02-01")
    assert "IND" not in {a.country for a in cast.actors}


def test_a_senate_says_nothing_of_where_the_story_is(cast_of: Any, actor_at: Any) -> None:
    text = "Chile voted. The Senate met. The Senate argued. The Senate sat in Chile, then in Chile, and in Chile."
    assert actor_at(cast_of(text, "2016-02-01"), "Senate").country == "CHL"


@pytest.mark.parametrize("words", ["Aurora del Norte", "Springfield de la Vega"])
def test_the_first_half_of_a_town_is_no_other_town(cast_of: Any, words: str) -> None:
    cast, _ = cast_of(f"A storm hit {words} at night.", "2016-02-01")
    assert [a.country for a in cast.actors if a.country] == []


def test_a_body_that_stands_in_a_state_is_not_the_one_named_before(cast_of: Any, actor_at: Any) -> None:
    text = "The American government sent arms. Rebels fought the government in Peru."
    assert actor_at(cast_of(text, "2016-02-01"), "government").country == "PER"


def test_a_group_may_stand_anywhere(cast_of: Any) -> None:
    text = "Al-Shabab claimed the raid. Jets bombed the group in Peru."
    cast, reading = cast_of(text, "2016-02-01")
    assert [reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].kind == "armed_group"] == [
        "Al-Shabab",
        "group",
    ]
