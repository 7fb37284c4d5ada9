"""Words against deeds, and whether one state answers the other in kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.relations.results.estimate import Estimate, rounded, spread
from detente.relations.results.frames import Framed
from detente.relations.results.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LeadLag:
    """Whether kind words come before kind deeds, or after.

    Attributes:
        lags: Periods by which the deeds come after the words; below zero: before them.
        correlations: Correlation of words with the deeds so many periods later, or `None` where too few pairs.
        best: The lag with the strongest correlation, or `None` when nothing could be tested.
        correlation: The correlation there.
        p: How often words whose blocks were put into another order, which breaks any link with the deeds and
            keeps most of their own ups and downs, give at some lag a correlation as strong. `None` when nothing
            could be tested.
        draws: How many such orders there were; `p` cannot be below one over one more.
        periods: Periods in which both series are known.
        limits: What the test cannot say, in words.
    """

    lags: tuple[int, ...]
    correlations: tuple[float | None, ...]
    best: int | None
    correlation: float | None
    p: float | None
    draws: int
    periods: int
    limits: str

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "lags": list(self.lags),
            "correlations": [rounded(c) for c in self.correlations],
            "best": self.best,
            "correlation": rounded(self.correlation),
            "p": rounded(self.p),
            "draws": self.draws,
            "periods": self.periods,
            "limits": self.limits,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether what one does to the other answers in kind what the other did to it.

    Attributes:
        who: The one who may answer.
        to: The one who may be answered.
        same: Correlation of both directions in the same period, or `None`. It does not say who began.
        slope: Change of `who`'s mean score for each point of `to`'s one period earlier, `who`'s own earlier score
            being equal; `None` when nothing could be tested.
        p: Share of other orders of `to`'s blocks that give as strong a link, whatever its sign. `None` likewise.
        draws: How many such orders there were.
        periods: Periods that took part.
        limits: What the test cannot say, in words.
    """

    who: str
    to: str
    same: float | None
    slope: float | None
    p: float | None
    draws: int
    periods: int
    limits: str

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        told = {"who": self.who, "to": self.to, "same": rounded(self.same), "slope": rounded(self.slope)}
        return {
            **told,
            "p": rounded(self.p),
            "draws": self.draws,
            "periods": self.periods,
            "limits": self.limits,
        }


@dataclass(frozen=True, slots=True)
class WordsDeeds(Framed):
    """The two series of a pair, their gap, and how they go together.

    Attributes:
        line: The timeline; its points hold `words`, `deeds` and `gap`.
        gap: Gap over all periods: above zero where words are kinder than deeds.
        lead: Whether words come before deeds.
        answers: Each side's answer to the other.
    """

    line: Timeline
    gap: Estimate | None
    lead: LeadLag
    answers: tuple[Answer, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row a period: both series and their gap."""
        found = []
        for point in self.line.points:
            row: dict[str, Any] = {"period": point.label, "start": point.start}
            row |= {"verbal": point.verbal, **spread("words", point.words)}
            row |= {"material": point.material, **spread("deeds", point.deeds), **spread("gap", point.gap)}
            found.append({"a": self.line.a, "b": self.line.b, **row})
        return found

    def to_json(self) -> dict[str, Any]:
        """JSON values, without the series, which the timeline has."""
        return {
            **spread("gap", self.gap),
            "lead": self.lead.to_json(),
            "answers": [a.to_json() for a in self.answers],
        }
