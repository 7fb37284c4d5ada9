"""Persons introduced with an office, or a country, that is not theirs on the day of the text.

Silent whenever there is room for doubt: an unknown person, namesakes of whom one held the office, an office held
before where the text looks back or the country leaves it as a courtesy ("President Clinton"), a registry that does
not know who held the office that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from detente.actors import Registry, load
from detente.actors.entry import Person, Term
from detente.actors.fold import key
from detente.integrity.introductions import Introduction, introductions
from detente.integrity.office_doubts import OfficeDoubt, message_of
from detente.integrity.titles import Title, Titles, load_titles
from detente.record import Cast, Document, Evidence, Finding
from detente.settings import Settings

#: Persons of less weight share their names with too many others.
_PROMINENT = 70.0
#: So much prominence may have faded away since the last office.
_FADED = 10.0
#: A country with fewer offices in the registry, or without a head of state, may have any office.
_ENOUGH_OFFICES = 30
#: Only of these does the registry know every country's whole list.
_AT_THE_HEAD = frozenset({"head-of-state", "head-of-government", "supreme-leader"})
#: New holders are called by their office some weeks before they take it, old ones some weeks after they left it.
_EARLY = timedelta(days=90)
_LATE = timedelta(days=45)
#: So long before, people imagine somebody in the office.
_CAMPAIGN = timedelta(days=2 * 365)
#: Each introduction may be looked for in the whole text; one with more of them is no news.
_TRIED = 500
#: So far around an introduction, in its paragraph and the one before, other years are looked for.
_AROUND = 1500
#: So far before a surname "former" is looked for, in its clause.
_OVER_BEFORE = 50
_CLAUSE = re.compile(r"[.!?;,]\s|\n")
#: An office that nobody has held for so long is no more.
_ABOLISHED = timedelta(days=5 * 365)
#: How alike two spellings of a name are, when the surname is the same and when no word is.
_ALIKE_REST = 0.6
_ALIKE_WHOLE = 0.85
#: Further back, a text that gives somebody an old title looks back more often than it errs.
_YEARS_BACK = 10


@dataclass(frozen=True, slots=True)
class _Known:
    """What an introduction is held against.

    Attributes:
        registry: Persons and their offices.
        countries: Code of a country or body -> role -> (person, term) of every holder.
        heads: Titles of those who lead an international body.
        titles: The titles that can be checked.
        day: The day of the text, or `None`.
        over: Surname -> whether the text says "former" of its bearer anywhere; filled on first use.
    """

    registry: Registry
    countries: Mapping[str, Mapping[str, list[tuple[Person, Term]]]]
    heads: frozenset[str]
    titles: Titles
    day: date | None
    over: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an office belongs to: a country, or an international body with the title of its head."""

    country: str
    head: str = ""


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
    titles = load_titles(settings.data_dir)
    known = _Known(*_registry(settings), titles, _day(document))
    found: dict[tuple[str, str], tuple[Introduction, OfficeDoubt, list[Evidence]]] = {}
    for intro in islice(introductions(document.text, titles, _places(settings)), _TRIED):
        if intro.joined or set(intro.before) & titles.lift or intro.before[:1] in {("a",), ("an",)}:
            continue
        if not intro.country and set(intro.before[:1]) & titles.of_another:
            continue
        doubt = _judge(intro, document.text, cast, known)
        if doubt is None:
            continue
        span = document.span(min(intro.start, doubt.name[0]), max(intro.end, doubt.name[1]))
        row = found.setdefault((doubt.person.id, intro.words.lower()), (intro, doubt, []))
        row[2].append(Evidence.of(span, document.text))
    for intro, doubt, evidence in found.values():
        name = document.text[slice(*doubt.name)]
        yield Finding(
            "wrong-office", "caution", message_of(intro, name, doubt, known.registry, known.day), tuple(evidence)
        )


