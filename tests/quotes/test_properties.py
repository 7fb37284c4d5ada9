from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.actors import find as find_actors
from detente.quotes import find
from detente.reading import quoted_passages, read
from detente.record import Cast, Document, Quote

Whole = Callable[[str], tuple[Document, Cast, tuple[Quote, ...]]]

PIECES = [
    '"We agree," she said.',
    '"We agree," said Anna Lindh, who left, "but not on this."',
    "Sir. Anders told Mr Ruiz that the bridge, he said, was open.",
    "“Nobody came . ”",
    "According to the ministry, talks, which Iran wants, are expected to fail.",
    '"Unclosed and loud, he cried.',
    "\n\n",
    "Iran denied having said it was over, adding that it hoped to win.",
    "His claim that the «deal» was 'dead' made it clear that they lied.",
    "''Go,'' they said; she appears to have gone - \"Yes.\" - Anders",
    'said said said, he said, "said," said',
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_spans_slice_to_words_and_do_not_overlap(whole: Whole, pieces: list[str]) -> None:
    document, _, quotes = whole(" ".join(pieces))
    taken: set[int] = set()
    assert len({q.id for q in quotes}) == len(quotes)
    for q in quotes:
        assert q.content
        for span in (*q.content, *filter(None, (q.cue, q.source))):
            words = span.words(document.text)
            assert words and words == words.strip()
        for span in q.content:
            own = set(range(span.start, span.end))
            assert not own & taken
            taken |= own
            assert q.cue is None or not span.overlaps(q.cue)


STYLES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("''", "''"), ("``", "''"), ("»", "«"), ("„", "”")]
MARKED = [
    "{We agree,} she said.",
    "{We agree,} said Anna Lindh, who left, {but not on this.}",
    "Anna Lindh told reporters: {Nobody came. It was over.}",
    "The report called the plan {weak} and the talks {a waste of time}.",
    "{Go,} they said. {We never want to see you here again.}",
    "Iran denied that it was {an outlaw state}, adding: {We keep our word.}",
    "The so-called {peace plan} was dead, Anders Borg wrote.",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.sampled_from(MARKED), min_size=1, max_size=4),
    styles=st.tuples(st.sampled_from(STYLES), st.sampled_from(STYLES)),
    gap=st.sampled_from([" ", "\n\n"]),
)
def test_no_style_of_marks_changes_the_result(
    whole: Whole, pieces: list[str], styles: tuple[tuple[str, str], tuple[str, str]], gap: str
) -> None:
    told = []
    for opening, closing in styles:
        document, cast, quotes = whole(gap.join(pieces).replace("{", opening).replace("}", closing))

        def plain(text: str, marks: tuple[str, str] = (opening, closing)) -> str:
            return text.replace(marks[0], "|").replace(marks[1], "|")

        rows = []
        for q in quotes:
            who = cast[q.speaker].name if q.speaker else ""
            rows.append((q.kind, [plain(s.words(document.text)) for s in q.content], who))
        told.append(rows)
    assert told[0] == told[1]


def test_all_passages_of_the_mission_page_have_the_right_speaker(gold: Path) -> None:
    document = Document((gold / "articles" / "us-russia-2019.txt").read_text(encoding="utf-8"))
    reading = read(document)
    cast = find_actors(document, reading)
    quotes = find(document, reading, cast)
    speakers = []
    for passage in quoted_passages(document.text):
        inner = document.span(passage.inner_start, passage.inner_end)
        owner = next((q for q in quotes if any(s.overlaps(inner) for s in q.content)), None)
        speakers.append(cast[owner.speaker].name if owner and owner.speaker else None)
    putin, pompeo = "Vladimir Putin", "Mike Pompeo"
    assert speakers == [putin] * 3 + [pompeo] * 4 + [putin] * 2 + [pompeo] * 3
