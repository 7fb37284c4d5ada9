"""The bars of a pair of states over time, as lengths in an SVG: words and deeds apart; each opens its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from detente.relations.results import Estimate, Point, Timeline

#: Size of the drawing. **Units**: pixels of its own scale.
WIDTH, PANEL, LEFT, GAP, FOOT = 900, 120, 44, 24, 26
#: Ends of the scale.
TOP = 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        x: Its left side.
        y: Its upper side.
        width: How wide it is.
        height: How high it is.
        tone: `good` or `bad`.
        faint: Whether it hangs on few events.
        reach: Upper and lower end of the interval of its mean, or `None` where too few stories tell it.
        label: What it says, in words.
        since: First day of its events.
        until: Last day of its events.
    """

    x: float
    y: float
    width: float
    height: float
    tone: str
    faint: bool
    reach: tuple[float, float] | None
    label: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Panel:
    """Words or deeds.

    Attributes:
        name: Which.
        top: Where it begins.
        middle: Where zero is.
        bars: Its bars.
    """

    name: str
    top: float
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing.

    Attributes:
        panels: Words, then deeds.
        ticks: Labels of the time, each with where it stands.
        width: How wide it is.
        height: How high it is.
    """

    panels: tuple[Panel, ...]
    ticks: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = 2 * (PANEL + GAP) + FOOT


def chart(line: Timeline) -> Chart | None:
    """Draw a pair over time; nothing where no event has a date."""
    periods = [p for p in line.points if p.start is not None]
    if not periods:
        return None
    step = (WIDTH - LEFT) / len(periods)
    panels = []
    for number, name in enumerate(("words", "deeds")):
        top = GAP + number * (PANEL + GAP)
        bars = [b for n, p in enumerate(periods) if (b := _bar(periods, n, p, name, top, step)) is not None]
        panels.append(Panel(name, top, top + PANEL / 2, tuple(bars)))
    return Chart(tuple(panels), tuple(_ticks(periods, step)))


def _bar(periods: Sequence[Point], at: int, period: Point, name: str, top: float, step: float) -> Bar | None:
    told, many = (period.words, period.verbal) if name == "words" else (period.deeds, period.material)
    if told is None or period.start is None:
        return None
    mean = told.value
    middle = top + PANEL / 2
    # A mean of nothing at all is still something that was said: it is drawn as a line.
    length = max(2.0, abs(mean) / TOP * (PANEL / 2))
    until = period.end or period.start
    score = f"{mean:+.1f}".replace("-", "−")
    label = f"{period.label}: {name} {score}, mean of {many} event{'s' * (many != 1)}"
    return Bar(
        LEFT + at * step + step * 0.12,
        middle - length if mean >= 0 else middle,
        max(1.5, step * 0.76),
        length,
        "good" if mean >= 0 else "bad",
        period.sparse,
        _reach(told, middle),
        label,
        period.start,
        until,
    )


def _reach(told: Estimate, middle: float) -> tuple[float, float] | None:
    if told.low is None or told.high is None:
        return None
    return _within(told.high, middle), _within(told.low, middle)


def _within(value: float, middle: float) -> float:
    """Where a score stands; intervals may reach beyond the scale."""
    return middle - max(-TOP, min(TOP, value)) / TOP * (PANEL / 2)


def _ticks(periods: Sequence[Point], step: float) -> list[tuple[float, str]]:
    every = max(1, round(len(periods) / 9))
    return [(LEFT + (n + 0.5) * step, p.label) for n, p in enumerate(periods) if n % every == 0]
