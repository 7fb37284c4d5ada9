"""Codings with made-up events between real states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.record import (
    Actor,
    Cast,
    Coder,
    Coding,
    Document,
    Event,
    EventCode,
    Evidence,
    Issue,
    Quote,
    Reason,
    Stance,
    When,
)

NAMES = {"usa": "USA", "envoy": "USA", "rus": "RUS", "gbr": "GBR", "un": "UNO", "crowd": None}


@pytest.fixture
def coding() -> Callable[..., Coding]:
    """Makes a coding of a text out of events told as (actors, recipients, quad, day or empty)."""

    def make(text: str, *rows: tuple[str, str, int, str], published: str = "", coder: str = "1") -> Coding:
        document = Document(text, published=When.parse(published, "given") if published else None)
        trigger = (Evidence.of(document.span(0, 1), text, "trigger"),)
        events = tuple(
            Event(
                id=f"event-{document.id[:8]}{coder}{n}",
                code=EventCode("X"),
                cameo=None,
                quad=quad,
                score=float(quad),
                contexts=(),
                modality=(),
                actors=tuple(actors.split()),
                recipients=tuple(recipients.split()),
                claimed_by=None,
                when=When.parse(day, "text") if day else None,
                where=None,
                confidence=1.0,
                evidence=trigger,
                reasons=(),
            )
            for n, (actors, recipients, quad, day) in enumerate(rows)
        )
        cast = Cast(tuple(Actor(n, n, "person" if n == "envoy" else "state", c) for n, c in NAMES.items()), ())
        said = Quote(
            f"{document.id}:q1", "direct", (document.span(0, 1),), None, None, "envoy", None, Reason("r", 1.0)
        )
        issue = Issue(
            "ferries", (), (Stance("envoy", "for", trigger),), tuple(e.id for e in events), (said.id,), trigger
        )
        made = Coding(Coder(coder, "t", "t")).having(document=document, cast=cast, events=events)
        return made.having(quotes=(said,), issues=(issue,) if events else ())

    return make
