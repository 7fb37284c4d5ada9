"""Series over time, as rows of a chart's data: what is missing has no row, so that nothing can be drawn there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt

from detente.relations.charts import spoken
from detente.relations.results import Estimate, Point, Timeline
from detente.relations.results.timeline import FEW

Of = Callable[[Point], Estimate | None]
Many = Callable[[Point], int]


def series(name: str, points: Sequence[Point], of: Of, many: Many) -> list[dict[str, Any]]:
    """Rows of one series.

    A row says where its period lies, the figure with its interval, whether it hangs on few events, and its `run`:
    periods without a break between them. Lines and bands are drawn within runs only: across silence, nothing. What
    it comes to is `told` in words, for people who hear a chart.

    Args:
        name: What the legend calls it.
        points: Periods, in order.
        of: The figure of a period.
        many: How many events it hangs on.
    """
    rows: list[dict[str, Any]] = []
    run = band = 0
    before = sure = False
    for point in points:
        found = of(point)
        if found is None or point.start is None:
            before = sure = False
            continue
        run += not before
        known = found.low is not None and found.high is not None
        band += known and not sure
        before, sure = True, known
        row: dict[str, Any] = {"series": name, "period": point.label, "day": middle(point), "value": found.value}
        row |= {"events": many(point), "run": f"{name} {run}", "few": many(point) < FEW}
        if known:
            row |= {"low": found.low, "high": found.high, "band": f"{name} {band}"}
        row["told"] = f"{name}, {point.label}: {spoken.figure(found)}, {many(point)} events"
        rows.append(row)
    return rows


def alone(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with an interval whose neighbours have none: a band cannot show them, a stroke can."""
    wide = [r for r in rows if "band" in r]
    size: dict[str, int] = {}
    for row in wide:
        size[row["band"]] = size.get(row["band"], 0) + 1
    return [r for r in wide if size[r["band"]] == 1]


def middle(point: Point) -> str:
    """The day in the middle of a period."""
    assert point.start is not None
    end = point.end or point.start
    return (point.start + (end - point.start) // 2).isoformat()


def instant(day: date) -> int:
    """A day as charts count time: milliseconds since 1970, whatever the clock of the machine says."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def horizon(lines: Sequence[Timeline], until: date | None = None) -> Any:
    """The scale of time that holds all the lines."""
    starts = [p.start for line in lines for p in line.points if p.start is not None]
    ends = [p.end or p.start for line in lines for p in line.points if p.start is not None]
    last = max([e for e in ends if e is not None] + ([until] if until else []))
    return alt.Scale(type="utc", domain=[instant(min(starts)), instant(last + timedelta(days=1))], nice=False)


def when(scale: Any, field: str = "day", axis: bool = True) -> Any:
    """The axis of time."""
    shown = alt.Axis(title=None, grid=False, labelFlush=True, tickCount=8, labelOverlap=True) if axis else None
    return alt.X(f"{field}:T", scale=scale, axis=shown)
