"""A date phrase as words and numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|[A-Za-z]+|['’](?:s|ll)\b|\S", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_SAME = {"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "~": "-", "’s": "'s", "’ll": "'ll"}


class Word(NamedTuple):
    """One word, number or mark.

    Attributes:
        low: Lower case, quotation marks and dashes made alike.
        start: First code point.
        end: One past the last.
        glued: Whether nothing stands between it and the word before.
        number: Its value when it is written in digits.
        ordinal: Its value when it is an ordinal written in digits ("5th").
        capital: Whether it begins with a capital letter.
    """

    low: str
    start: int
    end: int
    glued: bool
    number: int | None
    ordinal: int | None
    capital: bool


def split(text: str) -> tuple[Word, ...]:
    """Split a text into words, numbers and marks.

    >>> [w.low for w in split("mid-June 5th, 2019")]
    ['mid', '-', 'june', '5th', ',', '2019']
    """
    found: list[Word] = []
    at = -1
    for match in _TOKEN.finditer(text):
        raw = match.group()
        low = raw.lower()
        figures = low[0].isdigit()
        ordinal = _ORDINAL.fullmatch(low) if figures else None
        number = int(low) if figures and low.isascii() and low.isdigit() and len(low) <= 8 else None
        found.append(
            Word(
                _SAME.get(low, low),
                match.start(),
                match.end(),
                match.start() == at,
                number,
                int(ordinal[1]) if ordinal and len(ordinal[1]) <= 4 else None,
                raw[0].isupper(),
            )
        )
        at = match.end()
    return tuple(found)


def lows(text: str) -> tuple[str, ...]:
    """The words of a phrase of a word list.

    >>> lows("new year's day")
    ('new', 'year', "'s", 'day')
    """
    return tuple(w.low for w in split(text))
