from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.record import Finding

Doubts = Callable[..., list[Finding]]
CODE = "unbalanced-quotes"


def parts(findings: list[Finding]) -> list[tuple[str, list[str]]]:
    kinds = {"open and": "open", "opens and": "open", "close a": "close", "closes a": "close", "apart": "apart"}
    return [
        (next((k for words, k in kinds.items() if words in f.message), "style"), [e.text for e in f.evidence])
        for f in findings
    ]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ('"We agree," the envoy said. "It took a year."',),
        ("“We agree,” the envoy said. “It took a year.”",),
        ("“They said ‘no’,” she recalled.",),
        ('"They said "no" to us," she recalled.',),
        ("“They said “no” to us,” she recalled.",),
        # Each paragraph opens again, only the last one closes.
        ('"We agree.', '"It took a year.', '"We are tired."'),
        ("“We agree.", "“It took a year.”", "Nobody else spoke."),
        # One quote over two paragraphs that is not taken up again, but is closed.
        ('"We agree. It took a year.', 'We are tired."', "Nobody else spoke."),
        # Line ends were lost: the quote is taken up again within the paragraph.
        ('The envoy said: "We agree. It took a year. "We are tired." Nobody else spoke.',),
        # Inches and minutes are no quotes.
        ('A shell of 5" fell 3" from the wall.',),
        ('("Yes," he said.) The vote—"the last one"—was close.',),
        ('He called it a "deal"; others, a "ruse".',),
        ("« Nous verrons », he said.",),
        ("The \"Group of Seven\" met, and 'the others' did not.",),
        ("“ ‘No’ ” was all she said.",),
        ("He said ``never'' again.",),
        ('"We will see ... " and "... we will act".',),
        ("No quotation at all, it's the ministers' day.",),
        ("",),
    ],
)
def test_right_marks_are_left_alone(doubts: Doubts, paragraphs: tuple[str, ...]) -> None:
    assert doubts(CODE, *paragraphs) == []


@pytest.mark.parametrize(
    ("paragraphs", "kind", "evidence"),
    [
        (('"We agree, the envoy said.', "Talks go on."), "open", '"We agree, the envoy said.'),
        (("“We agree, the envoy said.",), "open", "“We agree, the envoy said."),
        (
            ('"We agree, the envoy said. "It took a year."',),
            "open",
            '"We agree, the envoy said. "It took a year."',
        ),
        (('"We agree.', 'The envoy left. "It took a year," she said.'), "open", '"We agree.'),
        (('We agree," the envoy said.',), "close", 'We agree,"'),
        (("It took a year, they say.”",), "close", "It took a year, they say.”"),
        (('"The vote was fair . "', "So she said."), "apart", '"The vote was fair . "'),
        (('She said: " We agree."',), "apart", '" We agree."'),
        (('The "five powers " met.',), "apart", 'The "five powers "'),
        (('He said “we agree" at last.',), "style", 'He said “we agree"'),
        (('He said "we agree” at last.',), "style", 'He said "we agree”'),
    ],
)
def test_wrong_marks_are_found(doubts: Doubts, paragraphs: tuple[str, ...], kind: str, evidence: str) -> None:
    assert parts(doubts(CODE, *paragraphs)) == [(kind, [evidence])]


def test_style_is_a_note_and_the_rest_a_caution(doubts: Doubts) -> None:
    found = doubts(CODE, '"One” and "two', "Three.")
    assert [f.severity for f in found] == ["caution", "note"]


def test_several_are_counted_and_shown(doubts: Doubts) -> None:
    (found,) = doubts(CODE, '"One.', "Two.", '"Three.', "Four.")
    assert found.message.startswith("Two quotes open") and len(found.evidence) == 2


WORDS = st.lists(
    st.sampled_from(["talks", "vote", "border", "Oslo", "envoy", "agreed", "never.", "again,", "they"]),
    min_size=1,
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.sampled_from(['""', "“”"]))
def test_marks_that_close_are_never_doubted(
    doubts: Doubts, pieces: list[tuple[list[str], list[str]]], style: str
) -> None:
    text = " ".join(f"{' '.join(a)} {style[0]}{' '.join(b)}{style[1]}" for a, b in pieces)
    assert doubts(CODE, text) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text("\"“” .\nab«»'5—", max_size=60))
def test_any_text_gives_evidence_that_holds(doubts: Doubts, text: str) -> None:
    doubts(CODE, text)
