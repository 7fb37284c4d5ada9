"""Texts read once, casts, quotes and events made by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest

from detente.record import (
    Actor,
    Cast,
    Document,
    Event,
    EventCode,
    Evidence,
    Mention,
    Quote,
    Reading,
    Reason,
    Span,
)


class Scene:
    """A text with the people and events one says it has."""

    def __init__(self, text: str) -> None:
        self.document = Document(text)
        self.reading = _read(text)
        self.actors: dict[str, Actor] = {}
        self.mentions: list[Mention] = []
        self.quotes: list[Quote] = []
        self.events: list[Event] = []

    def span(self, words: str, nth: int = 0) -> Span:
        start = -1
        for _ in range(nth + 1):
            start = self.document.text.index(words, start + 1)
        return self.document.span(start, start + len(words))

    def actor(self, words: str, actor_id: str, kind: str = "person", name: str = "", nth: int = 0) -> Scene:
        span = self.span(words, nth)
        country = actor_id.split(":")[1] if kind == "state" else None
        self.actors.setdefault(actor_id, Actor(actor_id, name or words, kind, country))
        tokens = self.reading.tokens_in(span.start, span.end)
        self.mentions.append(Mention(span, tokens, actor_id, "name", Reason("test", 1.0)))
        return self

    def state(self, words: str, code: str, name: str = "", nth: int = 0) -> Scene:
        return self.actor(words, f"state:{code}", "state", name or words, nth)

    def quote(self, words: str, speaker: str | None, cue: str | None = None) -> Scene:
        reason = Reason("test", 1.0)
        content = (self.span(words),)
        said = self.span(cue) if cue else None
        self.quotes.append(Quote(f"q{len(self.quotes)}", "direct", content, said, None, speaker, None, reason))
        return self

    def event(
        self, trigger: str, code: EventCode, actors: tuple[str, ...], recipients: tuple[str, ...] = ()
    ) -> Scene:
        evidence = (Evidence.of(self.span(trigger), self.document.text, "trigger"),)
        event_id = f"e{len(self.events)}"
        event = Event(
            event_id, code, None, 1, 0.0, (), (), actors, recipients, None, None, None, 1.0, evidence, ()
        )
        self.events.append(event)
        return self

    @property
    def cast(self) -> Cast:
        mentions = sorted(self.mentions, key=lambda m: m.tokens)
        return Cast(tuple(self.actors.values()), tuple(mentions))


@lru_cache(maxsize=128)
def _read(text: str) -> Reading:
    from detente.reading import read

    return read(Document(text))


@pytest.fixture
def scene() -> Callable[[str], Scene]:
    return Scene
