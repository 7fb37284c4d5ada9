"""Two states over time: mean score with its interval, turning points, what is expected, how much was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import altair as alt

from detente.errors import InputError
from detente.relations.charts import spoken
from detente.relations.charts.style import HEIGHT, SCORES, SIGNED, WIDTH, Theme, framed, themed, values
from detente.relations.charts.times import alone, horizon, instant, series, when
from detente.relations.intervals import LEAST
from detente.relations.results import Outlook, Timeline, TurningPoints

#: What can be drawn over time, and which events each hangs on.
MEASURES = {
    "score": ("Mean score of all events", lambda p: p.score, lambda p: p.events),
    "words": ("Mean score of words", lambda p: p.words, lambda p: p.verbal),
    "deeds": ("Mean score of deeds", lambda p: p.deeds, lambda p: p.material),
}
SHAPES = ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


def timeline(
    lines: Timeline | Sequence[Timeline],
    turning: TurningPoints | None = None,
    outlook: Outlook | None = None,
    theme: str | Theme = "light",
    measure: str = "score",
    names: Sequence[str] | None = None,
) -> Any:
    """Draw how two states get on over time; several coders or pairs in one chart.

    Args:
        lines: One timeline, or several: each is a series.
        turning: Turning points to mark.
        outlook: What is expected of the periods to come.
        theme: `light` or `dark`.
        measure: One of `MEASURES`.
        names: What the legend calls the series; by default their coders, or their pairs.

    Returns:
        An Altair chart.

    Raises:
        InputError: No timeline, none with dated events, more than there are shapes, two of one name; no such
            measure or theme.
    """
    shown = [lines] if isinstance(lines, Timeline) else list(lines)
    look = themed(theme)
    if measure not in MEASURES:
        raise InputError(f"There is no measure {measure!r}.", f"Use one of: {', '.join(MEASURES)}.")
    called = _called(shown, names)
    what, of, many = MEASURES[measure]
    rows = [r for name, line in zip(called, shown, strict=True) for r in series(name, line.points, of, many)]
    last = max((f.start for f in outlook.forecasts), default=None) if outlook else None
    scale = horizon(shown, last + timedelta(days=31) if last else None)
    key = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0)
    colours = alt.Color(
        "series:N",
        scale=alt.Scale(domain=called, range=list(look.series[: len(called)])),
        legend=key if len(called) > 1 else None,
    )
    layers = [*_turns(turning, scale, look), *drawn(rows, called, scale, look, colours)]
    if outlook is not None:
        layers += _expected(outlook, scale, look)
    upper = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    both = alt.vconcat(upper, _volume(shown, called, scale, look, colours), spacing=6)
    return framed(both.resolve_scale(color="shared"), look, _title(shown), _notes(shown, what, turning, outlook))


def _called(lines: Sequence[Timeline], names: Sequence[str] | None) -> list[str]:
    """What the series are called."""
    if not lines or not any(p.start for line in lines for p in line.points):
        raise InputError(
            "There is nothing to draw: no event has a date.", "Ask for a longer time or another pair."
        )
    if len(lines) > len(SHAPES):
        raise InputError(f"{len(lines)} series in one chart cannot be told apart.", f"Give {len(SHAPES)} at most.")
    if names is None:
        coders = [line.rule.coder for line in lines]
        pairs = [spoken.pair(line.a, line.b, line.rule.directed) for line in lines]
        names = coders if len(set(coders)) == len(coders) else pairs
    if len(names) != len(lines) or len(set(names)) != len(names):
        raise InputError(
            "The series of a chart need one name each.", "Give `names`: as many as timelines, all different."
        )
    return list(names)


def _title(lines: Sequence[Timeline]) -> str:
    pairs = list(dict.fromkeys(spoken.pair(line.a, line.b, line.rule.directed) for line in lines))
    first = min((line for line in lines if line.points), key=lambda line: line.points[0].label)
    last = max((line for line in lines if line.points), key=lambda line: line.points[-1].label)
    return f"{', '.join(pairs)}: {spoken.span(first.points[0].label, last.points[-1].label)}, by {lines[0].period}"


def _notes(
    lines: Sequence[Timeline], what: str, turning: TurningPoints | None, outlook: Outlook | None
) -> list[str]:
    sure = f"{lines[0].level:.0%} interval, where {LEAST} stories or more tell it"
    band = f"{what}, from conflict (−10) to cooperation (+10). Band: {sure}."
    marks = "Hollow: fewer than five events. No mark: none, which is not zero."
    if turning is not None:
        marks += " Dashed: turning points (grey: how sure their date is); thick: means between."
    if outlook is not None and outlook.forecasts:
        marks += " Dotted: forecast."
    return spoken.wrapped([band, marks, *spoken.told([line.rule for line in lines])])


def height(field: str = "value") -> Any:
    """The axis of scores, always the whole of it."""
    axis = alt.Axis(
        title="conflict   ←   mean score   →   cooperation", values=[-10, -5, 0, 5, 10], labelExpr=SIGNED
    )
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=list(SCORES), nice=False, clamp=True), axis=axis)


def drawn(rows: list[dict[str, Any]], called: list[str], scale: Any, theme: Theme, colours: Any) -> list[Any]:
    """Zero, bands, lines and points of the series."""
    x, y = when(scale), height()
    sure = [r for r in rows if "band" in r]
    shape = alt.Shape("series:N", scale=alt.Scale(domain=called, range=list(SHAPES[: len(called)])), legend=None)
    dash = alt.StrokeDash(
        "series:N", scale=alt.Scale(domain=called, range=list(DASHES[: len(called)])), legend=None
    )
    tip = [alt.Tooltip(f"{f}:N") for f in ("series", "period", "events")]
    tip += [alt.Tooltip(f"{f}:Q", format="+.2f") for f in ("value", "low", "high")]
    zero = alt.Chart(values([{"value": 0}])).mark_rule(color=theme.faint, strokeWidth=1, aria=False).encode(y=y)
    layers = [zero]
    if sure:
        base = alt.Chart(values(sure))
        layers.append(
            base.mark_area(opacity=0.22, aria=False).encode(
                x, height("low"), y2="high:Q", detail="band:N", color=colours
            )
        )
        layers.append(
            alt.Chart(values(alone(rows)))
            .mark_rule(opacity=0.35, strokeWidth=5, aria=False)
            .encode(x, height("low"), y2="high:Q", color=colours)
        )
    layers.append(
        alt.Chart(values(rows))
        .mark_line(strokeWidth=1.8, aria=False)
        .encode(x, y, detail="run:N", color=colours, strokeDash=dash)
    )
    for few, look in (
        (False, {"filled": True}),
        (True, {"filled": True, "fill": theme.paper, "strokeWidth": 1.6}),
    ):
        dots = alt.Chart(values([r for r in rows if r["few"] is few]))
        inks = {"stroke": _stroke(colours)} | ({} if few else {"color": colours})
        marks = dots.mark_point(size=44, opacity=1, **look)
        layers.append(marks.encode(x, y, shape=shape, tooltip=tip, description="told:N", **inks))
    return layers


def _stroke(colours: Any) -> Any:
    """The colour of the series as that of an outline."""
    told = colours.to_dict()
    return alt.Stroke("series:N", scale=alt.Scale(**told["scale"]), legend=None)


def _turns(turning: TurningPoints | None, scale: Any, theme: Theme) -> list[Any]:
    """Turning points: a stroke, how sure its date is, which way it goes, and the means between."""
    if turning is None or not turning.points:
        return []
    rows = []
    for number, point in enumerate(turning.points):
        sign = "▲" if point.direction == "warmer" else "▼"
        row: dict[str, Any] = {"day": point.start.isoformat(), "label": f"{sign} {point.direction} {point.label}"}
        row |= {"from": point.earliest.isoformat(), "to": (point.latest + timedelta(days=1)).isoformat()}
        low, high = scale["domain"]
        late = instant(point.start) > low + 0.82 * (high - low)
        rows.append({**row, "top": 9.4 if number % 2 == 0 else 8.2, "late": late})
    x = when(scale)
    base = alt.Chart(values(rows))
    texts = []
    for late, align, dx in ((False, "left", 4), (True, "right", -4)):
        text = alt.Chart(values([r for r in rows if r["late"] is late]))
        text = text.mark_text(align=align, dx=dx, fontSize=11, color=theme.ink, aria=False)
        texts.append(text.encode(x, height("top"), text="label:N"))
    return [
        base.mark_rect(color=theme.faint, opacity=0.13, aria=False).encode(when(scale, "from"), x2="to:T"),
        base.mark_rule(strokeDash=[5, 4], strokeWidth=1.4, color=theme.ink).encode(x, description="label:N"),
        *texts,
        alt.Chart(values(_means(turning)))
        .mark_rule(strokeWidth=3, opacity=0.45, color=theme.ink, aria=False)
        .encode(when(scale, "from"), height(), x2="to:T"),
    ]


def _means(turning: TurningPoints) -> list[dict[str, Any]]:
    """Mean scores from one turning point to the next."""
    points = [p for p in turning.line.points if p.start is not None]
    edges = [points[0].start, *(t.start for t in turning.points), (points[-1].end or points[-1].start)]
    means = [turning.points[0].before, *(t.after for t in turning.points)]
    return [
        {"from": str(low), "to": str(high), "value": mean.value}
        for low, high, mean in zip(edges, edges[1:], means, strict=False)
    ]


def _expected(outlook: Outlook, scale: Any, theme: Theme) -> list[Any]:
    """What is expected of the periods to come."""
    if not outlook.forecasts:
        return []
    gap = timedelta(days=_days(outlook) // 2)
    rows = []
    for told in outlook.forecasts:
        row: dict[str, Any] = {"day": (told.start + gap).isoformat(), "value": told.score.value}
        row["told"] = f"forecast, {told.label}: {spoken.figure(told.score)}"
        if told.score.low is not None and told.score.high is not None:
            row |= {"low": told.score.low, "high": told.score.high}
        rows.append(row)
    base = alt.Chart(values(rows))
    x = when(scale)
    return [
        alt.Chart(values([r for r in rows if "low" in r]))
        .mark_rule(strokeWidth=2, strokeDash=[2, 3], color=theme.faint, aria=False)
        .encode(x, height("low"), y2="high:Q"),
        base.mark_line(strokeDash=[2, 3], color=theme.faint, aria=False).encode(x, height()),
        base.mark_point(shape="cross", color=theme.faint, filled=True, size=60).encode(
            x, height(), description="told:N"
        ),
    ]


def _days(outlook: Outlook) -> int:
    return {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[outlook.line.period]


def _volume(lines: Sequence[Timeline], called: list[str], scale: Any, theme: Theme, colours: Any) -> Any:
    """How many events each period has: here nothing told is truly nothing."""
    rows = []
    for number, (name, line) in enumerate(zip(called, lines, strict=True)):
        for point in line.points:
            if point.start is None or not point.events:
                continue
            # Two thirds of the period, shared by the series.
            first, end = instant(point.start), instant((point.end or point.start) + timedelta(days=1))
            wide = (end - first) * 2 / 3 / len(lines)
            low = first + (end - first) / 6 + wide * number
            row: dict[str, Any] = {"series": name, "period": point.label, "events": point.events}
            row["told"] = f"{name}, {point.label}: {point.events} events"
            rows.append({**row, "from": low, "to": low + wide})
    axis = alt.Axis(title="events", tickCount=2, grid=False, tickMinStep=1)
    tip = [alt.Tooltip(f"{f}:N") for f in ("series", "period", "events")]
    return (
        alt.Chart(values(rows))
        .mark_rect(opacity=0.55)
        .encode(
            when(scale, "from", axis=False),
            alt.Y("zero:Q", axis=axis, scale=alt.Scale(zero=True)),
            x2="to:T",
            y2="events:Q",
            color=colours,
            tooltip=tip,
            description="told:N",
        )
        .transform_calculate(zero="0")
        .properties(width=WIDTH, height=52)
    )
