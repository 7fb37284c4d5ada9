"""Tables of events that no format describes: the user says what stands in which column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from detente.errors import InputError, UnreadableLine
from detente.interchange.cameo import side_of_code
from detente.interchange.cells import day, number, place, several, unreadable, whole, words
from detente.interchange.codes import contexts_of, country_of, from_cameo, plover_code, score_of, sectors_of
from detente.interchange.doors import Importer
from detente.interchange.lookups import lookups
from detente.interchange.source import Line, Notes, Source
from detente.interchange.table import Cells, Trouble, split_quoted, split_tabs
from detente.record import GRAINS, SCALES, Entry, Side

CODER = "CAMEO"
#: Fields that a column may be named for.
FIELDS = (
    *(
        "id",
        "start",
        "end",
        "grain",
        "type",
        "mode",
        "cameo",
        "score",
        "scale",
        "contexts",
        "modality",
        "actor_name",
    ),
    *("actor_country", "actor_code", "actor_sectors", "recipient_name", "recipient_country", "recipient_code"),
    *(
        "recipient_sectors",
        "story",
        "mentions",
        "place",
        "place_country",
        "lat",
        "lon",
        "geonameid",
        "text",
        "coder",
    ),
)
#: What a table may put between its cells; the one that its first line has most of is taken.
_DELIMITERS = "\t,;|"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is laid out.

    Attributes:
        delimiter: What stands between cells.
        at: Index of each field's column.
        width: Cells of a line.
        headed: Whether the first line names the columns.
    """

    delimiter: str
    at: Mapping[str, int]
    width: int
    headed: bool

    def getter(self, cells: Sequence[str]) -> Callable[[str], str | None]:
        """What gives the text of a field, or `None`."""
        at = self.at
        return lambda field: words(cells[at[field]]) if field in at else None


