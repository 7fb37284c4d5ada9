"""Damage of twelve kinds is noticed; stories without it are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evaluate import measure
from detente.evaluate.damage import STRENGTHS, damaged, kinds
from detente.integrity import doubt_document
from detente.record import Document

FERRY = (
    "Foreign ministers Anna Lindqvist of Sweden and Teemu Laine of Finland met in Turku on Tuesday and agreed to "
    "reopen the ferry line to Mariehamn that was closed after a quarrel over fishing rights.",
    "Lindqvist told reporters that both governments had wanted the line back for years. “The islands have been "
    "waiting long enough for this ferry,” she said after the meeting.",
    "Laine promised twelve million euros for a new pier in Turku, where the ferry is to leave every evening.",
    "The governments had quarrelled since Finland arrested four Swedish fishermen. “Nobody on the islands forgot "
    "those arrests,” said Karin Berg, a fisherman's widow who leads the union of Mariehamn.",
    "Berg said her members would watch the new commission closely, because the quota for herring remains disputed "
    "between Sweden and Finland.",
)
TEXT = "\n\n".join(FERRY)
MILL = (
    "Court stops sale of sugar mill",
    "A court in Nairobi has stopped the sale of the state sugar mill at Mumias to a company from Mauritius. Judge "
    "Wanjiru Kamau said parliament had to be heard.",
    "Workers who had waited since the morning cheered in front of the building. Their union says that the buyer "
    "had never shown where its money came from.",
    "Peter Otieno, the trade minister, promised to appeal against the ruling before the cane harvest begins.",
)
TEASERS = (
    "Storm leaves coast without power. Repair crews wait for the wind to drop.",
    "Teachers vote for strike. Schools in four districts stay shut from Monday.",
    "Museum returns bronze statue. It had stood in a cellar since an expedition.",
    "Wolf seen near village. Shepherds ask for fences, the forester asks for patience.",
    "Airline drops three routes. Passengers get refunds, though not before spring.",
    "Wheat prices fall again. Bakers rejoice while farmers worry about loans.",
    "Goalkeeper scores late winner. The corner had looked harmless to everybody.",
)


def codes(text: str) -> set[str]:
    """Codes of the findings about garbling in an English text; its missing date is none of them."""
    return {f.code for f in doubt_document(Document(text, language="en"))} - {"no-date"}


def test_nothing_is_wrong_with_the_story_itself() -> None:
    assert codes(TEXT) == set()


def test_another_story_behind_the_first() -> None:
    findings = doubt_document(Document("\n\n".join([*FERRY, *MILL]), language="en"))
    (found,) = (f for f in findings if f.code == "several-stories")
    assert [e.text for e in found.evidence] == ["Court stops sale of sugar mill"]


def test_a_heading_within_one_story_is_no_seam() -> None:
    assert codes("\n\n".join([*FERRY[:3], "The long quarrel over herring", *FERRY[3:]])) == set()


def test_teasers_behind_a_story() -> None:
    findings = doubt_document(Document("\n\n".join([*FERRY, *TEASERS]), language="en"))
    (found,) = (f for f in findings if f.code == "several-stories")
    assert "announce other stories" in found.message
    assert [e.text[:5] for e in found.evidence] == [t[:5] for t in TEASERS]


def test_a_page_of_nothing_but_teasers() -> None:
    assert "several-stories" in codes("\n\n".join(TEASERS))


def test_letters_that_a_scanner_takes_for_others() -> None:
    scanned = TEXT.replace("governments", "govemments").replace("waiting", "wa1ting").replace("the", "tbe")
    findings = doubt_document(Document(scanned, language="en"))
    (found,) = (f for f in findings if f.code == "misread-letters")
    assert {"govemments", "wa1ting", "tbe"} >= {e.text for e in found.evidence} > {"tbe"}


@pytest.mark.parametrize(
    "text",
    [
        "The jihadi group's peshmerga rivals signaled that neighboring militias favored labor over armor.",
        "He wrote on 4chan and in r2d2's log; the b2b fair, MH17, the G20, COVID19 and 5G were all he knew.",
    ],
)
def test_rare_words_and_american_spelling_are_not_misread(text: str) -> None:
    assert "misread-letters" not in codes(text)


def test_words_parted_at_the_ends_of_printed_lines() -> None:
    findings = doubt_document(Document(TEXT.replace("reporters", "repor- ters"), language="en"))
    (found,) = (f for f in findings if f.code == "parted-words")
    assert [e.text for e in found.evidence] == ["repor- ters"]


@pytest.mark.parametrize(
    "phrase", ["two- and three-year terms", "pre- or postwar", "short- to medium-range", "well- known"]
)
def test_hyphens_that_belong(phrase: str) -> None:
    assert "parted-words" not in codes(f"They spoke about {phrase} in the evening.")


def test_persons_spoken_of_before_they_are_introduced() -> None:
    parts = [
        "Berg said that her members would watch the commission. Otter had said so too, and Lind agreed with Berg.",
        "The quota for herring remains disputed, and nothing was said about it on Tuesday in the town hall.",
        "Both governments had wanted the line back for years, and the islands have been waiting for the ferry.",
        "The ferry is to leave every evening, from a new pier that will cost twelve million euros in all.",
        "The union is led by Karin Berg, a fisherman's widow, and its lawyer is the former minister Paul Otter.",
        "It was joined by Eva Lind, a teacher from the islands, when the line was closed.",
    ]
    assert "shuffled" in codes("\n\n".join(parts))
    assert "shuffled" not in codes("\n\n".join([*parts[4:], *parts[:4]]))


@settings(deadline=None, max_examples=40)
@given(kind=st.sampled_from(kinds()), strength=st.sampled_from(STRENGTHS), seed=st.text(max_size=4))
def test_the_editor_does_the_same_again_and_findings_slice(kind: str, strength: int, seed: str) -> None:
    after = damaged(TEXT, kind, strength, seed)
    assert after == damaged(TEXT, kind, strength, seed)
    for finding in doubt_document(Document(after, language="en")):
        for evidence in finding.evidence:
            assert after[evidence.span.start : evidence.span.end] == evidence.text


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="aB1.,“\"'’- \né", max_size=40), max_size=8).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    doubt_document(Document(text, language="en"))


def test_measuring_damage(tmp_path: Path) -> None:
    gold = tmp_path / "articles.jsonl"
    gold.write_text(json.dumps({"id": "1", "text": TEXT}) + "\n", "utf-8")
    result = measure("garbling", gold)
    assert result.scores["clean"] == 1.0
    assert result.scores["detected"] > 0.5
    assert [row["kind"] for row in result.table] == [*kinds(), "(none)"]