def _day(document: Document) -> date | None:
    when = document.published
    return when.start if when is not None and when.grain in {"day", "week", "weekend", "month"} else None


@lru_cache(maxsize=4)
def _registry(
    settings: Settings,
) -> tuple[Registry, Mapping[str, Mapping[str, list[tuple[Person, Term]]]], frozenset[str]]:
    """The registry, its offices by country, and the titles of heads of international bodies."""
    registry = load(settings)
    countries: dict[str, dict[str, list[tuple[Person, Term]]]] = {}
    for (country, role), held in registry.offices.items():
        countries.setdefault(country, {})[role] = held
    return registry, countries, frozenset(title for heads in registry.heads.values() for title, _ in heads)


@lru_cache(maxsize=4)
def _places(settings: Settings) -> frozenset[str]:
    registry = load(settings)
    return frozenset(
        name
        for name, entries in registry.names.items()
        if any(e.kind in {"state", "nation"} or e.name in registry.heads for e in entries)
    )


def _place(intro: Introduction, registry: Registry, titles: Titles) -> _Place | None:
    """The country or body that an introduction names; `None` when it is not clear or not one of today's states."""
    folded = key(intro.country)
    if folded in titles.no_state:
        return None
    entries = registry.names.get(folded, ())
    codes = {e.country for e in entries if e.kind in {"state", "nation"} and e.id.startswith("state:")}
    if len(codes) == 1 and (code := codes.pop()):
        return _Place(code) if intro.title is not None else None
    for entry in entries:
        for head, words in registry.heads.get(entry.name, ()):
            if key(intro.noun) in words and entry.country:
                return _Place(entry.country, head)
    return None


def _judge(intro: Introduction, text: str, cast: Cast, known: _Known) -> OfficeDoubt | None:
    """Weigh one introduction."""
    place = _place(intro, known.registry, known.titles) if intro.country else None
    if intro.country and place is None:
        return None
    persons, name = _named(text, intro, known.registry, cast)
    if not persons:
        return None
    alone = " " not in text[slice(*name)].strip()
    best = max(persons[: 1 if alone else len(persons)], key=lambda p: p.near(known.day))
    terms = [t for p in persons for t in p.terms]
    # Whoever led an international body is known by that name.
    if not any(t.title in known.heads for t in terms) and (
        best.near(known.day) < _PROMINENT - _FADED or best.weight < _PROMINENT
    ):
        return None
    who = OfficeDoubt(best, name, "")
    if place is not None and place.head:
        return _judge_head(place, who, terms, known)
    if intro.title is None:
        return None
    if intro.title.loose:
        theirs = place is None or any(t.country == place.country for t in terms)
        return None if theirs else replace(who, why="loose")
    country = place.country if place is not None else best.country
    doubt = _judge_office(intro.title, country, who, terms, known)
    return None if doubt is not None and _is_excused(intro, doubt, country, text, known) else doubt


def _is_excused(intro: Introduction, doubt: OfficeDoubt, country: str, text: str, known: _Known) -> bool:
    """Whether a title of another time may be hoped for, a courtesy, or a look back."""
    bare = not intro.country
    assert intro.title is not None
    if known.day is None:
        return False
    if doubt.why == "later":
        return bare and intro.title.roles <= _AT_THE_HEAD and _is_hoped_for(doubt, known.day)
    if doubt.why != "past":
        return False
    if bare and (country in known.titles.courtesy or not _holds_another(doubt.person, known.day)):
        return True
    return _looks_back(intro, doubt, text, known, known.day)


def _judge_office(
    title: Title, country: str, who: OfficeDoubt, terms: list[Term], known: _Known
) -> OfficeDoubt | None:
    """Weigh an office of a country."""
    same = [t for t in terms if _is(title, t, known.titles)]
    here = [t for t in same if t.country == country]
    if _absent(country, title, known) and not any(_bears(title, t) for t in terms if t.country == country):
        return replace(who, why="absent")
    who = replace(who, holder=_another_held(country, title, who.person, known))
    if here:
        return _judge_time(title, who, here, known.day)
    if same and all(t.country != country for t in terms):
        return replace(who, why="elsewhere")
    if who.holder is None or (title.only and country not in title.only):
        return None
    return replace(who, why="other")


