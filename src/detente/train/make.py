"""One command from a recipe to weights: read, check, hold some text apart, teach, measure, export."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import TrainingTextError, WeightsError
from detente.evaluate.task import f1, taken_for
from detente.ontology import load as load_ontology
from detente.train import labels as labelling
from detente.train import recipe as recipes
from detente.train import text as texts
from detente.train.check import check
from detente.train.text import Example

#: Every label needs as many sentences, or nothing can be learned of it.
LEAST = 20
_INSTALL = "Install the training extra: pip install 'detente[train]'."


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made.

    Attributes:
        folder: Where the weights are.
        scores: Measured on the text held apart, by name.
        classes: Precision, recall, F1 and worst confusion of each type, on the text held apart.
        seconds: How long it took.
    """

    folder: Path
    scores: dict[str, float]
    classes: list[dict[str, Any]]
    seconds: float


def make(
    path: Path,
    out: Path,
    apart: float = 0.06,
    told: Callable[[str], None] = lambda line: None,
    seed: int | None = None,
) -> Made:
    """Make weights.

    Args:
        path: The recipe.
        out: Folder for the weights.
        apart: Share of the text that is measured on and not learned from.
        told: Called with a line on how it goes.
        seed: Instead of the recipe's first.

    Raises:
        TrainingTextError: The text does not lint, or a type has too few sentences.
        WeightsError: What training needs is not installed.
    """
    begun = time.monotonic()
    recipe = recipes.read(path)
    ontology = load_ontology(beside(path, recipe.ontology))
    examples = texts.read(path.parent / recipe.text, ontology)
    _enough(examples)
    try:
        from detente.train import export as exporting
        from detente.train import fit
    except ImportError as error:
        raise WeightsError(f"Training needs a package that is not installed: {error.name}.", _INSTALL) from None
    labels = labelling.of(ontology)
    seed = recipe.seeds[0] if seed is None else seed
    learned, held = split(examples, apart, seed)
    told(f"{len(learned)} sentences to learn from, {len(held)} held apart, seed {seed}")
    coder = fit.fit(
        learned, labels, recipe, seed, lambda n, loss, _: told(f"pass {n} of {recipe.epochs}: loss {loss:.3f}")
    )
    cut = fit.cutter(recipe)
    given = list(fit.answers(coder, [cut.cut(e.text, e.actors, e.recipients) for e in held]))
    scores, classes = measure(held, given, labels)
    exporting.export(
        coder,
        labels,
        recipe,
        out,
        {
            "ontology": {"name": ontology.name, "version": ontology.version, "hash": ontology.hash},
            "text": {"sentences": len(examples), "hash": exporting.text_hash(examples)},
            "seed": seed,
            "scores": {name: round(value, 4) for name, value in scores.items()},
        },
    )
    return Made(out, scores, classes, time.monotonic() - begun)


def split(examples: list[Example], apart: float, seed: int) -> tuple[list[Example], list[Example]]:
    """What is learned from and what is held apart, the same share of every label; texts are never torn apart."""
    chance = random.Random(seed)
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.text, []).append(example)
    by_label: dict[str, list[list[Example]]] = {}
    for group in groups.values():
        by_label.setdefault(group[0].label, []).append(group)
    learned: list[Example] = []
    held: list[Example] = []
    for label in sorted(by_label):
        some = by_label[label]
        chance.shuffle(some)
        count = round(apart * len(some))
        held += [e for group in some[:count] for e in group]
        learned += [e for group in some[count:] for e in group]
    return learned, held


def measure(
    held: list[Example], given: list[dict[str, Any]], labels: labelling.Labels
) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """Scores over the text held apart, and each type's own."""
    if not held:
        return {}, []
    wanted = [e.type for e in held]
    got = [labels.types[_best(g["event"])] for g in given]
    rows: list[dict[str, Any]] = []
    for name in labels.types:
        right = sum(w == g == name for w, g in zip(wanted, got, strict=True))
        in_gold, in_got = wanted.count(name), got.count(name)
        if not in_gold and not in_got:
            continue
        rows.append(
            {
                "class": name,
                "gold": in_gold,
                "precision": right / in_got if in_got else 0.0,
                "recall": right / in_gold if in_gold else 0.0,
                "f1": f1(right, in_got, in_gold),
                "taken_for": taken_for(wanted, got, name, 2),
            }
        )
    with_mode = [(e, g) for e, g in zip(held, given, strict=True) if e.mode]
    modality = [
        str(labels.modalities[_best(g["modality"])]) == (e.modality or "-")
        for e, g in zip(held, given, strict=True)
    ]
    scores = {
        "type_macro_f1": sum(r["f1"] for r in rows) / len(rows),
        "type_accuracy": [w == g for w, g in zip(wanted, got, strict=True)].count(True) / len(held),
        "modality_accuracy": modality.count(True) / len(modality),
    }
    if with_mode:
        right = sum(labels.codes[_best(g["code"])] == e.label for e, g in with_mode)
        scores["mode_accuracy"] = right / len(with_mode)
    return scores, rows


def _best(shares: list[float]) -> int:
    return max(range(len(shares)), key=shares.__getitem__)


def beside(path: Path, name: str) -> str:
    """What a recipe calls an ontology: a path is meant from the recipe's folder, a bare name is one of detente's.

    Args:
        path: The recipe.
        name: As written in it.
    """
    near = path.parent / name
    return str(near) if near.exists() else name


def _enough(examples: list[Example]) -> None:
    counts = Counter(e.type for e in examples)
    few = [f"{name} ({count})" for name, count in sorted(counts.items()) if count < LEAST]
    if few:
        raise TrainingTextError(
            f"Too few sentences for {', '.join(few)}: at least {LEAST} are needed.", "Write more of them."
        )
    wrong = check(examples).problems
    if wrong:
        raise TrainingTextError(
            f"{len(wrong)} sentences are doubled: {wrong[0]}.", "Take out or change one of each."
        )
