from __future__ import annotations

import pytest

from detente.document.lexicon import load
from detente.document.opening import byline_of, is_name, same_headline, without_site
from detente.settings import Settings

LEXICON = load(Settings().data_dir)


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "BY JANE DOE",
        "By Jane Doe and John Roe",
        "By Jane Doe, Foreign Editor",
        "Jane Doe, Reuters, Moscow",
        "Jane Doe, AP",
        "Written by Jane Doe | May 14, 2019",
    ],
)
def test_bylines(line: str) -> None:
    assert byline_of(line, LEXICON) == line


@pytest.mark.parametrize(
    "line",
    [
        "By noon the envoys had left.",
        "By Tuesday the envoys of both countries had left the city without a word.",
        "From Moscow to Vienna",
        "Vladimir Putin",
        "Reuters",
        "By and large",
        "Paris, Berlin, Warsaw",
    ],
)
def test_no_bylines(line: str) -> None:
    assert byline_of(line, LEXICON) is None


def test_names() -> None:
    assert is_name("Jane Doe and John Roe")
    assert not is_name("Jane Doe met John Roe")


def test_headlines_are_the_same_whatever_case_and_site_say() -> None:
    assert same_headline("Envoys meet in Oslo", "ENVOYS MEET IN OSLO")
    assert same_headline("Envoys meet in Oslo", "Envoys meet in Oslo | Example Times")
    assert same_headline("Envoys’ talks end in Oslo", "Envoys' talks end in Oslo - Example Times")
    assert not same_headline("Envoys meet in Oslo", "Envoys meet in Bergen")
    assert not same_headline("", "")


def test_short_titles_are_not_cut() -> None:
    assert without_site("War – Peace") == "War – Peace"
