from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import GoldError, MissingPath
from detente.evaluate import TASKS, load_task, measure
from detente.evaluate.gate import read_floors
from detente.evaluate.task import blind, read_gold


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_task_in_the_table_can_be_made(name: str) -> None:
    task = load_task(name)
    assert task.name == name
    # The task `garbling` does the damage itself, so its lines need no answers.
    assert bool(task.answers) == (name != "garbling")


@pytest.mark.parametrize("name", sorted(TASKS))
def test_predictions_never_see_the_answers(name: str) -> None:
    task = load_task(name)
    line = dict.fromkeys(("id", *task.needs, *task.answers), 1)
    assert not set(blind(line, task)) & set(task.answers)
    assert set(blind(line, task)) >= set(task.needs) - set(task.answers)


def write(path: Path, lines: list[Any]) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "words"),
    [(["{"], "no JSON"), ([{"text": "x"}], "lacks id"), (["[1]"], "lacks"), ([{"id": 1}], "text")],
)
def test_a_broken_gold_file_names_the_line(lines: list[Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=words) as error:
        read_gold(write(tmp_path / "gold.jsonl", lines), load_task("quotes"))
    assert ":1 " in error.value.message


def test_a_missing_gold_file() -> None:
    with pytest.raises(MissingPath):
        read_gold(Path("nowhere.jsonl"), load_task("quotes"))


def test_lines_without_answers_are_predicted_and_not_scored(tmp_path: Path) -> None:
    line = {"id": "a", "text": "“We are ready to talk,” the minister said."}
    result = measure("quotes", write(tmp_path / "gold.jsonl", [line]))
    assert result.scores == {}
    assert result.predictions[0]["id"] == "a"
    assert result.predictions[0]["quotes"]


def test_the_floors_name_real_tasks() -> None:
    for floor in read_floors():
        assert floor["task"] in TASKS
        assert 0 < floor["floor"] <= 1
