"""Tone now against the pair's own past, and what may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.estimate import Estimate, rounded, spread
from detente.relations.results.frames import Framed, plain
from detente.relations.results.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Tone(Framed):
    """How two states get on now, compared with how they did.

    Attributes:
        line: The timeline.
        label: The period that stands for now: the last with events enough; or `None` when there is none.
        score: Its mean score, or `None`.
        warmer: Share of earlier periods, 0 to 1, that were colder; its ends are those of `score`. `None` with
            too little history.
        history: How many earlier periods there are with events enough.
        sentence: The same in a sentence, for people.
    """

    line: Timeline
    label: str | None
    score: Estimate | None
    warmer: Estimate | None
    history: int
    sentence: str

    def rows(self) -> list[dict[str, Any]]:
        """One row."""
        row: dict[str, Any] = {"a": self.line.a, "b": self.line.b, "period": self.label}
        row |= {**spread("score", self.score), **spread("warmer", self.warmer)}
        return [{**row, "history": self.history, "sentence": self.sentence}]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return plain(self.rows()[0])


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of one period to come.

    Attributes:
        start: Its first day.
        label: How people write it.
        score: Expected mean score, with the interval that held as often as the level says when tried on the past.
    """

    start: date
    label: str
    score: Estimate


@dataclass(frozen=True, slots=True)
class Outlook(Framed):
    """A plain forecast by exponential smoothing, tried on the past. It abstains with too little history.

    Attributes:
        line: The timeline.
        forecasts: The next periods, or none.
        smoothing: Weight of the newest period, 0 to 1, or `None`.
        tried: Periods of the past that were forecast from what was known before them.
        error: Mean absolute error over those, one period ahead, or `None`.
        naive_error: That of "same as last period", or `None`.
        inside: Share of them that lay within intervals made from errors before them, or `None`.
        sentence: What it comes to, for people; says why when it abstains.
    """

    line: Timeline
    forecasts: tuple[Forecast, ...]
    smoothing: float | None
    tried: int
    error: float | None
    naive_error: float | None
    inside: float | None
    sentence: str

    def rows(self) -> list[dict[str, Any]]:
        """One row a period to come."""
        head = {"a": self.line.a, "b": self.line.b}
        return [{**head, "period": f.label, "start": f.start, **spread("score", f.score)} for f in self.forecasts]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "forecasts": [plain(r) for r in self.rows()],
            "smoothing": rounded(self.smoothing),
            "tried": self.tried,
            "error": rounded(self.error),
            "naive_error": rounded(self.naive_error),
            "inside": rounded(self.inside),
            "sentence": self.sentence,
        }
