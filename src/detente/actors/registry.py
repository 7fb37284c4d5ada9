"""The registry: every name that detente knows, and what it may mean.

Tables under `data/actors/` are read once; names are folded and put into one dictionary, and the first word of
each leads to the longest name that begins with it, so that the longest match at a token is a few look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.actors.entry import Entry, Person, Term
from detente.actors.fold import fold, is_acronym, key, slug, words
from detente.actors.tables import rows, several, sheet
from detente.settings import Settings

_GROUP_COLUMNS = ("name", "other_names", "country", "sector", "start", "end", "source")


@dataclass(slots=True)
class Registry:
    """Names and persons. Built once by `load`; read-only afterwards.

    Attributes:
        names: Folded name -> what it may mean, the strongest first.
        longest: First folded word of a name -> number of words of the longest name that begins with it.
        persons: Id -> person.
        surnames: Folded surname -> ids of persons.
        full: Folded full name -> ids of persons.
        states: Country code -> usual name.
        offices: (country, role) -> (person, term) of every holder, by start.
        words: The small words of the grammar of names (`words.yaml`).
    """

    names: dict[str, list[Entry]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    full: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, str], list[tuple[Person, Term]]] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, entry: Entry, first: bool = False) -> None:
        """Put a name in; `first` lets it win over namesakes that are there already."""
        folded = key(name)
        if not folded:
            return
        known = self.names.setdefault(folded, [])
        if any(e[:2] == entry[:2] and e[4:6] == entry[4:6] and e.start == entry.start for e in known):
            return
        if first:
            known.insert(0, entry)
        else:
            known.append(entry)
        parts = folded.split(" ")
        if self.longest.get(parts[0], 0) < len(parts):
            self.longest[parts[0]] = len(parts)

    def name_of(self, country: str | None) -> str:
        """The usual name of a country code; the code itself where it has none."""
        return self.states.get(country or "", country or "")


def load(settings: Settings | None = None) -> Registry:
    """The registry of these settings: built once a process for each data folder and private list.

    Raises:
        RegistryError: A table is missing or does not read.
    """
    settings = settings or Settings.load()
    private = Path(settings.actors_file) if settings.actors_file else None
    stamp = private.stat().st_mtime_ns if private and private.is_file() else 0
    return _load(settings.data_dir, settings.actors_file, stamp)


@lru_cache(maxsize=4)
def _load(data_dir: str, private: str, _stamp: int) -> Registry:
    folder = Path(data_dir) / "actors"
    registry = Registry(words=sheet(str(folder / "words.yaml")))
    _words(registry)
    _nouns(registry, folder)
    _countries(registry, folder)
    _bodies(registry, folder)
    for file, kind in (
        ("organisations.csv", "organisation"),
        ("armed_groups.csv", "armed_group"),
        ("parties.csv", "party"),
        ("companies.csv", "company"),
        ("media.csv", "media"),
    ):
        _groups(registry, folder / file, kind)
    _places(registry, folder)
    roles = role_words(str(folder))
    for file in ("offices.csv", "offices_authored.csv"):
        _offices(registry, folder / file, roles)
    _aliases(registry, folder)
    _index_persons(registry)
    if private:
        from detente.actors.private import merge

        merge(registry, Path(private))
    return registry


def plural(noun: str) -> str:
    """The plural of an English noun by rule.

    >>> plural("soldier"), plural("spy"), plural("coalition of the willing"), plural("boss")
    ('soldiers', 'spies', 'coalition of the willings', 'bosses')
    """
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _words(registry: Registry) -> None:
    table = registry.words
    for kind, lists in (("honorific", {"": table["honorifics"]}), ("rank", table["ranks"])):
        for sector, names in lists.items():
            for name in names:
                registry.add(name, Entry(kind, key(name), name, sector=sector or None, case="capital"))
    for kind in ("past", "future", "acting"):
        for name in table[kind]:
            registry.add(name, Entry(kind, key(name), name, case="any"))
    for name in table["fillers"]:
        registry.add(name, Entry("filler", key(name), name, case="any"))


def _nouns(registry: Registry, folder: Path) -> None:
    agents = sheet(str(folder / "agents.yaml"))
    for strength in ("strong", "weak"):
        for sector, nouns in agents[strength].items():
            for noun in nouns:
                entry = Entry("agent", slug(noun), noun, sector=sector, case="any", weak=strength == "weak")
                registry.add(noun, entry)
                if not noun.endswith("men"):
                    registry.add(plural(noun), entry)
    for role, entry in sheet(str(folder / "roles.yaml"))["offices"].items():
        for noun in entry["words"]:
            made = Entry(
                "office",
                role,
                noun,
                "|".join(entry.get("where", ())) or None,
                entry["sector"],
                "any",
                bool(entry.get("weak")) or role == "official",
                "",
                float(entry["weight"]),
                second=entry.get("second"),
            )
            registry.add(noun, made, first=True)
            if " of " in noun:
                head, tail = noun.split(" of ", 1)
                registry.add(f"{plural(head)} of {tail}", made, first=True)
            else:
                registry.add(plural(noun), made, first=True)
    for name, entry in sheet(str(folder / "bodies.yaml"))["bodies"].items():
        for noun in entry["words"]:
            made = Entry("bodynoun", name, noun, None, entry["sector"], "any", second=entry.get("second"))
            registry.add(noun, made, first=True)


def _countries(registry: Registry, folder: Path) -> None:
    columns = ("code", "name", "other_names", "adjectives", "people", "capital", "seats", "source")
    for row in rows(folder / "countries.csv", columns):
        code, name, source = row["code"], row["name"], row["source"]
        registry.states[code] = name

        def entry(kind: str, word: str, code: str = code, source: str = source) -> Entry:
            short = is_acronym(word)
            return Entry(kind, f"state:{code}", word, code, None, "upper" if short else "capital", source=source)

        for word in [name, *several(row["other_names"])]:
            registry.add(word, entry("state", word))
        for word in several(row["adjectives"]):
            registry.add(word, entry("nation", word))
            if word[-1] in "niyotr" and not word.endswith("Hong Kong"):
                registry.add(plural(word), entry("nation", plural(word)))
        for word in several(row["people"]):
            registry.add(word, entry("nation", word))
        for word in several(row["capital"]):
            registry.add(word, entry("capital", word)._replace(sector="GOV"))
        for word in several(row["seats"]):
            seat = Entry("seat", f"body:{code}:government", word, code, "GOV", source=source)
            registry.add(word, seat, first=True)
    columns = ("name", "other_names", "adjectives", "country", "sector", "source")
    for row in rows(folder / "disputed.csv", columns):
        made = Entry(
            "disputed",
            f"state:{slug(row['name'])}",
            row["name"],
            row["country"],
            row["sector"],
            source=row["source"],
        )
        for word in [row["name"], *several(row["other_names"]), *several(row["adjectives"])]:
            registry.add(word, made._replace(case="upper" if is_acronym(word) else "capital"), first=True)
            if word in several(row["adjectives"]):
                registry.add(plural(word), made, first=True)


def _bodies(registry: Registry, folder: Path) -> None:
    table = sheet(str(folder / "bodies.yaml"))
    kinds = {name: (e["sector"], e.get("second")) for name, e in table["bodies"].items()}
    kinds |= table["name_sectors"] and {n: (e[0], e[1]) for n, e in table["name_sectors"].items()}
    for code, bodies in table["names"].items():
        for body, names in bodies.items():
            sector, second = kinds[body]
            kind = "media" if body == "media" else "body"
            for name in names:
                # A body's first name is the one its actor goes by; parties and media are many in one country.
                many = body in {"media", "party", "ministry", "intelligence"}
                made = Entry(
                    kind,
                    f"body:{code}:{slug(name) if many else body}",
                    name if many else names[0],
                    code,
                    sector,
                    "upper" if is_acronym(name) else "capital",
                    source="authored-2026",
                    second=second,
                )
                registry.add(name, made, first=True)


def _groups(registry: Registry, path: Path, kind: str) -> None:
    ids = {"organisation": "org", "armed_group": "armed"}
    for row in rows(path, _GROUP_COLUMNS):
        made = Entry(
            kind,
            f"{ids.get(kind, kind)}:{slug(row['name'])}",
            row["name"],
            row["country"] or None,
            row["sector"] or None,
            source=row["source"],
            start=row["start"],
            end=row["end"],
        )
        for word in [row["name"], *several(row["other_names"])]:
            registry.add(word, made._replace(case="upper" if is_acronym(word) else "capital"), first=True)


def _places(registry: Registry, folder: Path) -> None:
    for file in ("places_authored.csv", "places.csv"):
        for row in rows(folder / file, ("name", "other_names", "country", "size", "source")):
            size = float(row["size"] or 0)
            made = Entry(
                "city", f"state:{row['country']}", row["name"], row["country"], size=size, source=row["source"]
            )
            for word in [row["name"], *several(row["other_names"])]:
                folded = key(word)
                known = registry.names.get(folded, ())
                # What a word means otherwise comes first; of two towns the larger one.
                if any(e.kind != "city" for e in known) or any(e.size >= size for e in known):
                    continue
                if known:
                    registry.names[folded] = [made]
                else:
                    registry.add(word, made)


@lru_cache(maxsize=4)
def role_words(folder: str) -> dict[str, tuple[str, float]]:
    """Role -> sector and weight, from `roles.yaml`."""
    table = sheet(str(Path(folder) / "roles.yaml"))["offices"]
    return {role: (e["sector"], float(e["weight"])) for role, e in table.items()}


def _offices(registry: Registry, path: Path, roles: dict[str, tuple[str, float]]) -> None:
    columns = ("person", "wikidata", "country", "title", "role", "sector", "start", "end", "source")
    persons, by_name = registry.persons, {}
    for person in persons.values():
        by_name.setdefault((key(person.name), person.country), person.id)
    for row in rows(path, columns):
        country, role = row["country"], row["role"]
        named = (key(row["person"]), country)
        who = f"person:{row['wikidata']}" if row["wikidata"] else by_name.get(named, "")
        if not who:
            who = f"person:{slug(row['person'])}"
            by_name[named] = who
        known = persons.get(who)
        if known is None:
            known = persons[who] = Person(who, row["person"], row["wikidata"] or None)
            by_name.setdefault(named, who)
        sector, weight = roles.get(role, ("GOV", 30.0))
        term = Term(
            row["title"], role, country, row["sector"] or sector, weight, row["start"], row["end"], row["source"]
        )
        known.terms.append(term)


def _aliases(registry: Registry, folder: Path) -> None:
    by_name: dict[tuple[str, str], str] = {}
    for person in registry.persons.values():
        for term in person.terms:
            by_name.setdefault((key(person.name), term.country), person.id)
    for row in rows(folder / "aliases.csv", ("name", "country", "alias", "source")):
        who = by_name.get((key(row["name"]), row["country"]))
        if who:
            for alias in several(row["alias"]):
                known = registry.full.setdefault(key(alias), [])
                if who not in known:
                    known.append(who)


def _index_persons(registry: Registry) -> None:
    """Index full names and surnames; the offices by country and role."""
    first_names_last = set(registry.words["family_name_first"])
    for person in registry.persons.values():
        parts = key(person.name).split(" ")
        names = {" ".join(parts)}
        parts = [p for p in parts if len(p) > 1 and p not in {"jr", "sr"}] or parts
        names |= {" ".join(parts), f"{parts[0]} {parts[-1]}"}
        for name in names:
            if " " in name or len(parts) == 1:
                known = registry.full.setdefault(name, [])
                if person.id not in known:
                    known.append(person.id)
        tails = {parts[-1], " ".join(parts[-2:])} if len(parts) > 1 else {parts[0]}
        if len(parts) > 1 and any(t.country in first_names_last for t in person.terms):
            tails = {parts[0], parts[-1]} if len(parts) == 2 else {parts[0], " ".join(parts[1:])}
        for tail in tails:
            registry.surnames.setdefault(tail, []).append(person.id)
        for term in person.terms:
            registry.offices.setdefault((term.country, term.role), []).append((person, term))
    for name, ids in registry.full.items():
        for who in ids:
            person = registry.persons[who]
            registry.add(name, Entry("person", who, person.name, size=person.weight))


def words_of(text: str) -> list[tuple[str, str]]:
    """Words of a text with their folded form."""
    return [(w, fold(w)) for w in words(text)]
