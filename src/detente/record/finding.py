"""Reasons to doubt a text, or to handle it with care."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record.span import Evidence
from detente.record.when import When

SEVERITIES = ("note", "caution", "serious")


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason to doubt or to handle a text with care.

    Attributes:
        code: Stable name: `not-english`, `wrong-office`, `repeated-headline` ...
        severity: `note`, `caution` or `serious`.
        message: One sentence a reader understands.
        evidence: The words in question; may be empty when the doubt is about something missing.
        when: The days it speaks of, such as those on which an undated text was written, or `None`.
    """

    code: str
    severity: str
    message: str
    evidence: tuple[Evidence, ...] = ()
    when: When | None = None
