"""What a date phrase means before the reference date is known.

The grammar turns words into one of these nodes; `at` turns a node into days. `None` = cannot be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from detente.events.dates import periods
from detente.events.dates.periods import GRAIN_OF, Interval

_ONE = timedelta(days=1)
# From the finest grain to the coarsest.
_FINENESS = ("day", "weekend", "week", "part", "month", "quarter", "year", "decade")


@dataclass(frozen=True, slots=True)
class Now:
    """Where a phrase is read from.

    Attributes:
        reference: The day of publication, or `None`.
        anchor: The day the story is at, from which "two days later" counts, or `None`.
        future: Whether the sentence speaks of what is to come.
        after: In "from X to Y": the first day of X; Y is the next one from there.
    """

    reference: date | None = None
    anchor: date | None = None
    future: bool = False
    after: date | None = None


class Node(Protocol):
    """A date phrase, read."""

    def at(self, now: Now) -> Interval | None:
        """The days it means, or `None`."""
        ...


def choose(candidates: Iterable[Interval], now: Now, relation: int | None) -> Interval | None:
    """Choose one of the recurring intervals (in order of time).

    Args:
        candidates: Around the reference date.
        now: Where the phrase is read from.
        relation: -1 "last", 0 "this", 1 "next", `None` = none of these was said.
    """
    found, ref = list(candidates), now.reference
    if relation is None and now.after is not None:
        after = now.after
        return next((c for c in found if c.start >= after), None)
    if ref is None:
        return None
    if relation is None and not now.future:
        return next((c for c in reversed(found) if c.start <= ref), None)
    if relation is None:
        return next((c for c in found if (c.end or c.start) >= ref), None)
    if relation < 0:
        return next((c for c in reversed(found) if (c.end or c.start) < ref), None)
    if relation > 0:
        return next((c for c in found if c.start > ref), None)
    return next((c for c in found if c.start.year == ref.year), None)


def _nearest(candidates: Iterable[Interval], now: Now, within: int) -> Interval | None:
    """The interval that starts nearest to the reference date, the earlier one of two."""
    ref = now.reference
    if ref is None:
        return None
    near = [c for c in candidates if abs((c.start - ref).days) <= within]
    return min(near, key=lambda c: abs((c.start - ref).days), default=None)


@dataclass(frozen=True, slots=True)
class Yearly:
    """Something that comes once a year: a month, a date, a holiday, a season."""

    rule: Callable[[int], Interval | None]
    relation: int | None = None
    year: int | None = None

    def at(self, now: Now) -> Interval | None:
        """The one of the given year, or the one meant as seen from `now`."""
        if self.year is not None:
            return self.rule(self.year)
        return choose(self.around(now), now, self.relation)

    def around(self, now: Now) -> list[Interval]:
        """Those of the years around the reference date."""
        middle = now.after or now.reference
        if middle is None:
            return []
        years = range(max(1, middle.year - 12), min(9990, middle.year + 12))
        return [found for found in map(self.rule, years) if found is not None]


@dataclass(frozen=True, slots=True)
class Partial:
    """A date of which some parts are said: year, month, day, weekday.

    `relation` is -1 after "last", 0 after "this", 1 after "next", `None` when no such word was said.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relation: int | None = None

    def at(self, now: Now) -> Interval | None:
        """The days it means."""
        if self.month is not None:
            yearly = Yearly(self._in_year, self.relation, self.year)
            if self.weekday is None or self.year is not None or now.after is not None:
                return yearly.at(now)
            # The weekday tells which year is meant, unless it is wrong for all years nearby.
            near = _nearest(self._right_weekday(yearly.around(now)), now, 200)
            return near or yearly.at(now)
        if self.year is not None:
            return periods.year(self.year) if self.day is None and self.weekday is None else None
        if self.day is not None and self.weekday is not None and now.after is None:
            return _nearest(self._right_weekday(self._in_months(now)), now, 400)
        if self.day is not None:
            return choose(self._in_months(now), now, self.relation)
        return self._weekday(now)

    def _right_weekday(self, days: Iterable[Interval]) -> Iterable[Interval]:
        return (d for d in days if d.start.isoweekday() == self.weekday)

    def _in_year(self, year: int) -> Interval | None:
        assert self.month is not None
        if self.day is None:
            return periods.month(year, self.month)
        try:
            return periods.day(date(year, self.month, self.day))
        except ValueError:
            return None

    def _in_months(self, now: Now) -> Iterable[Interval]:
        middle = now.after or now.reference
        if middle is None or self.day is None:
            return
        for step in range(-24, 25):
            first = periods.add(middle.replace(day=1), step, "month")
            try:
                yield periods.day(first.replace(day=self.day))
            except ValueError:
                continue

    def _weekday(self, now: Now) -> Interval | None:
        middle = now.after or now.reference
        if middle is None or self.weekday is None:
            return None
        if self.relation in {0, 1} and now.reference is not None:
            monday = periods.holding(now.reference, "week").start
            return periods.day(monday + timedelta(days=self.weekday - 1 + 7 * (self.relation or 0)))
        days = (middle + timedelta(days=step) for step in range(-8, 9))
        return choose((periods.day(d) for d in days if d.isoweekday() == self.weekday), now, self.relation)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that do not depend on the reference date."""

    interval: Interval

    def at(self, now: Now) -> Interval | None:
        """The days."""
        return self.interval


@dataclass(frozen=True, slots=True)
class Unknown:
    """A phrase that gives no first day: "recently", "by Friday", "for years"."""

    def at(self, now: Now) -> Interval | None:
        """Nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Today:
    """A day counted from the reference date."""

    offset: int

    def at(self, now: Now) -> Interval | None:
        """That day."""
        return periods.day(now.reference + timedelta(days=self.offset)) if now.reference else None


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """Such as "last week", "this year", "the week after next"."""

    unit: str
    offset: int
    story: bool = False

    def at(self, now: Now) -> Interval | None:
        """The calendar's unit, that many from the one that holds the reference (or the story's) day."""
        base = now.anchor if self.story else now.reference
        if base is None:
            return None
        return periods.holding(periods.add(base, self.offset, self.unit), self.unit)


