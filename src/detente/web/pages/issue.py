"""An issue, who stands where on it; and the list of all."""

from __future__ import annotations

from starlette.requests import Request

from detente.errors import NotFound
from detente.web import asking
from detente.web.answering import Shown
from detente.web.desk import Row, View
from detente.web.wanted import Wanted, wanted

#: Where somebody may stand, in the order of the page.
STANCES = ("for", "against", "mixed", "unclear")


def issues(request: Request, view: View) -> Shown:
    """Issues, by how many documents are about them."""
    asked = wanted(request.query_params)
    found = asking.issues(view, asked)
    data = {"total": found.total, "offset": found.offset, "issues": found.rows}
    columns = ("name", "documents", "events", "quotes", "contexts", "last")
    return Shown("issues.html", {"found": found, "asked": asked}, data, found.rows, columns, "issues")


def issue(request: Request, view: View) -> Shown:
    """Who is for and against, the pairs of states, events and quotes."""
    name = request.path_params["issue"]
    asked = wanted(request.query_params, issue=name)
    known = view.one("SELECT count(*) AS n, max(day) AS last FROM issues WHERE name = ?", [name])
    if not known["n"]:
        raise NotFound("There is no such issue here.", "Choose one from the list of issues.")
    found = asking.events(view, asked)
    quotes = asking.quotes(view, Wanted(issue=name, limit=8))
    held = holders(view, name)
    sides = {s: [h for h in held if h["stance"] == s] for s in STANCES}
    values = {
        "name": name,
        "known": known,
        "found": found,
        "quotes": quotes,
        "sides": sides,
        "pairs": pairs(view, name),
        "documents": asking.documents(view, Wanted(issue=name, limit=8)),
        "asked": asked,
    }
    data = {"name": name, "holders": held, "total": found.total, "events": found.rows, "quotes": quotes.rows}
    return Shown(
        "issue.html", values, data, held, ("actor", "name", "country", "stance", "documents", "text"), "holders"
    )


def holders(view: View, name: str) -> list[Row]:
    """Who stands where, with the words of the latest document each."""
    return view.ask(
        "SELECT h.actor AS actor, any_value(h.name) AS name, any_value(h.country) AS country, h.stance AS stance, "
        "count(*) AS documents, arg_max(h.text, coalesce(day, DATE '0001-01-01')) AS text, "
        "arg_max(document, coalesce(day, DATE '0001-01-01')) AS document "
        "FROM (SELECT document, day, unnest(holders) AS h FROM issues WHERE name = ?) "
        "GROUP BY h.actor, h.stance ORDER BY documents DESC, name LIMIT 60",
        [name],
    )


def pairs(view: View, name: str) -> list[Row]:
    """Pairs of states with most events about it."""
    return view.ask(
        "SELECT s.a, s.b, count(*) AS events, avg(s.score) AS score FROM sides s JOIN events e "
        "ON e.document = s.document AND e.id = s.event WHERE s.counted AND list_contains(e.issues, ?) "
        "GROUP BY s.a, s.b ORDER BY events DESC, s.a, s.b LIMIT 10",
        [name],
    )
