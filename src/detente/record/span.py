"""Spans of a document's text, and evidence: a span with the exact words it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from detente.errors import RecordError


def text_id(text: str) -> str:
    """Name a text by its content: the first 20 hexadecimal digits of its SHA-256.

    >>> text_id("Putin met Pompeo.") == text_id("Putin met Pompeo.")
    True
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in one document's text.

    **Units**: code points. **Shape**: `0 <= start <= end`.

    Raises:
        RecordError: The range is negative or runs backwards.
    """

    text_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise RecordError(
                f"Span {self.start} to {self.end} runs backwards.", "Give a start that is not after the end."
            )

    def __len__(self) -> int:
        return self.end - self.start

    def words(self, text: str) -> str:
        """Slice the words out of the text this span belongs to."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether both share at least one code point of the same text."""
        return self.text_id == other.text_id and self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.text_id == other.text_id and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A span and the exact words it holds, with the part they play.

    Attributes:
        span: Where.
        text: The words, exactly as the text has them.
        role: `trigger`, `actor`, `recipient`, `when`, `where` or `claim` for events; empty elsewhere.
    """

    span: Span
    text: str
    role: str = ""

    @classmethod
    def of(cls, span: Span, text: str, role: str = "") -> Evidence:
        """Take the words of `span` out of the document's whole `text`."""
        return cls(span, text[span.start : span.end], role)

    def holds(self, text: str) -> bool:
        """Whether `text` still has these words at this place."""
        return text[self.span.start : self.span.end] == self.text
