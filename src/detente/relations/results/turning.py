"""Turning points, each with what marks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.estimate import Estimate, spread
from detente.relations.results.frames import Framed, plain
from detente.relations.results.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Mark:
    """An event near a turning point that goes its way.

    Attributes:
        event: Its id.
        document: Id of its document, or what stands for it in an imported set.
        day: First day, or `None`.
        type: Event type.
        mode: Mode, or `None`.
        score: Its score.
    """

    event: str
    document: str
    day: date | None
    type: str
    mode: str | None
    score: float

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return plain({n: getattr(self, n) for n in ("event", "document", "day", "type", "mode", "score")})


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A period from which on two states get on otherwise than before.

    Attributes:
        start: First day of the first period after the turn.
        label: That period.
        earliest: First day of the earliest period at which the turn may lie, at the timeline's level.
        latest: First day of the latest one.
        direction: `warmer` or `colder`.
        before: Mean score from the turn before (or the beginning) to this one.
        after: Mean score from here to the next turn (or the end).
        marks: Events near it that go its way, the strongest first.
        quotes: Ids of what people of both sides said in those days.
    """

    start: date
    label: str
    earliest: date
    latest: date
    direction: str
    before: Estimate
    after: Estimate
    marks: tuple[Mark, ...]
    quotes: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """The turning point as one row of a table."""
        return {
            "period": self.label,
            "start": self.start,
            "earliest": self.earliest,
            "latest": self.latest,
            "direction": self.direction,
            **spread("before", self.before),
            **spread("after", self.after),
            "events": [m.event for m in self.marks],
            "quotes": list(self.quotes),
        }


@dataclass(frozen=True, slots=True)
class TurningPoints(Framed):
    """The turning points of a timeline.

    Attributes:
        line: The timeline.
        points: In order of time.
        periods: Periods that were looked at: those with events enough.
        penalty: What one more turning point had to save, in units of squared error over noise variance.
        limits: What the search cannot say, in words.
    """

    line: Timeline
    points: tuple[TurningPoint, ...]
    periods: int
    penalty: float
    limits: str

    def rows(self) -> list[dict[str, Any]]:
        """One row a turning point."""
        return [{"a": self.line.a, "b": self.line.b, **p.row()} for p in self.points]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        points = [{**plain(p.row()), "marks": [m.to_json() for m in p.marks]} for p in self.points]
        return {"points": points, "periods": self.periods, "penalty": self.penalty, "limits": self.limits}
