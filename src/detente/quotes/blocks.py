"""Quoted passages as token ranges, with what stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detente.reading import Passage
from detente.record import Reading


class Block(NamedTuple):
    """A passage between outer quotation marks.

    Attributes:
        start: First token inside the marks.
        end: One past the last token inside.
        outer_start: The same with the opening mark.
        outer_end: The same with the closing mark.
        paragraph: Number of the paragraph.
        closed: Whether it has a closing mark.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a text.

    Attributes:
        all: In text order, not overlapping.
        at: For each token the number of the block it stands in (marks included), or -1.
    """

    all: tuple[Block, ...]
    at: tuple[int, ...]

    def inside(self, i: int) -> bool:
        """Whether a token stands in quotation marks."""
        return self.at[i] >= 0


def blocks_of(reading: Reading, passages: Sequence[Passage]) -> Blocks:
    """Turn outer passages into token ranges.

    Args:
        reading: The reading of the text.
        passages: Its quoted passages.
    """
    found: list[Block] = []
    at = [-1] * len(reading.tokens)
    for p in passages:
        if p.depth != 1:
            continue
        start, end = reading.tokens_in(p.inner_start, p.inner_end)
        outer_start, outer_end = reading.tokens_in(p.start, p.end)
        if start >= end or (found and outer_start < found[-1].outer_end):
            continue
        at[outer_start:outer_end] = [len(found)] * (outer_end - outer_start)
        found.append(Block(start, end, outer_start, outer_end, p.paragraph, p.closed))
    return Blocks(tuple(found), tuple(at))
