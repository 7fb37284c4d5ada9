"""States by code or name, as people type them."""

from __future__ import annotations

import csv
import difflib
from functools import lru_cache
from pathlib import Path

from detente.errors import InputError, RegistryError
from detente.ontology import load
from detente.settings import DATA_DIR


def state(text: str, data_dir: str | Path = DATA_DIR) -> str:
    """The ISO 3166 alpha-3 code of a state.

    Args:
        text: The code, or one of the country's names, in any case.
        data_dir: Folder of data files.

    Raises:
        InputError: There is no such state.
    """
    names = _names(str(data_dir))
    code = names.get(text.strip().casefold())
    if code is not None:
        return code
    ontology = load("plover", data_dir)
    if text.strip().upper() in ontology.countries:
        raise InputError(f"{text.strip().upper()} stands for no state.", "Relations are counted between states.")
    near = list(dict.fromkeys(names[n] for n in difflib.get_close_matches(text.casefold(), names, 4, 0.6)))
    hint = (
        f"Did you mean {' or '.join(near)}?"
        if near
        else "Give an ISO 3166 alpha-3 code (RUS) or a country's name."
    )
    raise InputError(f"There is no state {text!r}.", hint)


@lru_cache(maxsize=2)
def _names(data_dir: str) -> dict[str, str]:
    """Codes by casefolded code and name. A name that two countries share names neither."""
    path = Path(data_dir) / "actors" / "countries.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
            told = [(r["code"], [r["name"], *r["other_names"].split("|")]) for r in rows]
    except (OSError, KeyError) as error:
        raise RegistryError(
            f"{path} cannot be read ({error}).", "Reinstall detente, or mend DETENTE_DATA."
        ) from None
    ontology = load("plover", data_dir)
    found: dict[str, set[str]] = {}
    for code, names in told:
        for name in names:
            if name:
                found.setdefault(name.casefold(), set()).add(code)
    known = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    known |= {code.casefold(): code for code, _ in told if code not in ontology.countries}
    return known | {a.casefold(): c for a, c in ontology.aliases.items() if c.casefold() in known}
