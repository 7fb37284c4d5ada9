"""Date phrases made of other date phrases: parts, weeks of a day, ranges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from detente.events.dates import periods
from detente.events.dates.nodes import Node, Now, Partial
from detente.events.dates.periods import GRAIN_OF, Interval

_ONE = timedelta(days=1)
# From the finest grain to the coarsest.
_FINENESS = ("day", "weekend", "week", "part", "month", "quarter", "year", "decade")


@dataclass(frozen=True, slots=True)
class Part:
    """Such as "early", "mid" or "late" in a period; `bounds` is the table of the word lists."""

    part: str
    node: Node
    bounds: Callable[[str, str], tuple[int, int] | None]

    def at(self, now: Now) -> Interval | None:
        """That part of the period; a day stays whole."""
        whole = self.node.at(now)
        if whole is None or whole.end is None or whole.unit in {"day", "weekend"}:
            return whole
        limits = self.bounds(whole.unit, self.part)
        if limits is None:
            return _third(whole, ("early", "mid", "late").index(self.part))
        low, high = limits
        start = whole.start
        if whole.unit == "year":
            return replace(periods.months(start.year, low, high - low + 1, "part"))
        if whole.unit == "decade":
            return Interval(date(start.year + low, 1, 1), date(start.year + high, 12, 31), "part")
        return Interval(start + timedelta(days=low - 1), min(whole.end, start + timedelta(days=high - 1)), "part")


def _third(whole: Interval, number: int) -> Interval:
    assert whole.end is not None
    days = (whole.end - whole.start).days + 1
    cuts = [whole.start + timedelta(days=days * n // 3) for n in range(4)]
    return Interval(cuts[number], max(cuts[number], cuts[number + 1] - _ONE), "part")


@dataclass(frozen=True, slots=True)
class Sofar:
    """Such as "earlier this month", "the rest of the week": the part before or after the reference."""

    later: bool
    node: Node
    otherwise: Node

    def at(self, now: Now) -> Interval | None:
        """That part; in a period that does not hold the reference, its early or late part."""
        whole, ref = self.node.at(now), now.reference
        if whole is None or whole.end is None or ref is None or whole.unit == "day":
            return whole
        if not whole.start <= ref <= whole.end:
            return self.otherwise.at(now)
        if self.later:
            return Interval(ref, whole.end, "part")
        return Interval(whole.start, max(whole.start, ref - _ONE), "part")


@dataclass(frozen=True, slots=True)
class NthOf:
    """Such as "the first week of June", "the last four months of 2021", "the third Monday of May"."""

    nth: int
    count: int
    unit: str
    node: Node
    weekday: int | None = None

    def at(self, now: Now) -> Interval | None:
        """That part; `None` when it lies outside the period."""
        whole = self.node.at(now)
        if whole is None or whole.end is None:
            return None
        found = self._find(whole)
        if found is None or found.end is None:
            return None
        inside = found.start >= whole.start - timedelta(days=6) and found.end <= whole.end + timedelta(days=6)
        return found if inside else None

    def _find(self, whole: Interval) -> Interval | None:
        assert whole.end is not None
        if self.weekday is not None:
            if whole.unit != "month":
                return None
            return periods.day(periods.nth_weekday(whole.start.year, whole.start.month, self.weekday, self.nth))
        if self.unit == "half":
            return self._half(whole)
        if self.unit == "weekend":
            if whole.unit != "month":
                return None
            saturday = periods.nth_weekday(whole.start.year, whole.start.month, 6, self.nth)
            return periods.holding(saturday, "weekend")
        if self.unit == "week":
            if self.nth < 0:
                start = periods.last_week(whole) - timedelta(days=7 * (self.count - 1))
            else:
                start = periods.first_week(whole) + timedelta(days=7 * (self.nth - 1))
            return Interval(start, start + timedelta(days=7 * self.count - 1), "week", "week")
        first = whole.start
        if self.nth < 0:
            first = periods.add(whole.end + _ONE, -self.count, self.unit)
        elif self.nth > 1:
            first = periods.add(first, self.nth - 1, self.unit)
        last = periods.add(first, self.count, self.unit) - _ONE
        return Interval(first, last, GRAIN_OF[self.unit], self.unit if self.count == 1 else "")

    def _half(self, whole: Interval) -> Interval | None:
        assert whole.end is not None
        if whole.unit == "year":
            return periods.months(whole.start.year, 1 if self.nth == 1 else 7, 6, "part")
        middle = whole.start + (whole.end - whole.start + _ONE) // 2
        return (
            Interval(whole.start, middle - _ONE, "part") if self.nth == 1 else Interval(middle, whole.end, "part")
        )


@dataclass(frozen=True, slots=True)
class WeekdayIn:
    """Such as "Monday of last week", "Friday, three weeks from now"."""

    weekday: int
    node: Node

    def at(self, now: Now) -> Interval | None:
        """The weekday of the week that holds the day; after counting months or years, the next such weekday."""
        other = self.node.at(now)
        if other is None:
            return None
        if other.grain in {"month", "year"}:
            return periods.day(other.start + timedelta(days=(self.weekday - other.start.isoweekday()) % 7))
        monday = periods.holding(other.start, "week").start
        return periods.day(monday + timedelta(days=self.weekday - 1))


@dataclass(frozen=True, slots=True)
class UnitOf:
    """Such as "the week of May 5", "the week starting February 4", "the Labor Day weekend"."""

    unit: str
    node: Node

    def at(self, now: Now) -> Interval | None:
        """The unit that holds the day; a weekend takes in a holiday beside it."""
        other = self.node.at(now)
        if other is None:
            return None
        if self.unit != "weekend":
            return periods.holding(other.start, self.unit)
        start, weekday = other.start, other.start.weekday()
        if weekday == 0:
            return Interval(start - timedelta(days=2), start, "weekend", "weekend")
        if weekday in {3, 4}:
            return Interval(start, start + timedelta(days=6 - weekday), "weekend", "weekend")
        return periods.holding(start, "weekend")


@dataclass(frozen=True, slots=True)
class Lasting:
    """Such as "a week starting tomorrow", "three days from Monday": so many units, that day included."""

    count: int
    unit: str
    node: Node

    def at(self, now: Now) -> Interval | None:
        """Those days."""
        base = self.node.at(now)
        if base is None:
            return None
        return Interval(base.start, periods.add(base.start, self.count, self.unit) - _ONE, GRAIN_OF[self.unit])


@dataclass(frozen=True, slots=True)
class Open:
    """Such as "since March", "2012 or later"."""

    node: Node

    def at(self, now: Now) -> Interval | None:
        """From its first day on."""
        found = self.node.at(now)
        return replace(found, end=None, unit="") if found else None


@dataclass(frozen=True, slots=True)
class Range:
    """Such as "from Monday to Wednesday", "between May 3 and May 7", "March to April 2024"."""

    left: Node
    right: Node

    def at(self, now: Now) -> Interval | None:
        """From the first day of the left to the last day of the right."""
        left, right = _share(self.left, self.right)
        if now.future and now.reference is not None:
            # What has begun and not ended is still to come: "from May to September", said in August.
            running = self._from(left, right, replace(now, future=False))
            if running is not None and running.end is not None and running.end >= now.reference:
                return running
        return self._from(left, right, now)

    def _from(self, left: Node, right: Node, now: Now) -> Interval | None:
        start = left.at(now)
        if start is None:
            return None
        end = right.at(replace(now, after=start.start))
        if end is None or end.end is None or end.end < start.start:
            return None
        grain = min(start.grain, end.grain, key=_FINENESS.index)
        return Interval(start.start, end.end, grain)


def _share(left: Node, right: Node) -> tuple[Node, Node]:
    """Let each side of a range have the month or year that only the other one says."""
    if not (isinstance(left, Partial) and isinstance(right, Partial)):
        return left, right
    if left.month is None and left.day is not None and left.weekday is None and right.month is not None:
        if right.day is not None and left.day > right.day:
            earlier = (right.month - 2) % 12 + 1
            year = right.year - 1 if right.year is not None and right.month == 1 else right.year
            return replace(left, month=earlier, year=year), right
        left = replace(left, month=right.month)
    days_only = right.month is None and right.day is not None and left.month is not None
    if days_only and (right.day or 0) > (left.day or 31):
        right = replace(right, month=left.month, year=right.year or left.year)
    if left.year is None and left.month is not None and right.year is not None and right.month is not None:
        later = (left.month, left.day or 0) > (right.month, right.day or 31)
        left = replace(left, year=right.year - 1 if later else right.year)
    return left, right
