"""What moderators' decisions teach the filter. A lesson is a note and an answer; the words stay the note's own.

The weights that lessons make are not stored: they are made anew from the lessons, in order, when these change. So
undoing a decision, or erasing a reader, takes what was learned from it back without a trace.
"""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from detente.integrity.spam import Model, load
from detente.notes.judging import TAUGHT, probability

#: The latest so many lessons count.
LESSONS = 2_000
#: How far one lesson moves the answer to its own words at most. **Units**: log-odds.
STEP = 1.0


def taught(folder: Path, connection: sqlite3.Connection, data_dir: str) -> Mapping[int, float]:
    """Weights that the lessons of a store make."""
    rows = connection.execute(
        "SELECT l.id, l.spam, n.text FROM (SELECT * FROM note_taught ORDER BY id DESC LIMIT ?) l "
        "JOIN notes n ON n.id = l.note ORDER BY l.id",
        (LESSONS,),
    )
    return _learned(tuple((text, bool(spam)) for _, spam, text in rows), data_dir)


@lru_cache(maxsize=4)
def _learned(lessons: tuple[tuple[str, bool], ...], data_dir: str) -> Mapping[int, float]:
    return learn(lessons, load(data_dir))


def learn(lessons: Iterable[tuple[str, bool]], model: Model) -> Mapping[int, float]:
    """Go through lessons once, in order, moving weights against each error.

    Args:
        lessons: Texts, and whether they are spam.
        model: The shipped weights, which stay as they are.
    """
    weights: dict[int, float] = defaultdict(float)
    for text, spam in lessons:
        vector = model.vector(text)
        size = math.fsum(s * s for s in vector.values())
        told = math.fsum(s * weights.get(p, 0.0) for p, s in vector.items())
        missed = spam - probability(model.weigh(text).odds + max(-TAUGHT, min(TAUGHT, told)))
        for place, strength in vector.items():
            weights[place] += STEP * missed * strength / size
    return dict(weights)
