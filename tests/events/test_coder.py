"""Events of small texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record import Event, Quote, Reason, Span, text_id

Coded = Callable[..., tuple[Event, ...]]

NAMES = {
    "Kenya": "KEN", "Ghana": "GHA", "Kenyan": "KEN", "Peru": "PER", "Peruvian": "PER", "Chad": "TCD",
    "Oman": "OMN", "Laos": "LAO", "Malta": "MLT", "rebels": "rebels", "Rebels": "rebels", "farmers": "farmers",
    "Farmers": "farmers", "Nepal": "NPL",
}  # fmt: skip


def brief(found: tuple[Event, ...]) -> list[tuple[Any, ...]]:
    """Type, mode, modality, actors and recipients of each event."""
    return [(e.code.type, e.code.mode, e.modality, e.actors, e.recipients) for e in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya condemned Ghana on Monday.", ("ACCUSE", "disapprove", (), ("KEN",), ("GHA",))),
        ("Ghana was condemned by Kenya on Monday.", ("ACCUSE", "disapprove", (), ("KEN",), ("GHA",))),
        ("Kenya froze the assets of Ghana.", ("COERCE", "seize", (), ("KEN",), ("GHA",))),
        ("Peru agreed to send medicine to Chad.", ("AGREE", None, (), ("PER",), ("TCD",))),
        ("Peru refused to hold talks with Chad.", ("REJECT", "meet", (), ("PER",), ("TCD",))),
        ("Oman threatened to attack Laos.", ("THREATEN", "violence", (), ("OMN",), ("LAO",))),
        ("Oman urged Laos to release the prisoners.", ("REQUEST", "yield", (), ("OMN",), ("LAO",))),
        ("Oman recalled its ambassador from Laos.", ("SANCTION", None, (), ("OMN",), ("LAO",))),
        ("Chad's rejection of Malta's offer came quickly.", ("REJECT", None, (), ("TCD",), ("MLT",))),
        ("Farmers, who blocked the main road in Nepal, are angry.", ("PROTEST", "obstruct", (), ("farmers",), ())),
        ("Peru provided Chad with tents.", ("AID", None, (), ("PER",), ("TCD",))),
        ("Rebels released two Kenyan soldiers.", ("RETREAT", "release", (), ("rebels",), ("KEN",))),
        ("Laos must end the raids, Oman said.", None),
    ],
)
def test_one_sentence_one_event(coded: Coded, text: str, expected: tuple[object, ...] | None) -> None:
    found = brief(coded(text, **NAMES))
    if expected is None:
        assert all(f[0] != "ASSAULT" for f in found), "a demand is not the act it asks to end"
    else:
        assert expected in found


def test_who_says_so_is_not_acted_upon(coded: Coded) -> None:
    text = "Kenya voiced concern over the violence, according to Peru."
    assert [(e.actors, e.recipients) for e in coded(text, **NAMES)] == [(("KEN",), ())]


def test_a_demand_names_who_must(coded: Coded) -> None:
    assert ("REQUEST", "yield", (), ("OMN",), ("LAO",)) in brief(
        coded("Oman said that Laos must withdraw its troops.", **NAMES)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Kenya met Ghana in Accra.",
        "Kenya and Ghana met in Accra.",
        "Talks between Kenya and Ghana began on Monday.",
        "Kenya held talks with Ghana.",
    ],
)
def test_both_sides_of_a_meeting_act(coded: Coded, text: str) -> None:
    consults = [e for e in coded(text, **NAMES) if e.code.type == "CONSULT"]
    assert len(consults) == 1
    assert set(consults[0].actors) == {"KEN", "GHA"}
    assert consults[0].recipients == ()


def test_the_visitor_acts_and_the_host_receives(coded: Coded) -> None:
    names = {**NAMES, "Malta": "place:MLT"}
    found = coded("Kenya's visit to Malta ended on Tuesday.", **names)
    assert brief(found) == [("CONSULT", "visit", (), ("KEN",), ("MLT",))]


def test_a_place_is_no_party_elsewhere(coded: Coded) -> None:
    found = coded("Kenya condemned the killings in Malta.", **{**NAMES, "Malta": "place:MLT"})
    assert all("MLT" not in e.actors + e.recipients for e in found)


def test_joined_verbs_share_their_subject_and_joined_actors_act_together(coded: Coded) -> None:
    found = brief(coded("Kenya and Peru condemned Ghana and recalled their ambassadors from Chad.", **NAMES))
    assert ("ACCUSE", "disapprove", (), ("KEN", "PER"), ("GHA",)) in found
    assert ("SANCTION", None, (), ("KEN", "PER"), ("TCD",)) in found


@pytest.mark.parametrize(
    "text",
    [
        "Kenya struck a bargain with the weather.",
        "The storm killed eleven people in Ghana.",
        "Kenya met the deadline.",
        "Peru beat Chad after the striker scored a late goal in the football tournament.",
        "Kenya said that the harvest was good.",
        "Kenya wants to sign a treaty with Ghana.",
    ],
)
def test_other_senses_give_nothing(coded: Coded, text: str) -> None:
    assert coded(text, **NAMES) == ()


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Kenya did not attack Ghana.", ("negation",)),
        ("Kenya denied attacking Ghana.", ("negation",)),
        ("Kenya tried to arrest Ghana's envoy.", ("hypothetical",)),
        ("In 1983, rebels attacked Ghana.", ("historical",)),
        ("Peru spoke decades after rebels attacked Ghana.", ("historical",)),
    ],
)
def test_auxiliary_modes(coded: Coded, text: str, modality: tuple[str, ...]) -> None:
    conflicts = [e for e in coded(text, **NAMES) if e.quad == 4]
    assert [e.modality for e in conflicts] == [modality]


def test_a_denial_is_claimed_by_the_denier(coded: Coded) -> None:
    (event,) = (e for e in coded("Kenya denied attacking Ghana.", **NAMES) if e.code.type == "ASSAULT")
    assert event.claimed_by == "KEN"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kenya will visit Ghana next week.", "AGREE"),
        ("Kenya will not release the prisoners from Ghana.", "REJECT"),
        ("Kenya will bomb Ghana.", "THREATEN"),
        ("Kenya said it would send food to Ghana.", "AGREE"),
    ],
)
def test_what_is_still_to_come_is_another_type(coded: Coded, text: str, code: str) -> None:
    found = coded(text, **NAMES, it="KEN")
    assert [(e.code.type, e.modality) for e in found] == [(code, ())]


def test_what_stands_in_a_quote_is_claimed_by_its_speaker(coded: Coded) -> None:
    text = '"Ghana attacked Chad at dawn," Kenya said.'
    content = Span(text_id(text), 1, text.index(",") + 1)
    quote = Quote("q", "direct", (content,), None, None, "KEN", None, Reason("hand", 1.0))
    (event,) = coded(text, (quote,), **NAMES)
    assert (event.code.type, event.claimed_by) == ("ASSAULT", "KEN")


def test_a_speaker_is_who_says_we(coded: Coded) -> None:
    text = '"We condemn Ghana," the Kenyan envoy said.'
    content = Span(text_id(text), 1, text.index(",") + 1)
    quote = Quote("q", "direct", (content,), None, None, "KEN", None, Reason("hand", 1.0))
    (event,) = coded(text, (quote,), **NAMES)
    assert (event.actors, event.recipients) == (("KEN",), ("GHA",))


def test_a_repeat_is_one_event_with_all_its_evidence(coded: Coded) -> None:
    found = coded("Kenya condemned Ghana. Later Kenya again criticised Ghana for its raids.", **NAMES)
    accusations = [e for e in found if e.code.type == "ACCUSE"]
    assert len(accusations) == 1
    assert sum(e.role == "trigger" for e in accusations[0].evidence) == 2


def test_types_that_need_a_recipient_are_not_coded_without_one(coded: Coded) -> None:
    assert not [e for e in coded("Kenya sent food.", **NAMES) if e.code.type == "AID"]


def test_ids_are_the_same_every_time_and_differ_within_a_document(coded: Coded) -> None:
    text = "Kenya condemned Ghana. Peru attacked Chad. Oman met Laos."
    first, second = coded(text, **NAMES), coded(text, **NAMES)
    assert first == second
    assert len({e.id for e in first}) == len(first) == 3


WORDS = "Kenya Ghana Peru attacked condemned will not agreed to talks with of and the that said met refused , . if"


@settings(max_examples=25, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25))
def test_any_text_gives_events_whose_evidence_holds(coded: Coded, words: list[str]) -> None:
    text = " ".join(words)
    for event in coded(text, **NAMES):
        assert event.trigger.text
        assert all(e.holds(text) for e in event.evidence)
        assert 0 < event.confidence <= 1
        assert not set(event.actors) & set(event.recipients)
        assert 1 <= event.quad <= 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels were able to attack Ghana.", ("ASSAULT", ())),
        ("Rebels were not able to attack Ghana.", ("ASSAULT", ("negation", "hypothetical"))),
        ("Rebels are able to attack Ghana.", ("ASSAULT", ("hypothetical",))),
        ("Kenya did not sign the bill, instead criticizing Ghana.", ("ACCUSE", ())),
        ("An attack by Kenya on Ghana would be suicidal.", ("ASSAULT", ("hypothetical",))),
        ("The attack by Kenya on Ghana could hurt trade.", ("ASSAULT", ())),
        ("Kenya is not ready to build relations with Ghana.", ("AGREE", ("negation",))),
        # what they are able to do is no threat of theirs
        ("Rebels can attack Ghana only at night.", ("ASSAULT", ("hypothetical",))),
    ],
)
def test_what_was_done_and_what_could_be(coded: Coded, text: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert [(e.code.type, e.modality) for e in coded(text, **NAMES)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Ghana should sleep well, Kenya said.",
        "Farmers must be calm, Kenya said.",
        "Kenya contributed to the rise of Ghana.",
        "Kenya is targeting a billion in investment from Ghana.",
        "Kenya tried to turn down the volume with Ghana.",
        "Kenya signed it into law after Ghana voted.",
        "Kenya released few specifics about Ghana.",
    ],
)
def test_other_senses_are_no_events(coded: Coded, text: str) -> None:
    assert coded(text, **NAMES) == ()
