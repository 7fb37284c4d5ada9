"""Shards: the pages that are coded by one worker and committed at once, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.pipeline.plan import Plan, Reached
from detente.pipeline.run import Known
from detente.record import Coding, Failure, Page
from detente.source import Source

#: A shard ends when its pages weigh so much, however few they are: what bounds the memory of a run.
_BYTES = 16_777_216


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages to be coded together.

    Attributes:
        part: Number of the part of the plan they come from.
        number: Number of the shard in the part.
        last: Whether the part ends with it.
        pages: The pages, in the order of the source.
        weight: What the pages weigh. **Units**: bytes.
    """

    part: int
    number: int
    last: bool
    pages: tuple[Page | Failure, ...]
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Coded:
    """A shard, coded.

    Attributes:
        shard: The shard, without its pages.
        outcomes: What became of each page, in order.
        seconds: How long a worker was at it.
    """

    shard: Shard
    outcomes: tuple[Coding | Failure | Known, ...]
    seconds: float


def shards(plan: Plan, source: Source, start: Reached | None = None) -> Iterator[Shard]:
    """Cut the pages of a plan into shards; the same plan is cut the same way each time.

    Args:
        plan: The plan.
        source: Its source.
        start: Where to begin. Parts before it are not read; shards of its part are read and passed over.
    """
    start = start or Reached()
    for part in range(start.part, len(plan.parts)):
        skip = start.shard if part == start.part else 0
        for shard in _cut(plan, source, part):
            if shard.number >= skip:
                yield shard
        if skip and shard.number < skip:
            # The part has become shorter (the web does not stand still): what was to end it is done.
            yield Shard(part, skip, True, ())


def _cut(plan: Plan, source: Source, part: int) -> Iterator[Shard]:
    pages: list[Page | Failure] = []
    number = weight = 0
    for page in source.pages(plan.parts[part]):
        size = len(page.content) if isinstance(page, Page) else 0
        if pages and (len(pages) >= plan.shard or weight + size > _BYTES):
            yield Shard(part, number, False, tuple(pages), weight)
            pages, number, weight = [], number + 1, 0
        pages.append(page)
        weight += size
    yield Shard(part, number, True, tuple(pages), weight)
