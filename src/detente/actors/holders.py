"""Filling the registry with persons: who held which office when, and every spelling of their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from detente.actors.entry import Person, Term
from detente.actors.fold import key
from detente.actors.registry import Registry
from detente.actors.tables import cells, rows, several, sheet

_COLUMNS = ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source")
#: Weight of an office that makes its holder known by name beyond his country.
_STATESMAN = 30.0
_AUTHORED = "authored-2026"
#: A surname that more persons of the registry bear is an everyday one.
_FEW = 6
#: When the older table's facts end.
_SNAPSHOT = "2022-07"


def add_holders(registry: Registry, folder: Path) -> None:
    """Persons with their offices and spellings, out of both tables of offices."""
    kinds = sheet(str(folder / "roles.yaml"))["offices"]
    roles = {role: (e["sector"], float(e["weight"])) for role, e in kinds.items()}
    table = [(key(r["name"]), r) for r in rows(folder / "aliases.csv", ("name", "country", "alias", "source"))]
    usual = {
        (key(alias), c): name for name, r in table for alias in several(r["alias"]) for c in (r["country"], "")
    }
    _built(registry, folder / "offices.csv", roles)
    authored = [folder / "offices_authored.csv", folder / "people_authored.csv"]
    single = frozenset(role for role, e in kinds.items() if e["kind"] == "office")
    ends = _authored(registry, authored, roles, usual, single)
    _close(registry)
    _aliases(registry, table)
    _index_persons(registry, ends[0])
    _famous(registry, ends[0])


def _built(registry: Registry, path: Path, roles: dict[str, tuple[str, float]]) -> None:
    """The large table that a tool built: a row names its person by a Wikidata item where there is one."""
    persons, offices, plain = registry.persons, registry.offices, ("GOV", 30.0)
    for name, wikidata, country, title, role, sector, start, end, source in cells(path, _COLUMNS):
        who = "person:" + (wikidata or key(name).replace(" ", "-"))
        known = persons.get(who)
        if known is None:
            known = persons[who] = Person(who, name, wikidata or None, [], [key(name)])
        standard, weight = roles.get(role, plain)
        term = Term(title, role, country, sector or standard, weight, start, end, source)
        known.terms.append(term)
        if (country, role) in offices:
            offices[country, role].append((known, term))
        else:
            offices[country, role] = [(known, term)]


def _authored(
    registry: Registry,
    paths: Sequence[Path],
    roles: dict[str, tuple[str, float]],
    usual: dict[tuple[str, str], str],
    single: frozenset[str],
) -> list[int]:
    """Tables written by hand: a row belongs to a person of that name and country, or is a new one's.

    In the second, two who began an office the same month are one person of two spellings only where one at a time
    holds it (`single`).

    Returns:
        The number of persons after each table.
    """
    persons = registry.persons
    by_name = {(p.keys[0], t.country): p for p in persons.values() for t in p.terms}
    anywhere: dict[str, list[Person]] = {}
    for person in persons.values():
        anywhere.setdefault(person.keys[0], []).append(person)
    ends = []
    for path in paths:
        for name, wikidata, country, title, role, sector, start, end, source in cells(path, _COLUMNS):
            folded = key(name)
            known = persons.get(f"person:{wikidata}") if wikidata else None
            known = known or by_name.get((folded, country))
            known = known or by_name.get((usual.get((folded, country), ""), country))
            known = known or _abroad(registry, anywhere.get(usual.get((folded, ""), folded), ()), country)
            if known is None and (path == paths[0] or role in single):
                known = _respelled(registry, folded, country, role, start)
            if known is None:
                who = f"person:{wikidata or folded.replace(' ', '-')}"
                known = persons.get(who)
                if known is None:
                    known = persons[who] = Person(who, name, wikidata or None, [], [folded])
                    anywhere.setdefault(folded, []).append(known)
                by_name[folded, country] = known
            elif folded not in known.keys:
                known.keys.append(folded)
            standard, weight = roles.get(role, ("GOV", 30.0))
            term = Term(title, role, country, sector or standard, weight, start, end, source)
            if not _supersede(registry, known, term):
                known.terms.append(term)
                registry.offices.setdefault((country, role), []).append((known, term))
        ends.append(len(persons))
    return ends


def _famous(registry: Registry, first: int) -> None:
    """Let persons after the `first` be known by their full name alone, where it is no everyday one."""
    full, surnames = registry.full, registry.surnames
    for person in islice(registry.persons.values(), first, None):
        name = person.keys[0]
        tail = name.rsplit(" ", 1)[-1]
        person.famous = len(full[name]) == 1 and tail != name and len(surnames.get(tail, ())) <= _FEW


def _abroad(registry: Registry, namesakes: Sequence[Person], country: str) -> Person | None:
    """The statesman of that name, when one of the two posts is with an international body: NATO's was Norway's."""
    between = [p for p in namesakes if country not in registry.states or _international(registry, p)]
    return between[0] if len(between) == 1 and between[0].weight >= _STATESMAN else None


def _international(registry: Registry, person: Person) -> bool:
    return any(t.country not in registry.states for t in person.terms)


def _supersede(registry: Registry, person: Person, term: Term) -> bool:
    """Drop an older table's row of the same term; say whether the authored table has that term already."""
    for old in person.terms:
        same = old.role == term.role and old.country == term.country
        if same and old.source == term.source and old.start == term.start:
            return True
        if same and old.source != term.source and abs(_months(old.start) - _months(term.start)) <= 2:
            person.terms.remove(old)
            registry.offices[old.country, old.role].remove((person, old))
            return False
    return False


