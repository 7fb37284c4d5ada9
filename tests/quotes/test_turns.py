"""Speech without quotation marks, and sources that want not to be known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.quotes import is_anonymous
from detente.record import Cast, Document, Quote

Finder = Callable[[str], list[tuple[str, str | None, list[str]]]]
Whole = Callable[[str], tuple[Document, Cast, tuple[Quote, ...]]]


def test_an_interview_is_in_the_speakers_own_words(found: Finder) -> None:
    text = (
        "Spiegel: Mr. Lavrov, is the Cold War back?\n\n"
        "Lavrov: No. It never left some people's heads.\n\n"
        "That is all I can say.\n\n"
        "Spiegel: You think it will end?\n\n"
        "Lavrov: I hope so."
    )
    rows = found(text)
    assert [k for k, _, _ in rows] == ["direct"] * 4
    assert rows[0][2] == ["Mr. Lavrov, is the Cold War back?"]
    assert rows[1][1] == "Lavrov"
    assert "That is all I can say" in rows[1][2][0]
    assert rows[3][2] == ["I hope so."]


def test_question_and_answer_need_no_names(found: Finder) -> None:
    assert [c for _, _, c in found("Q: Will you meet Kim again?\n\nA: I think we will, and soon.")] == [
        ["Will you meet Kim again?"],
        ["I think we will, and soon."],
    ]


def test_turns_inside_one_paragraph(found: Finder) -> None:
    text = "Anna Lindh: But we did go to war. Anders Borg: Did we? Anna Lindh: We did. Anders Borg: So be it."
    rows = found(text)
    assert [c for _, _, c in rows] == [["But we did go to war."], ["Did we?"], ["We did."], ["So be it."]]
    assert [bool(who and who.endswith("Lindh")) for _, who, _ in rows] == [True, False, True, False]


def test_a_second_source_is_no_part_of_what_the_first_says(found: Finder) -> None:
    rows = found("Anna Lindh said the bridge was open, according to the newspaper Dagens Nyheter.")
    assert ("indirect", "Anna Lindh", ["the bridge was open"]) in rows


def test_a_refusal_stands_in_the_cue(whole: Whole) -> None:
    document, _, quotes = whole("Anna Lindh declined to comment on the plan.")
    assert [q.cue.words(document.text) for q in quotes if q.cue] == ["declined to comment on"]


def test_a_report_speaks_for_whoever_wrote_it(whole: Whole) -> None:
    _, cast, quotes = whole("Anna Lindh is here. Anna Lindh's letter said that the bridge was open.")
    assert [cast[q.speaker].name for q in quotes if q.speaker] == ["Anna Lindh"]


def test_a_list_of_results_and_subheadings_are_no_interview(found: Finder) -> None:
    text = "Merkel: 547.\n\nSchulz: 46.\n\nOthers: 12."
    assert not [row for row in found(text) if row[0] == "direct"]
    text = (
        "Merkel: now or never.\n\nShe has to win in May. Her party knows it.\n\n"
        "Schulz: a slow start.\n\nHe came late."
    )
    assert not [row for row in found(text) if row[0] == "direct"]


def test_dialogue_after_dashes(found: Finder) -> None:
    text = "– We are ready to talk, said the minister, Anna Lindh.\n\n– When? a reporter asked."
    assert [(k, c) for k, _, c in found(text)] == [("direct", ["We are ready to talk"]), ("direct", ["When?"])]


def test_a_list_with_dashes_is_no_dialogue(found: Finder) -> None:
    (row,) = found("– The minister said that the bridge was open.")
    assert row[0] == "indirect"


def test_as_somebody_put_it(found: Finder) -> None:
    (row,) = found('As Anna Lindh put it, "Asia is no chessboard for others".')
    assert row == ("direct", "Anna Lindh", ["Asia is no chessboard for others"])


def test_the_tellers_words_between_two_pieces_are_no_part(found: Finder) -> None:
    (row,) = found("“We are friends”, Anna Lindh said, “and friends”, she went on, “do not lie to each other.”")
    assert row[2] == ["We are friends", "and friends", "do not lie to each other."]


def test_a_title_between_two_pieces_does_not_part_them(found: Finder) -> None:
    text = '"We shall see," Anna Lindh told the program "Good Morning". "Nothing has been signed so far."'
    assert found(text)[0][2] == ["We shall see,", "Nothing has been signed so far."]
    assert len(found(text)) == 1


def test_a_lost_space_before_a_mark_opens_a_quotation(found: Finder) -> None:
    (row,) = found('"It was all lies," Anna Lindh said in the square."We were deceived into coming here."')
    assert row[2] == ["It was all lies,", "We were deceived into coming here."]


def test_what_leads_into_words_in_mid_sentence_belongs_to_them(found: Finder) -> None:
    (row,) = found('Right-wing parties all over the country "will go on to mix the two," Anna Lindh said.')
    assert row == ("mixed", "Anna Lindh", ['Right-wing parties all over the country "will go on to mix the two,"'])


def test_a_speaker_inside_what_is_criticised_keeps_his_words(found: Finder) -> None:
    rows = found("Anna Lindh criticised the treaty, which Anders Borg said was dead.")
    assert ("indirect", "Anders Borg", ["which", "was dead"]) in rows


@pytest.mark.parametrize(
    "text",
    [
        "A senior official, who asked not to be named, said the talks had failed.",
        "The talks had failed, an envoy said on condition of anonymity.",
        "Sources close to the talks said an accord was near.",
        "People familiar with the matter said an accord was near.",
        '"It is over," said a diplomat, who was not authorised publicly to speak.',
        '"It is over," said an aide. He declined to be identified.',
    ],
)
def test_sources_that_want_not_to_be_known(whole: Whole, text: str) -> None:
    document, _, quotes = whole(text)
    said = [q for q in quotes if any("over" in w or "failed" in w or "near" in w for w in _words(document, q))]
    assert len(said) == len(quotes) == 1
    assert is_anonymous(document.text, said[0]) is not text.endswith("He declined to be identified.")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lindh said the talks had failed.",
        'Anna Lindh said: "Anonymous letters are a crime."',
        "Anna Lindh said the man had asked not to be named.",
    ],
)
def test_others_are_known(whole: Whole, text: str) -> None:
    document, _, quotes = whole(text)
    assert quotes
    assert not any(is_anonymous(document.text, q) for q in quotes)


def _words(document: Document, quote: Quote) -> list[str]:
    return [s.words(document.text) for s in quote.content]
