from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.web.marks import KINDS, Mark, paragraphs

TEXT = st.text(alphabet="ab .\n", max_size=60)
MARKS = st.lists(
    st.builds(
        lambda kind, start, length, n: Mark(kind, start, start + length, f"{kind}{n}", n, label=f"{kind} {n}"),
        st.sampled_from(KINDS),
        st.integers(-2, 60),
        st.integers(-1, 20),
        st.integers(1, 9),
    ),
    max_size=8,
)


@given(TEXT, MARKS)
def test_pieces_are_the_text_and_every_mark_covers_its_words(text: str, marks: list[Mark]) -> None:
    cut = paragraphs(text, marks)
    assert ["".join(p.text for p in paragraph) for paragraph in cut] == [p for p in text.split("\n") if p.strip()]
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            covered = "".join(p.text for paragraph in cut for p in paragraph if mark in p.marks)
            assert "".join(covered.split()) == "".join(text[mark.start : mark.end].split())


@given(TEXT, MARKS)
def test_each_piece_has_a_layer_a_kind_the_outermost_first(text: str, marks: list[Mark]) -> None:
    for paragraph in paragraphs(text, marks):
        for piece in paragraph:
            kinds = [kind for kind, _, _ in piece.layers]
            assert kinds == [k for k in KINDS if any(m.kind == k for m in piece.marks)]
            assert {m.kind for m in piece.ends} <= {"event"}


def test_overlapping_marks_keep_both_labels() -> None:
    text = "They met and agreed."
    marks = [Mark("quote", 0, 12, "q", 1, label="who"), Mark("event", 5, 19, "e", 1, "good", "met")]
    pieces = paragraphs(text, marks)[0]
    assert [p.text for p in pieces] == ["They ", "met and", " agreed", "."]
    assert pieces[1].layers == (("quote", "", "who"), ("event", "good", "met"))
    assert [m.about for m in pieces[2].ends] == ["e"]
