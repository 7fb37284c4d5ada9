"""What time a passage is told at, and what that says of acts without a date of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.events import told
from detente.reading import read
from detente.record import Document, Event
from detente.settings import DATA_DIR

Coded = Callable[..., tuple[Event, ...]]

#: Published on 15 May 2019. Deep enough below, nothing is lead any more.
LEAD = "Kenya and Ghana were in the news.\n\nSo it went on.\n\n"


def day(found: tuple[Event, ...], type_: str, recipient: str = "GHA") -> str | None:
    (event,) = [e for e in found if e.code.type == type_ and recipient in e.recipients]
    return event.when.isoformat() if event.when else None


def modes(found: tuple[Event, ...], type_: str) -> list[tuple[str, ...]]:
    return [e.modality for e in found if e.code.type == type_]


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        # a year goes on, and what goes on in it is history
        ("A storm spoiled relations in 2011. Kenya attacked Ghana.", "ASSAULT", "2011"),
        # even where it is told at the top
        ("Ties went cold in March 2012. Kenya jailed Ghana.", "COERCE", "2012-03"),
        # until somebody says something
        ("Relations soured in 2011. The minister said so. Kenya condemned Ghana.", "ACCUSE", "2019-05-13"),
        # the past perfect sets back to nobody knows when
        ("The fleet had left the port. Kenya attacked Ghana.", "ASSAULT", None),
        # what hangs on a dated report was shortly before it
        ("Peru said in January that Kenya attacked Ghana.", "ASSAULT", "2019-01"),
        ("Peru said on Monday that Kenya attacked Ghana.", "ASSAULT", "2019-05-11"),
        # verbs that are joined share the date of the first
        ("Kenya visited Peru in late March and attacked Ghana.", "ASSAULT", "2019-03-21"),
        ("Kenya visited Peru in March and attacked Ghana.", "ASSAULT", "2019-03"),
    ],
)
def test_the_time_goes_on_until_it_is_moved(coded: Coded, text: str, type_: str, expected: str | None) -> None:
    found = coded(text, Kenya="KEN", Ghana="GHA", Peru="PER")
    assert day(found, type_) == expected


def test_what_goes_on_in_an_earlier_year_is_history(coded: Coded) -> None:
    found = coded("A storm spoiled relations in 2011. Kenya attacked Ghana.", Kenya="KEN", Ghana="GHA")
    assert modes(found, "ASSAULT") == [("historical",)]


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("The talks failed, Peru said. Kenya condemned Ghana.", "ACCUSE", "2019-05-13"),
        ("Peru said that Kenya attacked Ghana.", "ASSAULT", "2019-05-13"),
        ("Peru said that Kenya was shelling Ghana.", "ASSAULT", "2019-05-13"),
        ("Kenya is shelling Ghana.", "ASSAULT", "2019-05-13"),
        ("Kenya condemns Ghana.", "ACCUSE", "2019-05-13"),
        # who reports it is named anew, which ends a passage about another time
        ("Rain fell in 2009. Peru said that Kenya attacked Ghana.", "ASSAULT", "2019-05-13"),
        # what anybody holds to be so says nothing of when
        ("Peru believes that Kenya attacked Ghana.", "ASSAULT", None),
        # a date of other days within reach
        ("Peru said its ships sank in February. Kenya attacked Ghana.", "ASSAULT", None),
        ("Kenya attacked Ghana.", "ASSAULT", None),
        ("Peru said rain fell. Kenya has condemned Ghana.", "ACCUSE", None),
    ],
)
def test_news_deep_in_a_story(coded: Coded, text: str, type_: str, expected: str | None) -> None:
    assert day(coded(LEAD + text, Kenya="KEN", Ghana="GHA", Peru="PER"), type_) == expected


def test_a_text_without_paragraphs_has_a_lead_of_some_sentences(coded: Coded) -> None:
    text = "Kenya condemned Ghana. " + "It was a long day in town. " * 7 + "Kenya criticised Peru."
    found = coded(text, Kenya="KEN", Ghana="GHA", Peru="PER")
    assert day(found, "ACCUSE") == "2019-05-13"
    assert day(found, "ACCUSE", "PER") is None


def test_what_an_attack_did_was_when_the_attack_was() -> None:
    document = Document("The worst attack, in 2009, killed ten and hurt six.")
    reading = read(document)
    for word in ("killed", "hurt"):
        at = next(t.i for t in reading.tokens if t.text == word)
        found = told.when(reading, at, at, document, str(DATA_DIR))
        assert found is not None
        assert found[0].isoformat() == "2009"


def test_a_noun_behind_a_preposition_has_its_own_date(coded: Coded) -> None:
    found = coded(
        "The crisis stems from Kenya's latest rocket launch in December and a storm in February.", Kenya="KEN"
    )
    assert [(e.when and e.when.isoformat(), e.modality) for e in found] == [("2018-12", ())]


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("Peru signaled on Monday that Kenya is pressing Ghana to leave.", "REQUEST", "2019-05-13"),
        ("As Kenya condemned Ghana, Peru spoke.", "ACCUSE", "2019-05-13"),
        ("After Kenya condemned Ghana, Peru spoke.", "ACCUSE", None),
        ("Kenya cancelled a visit to Ghana next month.", "REJECT", "2019-05-13"),
        ("In a letter on Friday, Kenya condemned Ghana.", "ACCUSE", "2019-05-10"),
    ],
)
def test_days_at_the_top(coded: Coded, text: str, type_: str, expected: str | None) -> None:
    assert day(coded(text, Kenya="KEN", Ghana="GHA", Peru="PER"), type_) == expected


def test_news_is_not_merged_with_what_another_month_saw(coded: Coded) -> None:
    text = "Kenya attacked Ghana. In January Kenya attacked Ghana."
    found = [e.when and e.when.isoformat() for e in coded(text, Kenya="KEN", Ghana="GHA")]
    assert found == ["2019-05-13", "2019-01"]


def test_a_headline_without_an_object_names_who_suffers(coded: Coded) -> None:
    (found,) = coded("Four farmers killed\n\nKenya mourned.", farmers="farmers", Kenya="KEN")
    assert (found.actors, found.recipients) == ((), ("farmers",))
