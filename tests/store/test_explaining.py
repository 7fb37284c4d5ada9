"""An explanation shows the sentence, the words, and why each party was linked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.record import (
    Actor,
    Cast,
    Coder,
    Coding,
    Document,
    Event,
    EventCode,
    Evidence,
    Mention,
    Office,
    Reason,
    Span,
)
from detente.store import Store, explain
from detente.store.explaining import sentence_around

TEXT = (
    "The talks opened in Vienna. Gen. Ann Lee of Norland accused the U.S. envoy of stalling on Monday.\n\n"
    "“We waited,” she said. Nobody else spoke.\n\n"
    "Lee left early."
)


def at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("talks", "The talks opened in Vienna."),
        ("accused", "Gen. Ann Lee of Norland accused the U.S. envoy of stalling on Monday."),
        ("Monday", "Gen. Ann Lee of Norland accused the U.S. envoy of stalling on Monday."),
        ("early", "Lee left early."),
        (
            "Vienna. Gen.",
            "The talks opened in Vienna. Gen. Ann Lee of Norland accused the U.S. envoy of stalling on Monday.",
        ),
        ("Monday.\n\n“We", TEXT[28 : TEXT.index(" Nobody")]),
    ],
)
def test_the_sentence_around_words(words: str, sentence: str) -> None:
    start, end = sentence_around(TEXT, *at(words))
    found = TEXT[start:end]
    # A passage may be longer than its sentence where a short word ends one, but never shorter.
    assert words in found and sentence in found


def _coding() -> Coding:
    document = Document(TEXT, "Vienna talks stall")
    office = Office("Chief of staff", "NOR", "MIL", "2018-02", None, "made up")
    lee = Actor("person:lee", "Ann Lee", "person", "NOR", "MIL", (office,))
    envoy = Actor("x:envoy", "the U.S. envoy", "office", "USA", "GOV")
    away = Actor("state:AUT", "Austria", "state", "AUT")
    mentions = (
        Mention(
            document.span(*at("Gen. Ann Lee")),
            (0, 1),
            lee.id,
            "name",
            Reason("registry", 0.9, "office on the day"),
        ),
        Mention(document.span(*at("she")), (5, 6), lee.id, "pronoun", Reason("chain", 0.6)),
        Mention(document.span(*at("U.S. envoy")), (3, 4), envoy.id, "role", Reason("role list", 0.8)),
    )
    evidence = (
        Evidence.of(document.span(*at("accused")), TEXT, "trigger"),
        Evidence.of(document.span(*at("Gen. Ann Lee")), TEXT, "actor"),
        Evidence.of(document.span(*at("the U.S. envoy")), TEXT, "recipient"),
        Evidence.of(document.span(*at("she said")), TEXT, "claim"),
    )
    event = Event(
        "abc123",
        EventCode("ACCUSE"),
        None,
        3,
        -2.0,
        (),
        (),
        (lee.id,),
        (envoy.id, away.id),
        lee.id,
        None,
        None,
        0.7,
        evidence,
        (Reason("lexicon: accuse", 0.8),),
    )
    return Coding(Coder("0", "2.0", "x")).having(
        document=document,
        cast=Cast((lee, envoy, away), mentions),
        quotes=(),
        events=(event,),
        issues=(),
        findings=(),
    )


def test_an_explanation_out_of_a_store(store: Store) -> None:
    coding = _coding()
    store.add([coding])
    told = explain(store.event("abc"), store.coding(coding.document.id))
    assert told.coding == coding and told.row.claimed_by == coding.cast["person:lee"]
    first, second = told.passages
    assert first.span.words(TEXT).endswith("accused the U.S. envoy of stalling on Monday.")
    assert "she said" in second.span.words(TEXT)
    for passage in told.passages:
        assert "".join(text for text, _ in passage.pieces) == passage.span.words(TEXT)
    assert ("accused", ("trigger",)) in first.pieces and ("the U.S. envoy", ("recipient",)) in first.pieces
    lee, envoy, austria, claimant = told.parties
    assert [p.role for p in told.parties] == ["actor", "recipient", "recipient", "claim"]
    assert lee.actor.offices[0].title == "Chief of staff"
    assert (
        [m.span.words(TEXT) for m in lee.mentions]
        == ["Gen. Ann Lee", "she"]
        == [m.span.words(TEXT) for m in claimant.mentions]
    )
    assert [m.reason.rule for m in envoy.mentions] == ["role list"]
    assert austria.mentions == ()


def test_evidence_that_nests_keeps_all_its_roles(store: Store) -> None:
    coding = _coding()
    event = coding.events[0]
    whole = Evidence.of(coding.document.span(*at("Gen. Ann Lee of Norland accused")), TEXT, "claim")
    nested = coding.having(events=(replace(event, evidence=(*event.evidence, whole)),))
    store.add([nested])
    pieces = dict(explain(store.event("abc123"), nested).passages[0].pieces)
    assert pieces["accused"] == ("trigger", "claim") and pieces["Gen. Ann Lee"] == ("actor", "claim")


def test_evidence_in_another_text_is_not_cut_out_of_this_one(store: Store) -> None:
    coding = _coding()
    event = coding.events[0]
    elsewhere = Evidence(Span("headline", 0, 6), "Vienna", "where")
    spoiled = coding.having(events=(replace(event, evidence=(event.evidence[0], elsewhere)),))
    assert len(explain_one(store, spoiled).passages) == 1


def explain_one(store: Store, coding: Coding):  # type: ignore[no-untyped-def]
    store.add([coding])
    return explain(store.event("abc123"), coding)
