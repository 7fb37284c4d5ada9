"""Pairs of states in one document."""

from __future__ import annotations

import pytest

from detente.errors import SettingsError
from detente.record import Actor, Cast, Event, EventCode, Relation
from detente.relations import Rule, count

CAST = Cast(
    tuple(
        Actor(name, name, kind, country)
        for name, kind, country in (
            ("usa", "state", "USA"),
            ("envoy", "person", "USA"),
            ("rus", "state", "RUS"),
            ("gbr", "state", "GBR"),
            ("un", "organisation", "UNO"),
            ("crowd", "group", None),
        )
    ),
    (),
)


def event(
    actors: str,
    recipients: str = "",
    quad: int = 1,
    score: float = 2.0,
    modality: str = "",
    claimed: str | None = None,
) -> Event:
    return Event(
        f"{actors}>{recipients}:{quad}:{score}",
        EventCode("X"),
        None,
        quad,
        score,
        (),
        tuple(modality.split()),
        tuple(actors.split()),
        tuple(recipients.split()),
        claimed,
        None,
        None,
        1.0,
        (),
        (),
    )


def test_words_and_deeds_are_means_apart() -> None:
    events = [
        event("usa", "rus", 1, 4.0),
        event("rus", "usa", 3, -2.0),
        event("rus", "usa", 4, -9.0),
        event("usa", "rus", 2, 10.0),
    ]
    assert count(CAST, events) == (Relation("RUS", "USA", 4, 1.0, 0.5),)


def test_without_deeds_their_mean_is_unknown_not_zero() -> None:
    assert count(CAST, [event("usa", "rus", 3, -2.0)]) == (Relation("RUS", "USA", 1, -2.0, None),)
    assert count(CAST, [event("usa", "rus", 4, -6.0)]) == (Relation("RUS", "USA", 1, None, -6.0),)


def test_all_parties_as_actors_pair_among_themselves() -> None:
    assert [(r.a, r.b) for r in count(CAST, [event("usa rus gbr")])] == [
        ("GBR", "RUS"),
        ("GBR", "USA"),
        ("RUS", "USA"),
    ]


def test_states_acting_side_by_side_upon_a_third_are_no_pair() -> None:
    assert [(r.a, r.b) for r in count(CAST, [event("usa gbr", "rus")])] == [("GBR", "RUS"), ("RUS", "USA")]


def test_side_by_side_against_somebody_without_a_country_is_no_pair() -> None:
    assert count(CAST, [event("usa gbr", "crowd")]) == ()


def test_two_who_speak_for_one_state_count_once() -> None:
    assert count(CAST, [event("usa envoy", "rus")]) == (Relation("RUS", "USA", 1, 2.0, None),)


def test_what_happens_within_a_state_is_no_pair() -> None:
    assert count(CAST, [event("envoy", "usa"), event("usa envoy")]) == ()


def test_a_code_that_is_no_state_forms_no_pair() -> None:
    assert count(CAST, [event("un", "rus")]) == ()


@pytest.mark.parametrize("modality", ["negation", "hypothetical", "historical", "future negation"])
def test_what_did_not_happen_now_is_left_out(modality: str) -> None:
    assert count(CAST, [event("usa", "rus", modality=modality)]) == ()


def test_what_is_to_come_counts_and_the_rule_can_say_otherwise() -> None:
    future = [event("usa", "rus", modality="future")]
    assert len(count(CAST, future)) == 1
    assert count(CAST, future, Rule(leave_out=("future",))) == ()


def test_claims_count_only_when_asked_for() -> None:
    claim = [event("usa", "rus", claimed="gbr")]
    assert count(CAST, claim) == ()
    assert count(CAST, claim, Rule(claimed=True)) == (Relation("RUS", "USA", 1, 2.0, None),)


def test_a_rule_names_only_modalities_there_are() -> None:
    with pytest.raises(SettingsError, match="maybe"):
        Rule(leave_out=("maybe",))
