"""Re-checking imported rows: whether they are the ones that were committed, and whether their codes exist."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import RegistryError
from detente.ontology import Ontology, load
from detente.record import GRAINS, MODALITIES, SCALES, EventCode
from detente.settings import DATA_DIR
from detente.store.importing import digest, parts
from detente.store.schema import IMPORTED
from detente.store.tables import Snapshot


@lru_cache(maxsize=2)
def country_codes(data_dir: str = str(DATA_DIR)) -> frozenset[str]:
    """Every code that may stand for a country: ISO 3166 alpha-3, Kosovo's XKX, and PLOVER's non-state codes.

    Raises:
        RegistryError: The list of countries cannot be read.
    """
    path = Path(data_dir) / "actors" / "countries.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            codes = {row["code"] for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise RegistryError(
            f"{path} cannot be read ({error}).", "Reinstall detente, or mend DETENTE_DATA."
        ) from None
    return frozenset(codes | set(load("plover", data_dir).countries))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that there are."""

    ontology: Ontology
    countries: frozenset[str]
    cameo: frozenset[str]

    @classmethod
    def known(cls) -> Codes:
        """Those of PLOVER, CAMEO and the list of countries."""
        ontology = load()
        return cls(ontology, country_codes(), frozenset(ontology.crosswalk) | frozenset(ontology.goldsteins))


def imported_faults(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """What is wrong with imported rows of all versions.

    Args:
        snapshot: The table `imported`.

    Yields:
        A stable name, the row's id and a sentence for each thing.
    """
    codes = Codes.known()
    for part in parts(snapshot):
        for row in part:
            if digest(row) != row["digest"]:
                yield "record-changed", str(row["id"]), "This imported row is not the one that was committed."
            else:
                for column, value in unknown_codes(row, codes):
                    yield "unknown-code", str(row["id"]), f"Its {column} is {value!r}, which does not exist."
    double = snapshot.ask(f"SELECT id FROM {IMPORTED} GROUP BY id HAVING count(*) > 1 ORDER BY id")
    for row in double:
        yield "imported-twice", str(row["id"]), "Two imported rows have this id."


def unknown_codes(row: Mapping[str, Any], codes: Codes) -> Iterator[tuple[str, Any]]:
    """Columns of a row of `imported` whose value is none that there is."""
    type_, mode = row["type"], row["mode"]
    if type_ is not None and type_ not in codes.ontology.types:
        yield "type", type_
    elif mode is not None and (type_ is None or EventCode(type_, mode) not in codes.ontology.modes):
        yield "mode", mode
    if row["cameo"] is not None and row["cameo"] not in codes.cameo:
        yield "cameo", row["cameo"]
    if row["quad"] is not None and row["quad"] not in codes.ontology.quads:
        yield "quad", row["quad"]
    where = row["where"] or {}
    for column, value in (
        ("actor_country", row["actor_country"]),
        ("recipient_country", row["recipient_country"]),
        ("where", where.get("country")),
    ):
        if value is not None and value not in codes.countries:
            yield column, value
    for column, known in (
        ("contexts", codes.ontology.contexts),
        ("modality", MODALITIES),
        ("actor_sectors", codes.ontology.sectors),
        ("recipient_sectors", codes.ontology.sectors),
    ):
        yield from ((column, value) for value in row[column] if value not in known)
    if row["grain"] not in GRAINS:
        yield "grain", row["grain"]
    if row["scale"] is not None and row["scale"] not in SCALES:
        yield "scale", row["scale"]
    if row["start"] is not None and row["end"] is not None and row["end"] < row["start"]:
        yield "end", row["end"].isoformat()
