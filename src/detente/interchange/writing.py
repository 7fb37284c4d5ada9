"""What the writers share: lines, dates, countries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from detente.interchange.cells import safe
from detente.interchange.lookups import lookups
from detente.record import Entry


def table_line(cells: Iterable[object]) -> bytes:
    """A line of cells apart by tabs."""
    return ("\t".join(map(safe, cells)) + "\n").encode()


def dated(entries: Iterable[Entry], dropped: Counter[str]) -> Iterator[Entry]:
    """Entries with a date; others are counted. Formats of one day hold the first day of a longer time."""
    for entry in entries:
        if entry.start is None:
            dropped["without a date"] += 1
        else:
            yield entry


def actual(entries: Iterable[Entry], dropped: Counter[str]) -> Iterator[Entry]:
    """Entries with a date that happened as told, for formats that cannot say of an act that it did not, or may."""
    for entry in dated(entries, dropped):
        if entry.modality:
            dropped[f"told as {entry.modality[0]}"] += 1
        else:
            yield entry


def written_country(code: str | None) -> str | None:
    """A country as PLOVER writes it (Kosovo: KOS)."""
    return lookups().ontology.aliases.get(code, code) if code is not None else None
