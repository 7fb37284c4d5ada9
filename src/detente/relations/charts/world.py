"""Where it happened: events of two states on a map of the world."""

from __future__ import annotations

import json
from functools import lru_cache
from math import pi, sqrt
from pathlib import Path
from typing import Any

import altair as alt

from detente.errors import DataError, InputError
from detente.relations.charts import spoken
from detente.relations.charts.style import Theme, framed, score_key, scores, themed, values
from detente.relations.places import EventPlaces
from detente.relations.results.timeline import FEW
from detente.settings import DATA_DIR

WIDTH, HEIGHT = 760, 390
#: Areas of the circles for one event and for the most.
AREAS = (45, 900)
#: The largest circle stands for so many events at least, so that a few do not look like many.
MANY = 25


def world_map(found: EventPlaces, theme: str | Theme = "light", named: int = 12) -> Any:
    """Draw where the events of two states happened. The two states are tinted.

    Args:
        found: The places.
        theme: `light` or `dark`.
        named: How many places, those with most events first, have their name beside them.

    Returns:
        An Altair chart.

    Raises:
        InputError: No event has a place; no such theme.
        DataError: The outlines of countries cannot be read.
    """
    look = themed(theme)
    if not found.places:
        raise InputError(
            "There is nothing to draw: no event between the two has a place.",
            "Ask for a longer time, or code texts that say where things happened.",
        )
    rows = [
        {
            "place": p.name,
            "lon": p.lon,
            "lat": p.lat,
            "events": p.events,
            "score": p.score,
            "few": p.events < FEW,
        }
        for p in found.places
    ]
    chart = alt.layer(*_ground(found, look), *_places(rows, look, named)).project(type="equalEarth")
    return framed(chart.properties(width=WIDTH, height=HEIGHT), look, _title(found), _notes(found))


def _ground(found: EventPlaces, theme: Theme) -> list[Any]:
    """The globe, its degrees, and countries; the two states tinted."""
    land = alt.InlineData(values=_countries(), format=alt.TopoDataFormat(type="topojson", feature="countries"))
    # Codes come from the ontology, never from a text; they are compared as data all the same.
    sides = [{"id": found.a, "side": "a"}, {"id": found.b, "side": "b"}]
    tint = alt.Color(
        "side:N", scale=alt.Scale(domain=["a", "b"], range=[_mixed(theme), _mixed(theme)]), legend=None
    )
    shapes = alt.Chart(land).mark_geoshape(fill=theme.land, stroke=theme.paper, strokeWidth=0.5, aria=False)
    chosen = (
        alt.Chart(land)
        .mark_geoshape(stroke=theme.paper, strokeWidth=0.5, aria=False)
        .transform_lookup(lookup="id", from_=alt.LookupData(data=values(sides), key="id", fields=["side"]))
        .transform_filter("isValid(datum.side)")
        .encode(color=tint)
    )
    lines = alt.Chart(alt.graticule(step=[30, 30])).mark_geoshape(
        filled=False, stroke=theme.line, strokeWidth=0.6, aria=False
    )
    globe = alt.Chart(alt.sphere()).mark_geoshape(filled=False, stroke=theme.line, strokeWidth=1, aria=False)
    return [globe, lines, shapes, chosen]


def _places(rows: list[dict[str, Any]], theme: Theme, named: int) -> list[Any]:
    most = max(MANY, *(r["events"] for r in rows))
    size = alt.Size(
        "events:Q",
        scale=alt.Scale(range=list(AREAS), type="sqrt", domain=[1, most], nice=False),
        legend=alt.Legend(title="events", orient="bottom", tickCount=4, format="d", symbolFillColor=theme.faint),
    )
    tip = [alt.Tooltip(f"{f}:N") for f in ("place", "events")] + [alt.Tooltip("score:Q", format="+.2f")]
    where = {"longitude": "lon:Q", "latitude": "lat:Q"}
    solid = alt.Chart(values([r for r in rows if not r["few"]])).mark_circle(
        opacity=0.9, stroke=theme.ink, strokeWidth=0.8
    )
    hollow = alt.Chart(values([r for r in rows if r["few"]])).mark_point(
        filled=False, fill=theme.paper, strokeWidth=2.4, opacity=1
    )
    stroke = alt.Stroke("score:Q", scale=scores(theme), legend=None)
    names = []
    for row in rows[:named]:
        # A name begins where its circle ends: an area grows with the root of the events, see `size`.
        reach = sqrt((AREAS[0] + (AREAS[1] - AREAS[0]) * _share(row["events"], most)) / pi)
        text = alt.Chart(values([row])).mark_text(align="left", dx=reach + 4, fontSize=10.5, color=theme.ink)
        names.append(text.encode(**where, text="place:N"))
    return [
        solid.encode(
            **where,
            size=size,
            color=alt.Color("score:Q", scale=scores(theme), legend=score_key("bottom")),
            tooltip=tip,
        ),
        hollow.encode(**where, size=size, stroke=stroke, tooltip=tip),
        *names,
    ]


def _share(events: int, most: int) -> float:
    """How far along the scale of areas a number of events lies."""
    return (sqrt(events) - 1) / (sqrt(most) - 1)


def _mixed(theme: Theme) -> str:
    """The colour of a state that the map is about: between land and ink."""

    def parts(colour: str) -> tuple[int, ...]:
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))

    land, ink = parts(theme.land), parts(theme.ink)
    return "#" + "".join(f"{round(a * 0.62 + b * 0.38):02x}" for a, b in zip(land, ink, strict=True))


@lru_cache(maxsize=1)
def _countries() -> dict[str, Any]:
    """Outlines of countries; the README beside the file says where they come from."""
    path = Path(DATA_DIR) / "map" / "countries.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read ({error}).", "Reinstall detente, or mend DETENTE_DATA.") from None
    return found


def _title(found: EventPlaces) -> str:
    return f"{spoken.pair(found.a, found.b)}, where it happened: {spoken.span(found.since, found.until)}"


def _notes(found: EventPlaces) -> list[str]:
    placed = sum(p.events for p in found.places)
    lines = [
        f"{placed} of {placed + found.nowhere} events have a place; the others are not drawn. "
        "Hollow: fewer than five events.",
        *spoken.told([found.rule]),
        "Tinted: the two states. Outlines: Natural Earth (public domain); no statement about borders.",
    ]
    return spoken.wrapped(lines)
