"""`detente evaluate spam`: groups are left out, answers are not looked at, the shipped filter is measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import GoldError
from detente.evaluate import measure
from detente.evaluate.spam import Spam

NOTES = Path(__file__).parents[2] / "measuring" / "notes.jsonl"
TRAINING = Path(__file__).parents[2] / "training" / "spam"


def lines(groups: str = "ab") -> list[dict[str, Any]]:
    found = []
    for group in groups:
        for n in range(6):
            found += [
                {"id": f"{group}s{n}", "text": f"subscribe to channel {n}", "label": "spam", "group": group},
                {"id": f"{group}h{n}", "text": f"her voice in part {n}", "label": "ham", "group": group},
            ]
    return found


def write(path: Path, found: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in found), "utf-8")
    return path


def test_each_group_is_judged_by_what_the_others_taught(tmp_path: Path) -> None:
    result = measure("spam", write(tmp_path / "gold.jsonl", lines()))
    assert result.scores["auc"] == 1.0 and result.scores["groups_left_out"] == 2.0
    assert [row["group"] for row in result.table] == ["a", "b"]


def test_a_group_does_not_teach_its_own_answers() -> None:
    task = Spam()
    # In `b` the labels are turned round: only a model that has not seen `b` gets it wholly wrong.
    turned = [
        {**g, "label": "ham" if g["label"] == "spam" else "spam"} if g["group"] == "b" else g for g in lines()
    ]
    task.learn(turned)
    said = [
        task.predict({k: v for k, v in g.items() if k != "label"}, Path()) for g in turned if g["group"] == "b"
    ]
    right = [
        (p["score"] > 0.5) == (g["label"] == "spam")
        for p, g in zip(said, [g for g in turned if g["group"] == "b"], strict=True)
    ]
    assert not any(right)


def test_without_groups_or_answers_the_shipped_weights_speak(tmp_path: Path) -> None:
    blind = [{"id": g["id"], "text": g["text"], "group": g["group"]} for g in lines()]
    result = measure("spam", write(tmp_path / "gold.jsonl", blind))
    assert result.scores == {} and all(p["score"] == p["shipped"] for p in result.predictions)
    single = measure("spam", write(tmp_path / "one.jsonl", lines("a")))
    assert "groups_left_out" not in single.scores and single.scores["auc"] == single.scores["shipped_auc"]
    with pytest.raises(GoldError):
        measure("spam", write(tmp_path / "bad.jsonl", [{"id": "x"}]))


def test_the_notes_written_for_measuring() -> None:
    gold = [json.loads(line) for line in NOTES.read_text("utf-8").splitlines()]
    assert len(gold) == 200 == len({g["id"] for g in gold}) == len({g["text"] for g in gold})
    result = measure("spam", NOTES)
    assert result.scores["shipped_auc"] > 0.97
    assert result.scores["shipped_half_precision"] > 0.9 and result.scores["shipped_half_recall"] > 0.9
    assert result.scores["shipped_rejected_precision"] == 1.0  # nobody honest is turned away without a person


def test_they_teach_nothing() -> None:
    assert near_copies(NOTES, 0.6) == []


def test_neither_do_the_comments_of_the_videos(gold: Path) -> None:
    assert near_copies(gold / "spam_dev.jsonl", 0.7) == []


def near_copies(measuring: Path, share: float) -> list[str]:
    """Training texts of four words or more that share most of them with one that measures."""
    from detente.train.text import Overlap

    index = Overlap(share)
    for line in measuring.read_text("utf-8").splitlines():
        index.add(json.loads(line)["text"])
    near = []
    for name in ("spam.tsv", "ham.tsv"):
        for row in (TRAINING / name).read_text("utf-8").splitlines():
            text = row.split("\t")[-1]
            if len(text.split()) > 3 and index.nearest(text) is not None:
                near.append(text)
    return near
