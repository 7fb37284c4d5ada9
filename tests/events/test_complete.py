"""Recipients that no slot of a frame names, and what is made of guesses."""

import pytest

from detente.actors import find as actors
from detente.events import code
from detente.quotes import find as quotes
from detente.reading import read
from detente.record import Cast, Document, Event


def _coded(text: str) -> tuple[tuple[Event, ...], Cast]:
    document = Document(text)
    reading = read(document)
    cast = actors(document, reading)
    return code(document, reading, cast, quotes(document, reading, cast)), cast


def _brief(text: str) -> list[tuple[str, list[str | None], list[str | None]]]:
    events, cast = _coded(text)
    return [
        (e.code.type, [cast[a].country for a in e.actors], [cast[a].country for a in e.recipients]) for e in events
    ]


def test_the_one_named_below_the_act_is_its_recipient_and_the_reasons_say_so() -> None:
    events, cast = _coded("Boko Haram fighters torched a village in Cameroon.")
    (event,) = [e for e in events if e.code.type == "ASSAULT"]
    assert [cast[a].country for a in event.recipients] == ["CMR"]
    (lent,) = [r for r in event.reasons if r.rule.startswith("encoder:")]
    assert 0.2 <= lent.score <= 1 and "no slot" in lent.detail
    assert any(e.role == "recipient" and e.text == "Cameroon" for e in event.evidence)


def test_a_recipient_in_its_slot_is_not_replaced() -> None:
    events, cast = _coded("Turkey sent food to Nepal for victims of the war in Yemen.")
    (event,) = [e for e in events if e.code.type == "AID"]
    assert [cast[a].country for a in event.recipients] == ["NPL"]
    assert not any(r.rule.startswith("encoder:") for r in event.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya condemned the killing of soldiers in Mali.",  # the victims' country is not to blame
        "Farmers blocked the main road in Nepal.",
        "Kenya warned of more attacks in Mali.",
    ],
)
def test_some_acts_are_lent_nobody(text: str) -> None:
    events, _ = _coded(text)
    assert not any(r.rule.startswith("encoder:") for e in events for r in e.reasons)


def test_what_a_side_clause_names_is_no_recipient() -> None:
    assert all(
        "BRA" not in to for _, _, to in _brief("Turkey opened a camp while Brazil voted for a new president.")
    )


def test_the_united_states_are_not_us() -> None:
    assert ("SANCTION", ["USA"], ["PAK"]) in _brief("The US suspended aid to Pakistan.")


def test_a_guess_at_what_somebody_did_is_no_threat() -> None:
    events, _ = _coded("Russian soldiers may have shot down the Ukrainian helicopter, an expert said.")
    assert {(e.code.type, e.modality) for e in events} == {("ASSAULT", ("hypothetical",))}


def test_a_refusal_told_by_a_minister_of_the_same_state_is_one() -> None:
    assert ("REJECT", ["IRN"], ["GBR"]) in _brief(
        "Iran will not release the British sailors, Iran's foreign minister said."
    )


def test_an_undated_text_does_not_make_every_year_history() -> None:
    events, _ = _coded("China's Xi Jinping met German Chancellor Angela Merkel in Beijing in 2018.")
    assert all("historical" not in e.modality for e in events) and events
    older, _ = _coded("Turkey bombed Syria in 1998. In 2018 Turkey met Syria.")
    assert "historical" in next(e for e in older if e.code.type == "ASSAULT").modality


def test_decades_ago_is_history() -> None:
    events, _ = _coded("A generation ago Uganda expelled Kenyan traders.")
    assert events and all("historical" in e.modality for e in events)
