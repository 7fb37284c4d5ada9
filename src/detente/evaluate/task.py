"""What every measuring task has in common: read gold, predict without seeing the answers, score."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.errors import GoldError, MissingPath

Line = Mapping[str, Any]
Scores = dict[str, float]


class Task(ABC):
    """One task of `detente evaluate`.

    Attributes:
        name: As on the command line.
        needs: Fields a gold line must have to be predicted at all.
        answers: Fields that hold the answers; they are taken out before `predict` sees a line.
    """

    name: str
    needs: tuple[str, ...]
    answers: tuple[str, ...]

    def learn(self, gold: list[Line]) -> None:  # noqa: B027  (most tasks learn nothing)
        """Learn from the answers of some lines to predict others: `spam` leaves a group out."""

    @abstractmethod
    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Predict one line (its answers taken out). `folder` is where the gold file lies."""

    @abstractmethod
    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Score predictions, line by line beside the gold; the first entry is the headline figure."""

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of a finer table (per class, per source); empty when the task has none."""
        return []


def read_gold(path: Path, task: Task) -> list[Line]:
    """Read a gold file.

    Raises:
        MissingPath: No such file.
        GoldError: A line is no JSON object, or lacks a field the task needs.
    """
    if not path.is_file():
        raise MissingPath(f"There is no gold file {path}.", "Give the path of a .jsonl file of this task.")
    return list(_lines(path, task))


def _lines(path: Path, task: Task) -> Iterator[Line]:
    with path.open(encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            try:
                line = json.loads(raw)
            except json.JSONDecodeError as error:
                raise GoldError(f"{path}:{number} is no JSON ({error.msg}).", "Mend or drop that line.") from None
            missing = [n for n in ("id", *task.needs) if not isinstance(line, dict) or n not in line]
            if missing:
                raise GoldError(
                    f"{path}:{number} lacks {', '.join(missing)}.", f"See the format of the task {task.name}."
                )
            yield line


def blind(line: Line, task: Task) -> dict[str, Any]:
    """The line without its answers."""
    return {k: v for k, v in line.items() if k not in task.answers}


def f1(hits: float, predicted: float, wanted: float) -> float:
    """Harmonic mean of precision and recall; 0 where nothing was hit.

    >>> f1(1, 2, 2)
    0.5
    """
    return 2 * hits / (predicted + wanted) if hits else 0.0


def macro_f1(gold: Iterable[str], predicted: Iterable[str]) -> tuple[float, list[dict[str, Any]]]:
    """Mean F1 over the classes that occur in the gold, and a row for each class.

    >>> macro_f1(["a", "b"], ["a", "a"])[0]
    0.3333333333333333
    """
    pairs = list(zip(gold, predicted, strict=True))
    rows: list[dict[str, Any]] = []
    for name in sorted({g for g, _ in pairs}):
        hits = sum(g == p == name for g, p in pairs)
        said = sum(p == name for _, p in pairs)
        held = sum(g == name for g, _ in pairs)
        rows.append(
            {
                "class": name,
                "gold": held,
                "predicted": said,
                "precision": hits / said if said else 0.0,
                "recall": hits / held,
                "f1": f1(hits, said, held),
            }
        )
    return sum(r["f1"] for r in rows) / len(rows) if rows else 0.0, rows


def taken_for(gold: Iterable[str], predicted: Iterable[str], name: str, most: int) -> str:
    """What a class is mostly taken for, with counts.

    >>> taken_for(["a", "a", "b"], ["b", "b", "b"], "a", 2)
    'b:2'
    """
    wrong = Counter(p for g, p in zip(gold, predicted, strict=True) if g == name != p)
    return " ".join(f"{other}:{count}" for other, count in wrong.most_common(most))
