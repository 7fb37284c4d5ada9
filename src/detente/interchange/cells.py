"""Cells of event files: read into values, and written so that they stay cells."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache

from detente.errors import UnreadableLine
from detente.interchange.lookups import lookups
from detente.record import Where

#: Largest whole number that a store's columns hold.
_LARGEST = 2**63 - 1
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
#: What a spreadsheet takes for the beginning of a formula, after blanks. Wide forms count too.
_FORMULA = re.compile(r"\s*'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|'*[\t\r\n]")
_BREAKS = re.compile(r"[\t\r\n\v\f\x00-\x08\x0e-\x1f\x85\u2028\u2029]+")


def unreadable(message: str, fix: str = "Mend that line, and import the file again.") -> UnreadableLine:
    """The error of a line that cannot be read."""
    return UnreadableLine(message, fix)


def words(cell: str | None) -> str | None:
    """A text, or `None` for a cell that says "no value".

    >>> words(" None "), words("'=cmd"), words(" Oslo ")
    (None, '=cmd', 'Oslo')
    """
    if not cell:
        return None
    cell = cell.strip()
    if len(cell) < 12 and _says_nothing(cell):
        return None
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


@lru_cache(maxsize=20_000)
def _says_nothing(cell: str) -> bool:
    return cell.casefold() in lookups().missing


@lru_cache(maxsize=50_000)
def day(cell: str, what: str) -> date:
    """A day: 2019-05-14, 20190514, either with a time of day.

    Raises:
        UnreadableLine: It is none, or one that no calendar has.

    >>> day("20190514", "date").isoformat()
    '2019-05-14'
    """
    found = _DAY.fullmatch(cell.strip())
    if found is None:
        raise unreadable(f"The {what} {_short(cell)} is no date.", "Write dates as 2019-05-14 or 20190514.")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise unreadable(f"The {what} {_short(cell)} is a day that no calendar has.") from None


def number(cell: str | None, what: str, low: float = -math.inf, high: float = math.inf) -> float | None:
    """A number, or `None` for a cell without a value.

    Raises:
        UnreadableLine: It is none, is not finite, or lies outside the bounds.
    """
    text = words(cell)
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        raise unreadable(f"The {what} {_short(text)} is no number.") from None
    if not math.isfinite(found) or not low <= found <= high:
        raise unreadable(f"The {what} {_short(text)} is not between {low:g} and {high:g}.")
    return found


def whole(cell: str | None, what: str) -> int | None:
    """A whole number from 0, or `None`; "12.0" is one.

    Raises:
        UnreadableLine: It is none, or too large.
    """
    text = words(cell)
    if text is None:
        return None
    digits = text[:-2] if text.endswith(".0") else text
    if not digits.isascii() or not digits.isdigit() or len(digits) > 19 or int(digits) > _LARGEST:
        raise unreadable(f"The {what} {_short(text)} is no whole number.")
    return int(digits)


@lru_cache(maxsize=10_000)
def several(cell: str | None) -> tuple[str, ...]:
    """Values of a cell that holds a list: apart by `;`, a bar or a comma.

    >>> several("military; diplomatic,legal")
    ('military', 'diplomatic', 'legal')
    """
    text = words(cell)
    if text is None:
        return ()
    found = (words(part.strip(" []'\"")) for part in re.split(r"[;,|]", text))
    return tuple(part for part in found if part is not None)


def place(
    name: str | None, country: str | None, lat: str | None, lon: str | None, geonameid: str | None
) -> Where | None:
    """A place, or `None` when nothing of it is known; half a coordinate is none.

    Raises:
        UnreadableLine: A coordinate that lies nowhere on earth, or a number that is none.
    """
    north, east = number(lat, "latitude", -90, 90), number(lon, "longitude", -180, 180)
    if north is None or east is None:
        north = east = None
    known = whole(geonameid, "GeoNames id")
    if name is None and country is None and north is None and known is None:
        return None
    return Where(name or "", country, north, east, known)


def safe(value: object) -> str:
    r"""A value as a cell: no tabs or line breaks in it, and no formula for a spreadsheet.

    A text that a spreadsheet would run gets an apostrophe in front, which `words` takes off again. Numbers stay.

    >>> safe("=HYPERLINK(1)"), safe(-3.5), safe(None), safe("two\tcells")
    ("'=HYPERLINK(1)", '-3.5', '', 'two cells')
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) and value == int(value) else repr(value)
    text = _BREAKS.sub(" ", str(value)).strip()
    return f"'{text}" if _FORMULA.match(text) else text


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
