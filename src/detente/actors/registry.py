"""The registry: every name that detente knows, and what it may mean.

Tables under `data/actors/` are read once; names are folded and put into one dictionary, and the first word of
each leads to the longest name that begins with it, so that the longest match at a token is a few look-ups.
"""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.actors.entry import Entry, Person, Term
from detente.actors.fold import fold, is_acronym, key, slug, words
from detente.actors.tables import cells, rows, several, sheet
from detente.settings import Settings

#: Bodies of which a state has one, whatever names the table lists.
_ONE_BODY = frozenset(
    {
        "foreign-ministry",
        "defence-ministry",
        "interior-ministry",
        "finance-ministry",
        "justice-ministry",
        "parliament",
    }
    | {"senate", "house", "central-bank", "security-council"}
)
#: Offices with one holder at a time: who comes after ends the one before.
_ONE_HOLDER = frozenset(
    {"head-of-state", "head-of-government", "foreign-minister", "defence-minister", "army-chief"}
)
_AUTHORED = "authored-2026"
#: When the older table's facts end.
_SNAPSHOT = "2022-07"
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
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
        sounds: Full names reduced to their sound -> ids; filled on first use.
        sames: Spelling -> the first spelling of its row in `same_names`; filled on first use.
    """

    names: dict[str, list[Entry]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    full: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, str], list[tuple[Person, Term]]] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    sounds: dict[str, list[str]] = field(default_factory=dict)
    sames: dict[str, str] = field(default_factory=dict)

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

    def look_up(self, folded: str) -> list[Entry]:
        """What a folded name may mean, persons last."""
        entries = self.names.get(folded, [])
        ids = self.full.get(folded)
        if not ids:
            return entries
        persons = [self.persons[who] for who in ids]
        return [*entries, *(Entry("person", p.id, p.name, size=p.weight) for p in persons)]

    def respelled(self, folded: str) -> list[str]:
        """Ids of persons whose full name is the same in another transliteration."""
        if not self.sounds:
            same = {w: row[0] for row in self.words["same_names"] for w in row}
            for name, ids in self.full.items():
                if " " in name:
                    self.sounds.setdefault(self._sound(name, same), []).extend(ids)
            self.sounds[""] = []
            self.sames.update(same)
        return self.sounds.get(self._sound(folded, self.sames), [])

    def _sound(self, folded: str, same: dict[str, str]) -> str:
        words = []
        for word in folded.split(" "):
            word = same.get(word, word)
            for old, new in self.words["same_sounds"]:
                if old in word:
                    word = word.replace(old, new)
            words.append(word)
        return " ".join(words)

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
    # Tens of thousands of small objects that all stay: the collector would walk them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _build(Path(data_dir) / "actors", private)
    finally:
        if collecting:
            gc.enable()


def _build(folder: Path, private: str) -> Registry:
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
    _close(registry)
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
            if not word.endswith(("sh", "ch", "se", "ss", "Hong Kong", "US", "UK", "UAE")):
                registry.add(plural(word), entry("nation", plural(word)))
        for word in several(row["people"]):
            registry.add(word, entry("nation", word))
        for word in several(row["capital"]):
            registry.add(word, entry("capital", word)._replace(sector="GOV"))
        for word in several(row["seats"]):
            seat = Entry("seat", f"body:{code}:government", word, code, "GOV", source=source)
            registry.add(word, seat, first=True)
    for row in rows(folder / "disputed.csv", ("name", "other_names", "adjectives", "country", "sector", "source")):
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
            for number, item in enumerate(names):
                # "A = B": two names of one body. Ministries and parliaments have one body under many names anyway.
                spellings = item.split(" = ")
                one = body in _ONE_BODY
                ident = body if one or (number == 0 and kind != "media") else slug(spellings[0])
                for name in spellings:
                    made = Entry(
                        kind,
                        f"body:{code}:{ident}",
                        names[0] if one else spellings[0],
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
        for name, others, country, inhabitants, source in cells(
            folder / file, ("name", "other_names", "country", "size", "source")
        ):
            size = float(inhabitants or 0)
            made = Entry("city", f"state:{country}", name, country, size=size, source=source)
            for word in [name, *several(others)]:
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
    persons = registry.persons
    by_name = {(p.keys[0], t.country): p for p in persons.values() for t in p.terms}
    offices = registry.offices
    for name, wikidata, country, title, role, sector, start, end, source in cells(path, columns):
        known = persons.get(f"person:{wikidata}") if wikidata else None
        folded = "" if known else key(name)
        if known is None and not wikidata:
            known = by_name.get((folded, country)) or _respelled(registry, folded, country, role, start)
            if known is not None and folded not in known.keys:
                known.keys.append(folded)
        if known is None:
            who = f"person:{wikidata or folded.replace(' ', '-')}"
            known = persons.get(who)
            if known is None:
                known = persons[who] = Person(who, name, wikidata or None, [], [folded])
            by_name[folded, country] = known
        standard, weight = roles.get(role, ("GOV", 30.0))
        term = Term(title, role, country, sector or standard, weight, start, end, source)
        if not wikidata and _supersede(registry, known, term):
            continue
        known.terms.append(term)
        held = offices.get((country, role))
        if held is None:
            offices[country, role] = [(known, term)]
        else:
            held.append((known, term))


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
        if role not in _ONE_HOLDER:
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
    for person, term in registry.offices.get((country, role), ()):
        if term.start[:7] == start[:7] and any(alike(folded, k) for k in person.keys):
            return person
    return None


def alike(one: str, other: str) -> bool:
    """Whether two folded names may be two spellings of one name.

    >>> alike("aleksandr lukashenko", "alexander lukashenka"), alike("li qiang", "wang yi")
    (True, False)
    """
    a, b = one.split(" "), other.split(" ")
    if set(a) & set(b) - {"al", "bin", "abdul", "mohammed", "ahmed", "john"}:
        return True
    return SequenceMatcher(None, a[-1], b[-1]).ratio() >= 0.7


def _aliases(registry: Registry, folder: Path) -> None:
    by_name = {(k, t.country): p for p in registry.persons.values() for t in p.terms for k in p.keys}
    for row in rows(folder / "aliases.csv", ("name", "country", "alias", "source")):
        person = by_name.get((key(row["name"]), row["country"]))
        if person is not None:
            person.keys.extend(k for k in map(key, several(row["alias"])) if k not in person.keys)


def _index_persons(registry: Registry) -> None:
    """Index full names and surnames."""
    first_names_last = frozenset(registry.words["family_name_first"])
    full, surnames, longest = registry.full, registry.surnames, registry.longest
    western = Counter(
        p.keys[0].split(" ", 1)[0] for p in registry.persons.values() if p.terms[0].country not in first_names_last
    )
    for who, person in registry.persons.items():
        east = person.terms[0].country in first_names_last
        names, tails = set(), set()
        for folded in person.keys:
            parts = folded.split(" ")
            names.add(folded)
            bare = [p for p in parts if len(p) > 1 and p not in _SUFFIXES] or parts
            if len(bare) > 2 or len(bare) < len(parts):
                names.add(" ".join(bare))
                names.add(f"{bare[0]} {bare[-1]}")
            tails.add(bare[-1])
            if len(bare) > 2:
                tails.add(" ".join(bare[-2:]))
            # "Xi Jinping" is Xi, but "Joseph Wu" is not Joseph.
            if east and len(bare) > 1 and western[bare[0]] < 3:
                tails.add(bare[0])
        for name in names:
            full.setdefault(name, []).append(who)
            first, length = name.split(" ", 1)[0], name.count(" ") + 1
            if longest.get(first, 0) < length:
                longest[first] = length
        for tail in tails:
            surnames.setdefault(tail, []).append(who)


def words_of(text: str) -> list[tuple[str, str]]:
    """Words of a text with their folded form."""
    return [(w, fold(w)) for w in words(text)]
