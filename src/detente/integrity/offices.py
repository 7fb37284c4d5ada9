"""Persons introduced with an office, or a country, that they never held.

Silent whenever there is room for doubt: an unknown person, namesakes of whom one held the office, an office held
before ("President Clinton" stays a courtesy), a registry that does not know who held the office that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from detente.actors import Registry, load
from detente.actors.entry import Person, Term
from detente.actors.fold import key
from detente.integrity.titles import Introduction, Title, Titles, introductions, load_titles
from detente.record import Cast, Document, Evidence, Finding
from detente.settings import Settings

#: Persons of less weight share their names with too many others.
_PROMINENT = 70.0
#: A country with fewer offices in the registry, or without a head of state, may have any office.
_ENOUGH_OFFICES = 30
#: Only of these does the registry know every country's whole list.
_AT_THE_HEAD = frozenset({"head-of-state", "head-of-government", "supreme-leader"})
#: New holders are called by their office some weeks before they take it.
_EARLY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What speaks against an introduction."""

    person: Person
    country: str
    absent: bool
    elsewhere: bool
    later: Term | None


def about_offices(document: Document, cast: Cast, settings: Settings) -> Iterator[Finding]:
    """Doubt introductions such as a prime minister of a country that has none.

    Args:
        document: Text and date.
        cast: Who a surname alone means.
        settings: Where the registry and the titles are.

    Raises:
        LexiconError: The titles do not read.
        RegistryError: The registry does not read.
    """
    registry, titles = load(settings), load_titles(settings.data_dir)
    day = _day(document)
    found: dict[tuple[str, str], tuple[Introduction, _Doubt, int, list[Evidence]]] = {}
    for intro in introductions(document.text, titles, _countries(settings)):
        if intro.joined or set(intro.before) & titles.lift or intro.before[:1] in {("a",), ("an",)}:
            continue
        doubt, length = _judge(intro, registry, titles, cast, day)
        if doubt is None:
            continue
        evidence = Evidence.of(document.span(intro.start, intro.end - len(intro.name) + length), document.text)
        found.setdefault((doubt.person.id, intro.words.lower()), (intro, doubt, length, []))[3].append(evidence)
    for intro, doubt, length, evidence_list in found.values():
        yield Finding(
            "wrong-office",
            "caution",
            _message(intro, intro.name[:length], doubt, registry, day),
            tuple(evidence_list),
        )


def _day(document: Document) -> date | None:
    when = document.published
    return when.start if when is not None and when.grain in {"day", "week", "weekend", "month"} else None


@lru_cache(maxsize=4)
def _countries(settings: Settings) -> frozenset[str]:
    registry = load(settings)
    return frozenset(
        n for n, entries in registry.names.items() if any(e.kind in {"state", "nation"} for e in entries)
    )


def _judge(
    intro: Introduction, registry: Registry, titles: Titles, cast: Cast, day: date | None
) -> tuple[_Doubt | None, int]:
    """Weigh one introduction; also how much of the name was recognised."""
    nothing = None, 0
    persons, length = _named(intro.name, registry, cast)
    country = _code(intro.country, registry)
    if not persons or (intro.country and country is None):
        return nothing
    best = max(persons[: len(persons) if " " in intro.name[:length] else 1], key=lambda p: p.near(day))
    if best.near(day) < _PROMINENT - 10 or best.weight < _PROMINENT:
        return nothing
    place = country or best.country
    terms = [t for p in persons for t in p.terms]
    same = [t for t in terms if _is(intro.title, t)]
    here = [t for t in same if country in {None, t.country}]
    if any(day is None or not t.start or t.start <= (day + _EARLY).isoformat() for t in here):
        return nothing
    absent = _absent(place, intro.title, registry)
    elsewhere = bool(same) and not here and all(t.country != country for t in terms)
    if not absent and not elsewhere:
        if intro.title.only and place not in intro.title.only:
            return nothing
        if day is None or not _another_held(place, intro.title, best, registry, titles, day):
            return nothing
    # The office itself comes before one that only sounds like it ("President-elect").
    first = min(here, key=lambda t: (t.role not in intro.title.roles, t.start), default=None)
    return _Doubt(best, place, absent, elsewhere, first), length


