from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.reading import read
from detente.record import Document, Reading

PIECES = [
    "Sir. Anders did not agree.",
    "Gen. Ruiz met Gov. Lindqvist in Oslo.",
    '"It is over," she said.',
    "“Nobody came . ” Then it rained.",
    "Mr. Demir's aide told him: «We wait».",
    "\n\n",
    "\n",
    "  ",
    "The U.S. and the EU talked.",
    "He said 'no' twice.",
]


def sentences(text: str) -> list[str]:
    r = read(Document(text))
    return [r.words(s.start, s.end) for s in r.sentences]


def check(r: Reading) -> None:
    assert all(r.text[t.start : t.end] == t.text for t in r.tokens)
    assert [t.i for t in r.tokens] == list(range(len(r.tokens)))
    at = 0
    for s in r.sentences:
        assert s.start == at < s.end
        first, last = r.paragraphs[s.paragraph]
        assert first <= r.tokens[s.start].start and r.tokens[s.end - 1].end <= last
        assert all(s.start <= t.head < s.end for t in r.tokens[s.start : s.end])
        at = s.end
    assert at == len(r.tokens)
    taken: set[int] = set()
    for chain in r.chains:
        for start, end in chain.mentions:
            assert not taken & set(range(start, end))
            taken |= set(range(start, end))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_tokens_slice_and_sentences_partition_them(pieces: list[str]) -> None:
    check(read(Document(" ".join(pieces))))


def test_a_title_with_a_full_stop_ends_no_sentence() -> None:
    assert sentences("The talks failed. Sir. Anders did not accept the plan.")[-1].startswith("Sir. Anders")
    assert len(sentences("Gen. Ruiz left the room. Gov. Lindqvist stayed.")) == 2


def test_an_answer_before_a_new_sentence_stays_two() -> None:
    assert sentences("Yes, Sir. Nobody came.") == ["Yes, Sir.", "Nobody came."]


def test_a_closing_mark_that_stands_apart_begins_no_sentence() -> None:
    assert sentences('"The vote must be open and honest . "') == ['"The vote must be open and honest . "']


def test_the_style_of_marks_does_not_change_the_reading() -> None:
    def shape(opening: str, closing: str) -> list[tuple[str, str, int]]:
        r = read(Document(f"{opening}We agree on this,{closing} Ms. Sato said. {opening}It’s late.{closing}"))
        return [(t.pos, t.dep, t.head) for t in r.tokens]

    assert shape('"', '"') == shape("“", "”") == shape("«", "»") == shape("„", "“") == shape("‘", "’")


def test_hoped_is_a_form_of_hope() -> None:
    r = read(Document("They hoped for peace and hopped over the wall."))
    assert [t.lemma for t in r.tokens if t.pos == "VERB"] == ["hope", "hop"]


def test_the_parser_is_named_without_being_loaded(tmp_path: Path) -> None:
    """What a run writes into its plan is what its readings say, whether the pipeline is a package or a folder."""
    from detente.errors import InputError
    from detente.reading import installed, load, name_of

    assert installed() == name_of(load())
    load().to_disk(tmp_path / "mine")
    assert installed(str(tmp_path / "mine")) == name_of(load(str(tmp_path / "mine")))
    with pytest.raises(InputError, match="nonsuch"):
        installed("nonsuch")
