"""Atom feeds (RFC 4287) of a pair of states, a person, an issue, and of the latest articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from detente.web import asking, words
from detente.web.answering import etag
from detente.web.desk import Row, View
from detente.web.pages.actor import actor_row
from detente.web.pages.dyad import pair_of
from detente.web.site import site_of
from detente.web.wanted import Wanted

_ATOM = "http://www.w3.org/2005/Atom"
#: Entries of a feed.
ENTRIES = 40


def dyad_feed(request: Request) -> Response:
    """What happens between two states."""
    a, b = pair_of(request.path_params["pair"])
    title = f"{words.country(a)} and {words.country(b)}"
    return _feed(request, title, words.dyad_path(a, b), Wanted(a=a, b=b, limit=ENTRIES))


def actor_feed(request: Request) -> Response:
    """What somebody does, and what is done to them."""
    with site_of(request).desk.view() as view:
        actor = actor_row(view, request.path_params["actor"])
    return _feed(request, actor["name"], words.actor_path(actor["id"]), Wanted(actor=actor["id"], limit=ENTRIES))


def issue_feed(request: Request) -> Response:
    """What happens over an issue; a feed of an issue nobody has spoken of yet is empty."""
    name = request.path_params["issue"]
    return _feed(request, name, words.issue_path(name), Wanted(issue=name, limit=ENTRIES))


def today_feed(request: Request) -> Response:
    """The latest articles."""
    with site_of(request).desk.view() as view:
        rows = asking.documents(view, Wanted(limit=ENTRIES)).rows
        entries = [
            (
                r["document"],
                r["title"] or "(no headline)",
                words.article_path(r["document"]),
                r["day"],
                r["opening"],
            )
            for r in rows
        ]
        return _answer(request, view, "Latest articles", "/", entries)


def _feed(request: Request, title: str, path: str, wanted: Wanted) -> Response:
    with site_of(request).desk.view() as view:
        rows = asking.events(view, wanted).rows
        entries = [
            (r["id"], _title(r), words.article_path(r["document"], r["id"]), r["day"], _said(r)) for r in rows
        ]
        return _answer(request, view, title, path, entries)


def _title(row: Row) -> str:
    whom = f" → {words.names(row['recipient_names'])}" if row["recipient_names"] else ""
    aside = f" ({'; '.join(words.asides(row))})" if words.asides(row) else ""
    return f"{words.names(row['actor_names']) or 'Somebody'}: {words.act(row)}{whom}{aside}"


def _said(row: Row) -> str:
    before, trigger, after = words.around(row)
    return f"“{before}{trigger}{after}” — {row['title'] or 'no headline'}"


def _answer(
    request: Request, view: View, title: str, path: str, entries: Sequence[tuple[str, str, str, date | None, str]]
) -> Response:
    tag = etag(request, view.version)
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    base = str(request.base_url).rstrip("/")
    feed = ElementTree.Element("feed", {"xmlns": _ATOM})
    _text(feed, "title", f"{title} · {site_of(request).options.name}")
    _text(feed, "id", base + request.url.path)
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": base + request.url.path})
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": base + path})
    days = [d for _, _, _, d, _ in entries if d is not None]
    _text(feed, "updated", _moment(max(days, default=None)))
    ElementTree.SubElement(ElementTree.SubElement(feed, "author"), "name").text = site_of(request).options.name
    for name, heading, link, day, summary in entries:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", f"urn:detente:{name}")
        _text(entry, "title", heading)
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": base + link})
        _text(entry, "updated", _moment(day))
        _text(entry, "summary", summary)
    body = b"<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(feed, encoding="utf-8")
    return Response(body, headers=headers, media_type="application/atom+xml")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    # XML has no way to write control characters.
    ElementTree.SubElement(parent, name).text = "".join(c for c in text if c >= " " or c in "\t\n")


def _moment(day: date | None) -> str:
    when = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if day is not None else datetime(1970, 1, 1, tzinfo=UTC)
    )
    return when.isoformat()
