"""CAMEO as GDELT and ICEWS files write it: codes of acts, codes of actors, Goldstein scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import IO

from detente.interchange.lookups import lookups
from detente.interchange.source import Notes
from detente.interchange.writing import actual, table_line
from detente.record import Entry, EventCode, Side


def cameo_of(entry: Entry) -> str | None:
    """The CAMEO code of an entry: its own, or the nearest to its type, mode and contexts."""
    if entry.cameo is not None or entry.type is None:
        return entry.cameo
    return lookups().ontology.cameo(EventCode(entry.type, entry.mode), entry.contexts)


def goldstein_of(entry: Entry, cameo: str) -> float | None:
    """The score on Goldstein's scale: the entry's own where it is on it, else that of the CAMEO code."""
    return entry.score if entry.scale == "goldstein" else lookups().ontology.goldstein(cameo)


def side_of(
    name: str | None, country: str | None, group: str | None, kinds: Sequence[str | None], notes: Notes
) -> tuple[Side, ...]:
    """One party out of CAMEO's codes; none when nothing is said of it.

    Args:
        name: Its name.
        country: Three-letter code of a state or a region.
        group: Code of a known group (UNO, NAT).
        kinds: Role and kind codes (GOV, IGO), the main one first.
        notes: Codes that nobody knows are noted.
    """
    known = lookups()
    state = _state(country, notes)
    if state is None and group is not None:
        state = known.groups.get(group)
    sectors: dict[str, None] = {}
    for kind in kinds:
        if kind is None:
            continue
        if kind in known.role_sectors:
            sectors[known.role_sectors[kind]] = None
        elif kind in known.role_countries:
            state = state or known.role_countries[kind]
        elif kind in known.groups:
            state = state or known.groups[kind]
        else:
            notes.add("role", kind)
    side = Side(name, state, tuple(sectors))
    return (side,) if name or state or sectors else ()


def _state(code: str | None, notes: Notes) -> str | None:
    """The state of a CAMEO country code; PLOVER's non-state codes mean other things in CAMEO."""
    if code is None:
        return None
    known = lookups()
    if code in known.cameo_countries:
        return known.cameo_countries[code]
    if code in known.countries and code not in known.ontology.countries:
        return code
    if code not in known.groups and code not in known.role_countries:
        notes.add("country", code)
    return None


def side_of_code(name: str | None, code: str | None, notes: Notes) -> tuple[Side, ...]:
    """One party out of one CAMEO actor code in steps of three letters: USAGOVMIL, UNO, IGOEURUNO."""
    if code is None:
        return side_of(name, None, None, (), notes)
    parts = [code[i : i + 3].upper() for i in range(0, len(code), 3)]
    known = lookups()
    first = parts[0]
    is_state = first in known.cameo_countries or (
        first in known.countries and first not in known.ontology.countries
    )
    return side_of(name or code, first if is_state else None, None, parts[is_state:], notes)


def code_of(side: Side) -> tuple[str | None, str | None, list[str]]:
    """A party as CAMEO has it: code of its state, of its group, and roles."""
    known = lookups()
    by_sector = _roles()
    roles = [by_sector[s] for s in side.sectors if s in by_sector]
    if side.country is None or side.country not in known.ontology.countries:
        return side.country, None, roles
    if side.country in known.role_countries:
        return None, None, [side.country, *roles]
    # The United Nations and the European Union are groups in CAMEO, not kinds.
    return None, next(g for g, c in known.groups.items() if c == side.country), roles


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    """CAMEO's role by PLOVER sector: the first that crosses over to it."""
    found: dict[str, str] = {}
    for role, sector in lookups().role_sectors.items():
        found.setdefault(sector, role)
    return found


def write_pairs(
    entries: Iterable[Entry],
    out: IO[bytes],
    dropped: Counter[str],
    cells: Callable[[Entry, str, Side, Side], Iterable[object]],
) -> int:
    """Write a line for every two sides of an event that has a CAMEO code.

    Args:
        entries: The events.
        out: Where to.
        dropped: Counts what the format cannot hold, by the reason.
        cells: What stands in the line of an event, its CAMEO code and two sides.

    Returns:
        How many lines were written.
    """
    count = 0
    for entry in actual(entries, dropped):
        cameo = cameo_of(entry)
        if cameo is None:
            dropped["without a CAMEO code"] += 1
            continue
        for actor, recipient in entry.pairs():
            out.write(table_line(cells(entry, cameo, actor, recipient)))
            count += 1
    return count
