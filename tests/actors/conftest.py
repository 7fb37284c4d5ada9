from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.actors import find
from detente.reading import read
from detente.record import Actor, Cast, Document, Reading, When

Found = tuple[Cast, Reading]


@pytest.fixture(scope="session")
def cast_of() -> Callable[..., Found]:
    def make(text: str, on: str | None = None) -> Found:
        document = Document(text, published=When.parse(on, "given") if on else None)
        reading = read(document)
        return find(document, reading), reading

    return make


@pytest.fixture(scope="session")
def actor_at() -> Callable[[Found, str], Actor]:
    def look(found: Found, words: str) -> Actor:
        cast, reading = found
        return next(cast[m.actor] for m in cast.mentions if reading.words(*m.tokens) == words)

    return look
