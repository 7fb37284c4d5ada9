"""Every state against every other: how they get on, and how much is known about it."""

from __future__ import annotations

from typing import Any

import altair as alt

from detente.errors import InputError
from detente.relations.charts import spoken
from detente.relations.charts.style import Theme, framed, score_key, scores, themed, values
from detente.relations.results import Network
from detente.relations.results.timeline import FEW

#: Width of the picture, and the largest cell.
SIDE, CELL = 560, 64
#: Scores farther from zero than this have a strong colour.
STRONG = 4.5


def matrix(found: Network, theme: str | Theme = "light", most: int = 20) -> Any:
    """Draw the dyad matrix: rows act on columns when directed.

    A pair with few events is an outline, one without is blank: nothing told is not neutral.

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
    order = [n.id for n in found.nodes[:most]]
    rows = _rows(found, order)
    names = [spoken.country(c) for c in order]
    cell = min(CELL, SIDE // len(order))
    x = alt.X("b:N", sort=names, scale=alt.Scale(domain=names), axis=_axis("top", -40 if len(order) > 6 else 0))
    y = alt.Y("a:N", sort=names, scale=alt.Scale(domain=names), axis=_axis("left", 0))
    colour = alt.Color("score:Q", scale=scores(look), legend=score_key())
    tip = [alt.Tooltip(f"{f}:N") for f in ("a", "b", "events")]
    tip += [alt.Tooltip("score:Q", format="+.2f"), alt.Tooltip("conflict:Q", format=".0%")]
    base = alt.Chart(values([r for r in rows if not r["few"]]))
    few = alt.Chart(values([r for r in rows if r["few"]]))
    same = alt.Chart(values([{"a": n, "b": n} for n in names]))
    inset = max(2, cell // 10)
    layers = [
        same.mark_text(text="–", color=look.faint).encode(x, y),
        base.mark_rect(stroke=look.paper, strokeWidth=2).encode(x, y, color=colour, tooltip=tip),
        few.mark_square(filled=False, strokeWidth=2.5, size=(cell - 2 * inset) ** 2, opacity=1).encode(
            x, y, stroke=alt.Stroke("score:Q", scale=scores(look), legend=None), tooltip=tip
        ),
    ]
    if cell >= 24:
        # Text that can be read on a cell: on strong colours that of the paper.
        strong = [r for r in rows if not r["few"] and abs(r["score"]) > STRONG]
        other = [r for r in rows if r["few"] or abs(r["score"]) <= STRONG]
        for told, ink in ((strong, look.paper), (other, look.ink)):
            layers.append(alt.Chart(values(told)).mark_text(fontSize=11, color=ink).encode(x, y, text="events:Q"))
    chart = alt.layer(*layers).properties(width=cell * len(order), height=cell * len(order))
    return framed(chart, look, _title(found), _notes(found, len(order)))


def _axis(orient: str, angle: int) -> Any:
    return alt.Axis(title=None, orient=orient, labelAngle=angle, domain=False, ticks=False, labelLimit=170)


def _rows(found: Network, order: list[str]) -> list[dict[str, Any]]:
    rows = []
    for edge in found.edges:
        if edge.a not in order or edge.b not in order:
            continue
        ways = [(edge.a, edge.b)] if found.rule.directed else [(edge.a, edge.b), (edge.b, edge.a)]
        for a, b in ways:
            row: dict[str, Any] = {"a": spoken.country(a), "b": spoken.country(b), "events": edge.events}
            rows.append({**row, "score": edge.score, "conflict": edge.conflict, "few": edge.events < FEW})
    return rows


def _title(found: Network) -> str:
    return f"Who gets on with whom: {spoken.span(found.since, found.until)}"


def _notes(found: Network, shown: int) -> list[str]:
    ways = " Rows act on columns." if found.rule.directed else ""
    lines = [f"Number: events. Outline: fewer than five. Blank: none, which is not neutral.{ways}"]
    left = len(found.nodes) - shown
    if left > 0:
        lines.append(f"The {shown} states with most events; {left} more are left out.")
    return spoken.wrapped([*lines, *spoken.told([found.rule])])
