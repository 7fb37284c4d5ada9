"""The first page, and the digest of a month in the same form."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request

from detente.errors import NoSuchPage
from detente.web import asking, movers, told
from detente.web.answering import Shown
from detente.web.desk import RULE, View
from detente.web.site import site_of
from detente.web.wanted import Wanted

#: Stories, pairs and findings on the page.
STORIES, PAIRS, FINDINGS = 12, 12, 8
_COLUMNS = ("a", "b", "band", "change", "recent", "now", "month", "year", "events", "before", "event", "document")


def today(request: Request, view: View) -> Shown:
    """The latest stories, the pairs that moved most, findings worth a look."""
    day = movers.today(view)
    if day is None:
        counts = view.one("SELECT count(*) AS documents FROM documents")
        if not counts["documents"]:
            return Shown("empty.html", {}, {"stories": [], "movers": [], "findings": []})
    last = day or date.today()
    return _shown(request, view, "today.html", last - timedelta(days=told.BACK), last, 7, {"day": last})


def digest(request: Request, view: View) -> Shown:
    """A month: its stories, how pairs moved in it against the year before, findings."""
    text = request.path_params["month"]
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text < "1000":
        raise NoSuchPage(f"{text!r} is no month.", "Write it as 2019-05.")
    year, month = int(text[:4]), int(text[5:])
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    months = _months(view)
    if text not in months:
        raise NoSuchPage(f"The store has nothing of {text}.", "Choose another month.")
    values = {"day": last, "month": first, "months": months}
    return _shown(request, view, "digest.html", first, last, last.day, values)


def digests(request: Request, view: View) -> Shown:
    """The months there are digests of."""
    months = _months(view)
    rows = [{"month": m, "documents": n} for m, n in months.items()]
    return Shown("digests.html", {"months": months}, {"months": rows}, rows, ("month", "documents"), "months")


def _months(view: View) -> dict[str, int]:
    rows = view.keep(
        "months",
        lambda: view.ask(
            "SELECT strftime(day, '%Y-%m') AS month, count(*) AS n FROM documents WHERE day IS NOT NULL "
            "GROUP BY ALL ORDER BY month DESC"
        ),
    )
    return {r["month"]: r["n"] for r in rows}


def _shown(
    request: Request, view: View, template: str, since: date, until: date, days: int, values: dict[str, Any]
) -> Shown:
    moved = movers.movers(view, until, days, PAIRS)
    stories = told.latest(site_of(request).desk.store, view, since, until, STORIES)
    wanted = Wanted(since=since, until=until, limit=FINDINGS)
    found = asking.findings(view, wanted)
    if not found.rows and "month" not in values:
        found = asking.findings(view, Wanted(limit=FINDINGS))
    doubts = [f for f in found.rows if f["severity"] != "note"]
    rows = [_row(m) for m in moved]
    data = {
        "since": since,
        "until": until,
        "rule": RULE.to_json(),
        "movers": rows,
        "stories": [_story(s) for s in stories],
        "findings": doubts,
    }
    compared = [m for m in moved if m.band != movers.FEW]
    scarce = [m for m in moved if m.band == movers.FEW]
    shown = {"movers": compared, "scarce": scarce, "stories": stories, "findings": doubts, "rule": RULE}
    return Shown(template, {**shown, **values}, data, rows, _COLUMNS, f"movers-{until}")


def _row(mover: movers.Mover) -> dict[str, Any]:
    told_ = {name: getattr(mover, name) for name in movers.Mover.__slots__ if name != "reason"}
    reason = mover.reason or {}
    return {**told_, "event": reason.get("id"), "document": reason.get("document")}


def _story(found: told.Told) -> dict[str, Any]:
    return {
        "title": found.head["title"],
        "first": found.story.first,
        "last": found.story.last,
        "reports": found.story.reports,
        "documents": [
            {"id": m.id, "relation": m.relation, "of": m.of, "share": m.share} for m in found.story.members
        ],
        "pairs": [list(p) for p in found.pairs],
    }