def _named(name: str, registry: Registry, cast: Cast) -> tuple[list[Person], int]:
    """The persons whom the longest beginning of a name may mean, and the length of that beginning.

    A surname alone means the one person of the document's cast who bears it. That person comes first, then all
    others of that surname: one of them may be meant.
    """
    words = name.split(" ")
    for count in range(len(words), 0, -1):
        tried = " ".join(words[:count])
        bare = tried[:-2] if tried.endswith(("'s", "’s")) else tried
        ids = registry.full.get(key(bare), []) if count > 1 else _of_surname(key(bare), registry, cast)
        if ids:
            return [registry.persons[i] for i in ids], len(bare)
    return [], 0


def _of_surname(surname: str, registry: Registry, cast: Cast) -> list[str]:
    known = {a.id for a in cast.actors if a.kind == "person" and key(a.name).split(" ")[-1] == surname}
    if len(known) != 1 or not known <= registry.persons.keys():
        return []
    return [*known, *(i for i in registry.surnames.get(surname, ()) if i not in known)]


def _code(country: str, registry: Registry) -> str | None:
    codes = {
        e.country for e in registry.names.get(key(country), ()) if e.kind in {"state", "nation"} and e.country
    }
    return codes.pop() if len(codes) == 1 else None


def _is(title: Title, term: Term) -> bool:
    return term.role in title.roles or bool(title.excuse.search(term.title))


def _absent(country: str, title: Title, registry: Registry) -> bool:
    """Whether the registry knows the country well and knows no such office at its head."""
    if not title.roles <= _AT_THE_HEAD:
        return False
    offices = {role: held for (code, role), held in registry.offices.items() if code == country}
    if "head-of-state" not in offices or sum(map(len, offices.values())) < _ENOUGH_OFFICES:
        return False
    return not any(_names(title, t) for role in _AT_THE_HEAD for _, t in offices.get(role, ()))


def _names(title: Title, term: Term) -> bool:
    """Whether a term is that very office, under this title or one of the same kind."""
    return term.role in title.roles and (
        any(w in term.title.lower() for w in title.words) or bool(title.excuse.search(term.title))
    )


def _another_held(
    country: str, title: Title, person: Person, registry: Registry, titles: Titles, day: date
) -> bool:
    """Whether the registry knows that somebody else held the office that day."""
    family = _family(person)
    for role in title.roles:
        for holder, term in registry.offices.get((country, role), ()):
            open_and_old = not term.end and term.source.startswith(titles.dated_source)
            if open_and_old and day.isoformat() > titles.known_until:
                continue
            if term.covers(day) and _names(title, term) and not family & _family(holder):
                return True
    return False


def _family(person: Person) -> set[str]:
    """The words of a name, without particles: two spellings of one person share some."""
    return {w for w in key(person.name).split(" ") if len(w) > 2}


def _message(intro: Introduction, name: str, doubt: _Doubt, registry: Registry, day: date | None) -> str:
    said = f'The text calls {name} "{intro.words}", '
    if doubt.later is not None:
        return f"{said}an office that this person took only on {doubt.later.start}; the text's date is {day}."
    if doubt.absent:
        said += f"but {'that' if intro.country else 'this person’s'} country has no such office"
    elif doubt.elsewhere:
        said += "but this person held that office of another country"
    else:
        said += "an office that this person is not known to have held"
    return f"{said}; the registry has {_known(doubt.person, registry, day)}."


def _known(person: Person, registry: Registry, day: date | None) -> str:
    """What the registry holds about a person on a day."""
    held = person.held(day) if day else []
    term = held[0] if held else max(person.terms, key=lambda t: (t.weight, t.start))
    until = f" to {term.end}" if term.end else ""
    since = f", {'since ' if not until else ''}{term.start}{until}" if term.start else ""
    return f"{term.title} ({registry.name_of(term.country)}{since})"
