"""Linting of the registry's tables: every row well-formed, every code known, every name with a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from detente.actors.fold import key
from detente.actors.loading import load as registry
from detente.actors.overlaps import overlaps
from detente.actors.tables import rows, sheet
from detente.errors import RegistryError
from detente.ontology import load
from detente.settings import Settings

#: Tables of persons written by hand.
_AUTHORED = ("offices_authored.csv", "people_authored.csv")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_TABLES = {
    "countries.csv": ("code", "name", "other_names", "adjectives", "people", "capital", "seats", "source"),
    "disputed.csv": ("name", "other_names", "adjectives", "country", "sector", "source"),
    "organisations.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "armed_groups.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "parties.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "companies.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "services.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "peoples.csv": ("name", "other_names", "country", "source"),
    "media.csv": ("name", "other_names", "country", "sector", "start", "end", "source"),
    "places_authored.csv": ("name", "other_names", "country", "size", "source"),
    "places.csv": ("name", "other_names", "country", "size", "source"),
    "offices.csv": ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source"),
    "offices_authored.csv": ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source"),
    "people_authored.csv": ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source"),
    "aliases.csv": ("name", "country", "alias", "source"),
    "heads.csv": ("organisation", "title", "words", "source"),
}


def check(settings: Settings | None = None) -> list[str]:
    """Lint all tables.

    Returns:
        One line for each fault, naming file and row; empty when all is well.
    """
    settings = settings or Settings.load()
    folder = Path(settings.data_dir) / "actors"
    try:
        ontology = load(data_dir=settings.data_dir)
        codes = {r["code"] for r in rows(folder / "countries.csv", _TABLES["countries.csv"])} | set(
            ontology.countries
        )
        roles = set(sheet(str(folder / "roles.yaml"))["offices"])
    except RegistryError as error:
        return [str(error)]
    sectors = set(ontology.sectors)
    faults: list[str] = [*_nouns(folder, sectors), *_flags(folder, roles)]
    for name, columns in _TABLES.items():
        try:
            for number, row in enumerate(rows(folder / name, columns), 2):
                faults.extend(f"{name}:{number} {fault}" for fault in _row(row, codes, sectors, roles))
        except RegistryError as error:
            faults.append(str(error))
    faults.extend(_aliases(folder))
    faults.extend(_doubles(folder))
    if not faults:
        faults.extend(overlaps(registry(settings), folder))
    return faults


def _nouns(folder: Path, sectors: set[str]) -> Iterator[str]:
    """Sectors of nouns that the ontology does not know."""
    agents = sheet(str(folder / "agents.yaml"))
    for sector in sorted({*agents["strong"], *agents["weak"]} - sectors):
        yield f"agents.yaml has the unknown sector {sector!r}."
    for file, entries in (("roles.yaml", "offices"), ("bodies.yaml", "bodies")):
        for name, entry in sheet(str(folder / file))[entries].items():
            for sector in sorted({entry["sector"], entry.get("second") or entry["sector"]} - sectors):
                yield f"{file}: {name} has the unknown sector {sector!r}."


def _flags(folder: Path, roles: set[str]) -> Iterator[str]:
    """Keys of offices under `flags` that are none."""
    for flag, keys in sheet(str(folder / "roles.yaml"))["flags"].items():
        for role in sorted(set(keys) - roles):
            yield f"roles.yaml: the flag {flag} names the unknown office {role!r}."


def _row(row: dict[str, str], codes: set[str], sectors: set[str], roles: set[str]) -> Iterator[str]:
    if not row.get("source"):
        yield "has no source."
    name = row.get("name") or row.get("person") or row.get("organisation") or ""
    if not key(name):
        yield f"has no name ({name!r})."
    code = row.get("code") or row.get("country") or ""
    if code and code not in codes:
        yield f"has the unknown country {code!r}."
    if row.get("sector") and row["sector"] not in sectors:
        yield f"has the unknown sector {row['sector']!r}."
    if "role" in row and row["role"] not in roles:
        yield f"has the unknown role {row['role']!r}."
    for field in ("start", "end"):
        if row.get(field) and not _DATE.fullmatch(row[field]):
            yield f"has {row[field]!r} as {field}; write 2019, 2019-05 or 2019-05-14."
    if row.get("start") and row.get("end") and row["end"] < row["start"][: len(row["end"])]:
        yield f"ends ({row['end']}) before it starts ({row['start']})."
    if row.get("wikidata") and not re.fullmatch(r"Q\d+", row["wikidata"]):
        yield f"has the Wikidata id {row['wikidata']!r}."


def _aliases(folder: Path) -> Iterator[str]:
    known = set()
    for file in ("offices.csv", *_AUTHORED):
        known |= {(key(r["person"]), r["country"]) for r in rows(folder / file, ("person", "country"))}
    for number, row in enumerate(rows(folder / "aliases.csv", ("name", "country", "alias")), 2):
        if (key(row["name"]), row["country"]) not in known:
            yield f"aliases.csv:{number} names {row['name']} ({row['country']}), who holds no office."


def _doubles(folder: Path) -> Iterator[str]:
    """Terms of the table of persons that begin while another row has the person in the same office already."""
    terms: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for file in _AUTHORED:
        for number, row in enumerate(rows(folder / file, _TABLES[file]), 2):
            same = terms.setdefault((key(row["person"]), row["country"], row["role"], row["title"].lower()), [])
            start, end = row["start"], row["end"]
            if file == _AUTHORED[-1] and any(
                (not e or start[: len(e)] < e) and (not end or s[: len(end)] < end) for s, e in same
            ):
                yield f"{file}:{number} has a term of {row['person']} ({row['title']}) twice."
            same.append((start, end))
