"""The page the mission starts from, as one end-to-end run. The page is a measuring text, not the project's."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from detente.record import Coding, Event

#: A few words of each quoted passage, and who says it.
PASSAGES = [
    ("exotic Specialist", "Vladimir Putin"),
    ("no co-operation from our officials", "Vladimir Putin"),
    ("Today I hope", "Vladimir Putin"),
    ("protect our country's interest", "Mike Pompeo"),
    ("Interference in US elections", "Mike Pompeo"),
    ("important and sacred", "Mike Pompeo"),
    ("not about moving on", "Mike Pompeo"),
    ("not so long ago", "Vladimir Putin"),
    ("created the impression", "Vladimir Putin"),
    ("truly overlapping", "Mike Pompeo"),
    ("can build on", "Mike Pompeo"),
    ("like you will", "Mike Pompeo"),
]


@pytest.fixture(scope="module")
def page(gold: Path) -> Coding:
    return detente.code(str(gold / "articles" / "us-russia-2019.txt"))


def names(page: Coding, ids: tuple[str, ...]) -> set[str]:
    return {page.cast[i].name for i in ids}


def events(page: Coding, type_: str, mode: str | None = None) -> list[Event]:
    return [e for e in page.events if e.code.type == type_ and mode in (None, e.code.mode)]


def test_the_furniture_is_gone(page: Coding) -> None:
    document = page.document
    assert document.title is not None
    assert document.title.startswith("The United States and Russia")
    assert document.title not in document.text
    assert any(f.kind == "repeated_headline" for f in document.furniture)
    for words in ("Leave a comment", "Akismet", "email address", "Kremlin Pool Photo"):
        assert words not in document.text
    assert any("Alexei Druzhinin" in c.credit for c in document.captions)
    assert document.text.startswith("Russia and the United States have")
    assert document.text.rstrip("\".'”").endswith("country's interest")


def test_at_least_eleven_of_twelve_passages_have_their_speaker(page: Coding) -> None:
    right = 0
    for words, speaker in PASSAGES:
        at = page.document.text.index(words)
        holding = [
            q for q in page.quotes if any(s.start <= at < s.end for s in q.content) and q.kind != "indirect"
        ]
        right += any(q.speaker is not None and page.cast[q.speaker].name == speaker for q in holding)
    assert right >= 11


@pytest.mark.parametrize(
    ("name", "country"),
    [("Vladimir Putin", "RUS"), ("Mike Pompeo", "USA"), ("Sergey Lavrov", "RUS"), ("Donald Trump", "USA")],
)
def test_who_is_from_where(page: Coding, name: str, country: str) -> None:
    assert [a.country for a in page.cast.actors if a.name == name] == [country]


def test_the_telephone_consultation(page: Coding) -> None:
    calls = events(page, "CONSULT", "phone")
    assert any(names(page, e.actors + e.recipients) == {"Donald Trump", "Vladimir Putin"} for e in calls)


def test_the_meeting_in_sochi(page: Coding) -> None:
    meetings = [
        e
        for e in events(page, "CONSULT")
        if {"Mike Pompeo", "Vladimir Putin"} <= names(page, e.actors + e.recipients)
    ]
    assert meetings
    assert any(e.where is not None and "Sochi" in e.where.name for e in events(page, "CONSULT"))


def test_pompeos_disapproval(page: Coding) -> None:
    assert any("Mike Pompeo" in names(page, e.actors) for e in events(page, "ACCUSE"))


def test_pompeos_warning(page: Coding) -> None:
    warnings = events(page, "THREATEN")
    assert any("Mike Pompeo" in names(page, e.actors) for e in warnings)


def test_hopes_are_no_deeds(page: Coding) -> None:
    assert not [e for e in page.events if e.quad == 2 and not e.modality and e.claimed_by is None]


def test_the_text_is_doubted(page: Coding) -> None:
    codes = {f.code for f in page.findings}
    assert {"repeated-headline", "no-date", "odd-honorific"} <= codes
