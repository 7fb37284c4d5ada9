"""A quote in the making, in tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.quotes.cues import Cue
from detente.quotes.ranges import Range


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote before its speaker is known.

    Attributes:
        content: Token ranges, in text order.
        cue: The cue, or `None` when no word of saying stands there.
        source: Token range of the source as written, or `None`.
        source_head: Its head token, or `None`.
        listener: Head token of the addressee, or `None`.
        rule: Name of the rule that made it.
        score: How sure the rule is.
        blocks: Numbers of the quoted blocks it takes in.
        clausal: Whether the content is a clause, not a thing wanted, liked or named.
    """

    content: tuple[Range, ...]
    cue: Cue | None
    source: Range | None
    source_head: int | None
    listener: int | None
    rule: str
    score: float
    blocks: tuple[int, ...] = ()
    clausal: bool = True

    def adding(self, *content: Range, blocks: tuple[int, ...] = ()) -> Draft:
        """The same quote with more content."""
        return replace(self, content=tuple(sorted({*self.content, *content})), blocks=self.blocks + blocks)


def from_cue(cue: Cue, content: list[Range], rule: str, score: float, blocks: tuple[int, ...] = ()) -> Draft:
    """A draft with the cue's source and listener."""
    return Draft(tuple(content), cue, cue.source, cue.source_head, cue.listener, rule, score, blocks)
