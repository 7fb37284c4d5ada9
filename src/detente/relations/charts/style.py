"""How charts look: two themes, and the frame that every chart is put into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from detente.errors import InputError

#: Scores go from here to there, and so does every axis of scores: no quarrel looks larger by a closer look.
SCORES = (-10, 10)
#: How a score is written on an axis: with its sign, zero without one. A fixed expression: no data goes into it.
SIGNED = "datum.value === 0 ? '0' : format(datum.value, '+d')"
WIDTH = 640
HEIGHT = 280


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a chart. Each pair can be told apart by people who see red and green alike; shapes differ too.

    Attributes:
        name: `light` or `dark`.
        paper: The ground.
        ink: Titles and text.
        faint: Text of less weight.
        line: Lines of the grid.
        land: Land on a map.
        series: Colours of series, in order.
        words: Colour of words.
        deeds: Colour of deeds.
        sides: Colours of the two states.
        conflict: Colour of the lowest score.
        neutral: Colour of the middle.
        cooperation: Colour of the highest score.
    """

    name: str
    paper: str
    ink: str
    faint: str
    line: str
    land: str
    series: tuple[str, ...]
    words: str
    deeds: str
    sides: tuple[str, str]
    conflict: str
    neutral: str
    cooperation: str


#: Blue and orange by Okabe and Ito, lightness apart; teal and wine by Tol.
LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#1b1f24",
    faint="#57606a",
    line="#e4e7eb",
    land="#e9e6df",
    series=("#0b5c94", "#c8500a", "#7a3e8e", "#3c7a3c"),
    words="#0b66a8",
    deeds="#c8500a",
    sides=("#1f8f83", "#882255"),
    conflict="#b04a00",
    neutral="#cfcfc9",
    cooperation="#0b5c94",
)
DARK = Theme(
    name="dark",
    paper="#14181d",
    ink="#e8ebee",
    faint="#9aa5b1",
    line="#2b323a",
    land="#2c333b",
    series=("#6bb5ea", "#f0a040", "#cf9be0", "#8fcf8f"),
    words="#6bb5ea",
    deeds="#f0a040",
    sides=("#4fc3b4", "#f08bb8"),
    conflict="#f59a45",
    neutral="#5f6872",
    cooperation="#6bb5ea",
)
THEMES = {t.name: t for t in (LIGHT, DARK)}


def themed(theme: str | Theme) -> Theme:
    """A theme by its name.

    Raises:
        InputError: There is no such theme.
    """
    if isinstance(theme, Theme):
        return theme
    if theme not in THEMES:
        raise InputError(f"There is no theme {theme!r}.", f"Use one of: {', '.join(THEMES)}.")
    return THEMES[theme]


def values(rows: Sequence[dict[str, Any]]) -> Any:
    """Rows as a chart's data. They stay data: no text of a row is ever read as code or as a web page."""
    return alt.InlineData(values=list(rows))


def scores(theme: Theme) -> Any:
    """The scale of colours from conflict to cooperation."""
    return alt.Scale(
        domain=[SCORES[0], 0, SCORES[1]],
        range=[theme.conflict, theme.neutral, theme.cooperation],
        interpolate="lab",
        clamp=True,
    )


def score_key(orient: str = "right") -> Any:
    """The legend of that scale."""
    return alt.Legend(
        title="mean score",
        type="gradient",
        orient=orient,
        values=[-10, -5, 0, 5, 10],
        labelExpr=SIGNED,
        gradientLength=160,
    )


def framed(chart: Any, theme: Theme, title: str, lines: Sequence[str]) -> Any:
    """A finished chart: title, what was counted and how, colours."""
    text = alt.TitleParams(
        text=title,
        subtitle=list(lines),
        anchor="start",
        frame="group",
        fontSize=15,
        subtitleFontSize=11,
        subtitlePadding=5,
        offset=12,
        color=theme.ink,
        subtitleColor=theme.faint,
    )
    return (
        chart.properties(title=text, background=theme.paper, padding=14)
        .configure(font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=theme.faint,
            titleColor=theme.faint,
            gridColor=theme.line,
            domainColor=theme.line,
            tickColor=theme.line,
            titleFontWeight="normal",
            labelFontSize=11,
            titleFontSize=11,
        )
        .configure_legend(
            labelColor=theme.ink,
            titleColor=theme.faint,
            titleFontWeight="normal",
            labelLimit=260,
            titleFontSize=11,
        )
        .configure_header(labelColor=theme.ink, titleColor=theme.faint)
    )
