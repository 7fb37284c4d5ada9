"""The persons and groups of one document, as they are found: who "Putin" is after "Vladimir Putin"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from detente.actors.entry import Entry, Person
from detente.actors.fold import key, slug
from detente.actors.people import FORMER, KNOWN_EVERYWHERE, LEADING, Guess, Setting, actor_of, guesses, holder
from detente.actors.registry import Registry
from detente.record import Actor

#: Others of a leader's surname held offices of less weight than this, or the bare surname says nothing.
_LESSER = 60.0


@dataclass(slots=True)
class Book:
    """Actors of one document; filled while it is read.

    Attributes:
        document: Its id.
        registry: What is known of everybody.
        day: The day offices are looked up, or `None`.
        actors: Id -> actor.
        surnames: Folded surname -> ids in order of last use.
        full: Folded full name -> id.
        nouns: Id of a person -> role keys and nouns used of it in this text.
        countries: Countries named, counted.
        about: On an unknown day: the middle of the latest year the text names; it decides between offices and
            namesakes, and is never taken for the document's date.
        cues: Folded words of the document, which tell the US state of Georgia from the country.
    """

    document: str
    registry: Registry
    day: date | None
    actors: dict[str, Actor] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    nouns: dict[str, set[str]] = field(default_factory=dict)
    countries: Counter[str] = field(default_factory=Counter)
    about: date | None = None
    cues: set[str] = field(default_factory=set)

    @property
    def setting(self) -> Setting:
        """Day and countries, for the choice between namesakes."""
        return Setting(self.day or self.about, self.countries)

    def add(self, actor: Actor) -> Actor:
        """Keep an actor; one that is known already wins."""
        return self.actors.setdefault(actor.id, actor)

    def person(self, person: Person, country: str | None = None) -> Actor:
        """Keep a person of the registry, findable by surname from here on."""
        actor = self.add(actor_of(person, self.day, country, self.about))
        self.learn(actor.id, person.name)
        return actor

    def stranger(self, name: str, country: str | None, sector: str | None) -> Actor:
        """Keep a person the registry does not know; what a later mention adds is taken in."""
        known = self.full.get(key(name))
        if known is not None:
            self.improve(known, country, sector)
            return self.actors[known]
        actor = self.add(Actor(f"{self.document}:name:{slug(name) or 'unknown'}", name, "person", country, sector))
        self.learn(actor.id, name)
        return actor

    def improve(self, who: str, country: str | None, sector: str | None) -> None:
        """Fill in the country and sector of a local actor."""
        actor = self.actors[who]
        if actor.id.startswith(self.document):
            self.actors[who] = replace(actor, country=actor.country or country, sector=actor.sector or sector)

    def titled(self, actor: Actor, sector: str | None, role: Entry | None) -> Actor:
        """Trust the text's title for somebody whose office of that day the registry does not have.

        Not so when it knows who else held the office that day: "President George W. Bush" is a courtesy in 2014.
        """
        held = holder(self.registry, role, actor.country or "", self.day) if role is not None else None
        if sector is not None and actor.sector == FORMER and self.day is not None and held is None:
            actor = self.actors[actor.id] = replace(actor, sector=sector)
        return actor

    def learn(self, who: str, name: str) -> None:
        """Let the full name and the surname of a name lead to an actor."""
        parts = key(name).split(" ")
        self.full[" ".join(parts)] = who
        junior = len(parts) > 2 and parts[-1] in self.registry.sets["juniors"]
        if junior:
            self.full.setdefault(" ".join(parts[-2:]), who)
        parts = [p for p in parts if len(p) > 1 and p not in self.registry.sets["suffixes"]] or parts
        if not junior:
            self.full.setdefault(f"{parts[0]} {parts[-1]}", who)
        tails = [parts[-1], " ".join(parts[-2:])]
        actor = self.actors[who]
        if actor.country in self.registry.sets["family_name_first"]:
            tails.append(parts[0])
        for tail in dict.fromkeys(tails):
            uses = self.surnames.setdefault(tail, [])
            if who in uses:
                uses.remove(who)
            # The bare surname is the elder's where both are in the text.
            uses.insert(0 if junior else len(uses), who)

    def used(self, who: str) -> None:
        """Note that a person was named just now: of several of one surname it is the one that comes next."""
        if key(self.actors[who].name).rsplit(" ", 1)[-1] in self.registry.sets["juniors"]:
            return
        for uses in self.surnames.values():
            if len(uses) > 1 and uses[-1] != who and who in uses:
                uses.remove(who)
                uses.append(who)

    def called(self, name: str) -> str | None:
        """The person of this document a full name or surname means: the one used last."""
        folded = key(name)
        if folded in self.full:
            return self.full[folded]
        known = self.surnames.get(folded)
        return known[-1] if known else None

    def known_everywhere(self, surname: str) -> Guess | None:
        """The one well-known person of a surname that this document never gives in full."""
        ids = self.registry.surnames.get(key(surname), ())
        found = guesses(ids, self.registry, self.setting)
        best = [
            g
            for g in found
            if g.person.near(self.day) >= KNOWN_EVERYWHERE
            and (
                g.person.country in self.countries
                or self._leads_a_power(g.person)
                or (g.person.weight >= LEADING and all(o is g or o.person.weight < _LESSER for o in found))
            )
        ]
        if not best or (len(best) > 1 and best[0].person.near(self.day) - best[1].person.near(self.day) < 5):
            return None
        return best[0]

    def country_of(self, owner: Entry | None) -> str | None:
        """The country of what a phrase belongs to; a person's is the one he has in this document."""
        if owner is None or owner.kind != "person":
            return owner.country if owner is not None else None
        actor = self.actors.get(owner.id)
        return actor.country if actor is not None else None

    def _leads_a_power(self, person: Person) -> bool:
        """Whether a person leads a much reported country that day, and so needs no country in the text."""
        held = person.held(self.day) if self.day is not None else []
        return bool(held) and held[0].weight >= LEADING and held[0].country in self.registry.sets["majors"]

    def say(self, who: str, noun: Entry | None) -> None:
        """Note that a noun was used of a person ("the minister")."""
        if noun is not None:
            self.nouns.setdefault(who, set()).update({noun.id, noun.name})
