"""Where it happened: places of events on a map of the world, drawn by the server."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from detente.web import asking
from detente.web.answering import Shown
from detente.web.desk import View
from detente.web.outline import outlines
from detente.web.wanted import wanted

#: Places that are drawn; the table has as many.
PLACES = 300
#: Size of the drawing. **Units**: pixels of its own scale, two and a half to a degree.
WIDTH, HEIGHT, SCALE = 900.0, 357.0, 2.5
#: The northern edge; the south pole is left out. **Units**: degrees.
NORTH = 84.0


def world(request: Request, view: View) -> Shown:
    """Places by the events there, with the same filters as lists of events."""
    asked = wanted(request.query_params)
    where = asking.event_conditions(asked)
    where.add('e."where".lat IS NOT NULL AND e."where".lon IS NOT NULL')
    rows = view.keep(
        ("map", str(where), tuple(map(str, where.values))),
        lambda: view.ask(
            'SELECT e."where".name AS name, any_value(e."where".country) AS country, '
            'e."where".geonameid AS geonameid, '
            'any_value(e."where".lat) AS lat, any_value(e."where".lon) AS lon, count(*) AS events, '
            "avg(e.score) AS score, max(e.day) AS last, list(e.id ORDER BY e.day DESC NULLS LAST)[1] AS event, "
            "list(e.document ORDER BY e.day DESC NULLS LAST)[1] AS document "
            f'FROM events e WHERE {where} GROUP BY e."where".name, e."where".geonameid '
            f"ORDER BY events DESC, name LIMIT {PLACES}",
            where.values,
        ),
    )
    spots = [_spot(r) for r in rows if r["lat"] > NORTH - HEIGHT / SCALE]
    columns = ("name", "country", "geonameid", "lat", "lon", "events", "score", "last")
    values = {
        "rows": rows,
        "spots": spots,
        "asked": asked,
        "land": outlines(SCALE, NORTH),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return Shown("map.html", values, {"places": rows}, rows, columns, "places")


def _spot(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "x": round((row["lon"] + 180) * SCALE, 1),
        "y": round((NORTH - row["lat"]) * SCALE, 1),
        "r": round(min(22.0, 3.0 + 1.8 * row["events"] ** 0.5), 1),
    }
