"""The gazetteer: names to places with GeoNames ids, looked up in a sorted file without loading it.

`places.tsv` and `aliases.tsv` are sorted by folded name and mapped into memory, so that opening them takes no
time, many processes share the same pages, and a look-up is a binary search.
"""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from detente.actors.fold import key
from detente.errors import LexiconError
from detente.settings import DATA_DIR

#: What a place is, the widest first.
PLACE_KINDS = ("continent", "region", "country", "adm1", "adm2", "capital", "town", "water", "mountain")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "twp": "township", "co": "county"}
_SHORTENED = re.compile(r"\b(?:st|ste|mt|ft|twp|co)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer.

    Attributes:
        name: As GeoNames writes it.
        geonameid: GeoNames id, or `None` where it is not known.
        kind: One of `PLACE_KINDS`.
        code: GeoNames code of the division it is or lies in ("US.TX.201"), of the country alone ("QA"), or empty.
        lat: Degrees north, WGS 84; a centre for what is large.
        lon: Degrees east.
        people: Inhabitants; 0 where not known.
        alias: Whether it was found under another of its names.
        usual: Whether it is what the news of the world means by that name ("Geneva").
    """

    name: str
    geonameid: int | None
    kind: str
    code: str
    lat: float
    lon: float
    people: int
    alias: bool = False
    usual: bool = False

    @property
    def iso2(self) -> str | None:
        """ISO 3166 alpha-2 of its country (XK for Kosovo), or `None`."""
        return self.code[:2] or None

    @property
    def first(self) -> str | None:
        """Code of its first-level division ("US.TX"), or `None`."""
        return ".".join(self.code.split(".")[:2]) if "." in self.code else None

    def within(self, other: Place) -> bool:
        """Whether it lies in a country or a division, or is it."""
        if other.kind not in {"country", "adm1", "adm2"}:
            return False
        return self.code == other.code or self.code.startswith(other.code + ".")


def place_key(name: str) -> str:
    """The form under which a place's name is filed: folded, "St." and "Mt." written out.

    >>> place_key("St. Mary's"), place_key("Mt. Vernon"), place_key("São Paulo")
    ("saint mary 's", 'mount vernon', 'sao paulo')
    """
    return _SHORTENED.sub(lambda m: _SHORT[m.group()], key(name))


class Gazetteer:
    """The two tables, opened for look-ups; harmless to share among threads."""

    def __init__(self, folder: Path) -> None:
        """Open the tables.

        Args:
            folder: Where `places.tsv`, `aliases.tsv` and `countries.tsv` lie.

        Raises:
            LexiconError: One of them is missing or empty.
        """
        self._places = _open(folder / "places.tsv")
        self._aliases = _open(folder / "aliases.tsv")
        self._usual = _usual(folder / "usual.csv")
        self._found: dict[str, tuple[Place, ...]] = {}

    def named(self, name: str) -> tuple[Place, ...]:
        """All places of that name, under any of their names, those with most inhabitants first.

        Args:
            name: As written; case, accents, and "St." for "Saint" make no difference.
        """
        wanted = place_key(name)
        found = self._found.get(wanted)
        if found is None:
            found = self._look_up(wanted)
            if len(self._found) > 50_000:
                self._found.clear()
            self._found[wanted] = found
        return found

    def _look_up(self, wanted: str) -> tuple[Place, ...]:
        if not wanted:
            return ()
        found = {row[2]: _place(row, alias=False) for row in _rows(self._places, wanted)}
        for alias in _rows(self._aliases, wanted):
            for row in _rows(self._places, alias[2]):
                if row[2] == alias[1] and row[2] not in found:
                    found[row[2]] = _place(row, alias=True)
        places = sorted(found.values(), key=lambda p: (-p.people, p.geonameid or 0))
        states = set(self._usual.get(wanted, ()))
        for i, place in enumerate(places):
            if place.iso2 in states and place.kind in {"town", "capital"}:
                states.discard(place.iso2)  # the largest of that name in that state
                places[i] = replace(place, alias=False, usual=True)
        return tuple(places)


@lru_cache(maxsize=4)
def open_gazetteer(data_dir: str = str(DATA_DIR)) -> Gazetteer:
    """Open the gazetteer of a data folder, once a process.

    Args:
        data_dir: Folder of data files.

    Raises:
        LexiconError: Its tables are missing.
    """
    return Gazetteer(Path(data_dir) / "gazetteer")


def _open(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise LexiconError(
            f"The gazetteer table {path} cannot be opened ({error}).", "Restore the file that came with detente."
        ) from None


def _usual(path: Path) -> dict[str, tuple[str, ...]]:
    """For each folded name the states in which the news of the world looks for that town."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                name = place_key(row["name"])
                found[name] = (*found.get(name, ()), row["iso2"])
    except (OSError, KeyError) as error:
        raise LexiconError(
            f"The gazetteer table {path} cannot be read ({error}).", "Restore the file that came with detente."
        ) from None
    return found


def _rows(table: mmap.mmap, wanted: str) -> Iterator[list[str]]:
    """The rows whose first cell is `wanted`."""
    target = wanted.encode() + b"\t"
    low, high = 0, len(table)
    while low < high:
        middle = (low + high) // 2
        start = table.rfind(b"\n", low, middle) + 1 or low
        end = table.find(b"\n", middle) + 1 or high
        if table[start:end] < target:
            low = end
        else:
            high = start
    while table[low : low + len(target)] == target:
        end = table.find(b"\n", low)
        yield table[low:end].decode().split("\t")
        low = end + 1


def _place(row: list[str], *, alias: bool) -> Place:
    number = int(row[2])
    return Place(
        row[1],
        number if number > 0 else None,
        row[3],
        row[4],
        float(row[5]),
        float(row[6]),
        int(row[7]),
        alias,
    )
