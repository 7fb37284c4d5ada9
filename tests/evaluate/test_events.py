"""Task `events`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.evaluate import measure
from detente.evaluate.events import Events

TEXT = "Kenya and Peru met Ghana; Oman left."


def party(span: list[int], country: str | None = None) -> dict[str, Any]:
    return {"country": country, "sector": None, "span": span}


def predicted(event: str, actors: list[Any], recipients: list[Any], *modality: str) -> dict[str, Any]:
    return {
        "id": "1",
        "events": [{"event": event, "actors": actors, "recipients": recipients, "modality": modality}],
    }


def gold_line(event: str | None, actor_spans: list[list[int]], recipient_spans: list[list[int]]) -> dict[str, Any]:
    spans = {"actor_spans": actor_spans, "recipient_spans": recipient_spans}
    return {"id": "1", "text": TEXT, "events": [{"event": event, "actors": [], "recipients": [], **spans}]}


def test_parties_by_overlapping_spans_in_either_order_when_both_act() -> None:
    prediction = predicted("CONSULT", [party([19, 24]), party([0, 5])], [])
    scores = Events().score([gold_line("CONSULT", [[0, 5]], [[19, 24]])], [prediction])
    assert scores["whole_f1"] == scores["type_f1"] == 1


def test_swapped_parties_are_wrong() -> None:
    prediction = predicted("ACCUSE", [party([19, 24])], [party([0, 5])])
    scores = Events().score([gold_line("ACCUSE", [[0, 5]], [[19, 24]])], [prediction])
    assert (scores["type_f1"], scores["whole_f1"]) == (1, 0)


def test_a_comment_is_not_missed_but_an_event_there_is_false() -> None:
    nothing = {"id": "1", "events": []}
    assert Events().score([gold_line("NONE", [], [])], [nothing])["type_recall"] == 0
    scores = Events().score(
        [gold_line("NONE", [], []), gold_line("ACCUSE", [[0, 5]], [[19, 24]])],
        [predicted("AID", [party([0, 5])], []), predicted("ACCUSE", [party([0, 5])], [party([19, 24])])],
    )
    assert (scores["type_precision"], scores["type_recall"]) == (0.5, 1)


def test_what_did_not_happen_is_not_scored() -> None:
    scores = Events().score(
        [gold_line("ACCUSE", [[0, 5]], [])], [predicted("AID", [party([0, 5])], [], "negation")]
    )
    assert (scores["type_precision"], scores["type_recall"]) == (0, 0)


def test_the_stylised_sentences(gold: Path) -> None:
    assert measure("events", gold / "events_dev.jsonl", 40).scores["type_f1"] > 0.7
