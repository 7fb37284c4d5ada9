"""Who deals with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.frames import Framed
from detente.relations.rule import Rule


@dataclass(frozen=True, slots=True)
class Node:
    """A state in the network.

    Attributes:
        id: ISO 3166 alpha-3.
        events: Events it has a part in.
        partners: Other states it deals with.
        betweenness: How often it lies on the shortest way between two others, 0 to 1; strong ties are short ways.
        bloc: Number of its bloc over the whole time, from 1; 0 when it stands alone.
    """

    id: str
    events: int
    partners: int
    betweenness: float
    bloc: int

    def row(self) -> dict[str, Any]:
        """The node as one row."""
        names = ("id", "events", "partners", "betweenness", "bloc")
        return {n: getattr(self, n) for n in names}


@dataclass(frozen=True, slots=True)
class Edge:
    """What passes between two states.

    Attributes:
        a: ISO 3166 alpha-3; the one who acts when directed, otherwise `a < b`.
        b: ISO 3166 alpha-3.
        events: Number of events.
        quads: Events by quad class.
        score: Mean score.
        conflict: Share of conflict, 0 to 1.
    """

    a: str
    b: str
    events: int
    quads: tuple[int, int, int, int]
    score: float
    conflict: float

    def row(self) -> dict[str, Any]:
        """The edge as one row."""
        names = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
        row: dict[str, Any] = {"a": self.a, "b": self.b, "events": self.events}
        row |= dict(zip(names, self.quads, strict=True))
        return {**row, "score": round(self.score, 4), "conflict": round(self.conflict, 4)}


@dataclass(frozen=True, slots=True)
class Mediator:
    """A state that stands between others.

    Attributes:
        id: ISO 3166 alpha-3.
        mediations: Events in which it mediates, by their code.
        betweenness: As in its node.
    """

    id: str
    mediations: int
    betweenness: float

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {"id": self.id, "mediations": self.mediations, "betweenness": self.betweenness}


@dataclass(frozen=True, slots=True)
class Bloc:
    """States that in one period are kinder to each other than to the rest.

    Attributes:
        period: The period, or "total" for the whole time.
        start: Its first day, or `None` for the whole time.
        number: A bloc that shares most members with one of the period before keeps its number.
        members: ISO 3166 alpha-3, in order.
    """

    period: str
    start: date | None
    number: int
    members: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        start = self.start.isoformat() if self.start else None
        return {"period": self.period, "start": start, "number": self.number, "members": list(self.members)}


@dataclass(frozen=True, slots=True)
class Network(Framed):
    """States and what passes between them.

    Attributes:
        nodes: States with events, the most first.
        edges: Pairs with events, the most first.
        mediators: States that mediate, the most first.
        blocs: Over the whole time ("total"), then period by period.
        period: Length of the blocs' periods.
        since: First day asked for, or `None`.
        until: Last day asked for, or `None`.
        rule: How events were counted.
        store_version: Version of the store that was asked.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    mediators: tuple[Mediator, ...]
    blocs: tuple[Bloc, ...]
    period: str
    since: date | None
    until: date | None
    rule: Rule
    store_version: int

    def rows(self) -> list[dict[str, Any]]:
        """One row an edge."""
        return [e.row() for e in self.edges]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "store_version": self.store_version,
            "rule": self.rule.to_json(),
            "period": self.period,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "nodes": [n.row() for n in self.nodes],
            "edges": self.rows(),
            "mediators": [m.to_json() for m in self.mediators],
            "blocs": [b.to_json() for b in self.blocs],
        }
