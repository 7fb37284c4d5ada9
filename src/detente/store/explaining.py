"""Why an event was coded: everything that speaks for it, gathered for whoever shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.record import Actor, Coding, Document, Event, Finding, Mention, Span, Stance
from detente.store.asking import DocumentRow, EventRow

#: A sentence ends at a stop after a long word, before white space and a capital or an opening mark. Stops after
#: short words may belong to abbreviations; a passage that is a little too long is better than one cut in two.
_END = re.compile(r"""(?<=\w{4})[.!?]["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9])""")
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text with the words in it that count.

    Attributes:
        span: Where.
        pieces: The text in pieces; each with the roles of the evidence in it, or none.
    """

    span: Span
    pieces: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Party:
    """One who acts, is acted upon, or says so.

    Attributes:
        role: `actor`, `recipient` or `claim`.
        actor: Who, with the offices held on the document's date.
        mentions: The words in the event's passages that name it; the nearest before them when there are none.
    """

    role: str
    actor: Actor
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that speaks for an event.

    Attributes:
        row: The event and its document.
        coding: The coding it stands in.
        passages: The evidence, with the sentences around it, in text order.
        parties: Who takes part.
        issues: Names of the issues it is about, with the stances taken on them.
        findings: Reasons to doubt the document.
        better: The document that this one was copied or reworded from, or `None`.
    """

    row: EventRow
    coding: Coding
    passages: tuple[Passage, ...]
    parties: tuple[Party, ...]
    issues: tuple[tuple[str, tuple[Stance, ...]], ...]
    findings: tuple[Finding, ...]
    better: DocumentRow | None = None


def explain(row: EventRow, coding: Coding, better: DocumentRow | None = None) -> Explanation:
    """Gather what speaks for an event.

    Args:
        row: As `Store.event` gives it.
        coding: Its document's, as `Store.coding` gives it.
        better: As `Store.better_version` gives it.
    """
    event, document = row.event, coding.document
    passages = _passages(event, document)
    spans = [p.span for p in passages]
    parties = [("actor", a) for a in event.actors] + [("recipient", r) for r in event.recipients]
    parties += [("claim", event.claimed_by)] if event.claimed_by is not None else []
    issues = coding.issues if coding.has("issues") else ()
    return Explanation(
        row,
        coding,
        passages,
        tuple(
            Party(role, coding.cast[a], _mentions(coding.cast.mentions, a, spans))
            for role, a in parties
            if a in coding.cast
        ),
        tuple((i.name, i.holders) for i in issues if event.id in i.events),
        coding.findings if coding.has("findings") else (),
        better,
    )


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, or sentences, that hold a range of the text.

    >>> text = "Talks began. Both sides left early. Nobody spoke."
    >>> first, last = sentence_around(text, 13, 17)
    >>> text[first:last]
    'Both sides left early.'
    """
    found = [p.span() for p in _PARAGRAPH.finditer(text) if p.start() < max(end, start + 1) and p.end() > start]
    if not found:
        return start, end
    first, last = found[0][0], found[-1][1]
    ends = [m.end() for m in _END.finditer(text, first, last)]
    low = max((e for e in ends if e <= start), default=first)
    high = min((e for e in ends if e >= end), default=last)
    return low, low + len(text[low:high].rstrip())


def _passages(event: Event, document: Document) -> tuple[Passage, ...]:
    evidence = [e for e in event.evidence if e.span.text_id == document.id]
    ranges: list[tuple[int, int]] = []
    for low, high in sorted(sentence_around(document.text, e.span.start, e.span.end) for e in evidence):
        if ranges and low <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        else:
            ranges.append((low, high))
    marks = [(e.span.start, e.span.end, e.role) for e in evidence]
    return tuple(Passage(document.span(a, b), _pieces(document.text, a, b, marks)) for a, b in ranges)


def _pieces(
    text: str, low: int, high: int, marks: Sequence[tuple[int, int, str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Cut a range wherever a mark begins or ends; evidence may nest and overlap."""
    cuts = sorted({low, high, *(min(max(c, low), high) for a, b, _ in marks for c in (a, b))})
    pieces = []
    for start, end in pairwise(cuts):
        roles = tuple(dict.fromkeys(role for a, b, role in marks if a <= start and end <= b))
        pieces.append((text[start:end], roles))
    return tuple(pieces)


def _mentions(mentions: Iterable[Mention], actor: str, spans: Sequence[Span]) -> tuple[Mention, ...]:
    mine = [m for m in mentions if m.actor == actor]
    inside = tuple(m for m in mine if any(s.contains(m.span) for s in spans))
    if inside or not mine or not spans:
        return inside
    before = [m for m in mine if m.span.end <= spans[0].start]
    return (before[-1] if before else mine[0],)
