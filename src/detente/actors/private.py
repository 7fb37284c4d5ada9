"""A user's own actor list, merged over the registry.

CSV: `name,code,kind,sector,wikidata,start,end`, of which only `name` and one of `code` and `country` are needed;
JSON: code -> names.
A code is three letters of a country and, optionally, letters of a sector: `ITHMIL` is ITH and MIL.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from detente.actors.entry import Entry, Person, Term
from detente.actors.fold import is_acronym, key, slug
from detente.actors.registry import Registry
from detente.errors import MissingPath, RegistryError

_KINDS = {
    "": "private",
    "state": "state",
    "nation": "nation",
    "organisation": "organisation",
    "armed_group": "armed_group",
    "party": "party",
    "company": "company",
    "government_body": "body",
    "person": "person",
}


def merge(registry: Registry, path: Path) -> None:
    """Merge a list over the registry: its names win over namesakes.

    Args:
        registry: Is added to; it belongs to this list's settings alone.
        path: CSV or JSON.

    Raises:
        MissingPath: No such file.
        RegistryError: It is in neither form.
    """
    if not path.is_file():
        raise MissingPath(
            f"There is no actor list {path}.", "Set DETENTE_ACTORS to a CSV or JSON file, or unset it."
        )
    if path.suffix.lower() == ".json":
        _json(registry, path)
    else:
        _csv(registry, path)


def split_code(code: str) -> tuple[str, str | None]:
    """Country and sector of a code.

    >>> split_code("ITHMIL"), split_code("GON")
    (('ITH', 'MIL'), ('GON', None))
    """
    return code[:3], code[3:6] or None


def _json(registry: Registry, path: Path) -> None:
    try:
        table = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RegistryError(f"{path} is no JSON.", "Write an object of code -> list of names.") from None
    if not isinstance(table, dict) or not all(isinstance(v, list) for v in table.values()):
        raise RegistryError(f"{path} is not an object of code -> list of names.", 'Write {"GON": ["Gondor"]}.')
    for code, names in table.items():
        country, sector = split_code(code)
        for name in names:
            _name(registry, str(name), country, sector, "", "", "", "", str(path.name))


def _csv(registry: Registry, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header = reader.fieldnames or []
        if "name" not in header or not {"code", "country"} & set(header):
            raise RegistryError(
                f"{path} lacks the columns name and code (or country).", "Add them to the first line."
            )
        for row in reader:
            cell = {k: (v or "").strip() for k, v in row.items() if k}
            country, sector = split_code(cell.get("code") or cell.get("country", ""))
            sector = cell.get("sector") or sector
            kind = cell.get("kind", "")
            if kind not in _KINDS:
                raise RegistryError(
                    f"{path}:{reader.line_num} has the kind {kind!r}.",
                    f"Use one of {', '.join(filter(None, _KINDS))}.",
                )
            if cell.get("name") and country:
                _name(
                    registry,
                    cell["name"],
                    country,
                    sector,
                    kind,
                    cell.get("wikidata", ""),
                    cell.get("start", ""),
                    cell.get("end", ""),
                    path.name,
                )
                _others(registry, cell["name"], cell.get("other_names", ""))


def _others(registry: Registry, name: str, others: str) -> None:
    """Let other names mean what a name of the list means."""
    made = registry.names[key(name)][0]
    for word in filter(None, map(str.strip, others.split("|"))):
        registry.add(word, made._replace(case="upper" if is_acronym(word) else "capital"), first=True)
        if made.kind == "person":
            registry.full.setdefault(key(word), []).insert(0, made.id)


def _name(
    registry: Registry,
    name: str,
    country: str,
    sector: str | None,
    kind: str,
    wikidata: str,
    start: str,
    end: str,
    source: str,
) -> None:
    if kind == "person":
        who = f"person:{wikidata or slug(name)}"
        person = registry.persons.setdefault(who, Person(who, name, wikidata or None))
        person.terms.append(Term("", "official", country, sector or "GOV", 90.0, start, end, source))
        parts = key(name).split(" ")
        for table, words in ((registry.full, " ".join(parts)), (registry.surnames, parts[-1])):
            known = table.setdefault(words, [])
            if who not in known:
                known.insert(0, who)
        registry.add(name, Entry("person", who, name, size=90.0), first=True)
        return
    made = _KINDS[kind]
    if not kind and sector is None:
        # A bare country code names the state itself, by whatever word the list gives for it.
        made = "state"
        registry.states.setdefault(country, name)
    case = "upper" if is_acronym(name) else "capital"
    ident = f"state:{country}" if made in {"state", "nation"} else f"private:{country}:{slug(name)}"
    registry.add(
        name,
        Entry(
            made,
            ident,
            name,
            country,
            sector,
            case,
            source=source,
            start=start,
            end=end,
            wikidata=wikidata or None,
        ),
        first=True,
    )
