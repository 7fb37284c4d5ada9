"""The small tables that finding places in a text needs: abbreviations, adjectives of countries, hints."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.actors.fold import key
from detente.actors.gazetteer import Gazetteer, Place, open_gazetteer
from detente.errors import LexiconError

_LISTS = (
    "locative",
    "first_level",
    "second_level",
    "second_level_many",
    "town_words",
    "doubtful",
    "state_bodies",
    "state_parts",
    "state_offices",
)


@dataclass(frozen=True, slots=True)
class GeoWords:
    """Tables of a data folder.

    Attributes:
        gazetteer: Names to places.
        abbreviations: "Va." to the state, and whether it needs a comma before it.
        adjectives: Folded adjective or people's name ("lebanese", "americans") to the country.
        sets: Word lists of `words.yaml` by name.
        iso3: ISO 3166 alpha-2 to alpha-3.
    """

    gazetteer: Gazetteer
    abbreviations: Mapping[str, tuple[Place, bool]]
    adjectives: Mapping[str, Place]
    sets: Mapping[str, frozenset[str]]
    iso3: Mapping[str, str]


@lru_cache(maxsize=4)
def load_words(data_dir: str) -> GeoWords:
    """Load the tables.

    Args:
        data_dir: Folder of data files.

    Raises:
        LexiconError: A table is missing or lacks a column.
    """
    import yaml

    folder = Path(data_dir) / "gazetteer"
    gazetteer = open_gazetteer(data_dir)
    try:
        words = yaml.load((folder / "words.yaml").read_text("utf-8"), yaml.CSafeLoader)
        sets = {name: frozenset(str(w) for w in words[name]) for name in _LISTS}
        short: dict[str, tuple[Place, bool]] = {}
        for row in _table(folder / "abbreviations.csv"):
            for place in gazetteer.named(row["name"]):
                if place.code == row["code"] and place.kind == "adm1":
                    short[row["abbreviation"]] = (place, row["after_a_comma"] == "yes")
        iso3 = {r["iso2"]: r["iso3"] for r in _table(folder / "countries.csv")}
        states = _table(Path(data_dir) / "actors" / "countries.csv")
        seats = {key(word) for row in states for word in row["seats"].split("|")}
        sets["seats"] = frozenset(seats - {""})
        adjectives = _adjectives(Path(data_dir) / "actors" / "countries.csv", gazetteer, iso3)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LexiconError(
            f"The tables in {folder} cannot be read ({error}).", "Restore the files that came with detente."
        ) from None
    return GeoWords(gazetteer, short, adjectives, sets, iso3)


def _adjectives(path: Path, gazetteer: Gazetteer, iso3: Mapping[str, str]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in _table(path):
        places = gazetteer.named(row["name"])
        state = next((p for p in places if p.kind == "country" and iso3.get(p.code) == row["code"]), None)
        if state is None:
            continue
        for word in [*row["adjectives"].split("|"), *row["people"].split("|")]:
            if word and key(word) not in {"", key(row["name"])}:
                found[key(word)] = state
                if row["people"] == "" and not word.endswith(("s", "sh", "ch", "ese")):
                    found[key(word + "s")] = state
    return found


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
