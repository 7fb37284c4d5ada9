"""Scores explain themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Why something was judged as it was.

    Attributes:
        rule: Name of the rule, word list entry or weights that spoke.
        score: How sure it is, 0 to 1.
        detail: A few words a person understands.
    """

    rule: str
    score: float
    detail: str = ""
