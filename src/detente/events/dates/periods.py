"""Intervals of the calendar: days, weeks, months, and counting from one to another."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

#: Days of each unit of fixed length.
DAYS = {"day": 1, "week": 7, "fortnight": 14}
#: Months of each unit counted in months.
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
#: Grain a unit gives to a date reached by counting.
GRAIN_OF = {
    "day": "day",
    "workday": "day",
    "week": "week",
    "workweek": "week",
    "fortnight": "week",
    "weekend": "weekend",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "decade": "decade",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end` (inclusive; `None` = open), and how precise they are.

    Attributes:
        start: First day.
        end: Last day, or `None`.
        grain: One of `record.GRAINS`.
        unit: The calendar's unit when the interval is exactly one (`month`, `year` ...), else empty.
    """

    start: date
    end: date | None
    grain: str
    unit: str = ""

    def rough(self) -> Interval:
        """The same days, no longer exactly one unit."""
        return replace(self, unit="")


def day(on: date) -> Interval:
    """One day."""
    return Interval(on, on, "day", "day")


def month(year: int, number: int) -> Interval:
    """A month of a year.

    >>> month(2020, 2).end
    datetime.date(2020, 2, 29)
    """
    last = calendar.monthrange(year, number)[1]
    return Interval(date(year, number, 1), date(year, number, last), "month", "month")


def year(number: int) -> Interval:
    """A calendar year."""
    return Interval(date(number, 1, 1), date(number, 12, 31), "year", "year")


def months(first_year: int, first_month: int, count: int, grain: str, unit: str = "") -> Interval:
    """`count` whole months from one on."""
    return Interval(
        month(first_year, first_month).start,
        add(date(first_year, first_month, 1), count, "month") - _ONE,
        grain,
        unit,
    )


def quarter(of: int, number: int) -> Interval:
    """A quarter of a year."""
    return months(of, 3 * number - 2, 3, "quarter", "quarter")


def decade(first: int) -> Interval:
    """Ten years from `first` on."""
    return Interval(date(first, 1, 1), date(first + 9, 12, 31), "decade", "decade")


def holding(on: date, unit: str) -> Interval:
    """The calendar's unit that holds a day; weeks run from Monday to Sunday.

    >>> holding(date(2019, 5, 14), "week").start
    datetime.date(2019, 5, 13)
    """
    monday = on - timedelta(days=on.weekday())
    if unit == "week":
        return Interval(monday, monday + timedelta(days=6), "week", "week")
    if unit == "workweek":
        return Interval(monday, monday + timedelta(days=4), "week")
    if unit == "weekend":
        return Interval(monday + timedelta(days=5), monday + timedelta(days=6), "weekend", "weekend")
    if unit == "month":
        return month(on.year, on.month)
    if unit == "quarter":
        return quarter(on.year, (on.month + 2) // 3)
    if unit == "year":
        return year(on.year)
    if unit == "decade":
        return decade(on.year - on.year % 10)
    return day(on)


def add(on: date, count: int, unit: str) -> date:
    """Count on from a day; a month without such a day gives its last.

    >>> add(date(2019, 1, 31), 1, "month")
    datetime.date(2019, 2, 28)

    Raises:
        OverflowError: The calendar ends before.
    """
    if unit == "workday":
        return _add_workdays(on, count)
    if unit in {"weekend", "workweek"}:
        unit = "week"
    if unit in DAYS:
        return on + timedelta(days=count * DAYS[unit])
    total = on.year * 12 + on.month - 1 + count * MONTHS[unit]
    of, number = divmod(total, 12)
    if not 1 <= of <= 9998:
        raise OverflowError(f"year {of}")
    return date(of, number + 1, min(on.day, calendar.monthrange(of, number + 1)[1]))


def _add_workdays(on: date, count: int) -> date:
    step = 1 if count > 0 else -1
    while count:
        on += timedelta(days=step)
        if on.weekday() < 5:
            count -= step
    return on


def easter(of: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computation, as published by Meeus).

    >>> easter(2018)
    datetime.date(2018, 4, 1)
    """
    a, b, c = of % 19, of // 100, of % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    p = h + m - 7 * n + 114
    return date(of, p // 31, p % 31 + 1)


def nth_weekday(of: int, number: int, weekday: int, nth: int) -> date:
    """The nth weekday (1 = Monday) of a month; -1 = the last.

    >>> nth_weekday(2018, 11, 4, 4)
    datetime.date(2018, 11, 22)
    """
    span = month(of, number)
    if nth > 0:
        first = span.start + timedelta(days=(weekday - 1 - span.start.weekday()) % 7)
        return first + timedelta(days=7 * (nth - 1))
    assert span.end is not None
    last = span.end - timedelta(days=(span.end.weekday() - weekday + 1) % 7)
    return last + timedelta(days=7 * (nth + 1))


def first_week(within: Interval) -> date:
    """Monday of the first week of a month or year: the one that holds its first Thursday (ISO 8601)."""
    start = within.start
    thursday = start + timedelta(days=(3 - start.weekday()) % 7)
    return thursday - timedelta(days=3)


def last_week(within: Interval) -> date:
    """Monday of the last week that has its Thursday within the interval."""
    end = within.end or within.start
    thursday = end - timedelta(days=(end.weekday() - 3) % 7)
    return thursday - timedelta(days=3)


_ONE = timedelta(days=1)
