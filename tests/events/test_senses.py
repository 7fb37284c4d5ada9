"""What the same words mean in other company: classes of error that were made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from detente.record import Event

Coded = Callable[..., tuple[Event, ...]]

NAMES = {
    "Kenya": "KEN", "Ghana": "GHA", "Peru": "PER", "Chad": "TCD", "Oman": "OMN", "Laos": "LAO", "Malta": "MLT",
    "Analysts": "analysts", "analyst": "analysts", "missiles": "missiles", "Kenyan": "KEN", "Ghanaian": "GHA",
}  # fmt: skip


def brief(found: tuple[Event, ...]) -> list[tuple[Any, ...]]:
    return [(e.code.type, e.modality, e.actors, e.recipients) for e in found]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Kenya promised not to attack Ghana.", "AGREE"),
        ("Kenya agreed not to impose sanctions on Ghana.", "AGREE"),
        ("Kenya pledged not to bomb Ghana.", "AGREE"),
        ("Kenya vowed never to negotiate with Ghana.", "REJECT"),
        ("Kenya threatened not to sign the treaty with Ghana.", "THREATEN"),
        ("Kenya threatened to attack Ghana.", "THREATEN"),
    ],
)
def test_a_promise_not_to(coded: Coded, text: str, type_: str) -> None:
    assert (type_, (), ("KEN",), ("GHA",)) in brief(coded(text, **NAMES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya called Ghana a liar.", ("ACCUSE", (), ("KEN",), ("GHA",))),
        ("Kenya described Ghana as a dangerous aggressor.", ("ACCUSE", (), ("KEN",), ("GHA",))),
        ("Kenya called Ghana a reliable friend.", ("SUPPORT", (), ("KEN",), ("GHA",))),
        ("Kenya called Ghana's vote historic.", None),
        ("Kenya called Ghana a country of lakes.", None),
        ("Kenya called the test of Ghana its largest yet.", None),
    ],
)
def test_what_somebody_is_called(coded: Coded, text: str, expected: tuple[Any, ...] | None) -> None:
    found = brief(coded(text, **NAMES))
    assert not [f for f in found if f[0] == "REQUEST"]
    if expected:
        assert expected in found


@pytest.mark.parametrize(
    "text",
    [
        "Kenya is not bound by the deal and would defend itself.",
        "Kenya refused comment.",
        "Kenya agreed that Ghana is a large country.",
        "Will Kenya attack Ghana?",
        "Kenya left to attack Ghana.",
        "Analysts condemned Kenya.",
        "Jane Doe, an analyst at a bank, condemned Kenya.",
        "Kenya could have attacked Ghana.",
        "Kenya would have supported Ghana.",
        "Kenya spoke of its commitments.",
        "Kenya fought a war of words with Ghana.",
    ],
)
def test_these_are_no_acts(coded: Coded, text: str) -> None:
    assert brief(coded(text, **{**NAMES, "Jane Doe": "person:jane"})) == []


def test_a_weapon_is_no_actor_but_its_owner(coded: Coded) -> None:
    assert ("ASSAULT", (), ("KEN",), ("GHA",)) in brief(coded("Kenyan missiles struck Ghana.", **NAMES))
    assert ("ASSAULT", (), ("KEN",), ("GHA",)) in brief(coded("Kenya's missiles struck Ghana.", **NAMES))
    assert ("ASSAULT", (), (), ("GHA",)) in brief(coded("The missiles struck Ghana.", **NAMES))


@pytest.mark.parametrize(
    "text",
    [
        "The foreign ministers of Kenya and Ghana met in Rome.",
        "Kenyan and Ghanaian officials met in Rome.",
        "The leaders of Kenya and Ghana held talks.",
    ],
)
def test_two_sides_in_one_phrase(coded: Coded, text: str) -> None:
    (event,) = [e for e in coded(text, **NAMES) if e.code.type == "CONSULT"]
    assert set(event.actors) == {"KEN", "GHA"}


def test_a_counterpart_stands_for_its_state(coded: Coded) -> None:
    found = brief(coded("Kenya met its Ghanaian counterpart in Rome.", **NAMES))
    assert ("CONSULT", (), ("KEN", "GHA"), ()) in found


@pytest.mark.parametrize(
    "text",
    [
        "Kenya condemned Ghana's launch.",
        "Kenya condemned the launch by Ghana.",
        "Kenya condemned Ghana's launch of a rocket.",
    ],
)
def test_an_act_condemned_is_its_owners(coded: Coded, text: str) -> None:
    assert ("ACCUSE", (), ("KEN",), ("GHA",)) in brief(coded(text, **NAMES))


def test_who_is_not_known_is_not_replaced_by_another(coded: Coded) -> None:
    found = brief(coded("Kenya urged them not to attack Ghana.", **NAMES))
    assert ("REQUEST", (), ("KEN",), ()) in found
    found = brief(coded("Chad shelled a town. Kenya urged them not to attack Ghana.", **NAMES))
    assert ("REQUEST", (), ("KEN",), ("TCD",)) in found


@pytest.mark.parametrize("text", ["Kenya has always threatened Ghana.", "Kenya threatened Ghana for centuries."])
def test_what_holds_at_all_times_is_history(coded: Coded, text: str) -> None:
    assert [e.modality for e in coded(text, **NAMES)] == [("historical",)]


def test_a_condition_on_a_case(coded: Coded) -> None:
    (event,) = [
        e for e in coded("Peru has plans in case Kenya attacks Ghana.", **NAMES) if e.code.type == "ASSAULT"
    ]
    assert "hypothetical" in event.modality


def test_a_demand_in_the_subjunctive(coded: Coded) -> None:
    found = brief(coded("Peru demanded that the Kenyan troops withdraw.", **NAMES))
    assert not [f for f in found if f[0] == "RETREAT"]
    assert [f for f in found if f[0] == "REQUEST"]


def test_sanctions_do_not_strike_bodily(coded: Coded) -> None:
    found = brief(coded("Kenya hit Ghana with new sanctions.", **NAMES))
    assert {f[0] for f in found} <= {"COERCE", "SANCTION"}
    assert found


def test_the_owner_of_an_abduction_suffers_it(coded: Coded) -> None:
    found = brief(coded("Laos mourned after Ghana's abduction by Kenya.", **NAMES))
    assert ("ASSAULT", (), ("KEN",), ("GHA",)) in found


def test_what_others_expect_is_no_threat(coded: Coded) -> None:
    assert not [e for e in coded("Peru expects Kenya to attack Ghana.", **NAMES) if e.code.type == "THREATEN"]


def test_the_owner_is_found_in_an_earlier_telling(coded: Coded) -> None:
    text = "Kenya's launch of a rocket came late.\n\nPeru condemned the launch."
    assert ("ACCUSE", (), ("PER",), ("KEN",)) in brief(coded(text, **NAMES))
    text = "Kenya's launch of a rocket came late.\n\nPeru condemned the launch of the bank."
    assert ("ACCUSE", (), ("PER",), ("KEN",)) not in brief(coded(text, **NAMES))


def test_a_warning_against_an_act_is_not_the_act(coded: Coded) -> None:
    found = brief(coded("Kenya warned Ghana against attacking Peru.", **NAMES))
    assert ("THREATEN", (), ("KEN",), ("GHA",)) in found
    assert not [f for f in found if f[0] == "ASSAULT"]


def test_worry_about_victims_blames_nobody(coded: Coded) -> None:
    assert brief(coded("Kenya expressed concern over the casualties in Ghana.", **NAMES)) == []


def test_how_to_do_what_one_must_is_no_act(coded: Coded) -> None:
    found = brief(coded("Oman said that Laos must pass a law, freeing the Peruvian sailors.", **NAMES))
    assert {f[0] for f in found} <= {"REQUEST"}


def test_no_one_has_ever_is_no_news(coded: Coded) -> None:
    found = coded("No leader of Kenya has ever visited Ghana.", **NAMES)
    assert all("historical" in e.modality for e in found)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya seized on the delay in Ghana.",
        "Kenya asked Ghana what it had done.",
        "Kenya asked Ghana about the flood.",
        "Kenya warned Ghana that the river had risen.",
        "Kenya declined to rule out the plan of Ghana.",
        "Kenya looks forward to deepening its friendship with Ghana.",
        "Kenya agreed with the analysis of Ghana.",
        "Rumours of talks with Ghana spread.",
    ],
)
def test_nor_are_these(coded: Coded, text: str) -> None:
    assert brief(coded(text, **NAMES)) == []


def test_an_occasion_is_as_real_as_it_is(coded: Coded) -> None:
    text = "Kenya tried to raise the price during its talks with Ghana."
    assert [e.modality for e in coded(text, **NAMES, its="KEN") if e.code.type == "CONSULT"] == [()]


def test_no_objections_are_none(coded: Coded) -> None:
    assert all("negation" in e.modality for e in coded("Kenya raised no objection to Ghana.", **NAMES))


def test_who_orders_a_strike_is_not_struck(coded: Coded) -> None:
    found = brief(coded("Kenya's leader ordered a Kenyan airstrike on Ghana.", **{**NAMES, "leader": "leader"}))
    assert found
    assert all(f[3] == ("GHA",) for f in found)


def test_an_old_war_is_history(coded: Coded) -> None:
    assert [e.modality for e in coded("Kenya invaded Ghana during World War II.", **NAMES)] == [("historical",)]


def test_a_denied_claim_is_denied(coded: Coded) -> None:
    found = coded("Peru denied the claim that Kenya had attacked Ghana.", **NAMES)
    (event,) = [e for e in found if e.code.type == "ASSAULT"]
    assert event.modality == ("negation",)
    assert event.claimed_by == "PER"


def test_a_meeting_of_next_month_is_no_meeting_yet(coded: Coded) -> None:
    found = coded("The quarrel precedes a summit on 20 June 2019 between Kenya and Ghana.", **NAMES)
    assert all(e.code.type == "AGREE" or "future" in e.modality for e in found)


@pytest.mark.parametrize(
    "text",
    ["Kenya released its findings.", "Kenya cleared rubble.", "It was a missile that could attack Ghana."],
)
def test_things_of_daily_life_are_no_acts(coded: Coded, text: str) -> None:
    assert brief(coded(text, **NAMES)) == []


def test_what_one_is_ready_to_help_with_is_not_done(coded: Coded) -> None:
    assert "ASSAULT" not in {f[0] for f in brief(coded("Kenya is ready to help attack Ghana.", **NAMES))}


def test_any_attack_is_none_yet(coded: Coded) -> None:
    found = coded("Peru would answer any Kenyan attack on Ghana.", **NAMES)
    assert all(e.modality or e.code.type != "ASSAULT" for e in found)


def test_a_second_visit_is_elsewhere(coded: Coded) -> None:
    found = coded("Kenya had met Ghana in Rome and had visited Peru on Friday.", **NAMES)
    assert [e.where for e in found if e.code.mode == "visit" and e.where and e.where.name == "Rome"] == []