def _judge_time(title: Title, who: OfficeDoubt, here: list[Term], day: date | None) -> OfficeDoubt | None:
    """Weigh an office that the person does hold at some time."""
    if day is None or any(_about(t, day) for t in here):
        return None
    over = [t for t in here if t.end and t.end <= day.isoformat()]
    past = [t for t in over if t.role in title.roles]
    if over and who.holder is None:
        return None
    if over and not past:
        return replace(who, why="other")
    if past:
        last = max(past, key=lambda t: t.end)
        recent = day.year - int(last.end[:4]) <= _YEARS_BACK
        return replace(who, why="past", term=last) if recent else None
    # The office itself comes before one that only sounds like it ("President-elect").
    return replace(who, why="later", term=min(here, key=lambda t: (t.role not in title.roles, t.start)))


def _judge_head(place: _Place, who: OfficeDoubt, terms: list[Term], known: _Known) -> OfficeDoubt | None:
    """Weigh the headship of an international body, where the registry knows who had it that day."""
    day = known.day
    if day is None or any(t.title.endswith(place.head) and _about(t, day) for t in terms):
        return None
    for holders in known.countries.get(place.country, {}).values():
        for person, term in holders:
            if term.title == place.head and _holds(term, known) and not _same(person, who.person):
                return replace(who, why="other", holder=(person, term))
    return None


def _holds(term: Term, known: _Known) -> bool:
    """Whether the registry knows that a term ran on the day of the text."""
    if known.day is None or not term.covers(known.day):
        return False
    return bool(term.end) or known.titles.knows(term.source, known.day.isoformat())


def _about(term: Term, day: date) -> bool:
    """Whether a term covers a day, or nearly."""
    return (not term.start or term.start <= (day + _EARLY).isoformat()) and (
        not term.end or (day - _LATE).isoformat()[: len(term.end)] <= term.end
    )


def _named(text: str, intro: Introduction, registry: Registry, cast: Cast) -> tuple[list[Person], tuple[int, int]]:
    """The persons whom the longest possible name may mean, and the range of that name.

    A surname alone means the one person of the document's cast who bears it. That person comes first, then all
    others of that surname: one of them may be meant.
    """
    for start, end in intro.names:
        if text[start:end].endswith(("'s", "’s")):
            end -= 2
        elif re.search(r"\w{3,}\.\Z", text[start:end]):
            end -= 1
        folded = key(text[start:end])
        if " " in folded:
            ids = registry.full.get(folded) or registry.respelled(folded)
        else:
            ids = _of_surname(folded, registry, cast)
        if ids:
            return [registry.persons[i] for i in ids], (start, end)
    return [], (0, 0)


def _of_surname(surname: str, registry: Registry, cast: Cast) -> list[str]:
    known = {a.id for a in cast.actors if a.kind == "person" and key(a.name).split(" ")[-1] == surname}
    if len(known) != 1 or not known <= registry.persons.keys():
        return []
    return [*known, *(i for i in registry.surnames.get(surname, ()) if i not in known)]


def _is(title: Title, term: Term, titles: Titles) -> bool:
    """Whether a term explains a title."""
    if term.role in title.roles or term.role in title.also.get(term.country, ()):
        return True
    return bool(title.excuse.search(term.title)) and not titles.lesser.search(term.title)


