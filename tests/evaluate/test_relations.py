"""Task `relations`."""

from __future__ import annotations

from pathlib import Path

from detente.evaluate import measure
from detente.evaluate.relations import Relations

TEXT = "Kenya condemned Ghana."
LINE = {"id": "1", "text": TEXT, "actor": [[0, 5]], "recipient": [[16, 21]]}


def test_a_prediction_has_a_type_a_quad_and_scores_over_all_types() -> None:
    found = Relations().predict(LINE, Path())
    assert (found["event"], found["mode"], found["quad"]) == ("ACCUSE", "disapprove", 3)
    assert len(found["scores"]) == 16


def test_yield_stands_for_both_types() -> None:
    gold = [{**LINE, "event": "YIELD", "quad": 2}, {**LINE, "event": "YIELD", "quad": 2}]
    predicted = [{"event": "CONCEDE", "quad": 1}, {"event": "RETREAT", "quad": 2}]
    scores = Relations().score(gold, predicted)
    assert scores["macro_f1"] == scores["quad_macro_f1"] == scores["accuracy"] == 1


def test_binary_lines_are_scored_by_quad() -> None:
    gold = [{**LINE, "event": None, "binary": 1}, {**LINE, "event": None, "binary": 0}]
    scores = Relations().score(gold, [{"event": "ACCUSE", "quad": 3}, {"event": "ASSAULT", "quad": 4}])
    assert "macro_f1" not in scores
    assert scores["binary_accuracy"] == 0.5


def test_the_gold_set_is_coded_better_than_a_dictionary(gold: Path) -> None:
    assert measure("relations", gold / "relations_dev.jsonl", 150).scores["accuracy"] > 0.6


def test_the_sets_count_a_conviction_as_disapproval() -> None:
    text = "A court in Ghana convicted the Kenyan minister."
    line = {"id": "1", "text": text, "actor": [[0, 16]], "recipient": [[27, 46]]}
    assert Relations().predict(line, Path())["event"] == "ACCUSE"


def test_the_sets_count_a_promised_release_as_agreement() -> None:
    text = "Kenya said it will release the soldiers of Ghana."
    line = {"id": "1", "text": text, "actor": [[0, 5]], "recipient": [[43, 48]]}
    assert Relations().predict(line, Path())["event"] == "AGREE"
