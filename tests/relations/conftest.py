"""Codings with made-up events between real states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from detente.record import Actor, Cast, Coder, Coding, Document, Event, EventCode, Evidence, When

NAMES = {"usa": "USA", "envoy": "USA", "rus": "RUS", "gbr": "GBR", "un": "UNO", "crowd": None}

Row = tuple[str, str, int, float, When | None]


def day(text: str) -> When:
    return When.parse(text, "text")


@pytest.fixture
def coding() -> Callable[..., Coding]:
    """Makes a coding of a text out of events told as (actors, recipients, quad, score, when)."""

    def make(text: str, *rows: Row, modality: str = "", claimed: str | None = None, coder: str = "1") -> Coding:
        document = Document(text)
        trigger = (Evidence.of(document.span(0, 1), text, "trigger"),)
        events = tuple(
            Event(
                f"{document.id[:6]}{n}",
                EventCode("X"),
                None,
                quad,
                score,
                (),
                tuple(modality.split()),
                tuple(actors.split()),
                tuple(recipients.split()),
                claimed,
                when,
                None,
                1.0,
                trigger,
                (),
            )
            for n, (actors, recipients, quad, score, when) in enumerate(rows)
        )
        cast = Cast(
            tuple(
                Actor(name, name, "person" if name == "envoy" else "state", country)
                for name, country in NAMES.items()
            ),
            (),
        )
        return Coding(Coder(coder, "t", "t")).having(document=document, cast=cast, events=events)

    return make


def week(start: date) -> When:
    return When(start, date.fromordinal(start.toordinal() + 6), "week", "text")
