"""Small casts by hand, so that the coder is tested without the actor room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detente import events, reading
from detente.record import Actor, Cast, Document, Event, Mention, Quote, Reading, Reason, When
from detente.settings import Settings


def cast_of(document: Document, read: Reading, names: dict[str, str]) -> Cast:
    """A mention for every place where a name (or a phrase) stands; longer names first, none inside another."""
    actors: dict[str, Actor] = {}
    mentions: list[Mention] = []
    taken: set[int] = set()
    for name in sorted(names, key=len, reverse=True):
        at = document.text.find(name)
        while at >= 0:
            tokens = read.tokens_in(at, at + len(name))
            if not taken & set(range(*tokens)):
                taken |= set(range(*tokens))
                kind = "place" if names[name].startswith("place:") else "name"
                actor = names[name].removeprefix("place:")
                actors.setdefault(actor, Actor(actor, name, "state", country=actor if actor.isupper() else None))
                mentions.append(Mention(read.span(*tokens), tokens, actor, kind, Reason("hand", 0.9)))
            at = document.text.find(name, at + 1)
    mentions.sort(key=lambda m: m.tokens)
    return Cast(tuple(actors.values()), tuple(mentions))


def coded(
    text: str, quotes: tuple[Quote, ...] = (), published: str = "2019-05-15", **names: str
) -> tuple[Event, ...]:
    """Code a text; names are given as `Name_with_spaces="ID"`."""
    document = Document(text, published=When.parse(published, "given"))
    settings = Settings.load({})
    read = reading.read(document, settings)
    cast = cast_of(document, read, {k.replace("_", " "): v for k, v in names.items()})
    return events.code(document, read, cast, quotes, settings)


@pytest.fixture(scope="session", name="coded")
def _coded() -> Callable[..., tuple[Event, ...]]:
    """Code a text with a cast given by names."""
    return coded
