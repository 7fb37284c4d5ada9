from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.evaluate import load_task, measure
from detente.evaluate.introductions import Introductions

OWN = Path(__file__).parents[2] / "measuring"


def gold(tmp_path: Path, *lines: dict[str, object]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps({"date": "2019-05-15", **line}) for line in lines), "utf-8")
    return path


def test_the_right_and_the_wrong_are_told_apart(tmp_path: Path) -> None:
    found = measure(
        "introductions",
        gold(
            tmp_path,
            {"id": "1", "text": "US Prime Minister Mike Pompeo flew to Sochi.", "wrong": True, "kind": "office"},
            {
                "id": "2",
                "text": "US Secretary of State Mike Pompeo flew to Sochi.",
                "wrong": False,
                "kind": "holder",
            },
            {"id": "3", "text": "Mr. Angela Merkel flew to Sochi.", "wrong": True, "kind": "address"},
        ),
    )
    assert found.scores == {"f1": 1.0, "precision": 1.0, "recall": 1.0}
    assert [(r["introduced"], r["kind"], r["lines"], r["doubted"]) for r in found.table] == [
        ("wrong", "address", 1, 1),
        ("wrong", "office", 1, 1),
        ("right", "holder", 1, 0),
    ]
    assert found.predictions[0]["findings"][0]["code"] == "wrong-office"


def test_errors_are_listed_by_id() -> None:
    gold = [{"id": "a", "wrong": True, "kind": "x"}, {"id": "b", "wrong": False, "kind": "x"}]
    said = [{"id": "a", "wrong": False}, {"id": "b", "wrong": True}]
    task = Introductions()
    assert task.score(gold, said) == {"f1": 0.0, "precision": 0.0, "recall": 0.0}
    assert [r["errors"] for r in task.table(gold, said)] == ["a", "b"]


@pytest.mark.parametrize("name", ["introductions", "introductions_fresh"])
def test_our_own_sets_are_in_their_format(name: str) -> None:
    lines = [json.loads(line) for line in (OWN / f"{name}.jsonl").read_text("utf-8").splitlines()]
    task = load_task("introductions")
    assert all({"id", *task.needs, *task.answers} <= line.keys() for line in lines)
    assert 2 * sum(line["wrong"] for line in lines) == len(lines)
    assert len({line["id"] for line in lines}) == len({line["text"] for line in lines}) == len(lines)