def _absent(country: str, title: Title, known: _Known) -> bool:
    """Whether the registry knows the country well and knows no such office at its head, or none any more."""
    offices = known.countries.get(country, {})
    if not title.roles <= _AT_THE_HEAD or not offices.keys() & _AT_THE_HEAD:
        return False
    if sum(map(len, offices.values())) < _ENOUGH_OFFICES:
        return False
    since = (known.day - _ABOLISHED).isoformat() if known.day is not None else ""
    heads = (t for role in _AT_THE_HEAD for _, t in offices.get(role, ()) if not t.end or t.end >= since)
    return not any(_names(title, t) for t in heads)


def _bears(title: Title, term: Term) -> bool:
    """Whether an office of any kind is called so: a Chancellor of the Exchequer is no head of government."""
    return term.role in title.also.get(term.country, ()) or any(w in term.title.lower() for w in title.words)


def _names(title: Title, term: Term) -> bool:
    """Whether a term is that very office, under this title or one of the same kind."""
    return term.role in title.roles and (
        any(w in term.title.lower() for w in title.words) or bool(title.excuse.search(term.title))
    )


def _another_held(country: str, title: Title, person: Person, known: _Known) -> tuple[Person, Term] | None:
    """Who else, as far as the registry knows, held the office that day."""
    for role in title.roles:
        for holder, term in known.countries.get(country, {}).get(role, ()):
            if _holds(term, known) and _names(title, term) and not _same(person, holder):
                return holder, term
    return None


def _holds_another(person: Person, day: date) -> bool:
    """Whether a person holds some other high office that day, by which the text should call him."""
    return any(t.weight >= _PROMINENT for t in person.held(day))


def _is_hoped_for(doubt: OfficeDoubt, day: date) -> bool:
    """Whether somebody may be running for the office: "President N" is then imagined or feared."""
    return doubt.term is not None and doubt.term.start <= (day + _CAMPAIGN).isoformat()


def _looks_back(intro: Introduction, doubt: OfficeDoubt, text: str, known: _Known, day: date) -> bool:
    """Whether the text tells of the days in which the office was held, or says elsewhere that they are over."""
    titles, ends = known.titles, max(doubt.name[1], intro.end)
    if set(intro.before[:3]) & titles.looking_back or titles.looked_back.match(text, ends):
        return True
    opening = text.rfind("\n", 0, max(0, text.rfind("\n", 0, intro.start) - 2)) + 1
    closing = text.find("\n", intro.end)
    closing = closing if closing >= 0 else len(text)
    around = text[max(opening, intro.start - _AROUND) : min(closing, intro.end + _AROUND)]
    if any(int(year) < day.year for year in re.findall(r"\b(?:19|20)\d\d\b", around)):
        return True
    if titles.long_ago.search(_sentence(text, intro.start, intro.end)):
        return True
    surname = text[slice(*doubt.name)].split()[-1]
    if surname not in known.over:
        places = (m.start() for m in re.finditer(rf"\b{re.escape(surname)}\b", text))
        clauses = (_CLAUSE.split(text[max(0, at - _OVER_BEFORE) : at])[-1] for at in places)
        known.over[surname] = any(map(titles.over.search, clauses))
    return known.over[surname]


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, max(0, start - _AROUND), start) for mark in (". ", "? ", "! ", "\n"))
    stop = re.compile(r"[.?!]\s|\n|\Z").search(text, end, end + _AROUND)
    return text[max(left + 1, start - _AROUND, 0) : stop.start() if stop else end + _AROUND]


def _same(one: Person, other: Person) -> bool:
    """Whether two persons of the registry may be one in two spellings; brothers share a surname only."""
    return one.id == other.id or any(_alike(a, b) for a in one.keys for b in other.keys)


def _alike(one: str, other: str) -> bool:
    a, b = ({w for w in name.split(" ") if len(w) > 1} for name in (one, other))
    shared = a & b
    if len(shared) > 1 or shared in (a, b):
        return True
    rest = (" ".join(sorted(a - shared)), " ".join(sorted(b - shared)))
    return SequenceMatcher(None, *rest).ratio() >= (_ALIKE_REST if shared else _ALIKE_WHOLE)
