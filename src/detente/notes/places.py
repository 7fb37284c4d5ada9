"""Where a note stands: the document and the event, looked up in the store; and a claim checked against both."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, fields
from pathlib import Path

from detente.errors import NotFound
from detente.notes.records import Claim, Problem
from detente.ontology import Ontology
from detente.record import Coding, Event
from detente.store import Store

#: The claim that nothing happens where an event was coded; the word of the training text.
NOTHING = "NONE"


@dataclass(frozen=True, slots=True)
class Place:
    """The document a note stands under, as far as the filter needs it.

    Attributes:
        title: Its headline, or "".
        text: Its text.
    """

    title: str
    text: str


def place(folder: Path, connection: sqlite3.Connection, document: str) -> Place | None:
    """Look a document up, in the search index first: that takes no time."""
    row = connection.execute(
        "SELECT words.title, words.body FROM texts JOIN words ON words.rowid = texts.rowid WHERE texts.id = ?",
        (document,),
    ).fetchone()
    if row is not None:
        return Place(row[0] or "", row[1] or "")
    try:
        found = Store.open(folder).coding(document).document
    except NotFound:
        return None
    return Place(found.title or "", found.text)


def event_of(folder: Path, document: str, event: str) -> tuple[Coding, Event] | None:
    """The current coding of a document and one of its events, or `None`."""
    try:
        coding = Store.open(folder).coding(document)
    except NotFound:
        return None
    found = [e for e in coding.events if e.id == event] if coding.has("events") else []
    return (coding, found[0]) if found else None


def claimed(claim: Claim, coding: Coding, event: Event, ontology: Ontology) -> tuple[Claim, list[Problem]]:
    """A claim with what it only repeats taken out, and what is wrong with it.

    Args:
        claim: As the reader made it; empty words count as `None`.
        coding: The coding that is doubted.
        event: The event.
        ontology: Whose codes may be named.
    """
    asked = Claim(**{f.name: _bare(getattr(claim, f.name)) for f in fields(Claim)})
    problems = [
        *_code(asked, event, ontology),
        *(p for name in ("actor", "recipient", "speaker") for p in _party(name, getattr(asked, name), coding)),
    ]
    if problems:
        return asked, problems
    was = coded(event)
    new = {f.name: v for f in fields(Claim) if (v := getattr(asked, f.name)) and v != getattr(was, f.name)}
    if asked.type and asked.type == was.type and asked.mode is None:
        new.pop("type", None)
    for name, ids in (("actor", event.actors), ("recipient", event.recipients)):
        if new.get(name) in ids:
            del new[name]
    if not new:
        return asked, [Problem("claim", "This is what the coding says already. Please say what is wrong.")]
    if "mode" in new:
        new.setdefault("type", was.type or "")
    return Claim(**new), []


def coded(event: Event) -> Claim:
    """What a coding says of an event, in the words of a claim; the first of several parties."""
    return Claim(
        event.code.type,
        event.code.mode,
        event.actors[0] if event.actors else None,
        event.recipients[0] if event.recipients else None,
        event.claimed_by,
    )


def _bare(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _code(claim: Claim, event: Event, ontology: Ontology) -> list[Problem]:
    if claim.type == NOTHING:
        return [] if claim.mode is None else [Problem("claim.mode", "Where nothing happens, there is no mode.")]
    if claim.type is not None and claim.type not in ontology.types:
        return [
            Problem("claim.type", f"There is no such type. Please choose one of: {', '.join(ontology.types)}.")
        ]
    type_ = claim.type or event.code.type
    modes = ontology.modes_of(type_)
    if claim.mode is not None and claim.mode not in modes:
        known = f"Please choose one of: {', '.join(modes)}." if modes else "Please leave it empty."
        return [Problem("claim.mode", f"{type_} has no such mode. {known}")]
    return []


def _party(name: str, value: str | None, coding: Coding) -> list[Problem]:
    if value is None or (coding.has("cast") and value in coding.cast):
        return []
    if len(value) <= 200 and words_in(coding.document.text, value) is not None:
        return []
    return [
        Problem(f"claim.{name}", "Please choose somebody whom the text names, or copy the words from the text.")
    ]


def words_in(text: str, words: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where whole words stand in a text, whatever blanks are between them; half-open, or `None`."""
    if not any(c.isalnum() for c in words):
        return None
    pattern = r"\s+".join(re.escape(w) for w in words.split())
    found = re.compile(rf"(?<!\w){pattern}(?!\w)").search(text, start, len(text) if end is None else end)
    return found.span() if found else None
