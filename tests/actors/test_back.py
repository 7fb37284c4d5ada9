"""Nouns that point back: whose government, which president, which group."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_president_is_the_one_the_text_is_about(cast_of: Any) -> None:
    cast, reading = cast_of(
        "Barack Obama landed in Ohio. Barack Obama waved. He praised farmers while President Bashar Assad's "
        "envoys waited. Obama left. Voters thanked the president.",
        "2013-06-01",
    )
    last = [m for m in cast.mentions if reading.words(*m.tokens) == "president"][-1]
    assert cast[last.actor].name == "Barack Obama"


def test_a_name_after_the_role_decides_who_it_is(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Donald Trump smiled. Then the president, Vladimir Putin, spoke in Omsk.", "2018-06-01")
    assert actor_at(found, "president").name == "Vladimir Putin"


def test_an_office_nobody_is_pointed_to_in_is_nobodys(cast_of: Any) -> None:
    cast, reading = cast_of("John Kerry flew home. Ann Doe is a fine pick for secretary of state.", "2015-06-01")
    kerry = {reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].name == "John Kerry"}
    assert "secretary of state" not in kerry


def test_a_past_office_points_to_who_held_it(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Nicolas Sarkozy arrived in Nice. Reporters mobbed the former president.", "2015-06-01")
    assert actor_at(found, "former president").name == "Nicolas Sarkozy"


def test_his_government_and_its_navy_are_the_possessors(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Emmanuel Macron waited in Kigali. He said his government was ready.", "2019-06-01")
    assert actor_at(found, "government").id == "body:FRA:government"
    found = cast_of("Peru reacted quickly. Peru said its navy had left port.", "2019-06-01")
    assert actor_at(found, "navy").id == "body:PER:navy"


def test_a_regime_is_one_that_the_text_calls_so(cast_of: Any) -> None:
    text = "The Cuban regime shut a newspaper. The White House was silent. Later the regime freed a writer."
    cast, reading = cast_of(text, "2016-02-01")
    regimes = [cast[m.actor].country for m in cast.mentions if reading.words(*m.tokens).endswith("regime")]
    assert regimes == ["CUB", "CUB"]


@pytest.mark.parametrize("words", ["police", "security forces", "government"])
def test_bodies_belong_to_the_state_the_text_is_about(cast_of: Any, actor_at: Any, words: str) -> None:
    text = f"Rain fell in Kenya. Traders in Nairobi closed shops as Kenya's coast flooded. The {words} helped."
    assert actor_at(cast_of(text, "2016-02-01"), words).country == "KEN"
    unclear = f"Kenya, Chile, Nepal and Norway sent rice. The {words} helped."
    assert actor_at(cast_of(unclear, "2016-02-01"), words).country is None


def test_an_ally_is_another_state(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Peru's longtime ally sent rice.", "2016-02-01")
    assert actor_at(found, "Peru's longtime ally").country is None


def test_a_noun_of_something_else_does_not_look_back(cast_of: Any) -> None:
    cast, reading = cast_of("NATO waited. Five villages formed an odd alliance. The alliance of villages sang.")
    assert [reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].name == "NATO"] == ["NATO"]


def test_a_group_in_apposition_is_the_group(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Boko Haram, a designated terrorist group, burned a mill.", "2016-02-01")
    assert actor_at(found, "terrorist group").name == "Boko Haram"


def test_initials_are_the_body_named_before(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("The Farc signed. Sudan's National Congress Party met. The NCP was late.", "2016-02-01")
    assert actor_at(found, "NCP").name == "National Congress Party"


def test_a_correspondents_beat_is_not_his_country(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("Ines Qualtrop, a former Moscow correspondent, agreed.", "2016-02-01")
    assert actor_at(found, "Ines Qualtrop").country is None


def test_a_king_is_no_president(cast_of: Any) -> None:
    cast, reading = cast_of("Barack Obama waved. The king smiled.", "2014-06-01")
    kings = [cast[m.actor].name for m in cast.mentions if reading.words(*m.tokens).endswith("king")]
    assert "Barack Obama" not in kings


def test_the_ministry_is_the_ministers_own(cast_of: Any) -> None:
    text = (
        "South Korea's finance ministry waited. Chilean Finance Minister Ines Qualtrop said the ministry agreed."
    )
    cast, reading = cast_of(text, "2016-02-01")
    last = [m for m in cast.mentions if reading.words(*m.tokens).endswith("ministry")][1:]
    assert all(cast[m.actor].country != "KOR" for m in last)


def test_a_group_named_after_the_noun_is_meant(cast_of: Any, actor_at: Any) -> None:
    found = cast_of("The African Union met. Peace needs the terror organization, Hamas, it said.", "2014-06-01")
    assert actor_at(found, "organization").name == "Hamas"


def test_opposition_to_something_is_nobody(cast_of: Any) -> None:
    assert cast_of("Bakers expressed opposition to the plan.", "2014-06-01")[0].mentions == ()


def test_a_news_agency_is_no_alliance(cast_of: Any) -> None:
    cast, reading = cast_of("The United Nations met. The state news agency reported it.", "2014-06-01")
    assert not any("agency" in reading.words(*m.tokens) for m in cast.mentions if cast[m.actor].country == "UNO")


def test_the_president_is_not_the_vice_president(cast_of: Any) -> None:
    cast, reading = cast_of(
        "Vice President Joe Biden toured a dairy in Iowa. Biden praised President Barack Obama. Biden laughed. "
        "Biden said farmers trusted the president.",
        "2012-06-01",
    )
    last = [m for m in cast.mentions if reading.words(*m.tokens) == "president"][-1]
    assert cast[last.actor].name == "Barack Obama"


def test_a_bare_surname_is_the_elders(cast_of: Any) -> None:
    cast, reading = cast_of(
        "President Donald Trump flew to Ohio. Donald Trump Jr. stayed behind, and Trump Jr. went fishing. "
        "Trump later signed the farm bill.",
        "2018-06-01",
    )
    bare = [cast[m.actor].name for m in cast.mentions if reading.words(*m.tokens) == "Trump"]
    sons = {cast[m.actor].name for m in cast.mentions if reading.words(*m.tokens).endswith(("Jr.", "Jr"))}
    assert bare[-1] == "Donald Trump"
    assert sons == {"Donald Trump Jr."}


def test_a_veteran_of_a_war_is_of_no_country_it_names(cast_of: Any) -> None:
    cast, _ = cast_of("The Vietnam veteran sold tulips in Utrecht.", "2014-05-01")
    assert not [a for a in cast.actors if a.country == "VNM" and a.kind != "state"]


def test_intelligence_that_is_gathered_is_nobody(cast_of: Any) -> None:
    cast, reading = cast_of(
        "Iraq praised police. Intelligence collected in Iraq helped Iraq, as did intelligence shared by Jordan.",
        "2020-05-01",
    )
    assert not [m for m in cast.mentions if reading.words(*m.tokens).lower() == "intelligence"]


def test_a_name_that_several_agencies_bear_needs_its_state(cast_of: Any) -> None:
    cast, _ = cast_of("Somalia opened a port, the government's National News Agency said.", "2024-05-01")
    assert not [a for a in cast.actors if a.country == "LBN"]
