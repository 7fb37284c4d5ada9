"""Periods: where a day lies, how they follow each other, what people call them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from detente.errors import InputError

#: Lengths of a period.
PERIODS = ("day", "week", "month", "quarter", "year")
#: Most periods in one answer; a finer division of a longer time is refused.
MOST = 5_000
#: Days that lead from the first day of a period into the next one, and never beyond it.
_REACH = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def check(period: str) -> None:
    """Refuse what is no period.

    Raises:
        InputError: It is none.
    """
    if period not in PERIODS:
        raise InputError(f"{period!r} is no period.", f"Use one of: {', '.join(PERIODS)}.")


def first_day(day: date, period: str) -> date:
    """First day of the period a day lies in; weeks begin on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(day.year, 1, 1) if period == "year" else day


def last_day(start: date, period: str) -> date:
    """Last day of the period that begins on a day.

    >>> last_day(date(2020, 2, 1), "month")
    datetime.date(2020, 2, 29)
    """
    try:
        return first_day(start + timedelta(days=_REACH[period]), period) - timedelta(days=1)
    except OverflowError:
        return date.max


def steps(day: date, period: str) -> Iterator[date]:
    """First days of the periods from one on."""
    try:
        while True:
            yield day
            day = first_day(day + timedelta(days=_REACH[period]), period)
    except OverflowError:
        return


def starts(low: date, high: date, period: str) -> list[date]:
    """First days of all periods between two days.

    Raises:
        InputError: There are more than `MOST`.
    """
    found = []
    for day in steps(low, period):
        if day > high:
            break
        found.append(day)
        if len(found) > MOST:
            raise InputError(
                f"From {low} to {high} there are more than {MOST} periods of a {period}.",
                "Ask for a longer period, or for a shorter time.",
            )
    return found


def label(day: date, period: str) -> str:
    """How people write the period that begins on a day.

    >>> label(date(2019, 4, 1), "quarter")
    '2019-Q2'
    """
    if period == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if period == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}" if period == "year" else day.isoformat()
