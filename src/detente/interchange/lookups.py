"""The tables of `data/interchange` and of the ontology, as readers and writers ask them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.errors import DataError
from detente.ontology import Ontology, load
from detente.settings import DATA_DIR
from detente.store.import_checks import country_codes


@dataclass(frozen=True, slots=True)
class Lookups:
    """Codes of other formats and what they are here; built once by `lookups`.

    Attributes:
        ontology: PLOVER.
        countries: Every code that may stand for a country.
        country_names: Names by code, as ICEWS writes them.
        by_name: Codes by casefolded name.
        fips: Codes of GDELT's place columns; no country for waters and disputed islands.
        cameo_countries: CAMEO's three-letter codes that are not ISO's; `None` for regions.
        role_sectors: PLOVER sector by CAMEO role.
        role_countries: Non-state code by CAMEO kind of actor; `None` where PLOVER has none.
        groups: Non-state code by CAMEO group.
        sectors: PLOVER sector by casefolded name of ICEWS; `None` for names that say nothing on it.
        sector_countries: Non-state code by casefolded name of a sector of ICEWS that is one of kinds of bodies.
        sector_names: Names of ICEWS by PLOVER sector.
        older_modes: Type and mode of 2.0 by type and older mode.
        contexts: Contexts by another spelling.
        missing: Casefolded spellings of "no value".
        quads: Quad classes by casefolded name.
        cameo_quads: Quad classes by the first two digits of a CAMEO code.
    """

    ontology: Ontology
    countries: frozenset[str]
    country_names: dict[str, str]
    by_name: dict[str, str]
    fips: dict[str, str | None]
    cameo_countries: dict[str, str | None]
    role_sectors: dict[str, str]
    role_countries: dict[str, str | None]
    groups: dict[str, str]
    sectors: dict[str, str | None]
    sector_countries: dict[str, str]
    sector_names: dict[str, str]
    older_modes: dict[tuple[str, str], tuple[str, str | None]]
    contexts: dict[str, str]
    missing: frozenset[str]
    quads: dict[str, int]
    cameo_quads: dict[str, int]

    def country(self, text: str) -> str | None:
        """The country of a code or a name, or `None`.

        Kosovo is XKX here, as among detente's actors (decision 6); PLOVER's KOS and other spellings are read.
        """
        upper = text.upper()
        if upper in self.cameo_countries and upper not in self.countries:
            return self.cameo_countries[upper]
        if upper in self.countries:
            return upper
        return self.by_name.get(text.casefold())


@lru_cache(maxsize=2)
def lookups(data_dir: str = str(DATA_DIR)) -> Lookups:
    """Read the tables.

    Raises:
        DataError: A table is missing or lacks a column.
    """
    import yaml

    folder = Path(data_dir) / "interchange"
    roles = list(_rows(folder / "cameo_roles.csv", "code", "kind", "plover"))
    sectors = list(_rows(folder / "icews_sectors.csv", "sector", "plover", "country", "write"))
    names, by_name = _names(Path(data_dir), folder)
    words = yaml.safe_load((folder / "words.yaml").read_text("utf-8"))
    older = _rows(folder / "older_modes.csv", "type", "mode", "to_type", "to_mode")
    return Lookups(
        load("plover", data_dir),
        country_codes(data_dir),
        names,
        by_name,
        {f: c or None for f, c in _rows(folder / "fips.csv", "fips", "country")},
        {f: c or None for f, c in _rows(folder / "cameo_countries.csv", "code", "country")},
        {code: to for code, kind, to in roles if kind == "sector"},
        {code: to or None for code, kind, to in roles if kind == "country"},
        {code: to for code, kind, to in roles if kind == "group"},
        {name.casefold(): to or None for name, to, _, _ in sectors},
        {name.casefold(): country for name, _, country, _ in sectors if country},
        {to: name for name, to, _, write in sectors if write},
        {(t, m): (to, mode or None) for t, m, to, mode in older},
        {row[0]: row[1] for row in _rows(folder / "contexts.csv", "spelling", "context")},
        frozenset(words["missing"]),
        dict(words["quads"]),
        {root: quad for quad, roots in words["cameo_quads"].items() for root in roots},
    )


def _names(data_dir: Path, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Names as ICEWS writes them by code, and codes by name; a name that two countries share names neither."""
    told = list(_rows(data_dir / "actors" / "countries.csv", "code", "name", "other_names"))
    special = list(_rows(folder / "icews_countries.csv", "name", "country", "write"))
    several: dict[str, set[str]] = {}
    for code, name, others in told:
        for one in (name, *others.split("|")):
            several.setdefault(one.casefold(), set()).add(code)
    by_name = {name: next(iter(codes)) for name, codes in several.items() if name and len(codes) == 1}
    by_name |= {name.casefold(): code for name, code, _ in special}
    names = {code: name for code, name, _ in told if by_name.get(name.casefold()) == code}
    return names | {code: name for name, code, write in special if write}, by_name


def _rows(path: Path, *columns: str) -> Iterator[tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield tuple(row[c] for c in columns)
    except (OSError, KeyError) as error:
        raise DataError(f"{path} cannot be read ({error}).", "Reinstall detente, or mend DETENTE_DATA.") from None
