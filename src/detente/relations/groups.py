"""Groups of sectors and codes of mediation, out of the data file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.errors import InputError, LexiconError
from detente.ontology import load
from detente.reading.words import read_yaml
from detente.record import EventCode
from detente.settings import DATA_DIR
from detente.store.ledger.rows import NONE, STATE


@dataclass(frozen=True, slots=True)
class Groups:
    """What the data file says.

    Attributes:
        sectors: Sector codes by group.
        mediation: Codes by which somebody mediates.
    """

    sectors: dict[str, tuple[str, ...]]
    mediation: tuple[EventCode, ...]


@lru_cache(maxsize=2)
def groups(data_dir: str | Path = DATA_DIR) -> Groups:
    """Load the data file.

    Raises:
        LexiconError: It is missing, or not in its format.
    """
    path = Path(data_dir) / "relations" / "relations.yaml"
    told = read_yaml(path, dict)
    try:
        sectors = {str(name): tuple(map(str, codes)) for name, codes in told["sectors"].items()}
        mediation = tuple(EventCode(str(m["type"]), m.get("mode")) for m in told["mediation"])
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path} is not in its format ({error}).", "See its comments.") from None
    return Groups(sectors, mediation)


def sector_codes(names: Iterable[str]) -> list[str]:
    """Codes that some groups and codes stand for, each once.

    Raises:
        InputError: There is no such group or sector.
    """
    known = groups().sectors
    single = {*load().sectors, STATE, NONE}
    found: dict[str, None] = {}
    for name in names:
        if name.casefold() in known:
            found.update(dict.fromkeys(known[name.casefold()]))
        elif name.upper() in single:
            found[name.upper()] = None
        else:
            near = difflib.get_close_matches(name.casefold(), known, 1, 0.5)
            hint = (
                f"Did you mean {near[0]}?"
                if near
                else f"Use one of: {', '.join(known)}; or a sector's code (GOV)."
            )
            raise InputError(f"There is no sector or group of sectors {name!r}.", hint)
    return list(found)
