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
from types import MappingProxyType

from detente.integrity.spam import Model, load
from detente.notes.judging import TAUGHT, probability

#: The latest so many lessons count, and up to `_STRETCH` more.
LESSONS = 1_000
#: What was learned is remembered after so many lessons each, so that a new one does not mean to begin anew.
_STRETCH = 50
#: How far one lesson moves the answer to its own words at most. **Units**: log-odds.
STEP = 1.0


def taught(connection: sqlite3.Connection, data_dir: str) -> Mapping[int, float]:
    """Weights that the lessons of a store make."""
    count = connection.execute("SELECT count(*) FROM note_taught").fetchone()[0]
    rows = connection.execute(
        "SELECT n.text, l.spam FROM note_taught l JOIN notes n ON n.id = l.note ORDER BY l.id LIMIT -1 OFFSET ?",
        (max(0, count - LESSONS) // _STRETCH * _STRETCH,),
    )
    return _learned(tuple((text, bool(spam)) for text, spam in rows), data_dir)


@lru_cache(maxsize=4)
def _learned(lessons: tuple[tuple[str, bool], ...], data_dir: str) -> Mapping[int, float]:
    whole = max(0, len(lessons) - 1) // _STRETCH * _STRETCH
    before = _learned(lessons[:whole], data_dir) if whole else {}
    return learn(lessons[whole:], load(data_dir), before)


def learn(
    lessons: Iterable[tuple[str, bool]], model: Model, before: Mapping[int, float] = MappingProxyType({})
) -> Mapping[int, float]:
    """Go through lessons once, in order, moving weights against each error.

    Args:
        lessons: Texts, and whether they are spam.
        model: The shipped weights, which stay as they are.
        before: What earlier lessons made.
    """
    weights: dict[int, float] = defaultdict(float, before)
    for text, spam in lessons:
        vector = model.vector(text)
        size = math.fsum(s * s for s in vector.values())
        told = math.fsum(s * weights.get(p, 0.0) for p, s in vector.items())
        missed = spam - probability(model.weigh(text).odds + max(-TAUGHT, min(TAUGHT, told)))
        for place, strength in vector.items():
            weights[place] += STEP * missed * strength / size
    return dict(weights)
