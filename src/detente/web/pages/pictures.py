"""Charts of a pair as files: SVG, PNG, or the Vega-Lite specification they are made from."""

from __future__ import annotations

import re
import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente.errors import BadRequest, Busy, NoSuchPage
from detente.relations import PERIODS, words_and_deeds
from detente.store import Store
from detente.web.answering import etag
from detente.web.pages.dyad import PATIENCE, Relation, pair_of, story
from detente.web.site import Site, site_of

KINDS = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
#: One picture is drawn at a time: the drawer takes a whole core.
_DRAWING = threading.Lock()


def picture(request: Request) -> Response:
    """A chart of a pair.

    Raises:
        NoSuchPage: There is no such chart, or nothing to draw.
        BadRequest: No such theme or period.
        Busy: The counts are being made, or others are drawing.
    """
    found = re.fullmatch(r"(timeline|words-deeds|issues)\.(svg|png|json)", request.path_params["file"])
    if found is None:
        raise NoSuchPage("There is no such chart.", "Take timeline, words-deeds or issues, as svg, png or json.")
    name, kind = found.groups()
    a, b = pair_of(request.path_params["pair"])
    theme, period = request.query_params.get("theme", "light"), request.query_params.get("period", "")
    if theme not in {"light", "dark"} or (period and period not in PERIODS):
        raise BadRequest("There is no such theme or period.", f"Use light or dark, and {', '.join(PERIODS)}.")
    site = site_of(request)
    with site.desk.view() as view:
        tag = etag(request, view.version)
        headers = {"etag": tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        told = story(site, view, a, b, period)
        if told is None:
            raise Busy("The counts are being made.", "Try again in a minute.")
        if told.line.store_version < view.version:
            headers = {"cache-control": "no-store"}
        content = view.keep(
            ("picture", a, b, name, kind, theme, period),
            lambda: _drawn(site, told, name, kind, theme),
            told.line.store_version,
        )
    return Response(content, headers=headers, media_type=KINDS[kind])


def _drawn(site: Site, told: Relation, name: str, kind: str, theme: str) -> bytes:
    from detente.relations import charts

    if not told.line.points or (name == "issues" and not told.issues.issues):
        raise NoSuchPage("There is nothing to draw for these two.", "Look at their events.")
    if not _DRAWING.acquire(timeout=PATIENCE):
        raise Busy("Other charts are being drawn.", "Try again in a minute.")
    try:
        drawing: Any
        if name == "timeline":
            drawing = charts.timeline(told.line, told.turns, told.outlook, theme=theme)
        elif name == "words-deeds":
            store = Store(site.desk.store.path, told.line.store_version)
            drawing = charts.words_deeds(words_and_deeds(store, told.line), theme=theme)
        else:
            drawing = charts.issue_map(told.issues, theme=theme)
        return charts.drawn(drawing, f".{kind}")
    finally:
        _DRAWING.release()
