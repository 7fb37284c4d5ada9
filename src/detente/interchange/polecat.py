"""POLECAT's weekly files: 40 columns apart by tabs, one line an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO

from detente.errors import UnreadableLine
from detente.interchange.cells import day, number, place, several, words
from detente.interchange.codes import contexts_of, country_of, plover_code, score_of, sectors_of
from detente.interchange.doors import Exporter, Importer
from detente.interchange.lookups import lookups
from detente.interchange.source import Notes, Source
from detente.interchange.table import Header, Trouble, head_cells, read_header, rows
from detente.interchange.writing import dated, table_line, written_country
from detente.record import Entry, Side

#: The published header.
COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *(
        "Source",
        "Publication Date",
        "Story People",
        "Story Organizations",
        "Story Locations",
        "Language",
        "Version",
    ),
)
NEEDED = ("Event ID", "Event Date", "Event Type", "Intensity", "Actor Country", "Recipient Country")
#: Newer files name a column otherwise.
OTHERS = {"Event Intensity": "Intensity"}
CODER = "POLECAT"
_SIDE = ("{} Name", "{} Name Raw", "{} Country", "Primary {} Sector", "{} Sectors")


def fits(head: str) -> bool:
    """Whether a first line is the header of such a file."""
    return {"eventid", "eventtype", "actorcountry"} <= set(map(_plain, head.split("\t")))


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of a file, and trouble in place of the lines that cannot be read.

    Raises:
        InputError: The first line is no header of POLECAT.
    """
    lines = source.lines()
    names, quoted = head_cells(next(lines))
    header = read_header(names, "POLECAT", COLUMNS, NEEDED, OTHERS)
    at = _Places(header, names)
    for row in rows(lines, header, quoted):
        if isinstance(row, Trouble):
            yield row
            continue
        try:
            yield _entry(row.cells, at, source, row.line)
        except UnreadableLine as error:
            yield Trouble(row.line, error.message, error.fix)


class _Places:
    """Indexes of the columns that are read."""

    __slots__ = (
        *(
            "id",
            "day",
            "type",
            "mode",
            "score",
            "contexts",
            "name",
            "city",
            "district",
            "province",
            "country",
            "lat",
        ),
        *("lon", "geonameid", "raw", "headline", "actor", "recipient"),
    )

    def __init__(self, header: Header, names: Sequence[str]) -> None:
        at = header.at
        self.id, self.day, self.type, self.mode = (
            at("Event ID"),
            at("Event Date"),
            at("Event Type"),
            at("Event Mode"),
        )
        self.score, self.contexts = at("Intensity"), at("Contexts")
        self.name, self.raw, self.city = at("Placename"), at("Raw Placename"), at("City")
        self.district, self.province, self.country = at("District"), at("Province"), at("Country")
        self.lat, self.lon, self.geonameid = at("Latitude"), at("Longitude"), at("GeoNames ID")
        # Some files carry a column more, which is the only text there is.
        plain = list(map(_plain, names))
        self.headline = plain.index("headline") if "headline" in plain else header.width
        self.actor, self.recipient = (
            tuple(at(name.format(who)) for name in _SIDE) for who in ("Actor", "Recipient")
        )


def _entry(cells: list[str], at: _Places, source: Source, line: int) -> Entry:
    notes = source.notes
    code = plover_code(cells[at.type], words(cells[at.mode]), notes)
    contexts, modality = _contexts(cells[at.contexts], cells[at.mode], notes)
    when = day(cells[at.day], "Event Date")
    score = number(cells[at.score], "Intensity", -10, 10)
    names = (at.name, at.raw, at.city, at.district, at.province)
    return Entry(
        coder=source.coder or CODER,
        origin=source.origin,
        line=line,
        source_id=words(cells[at.id]),
        start=when,
        end=when,
        type=code.type,
        mode=code.mode,
        quad=lookups().ontology.quad(code.type),
        score=score_of(code) if score is None else score,
        scale="plover",
        contexts=contexts,
        modality=modality,
        actors=_sides(cells, at.actor, notes),
        recipients=_sides(cells, at.recipient, notes),
        where=place(
            next((n for n in map(words, (cells[i] for i in names)) if n), None),
            country_of(words(cells[at.country]), notes),
            cells[at.lat],
            cells[at.lon],
            cells[at.geonameid],
        ),
        text=words(cells[at.headline]),
    )


def _contexts(cell: str, mode: str, notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # Auxiliary modes stand among the contexts, or in the place of a mode.
    told = [*several(cell), *(m for m in [mode.strip().lower()] if m in lookups().ontology.auxiliary)]
    return contexts_of(told, notes) if told else ((), ())


def _sides(cells: list[str], at: Sequence[int], notes: Notes) -> tuple[Side, ...]:
    name, raw, country, primary, sectors = (cells[i] for i in at)
    side = Side(
        words(name) or words(raw),
        country_of(words(country), notes),
        sectors_of([*several(primary), *several(sectors)], notes),
    )
    return (side,) if side.name or side.country or side.sectors else ()


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write the file, a line for every two sides of an event.

    Args:
        entries: What to write.
        out: Where to.
        dropped: Counts, by reason, of entries that the format cannot hold.

    Returns:
        Number of lines after the header.
    """
    out.write(table_line(COLUMNS))
    count = 0
    for entry in dated(entries, dropped):
        if entry.type is None:
            dropped["without a PLOVER type"] += 1
            continue
        for actor, recipient in entry.pairs():
            out.write(table_line(_cells(entry, actor, recipient)))
            count += 1
    return count


def _cells(entry: Entry, actor: Side, recipient: Side) -> list[object]:
    found: dict[str, object] = {
        "Event ID": entry.source_id or f"{entry.origin}#{entry.line}",
        "Event Date": entry.start,
        "Event Type": entry.type,
        "Event Mode": entry.mode,
        "Intensity": score_on_plover(entry),
        "Quad Code": entry.quad,
        "Contexts": ";".join((*entry.contexts, *entry.modality)),
        "Version": entry.coder,
    }
    for who, side in (("Actor", actor), ("Recipient", recipient)):
        found[f"{who} Name"] = side.name
        found[f"{who} Country"] = written_country(side.country)
        found[f"Primary {who} Sector"] = side.sectors[0] if side.sectors else None
        found[f"{who} Sectors"] = ";".join(side.sectors)
    if entry.where is not None:
        where = entry.where
        found |= {"Placename": where.name, "Country": written_country(where.country), "Latitude": where.lat}
        found |= {"Longitude": where.lon, "GeoNames ID": where.geonameid}
    return [found.get(name) for name in COLUMNS]


def score_on_plover(entry: Entry) -> float | None:
    """The score on PLOVER's scale: the entry's own where it is on it, else that of its code."""
    if entry.scale == "plover" or entry.type is None:
        return entry.score
    return _score(entry.type, entry.mode)


@lru_cache(maxsize=200)
def _score(type_: str, mode: str | None) -> float:
    ontology = lookups().ontology
    return ontology.score(ontology.code(type_, mode))


IMPORTER = Importer("polecat", "POLECAT weekly files (TSV, 40 columns)", fits, read)
EXPORTER = Exporter("polecat", "POLECAT's 40 columns, apart by tabs", write)
