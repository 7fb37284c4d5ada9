"""GDELT 2.0 events: 61 columns apart by tabs, without a header, one line an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import IO

from detente.errors import InputError, UnreadableLine
from detente.interchange.cameo import code_of, goldstein_of, side_of, write_pairs
from detente.interchange.cells import day, number, place, whole, words
from detente.interchange.codes import from_cameo
from detente.interchange.doors import Exporter, Importer
from detente.interchange.lookups import lookups
from detente.interchange.source import Notes, Source
from detente.interchange.table import Trouble, split_tabs
from detente.record import Entry, Side, Where

_ACTOR = (
    *(
        "Code",
        "Name",
        "CountryCode",
        "KnownGroupCode",
        "EthnicCode",
        "Religion1Code",
        "Religion2Code",
        "Type1Code",
    ),
    *("Type2Code", "Type3Code"),
)
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
#: The published columns. Files have no header.
COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{whose}Geo_{part}" for whose in ("Actor1", "Actor2", "Action") for part in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
CODER = "GDELT"
_AT = {name: n for n, name in enumerate(COLUMNS)}
_ID, _DAY, _EVENT, _GOLDSTEIN = (_AT[n] for n in ("GLOBALEVENTID", "SQLDATE", "EventCode", "GoldsteinScale"))
_MENTIONS, _URL, _PLACE = _AT["NumMentions"], _AT["SOURCEURL"], _AT["ActionGeo_Type"]
_FIRST, _SECOND = _AT["Actor1Code"], _AT["Actor2Code"]


def fits(head: str) -> bool:
    """Whether a first line is one of such a file: an event, or (in some copies) the names of the columns."""
    cells = head.split("\t")
    return len(cells) == len(COLUMNS) and (_is_header(cells) or (len(cells[_DAY]) == 8 and cells[_DAY].isdigit()))


def _is_header(cells: Sequence[str]) -> bool:
    return cells[0].strip().lower() == "globaleventid"


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of a file, and trouble in place of the lines that cannot be read.

    Raises:
        InputError: The first line has too few columns for a GDELT 2.0 file and the second, too.
    """
    lines = source.lines()
    first = next(lines)
    _check_width(first.text.count("\t") + 1, bool(first.trouble))
    for row in split_tabs(chain([first], lines), len(COLUMNS)):
        if isinstance(row, Trouble):
            yield row
        elif not (row.line == 1 and _is_header(row.cells)):
            try:
                yield _entry(row.cells, source, row.line)
            except UnreadableLine as error:
                yield Trouble(row.line, error.message, error.fix)


def _check_width(width: int, troubled: bool) -> None:
    # Files of version 1 have 57 or 58 columns, tables of something else most often far fewer.
    if not troubled and abs(width - len(COLUMNS)) > 2:
        raise InputError(
            f"The first line has {width} columns; a GDELT 2.0 event file has {len(COLUMNS)} and no header.",
            "Give an .export.CSV file of GDELT 2.0, or say `--from` what it is. Version 1 has 57 or 58 columns: "
            "name those that matter, `--from cameo --columns id=1,start=2,actor_code=6,...`.",
        )


def _entry(cells: list[str], source: Source, line: int) -> Entry:
    code = words(cells[_EVENT]) or ""
    coded = from_cameo(code)
    when = day(cells[_DAY], "SQLDATE")
    score = number(cells[_GOLDSTEIN], "GoldsteinScale", -10, 10)
    return Entry(
        coder=source.coder or CODER,
        origin=source.origin,
        line=line,
        source_id=words(cells[_ID]),
        start=when,
        end=when,
        type=coded.type,
        mode=coded.mode,
        cameo=code,
        quad=coded.quad,
        score=coded.goldstein if score is None else score,
        scale="goldstein",
        contexts=coded.contexts,
        actors=_side(cells, _FIRST, source.notes),
        recipients=_side(cells, _SECOND, source.notes),
        story=words(cells[_URL]),
        mentions=whole(cells[_MENTIONS], "NumMentions"),
        where=_where(cells, source.notes),
    )


def _side(cells: list[str], at: int, notes: Notes) -> tuple[Side, ...]:
    code, name, country, group = (words(c) for c in cells[at : at + 4])
    if code is None and name is None:
        return ()
    kinds = [words(c) for c in cells[at + 7 : at + 10]]
    return side_of(name or code, country, group, kinds, notes)


def _where(cells: list[str], notes: Notes) -> Where | None:
    _, name, fips, _, _, lat, lon, _ = cells[_PLACE : _PLACE + 8]
    code = words(fips)
    if code is not None and code not in lookups().fips:
        notes.add("place's country", code)
    country = lookups().fips.get(code) if code is not None else None
    # The feature's id is one of another gazetteer's, not GeoNames'.
    return place(words(name), country, lat, lon, None)


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write the file, a line for every two sides of an event (arguments as in `polecat.write`)."""
    return write_pairs(entries, out, dropped, _cells)


def _cells(entry: Entry, cameo: str, actor: Side, recipient: Side) -> list[object]:
    start = entry.start
    assert start is not None  # `actual` has seen to it
    found: dict[str, object] = {
        "GLOBALEVENTID": entry.source_id or f"{entry.origin}#{entry.line}",
        "SQLDATE": f"{start:%Y%m%d}",
        "MonthYear": f"{start:%Y%m}",
        "Year": start.year,
        # As GDELT's codebook computes it.
        "FractionDate": f"{start.year + (start.month * 30 + start.day) / 365:.4f}",
        "EventCode": cameo,
        "EventBaseCode": cameo[:3],
        "EventRootCode": cameo[:2],
        "QuadClass": lookups().cameo_quads[cameo[:2]],
        "GoldsteinScale": goldstein_of(entry, cameo),
        "NumMentions": entry.mentions,
        "DATEADDED": f"{start:%Y%m%d}000000",
        "SOURCEURL": entry.story,
    }
    for n, side in ((1, actor), (2, recipient)):
        country, group, roles = code_of(side)
        code = "".join(part for part in (country, group, *roles) if part)
        found |= {f"Actor{n}Code": code, f"Actor{n}Name": side.name}
        found |= {f"Actor{n}CountryCode": country, f"Actor{n}KnownGroupCode": group}
        found |= {f"Actor{n}Type{i}Code": role for i, role in enumerate(roles[:3], 1)}
    found |= _place_cells(entry.where)
    return [found.get(name) for name in COLUMNS]


def _place_cells(where: Where | None) -> dict[str, object]:
    """The columns of a place. Its type says only whether there is one and whether it is more than a country."""
    found: dict[str, object] = {f"{whose}Geo_Type": 0 for whose in ("Actor1", "Actor2", "Action")}
    if where is None:
        return found
    fips = _fips().get(where.country) if where.country is not None else None
    found |= {"ActionGeo_Type": 4 if where.lat is not None else 1, "ActionGeo_FullName": where.name}
    return found | {"ActionGeo_CountryCode": fips, "ActionGeo_Lat": where.lat, "ActionGeo_Long": where.lon}


@lru_cache(maxsize=1)
def _fips() -> dict[str, str]:
    """FIPS codes by country: the first of those that have several."""
    found: dict[str, str] = {}
    for fips, country in lookups().fips.items():
        if country is not None:
            found.setdefault(country, fips)
    return found


IMPORTER = Importer("gdelt", "GDELT 2.0 events (61 columns, no header)", fits, read)
EXPORTER = Exporter("gdelt", "GDELT 2.0's 61 columns of events, apart by tabs, no header", write)
