"""Measuring: one file a task; each reads gold, predicts without seeing the answers, scores.

`TASKS` is a plain table of `module:class`; nothing registers itself by being imported.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.evaluate.task import Scores, Task, blind, read_gold

__all__ = ["TASKS", "Result", "load_task", "measure"]

TASKS: dict[str, str] = {
    "actors": "detente.evaluate.actors:Actors",
    "dates": "detente.evaluate.dates:Dates",
    "dyads": "detente.evaluate.dyads:Dyads",
    "events": "detente.evaluate.events:Events",
    "furniture": "detente.evaluate.furniture:FurnitureTask",
    "garbling": "detente.evaluate.garbling:Garbling",
    "modality": "detente.evaluate.modality:Modality",
    "offices": "detente.evaluate.offices:Offices",
    "pages": "detente.evaluate.pages:PagesTask",
    "places": "detente.evaluate.places:Places",
    "quotes": "detente.evaluate.quotes:Quotes",
    "relations": "detente.evaluate.relations:Relations",
    "spam": "detente.evaluate.spam:Spam",
    "spans": "detente.evaluate.spans:Spans",
    "translation": "detente.evaluate.translation:Translation",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement found.

    Attributes:
        scores: The headline figure first; empty when no line holds an answer.
        table: Finer rows, empty when the task has none.
        predictions: One a gold line, with its id.
        lines: How many gold lines there were.
    """

    scores: Scores
    table: list[dict[str, Any]]
    predictions: list[dict[str, Any]]
    lines: int


def load_task(name: str) -> Task:
    """Make the task of that name."""
    module, cls = TASKS[name].split(":")
    task: Task = getattr(importlib.import_module(module), cls)()
    return task


def measure(name: str, gold_file: Path, limit: int | None = None) -> Result:
    """Measure one task on a gold file.

    Args:
        name: A key of `TASKS`.
        gold_file: JSON Lines in the task's format.
        limit: Only the first lines, or `None` for all.

    Raises:
        MissingPath: No such file.
        GoldError: It is not in the task's format.
    """
    task = load_task(name)
    gold = read_gold(gold_file, task)[:limit]
    task.learn(gold)
    predictions = [{"id": g["id"], **task.predict(blind(g, task), gold_file.parent)} for g in gold]
    answered = [
        (g, p)
        for g, p in zip(gold, predictions, strict=True)
        if not task.answers or any(a in g for a in task.answers)
    ]
    if not answered:
        return Result({}, [], predictions, len(gold))
    known, said = [g for g, _ in answered], [p for _, p in answered]
    return Result(task.score(known, said), task.table(known, said), predictions, len(gold))
