"""Whatever a record can hold comes back from the disk as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.record import (
    ACTOR_KINDS,
    GRAINS,
    MENTION_KINDS,
    MODALITIES,
    ORIGINS,
    QUOTE_KINDS,
    ROLES,
    SEVERITIES,
    STANCES,
    Actor,
    Caption,
    Cast,
    Coder,
    Coding,
    Count,
    Document,
    Event,
    EventCode,
    Evidence,
    Finding,
    Furniture,
    Issue,
    Mention,
    Office,
    Quote,
    Reason,
    Span,
    Stance,
    When,
    Where,
)
from detente.store import Store

WORDS = st.text(max_size=12)
MAYBE = st.none() | WORDS
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(0, 10**9)


def several(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


@st.composite
def whens(draw: st.DrawFn) -> When:
    start, end = sorted((draw(st.dates()), draw(st.dates())))
    return When(
        start, draw(st.sampled_from([None, end])), draw(st.sampled_from(GRAINS)), draw(st.sampled_from(ORIGINS))
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return Document(
        text=draw(st.text(max_size=60)),
        title=draw(MAYBE),
        url=draw(MAYBE),
        language=draw(MAYBE),
        published=draw(st.none() | whens()),
        byline=draw(MAYBE),
        dateline=draw(MAYBE),
        captions=draw(several(st.builds(Caption, WORDS, WORDS))),
        furniture=draw(several(st.builds(Furniture, WORDS, WORDS))),
        encoding=draw(WORDS),
        doubtful_characters=draw(WHOLE),
        site=draw(MAYBE),
    )


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    document = draw(documents())

    def span() -> Span:
        start, end = sorted((draw(WHOLE), draw(WHOLE)))
        return Span(draw(st.sampled_from([document.id, "another-text"])), start, end)

    spans = st.builds(span)
    reasons = st.builds(Reason, WORDS, NUMBER, WORDS)
    evidence = several(st.builds(Evidence, spans, WORDS, st.sampled_from([*ROLES, ""])))
    offices = st.builds(Office, WORDS, WORDS, WORDS, MAYBE, MAYBE, WORDS)
    actors = st.builds(Actor, WORDS, WORDS, st.sampled_from(ACTOR_KINDS), MAYBE, MAYBE, several(offices), MAYBE)
    mentions = st.builds(Mention, spans, st.tuples(WHOLE, WHOLE), WORDS, st.sampled_from(MENTION_KINDS), reasons)
    quotes = st.builds(
        Quote,
        WORDS,
        st.sampled_from(QUOTE_KINDS),
        several(spans),
        st.none() | spans,
        st.none() | spans,
        MAYBE,
        MAYBE,
        reasons,
    )
    wheres = st.builds(Where, WORDS, MAYBE, st.none() | NUMBER, st.none() | NUMBER, st.none() | WHOLE)
    events = st.builds(
        Event,
        WORDS,
        st.builds(EventCode, WORDS, MAYBE),
        MAYBE,
        st.integers(1, 4),
        NUMBER,
        several(WORDS),
        several(st.sampled_from(MODALITIES)),
        several(WORDS),
        several(WORDS),
        MAYBE,
        st.none() | whens(),
        st.none() | wheres,
        NUMBER,
        evidence,
        several(reasons),
        several(st.builds(Count, WORDS, WHOLE, st.none() | WHOLE, spans)),
    )
    stances = st.builds(Stance, WORDS, st.sampled_from(STANCES), evidence)
    issues = st.builds(Issue, WORDS, several(WORDS), several(stances), several(WORDS), several(WORDS), evidence)
    findings = st.builds(Finding, WORDS, st.sampled_from(SEVERITIES), WORDS, evidence)
    layers: dict[str, st.SearchStrategy[Any]] = {
        "cast": st.builds(Cast, several(actors), several(mentions)),
        "quotes": several(quotes),
        "events": several(events),
        "issues": several(issues),
        "findings": several(findings),
    }
    given_layers = draw(st.sets(st.sampled_from(sorted(layers))))
    coder = draw(st.builds(Coder, WORDS, WORDS, WORDS))
    return Coding(coder).having(document=document, **{n: draw(layers[n]) for n in sorted(given_layers)})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(coding=codings())
def test_any_coding_comes_back_equal(coding: Coding, tmp_path_factory: Any) -> None:
    store = Store.open(_shared(tmp_path_factory), create=True)
    known = store.has(coding.document.id, coding.coder)
    store.add([coding])
    if not known:
        assert store.coding(coding.document.id) == coding
    assert store.has(coding.document.id, coding.coder)


def _shared(factory: Any) -> Path:
    """One store for all examples: making one takes longer than using it."""
    return Path(factory.getbasetemp()) / "rows-store"


def test_numbers_keep_every_bit(tmp_path: Path) -> None:
    day = When(date(1, 1, 1), date(9999, 12, 31), "part", "text")
    scores = (0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, -9.999999999999998, 1 / 3)
    findings = (Finding("a", "note", 'tab\t quote" nul\x00 line\u2028 end\x7f 😀 e\u0301 \ufeff', ()),)
    events = tuple(
        Event(str(n), EventCode("X"), None, 1, s, (), (), (), (), None, day, None, s, (), (Reason("r", s),))
        for n, s in enumerate(scores)
    )
    coding = Coding(Coder("a", "b", "c")).having(document=Document("x"), events=events, findings=findings)
    store = Store.open(tmp_path / "s", create=True)
    store.add([coding])
    back = store.coding(coding.document.id)
    assert back == coding
    assert [repr(e.score) for e in back.events] == [repr(s) for s in scores]
