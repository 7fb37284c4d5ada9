"""What the registry knows under a name, and about a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

#: Kinds of names of countries; the earlier, the stronger when one word is several.
COUNTRY_KINDS = ("state", "nation", "capital", "city", "disputed")
#: Kinds of proper names of actors that are no persons.
NAME_KINDS = ("organisation", "armed_group", "party", "company", "media", "body", "seat", "private")
#: Kinds of common nouns that name an actor.
NOUN_KINDS = ("office", "bodynoun", "agent")


class Entry(NamedTuple):
    """One thing that a name may mean.

    Attributes:
        kind: `state`, `nation`, `capital`, `city`, `disputed`, `seat`, `person`, `organisation`, `armed_group`,
            `party`, `company`, `media`, `body`, `private`, `office`, `bodynoun`, `agent`, or a small word of the
            grammar (`honorific`, `rank`, `past`, `future`, `acting`, `filler`).
        id: Id of the actor, or key of the noun (`foreign-minister`).
        name: Usual name.
        country: ISO alpha-3 or PLOVER's non-state code, or `None`.
        sector: PLOVER sector, or `None`.
        case: `any`, `capital` (must be written with one), `first` (the first word alone must) or `upper` (must be
            all capitals).
        weak: The sector is only a default (`spokesman`), what stands beside it decides.
        source: Where the fact comes from.
        size: Inhabitants of a town, weight of an office; decides between namesakes.
        start: First year, for groups that were something else before; empty = always.
        end: Last year.
        second: A second sector (a defence ministry is GOV and MIL).
        wikidata: Item id, or `None`.
        flags: What is true of an office (`flags` of `roles.yaml`), and of a noun (`any_sector`).
        force: For weapons and vehicles: the body of the state that uses them (`navy`), or `-` when they stand for
            nobody; empty for everything that is no thing.
    """

    kind: str
    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    case: str = "capital"
    weak: bool = False
    source: str = ""
    size: float = 0.0
    start: str = ""
    end: str = ""
    second: str | None = None
    wikidata: str | None = None
    flags: frozenset[str] = frozenset()
    force: str = ""

    def on(self, day: date | None) -> bool:
        """Whether it stood on that day (unknown day: whether it stands still)."""
        if day is None:
            return not self.end
        return (not self.start or self.start <= day.isoformat()) and (not self.end or day.isoformat() <= self.end)


class Term(NamedTuple):
    """A dated office of a person, with the role it is an instance of and its weight (0 to 105)."""

    title: str
    role: str
    country: str
    sector: str
    weight: float
    start: str
    end: str
    source: str

    def covers(self, day: date) -> bool:
        """Whether the office was held on that day; `2004` starts on 1 January and ends on 31 December.

        >>> Term("Mayor", "governor", "FRA", "GOV", 56, "2007", "2012-05-15", "").covers(date(2007, 5, 1))
        True
        """
        text = day.isoformat()
        return (not self.start or self.start <= text) and (not self.end or text[: len(self.end)] <= self.end)


@dataclass(slots=True)
class Person:
    """A person of the registry; built once while it loads, read-only afterwards.

    Attributes:
        id: `person:` and the Wikidata item, or the name where there is none.
        name: As the weightier table spells it.
        wikidata: Item id, or `None`.
        terms: Offices, dated.
        keys: Folded spellings, the usual one first.
        famous: Held no cabinet office, but the full name alone, which nobody else bears, says who it is.
    """

    id: str
    name: str
    wikidata: str | None
    terms: list[Term] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    famous: bool = False

    @property
    def country(self) -> str:
        """The country of the weightiest office."""
        return max(self.terms, key=lambda t: t.weight).country

    @property
    def weight(self) -> float:
        """The weight of the weightiest office."""
        return max(t.weight for t in self.terms)

    def held(self, day: date) -> list[Term]:
        """Offices held that day, the weightiest first; of two equal ones the one begun later."""
        return sorted((t for t in self.terms if t.covers(day)), key=lambda t: (-t.weight, _backwards(t.start)))

    def near(self, day: date | None) -> float:
        """How prominent the person is around that day: weight of offices, less for every year away from them."""
        if day is None:
            return self.weight - 5
        best = 0.0
        for term in self.terms:
            away = 0.0
            if term.start and day.isoformat() < term.start:
                away = int(term.start[:4]) - day.year + 0.5
            elif term.end and day.isoformat()[: len(term.end)] > term.end:
                away = (day.year - int(term.end[:4])) * 0.5 + 0.5
            best = max(best, term.weight - 4 * away)
        return best


def _backwards(start: str) -> int:
    return -int((start or "0").replace("-", "").ljust(8, "0")[:8])
