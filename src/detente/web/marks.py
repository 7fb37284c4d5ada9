"""A document's text cut into pieces, each with everything that is marked in it; marks may nest and overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.record import Coding, Event, Span

#: Kinds of marks, the outermost first.
KINDS = ("finding", "quote", "event", "actor")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that something was found in.

    Attributes:
        kind: One of `KINDS`.
        start: Where it begins. **Units**: code points of the text.
        end: Where it ends.
        about: Id of the event, quote or actor, or code of the finding.
        number: Of the event, quote or finding on the page.
        tone: A class for its colour: `good` or `bad` for events, the severity for findings, else empty.
        label: What it is, in words.
    """

    kind: str
    start: int
    end: int
    about: str
    number: int
    tone: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text over which the marks stay the same.

    Attributes:
        text: The words.
        marks: What covers them, the outermost kind first.
        first: Marks that begin here.
        ends: Events whose first words end here: their number is set behind it.
    """

    text: str
    marks: tuple[Mark, ...]
    first: tuple[Mark, ...]
    ends: tuple[Mark, ...]

    @property
    def layers(self) -> tuple[tuple[str, str, str], ...]:
        """One layer a kind: its name, its tones, and what is in it in words."""
        found = []
        for kind in KINDS:
            mine = [m for m in self.marks if m.kind == kind]
            if mine:
                tones = " ".join(dict.fromkeys(m.tone for m in mine if m.tone))
                found.append((kind, tones, "; ".join(dict.fromkeys(m.label for m in mine))))
        return tuple(found)


Paragraph = tuple[Piece, ...]


def paragraphs(text: str, marks: Iterable[Mark]) -> tuple[Paragraph, ...]:
    """Cut a text into paragraphs, and these wherever a mark begins or ends.

    All pieces of all paragraphs together are the text without its blank lines.
    """
    usable = sorted(
        (m for m in marks if 0 <= m.start < m.end <= len(text)), key=lambda m: (m.start, -m.end, m.number)
    )
    found, at = [], 0
    for part in text.split("\n"):
        if part.strip():
            end = at + len(part)
            found.append(_pieces(text, at, end, [m for m in usable if m.start < end and m.end > at]))
        at += len(part) + 1
    return tuple(found)


def _pieces(text: str, low: int, high: int, marks: Sequence[Mark]) -> Paragraph:
    cuts = sorted({low, high, *(c for m in marks for c in (m.start, m.end) if low < c < high)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [m for m in marks if m.start < end and m.end > start]
        over.sort(key=lambda m: KINDS.index(m.kind))
        first = tuple(m for m in over if m.start == start)
        ends = tuple(m for m in over if m.kind == "event" and m.end == end)
        pieces.append(Piece(text[start:end], tuple(over), first, ends))
    return tuple(pieces)


def marks_of(coding: Coding, names: dict[str, str]) -> tuple[Mark, ...]:
    """What is marked in a coding's text.

    Args:
        coding: The coding.
        names: What events are called, by their ids.
    """
    own = coding.document.id
    found: list[Mark] = []

    def add(kind: str, span: Span, about: str, number: int, tone: str = "", label: str = "") -> None:
        if span.text_id == own:
            found.append(Mark(kind, span.start, span.end, about, number, tone, label))

    for number, event in enumerate(ordered_events(coding), 1):
        tone = "good" if event.quad <= 2 else "bad"
        add("event", event.trigger.span, event.id, number, tone, names.get(event.id, event.code.type))
    if coding.has("quotes"):
        for number, quote in enumerate(coding.quotes, 1):
            known = quote.speaker is not None and quote.speaker in coding.cast
            speaker = coding.cast[quote.speaker].name if known and quote.speaker else "a speaker not known"
            for span in quote.content:
                add("quote", span, quote.id, number, quote.kind, f"{quote.kind} quote: {speaker}")
    if coding.has("cast"):
        for mention in coding.cast.mentions:
            name = coding.cast[mention.actor].name if mention.actor in coding.cast else mention.actor
            add("actor", mention.span, mention.actor, 0, "", name)
    if coding.has("findings"):
        for number, finding in enumerate(coding.findings, 1):
            for evidence in finding.evidence:
                add("finding", evidence.span, finding.code, number, finding.severity, finding.message)
    return tuple(found)


def ordered_events(coding: Coding) -> list[Event]:
    """The events of a coding in the order of the text; none when it was not coded."""
    return sorted(coding.events, key=lambda e: e.trigger.span) if coding.has("events") else []
