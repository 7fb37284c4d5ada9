"""Re-checking one coding: every span and word against the text, every id against what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.record import Coding, Document, Event, Evidence, Finding, Issue, Mention, Quote, Span, text_id


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a coding may point at: texts by their hash, and ids by kind (`None` for a layer that is not there)."""

    texts: dict[str, str]
    ids: dict[str, frozenset[str] | None]


def faults(coding: Coding) -> Iterator[tuple[str, str]]:
    """What is wrong with a coding: a stable name and a sentence for each thing; nothing when it is sound."""
    actors = [a.id for a in coding.cast.actors] if coding.has("cast") else None
    quotes = [q.id for q in coding.quotes] if coding.has("quotes") else None
    events = [e.id for e in coding.events] if coding.has("events") else None
    listed = {"actor": actors, "quote": quotes, "event": events}
    ids = {kind: None if found is None else frozenset(found) for kind, found in listed.items()}
    sheet = _Sheet(_texts(coding.document), ids)
    for kind, found in listed.items():
        yield from _doubles(kind, found or ())
    for mention in coding.cast.mentions if coding.has("cast") else ():
        yield from _mention(mention, sheet)
    for quote in coding.quotes if coding.has("quotes") else ():
        yield from _quote(quote, sheet)
    for event in coding.events if coding.has("events") else ():
        yield from _event(event, sheet)
    for issue in coding.issues if coding.has("issues") else ():
        yield from _issue(issue, sheet)
    for finding in coding.findings if coding.has("findings") else ():
        yield from _words(finding.evidence, sheet.texts, f"the finding {finding.code}")


def pieces(coding: Coding) -> int:
    """How many pieces of evidence `faults` looks at."""
    spans = len(coding.cast.mentions) if coding.has("cast") else 0
    spans += sum(len(_spans(q)) for q in coding.quotes) if coding.has("quotes") else 0
    told: list[Event | Issue | Finding] = []
    for layer in ("events", "issues", "findings"):
        told += coding.layer(layer) if coding.has(layer) else ()
    spans += sum(len(t.evidence) for t in told)
    held = [h for t in told if isinstance(t, Issue) for h in t.holders]
    return spans + sum(len(h.evidence) for h in held)


def _texts(document: Document) -> dict[str, str]:
    """Every text a span may point into, by its hash: the document's own, its headline, captions, furniture."""
    apart = [document.title or "", document.byline or "", document.dateline or ""]
    apart += [t for c in document.captions for t in (c.text, c.credit)] + [f.text for f in document.furniture]
    return {**{text_id(t): t for t in apart if t}, document.id: document.text}


def _mention(mention: Mention, sheet: _Sheet) -> Iterator[tuple[str, str]]:
    yield from _bounds((mention.span,), sheet.texts, f"a mention of {mention.actor}")
    yield from _known("actor", (mention.actor,), sheet, "A mention")


def _quote(quote: Quote, sheet: _Sheet) -> Iterator[tuple[str, str]]:
    yield from _bounds(_spans(quote), sheet.texts, f"the quote {quote.id}")
    yield from _known("actor", (quote.speaker, quote.addressee), sheet, f"The quote {quote.id}")


def _spans(quote: Quote) -> tuple[Span, ...]:
    return (*quote.content, *(s for s in (quote.cue, quote.source) if s is not None))


def _event(event: Event, sheet: _Sheet) -> Iterator[tuple[str, str]]:
    what = f"The event {event.id}"
    yield from _words(event.evidence, sheet.texts, f"the event {event.id}")
    yield from _known("actor", (*event.actors, *event.recipients, event.claimed_by), sheet, what)
    if not any(e.role == "trigger" for e in event.evidence):
        yield "no-trigger", f"{what} has no words that name the act."


def _issue(issue: Issue, sheet: _Sheet) -> Iterator[tuple[str, str]]:
    what = f"The issue {issue.name!r}"
    yield from _words(issue.evidence, sheet.texts, f"the issue {issue.name!r}")
    for holder in issue.holders:
        yield from _words(holder.evidence, sheet.texts, f"a stance on {issue.name!r}")
    yield from _known("actor", (h.actor for h in issue.holders), sheet, what)
    yield from _known("event", issue.events, sheet, what)
    yield from _known("quote", issue.quotes, sheet, what)


def _words(evidence: Iterable[Evidence], texts: dict[str, str], whose: str) -> Iterator[tuple[str, str]]:
    for piece in evidence:
        outside = list(_bounds((piece.span,), texts, whose))
        yield from outside
        if not outside and not piece.holds(texts[piece.span.text_id]):
            span = piece.span
            yield "evidence-differs", f"Evidence of {whose}: {span.start} to {span.end} is not {piece.text!r}."


def _bounds(spans: Iterable[Span], texts: dict[str, str], whose: str) -> Iterator[tuple[str, str]]:
    for span in spans:
        if span.text_id not in texts:
            yield (
                "evidence-elsewhere",
                f"Evidence of {whose} points into a text that is not there ({span.text_id}).",
            )
        elif span.end > len(texts[span.text_id]):
            yield "evidence-outside", f"Evidence of {whose}: {span.start} to {span.end} is outside the text."


def _known(kind: str, ids: Iterable[str | None], sheet: _Sheet, what: str) -> Iterator[tuple[str, str]]:
    there = sheet.ids[kind]
    if there is not None:
        for named in ids:
            if named is not None and named not in there:
                yield "unknown-id", f"{what} names the {kind} {named!r}, which the document does not have."


def _doubles(kind: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for named in ids:
        if named in seen:
            yield "double-id", f"The document has the {kind} {named!r} twice."
        seen.add(named)
