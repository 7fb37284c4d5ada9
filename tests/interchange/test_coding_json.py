from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import jsonschema
import pytest

from detente.interchange import coding_schema, to_json
from detente.record import (
    Actor,
    Caption,
    Cast,
    Coder,
    Coding,
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
    Relation,
    Span,
    Stance,
    When,
    Where,
)

TEXT = "Norway's foreign minister phoned Sweden's on Monday. “We talked about fish,” she said."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Document(TEXT).span(start, start + len(words))


def evidence(words: str, role: str = "") -> Evidence:
    return Evidence.of(span(words), TEXT, role)


def coding() -> Coding:
    document = Document(
        TEXT,
        title="Call",
        language="en",
        published=When.parse("2020-06", "metadata"),
        captions=(Caption("A fish", "Photo: NN"),),
        furniture=(Furniture("Leave a comment", "comment_form"),),
    )
    why = Reason("by hand", 1.0)
    norway = Actor("state:NOR", "Norway", "state", "NOR", "GOV", (Office("Minister", "NOR", "GOV", "2017-10-20"),))
    sweden = Actor("state:SWE", "Sweden", "state", "SWE", "GOV")
    cast = Cast(
        (norway, sweden),
        (
            Mention(span("Norway"), (0, 1), norway.id, "name", why),
            Mention(span("Sweden"), (5, 6), sweden.id, "name", why),
        ),
    )
    event = Event(
        "e1",
        EventCode("CONSULT", "phone"),
        "041",
        1,
        1.5,
        ("diplomatic",),
        (),
        (norway.id, sweden.id),
        (),
        None,
        When(date(2020, 6, 1), date(2020, 6, 1), "day", "text"),
        Where("Oslo", "NOR"),
        0.8,
        (evidence("phoned", "trigger"), evidence("Norway", "actor")),
        (why,),
    )
    quote = Quote(
        "q1", "direct", (span("We talked about fish,"),), span("said"), span("she"), norway.id, None, why
    )
    issue = Issue(
        "fisheries",
        ("natural_resource",),
        (Stance(norway.id, "unclear", (evidence("fish"),)),),
        ("e1",),
        ("q1",),
        (evidence("fish"),),
    )
    finding = Finding("no-date", "caution", "The page does not say when it was published.")
    return Coding(Coder("0.1.0", "plover-2.0", "abc")).having(
        document=document,
        cast=cast,
        quotes=(quote,),
        events=(event,),
        issues=(issue,),
        findings=(finding,),
        relations=(Relation("NOR", "SWE", 1, 1.5, None),),
    )


def valid(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(coding_schema()).is_valid(json.loads(json.dumps(value))))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(coding_schema())


def test_a_coding_keeps_the_contract() -> None:
    written = to_json(coding())
    assert valid(written)
    assert written["document"]["published"] == "2020-06"
    assert written["document"]["published_from"] == "metadata"
    assert written["events"][0]["type"] == "CONSULT"
    assert written["events"][0]["when"] == {
        "start": "2020-06-01",
        "end": "2020-06-01",
        "grain": "day",
        "from": "text",
    }
    assert written["events"][0]["issues"] == written["quotes"][0]["issues"] == ["fisheries"]
    assert written["actors"][0]["mentions"] == [[0, 6]]


def test_every_span_written_slices_to_the_words_written() -> None:
    written = to_json(coding())
    text = written["document"]["text"]
    for piece in [e for event in written["events"] for e in event["evidence"]]:
        start, end = piece["span"]
        assert text[start:end] == piece["text"]


def test_a_refused_text_has_null_layers_not_empty_ones() -> None:
    refused = Coding(Coder("0", "0", "0")).having(document=Document("Hallo Welt.", language="de"), findings=())
    written = to_json(refused)
    assert written["events"] is None
    assert written["findings"] == []
    assert valid(written)


@pytest.mark.parametrize(
    "path",
    [
        ("coder", "weights"),
        ("document", "id"),
        ("actors", 0, "country"),
        ("events", 0, "claimed_by"),
        ("events", 0, "evidence", 0, "role"),
        ("quotes", 0, "addressee"),
        ("issues", 0, "holders"),
        ("findings", 0, "severity"),
        ("relations", 0, "deeds"),
    ],
)
def test_the_schema_misses_nothing(path: tuple[Any, ...]) -> None:
    written = deepcopy(to_json(coding()))
    inner: Any = written
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    assert not valid(written)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("events", 0, "quad"), 5),
        (("events", 0, "confidence"), 1.5),
        (("events", 0, "modality"), ["perhaps"]),
        (("quotes", 0, "kind"), "scare"),
        (("quotes", 0, "content"), [[3]]),
        (("actors", 0, "country"), "Norway"),
        (("document", "published"), "June 2020"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_have(path: tuple[Any, ...], wrong: Any) -> None:
    written = deepcopy(to_json(coding()))
    inner: Any = written
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    assert not valid(written)
