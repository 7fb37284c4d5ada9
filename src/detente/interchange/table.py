"""Rows of event tables: a line into cells, a header into columns."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detente.errors import InputError
from detente.interchange.source import Line

#: Lines that one quoted record may run over; a quote that is open for longer was never meant as one.
RUNS_OVER = 50
_NAME = re.compile(r"[^a-z0-9]+")


class Trouble(NamedTuple):
    """A line that cannot be read, and why."""

    line: int
    reason: str
    fix: str = "Mend that line, and import the file again."
    excerpt: str = ""


class Cells(NamedTuple):
    """The cells of a line."""

    line: int
    cells: list[str]


def plain_name(name: str) -> str:
    """A column's name without what differs between versions: case, blanks, underscores, marks in front.

    >>> plain_name("#!Event ID"), plain_name("event_id"), plain_name("GeoNames ID")
    ('eventid', 'eventid', 'geonamesid')
    """
    return _NAME.sub("", name.lower())


def split_tabs(lines: Iterable[Line], width: int) -> Iterator[Cells | Trouble]:
    """Cells of lines apart by tabs, where quotes are letters like any other.

    A line with another number of cells is tried once more as a quoted one: some programs put a cell with a tab in
    it into quotes.

    Args:
        lines: Lines of the table.
        width: How many cells a line has.
    """
    for line in lines:
        if line.trouble:
            yield Trouble(line.number, _sentence(line.trouble), excerpt=line.text[:120])
            continue
        cells = line.text.split("\t")
        if len(cells) != width:
            if not line.text.strip():
                continue
            quoted = _quoted(line.text, "\t") if '"' in line.text else None
            if quoted is None or len(quoted) != width:
                yield Trouble(line.number, _miscounted(len(cells), width), excerpt=line.text[:120])
                continue
            cells = quoted
        yield Cells(line.number, cells)


def split_quoted(lines: Iterable[Line], delimiter: str, width: int) -> Iterator[Cells | Trouble]:
    """Cells of lines with quoted cells, which may hold delimiters and line breaks.

    A quote that is never closed costs its own line and no other: the lines after it are read on their own.
    """
    waiting: deque[Line] = deque()
    source = iter(lines)

    def following() -> Line | None:
        return waiting.popleft() if waiting else next(source, None)

    while (line := following()) is not None:
        if line.trouble:
            yield Trouble(line.number, _sentence(line.trouble), excerpt=line.text[:120])
            continue
        if not line.text.strip():
            continue
        text, taken = line.text, [line]
        while (cells := _quoted(text, delimiter)) is None and len(taken) < RUNS_OVER:
            more = following()
            if more is None:
                break
            taken.append(more)
            if more.trouble:
                break
            text += "\n" + more.text
        if cells is None:
            waiting.extendleft(reversed(taken[1:]))
            yield Trouble(
                line.number, "It has a quote that is never closed, or one amid a cell.", excerpt=line.text[:120]
            )
        elif len(cells) != width:
            yield Trouble(line.number, _miscounted(len(cells), width), excerpt=line.text[:120])
        else:
            yield Cells(line.number, cells)


def _quoted(text: str, delimiter: str) -> list[str] | None:
    """Cells of one quoted record, or `None` when a quote is open at its end."""
    try:
        found = list(csv.reader([part + "\n" for part in text.split("\n")], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _miscounted(has: int, wanted: int) -> str:
    return f"It has {has} cell{'s' * (has != 1)}, not {wanted}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a table stand.

    Attributes:
        places: Index by plain name; a column that is missing has none.
        width: How many cells a line has.
        unknown: Names of columns that the format does not have.
    """

    places: Mapping[str, int]
    width: int
    unknown: tuple[str, ...]

    def at(self, *names: str) -> int:
        """Index of the first of some columns that is there, or `width`, where readers put an empty cell."""
        return next((self.places[n] for n in map(plain_name, names) if n in self.places), self.width)


def read_header(
    names: Sequence[str],
    what: str,
    columns: Sequence[str],
    needed: Sequence[str],
    others: Mapping[str, str] | None = None,
) -> Header:
    """Find the columns of a format in a header.

    Args:
        names: The cells of the first line.
        what: Name of the format, for the message.
        columns: Its columns.
        needed: Those that must be there.
        others: Other names of columns, with the name they stand for.

    Raises:
        InputError: A needed column is missing, or one is there twice.
    """
    same = {plain_name(other): plain_name(name) for other, name in (others or {}).items()}
    plain = [same.get(n, n) for n in map(plain_name, names)]
    missing = [name for name in needed if plain_name(name) not in plain]
    if missing:
        shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
        raise InputError(
            f"The first line ({shown[:200]}) is no header of {what}: it lacks {', '.join(missing)}.",
            f"Expected columns: {', '.join(columns)}. Or name the columns of another table: "
            "`--from cameo --columns start=DATE,actor_country=...`.",
        )
    known = {plain_name(c) for c in columns}
    twice = [name for name in known if plain.count(name) > 1]
    if twice:
        double = next(n for n, p in zip(names, plain, strict=True) if p == twice[0])
        raise InputError(f"The header has the column {double!r} twice.", "Rename one of them.")
    places = {name: n for n, name in enumerate(plain) if name in known}
    unknown = tuple(n for n, p in zip(names, plain, strict=True) if p not in known)
    return Header(places, len(names), unknown)


def head_cells(line: Line) -> tuple[list[str], bool]:
    """Cells of a header apart by tabs, and whether they stand in quotes."""
    quoted = '"' in line.text
    cells = (_quoted(line.text, "\t") if quoted else None) or line.text.split("\t")
    return [c.strip() for c in cells], quoted


def rows(lines: Iterator[Line], header: Header, quoted: bool) -> Iterator[Cells | Trouble]:
    """Cells of the lines after a header, each with an empty one behind the last (see `Header.at`)."""
    split = split_quoted(lines, "\t", header.width) if quoted else split_tabs(lines, header.width)
    for row in split:
        if isinstance(row, Cells):
            row.cells.append("")
        yield row
