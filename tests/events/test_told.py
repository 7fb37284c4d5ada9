"""Whose word an act is, and when it was by the words around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from detente.record import Event, Quote, Reason, Span, text_id

Coded = Callable[..., tuple[Event, ...]]

LEAD = "Kenya and Ghana were in the news.\n\nSo it went on.\n\n"


def quote(text: str, said: str, speaker: str, kind: str = "direct", score: float = 0.9) -> Quote:
    at = text.index(said)
    span = Span(text_id(text), at, at + len(said))
    return Quote("q1", kind, (span,), None, None, speaker, None, Reason("hand", score))


def only(found: tuple[Event, ...], type_: str) -> Event:
    (event,) = [e for e in found if e.code.type == type_]
    return event


def test_background_deep_in_a_story_has_no_date(coded: Coded) -> None:
    told = only(coded("Kenya condemned Ghana.", Kenya="KEN", Ghana="GHA"), "ACCUSE")
    assert told.when is not None and told.when.origin == "inferred"
    assert told.when.end == date(2019, 5, 15)
    assert only(coded(LEAD + "Kenya condemned Ghana.", Kenya="KEN", Ghana="GHA"), "ACCUSE").when is None


def test_what_is_to_come_has_no_inferred_date(coded: Coded) -> None:
    assert all(e.when is None for e in coded("Kenya plans to visit Ghana.", Kenya="KEN", Ghana="GHA"))


def test_a_date_holds_for_the_rest_of_its_paragraph(coded: Coded) -> None:
    text = LEAD + "On 24 July 2018 Kenya condemned Peru in Lima. It was late. Kenya then criticised Ghana."
    carried = [e for e in coded(text, Kenya="KEN", Ghana="GHA", Peru="PER") if e.recipients == ("GHA",)]
    assert [e.when and e.when.isoformat() for e in carried] == ["2018-07-24"]
    assert [e.text for e in carried[0].evidence if e.role == "when"] == ["On 24 July 2018"]


@pytest.mark.parametrize(
    "text",
    [
        "On 24 July 2018 Kenya met Peru.\n\nKenya condemned Ghana.",
        "On 24 July 2018 Kenya met Peru. Kenya has condemned Ghana.",
        "On 24 July 2018 Kenya met Peru. Two weeks later came rain. Kenya condemned Ghana.",
        "Kenya met Peru, which had its vote on 24 July 2018. Kenya condemned Ghana.",
    ],
)
def test_a_date_does_not_hold_beyond(coded: Coded, text: str) -> None:
    found = [e for e in coded(LEAD + text, Kenya="KEN", Ghana="GHA", Peru="PER") if e.code.type == "ACCUSE"]
    assert found
    assert all(e.when is None or e.when.isoformat() != "2018-07-24" for e in found)


def test_the_following_day_counts_from_the_paragraph_before(coded: Coded) -> None:
    text = LEAD + "Kenya met Peru on 3 May 2019.\n\nOn the following day, Kenya condemned Ghana."
    found = only(coded(text, Kenya="KEN", Ghana="GHA", Peru="PER"), "ACCUSE")
    assert found.when is not None
    assert found.when.isoformat() == "2019-05-04"


def test_a_clause_with_when_has_the_date_it_hangs_on(coded: Coded) -> None:
    text = LEAD + "It began on 8 May 2019, when Kenya attacked Ghana."
    found = only(coded(text, Kenya="KEN", Ghana="GHA"), "ASSAULT")
    assert found.when is not None
    assert found.when.isoformat() == "2019-05-08"


def test_saying_it_is_doing_it(coded: Coded) -> None:
    text = '"We condemn Ghana," Kenya said.'
    said = quote(text, "We condemn Ghana,", "KEN")
    assert only(coded(text, (said,), Kenya="KEN", Ghana="GHA"), "ACCUSE").claimed_by is None
    text = "Kenya said that it rejected the demand of Ghana."
    said = quote(text, "it rejected the demand of Ghana", "KEN", "indirect")
    assert only(coded(text, (said,), Kenya="KEN", it="KEN", Ghana="GHA"), "REJECT").claimed_by is None


def test_a_deed_told_by_its_doer_stays_a_claim(coded: Coded) -> None:
    text = '"We attacked Ghana," Kenya said.'
    said = quote(text, "We attacked Ghana,", "KEN")
    assert only(coded(text, (said,), Kenya="KEN", Ghana="GHA"), "ASSAULT").claimed_by == "KEN"
    text = '"Last year we condemned Ghana," Kenya said.'
    said = quote(text, "Last year we condemned Ghana,", "KEN")
    assert only(coded(text, (said,), Kenya="KEN", Ghana="GHA"), "ACCUSE").claimed_by == "KEN"


def test_what_another_says_is_a_claim(coded: Coded) -> None:
    text = "Peru said that Kenya condemned Ghana."
    said = quote(text, "Kenya condemned Ghana", "PER", "indirect")
    assert only(coded(text, (said,), Kenya="KEN", Ghana="GHA", Peru="PER"), "ACCUSE").claimed_by == "PER"


def test_an_attitude_is_no_claim(coded: Coded) -> None:
    text = "Peru worries while Kenya attacked Ghana."
    weak = quote(text, "Kenya attacked Ghana", "PER", "indirect", 0.3)
    found = only(coded(text, (weak,), Kenya="KEN", Ghana="GHA", Peru="PER"), "ASSAULT")
    assert found.claimed_by is None
    strong = replace(weak, reason=Reason("hand", 0.8))
    assert only(coded(text, (strong,), Kenya="KEN", Ghana="GHA", Peru="PER"), "ASSAULT").claimed_by == "PER"
