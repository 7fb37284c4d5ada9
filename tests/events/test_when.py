"""Which date phrase belongs to an event, and what it means."""

from __future__ import annotations

from datetime import date

import pytest

from detente.events.passage import inferred
from detente.events.when import is_past_story, when
from detente.reading import read
from detente.record import Document, Reading, When


def scene(text: str, published: str | None = "2021-06-17") -> tuple[Reading, Document]:
    document = Document(text, published=When.parse(published, "metadata") if published else None)
    return read(document), document


def at(reading: Reading, word: str) -> int:
    return next(t.i for t in reading.tokens if t.text == word)


def day(text: str, word: str, published: str | None = "2021-06-17") -> str | None:
    reading, document = scene(text, published)
    found = when(reading, at(reading, word), document)
    return found[0].isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Biden met Putin in Geneva on Wednesday.", "met", "2021-06-16"),
        ("On Wednesday, Biden met Putin and discussed arms control.", "discussed", "2021-06-16"),
        ("The minister said on Monday that Poland had expelled two envoys in April.", "said", "2021-06-14"),
        ("The minister said on Monday that Poland had expelled two envoys in April.", "expelled", "2021-04"),
        ("Canada will host the leaders next year.", "host", "2022"),
        ("Turkey will withdraw its troops in September.", "withdraw", "2021-09"),
        ("The 2014 annexation of Crimea angered Kyiv.", "annexation", "2014"),
        ("Paris condemned Tuesday's attack.", "attack", "2021-06-15"),
        ("The talks, held last month in Vienna, failed.", "talks", "2021-05"),
        ("They agreed to meet again on Saturday.", "meet", "2021-06-19"),
        ("Leaders met in Helsinki on July 16, 2018. Two days later, Ankara recalled its envoy.", "recalled",
         "2018-07-18"),
    ],
)  # fmt: skip
def test_dates_of_events(text: str, word: str, expected: str) -> None:
    assert day(text, word) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The minister said on Monday that Poland had expelled two envoys.", "expelled"),
        ("Paris condemned Tuesday's attack.", "condemned"),
        ("Iran has repeatedly attacked ships in recent weeks.", "attacked"),
        ("Iran must release the crew by Friday.", "release"),
        ("Ankara recalled its envoy two days later.", "recalled"),
        ("Biden met Putin.", "met"),
        ("Theresa May praised the army.", "praised"),
    ],
)
def test_unknown_dates_stay_unknown(text: str, word: str) -> None:
    assert day(text, word) is None


def test_a_rough_publication_date_resolves_only_what_it_can() -> None:
    assert day("Biden met Putin on Wednesday.", "met", "2021-06") is None
    assert day("Biden met Putin last month.", "met", "2021-06") == "2021-05"
    assert day("Biden met Putin last month.", "met", "2021") is None
    assert day("Biden met Putin in 2016.", "met", None) == "2016"


def test_the_evidence_is_the_phrase() -> None:
    reading, document = scene("Biden met Putin in Geneva on Wednesday.")
    found = when(reading, at(reading, "met"), document)
    assert found is not None
    assert found[0].origin == "text"
    assert (found[1].text, found[1].role) == ("on Wednesday", "when")
    assert found[1].holds(document.text)


def test_undated_news_of_the_lead_is_inferred() -> None:
    reading, document = scene("Finland has expelled two envoys.\n\nMore.\n\nSweden expelled three.")
    found = inferred(reading, at(reading, "expelled"), document)
    assert found == When(date(2021, 6, 15), date(2021, 6, 17), "day", "inferred")
    last = max(t.i for t in reading.tokens if t.text == "expelled")
    assert inferred(reading, last, document) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Finland expelled two envoys in April.", "expelled"),
        ("Finland recently expelled two envoys.", "expelled"),
        ("Finland will expel two envoys.", "expel"),
        ("The envoy, who insulted Finland, left.", "insulted"),
        ("Finland could expel two envoys.", "expel"),
    ],
)
def test_nothing_else_is_inferred(text: str, word: str) -> None:
    reading, document = scene(text)
    assert inferred(reading, at(reading, word), document) is None


def test_past_stories() -> None:
    _, document = scene("Text.")
    assert is_past_story(When.parse("2014", "text"), document)
    assert is_past_story(When.parse("2020", "text"), document)
    assert is_past_story(When.parse("2020-05-01", "text"), document)
    assert not is_past_story(When.parse("2021-05", "text"), document)
    assert not is_past_story(When.parse("2020-12-30", "text"), document)
    assert not is_past_story(When(date(2014, 1, 1), None, "month", "text"), document)
    assert not is_past_story(When.parse("2014", "text"), Document("Text."))
    assert not is_past_story(None, document)
