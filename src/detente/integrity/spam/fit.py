"""Teaching the spam filter: logistic regression with a quadratic penalty, by L-BFGS, in plain numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.integrity.spam.features import PLACES, read
from detente.integrity.spam.model import Model, rarity_of, vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
#: Steps that the shape of the loss is remembered for.
_MEMORY = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text to learn from.

    Attributes:
        text: As somebody wrote it.
        spam: Whether it is spam.
        context: What it is about, or "".
        weight: How much it counts.
    """

    text: str
    spam: bool
    context: str = ""
    weight: float = 1.0


def fit(lessons: Sequence[Lesson], penalty: float = 1e-4, steps: int = 60) -> Model:
    """Learn weights. The same lessons in the same order give the same weights.

    Args:
        lessons: Texts of both kinds.
        penalty: How dear large weights are, against the mean loss of a text.
        steps: At most so many.
    """
    import numpy as np

    named = [read(lesson.text, lesson.context) for lesson in lessons]
    rarity = rarity_of(named).astype(np.float16).astype(np.float32)  # as it is stored
    vectors = [vector(n, rarity) for n in named]
    rows = np.repeat(np.arange(len(vectors)), [len(v) for v in vectors])
    # Only places that occur are learned; the others stay 0.
    used, places = np.unique(np.fromiter((p for v in vectors for p in v), np.int64), return_inverse=True)
    width = len(used)
    strengths = np.fromiter((s for v in vectors for s in v.values()), np.float64)
    answers = np.array([lesson.spam for lesson in lessons], np.float64)
    counts = np.array([lesson.weight for lesson in lessons], np.float64)
    counts /= counts.sum()

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.bincount(rows, strengths * weights[places], len(lessons)) + weights[width]
        missed = counts * (1 / (1 + np.exp(-scores)) - answers)
        slope = np.append(np.bincount(places, strengths * missed[rows], width), missed.sum())
        slope[:width] += penalty * weights[:width]
        value = float(counts @ (np.logaddexp(0, scores) - answers * scores))
        return value + penalty / 2 * float(weights[:width] @ weights[:width]), slope

    found = _least(loss, np.zeros(width + 1), steps)
    kept = np.zeros(PLACES, np.float32)
    kept[used] = np.where(np.abs(found[:width]) > 1e-4, found[:width], 0)
    return Model(kept, rarity, float(found[width]), {})


def _least(loss: Callable[[Array], tuple[float, Array]], at: Array, steps: int) -> Array:
    """Where a smooth loss is least, by L-BFGS with halved steps."""
    import numpy as np

    value, slope = loss(at)
    moved: list[tuple[Array, Array, float]] = []
    for _ in range(steps):
        way = -_bent(slope, moved)
        step, descent = 1.0, float(way @ slope)
        while True:
            new = at + step * way
            new_value, new_slope = loss(new)
            if new_value <= value + 1e-4 * step * descent or step < 1e-6:
                break
            step /= 2
        change, turn = new - at, new_slope - slope
        if (curve := float(change @ turn)) > 1e-12:
            moved = [*moved[1 - _MEMORY :], (change, turn, 1 / curve)]
        done = abs(value - new_value) < 1e-8 or float(np.abs(new_slope).max()) < 1e-6
        at, value, slope = new, new_value, new_slope
        if done:
            break
    return at


def _bent(slope: Array, moved: list[tuple[Array, Array, float]]) -> Array:
    """The slope, bent by what the last steps told of the loss's shape."""
    way, weights = slope.copy(), []
    for change, turn, scale in reversed(moved):
        weights.append(scale * float(change @ way))
        way -= weights[-1] * turn
    if moved:
        change, turn, _ = moved[-1]
        way *= float(change @ turn) / float(turn @ turn)
    for (change, turn, scale), weight in zip(moved, reversed(weights), strict=True):
        way += (weight - scale * float(turn @ way)) * change
    return way
