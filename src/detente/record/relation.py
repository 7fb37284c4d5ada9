"""How two states get on, as counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """An undirected dyad of two states over some events.

    Attributes:
        a: ISO 3166 alpha-3; `a < b`.
        b: ISO 3166 alpha-3.
        events: Number of events counted.
        words: Mean PLOVER score of the verbal ones (quads 1 and 3), or `None` when there are none.
        deeds: Mean PLOVER score of the material ones (quads 2 and 4), or `None` when there are none.
    """

    a: str
    b: str
    events: int
    words: float | None
    deeds: float | None
