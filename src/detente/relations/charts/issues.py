"""The issues between two states: who stands where, and whether it parts or joins them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt

from detente.errors import InputError
from detente.relations.charts import spoken
from detente.relations.charts.style import WIDTH, Theme, framed, themed, values
from detente.relations.results import IssueMap, IssueOnMap

#: Where people can stand, from left to right.
STANCES = ("against", "mixed", "for", "unclear")
#: Kinds of issue, as they are grouped from top to bottom.
STANDINGS = ("contested", "common ground", "mentioned")
#: Height of an issue's row.
ROW = 30


def issue_map(found: IssueMap, theme: str | Theme = "light", most: int = 15) -> Any:
    """Draw who stands where on what.

    Each issue is a row. A mark says that people of a state take a stance on it; its size, in how many documents.
    The two states have their own shape and colour and lie one above the other.

    Args:
        found: The issues.
        theme: `light` or `dark`.
        most: How many issues are drawn; the title says how many are left out.

    Returns:
        An Altair chart.

    Raises:
        InputError: There are no issues; no such theme.
    """
    look = themed(theme)
    if not found.issues:
        raise InputError(
            "There are no issues to draw.",
            "Ask for a longer time, or code texts in which the two speak of something.",
        )
    kept = found.issues[:most]
    order = [i.name for kind in STANDINGS for i in kept if i.standing == kind]
    states = [spoken.country(found.a), spoken.country(found.b)]
    rows = [r for i in kept for r in _rows(found, i, states)]
    facts = [_fact(i) for i in kept]
    bands = alt.Scale(domain=order, paddingInner=0, paddingOuter=0)
    names = alt.Axis(title=None, domain=False, ticks=False, labelLimit=240, labelFontSize=12)
    y = alt.Y("issue:N", scale=bands, axis=names)
    x = alt.X(
        "stance:N",
        scale=alt.Scale(domain=list(STANCES)),
        axis=alt.Axis(
            title=None, orient="top", labelAngle=0, domain=False, ticks=False, grid=True, labelFontSize=12
        ),
    )
    layers = [_links(rows, x, y, look), _marks(rows, x, y, states, look)]
    picture = alt.layer(*layers).properties(width=WIDTH - 210, height=ROW * len(order))
    text = (
        alt.Chart(values(facts))
        .mark_text(align="left", fontSize=11)
        .encode(
            alt.Y("issue:N", scale=bands, axis=None),
            x=alt.value(0),
            text="text:N",
            color=alt.Color(
                "standing:N",
                scale=alt.Scale(domain=list(STANDINGS), range=[look.conflict, look.cooperation, look.faint]),
                legend=None,
            ),
        )
        .properties(width=200, height=ROW * len(order))
    )
    chart = alt.hconcat(picture, text, spacing=8).resolve_scale(
        color="independent", shape="independent", size="independent"
    )
    return framed(chart, look, _title(found), _notes(found, len(kept)))


def _rows(found: IssueMap, issue: IssueOnMap, states: list[str]) -> list[dict[str, Any]]:
    """One row a state and stance: in how many documents, and whose it is."""
    rows = []
    for code, state, lift in zip((found.a, found.b), states, (-6, 6), strict=True):
        for stance in STANCES:
            holders = [h for h in issue.holders if h.country == code and h.stance == stance]
            if not holders:
                continue
            documents = {d for h in holders for d in h.documents}
            row: dict[str, Any] = {"issue": issue.name, "stance": stance, "state": state, "lift": lift}
            row |= {"documents": len(documents), "who": ", ".join(h.actor for h in holders[:5])}
            rows.append({**row, "clear": stance in ("for", "against")})
    return rows


def _fact(issue: IssueOnMap) -> dict[str, Any]:
    counts = f"{issue.events} events" if issue.events != 1 else "1 event"
    mean = f", mean {issue.score:+.1f}".replace("-", "−") if issue.score is not None else ""
    return {"issue": issue.name, "standing": issue.standing, "text": f"{issue.standing} · {counts}{mean}"}


def _links(rows: list[dict[str, Any]], x: Any, y: Any, theme: Theme) -> Any:
    """A stroke from where most of one state's people stand to where most of the other's do."""
    most: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["issue"], row["state"])
        if row["clear"] and (key not in most or row["documents"] > most[key]["documents"]):
            most[key] = row
    sides = Counter(issue for issue, _ in most)
    ends = [row for (issue, _), row in most.items() if sides[issue] == 2]
    return (
        alt.Chart(values(ends))
        .mark_line(color=theme.faint, strokeWidth=1.2, opacity=0.6)
        .encode(x, y, detail="issue:N", yOffset=_lift())
    )


def _marks(rows: list[dict[str, Any]], x: Any, y: Any, states: list[str], theme: Theme) -> Any:
    domain = list(states)
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=domain, range=list(theme.sides)),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    shape = alt.Shape(
        "state:N",
        scale=alt.Scale(domain=domain, range=["circle", "square"]),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    size = alt.Size(
        "documents:Q",
        scale=alt.Scale(range=[40, 260], domainMin=1, type="sqrt"),
        legend=alt.Legend(
            title="documents", orient="bottom", tickCount=3, format="d", symbolFillColor=theme.faint
        ),
    )
    return (
        alt.Chart(values(rows))
        .mark_point(filled=True)
        .encode(
            x,
            y,
            color=colour,
            shape=shape,
            size=size,
            yOffset=_lift(),
            opacity=alt.condition("datum.clear", alt.value(0.95), alt.value(0.4)),
            tooltip=[alt.Tooltip(f"{f}:N") for f in ("issue", "state", "stance", "documents", "who")],
        )
    )


def _lift() -> Any:
    return alt.YOffset("lift:Q", scale=alt.Scale(domain=[-ROW / 2, ROW / 2], range=[0, ROW]))


def _title(found: IssueMap) -> str:
    return f"{spoken.pair(found.a, found.b)}, what they speak about: {spoken.span(found.since, found.until)}"


def _notes(found: IssueMap, shown: int) -> list[str]:
    left = len(found.issues) - shown
    lines = ["Where people of the two states stand. Size: documents that say so. Pale: the stance is not clear."]
    if left:
        lines.append(f"The {shown} most spoken of; {left} more are left out.")
    return spoken.wrapped([*lines, *spoken.told([found.rule])])
