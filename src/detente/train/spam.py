"""The recipe of the spam filter: read texts, check them, learn, measure on what is held apart, write the weights.

Text: `spam.tsv` and `ham.tsv`, one note a line: kind, context, words; `contexts.tsv` has the documents that the
notes are about, by key; `-` = none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from detente.errors import TrainingTextError
from detente.evaluate.translation import auc
from detente.integrity.spam.fit import Lesson, fit
from detente.integrity.spam.model import Model, save

#: What a recipe of this kind says in its field `task`.
TASK = "spam"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe of the spam filter.

    Attributes:
        task: `spam`.
        text: Folder of training text, relative to the recipe's file.
        penalty: How dear large weights are.
        steps: At most so many steps.
        parts: The text is measured in so many parts, each judged by what was learned from the others.
    """

    task: str = TASK
    text: str = "."
    penalty: float = 1e-4
    steps: int = 60
    parts: int = 5

    @property
    def hash(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of its values."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made.

    Attributes:
        folder: Where the weights are.
        scores: Measured in parts, by name.
        kinds: For each kind of text how many there are and how many were judged rightly.
        seconds: How long it took.
    """

    folder: Path
    scores: dict[str, float]
    kinds: list[dict[str, Any]]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    lesson: Lesson


def is_recipe(path: Path) -> bool:
    """Whether a recipe is one of this kind; one that cannot be read is none."""
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return False
    return isinstance(content, dict) and content.get("task") == TASK


def make(path: Path, out: Path, told: Callable[[str], None] = lambda line: None) -> Made:
    """Make weights. The same text gives the same weights.

    Args:
        path: The recipe.
        out: Folder for the weights.
        told: Called with a line on how it goes.

    Raises:
        TrainingTextError: The recipe or the text does not lint.
    """
    begun = time.monotonic()
    recipe = read_recipe(path)
    lines = read(path.parent / recipe.text)
    told(f"{len(lines)} texts, measured in {recipe.parts} parts")
    scores, kinds = _measured(lines, recipe)
    lessons = [line.lesson for line in lines]
    save(
        fit(lessons, recipe.penalty, recipe.steps),
        out,
        {
            "recipe": recipe.hash,
            "text": {
                "spam": sum(lesson.spam for lesson in lessons),
                "ham": sum(not lesson.spam for lesson in lessons),
                "hash": text_hash(lessons),
            },
            "scores": {name: round(value, 4) for name, value in scores.items()},
        },
    )
    return Made(out, scores, kinds, time.monotonic() - begun)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a YAML file.

    Raises:
        TrainingTextError: It cannot be read or names something that such recipes don't have.
    """
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}
    except (OSError, yaml.YAMLError) as error:
        raise TrainingTextError(f"The recipe {path} cannot be read: {error}.", "Give a YAML file.") from None
    known = [f.name for f in fields(Recipe)]
    if not isinstance(content, dict) or (extra := sorted(set(content) - set(known))):
        named = "no mapping" if not isinstance(content, dict) else ", ".join(extra)
        raise TrainingTextError(f"The recipe {path} holds: {named}.", f"Use {', '.join(known)}.")
    return Recipe(**content)


def read(folder: Path) -> list[_Line]:
    """Read the text of a folder.

    Raises:
        TrainingTextError: A file is missing, a line malformed or doubled.
    """
    contexts = {key: text for _, (key, text) in _rows(folder / "contexts.tsv", 2)}
    lines, wrong, seen = [], [], set()
    for name in ("spam", "ham"):
        for place, (kind, key, text) in _rows(folder / f"{name}.tsv", 3):
            if key != "-" and key not in contexts:
                wrong.append(f"{place}: no such context: {key}")
            if (bare := text.casefold()) in seen and len(bare) > 15:
                wrong.append(f"{place}: the same text twice")
            seen.add(bare)
            lines.append(_Line(f"{name}: {kind}", Lesson(text, name == "spam", contexts.get(key, ""))))
    if wrong:
        raise TrainingTextError(f"{len(wrong)} lines are wrong: {'; '.join(wrong[:10])}.", "Correct them.")
    return lines


def text_hash(lessons: list[Lesson]) -> str:
    """First 16 hexadecimal digits of the SHA-256 of what is learned from."""
    told = json.dumps([[lesson.text, lesson.spam, lesson.context] for lesson in lessons], ensure_ascii=False)
    return sha256(told.encode()).hexdigest()[:16]


def _rows(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingTextError(f"{path} cannot be read ({error}).", "Give a UTF-8 file.") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = line.split("\t")
        if len(parts) != columns or not all(p.strip() for p in parts):
            raise TrainingTextError(f"{path.name}:{number} has not {columns} filled columns.", "Correct the line.")
        yield f"{path.name}:{number}", parts


def _measured(lines: list[_Line], recipe: Recipe) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """Each text judged by a model that has not seen it."""
    odds: dict[int, float] = {}
    for part in range(recipe.parts):
        model: Model = fit(
            [line.lesson for n, line in enumerate(lines) if n % recipe.parts != part], recipe.penalty, recipe.steps
        )
        for n in range(part, len(lines), recipe.parts):
            odds[n] = model.weigh(lines[n].lesson.text, lines[n].lesson.context).odds
    right = [(odds[n] > 0) == line.lesson.spam for n, line in enumerate(lines)]
    scores = {
        "auc": auc([(odds[n], line.lesson.spam) for n, line in enumerate(lines)]),
        "accuracy": sum(right) / len(right),
    }
    kinds: dict[str, list[bool]] = {}
    for line, ok in zip(lines, right, strict=True):
        kinds.setdefault(line.kind, []).append(ok)
    return scores, [{"kind": k, "texts": len(v), "right": sum(v) / len(v)} for k, v in sorted(kinds.items())]
