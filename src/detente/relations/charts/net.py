"""Who deals with whom, as a net: states on a ring, blocs side by side."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import altair as alt

from detente.errors import InputError
from detente.relations.charts import spoken
from detente.relations.charts.style import Theme, framed, score_key, scores, themed, values
from detente.relations.results import Network
from detente.relations.results.timeline import FEW

#: How far the picture reaches from the middle of the ring, which has radius 1: names need room at the sides.
REACH = (1.8, 1.28)
RADIUS = 190


def network(found: Network, theme: str | Theme = "light", most: int = 30) -> Any:
    """Draw the network. States stand on a ring, members of a bloc beside each other; the place says nothing else.

    Args:
        found: The network.
        theme: `light` or `dark`.
        most: How many states are drawn, those with most events first.

    Returns:
        An Altair chart.

    Raises:
        InputError: No two states deal with each other; no such theme.
    """
    look = themed(theme)
    if not found.edges:
        raise InputError("There is nothing to draw: no two states deal with each other.", "Ask for a longer time.")
    nodes = _nodes(found, most)
    edges = _edges(found, nodes)
    wide, high = (alt.Scale(domain=[-reach, reach], nice=False, zero=False) for reach in REACH)
    x, y = alt.X("x:Q", scale=wide, axis=None), alt.Y("y:Q", scale=high, axis=None)
    tip = [alt.Tooltip(f"{f}:N") for f in ("a", "b", "events")] + [alt.Tooltip("score:Q", format="+.2f")]
    width = alt.StrokeWidth(
        "events:Q",
        scale=alt.Scale(type="sqrt", range=[1, 11], domainMin=1),
        legend=alt.Legend(title="events", tickCount=4, format="d", symbolStrokeColor=look.faint),
    )
    colour = alt.Color("score:Q", scale=scores(look), legend=score_key())
    lines = []
    for few in (False, True):
        base = alt.Chart(values([e for e in edges if e["few"] is few]))
        mark = base.mark_rule(strokeCap="butt", opacity=0.95, strokeDash=[4, 4] if few else [1, 0])
        lines.append(mark.encode(x, y, x2="x2:Q", y2="y2:Q", strokeWidth=width, color=colour, tooltip=tip))
    return framed(
        alt.layer(*lines, *_states(nodes, x, y, look)).properties(
            width=2 * RADIUS * REACH[0], height=2 * RADIUS * REACH[1]
        ),
        look,
        f"Who deals with whom: {spoken.span(found.since, found.until)}",
        _notes(found, len(nodes)),
    )


def _states(nodes: list[dict[str, Any]], x: Any, y: Any, theme: Theme) -> list[Any]:
    base = alt.Chart(values(nodes))
    tip = [alt.Tooltip(f"{f}:N") for f in ("state", "bloc", "events", "partners", "mediations")]
    tip.append(alt.Tooltip("betweenness:Q", format=".2f"))
    size = alt.Size("events:Q", scale=alt.Scale(range=[80, 700], type="sqrt", domainMin=0), legend=None)
    rings = alt.Chart(values([n for n in nodes if n["mediations"]]))
    found = [
        base.mark_circle(opacity=1, color=theme.ink, stroke=theme.paper, strokeWidth=2).encode(
            x, y, size=size, tooltip=tip
        ),
        rings.mark_point(filled=False, stroke=theme.ink, strokeWidth=1.5, opacity=1, size=1100).encode(x, y),
    ]
    for side, align in (("right", "left"), ("left", "right"), ("middle", "center")):
        text = alt.Chart(values([n for n in nodes if n["side"] == side]))
        found.append(
            text.mark_text(align=align, baseline="middle", color=theme.ink, fontSize=12).encode(
                alt.X("text_x:Q", scale=x["scale"], axis=None),
                alt.Y("text_y:Q", scale=y["scale"], axis=None),
                text="label:N",
            )
        )
    return found


def _nodes(found: Network, most: int) -> list[dict[str, Any]]:
    """States on a ring, from the top clockwise: bloc by bloc, those with most events first."""
    mediations = {m.id: m.mediations for m in found.mediators}
    kept = sorted(found.nodes[:most], key=lambda n: (n.bloc == 0, n.bloc, -n.events, n.id))
    rows = []
    for number, node in enumerate(kept):
        angle = pi / 2 - 2 * pi * number / len(kept)
        x, y = cos(angle), sin(angle)
        side = "middle" if abs(x) < 0.2 else "right" if x > 0 else "left"
        label = spoken.country(node.id) + (f" · mediates {mediations[node.id]}×" if node.id in mediations else "")
        row: dict[str, Any] = {"id": node.id, "state": spoken.country(node.id), "label": label, "side": side}
        row |= {"x": round(x, 4), "y": round(y, 4)}
        row |= {"text_x": round(1.13 * x, 4), "text_y": round((1.18 if side == "middle" else 1.13) * y, 4)}
        row |= {"events": node.events, "partners": node.partners, "betweenness": node.betweenness}
        rows.append({**row, "bloc": node.bloc or "none", "mediations": mediations.get(node.id, 0)})
    return rows


def _edges(found: Network, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Strokes between states; the weightiest last, so that it lies on top."""
    places = {n["id"]: (n["x"], n["y"]) for n in nodes}
    rows = []
    for edge in sorted(found.edges, key=lambda e: (e.events, e.a, e.b)):
        if edge.a not in places or edge.b not in places:
            continue
        (x, y), (x2, y2) = places[edge.a], places[edge.b]
        if found.rule.directed:
            # The two ways between two states lie side by side.
            side = 0.025
            dx, dy = (y2 - y) * side, (x - x2) * side
            x, y, x2, y2 = x + dx, y + dy, x2 + dx, y2 + dy
        row: dict[str, Any] = {"a": spoken.country(edge.a), "b": spoken.country(edge.b), "events": edge.events}
        rows.append({**row, "score": edge.score, "x": x, "y": y, "x2": x2, "y2": y2, "few": edge.events < FEW})
    return rows


def _notes(found: Network, shown: int) -> list[str]:
    lines = [
        "Stroke: events between two states; dashed: fewer than five. Dot: events of a state; ring: it mediates."
    ]
    left = len(found.nodes) - shown
    blocs = "Members of a bloc stand beside each other; otherwise the place says nothing."
    lines.append(blocs if left <= 0 else f"{blocs} The {shown} states with most events; {left} more are left out.")
    return spoken.wrapped([*lines, *spoken.told([found.rule])])
