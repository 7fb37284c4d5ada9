"""A person, office or organisation; and the list of all."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from detente.errors import NotFound
from detente.web import asking
from detente.web.answering import Shown
from detente.web.desk import Row, View
from detente.web.wanted import Wanted, wanted

_EVENTS = (
    "id",
    "document",
    "day",
    "type",
    "mode",
    "score",
    "actor_names",
    "recipient_names",
    "confidence",
    "title",
)


def actors(request: Request, view: View) -> Shown:
    """Who is named in the store, by how many documents."""
    asked = wanted(request.query_params)
    found = asking.actors(view, asked)
    columns = ("id", "name", "kind", "country", "sector", "office", "documents")
    data = {"total": found.total, "offset": found.offset, "actors": found.rows}
    kinds = view.keep("kinds", lambda: view.ask("SELECT DISTINCT kind FROM actors ORDER BY kind"))
    values = {"found": found, "asked": asked, "kinds": [k["kind"] for k in kinds]}
    return Shown("actors.html", values, data, found.rows, columns, "actors")


def actor(request: Request, view: View) -> Shown:
    """Offices over time, events, quotes, stances, documents."""
    one = actor_row(view, request.path_params["actor"])
    asked = wanted(request.query_params, actor=one["id"])
    events = asking.events(view, asked)
    quotes = asking.quotes(view, Wanted(actor=one["id"], limit=8))
    values = {
        "actor": one,
        "offices": offices(view, one["id"]),
        "found": events,
        "quotes": quotes,
        "stances": stances(view, one["id"]),
        "with": company(view, one["id"]),
        "documents": asking.documents(view, Wanted(actor=one["id"], limit=8)),
        "asked": asked,
    }
    data = {"actor": one, "offices": values["offices"], "stances": values["stances"], "total": events.total}
    data |= {"events": events.rows, "quotes": quotes.rows}
    return Shown("actor.html", values, data, events.rows, _EVENTS, "events")


def actor_row(view: View, actor_id: str) -> Row:
    """An actor as most documents have it.

    Raises:
        NotFound: Nobody goes by that id.
    """
    rows = view.ask(
        "SELECT id, mode(name) AS name, mode(kind) AS kind, mode(country) AS country, mode(sector) AS sector, "
        "any_value(wikidata) AS wikidata, count(DISTINCT document) AS documents FROM actors "
        "WHERE id = ? GROUP BY id",
        [actor_id],
    )
    if not rows:
        raise NotFound("Nobody goes by that id here.", "Look for the name with the search.")
    return rows[0]


def offices(view: View, actor_id: str) -> list[Row]:
    """Offices that the store's documents know somebody in, by their beginning, each with how many documents."""
    return view.ask(
        'SELECT o.title, o.country, o.sector, o.start, o."end", o.source, count(*) AS documents FROM '
        "(SELECT unnest(offices) AS o FROM actors WHERE id = ?) GROUP BY ALL ORDER BY o.start NULLS LAST, o.title",
        [actor_id],
    )


def stances(view: View, actor_id: str) -> list[Row]:
    """Where somebody stands on issues, with the words of one document each."""
    return view.ask(
        "SELECT name, h.stance AS stance, count(*) AS documents, arg_max(h.text, day) AS text, "
        "arg_max(document, day) AS document, max(day) AS day "
        "FROM (SELECT name, document, day, unnest(holders) AS h "
        "FROM issues) WHERE h.actor = ? AND h.stance <> 'unclear' "
        "GROUP BY ALL ORDER BY documents DESC, name LIMIT 20",
        [actor_id],
    )


def company(view: View, actor_id: str) -> list[dict[str, Any]]:
    """With whom somebody has most to do: on the other side of events, or on the same."""
    return view.ask(
        "SELECT other AS id, any_value(name) AS name, count(*) AS events, avg(score) AS score FROM ("
        "SELECT e.document, e.id AS event, e.score, unnest(list_concat(e.actors, e.recipients)) AS other "
        "FROM events e "
        "WHERE list_contains(e.actors, ?) OR list_contains(e.recipients, ?)) x "
        "JOIN (SELECT DISTINCT document, id, name FROM actors) a ON a.document = x.document AND a.id = x.other "
        "WHERE other <> ? GROUP BY other ORDER BY events DESC, name LIMIT 12",
        [actor_id] * 3,
    )
