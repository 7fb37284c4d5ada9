from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import LayerMissing, RecordError
from detente.record import (
    Cast,
    Coder,
    Coding,
    Document,
    Evidence,
    Mention,
    Reading,
    Reason,
    Sentence,
    Span,
    Token,
    When,
)


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_evidence_holds_the_words_it_was_made_from(text: str, start: int, length: int) -> None:
    evidence = Evidence.of(Span("t", start, start + length), text)
    assert evidence.holds(text)
    assert evidence.text == text[start : start + length]


def test_evidence_does_not_hold_in_a_changed_text() -> None:
    evidence = Evidence.of(Span("t", 0, 5), "Putin met Pompeo.")
    assert not evidence.holds("Lavrov met Pompeo.")


def test_a_span_that_runs_backwards_is_refused() -> None:
    with pytest.raises(RecordError, match="backwards"):
        Span("t", 5, 4)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_spans_overlap_when_they_share_a_character(a: int, m: int, b: int, n: int) -> None:
    first, second = Span("t", a, a + m), Span("t", b, b + n)
    shared = set(range(a, a + m)) & set(range(b, b + n))
    if m and n:
        assert first.overlaps(second) == bool(shared) == second.overlaps(first)
    assert not first.overlaps(Span("other text", b, b + n))


def test_a_document_is_named_by_its_text_alone() -> None:
    assert Document("One story.").id == Document("One story.", title="A headline").id
    assert Document("One story.").id != Document("Another story.").id


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_keep_their_precision(day: date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", day.isoformat()):
        when = When.parse(text, "text")
        assert when.isoformat() == text
        assert when.end is not None
        assert when.start <= day <= when.end


@pytest.mark.parametrize("text", ["", "May", "2019-13", "2019-02-30", "2019-05-14-01", "-5"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        When.parse(text, "given")


def test_a_missing_layer_is_an_error_that_names_the_stage() -> None:
    coding = Coding(Coder("0", "0", "0")).having(document=Document("x"))
    with pytest.raises(LayerMissing, match="`events`"):
        _ = coding.events
    assert coding.having(events=()).events == ()


def test_having_a_layer_changes_nothing_that_was_there() -> None:
    before = Coding(Coder("0", "0", "0"))
    before.having(document=Document("x"))
    assert not before.has("document")


def test_codings_can_be_sent_to_another_process() -> None:
    coding = Coding(Coder("0", "0", "0")).having(document=Document("x"), cast=Cast((), ()))
    back = pickle.loads(pickle.dumps(coding))
    assert back == coding
    assert back.document.text == "x"


def reading() -> Reading:
    """ "Iran warned Iraq.", with the verb as its root."""
    words = [("Iran", 0, "nsubj", 1), ("warned", 5, "ROOT", 1), ("Iraq", 12, "dobj", 1), (".", 16, "punct", 1)]
    tokens = tuple(Token(i, s, s + len(w), w, w, "", "", d, h) for i, (w, s, d, h) in enumerate(words))
    return Reading("t", "Iran warned Iraq.", tokens, (Sentence(0, 4, 0),), ((0, 17),))


def test_a_reading_knows_its_syntax() -> None:
    r = reading()
    assert [t.text for t in r.children(1)] == ["Iran", "Iraq", "."]
    assert [t.text for t in r.ancestors(0)] == ["warned"]
    assert r.subtree(1) == (0, 1, 2, 3)
    assert r.root_of(2, 4) == 2
    assert r.words(0, 3) == "Iran warned Iraq"


@pytest.mark.parametrize(
    ("start", "end", "tokens"), [(0, 4, (0, 1)), (1, 6, (0, 2)), (4, 5, (1, 1)), (0, 17, (0, 4)), (16, 17, (3, 4))]
)
def test_characters_lead_to_tokens(start: int, end: int, tokens: tuple[int, int]) -> None:
    assert reading().tokens_in(start, end) == tokens


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=12), st.integers(0, 40))
def test_a_cast_knows_who_is_named_at_a_token(ranges: list[tuple[int, int]], token: int) -> None:
    why = Reason("by hand", 1.0)
    mentions = tuple(
        Mention(Span("t", a, a + n), (a, a + n), f"a{i}", "name", why) for i, (a, n) in enumerate(ranges)
    )
    found = Cast((), mentions).at(token)
    assert set(found) == {m for m in mentions if m.tokens[0] <= token < m.tokens[1]}
    assert [len(m.span) for m in found] == sorted((len(m.span) for m in found), reverse=True)


def test_a_cast_takes_mentions_of_any_length() -> None:
    mention = Mention(Span("t", 0, 10**9), (0, 10**9), "a", "name", Reason("by hand", 1.0))
    assert Cast((), (mention,)).at(10**8) == (mention,)
