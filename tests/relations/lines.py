"""Timelines out of nothing but mean scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np

from detente.relations import Rule
from detente.relations.periods import label, last_day, steps
from detente.relations.results import Coverage, Estimate, Point, Timeline

NOTHING = Point(None, None, "total", 0, 0, (0, 0, 0, 0), 0, 0, *[None] * 8, 0, None, None)


def line_of(scores: Sequence[float], period: str = "month", events: int = 9) -> Timeline:
    """A timeline with these mean scores; nan where nothing was told."""
    days = list(islice(steps(date(2010, 1, 1), period), len(scores)))
    points = []
    for day, score in zip(days, scores, strict=True):
        point = replace(NOTHING, start=day, end=last_day(day, period), label=label(day, period))
        if not np.isnan(score):
            value = Estimate(float(score), float(score) - 0.5, float(score) + 0.5)
            point = replace(point, events=events, stories=events, score=value)
        points.append(point)
    coverage = Coverage(None, None, 0, 0)
    return Timeline("A", "B", period, Rule(), tuple(points), NOTHING, NOTHING, None, None, 0, coverage, 0.95, 1)