def _months(day: str) -> int:
    return int(day[:4] or 0) * 12 + int(day[5:7] or 6)


def _close(registry: Registry) -> None:
    """End terms that a snapshot left open where the authored table has a later holder of the office."""
    for (_, role), held in registry.offices.items():
        if role not in registry.roles["one_holder"]:
            continue
        later = [t.start for _, t in held if t.source == _AUTHORED and t.start >= _SNAPSHOT]
        if not later:
            continue
        for number, (person, term) in enumerate(held):
            after = [s for s in later if s > term.start]
            if not term.end and term.source != _AUTHORED and after:
                ended = term._replace(end=min(after))
                person.terms[person.terms.index(term)] = ended
                held[number] = (person, ended)


def _respelled(registry: Registry, folded: str, country: str, role: str, start: str) -> Person | None:
    """The holder of the same office from the same month on, if the names are two spellings of one."""
    if len(start) < 7:
        return None
    common = registry.sets["common_names"]
    for person, term in registry.offices.get((country, role), ()):
        if term.start[:7] == start[:7] and any(alike(folded, k, common) for k in person.keys):
            return person
    return None


def alike(one: str, other: str, common: frozenset[str] = frozenset()) -> bool:
    """Whether two folded names may be two spellings of one name; sharing a `common` word says nothing.

    >>> alike("aleksandr lukashenko", "alexander lukashenka"), alike("li qiang", "wang yi")
    (True, False)
    """
    a, b = one.split(" "), other.split(" ")
    if set(a) & set(b) - common:
        return True
    return SequenceMatcher(None, a[-1], b[-1]).ratio() >= 0.7


def _aliases(registry: Registry, table: list[tuple[str, dict[str, str]]]) -> None:
    wanted = {name for name, _ in table}
    by_name = {
        (k, t.country): p for p in registry.persons.values() for k in p.keys if k in wanted for t in p.terms
    }
    for name, row in table:
        person = by_name.get((name, row["country"]))
        if person is not None:
            person.keys.extend(k for k in map(key, several(row["alias"])) if k not in person.keys)


def _index_persons(registry: Registry, cabinets: int) -> None:
    """Index full names and surnames.

    After the first `cabinets` persons come those of no cabinet: they take no surname from anybody.
    """
    first_names_last = registry.sets["family_name_first"]
    suffixes = registry.sets["suffixes"]
    full, surnames, longest = registry.full, registry.surnames, registry.longest
    western = Counter(
        p.keys[0].split(" ", 1)[0] for p in registry.persons.values() if p.terms[0].country not in first_names_last
    )
    taken: frozenset[str] = frozenset()
    for number, (who, person) in enumerate(registry.persons.items()):
        if number == cabinets:
            taken = frozenset(surnames)
        east = person.terms[0].country in first_names_last
        parts = person.keys[0].split(" ")
        if len(person.keys) == 1 and len(parts) == 2 and not east and parts[1] not in suffixes:
            # The common case, three times as quick.
            names, tails = {person.keys[0]}, {parts[1] if len(parts[1]) > 1 else parts[0]}
        else:
            names, tails = _spellings(person, suffixes, western if east else None)
        for name in names:
            if name in full:
                full[name].append(who)
            else:
                full[name] = [who]
            first, length = name.split(" ", 1)[0], name.count(" ") + 1
            if longest.get(first, 0) < length:
                longest[first] = length
        for tail in tails:
            if tail in taken:
                continue
            if tail in surnames:
                surnames[tail].append(who)
            else:
                surnames[tail] = [who]


def _spellings(
    person: Person, suffixes: frozenset[str], western: Counter[str] | None
) -> tuple[set[str], set[str]]:
    """Full names and surnames; `western` counts first names, for those whose family name stands first."""
    names, tails = set(person.keys), set[str]()
    for folded in person.keys:
        parts = folded.split(" ")
        bare = [p for p in parts if len(p) > 1 and p not in suffixes] or parts
        if len(bare) > 2 or len(bare) < len(parts):
            names.add(" ".join(bare))
            names.add(f"{bare[0]} {bare[-1]}")
        tails.add(bare[-1])
        if len(bare) > 2:
            tails.add(" ".join(bare[-2:]))
        # "Xi Jinping" is Xi, but "Joseph Wu" is not Joseph.
        if western is not None and len(bare) > 1 and western[bare[0]] < 3:
            tails.add(bare[0])
    return names, tails
