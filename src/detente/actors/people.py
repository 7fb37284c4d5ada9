"""Which person a name or a role means on a day, and what that person is then."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from detente.actors.entry import Entry, Person, Term
from detente.actors.fold import key
from detente.actors.registry import Registry
from detente.record import Actor, Office

#: Prominence from which a bare surname is understood without its country in the text.
KNOWN_EVERYWHERE = 70.0
#: The same for a full name that only one person of a much reported country or of an international body bears.
_KNOWN_WELL = 25.0
#: Offices whose weights differ by no more are about as weighty.
_AS_WEIGHTY = 20.0
#: Weight of the offices of those who lead a country.
LEADING = 95.0
#: Years before the first term in which somebody may be in the news already.
_EARLY = 10
#: Sector of somebody who held an office once and holds none now.
FORMER = "ELI"


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a name: the day, and the countries named in the document (all are allowed when empty)."""

    day: date | None = None
    countries: Container[str] = ()


class Guess(NamedTuple):
    """A person, how well the name fits (0 to 1), and why."""

    score: float
    person: Person
    why: str


def guesses(
    ids: Iterable[str],
    registry: Registry,
    setting: Setting,
    role: Entry | None = None,
    country: str | None = None,
    past: bool = False,
) -> list[Guess]:
    """Rank the persons a name may mean.

    Args:
        ids: Persons of that name.
        registry: The registry.
        setting: Day and countries of the document.
        role: The office named beside it, or `None`.
        country: The country named beside it, or `None`.
        past: Whether the office is said to be past ("former").

    Returns:
        The best first; persons of another country than the one named are left out.
    """
    found = []
    for who in dict.fromkeys(ids):
        person = registry.persons[who]
        terms = [t for t in person.terms if country in {None, t.country}]
        if not terms:
            continue
        score, why = person.near(setting.day) / 200, "name"
        if country:
            score, why = score + 0.25, "name and country"
        elif any(t.country in setting.countries for t in person.terms):
            score, why = score + 0.2, "name; the country is in the text"
        elif person.country in registry.sets["majors"]:
            score += 0.1
        if role is not None:
            fitting = [t for t in terms if fits(role, t)]
            if any(setting.day is None or past or t.covers(setting.day) for t in fitting):
                score, why = score + 0.3, f"name and office ({fitting[0].title})"
            elif fitting:
                score += 0.1
        found.append(Guess(min(0.99, max(0.01, score)), person, why))
    return sorted(found, key=lambda g: (-g.score, g.person.id))


def plausible(guess: Guess, day: date | None, registry: Registry, namesakes: int = 1) -> bool:
    """Whether a full name that the registry knows is likely to be that person, not a namesake.

    Somebody of a country that the text names, or of the office it gives, needs little prominence; others a lot.
    """
    if namesakes == 1 and guess.person.famous:
        return day is None or not _long_before(guess.person, day)
    if guess.why != "name":
        return guess.person.near(day) >= 8
    well_known = namesakes == 1 and guess.person.country in registry.sets["majors"]
    return guess.person.near(day) >= (_KNOWN_WELL if well_known else KNOWN_EVERYWHERE)


def _long_before(person: Person, day: date) -> bool:
    """Whether the day lies so long before somebody's first term that the name means a namesake."""
    first = min(t.start for t in person.terms)
    return bool(first) and int(first[:4]) - day.year > _EARLY


def fits(role: Entry, term: Term) -> bool:
    """Whether a term is an instance of the office a noun names."""
    if role.id == term.role:
        return True
    if role.id == "leader":
        return term.weight >= 84
    if role.kind == "rank" or role.id == "commander":
        return term.sector == "MIL" and role.sector == "MIL"
    if "general" in role.flags:
        return (term.sector == "GOV" and 30 <= term.weight < 90) or role.name in term.title.lower()
    return role.sector == term.sector and role.name in term.title.lower()


def holder(registry: Registry, role: Entry, country: str, day: date | None) -> tuple[Person, Term] | None:
    """Who held an office that one person holds at a time; `None` when the day is unknown or it is not clear."""
    if day is None:
        return None
    keys = [role.id]
    if role.id == "leader":
        keys = ["supreme-leader", "head-of-government", "head-of-state"]
        if country in registry.sets["led_by_head_of_state"]:
            keys = ["supreme-leader", "head-of-state", "head-of-government"]
    if role.country and country not in role.country.split("|"):
        return None
    for one in keys:
        held = [(p, t) for p, t in registry.offices.get((country, one), ()) if t.covers(day)]
        if len({p.id for p, _ in held}) > 1:
            held = _clearest(role, held, day)
        if len({p.id for p, _ in held}) == 1:
            return held[0]
    return None


def _clearest(role: Entry, held: list[tuple[Person, Term]], day: date) -> list[tuple[Person, Term]]:
    """Of several holders, those whose term is not left open too long, then those whose title says it best."""
    closed = [(p, t) for p, t in held if t.end or day.year - int(t.start[:4] or 0) <= 12]
    named = [(p, t) for p, t in closed or held if key(role.name) in key(t.title)]
    return named or closed or held


def actor_of(person: Person, day: date | None, country: str | None = None, about: date | None = None) -> Actor:
    """The person as an actor on a day.

    On an unknown day `offices` stays empty, and country and sector are those of an office held around `about`, or
    else of the last one that was about as weighty as the weightiest.

    Args:
        person: Of the registry.
        day: The document's date, or `None`.
        country: Country named in the text, which decides between offices in several countries.
        about: A day the text is likely to be about, when its own is unknown.
    """
    if day is None:
        terms = [t for t in person.terms if country in {None, t.country}] or person.terms
        then = [t for t in terms if about is not None and t.covers(about)]
        least = max(t.weight for t in terms) - _AS_WEIGHTY
        best = max(then, key=lambda t: t.weight, default=None) or max(
            (t for t in terms if t.weight >= least), key=lambda t: t.start
        )
        return Actor(person.id, person.name, "person", best.country, best.sector, (), person.wikidata)
    # Of equal offices in several states (Elizabeth II) that of the country named.
    held = (
        sorted(person.held(day), key=lambda term: (-term.weight, term.country != country))
        if country
        else person.held(day)
    )
    if held:
        offices = tuple(
            Office(t.title, t.country, t.sector, t.start or None, t.end or None, t.source) for t in held
        )
        return Actor(person.id, person.name, "person", held[0].country, held[0].sector, offices, person.wikidata)
    before = [t for t in person.terms if t.end and t.end <= day.isoformat()]
    best = max(before, key=lambda t: (t.end, t.weight)) if before else min(person.terms, key=lambda t: t.start)
    return Actor(person.id, person.name, "person", best.country, FORMER, (), person.wikidata)
