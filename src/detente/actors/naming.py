"""Filling the registry with names that are no persons: small words, nouns, countries, bodies, groups, towns."""

from __future__ import annotations

from pathlib import Path

from detente.actors.entry import Entry
from detente.actors.fold import is_acronym, key, slug
from detente.actors.registry import Registry
from detente.actors.tables import cells, rows, several, sheet

_GROUP_COLUMNS = ("name", "other_names", "country", "sector", "start", "end", "source")


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


def add_words(registry: Registry) -> None:
    """Small words: honorifics, ranks, words of the past, fillers."""
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


def add_nouns(registry: Registry, folder: Path) -> None:
    """Nouns of groups, offices and bodies, singular and plural."""
    agents = sheet(str(folder / "agents.yaml"))
    for strength in ("strong", "weak"):
        for sector, nouns in agents[strength].items():
            for noun in nouns:
                entry = Entry("agent", slug(noun), noun, sector=sector, case="any", weak=strength == "weak")
                registry.add(noun, entry)
                if not noun.endswith("men"):
                    registry.add(plural(noun), entry)
    for sector, forces in agents["things"].items():
        for force, nouns in forces.items():
            for noun in nouns:
                entry = Entry("agent", slug(noun), noun, sector=sector, case="any", force=force)
                registry.add(noun, entry)
                registry.add(plural(noun), entry)
    any_sector = frozenset({"any_sector"})
    for role, entry in sheet(str(folder / "roles.yaml"))["offices"].items():
        flags = frozenset(flag for flag, keys in registry.roles.items() if role in keys)
        for noun in entry["words"]:
            made = Entry(
                "office",
                role,
                noun,
                "|".join(entry.get("where", ())) or None,
                entry["sector"],
                "upper" if is_acronym(noun) else "any",
                bool(entry.get("weak")) or role == "official",
                "",
                float(entry["weight"]),
                second=entry.get("second"),
                flags=flags | any_sector if noun in registry.sets["any_sector"] else flags,
            )
            registry.add(noun, made, first=True)
            registry.nouns.setdefault(role, made)
            if " of " in noun:
                head, tail = noun.split(" of ", 1)
                registry.add(f"{plural(head)} of {tail}", made, first=True)
            else:
                registry.add(plural(noun), made, first=True)
    for name, entry in sheet(str(folder / "bodies.yaml"))["bodies"].items():
        for noun in entry["words"]:
            made = Entry("bodynoun", name, noun, None, entry["sector"], "any", second=entry.get("second"))
            registry.add(noun, made, first=True)
            if not noun.endswith(("s", "media")) and plural(noun) not in entry["words"]:
                registry.add(plural(noun), made)


def add_countries(registry: Registry, folder: Path) -> None:
    """States by every name, nationality, capital and seat of government, and disputed entities."""
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
    for row in rows(folder / "peoples.csv", ("name", "other_names", "country", "source")):
        people = Entry(
            "nation",
            f"people:{slug(row['name'])}",
            row["name"],
            row["country"],
            source=row["source"],
            flags=frozenset({"people"}),
        )
        for word in [row["name"], *several(row["other_names"])]:
            registry.add(word, people)
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


def add_bodies(registry: Registry, folder: Path) -> None:
    """Bodies that bear a name of their own."""
    table = sheet(str(folder / "bodies.yaml"))
    one_body = frozenset(table["one_body"])
    kinds = {name: (e["sector"], e.get("second")) for name, e in table["bodies"].items()}
    kinds |= table["name_sectors"] and {n: (e[0], e[1]) for n, e in table["name_sectors"].items()}
    for code, bodies in table["names"].items():
        for body, names in bodies.items():
            sector, second = kinds[body]
            kind = "media" if body == "media" else "body"
            for number, item in enumerate(names):
                # "A = B": two names of one body. Ministries and parliaments have one body under many names anyway.
                spellings = item.split(" = ")
                one = body in one_body
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


def add_groups(registry: Registry, path: Path, kind: str) -> None:
    """One table of organisations, armed groups, parties, companies or media."""
    ids = {"organisation": "org", "armed_group": "armed"}
    for row in rows(path, _GROUP_COLUMNS):
        made = Entry(
            kind,
            f"body:{row['country']}:{slug(row['name'])}"
            if kind == "body"
            else f"{ids.get(kind, kind)}:{slug(row['name'])}",
            row["name"],
            row["country"] or None,
            row["sector"] or None,
            source=row["source"],
            start=row["start"],
            end=row["end"],
        )
        for number, word in enumerate([row["name"], *several(row["other_names"])]):
            entry = made._replace(case=_case(word))
            # Of several of one kind the one whose usual name it is comes first: Britain's Labour Party.
            registry.add(word, entry, first=not number or not _named(registry, word, kind))


def _case(word: str) -> str:
    """How a name is to be written: as the table writes it, "Karen rebels" with one capital."""
    if is_acronym(word):
        return "upper"
    return "first" if " " in word and word[:1].isupper() and word.rsplit(" ", 1)[1].islower() else "capital"


def _named(registry: Registry, word: str, kind: str) -> bool:
    """Whether the usual name of something of that kind is that word."""
    return any(e.kind == kind and e.name == word for e in registry.names.get(key(word), ()))


def add_heads(registry: Registry, folder: Path) -> None:
    """Which words mean the head of which organisation."""
    for row in rows(folder / "heads.csv", ("organisation", "title", "words", "source")):
        small = registry.sets["title_small"]
        words = frozenset(" ".join(w for w in key(v).split(" ") if w not in small) for v in several(row["words"]))
        registry.heads.setdefault(row["organisation"], []).append((row["title"], words))


def add_places(registry: Registry, folder: Path) -> None:
    """Towns and regions, which stand for the state they lie in."""
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
