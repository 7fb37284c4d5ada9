"""Words against deeds: two series, and the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.errors import InputError
from detente.relations.charts import spoken
from detente.relations.charts.line import drawn, height
from detente.relations.charts.style import HEIGHT, WIDTH, Theme, framed, themed, values
from detente.relations.charts.times import horizon, series, when
from detente.relations.intervals import LEAST
from detente.relations.results import WordsDeeds

NAMES = ("words", "deeds")


def words_deeds(
    found: WordsDeeds | Sequence[WordsDeeds], theme: str | Theme = "light", names: Sequence[str] | None = None
) -> Any:
    """Draw what two states say against what they do; several coders below each other.

    Args:
        found: Words and deeds of one coder, or of several.
        theme: `light` or `dark`.
        names: What the panels are called; by default their coders.

    Returns:
        An Altair chart.

    Raises:
        InputError: Nothing to draw, or no such theme.
    """
    shown = [found] if isinstance(found, WordsDeeds) else list(found)
    look = themed(theme)
    if not any(p.start for f in shown for p in f.line.points):
        raise InputError(
            "There is nothing to draw: no event has a date.", "Ask for a longer time or another pair."
        )
    lines = [f.line for f in shown]
    scale = horizon(lines)
    called = list(names) if names is not None else [line.rule.coder for line in lines]
    panels = []
    for one, name in zip(shown, called, strict=True):
        panel = alt.layer(*_panel(one, scale, look)).properties(width=WIDTH, height=HEIGHT)
        panels.append(panel.properties(title=name) if len(shown) > 1 else panel)
    chart = alt.vconcat(*panels) if len(panels) > 1 else panels[0]
    return framed(chart, look, _title(shown[0]), _notes(shown, called))


def _panel(found: WordsDeeds, scale: Any, theme: Theme) -> list[Any]:
    points = found.line.points
    words = series("words", points, lambda p: p.words, lambda p: p.verbal)
    deeds = series("deeds", points, lambda p: p.deeds, lambda p: p.material)
    said = {r["period"]: r for r in words}
    both = [
        {"day": r["day"], "deeds": r["value"], "words": said[r["period"]]["value"]}
        for r in deeds
        if r["period"] in said
    ]
    colours = alt.Color(
        "series:N",
        scale=alt.Scale(domain=list(NAMES), range=[theme.words, theme.deeds]),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0),
    )
    gaps = (
        alt.Chart(values(both))
        .mark_rule(strokeWidth=1, strokeDash=[1, 2], color=theme.faint, aria=False)
        .encode(when(scale), height("deeds"), y2="words:Q")
    )
    return [gaps, *drawn([*words, *deeds], list(NAMES), scale, theme, colours)]


def _title(found: WordsDeeds) -> str:
    line = found.line
    pair = spoken.pair(line.a, line.b, line.rule.directed)
    return f"{pair}, words against deeds: {spoken.over(line)}, by {line.period}"


def _notes(found: Sequence[WordsDeeds], names: Sequence[str]) -> list[str]:
    lines = ["Mean scores from conflict (−10) to cooperation (+10); dotted strokes: the gap between the two."]
    band = f"Band: {found[0].line.level:.0%} interval, where {LEAST} stories or more tell it."
    lines.append(f"{band} Hollow: fewer than five such events. No mark: none, which is not zero.")
    for one, name in zip(found, names, strict=True):
        gap = f"Words less deeds over the whole time: {spoken.figure(one.gap)}{_lead(one)}."
        lines.append(gap if len(found) == 1 else f"{name}: {gap}")
    return spoken.wrapped([*lines, *spoken.told([f.line.rule for f in found])])


def _lead(found: WordsDeeds) -> str:
    """Who comes first, where it could be tested."""
    lead = found.lead
    if lead.best is None or lead.p is None or lead.correlation is None:
        return ""
    units = f"{abs(lead.best)} {found.line.period}{'s' if abs(lead.best) != 1 else ''}"
    order = "together" if not lead.best else f"{'words' if lead.best > 0 else 'deeds'} first by {units}"
    return f"; strongest link {order} (r {lead.correlation:+.2f}, p {lead.p:.2f})"
