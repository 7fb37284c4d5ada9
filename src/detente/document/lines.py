"""The lines of a page, unwrapped into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[\da-fA-F]{2,5}|[a-zA-Z]{2,8});")
_END = re.compile(r"[.?!:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"^(?:[*•·▪‣◦●○■–—+-]|o(?= +[A-Z\d])|\(?\d{1,2}[.)])(?:\s+|$)")
_STARTS_LOW = re.compile(r"^[a-z]")
#: Text wrapped by hand has lines about this long, in characters.
WRAPPED = (45, 90)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading or list item of a page.

    Attributes:
        text: Its words, white space collapsed, list bullet taken off.
        rows: Numbers of the rows of the page it was made of.
        bullet: The list bullet, or empty.
        tag: HTML only: `heading`, `caption`, `item` or empty.
        outside: HTML only: it stands in a navigation, footer, side or form element.
        links: HTML only: share of its characters that are links.
        extracted: HTML only: whether the extractor took it for the story's; `None` where it was not asked.
    """

    text: str
    rows: tuple[int, ...]
    bullet: str = ""
    tag: str = ""
    outside: bool = False
    links: float = 0.0
    extracted: bool | None = None


def tidy(text: str) -> str:
    """Collapse white space."""
    return _SPACE.sub(" ", text).strip()


def split_bullet(text: str) -> tuple[str, str]:
    """Take a list bullet off a line.

    >>> split_bullet("* About us")
    ('*', 'About us')
    """
    match = _BULLET.match(text)
    if not match or match.end() == len(text):
        return "", text
    bullet = match[0].strip()
    # A number may be part of a story's subhead ("1. The treaty"); it stays in the text.
    return (bullet, text) if bullet[-1] in ".)" else (bullet, text[match.end() :])


def lines_of(text: str) -> list[Line]:
    """Split plain text into lines; hard-wrapped paragraphs become one line each.

    Blank rows separate and disappear.
    """
    rows = text.split("\n")
    if _ENTITY.search(text):
        import html

        rows = [html.unescape(row) for row in rows]
    found: list[Line] = []
    block: list[tuple[int, str]] = []
    for number, row in enumerate([*rows, ""]):
        row = row.expandtabs(8).rstrip()
        if row.strip():
            block.append((number, row))
            continue
        found += _block_lines(block)
        block = []
    return found


def _block_lines(block: Sequence[tuple[int, str]]) -> list[Line]:
    if not block:
        return []
    width = _wrap_width([row for _, row in block])
    found: list[list[tuple[int, str]]] = []
    for (number, row), (_, before) in zip(block, [(0, ""), *block], strict=False):
        if width and found and _goes_on(before, row, width):
            found[-1].append((number, row))
        else:
            found.append([(number, row)])
    return [_line(part) for part in found]


def _line(part: Sequence[tuple[int, str]]) -> Line:
    bullet, text = split_bullet(_joined([tidy(row) for _, row in part]))
    return Line(text, tuple(number for number, _ in part), bullet)


def _joined(rows: Sequence[str]) -> str:
    text = rows[0]
    for row in rows[1:]:
        # "Russian-\nAmerican" keeps its hyphen; what else a break hides cannot be known.
        text += row if re.search(r"\w-$", text) and row[:1].isalpha() else " " + row
    return text


def _wrap_width(rows: Sequence[str]) -> int:
    """Width at which a block was wrapped by hand, or 0 when it was not."""
    if len(rows) < 2:
        return 0
    full = [len(row) for row in rows[:-1]]
    width = max([*full, len(rows[-1])])
    inner = sum(not _END.search(row) for row in rows[:-1])
    if not WRAPPED[0] <= width <= WRAPPED[1] or median(full) < 0.75 * width or inner < 0.5 * len(full):
        return 0
    return width


def _goes_on(before: str, row: str, width: int) -> bool:
    """Whether a row continues the one before: it did not fit there."""
    if _BULLET.match(row.strip()) or (row[:1] == " " and before[:1] != " "):
        return False
    first = row.split(maxsplit=1)[0]
    if len(before) + 1 + len(first) <= width - 6 and _END.search(before):
        return False
    return len(before) + 1 + len(first) > width - 6 or bool(_STARTS_LOW.match(row))
