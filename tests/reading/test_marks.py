from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.reading.marks import passages, plain
from detente.reading.parser import paragraphs_of


def found(text: str) -> list[str]:
    return [
        text[p.inner_start : p.inner_end]
        for p in passages(text, paragraphs_of(text), {"em", "tis"})
        if p.depth == 1
    ]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('"', '"'),
        ("“", "”"),
        ("„", "“"),
        ("«", "»"),
        ("»", "«"),
        ("‘", "’"),
        ("'", "'"),
        ("''", "''"),
        ("« ", " »"),
    ],
)
def test_every_style_of_marks_gives_the_same_passage(opening: str, closing: str) -> None:
    text = f"The envoy said: {opening}We shall wait, it isn't over.{closing} Then she left."
    assert [p.strip() for p in found(text)] == ["We shall wait, it isn't over."]


def test_apostrophes_open_and_close_nothing() -> None:
    assert found("The ministers' plan isn't Ankara's; 'tis the '90s again, and the envoys' too.") == []


def test_a_closing_mark_that_stands_apart_closes() -> None:
    assert found('He said: "They must be open and honest . "') == ["They must be open and honest . "]


def test_inner_passages_are_deeper() -> None:
    text = "“She asked, ‘Why now?’”"
    assert [(p.depth, p.closed) for p in passages(text, [(0, len(text))])] == [(1, True), (2, True)]


def test_an_unclosed_passage_ends_with_its_paragraph() -> None:
    text = '"We waited.\n\n"Nobody came," he said.'
    assert found(text) == ["We waited.", "Nobody came,"]
    assert [p.closed for p in passages(text, paragraphs_of(text))] == [False, True]


def test_inches_are_no_marks() -> None:
    assert found('The 6" gun and the 8" gun were moved.') == []


@given(st.text(alphabet="ab .,\"'“”‘’«»„\n!?", max_size=60))
def test_passages_stay_in_bounds_and_plain_keeps_the_length(text: str) -> None:
    paragraphs = paragraphs_of(text)
    got = passages(text, paragraphs)
    for p in got:
        start, end = paragraphs[p.paragraph]
        assert start <= p.start <= p.inner_start <= p.inner_end <= p.end <= end
    outer = [p for p in got if p.depth == 1]
    assert all(a.end <= b.start for a, b in pairwise(outer))
    assert len(plain(text, got)) == len(text)
