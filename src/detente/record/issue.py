"""What events and quotes are about, and who stands where."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record.span import Evidence

STANCES = ("for", "against", "mixed", "unclear")


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one actor stands on an issue: `for`, `against`, `mixed` or `unclear`, with the words."""

    actor: str
    stance: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """What an event or quote is about.

    Attributes:
        name: "election interference", "Syria".
        contexts: PLOVER contexts it belongs to.
        holders: Who stands where on it.
        events: Ids of the events about it.
        quotes: Ids of the quotes about it.
        evidence: The words that name it.
    """

    name: str
    contexts: tuple[str, ...]
    holders: tuple[Stance, ...]
    events: tuple[str, ...]
    quotes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
