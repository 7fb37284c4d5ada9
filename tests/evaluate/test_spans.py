"""Task `spans`: on sentences of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.evaluate import measure
from detente.evaluate.spans import Spans

SENTENCES: list[tuple[str, dict[str, list[str]]]] = [
    (
        "Norway condemned Belarus over the arrest of journalists.",
        {"actors": ["Norway"], "recipients": ["Belarus"]},
    ),
    (
        "Greece was accused by Turkey of arming islands.",
        {"actors": ["Turkey"], "recipients": ["Greece"]},
    ),
    ("Japan and Australia signed a defence treaty.", {"both": ["Japan", "Australia"]}),
]


def _line(number: int, text: str, parties: dict[str, list[str]]) -> dict[str, Any]:
    def at(word: str) -> list[int]:
        start = text.index(word)
        return [start, start + len(word)]

    roles = {role: [at(w) for w in parties.get(role, [])] for role in ("actors", "recipients", "both")}
    return {"id": f"own-{number}", "text": text, **roles}


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return [_line(n, *s) for n, s in enumerate(SENTENCES)]


def test_perfect_predictions_score_one(lines: list[dict[str, Any]]) -> None:
    scores = Spans().score(lines, lines)
    assert scores["word_f1"] == scores["exact_f1"] == scores["exact_f1_both"] == 1.0


def test_roles_the_wrong_way_round_score_nothing(lines: list[dict[str, Any]]) -> None:
    swapped = [{**line, "actors": line["recipients"], "recipients": line["actors"], "both": []} for line in lines]
    assert Spans().score(lines, swapped)["word_f1"] == 0.0


def test_a_longer_span_hits_its_words_but_is_not_exact() -> None:
    gold = [{"id": "1", "text": "the United States left", "actors": [[4, 17]], "recipients": [], "both": []}]
    longer = [{"id": "1", "actors": [[0, 17]], "recipients": [], "both": []}]
    scores = Spans().score(gold, longer)
    assert scores["exact_f1"] == 0.0
    assert scores["word_f1"] == pytest.approx(0.8)


def test_the_pipeline_finds_the_parties(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    result = measure("spans", file)
    assert [p["id"] for p in result.predictions] == [line["id"] for line in lines]
    assert result.scores["exact_f1"] >= 0.7
