"""detente's own CSV: every column of an imported row, one line for two sides of an event."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from detente.errors import InputError
from detente.interchange.cells import safe
from detente.interchange.doors import Exporter, Importer
from detente.interchange.generic import Shape, entries
from detente.interchange.source import Source
from detente.interchange.table import Trouble
from detente.record import Entry, Side

#: Column -> field of `generic`, where the two differ; columns without a field are not read again.
COLUMNS = {
    "coder": "coder",
    "source_id": "id",
    "start": "start",
    "end": "end",
    "grain": "grain",
    "type": "type",
    "mode": "mode",
    "cameo": "cameo",
    "quad": None,
    "score": "score",
    "scale": "scale",
    "contexts": "contexts",
    "modality": "modality",
    "actor_name": "actor_name",
    "actor_country": "actor_country",
    "actor_sectors": "actor_sectors",
    "recipient_name": "recipient_name",
    "recipient_country": "recipient_country",
    "recipient_sectors": "recipient_sectors",
    "story": "story",
    "mentions": "mentions",
    "place": "place",
    "place_country": "place_country",
    "lat": "lat",
    "lon": "lon",
    "geonameid": "geonameid",
    "text": "text",
}


def fits(head: str) -> bool:
    """Whether a first line is the header of such a file."""
    return head.strip() == ",".join(COLUMNS)


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of a file that `write` made.

    Raises:
        InputError: It has another header.
    """
    lines = source.lines()
    if not fits(next(lines).text):
        raise InputError(
            f"The first line of {source.path} is no header of detente's CSV ({','.join(COLUMNS)}).",
            "Name the columns of another table: `--from cameo --columns start=DATE,...`.",
        )
    at = {field: n for n, field in enumerate(COLUMNS.values()) if field is not None}
    yield from entries(lines, Shape(",", at, len(COLUMNS), True), source)


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write the file (arguments as in `polecat.write`). Cells that a spreadsheet would run get an apostrophe."""
    out.write((",".join(COLUMNS) + "\n").encode())
    count = 0
    for entry in entries:
        for actor, recipient in entry.pairs():
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(map(safe, cells(entry, actor, recipient)))
            out.write(line.getvalue().encode("utf-8", "replace"))
            count += 1
    return count


def cells(entry: Entry, actor: Side, recipient: Side) -> list[object]:
    """The values of a line, in the order of `COLUMNS`."""
    where = entry.where
    found: list[object] = [
        entry.coder,
        entry.source_id,
        entry.start,
        entry.end,
        entry.grain,
        entry.type,
        entry.mode,
    ]
    found += [
        entry.cameo,
        entry.quad,
        entry.score,
        entry.scale,
        ";".join(entry.contexts),
        ";".join(entry.modality),
    ]
    for side in (actor, recipient):
        found += [side.name, side.country, ";".join(side.sectors)]
    found += [entry.story, entry.mentions]
    found += (
        [where.name, where.country, where.lat, where.lon, where.geonameid] if where is not None else [None] * 5
    )
    return [*found, entry.text]


IMPORTER = Importer("csv", "detente's own CSV, as `detente export --to csv` writes it", fits, read)
EXPORTER = Exporter("csv", "every column of detente's table of imported events, CSV", write)
