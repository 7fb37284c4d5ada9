"""A source that lies in memory, and pages for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from detente.pipeline.plan import Plan
from detente.record import Coder, Failure, Page
from detente.settings import Settings
from detente.source import Part, SourceOptions

CODER = Coder("0", "o", "w")


@dataclass
class Shelf:
    """Parts with so many pages each; page n of part p says so."""

    counts: tuple[int, ...]
    size: int = 40

    def plan(self) -> tuple[Part, ...]:
        return tuple(
            Part(name=str(n), kind="shelf", place="/shelf", size=c * self.size, fingerprint=str(c))
            for n, c in enumerate(self.counts)
        )

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        for number in range(self.counts[int(part.name)]):
            text = f"Part {part.name}, page {number}."
            yield Page(text.encode().ljust(self.size), f"shelf:{part.name}/{number}", "text/plain", "utf-8")


def plan_of(shelf: Any, shard: int = 3, coder: Coder = CODER, **settings: Any) -> Plan:
    return Plan.make("/shelf", shelf, SourceOptions(), Settings.load({}, **settings), coder, shard)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf((5, 0, 3, 7))
