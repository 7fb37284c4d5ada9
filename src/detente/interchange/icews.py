"""ICEWS coded events: 20 columns apart by tabs, with names for countries and sectors and CAMEO for acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from detente.errors import UnreadableLine
from detente.interchange.cameo import goldstein_of, write_pairs
from detente.interchange.cells import day, number, place, words
from detente.interchange.codes import country_of, from_cameo
from detente.interchange.doors import Exporter, Importer
from detente.interchange.lookups import lookups
from detente.interchange.source import Notes, Source
from detente.interchange.table import Trouble, head_cells, plain_name, read_header, rows
from detente.interchange.writing import table_line
from detente.record import Entry, Side

#: The published header. Copies that went through statistics programs write `event_id`, with more columns behind.
COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
NEEDED = ("Event ID", "Event Date", "Source Country", "CAMEO Code", "Target Country")
OTHERS = {"Lat": "Latitude", "Lon": "Longitude", "Long": "Longitude", "CAMEO": "CAMEO Code"}
CODER = "ICEWS"


def fits(head: str) -> bool:
    """Whether a first line is the header of such a file."""
    return {"eventid", "cameocode", "sourcecountry"} <= set(map(plain_name, head.split("\t")))


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of a file, and trouble in place of the lines that cannot be read.

    Raises:
        InputError: The first line is no header of ICEWS.
    """
    lines = source.lines()
    names, quoted = head_cells(next(lines))
    header = read_header(names, "ICEWS", COLUMNS, NEEDED, OTHERS)
    at = [header.at(name) for name in COLUMNS]
    for row in rows(lines, header, quoted):
        if isinstance(row, Trouble):
            yield row
            continue
        try:
            yield _entry([row.cells[i] for i in at], source, row.line)
        except UnreadableLine as error:
            yield Trouble(row.line, error.message, error.fix)


def _entry(cells: Sequence[str], source: Source, line: int) -> Entry:
    (id_, date_, s_name, s_sectors, s_country, text, cameo, intensity, t_name, t_sectors, t_country, story) = (
        cells[:12]
    )
    city, district, province, country, lat, lon = cells[14:]
    code = words(cameo) or ""
    coded = from_cameo(code)
    when = day(date_, "Event Date")
    score = number(intensity, "Intensity", -10, 10)
    names = (n for n in map(words, (city, district, province)) if n)
    return Entry(
        coder=source.coder or CODER,
        origin=source.origin,
        line=line,
        source_id=words(id_),
        start=when,
        end=when,
        type=coded.type,
        mode=coded.mode,
        cameo=code,
        quad=coded.quad,
        score=coded.goldstein if score is None else score,
        scale="goldstein",
        contexts=coded.contexts,
        actors=_side(s_name, s_sectors, s_country, source.notes),
        recipients=_side(t_name, t_sectors, t_country, source.notes),
        story=words(story),
        where=place(next(names, None), country_of(words(country), source.notes), lat, lon, None),
        text=words(text),
    )


def _side(name: str, sectors: str, country: str, notes: Notes) -> tuple[Side, ...]:
    state = country_of(words(country), notes)
    if state is None and (listed := words(sectors)) is not None and words(country) is None:
        bodies = (lookups().sector_countries.get(s.strip().casefold()) for s in listed.split(","))
        state = next((b for b in bodies if b is not None), None)
    side = Side(words(name), state, _sectors(sectors, notes))
    return (side,) if side.name or side.country or side.sectors else ()


def _sectors(cell: str, notes: Notes) -> tuple[str, ...]:
    text = words(cell)
    if text is None:
        return ()
    known = lookups()
    found: dict[str, None] = {}
    for name in text.split(","):
        plain = name.strip().casefold()
        if plain not in known.sectors and name.strip().upper() not in known.ontology.sectors:
            notes.add("sector", name.strip())
        sector = known.sectors.get(plain, name.strip().upper())
        if sector is not None and sector in known.ontology.sectors:
            found[sector] = None
    return tuple(found)


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write the file, a line for every two sides of an event (arguments as in `polecat.write`)."""
    out.write(table_line(COLUMNS))
    return write_pairs(entries, out, dropped, _cells)


def _cells(entry: Entry, cameo: str, actor: Side, recipient: Side) -> list[object]:
    names, where = lookups().country_names, entry.where
    found: dict[str, object] = {
        "Event ID": entry.source_id or f"{entry.origin}#{entry.line}",
        "Event Date": entry.start,
        "Event Text": lookups().ontology.cameo_names.get(cameo),
        "CAMEO Code": cameo,
        "Intensity": goldstein_of(entry, cameo),
        "Story ID": entry.story,
    }
    for who, side in (("Source", actor), ("Target", recipient)):
        found[f"{who} Name"] = side.name
        found[f"{who} Sectors"] = ",".join(lookups().sector_names.get(s, s) for s in side.sectors)
        found[f"{who} Country"] = names.get(side.country, side.country) if side.country else None
    if where is not None:
        country = names.get(where.country, where.country) if where.country else None
        found |= {"City": where.name, "Country": country, "Latitude": where.lat, "Longitude": where.lon}
    return [found.get(name) for name in COLUMNS]


IMPORTER = Importer("icews", "ICEWS coded events (TSV, 20 columns)", fits, read)
EXPORTER = Exporter("icews", "ICEWS's 20 columns, apart by tabs", write)