@dataclass(frozen=True, slots=True)
class Weekend:
    """Such as "the weekend": early in the week the past one, later the coming one."""

    over: bool

    def at(self, now: Now) -> Interval | None:
        """That weekend."""
        ref = now.reference
        if ref is None:
            return None
        here = periods.holding(ref, "weekend")
        past = not now.future and ref.weekday() < (5 if self.over else 3)
        return periods.holding(ref - timedelta(days=7), "weekend") if past else here


@dataclass(frozen=True, slots=True)
class Counted:
    """Such as "the last three weeks" (rolling), "the next two quarters" (whole ones)."""

    count: int
    unit: str
    relation: int

    def at(self, now: Now) -> Interval | None:
        """From that far back to the reference date, or from the next day on."""
        ref = now.reference
        if ref is None:
            return None
        if self.unit in {"quarter", "decade"}:
            return self._whole(ref)
        if self.relation < 0:
            return Interval(periods.add(ref, -self.count, self.unit), ref, GRAIN_OF[self.unit])
        if self.relation == 0:
            return None
        first = periods.add(ref, 1, "workday" if self.unit == "workday" else "day")
        return Interval(first, periods.add(ref, self.count, self.unit), GRAIN_OF[self.unit])

    def _whole(self, ref: date) -> Interval | None:
        first, last = (-self.count, -1) if self.relation < 0 else (1, self.count)
        if self.relation == 0:
            first, last = 0, self.count - 1
        if self.unit == "decade" and self.relation > 0:
            # "the next two decades" begins with the running one unless it is nearly over.
            first, last = (0, self.count - 1) if ref.year % 10 < 5 else (1, self.count)
        start = periods.holding(periods.add(ref, first, self.unit), self.unit)
        end = periods.holding(periods.add(ref, last, self.unit), self.unit)
        return Interval(start.start, end.end, GRAIN_OF[self.unit])


@dataclass(frozen=True, slots=True)
class Count:
    """So many units before or after a day; together: "2 years 1 month"."""

    steps: tuple[tuple[int, str], ...]
    sign: int
    base: Node | None = None
    story: bool = False

    def at(self, now: Now) -> Interval | None:
        """The day reached by counting; the grain says how rough that is."""
        exact = False
        if self.story:
            day = now.anchor
        elif self.base is None:
            day = now.reference
        else:
            base = self.base.at(now)
            if base is None or base.end is None:
                return None
            day, exact = (base.start if self.sign < 0 else base.end), base.grain == "day"
        if day is None:
            return None
        for count, unit in self.steps:
            day = periods.add(day, self.sign * count, unit)
        unit = self.steps[-1][1]
        grain = "day" if exact and unit in {"day", "week", "fortnight"} else GRAIN_OF[unit]
        return Interval(day, day, grain)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Another node, read as speaking of what is to come ("three days from Tuesday")."""

    node: Node

    def at(self, now: Now) -> Interval | None:
        """Its days."""
        return self.node.at(replace(now, future=True))


@dataclass(frozen=True, slots=True)
class IfFuture:
    """A phrase that is a date only where the sentence speaks of what is to come ("in two weeks")."""

    node: Node

    def at(self, now: Now) -> Interval | None:
        """Its days, in such a sentence."""
        return self.node.at(now) if now.future else None


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
