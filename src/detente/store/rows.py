"""Records to rows and back. Rows are plain JSON values, so that a row can be hashed and stored alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from detente.record import (
    Actor,
    Caption,
    Cast,
    Coder,
    Coding,
    Count,
    Document,
    Event,
    EventCode,
    Evidence,
    Failure,
    Finding,
    Furniture,
    Issue,
    Mention,
    Office,
    Quote,
    Reason,
    Span,
    Stance,
    When,
    Where,
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

#: Layers a store keeps, besides the document. A reading is made again from the text when it is needed, and
#: relations are counted from the events.
LAYERS = ("cast", "quotes", "events", "issues", "findings")


def rows_of(coding: Coding) -> Rows:
    """Rows of one coding by table, without their batch; the `documents` row carries a digest of them all."""
    document = coding.document
    cast = coding.cast if coding.has("cast") else Cast((), ())
    own = document.id
    details: Rows = {
        "actors": [_actor_row(a) for a in cast.actors],
        "mentions": [_mention_row(m, own) for m in cast.mentions],
        "quotes": [_quote_row(q, own) for q in (coding.quotes if coding.has("quotes") else ())],
        "events": [_event_row(e, own) for e in (coding.events if coding.has("events") else ())],
        "issues": [_issue_row(i, own) for i in (coding.issues if coding.has("issues") else ())],
        "findings": [_finding_row(f, own) for f in (coding.findings if coding.has("findings") else ())],
    }
    rows = {
        table: [{"document": own, "position": n, **row} for n, row in enumerate(listed)]
        for table, listed in details.items()
    }
    head = {
        **_document_row(document),
        "coder": coder_row(coding.coder),
        "layers": [layer for layer in LAYERS if coding.has(layer)],
    }
    rows["documents"] = [{**head, "digest": _digest(head, rows)}]
    return rows


def coding_of(head: Mapping[str, Any], details: Mapping[str, list[Row]]) -> Coding:
    """Records out of a `documents` row and the detail rows of that document and batch, in order."""
    own = head["id"]
    layers: dict[str, Any] = {}
    if "cast" in head["layers"]:
        layers["cast"] = Cast(
            tuple(actor_of(r) for r in details["actors"]), tuple(_mention(r, own) for r in details["mentions"])
        )
    if "quotes" in head["layers"]:
        layers["quotes"] = tuple(quote_of(r, own) for r in details["quotes"])
    if "events" in head["layers"]:
        layers["events"] = tuple(event_of(r, own) for r in details["events"])
    if "issues" in head["layers"]:
        layers["issues"] = tuple(_issue(r, own) for r in details["issues"])
    if "findings" in head["layers"]:
        layers["findings"] = tuple(_finding(r, own) for r in details["findings"])
    return Coding(coder_of(head["coder"])).having(document=_document(head), **layers)


def _digest(head: Row, rows: Rows) -> str:
    told = json.dumps([head, rows], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def page_row(document: Document) -> Row:
    """Where a document was seen."""
    return {
        "document": document.id,
        "url": document.url,
        "title": document.title,
        "site": document.site,
        "published": when_row(document.published),
    }


def failure_row(failure: Failure) -> Row:
    """A page that could not be coded. Its document is named by its id and not kept."""
    return {
        "url": failure.url,
        "document": failure.document.id if failure.document is not None else None,
        "code": failure.code,
        "message": failure.message,
        "fix": failure.fix,
        "stage": failure.stage,
        "exit_code": failure.exit_code,
        "findings": [{"code": f.code, "severity": f.severity, "message": f.message} for f in failure.findings],
    }


def failure_of(row: Mapping[str, Any]) -> Failure:
    """The failure of a row; its findings come without their evidence, because the text is not kept."""
    findings = tuple(Finding(f["code"], f["severity"], f["message"]) for f in row["findings"])
    url, code, message, fix, stage = (row[n] for n in ("url", "code", "message", "fix", "stage"))
    return Failure(url, code, message, fix, stage, row["exit_code"], findings=findings)


def coder_row(coder: Coder) -> Row:
    """A coder as a row."""
    return {"detente": coder.detente, "ontology": coder.ontology, "weights": coder.weights}


def coder_of(row: Mapping[str, Any]) -> Coder:
    """A coder out of a row."""
    return Coder(row["detente"], row["ontology"], row["weights"])


def when_row(when: When | None) -> Row | None:
    """A date as a row."""
    if when is None:
        return None
    end = when.end.isoformat() if when.end is not None else None
    return {"start": when.start.isoformat(), "end": end, "grain": when.grain, "from": when.origin}


def when_of(row: Mapping[str, Any] | None) -> When | None:
    """A date out of a row."""
    if row is None:
        return None
    start: date = row["start"]
    return When(start, row["end"], row["grain"], row["from"])


def _document_row(document: Document) -> Row:
    plain = ("id", "title", "url", "language", "byline", "dateline", "site", "encoding", "doubtful_characters")
    return {
        **{name: getattr(document, name) for name in (*plain, "text")},
        "published": when_row(document.published),
        "captions": [{"text": c.text, "credit": c.credit} for c in document.captions],
        "furniture": [{"text": f.text, "kind": f.kind} for f in document.furniture],
    }


def _document(row: Mapping[str, Any]) -> Document:
    plain = ("text", "title", "url", "language", "byline", "dateline", "site", "encoding", "doubtful_characters")
    return Document(
        **{name: row[name] for name in plain},
        published=when_of(row["published"]),
        captions=tuple(Caption(c["text"], c["credit"]) for c in row["captions"]),
        furniture=tuple(Furniture(f["text"], f["kind"]) for f in row["furniture"]),
    )


def _actor_row(actor: Actor) -> Row:
    plain = ("id", "name", "kind", "country", "sector", "wikidata")
    office = ("title", "country", "sector", "start", "end", "source")
    return {
        **{name: getattr(actor, name) for name in plain},
        "offices": [{name: getattr(o, name) for name in office} for o in actor.offices],
    }


def actor_of(row: Mapping[str, Any]) -> Actor:
    """An actor out of a row."""
    plain = ("id", "name", "kind", "country", "sector", "wikidata")
    return Actor(**{name: row[name] for name in plain}, offices=tuple(Office(**o) for o in row["offices"]))


def _mention_row(mention: Mention, own: str) -> Row:
    return {
        "span": _span_row(mention.span, own),
        "tokens": list(mention.tokens),
        "actor": mention.actor,
        "kind": mention.kind,
        "reason": _reason_row(mention.reason),
    }


def _mention(row: Mapping[str, Any], own: str) -> Mention:
    first, last = row["tokens"]
    return Mention(_span(row["span"], own), (first, last), row["actor"], row["kind"], _reason(row["reason"]))


def _quote_row(quote: Quote, own: str) -> Row:
    return {
        "id": quote.id,
        "kind": quote.kind,
        "content": [_span_row(s, own) for s in quote.content],
        "cue": _span_row(quote.cue, own) if quote.cue is not None else None,
        "source": _span_row(quote.source, own) if quote.source is not None else None,
        "speaker": quote.speaker,
        "addressee": quote.addressee,
        "reason": _reason_row(quote.reason),
    }


def quote_of(row: Mapping[str, Any], own: str) -> Quote:
    """The quote of a row; `own` is the id of its document."""
    return Quote(
        row["id"],
        row["kind"],
        tuple(_span(s, own) for s in row["content"]),
        _span(row["cue"], own) if row["cue"] is not None else None,
        _span(row["source"], own) if row["source"] is not None else None,
        row["speaker"],
        row["addressee"],
        _reason(row["reason"]),
    )


def _event_row(event: Event, own: str) -> Row:
    where = event.where
    return {
        "id": event.id,
        "type": event.code.type,
        "mode": event.code.mode,
        "cameo": event.cameo,
        "quad": event.quad,
        "score": float(event.score),
        "contexts": list(event.contexts),
        "modality": list(event.modality),
        "actors": list(event.actors),
        "recipients": list(event.recipients),
        "claimed_by": event.claimed_by,
        "when": when_row(event.when),
        "where": None
        if where is None
        else {
            "name": where.name,
            "country": where.country,
            "lat": float(where.lat) if where.lat is not None else None,
            "lon": float(where.lon) if where.lon is not None else None,
            "geonameid": where.geonameid,
        },
        "confidence": float(event.confidence),
        "evidence": _evidence_rows(event.evidence, own),
        "reasons": [_reason_row(r) for r in event.reasons],
        **_counts_row(event, own),
    }


def _counts_row(event: Event, own: str) -> Row:
    # Left out where there are none: rows that were written before there were counts keep their digest.
    rows = [
        {"kind": c.kind, "least": c.least, "most": c.most, "span": _span_row(c.span, own)} for c in event.counts
    ]
    return {"counts": rows} if rows else {}


def event_of(row: Mapping[str, Any], own: str) -> Event:
    """An event out of a row; `own` is the id of its document."""
    where = row["where"]
    return Event(
        row["id"],
        EventCode(row["type"], row["mode"]),
        row["cameo"],
        row["quad"],
        row["score"],
        tuple(row["contexts"]),
        tuple(row["modality"]),
        tuple(row["actors"]),
        tuple(row["recipients"]),
        row["claimed_by"],
        when_of(row["when"]),
        None if where is None else Where(**where),
        row["confidence"],
        _evidence(row["evidence"], own),
        tuple(_reason(r) for r in row["reasons"]),
        tuple(Count(c["kind"], c["least"], c["most"], _span(c["span"], own)) for c in row.get("counts") or ()),
    )


def _issue_row(issue: Issue, own: str) -> Row:
    return {
        "name": issue.name,
        "contexts": list(issue.contexts),
        "holders": [
            {"actor": h.actor, "stance": h.stance, "evidence": _evidence_rows(h.evidence, own)}
            for h in issue.holders
        ],
        "events": list(issue.events),
        "quotes": list(issue.quotes),
        "evidence": _evidence_rows(issue.evidence, own),
    }


def _issue(row: Mapping[str, Any], own: str) -> Issue:
    return Issue(
        row["name"],
        tuple(row["contexts"]),
        tuple(Stance(h["actor"], h["stance"], _evidence(h["evidence"], own)) for h in row["holders"]),
        tuple(row["events"]),
        tuple(row["quotes"]),
        _evidence(row["evidence"], own),
    )


def _finding_row(finding: Finding, own: str) -> Row:
    plain = {name: getattr(finding, name) for name in ("code", "severity", "message")}
    # Left out where there is none: rows that were written before findings had days keep their digest.
    day = {"when": when_row(finding.when)} if finding.when is not None else {}
    return {**plain, "evidence": _evidence_rows(finding.evidence, own), **day}


def _finding(row: Mapping[str, Any], own: str) -> Finding:
    evidence, when = _evidence(row["evidence"], own), when_of(row.get("when"))
    return Finding(row["code"], row["severity"], row["message"], evidence, when)


def _span_row(span: Span, own: str) -> Row:
    return {"start": span.start, "end": span.end, "of": None if span.text_id == own else span.text_id}


def _span(row: Mapping[str, Any], own: str) -> Span:
    return Span(own if row["of"] is None else row["of"], row["start"], row["end"])


def _evidence_rows(evidence: Iterable[Evidence], own: str) -> list[Row]:
    return [{**_span_row(e.span, own), "text": e.text, "role": e.role} for e in evidence]


def _evidence(rows: Iterable[Mapping[str, Any]], own: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(_span(r, own), r["text"], r["role"]) for r in rows)


def _reason_row(reason: Reason) -> Row:
    return {"rule": reason.rule, "score": float(reason.score), "detail": reason.detail}


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["rule"], row["score"], row["detail"])
