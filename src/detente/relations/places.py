"""Where what happened between two states happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.frames import Framed
from detente.relations.rule import Rule


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place, and what happened there between the two.

    Attributes:
        name: As the gazetteer has it.
        country: ISO 3166 alpha-3 of the country it lies in, or `None`.
        lat: Latitude in degrees.
        lon: Longitude in degrees.
        events: Number of events.
        score: Their mean score. **Units**: -10 to +10.
        conflict: Share of conflict, 0 to 1.
    """

    name: str
    country: str | None
    lat: float
    lon: float
    events: int
    score: float
    conflict: float

    def row(self) -> dict[str, Any]:
        """The place as one row."""
        names = ("name", "country", "lat", "lon", "events")
        told = {n: getattr(self, n) for n in names}
        return {**told, "score": round(self.score, 4), "conflict": round(self.conflict, 4)}


@dataclass(frozen=True, slots=True)
class EventPlaces(Framed):
    """Where events of two states happened.

    Attributes:
        a: ISO 3166 alpha-3.
        b: ISO 3166 alpha-3.
        since: First day asked for, or `None`.
        until: Last day asked for, or `None`.
        rule: How events were counted.
        store_version: Version of the store that was asked.
        places: The most events first.
        nowhere: Number of counted events without a place, or with one that is not on the map.
    """

    a: str
    b: str
    since: date | None
    until: date | None
    rule: Rule
    store_version: int
    places: tuple[EventPlace, ...]
    nowhere: int

    def rows(self) -> list[dict[str, Any]]:
        """One row a place."""
        return [{"a": self.a, "b": self.b, **p.row()} for p in self.places]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "a": self.a,
            "b": self.b,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "store_version": self.store_version,
            "rule": self.rule.to_json(),
            "nowhere": self.nowhere,
            "places": [p.row() for p in self.places],
        }
