"""THE table: what is done to a page, in order. `detente stages` prints it.

Read a row aloud: the stage `quotes` calls `detente.quotes:find`, needs document, reading and cast, and gives
quotes. A stage is a plain function; it is called with the layers it needs, in that order, and the settings,
returns a new layer and changes none; `weigh` gives a new version of a layer that it takes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the table.

    Attributes:
        name: What the stage is called on the command line and in errors.
        function: `package:function`, imported when it is first called.
        needs: Layers it is called with, in order. The first stage takes the page.
        gives: The layer it returns.
        about: One line for people.
        many: `package:function` that does the same for many documents at once, or "": it takes a list for each
            layer, and gives a list of layers (or errors).
    """

    name: str
    function: str
    needs: tuple[str, ...]
    gives: str
    about: str
    many: str = ""

    def load(self) -> Callable[..., Any]:
        """Import the function."""
        return _imported(self.function)

    def load_many(self) -> Callable[..., list[Any]] | None:
        """Import the function for many documents, if there is one."""
        return _imported(self.many) if self.many else None


def _imported(function: str) -> Callable[..., Any]:
    module, name = function.split(":")
    loaded: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return loaded


STAGES: tuple[Stage, ...] = (
    Stage(
        "extract",
        "detente.document:extract",
        ("page",),
        "document",
        "the story without the page's furniture; title, date, language",
    ),
    Stage(
        "read",
        "detente.reading:read",
        ("document",),
        "reading",
        "sentences, tokens, syntax, names, who is who",
        "detente.reading:read_many",
    ),
    Stage(
        "actors",
        "detente.actors:find",
        ("document", "reading"),
        "cast",
        "who is named: person, office that day, country, sector",
    ),
    Stage(
        "quotes",
        "detente.quotes:find",
        ("document", "reading", "cast"),
        "quotes",
        "what is said, in whose words, by whom, to whom",
    ),
    Stage(
        "events",
        "detente.events:code",
        ("document", "reading", "cast", "quotes"),
        "events",
        "who did what to whom, when, where, how certain",
    ),
    Stage(
        "issues",
        "detente.issues:find",
        ("document", "reading", "cast", "quotes", "events"),
        "issues",
        "what it is about, and who stands where",
    ),
    Stage(
        "integrity",
        "detente.integrity:doubt",
        ("document", "reading", "cast"),
        "findings",
        "reasons to doubt the text or to handle it with care",
    ),
    Stage(
        "weigh",
        "detente.integrity:weigh",
        ("events", "findings"),
        "events",
        "the same events, less sure where their text is doubted",
    ),
    Stage(
        "relations",
        "detente.relations:count",
        ("cast", "events"),
        "relations",
        "pairs of states, words and deeds",
    ),
)
