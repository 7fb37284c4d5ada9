"""An article: its text with everything that was found in it, in place."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import BadRequest, NotFound
from detente.interchange import to_json
from detente.ontology import load
from detente.record import Coding
from detente.relations import count
from detente.store import Explanation, explain
from detente.web import told
from detente.web.answering import Shown
from detente.web.desk import Row, View
from detente.web.marks import marks_of, ordered_events, paragraphs
from detente.web.site import Site, site_of
from detente.web.words import act, article_path, names

_COLUMNS = (
    "id", "type", "mode", "quad", "score", "day", "actor_names", "recipient_names", "claimed_name", "modality",
    "confidence", "trigger",
)  # fmt: skip


def article(request: Request, view: View) -> Shown:
    """The text with events, quotes, actors and findings marked; what else tells the story."""
    document = document_row(view, request.path_params["document"])
    coding = coding_of(site_of(request), view, document["document"])
    rows = view.ask(
        "SELECT * EXCLUDE (evidence, reasons, counts) FROM events WHERE document = ?", [coding.document.id]
    )
    by_id = {r["id"]: r for r in rows}
    events = [(n, e, by_id[e.id]) for n, e in enumerate(ordered_events(coding), 1) if e.id in by_id]
    labels = {i: f"{names(r['actor_names']) or 'somebody'}: {act(r)}" for i, r in by_id.items()}
    addresses = view.ask(
        "SELECT DISTINCT url, site FROM pages WHERE document = ? ORDER BY url", [coding.document.id]
    )
    quotes = view.ask("SELECT * FROM quotes WHERE document = ? ORDER BY position", [coding.document.id])
    values = {
        "row": document,
        "document": coding.document,
        "coding": coding,
        "paragraphs": paragraphs(coding.document.text, marks_of(coding, labels)),
        "events": events,
        "quotes": quotes,
        "cast": _cast(coding),
        "issues": coding.issues if coding.has("issues") else (),
        "findings": coding.findings if coding.has("findings") else (),
        "relations": count(coding.cast, coding.events) if coding.has("events") else (),
        "others": told.others(site_of(request).desk.store, view, document),
        "addresses": addresses,
        **noted(request, coding.document.id),
    }
    return Shown(
        "article.html",
        values,
        to_json(coding),
        [by_id[e.id] for _, e, _ in events],
        _COLUMNS,
        document["document"],
    )


def noted(request: Request, document: str, event: str | None = None) -> dict[str, Any]:
    """Published notes and corrections by event, as pages show them; nothing where the site takes no notes."""
    notes = site_of(request).notes
    if notes is None:
        return {"notes": None, "corrections": {}}
    corrected: dict[str, list[Any]] = {}
    for correction in notes.corrections(document, event):
        corrected.setdefault(correction.event, []).append(correction)
    return {"notes": notes.published(document, event), "corrections": corrected}


def document_row(view: View, document: str) -> Row:
    """The row of a document.

    Raises:
        NotFound: There is none.
    """
    rows = view.ask("SELECT * FROM documents WHERE document = ?", [document])
    if not rows:
        raise NotFound("There is no such article.", "Look for it with the search.")
    return rows[0]


def coding_of(site: Site, view: View, document: str) -> Coding:
    """The coding of a document, with its relations, in the version that is shown."""

    def make() -> Coding:
        coding = told.at(site.desk.store, view).coding(document)
        layers = {"relations": count(coding.cast, coding.events)} if coding.has("events") else {}
        return coding.having(**layers)

    return view.keep(("coding", document), make)


def _cast(coding: Coding) -> list[tuple[Any, int]]:
    """Who is named, the most often named first."""
    if not coding.has("cast"):
        return []
    counts: dict[str, int] = {}
    for mention in coding.cast.mentions:
        counts[mention.actor] = counts.get(mention.actor, 0) + 1
    return sorted(((a, counts.get(a.id, 0)) for a in coding.cast.actors), key=lambda x: (-x[1], x[0].name))


def event(request: Request, view: View) -> Shown:
    """Why an event was coded: everything that speaks for it."""
    row, told_ = explained(site_of(request), view, request.path_params["event"])
    type_ = load().types.get(row["type"])
    mode = next((m for m in type_.modes if m.code.mode == row["mode"]), None) if type_ else None
    quad = load().quads.get(row["quad"])
    values = {"row": row, "told": told_, "type": type_, "mode": mode, "quad": quad, "coding": told_.coding}
    values |= noted(request, row["document"], row["id"])
    return Shown("event.html", values, explanation_json(row, told_), [row], _COLUMNS, row["id"])


def explained(site: Site, view: View, event_id: str) -> tuple[Row, Explanation]:
    """The row of an event, and everything that speaks for it.

    Raises:
        NotFound: There is no such event.
    """
    rows = view.ask("SELECT * EXCLUDE (evidence, reasons, counts) FROM events WHERE id = ? LIMIT 1", [event_id])
    if not rows:
        raise NotFound("There is no such event.", "Look for it among the events of its article.")
    store = told.at(site.desk.store, view)
    coding = coding_of(site, view, rows[0]["document"])
    return rows[0], view.keep(("explained", event_id), lambda: explain(store.event(event_id), coding))


def explanation_json(row: Row, told_: Explanation) -> dict[str, Any]:
    """An explanation as JSON values: the event as in a coding, and what speaks for it."""
    from detente.interchange.coding_json import event_json, finding_json

    coding = told_.coding
    issues = coding.issues if coding.has("issues") else ()
    return {
        "event": event_json(told_.row.event, issues),
        "document": {"id": row["document"], "title": row["title"], "url": row["url"]},
        "passages": [
            {"span": [p.span.start, p.span.end], "pieces": [{"text": t, "roles": list(r)} for t, r in p.pieces]}
            for p in told_.passages
        ],
        "parties": [
            {
                "role": p.role,
                "id": p.actor.id,
                "name": p.actor.name,
                "country": p.actor.country,
                "sector": p.actor.sector,
            }
            for p in told_.parties
        ],
        "issues": [name for name, _ in told_.issues],
        "findings": [finding_json(f) for f in told_.findings],
    }


def by_address(request: Request) -> Response:
    """Lead from the address of a page to its article. The address is looked up, never fetched."""
    url = request.query_params.get("url", "")
    if not url:
        raise BadRequest("No address was given.", "Give one as `url`.")
    with site_of(request).desk.view() as view:
        rows = view.ask("SELECT document FROM pages WHERE url = ? ORDER BY batch DESC LIMIT 1", [url])
    if not rows:
        raise NotFound("No article with that address is in the store.", "Look for its words with the search.")
    return RedirectResponse(article_path(rows[0]["document"]), 303)
