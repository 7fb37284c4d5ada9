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
