"""Dates as archives, tables and feeds write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from detente.errors import BrokenRecord, RecordError
from detente.record import When

_WRITTEN = re.compile(r"\d{4}(?:-\d{1,2}){0,2}\Z")
#: 20240514, and 20240514103000 as archives of the web write it.
_RUN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?\Z")
#: Seconds (or thousandths of a second) since 1970, if there are at least so many digits.
_SECONDS = re.compile(r"-?\d{9,13}(?:\.\d+)?\Z")
_THOUSANDTHS = 100_000_000_000


def when_of(value: Any, written: str | None = None, origin: str = "given") -> When | None:
    """Read a date, whatever it is written as. The day is the one that stands there, in the writer's time zone.

    Args:
        value: A date, a number of seconds, or words: ISO 8601, RFC 822, 20240514, 2024-05, 2024.
        written: How it is written (`%d/%m/%Y`), when it is none of these.
        origin: Where it comes from; one of `ORIGINS`.

    Returns:
        The date, or `None` when there is none.

    Raises:
        BrokenRecord: It is no date that can be read.

    >>> when_of("Tue, 14 May 2024 10:30:00 GMT").isoformat(), when_of("2024-05").grain
    ('2024-05-14', 'month')
    """
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return _read(value, written, origin)
    except (ValueError, TypeError, OverflowError, OSError, IndexError, RecordError):
        shown = str(value)[:60]
        raise BrokenRecord(
            f"{shown!r} is no date that can be read.",
            "Write 2024-05-14, say how dates are written (--date-format), or leave the date empty.",
        ) from None


def _read(value: Any, written: str | None, origin: str) -> When:
    if isinstance(value, datetime):
        return _day(value.date(), origin)
    if isinstance(value, date):
        return _day(value, origin)
    if isinstance(value, bool):
        raise ValueError
    text = str(value).strip()
    if written:
        return _day(datetime.strptime(text, written).date(), origin)
    if _WRITTEN.match(text):
        return When.parse(text, origin)
    run = _RUN.match(text)
    if run:
        return _day(date(int(run[1]), int(run[2]), int(run[3])), origin)
    if _SECONDS.match(text):
        seconds = float(text)
        seconds = seconds / 1_000 if abs(seconds) >= _THOUSANDTHS else seconds
        return _day(datetime.fromtimestamp(seconds, UTC).date(), origin)
    try:
        return _day(datetime.fromisoformat(text).date(), origin)
    except ValueError:
        return _day(parsedate_to_datetime(text).date(), origin)


def _day(day: date, origin: str) -> When:
    return When(day, day, "day", origin)
