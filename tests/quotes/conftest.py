from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.quotes import find
from detente.reading import read
from detente.record import Actor, Cast, Document, Mention, Quote, Reading, Reason

Finder = Callable[[str], list[Quote]]


def cast_of(document: Document, reading: Reading) -> Cast:
    """A cast of the reading's own names, so that these tests need no actor list."""
    actors, mentions = [], []
    for n, chain in enumerate(reading.chains):
        kind = "person" if chain.label == "PERSON" else "state"
        actors.append(Actor(f"{document.id}:{n}", chain.name, kind))
        mentions += [
            Mention(reading.span(*m), m, actors[-1].id, "name", Reason("test", 1.0))
            for m in chain.mentions
            if reading.tokens[m[0]].pos != "PRON"
        ]
    return Cast(tuple(actors), tuple(sorted(mentions, key=lambda m: m.tokens)))


def quotes_of(text: str) -> list[tuple[str, str | None, list[str]]]:
    """Kind, name of the speaker (else the source as written), contents."""
    document = Document(text)
    reading = read(document)
    cast = cast_of(document, reading)
    rows = []
    for q in find(document, reading, cast):
        who = cast[q.speaker].name if q.speaker else (q.source.words(text) if q.source else None)
        rows.append((q.kind, who, [s.words(text) for s in q.content]))
    return rows


@pytest.fixture
def found() -> Callable[[str], list[tuple[str, str | None, list[str]]]]:
    return quotes_of


@pytest.fixture
def whole() -> Callable[[str], tuple[Document, Cast, tuple[Quote, ...]]]:
    def run(text: str) -> tuple[Document, Cast, tuple[Quote, ...]]:
        document = Document(text)
        reading = read(document)
        cast = cast_of(document, reading)
        return document, cast, find(document, reading, cast)

    return run