def fits(head: str) -> bool:
    """Never by itself: only the user knows what the columns mean."""
    return False


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of a table whose columns the user named (`source.columns`: field -> column).

    Raises:
        InputError: A field or a column does not exist, or the fields do not say what happened and when.
    """
    lines = source.lines()
    first = next(lines)
    shape = shape_of(first, source.columns)
    yield from entries(lines if shape.headed else chain([first], lines), shape, source)


def entries(lines: Iterator[Line], shape: Shape, source: Source) -> Iterator[Entry | Trouble]:
    """Entries of the lines of a table of that shape."""
    tabs = shape.delimiter == "\t"
    split = split_tabs(lines, shape.width) if tabs else split_quoted(lines, shape.delimiter, shape.width)
    for row in split:
        try:
            yield _entry(row, shape, source) if isinstance(row, Cells) else row
        except UnreadableLine as error:
            yield Trouble(row.line, error.message, error.fix)


def shape_of(first: Line, columns: Mapping[str, str]) -> Shape:
    """Find out how a table is laid out, by its first line and what the user says.

    Raises:
        InputError: See `read`.
    """
    _check_fields(columns)
    delimiter = max(_DELIMITERS, key=first.text.count)
    try:
        names = [c.strip() for c in next(csv.reader([first.text], delimiter=delimiter), [])]
    except csv.Error as error:
        raise InputError(
            f"The first line of the table cannot be split into columns ({error}).",
            "Mend its quotes and line ends.",
        ) from None
    if all(name.isdigit() for name in columns.values()):
        at = {field: int(name) - 1 for field, name in columns.items()}
        wrong = [field for field, n in at.items() if not 0 <= n < len(names)]
        if wrong:
            raise InputError(
                f"--columns: {wrong[0]}={columns[wrong[0]]}, but the table has {len(names)} columns.",
                "Count them from 1.",
            )
        return Shape(delimiter, at, len(names), False)
    by_name = {name.casefold(): n for n, name in reversed(list(enumerate(names)))}
    missing = [name for name in columns.values() if name.casefold() not in by_name]
    if missing:
        raise InputError(
            f"--columns: the table has no column {missing[0]!r}; it has {', '.join(names)[:300]}.",
            "Give names out of its first line, or numbers from 1 for a table without one.",
        )
    return Shape(delimiter, {f: by_name[c.casefold()] for f, c in columns.items()}, len(names), True)


def _check_fields(columns: Mapping[str, str]) -> None:
    unknown = [field for field in columns if field not in FIELDS]
    if unknown:
        raise InputError(f"--columns: there is no field {unknown[0]!r}.", f"Use some of: {', '.join(FIELDS)}.")
    sides = any(
        f"{role}_{part}" in columns for role in ("actor", "recipient") for part in ("name", "country", "code")
    )
    if "start" not in columns or not ("cameo" in columns or "type" in columns) or not sides:
        raise InputError(
            "--columns must say at least when (start), what (cameo or type) and who (actor_country ...).",
            "For example `--columns start=date,cameo=code,actor_country=source,recipient_country=target`.",
        )


def _entry(row: Cells, shape: Shape, source: Source) -> Entry:
    get, notes = shape.getter(row.cells), source.notes
    start = day(get("start") or "", "date")
    end = _end(get("end"), start, get("grain"))
    cameo, type_, mode, quad, contexts, score, scale = _code(get, notes)
    more, modality = contexts_of([*several(get("contexts")), *several(get("modality"))], notes)
    return Entry(
        coder=source.coder or get("coder") or CODER,
        origin=source.origin,
        line=row.line,
        source_id=get("id"),
        start=start,
        end=end,
        grain=_grain(get("grain")),
        type=type_,
        mode=mode,
        cameo=cameo,
        quad=quad,
        score=score,
        scale=scale,
        contexts=tuple(dict.fromkeys((*contexts, *more))),
        modality=modality,
        actors=_side("actor", get, notes),
        recipients=_side("recipient", get, notes),
        story=get("story"),
        mentions=whole(get("mentions"), "mentions"),
        where=place(
            get("place"), country_of(get("place_country"), notes), get("lat"), get("lon"), get("geonameid")
        ),
        text=get("text"),
    )


Get = Callable[[str], str | None]
_Code = tuple[str | None, str | None, str | None, int, tuple[str, ...], float | None, str]


def _code(get: Get, notes: Notes) -> _Code:
    """CAMEO code, type, mode, quad, implied contexts, score and its scale."""
    cameo, named = get("cameo"), get("type")
    scale = get("scale")
    if scale is not None and scale not in SCALES:
        raise unreadable(f"The scale {scale[:40]!r} is none of {', '.join(SCALES)}.")
    # A score is on the scale of its code unless the file says otherwise.
    bound = 10.0 if scale != "own" else float("inf")
    score = number(get("score"), "score", -bound, bound)
    if named is not None:
        code = plover_code(named, get("mode"), notes)
        if cameo is not None:
            from_cameo(cameo)
        own = score_of(code) if score is None else score
        return cameo, code.type, code.mode, lookups().ontology.quad(code.type), (), own, scale or "plover"
    if cameo is None:
        raise unreadable("It has no code.")
    coded = from_cameo(cameo)
    own_score = coded.goldstein if score is None else score
    return cameo, coded.type, coded.mode, coded.quad, coded.contexts, own_score, scale or "goldstein"


def _end(text: str | None, start: date, grain: str | None) -> date | None:
    if text is None:
        # Without an end, a day ends on itself; a longer time is open.
        return start if grain in (None, "day") else None
    end = day(text, "end")
    if end < start:
        raise unreadable(f"It ends on {end}, before its first day {start}.")
    return end


def _grain(text: str | None) -> str:
    if text is not None and text not in GRAINS:
        raise unreadable(f"The grain {text[:40]!r} is none of {', '.join(GRAINS)}.")
    return text or "day"


def _side(role: str, get: Get, notes: Notes) -> tuple[Side, ...]:
    name, code = get(f"{role}_name"), get(f"{role}_code")
    country = country_of(get(f"{role}_country"), notes)
    sectors = sectors_of(several(get(f"{role}_sectors")), notes)
    if code is not None:
        (coded,) = side_of_code(name, code, notes)
        return (Side(coded.name, country or coded.country, sectors or coded.sectors),)
    return (Side(name, country, sectors),) if name or country or sectors else ()


IMPORTER = Importer("cameo", "Tables of CAMEO or PLOVER events; --columns says what stands where", fits, read)
