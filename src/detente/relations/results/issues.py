"""What two states speak about, and who stands where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.relations.results.frames import Framed
from detente.relations.rule import Rule


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody of one of the two states who takes a stance.

    Attributes:
        actor: Name.
        country: ISO 3166 alpha-3.
        stance: `for`, `against`, `mixed` or `unclear`.
        quotes: Ids of the quotes in which it is taken.
        events: Ids of the events in which it is.
        documents: Ids of the documents that say so.
    """

    actor: str
    country: str
    stance: str
    quotes: tuple[str, ...]
    events: tuple[str, ...]
    documents: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "actor": self.actor,
            "country": self.country,
            "stance": self.stance,
            "quotes": list(self.quotes),
            "events": list(self.events),
            "documents": list(self.documents),
        }


@dataclass(frozen=True, slots=True)
class IssueOnMap:
    """One issue between two states.

    Attributes:
        name: The issue.
        standing: `contested` (one is for it and the other against, or their acts about it are mostly conflict),
            `common ground` (both stand on one side, or their acts about it are mostly cooperation) or
            `mentioned` (neither can be said).
        decided_by: What decided: `stances`, `events`, or `nothing`.
        events: Number of events between the two that are about it.
        conflict: How many of them are conflict.
        score: Their mean score, or `None`.
        quotes: Number of quotes of people of both states that are about it.
        documents: Number of documents that speak of it.
        holders: Who stands where, those with a clear stance first.
        event_ids: Some of the events, the newest first.
        quote_ids: Some of the quotes, the newest first.
    """

    name: str
    standing: str
    decided_by: str
    events: int
    conflict: int
    score: float | None
    quotes: int
    documents: int
    holders: tuple[Holder, ...]
    event_ids: tuple[str, ...]
    quote_ids: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """The issue as one row of a table, its holders left to `to_json`."""
        return {
            "issue": self.name,
            "standing": self.standing,
            "decided_by": self.decided_by,
            "events": self.events,
            "conflict": self.conflict,
            "score": self.score,
            "quotes": self.quotes,
            "documents": self.documents,
            "event_ids": list(self.event_ids),
            "quote_ids": list(self.quote_ids),
        }


@dataclass(frozen=True, slots=True)
class IssueMap(Framed):
    """The issues of two states in some time.

    Attributes:
        a: ISO 3166 alpha-3.
        b: ISO 3166 alpha-3.
        since: First day, or `None`.
        until: Last day, or `None`.
        rule: How events were counted.
        store_version: Version of the store that was asked.
        issues: The most spoken of first.
    """

    a: str
    b: str
    since: date | None
    until: date | None
    rule: Rule
    store_version: int
    issues: tuple[IssueOnMap, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row an issue."""
        return [{"a": self.a, "b": self.b, **i.row()} for i in self.issues]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "a": self.a,
            "b": self.b,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "store_version": self.store_version,
            "rule": self.rule.to_json(),
            "issues": [{**i.row(), "holders": [h.to_json() for h in i.holders]} for i in self.issues],
        }
