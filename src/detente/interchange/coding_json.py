"""A coding as JSON: the contract of `detente code --format jsonl`.

The names are a contract, published as a JSON Schema (`detente schema`): fields may be added, none is renamed
without a major version. Spans are `[start, end]` in code points of `document.text`. A layer that was not
coded (a refused text) is `null`, which is not the same as an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.quotes import is_anonymous
from detente.record import (
    Actor,
    Cast,
    Coding,
    Count,
    Document,
    Event,
    Evidence,
    Finding,
    Issue,
    Quote,
    Reason,
    Relation,
    Span,
    When,
)

Json = dict[str, Any]


def to_json(coding: Coding) -> Json:
    """Turn a coding into JSON values."""
    issues = coding.issues if coding.has("issues") else ()
    text = coding.document.text
    return {
        "coder": {
            "detente": coding.coder.detente,
            "ontology": coding.coder.ontology,
            "weights": coding.coder.weights,
        },
        "document": document_json(coding.document),
        "actors": [actor_json(a, coding.cast) for a in coding.cast.actors] if coding.has("cast") else None,
        "events": [event_json(e, issues) for e in coding.events] if coding.has("events") else None,
        "quotes": [quote_json(q, text, issues) for q in coding.quotes] if coding.has("quotes") else None,
        "issues": [issue_json(i) for i in issues] if coding.has("issues") else None,
        "findings": [finding_json(f) for f in coding.findings] if coding.has("findings") else None,
        "relations": [relation_json(r) for r in coding.relations] if coding.has("relations") else None,
    }


def document_json(document: Document) -> Json:
    """The document, with what was left out of it."""
    published = document.published
    return {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "published": published.isoformat() if published else None,
        "published_from": published.origin if published else None,
        "byline": document.byline,
        "dateline": document.dateline,
        "site": document.site,
        "encoding": document.encoding,
        "captions": [{"text": c.text, "credit": c.credit} for c in document.captions],
        "furniture": [{"text": f.text, "kind": f.kind} for f in document.furniture],
    }


def actor_json(actor: Actor, cast: Cast) -> Json:
    """An actor with its offices on the document's date and its mentions."""
    mentions = [m for m in cast.mentions if m.actor == actor.id]
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "sector": actor.sector,
        "offices": [
            {
                "title": o.title,
                "country": o.country,
                "sector": o.sector,
                "start": o.start,
                "end": o.end,
                "source": o.source,
            }
            for o in actor.offices
        ],
        "wikidata": actor.wikidata,
        "mentions": [_span(m.span) for m in mentions],
        "links": [{"span": _span(m.span), "kind": m.kind, "reason": _reason(m.reason)} for m in mentions],
    }


def event_json(event: Event, issues: Iterable[Issue] = ()) -> Json:
    """An event; `issues` are the document's, to name those the event is about."""
    return {
        "id": event.id,
        "type": event.code.type,
        "mode": event.code.mode,
        "cameo": event.cameo,
        "quad": event.quad,
        "score": event.score,
        "contexts": list(event.contexts),
        "modality": list(event.modality),
        "actors": list(event.actors),
        "recipients": list(event.recipients),
        "claimed_by": event.claimed_by,
        "when": _when(event.when),
        "where": None
        if event.where is None
        else {
            "name": event.where.name,
            "country": event.where.country,
            "lat": event.where.lat,
            "lon": event.where.lon,
            "geonameid": event.where.geonameid,
        },
        "issues": [i.name for i in issues if event.id in i.events],
        "confidence": event.confidence,
        "evidence": [{**_evidence(e), "role": e.role} for e in event.evidence],
        "reasons": [_reason(r) for r in event.reasons],
        "counts": [
            {"kind": c.kind, "least": c.least, "most": c.most, "span": _span(c.span)} for c in event.counts
        ],
    }


def quote_json(quote: Quote, text: str, issues: Iterable[Issue] = ()) -> Json:
    """A quote in a document's text; `issues` are the document's, to name those the quote is about."""
    return {
        "id": quote.id,
        "kind": quote.kind,
        "content": [_span(s) for s in quote.content],
        "cue": _span(quote.cue) if quote.cue else None,
        "source": _span(quote.source) if quote.source else None,
        "speaker": quote.speaker,
        "addressee": quote.addressee,
        "anonymous": is_anonymous(text, quote),
        "issues": [i.name for i in issues if quote.id in i.quotes],
        "reason": _reason(quote.reason),
    }


def issue_json(issue: Issue) -> Json:
    """An issue and who stands where on it."""
    return {
        "name": issue.name,
        "contexts": list(issue.contexts),
        "holders": [
            {"actor": h.actor, "stance": h.stance, "evidence": [_evidence(e) for e in h.evidence]}
            for h in issue.holders
        ],
        "evidence": [_evidence(e) for e in issue.evidence],
    }


def finding_json(finding: Finding) -> Json:
    """A reason to doubt the text."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "evidence": [_evidence(e) for e in finding.evidence],
        "when": _when(finding.when),
    }


def relation_json(relation: Relation) -> Json:
    """A pair of states."""
    return {
        "a": relation.a,
        "b": relation.b,
        "events": relation.events,
        "words": relation.words,
        "deeds": relation.deeds,
    }


def _count(count: Count) -> Json:
    return {"kind": count.kind, "least": count.least, "most": count.most, "span": _span(count.span)}


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _evidence(evidence: Evidence) -> Json:
    return {"span": _span(evidence.span), "text": evidence.text}


def _reason(reason: Reason) -> Json:
    return {"rule": reason.rule, "score": reason.score, "detail": reason.detail}


def _when(when: When | None) -> Json | None:
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat() if when.end else None,
        "grain": when.grain,
        "from": when.origin,
    }
