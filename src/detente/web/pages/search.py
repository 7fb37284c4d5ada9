"""Search: in the texts (the full-text index), in quotes, among actors, events and issues."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request

from detente.errors import BadRequest
from detente.store import Hit
from detente.web import asking
from detente.web.answering import Shown
from detente.web.desk import View
from detente.web.site import site_of
from detente.web.told import at
from detente.web.wanted import Wanted, wanted

#: What is looked through.
WHERE = {"text": "texts", "quotes": "quotes", "actors": "people and organisations", "events": "events"}
#: Texts that the full-text index gives at most, before filters.
HITS = 500


def search(request: Request, view: View) -> Shown:
    """Find texts, quotes, actors or events by words, and narrow them by date, country and issue."""
    where = request.query_params.get("in", "text")
    if where not in WHERE:
        raise BadRequest(f"in is {where!r}.", f"Use one of: {', '.join(WHERE)}.")
    asked = wanted(request.query_params)
    # People ask with words of their own; a kind of actor or of quote belongs to one list alone.
    if where in {"text", "events"}:
        asked = replace(asked, kind=None)
    found = found_in(request, view, where, asked) if asked.q or where != "text" else asking.Listed((), 0, 0)
    columns = _COLUMNS[where]
    data = {"in": where, "q": asked.q, "total": found.total, "offset": found.offset, "found": found.rows}
    values = {"asked": asked, "found": found, "where": where, "places": WHERE}
    return Shown("search.html", values, data, found.rows, columns, f"search-{where}")


_COLUMNS = {
    "text": ("document", "title", "url", "published", "score"),
    "quotes": ("document", "id", "kind", "speaker", "speaker_name", "said", "day"),
    "actors": ("id", "name", "kind", "country", "sector", "office", "documents"),
    "events": ("id", "document", "day", "type", "mode", "score", "actor_names", "recipient_names", "confidence"),
}


def found_in(request: Request, view: View, where: str, asked: Wanted) -> asking.Listed:
    """What is found in one of the places."""
    if where == "text":
        return _texts(request, view, asked)
    return {"quotes": asking.quotes, "actors": asking.actors, "events": asking.events}[where](view, asked)


def _texts(request: Request, view: View, asked: Wanted) -> asking.Listed:
    store = at(site_of(request).desk.store, view)
    hits = view.keep(("hits", asked.q), lambda: store.search(asked.q or "", HITS))
    rows = [_row(hit) for hit in hits]
    kept = {r["document"] for r in _narrowed(view, asked, [r["document"] for r in rows])}
    rows = [r for r in rows if r["document"] in kept]
    return asking.Listed(rows[asked.offset : asked.offset + asked.limit], len(rows), asked.offset)


def _narrowed(view: View, asked: Wanted, ids: list[str]) -> list[dict[str, Any]]:
    where = asking.Where()
    where.add("list_contains(?, d.document)", ids)
    if asked.country is not None:
        where.add("d.document IN (SELECT document FROM actors WHERE country = ?)", asked.country)
    if asked.issue is not None:
        where.add("d.document IN (SELECT document FROM issues WHERE name = ?)", asked.issue)
    if asked.since is not None:
        where.add("d.day >= ?", asked.since)
    if asked.until is not None:
        where.add("d.day <= ?", asked.until)
    return view.ask(f"SELECT document FROM documents d WHERE {where}", where.values)


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document,
        "title": hit.title,
        "url": hit.url,
        "published": hit.published,
        "score": round(hit.score, 3),
        "snippet": [{"text": text, "found": found} for text, found in hit.snippet],
    }
