"""What speaks against an introduction, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.actors import Registry
from detente.actors.entry import Person, Term
from detente.integrity.introductions import Introduction


@dataclass(frozen=True, slots=True)
class OfficeDoubt:
    """What speaks against an introduction.

    Attributes:
        person: The person who is introduced.
        name: The range of the name in the text.
        why: `absent` (no such office), `elsewhere` (another country's), `loose` (the country alone is wrong),
            `later` (taken only later), `past` (left before), `other` (somebody else's).
        term: The term that was or will be held, for `later` and `past`.
        holder: Who held the office that day, where that is known.
    """

    person: Person
    name: tuple[int, int]
    why: str
    term: Term | None = None
    holder: tuple[Person, Term] | None = None


def message_of(intro: Introduction, name: str, doubt: OfficeDoubt, registry: Registry, day: date | None) -> str:
    """Say what the text has, what the registry has, and since when.

    Args:
        intro: The introduction.
        name: The name as the text has it.
        doubt: What speaks against it.
        registry: Names of countries.
        day: The day of the text.
    """
    said = f'The text calls {name} "{intro.words}", '
    held = _held(doubt.holder)
    if doubt.why == "later" and doubt.term is not None:
        return f"{said}an office that this person took only on {doubt.term.start}; the text's date is {day}."
    if doubt.why == "past" and doubt.term is not None:
        return f"{said}an office that this person left on {doubt.term.end}; the text's date is {day}{held}."
    if doubt.why == "absent":
        said += f"but {'that' if intro.country else 'this person’s'} country has no such office"
    elif doubt.why == "elsewhere":
        said += "but this person held that office of another country"
    elif doubt.why == "loose":
        said += "but this person held no office of that country"
    else:
        said += f"an office that this person is not known to have held{held}"
    return f"{said}; the registry has {_offices_of(doubt.person, registry, day)}."


def _held(holder: tuple[Person, Term] | None) -> str:
    if holder is None:
        return ""
    person, term = holder
    return f"; that day {person.name} held it{f' (since {term.start})' if term.start else ''}"


def _offices_of(person: Person, registry: Registry, day: date | None) -> str:
    """What the registry holds about a person on the day of the text."""
    held = person.held(day) if day else []
    term = held[0] if held else max(person.terms, key=lambda t: (t.weight, t.start))
    until = f" to {term.end}" if term.end else ""
    since = f", {'since ' if not until else ''}{term.start}{until}" if term.start else ""
    return f"{term.title} ({registry.name_of(term.country)}{since})"
