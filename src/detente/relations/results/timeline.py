"""Two states over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.estimate import Estimate, spread
from detente.relations.results.frames import Framed, plain
from detente.relations.rule import Rule

#: Periods with fewer counted events than this are marked as sparse: their means hang on single reports.
FEW = 5


@dataclass(frozen=True, slots=True)
class Point:
    """What was counted in one period, or outside of all (`start` is `None`).

    What nobody tells is `None`, never zero: silence is not neutral.

    Attributes:
        start: First day.
        end: Last day.
        label: How people write the period: "2019-05", "2019-Q2"; or "undated", "total".
        events: Number of events counted.
        stories: Documents they stand in, a text and its copies taken together. The intervals are over these.
        quads: Events by quad class: verbal cooperation, material cooperation, verbal conflict, material conflict.
        verbal: How many events are words.
        material: How many are deeds.
        score: Mean score of all. **Units**: -10 (conflict) to +10 (cooperation), as for all scores.
        words: Mean score of the words.
        deeds: Mean score of the deeds.
        gap: `words` less `deeds`: above zero where words are kinder than deeds.
        score_sum: Summed score of all.
        words_sum: Summed score of the words.
        deeds_sum: Summed score of the deeds.
        conflict: Share of events that are conflict, 0 to 1.
        volume: All events of the period that the store has under the same rule, whoever is in them.
        rate: Events per 1,000 of `volume`: how much of the coverage is about the two.
        conflict_rate: Events of conflict per 1,000 of `volume`.
    """

    start: date | None
    end: date | None
    label: str
    events: int
    stories: int
    quads: tuple[int, int, int, int]
    verbal: int
    material: int
    score: Estimate | None
    words: Estimate | None
    deeds: Estimate | None
    gap: Estimate | None
    score_sum: Estimate | None
    words_sum: Estimate | None
    deeds_sum: Estimate | None
    conflict: Estimate | None
    volume: int
    rate: Estimate | None
    conflict_rate: Estimate | None

    @property
    def sparse(self) -> bool:
        """Whether there are events, but so few that the means hang on single reports."""
        return 0 < self.events < FEW

    @property
    def silent(self) -> bool:
        """Whether nothing was told."""
        return self.events == 0

    def row(self) -> dict[str, Any]:
        """The point as one row of a table."""
        row: dict[str, Any] = {"period": self.label, "start": self.start, "end": self.end}
        row |= {"events": self.events, "stories": self.stories}
        names = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
        row |= dict(zip(names, self.quads, strict=True))
        row |= {"verbal": self.verbal, "material": self.material}
        for name in ("score", "words", "deeds", "gap", "score_sum", "words_sum", "deeds_sum", "conflict"):
            row |= spread(name, getattr(self, name))
        row["volume"] = self.volume
        row |= spread("rate", self.rate) | spread("conflict_rate", self.conflict_rate)
        return {**row, "sparse": self.sparse, "silent": self.silent}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the store had to say, so that a reader can judge what silence means.

    Attributes:
        first: First day of a counted event, or `None`.
        last: Last day, or `None`.
        volume: All events of the store under the same rule in the time shown.
        copied: Events left out because a copy tells them again.
    """

    first: date | None
    last: date | None
    volume: int
    copied: int

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return plain({"first": self.first, "last": self.last, "volume": self.volume, "copied": self.copied})


@dataclass(frozen=True, slots=True)
class Timeline(Framed):
    """Two states over time.

    Attributes:
        a: ISO 3166 alpha-3. When directed the one who acts; otherwise `a < b`.
        b: ISO 3166 alpha-3. When directed the one acted upon.
        period: `day`, `week`, `month`, `quarter` or `year`.
        rule: How events were counted, and whose.
        points: Without gaps from the first with events to the last (or over the time asked for); a period
            without events says so and has no means.
        undated: Events that lie in no one period: no date, or a date less precise than the period.
        total: All events counted, dated and undated.
        since: First day asked for, or `None`.
        until: Last day asked for, or `None`.
        store_version: Version of the store that was asked.
        coverage: What the store had to say.
        level: How often the intervals hold the true figure.
        seed: Seed of the draws behind the intervals.
    """

    a: str
    b: str
    period: str
    rule: Rule
    points: tuple[Point, ...]
    undated: Point
    total: Point
    since: date | None
    until: date | None
    store_version: int
    coverage: Coverage
    level: float
    seed: int

    def rows(self) -> list[dict[str, Any]]:
        """One row a period."""
        head = {"a": self.a, "b": self.b, "coder": self.rule.coder}
        return [{**head, **p.row()} for p in self.points]

    def to_json(self) -> dict[str, Any]:
        """JSON values, with the counting rule and the version of the store."""
        return {
            "a": self.a,
            "b": self.b,
            "period": self.period,
            "store_version": self.store_version,
            "rule": self.rule.to_json(),
            "level": self.level,
            "seed": self.seed,
            "coverage": self.coverage.to_json(),
            "total": plain(self.total.row()),
            "undated": plain(self.undated.row()),
            "periods": [plain(p.row()) for p in self.points],
        }
