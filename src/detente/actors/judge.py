"""Judgements: which actor a phrase means, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.actors.book import Book
from detente.actors.entry import NAME_KINDS, Entry
from detente.actors.fold import key, slug
from detente.actors.match import Word
from detente.actors.naming import plural
from detente.actors.people import KNOWN_EVERYWHERE, fits, guesses, holder, plausible
from detente.actors.phrases import Phrase
from detente.actors.registry import Registry
from detente.record import Actor, Reason

#: Kind of actor for each kind of name.
KINDS = {
    "organisation": "organisation",
    "armed_group": "armed_group",
    "party": "organisation",
    "company": "organisation",
    "media": "organisation",
    "body": "government_body",
    "seat": "government_body",
    "private": "organisation",
}


def person(book: Book, name: str, phrase: Phrase | None, country: str | None) -> Actor | None:
    """The person a name means in this document.

    Args:
        book: The document's persons.
        name: As written, without title.
        phrase: What stands around it, or `None` for a bare name.
        country: Country named beside it.

    Returns:
        A person of the registry, a local one, or `None` for a single name nobody bears.
    """
    role = (phrase.head or phrase.title) if phrase is not None else None
    past = bool(phrase and phrase.past)
    sector = phrase.sector or (phrase.title.sector if phrase.title else None) if phrase is not None else None
    folded = key(name)
    if not folded:
        return None
    single = " " not in folded
    called = book.called(name)
    if called is not None and (single or folded in book.full):
        book.improve(called, country, "ELI" if past else sector)
        return book.actors[called]
    registry = book.registry
    parts = [p for p in folded.split(" ") if len(p) > 1 and p not in registry.sets["suffixes"]]
    ids = registry.full.get(folded, []) or registry.full.get(" ".join(parts), [])
    if not single and not ids and len(parts) > 2:
        ids = registry.full.get(f"{parts[0]} {parts[-1]}", [])
    if not single and not any(role is None or fits(role, t) for i in ids for t in registry.persons[i].terms):
        # Nobody of that spelling held the office: somebody of another spelling may have.
        ids = [*ids, *registry.respelled(folded)]
    if single or (not ids and len(parts) == 2 and parts[0] in registry.sets["surname_openers"]):
        ids = registry.surnames.get(folded, [])
    found = guesses(ids, registry, book.setting, role, country, past)
    if found:
        best = found[0]
        office = role is not None and any(fits(role, t) for t in best.person.terms)
        prominent = best.person.near(book.day) >= KNOWN_EVERYWHERE
        right = (
            plausible(best, book.day, registry, len(found))
            if not single
            else best.score >= 0.5 and (office or prominent)
        )
        if right:
            known = book.person(best.person, country)
            return book.titled(known, None if past else sector, role)
    if single and phrase is not None and role is None:
        return None
    if single and role is not None and (role.kind == "agent" or role.weak):
        return None
    if country is None and role is not None and role.name in registry.words["titles_of"]:
        # "Rep." is a title of one country; it says nothing where that country is not named at all.
        home = registry.words["titles_of"][role.name]
        country = home if home in book.countries else None
    return book.stranger(name, country, "ELI" if past else sector)


def is_plural(phrase: Phrase, sentence: Sequence[Word], registry: Registry) -> bool:
    """Whether the head noun stands in the plural."""
    head = phrase.head
    assert head is not None
    start, end = phrase.start, phrase.end
    words = {w.folded for w in sentence[start:end]}
    tail = key(head.name).split(" ")
    if head.kind == "office" and " of " in f" {head.name} ":
        return plural(tail[0]) in words
    return tail[-1] not in words or (head.kind != "bodynoun" and tail[-1] in registry.sets["collective"])


def meaning(book: Book, entries: Sequence[Entry], around: set[str]) -> tuple[Entry | None, str]:
    """Which of several things a name means, by the day and by what the document names."""
    on = [e for e in entries if (e.on(book.day) and e.kind in KINDS) or e.kind not in KINDS] or list(entries)
    on = [
        e
        for e in on
        if e.kind
        not in {"person", "office", "bodynoun", "agent", "honorific", "rank", "filler", "past", "future", "acting"}
    ]
    if not on:
        return None, ""
    best = on[0]
    rule = book.registry.words["ambiguous"].get(best.name)
    if rule is not None:
        text = set(book.cues)
        for other in rule:
            if text & set(other["cues"]):
                return best._replace(id=f"state:{other['country']}", country=other["country"], kind="city"), other[
                    "note"
                ]
    if len(on) > 1 and best.country and best.country not in book.countries:
        for entry in on[1:]:
            if entry.country in book.countries and entry.kind in NAME_KINDS:
                return entry, f"{entry.name}, as {entry.country} is in the text"
    return best, ""


def named(entry: Entry, registry: Registry) -> Actor:
    """The actor of a registry name."""
    if entry.kind == "disputed":
        return Actor(entry.id, entry.name, "state", entry.country, entry.sector)
    if entry.kind in KINDS:
        kind = KINDS[entry.kind]
        if entry.kind == "seat":
            return government(entry.country or "", registry)
        return Actor(entry.id, entry.name, kind, entry.country, entry.sector, (), entry.wikidata)
    if "people" in entry.flags:
        return Actor(f"group:{entry.country}:{slug(entry.name)}", entry.name, "group", entry.country, "CVL")
    return Actor(f"state:{entry.country}", registry.name_of(entry.country), "state", entry.country, None)


def government(country: str, registry: Registry) -> Actor:
    """A state's government as a body of its own."""
    return Actor(
        f"body:{country}:government",
        f"government of {registry.name_of(country)}",
        "government_body",
        country,
        "GOV",
    )


def noun(
    book: Book, phrase: Phrase, words: str, country: str | None, many: bool, indefinite: bool
) -> tuple[Actor, str, Reason]:
    """The actor of a phrase without a personal name: an office, a body, a group.

    Returns:
        The actor, the kind of mention, the reason.
    """
    head, registry, owner = phrase.head, book.registry, phrase.owner
    assert head is not None
    sector = phrase.sector
    local = f"{book.document}:group:{slug(words)}"
    organised = owner is not None and owner.kind in NAME_KINDS
    if (
        organised
        and owner is not None
        and (owner.kind == "armed_group" or (owner.kind == "body" and owner.sector == "MIL" and head.weak))
        and head.kind == "agent"
        and _members(head, many, registry)
    ):
        return named(owner, registry), "name", Reason("members", 0.8, f"members stand for {owner.name}")
    if head.kind == "office" and not many:
        if phrase.past:
            return (
                replace_country(Actor(local, words, "office", country, "ELI")),
                "role",
                Reason("past-office", 0.7, phrase.past),
            )
        # "President of the Kenyan Medical Union" is no head of state.
        society = phrase.inner is not None and phrase.inner.id != "government" and "of_anything" in head.flags
        alone = "many" not in head.flags and len(phrase.heads) == 1 and not society
        if country and not organised and not indefinite and alone:
            held = holder(registry, head, country, book.day)
            if held is not None:
                return (
                    book.person(held[0], country),
                    "role",
                    Reason("office-holder", 0.85, f"{held[1].title}, {held[1].source}"),
                )
            known = _in_book(book, head, country)
            if known is not None:
                return book.actors[known], "role", Reason("named-in-text", 0.8, f"{head.name} of {country}")
            return (
                office(head, country, registry),
                "role",
                Reason("office", 0.7, "holder unknown" if book.day else "date unknown"),
            )
        ident = f"office:{country}:{slug(words)}" if country and not organised else local
        return Actor(ident, words, "office", country, sector), "role", Reason("noun", 0.6, head.name)
    if head.kind == "bodynoun" and not organised:
        name = f"{head.name} of {registry.name_of(country)}" if country else words
        ident = f"body:{country}:{head.id}" if country else f"{book.document}:body:{head.id}"
        if many and not country:
            return Actor(local, words, "group", None, sector), "noun", Reason("noun", 0.5, head.name)
        if country and head.id == "ministry" and head.name != "ministry":
            ident = f"body:{country}:{slug(head.name)}"
        return (
            Actor(ident, name, "government_body", country, sector),
            "body",
            Reason("noun", 0.85 if country else 0.5, head.name),
        )
    if organised and owner is not None:
        ident = f"group:{owner.id}:{slug(' '.join(h.name for h in phrase.heads))}"
    elif country:
        ident = f"group:{country}:{slug(' '.join(h.name for h in phrase.heads))}"
    else:
        ident = local
    return (
        Actor(ident, words, "group", country, sector),
        "noun",
        Reason("noun", 0.7 if country else 0.5, head.name),
    )


def _members(head: Entry, many: bool, registry: Registry) -> bool:
    """Whether the noun stands for the group itself: "Hamas fighters", "the Islamic State militant group"."""
    return many or head.weak or key(head.name).rsplit(" ", 1)[-1] in registry.sets["selves"]


def replace_country(actor: Actor) -> Actor:
    """An actor whose country code is none where the text names none."""
    return replace(actor, country=actor.country or None)


def office(head: Entry, country: str, registry: Registry) -> Actor:
    """An office whose holder is not known."""
    name = f"{head.name} of {registry.name_of(country)}"
    return Actor(f"office:{country}:{head.id}", name, "office", country, head.sector)


def _in_book(book: Book, head: Entry, country: str) -> str | None:
    """The person of this document who holds that office of that country, as the text or the registry says."""
    for who in reversed(book.actors):
        actor = book.actors[who]
        if actor.kind != "person" or actor.country != country:
            continue
        if head.id in book.nouns.get(who, ()):
            return who
    if book.day is None:
        for who in book.actors:
            known = book.registry.persons.get(who)
            if (
                known
                and any(fits(head, t) and t.country == country for t in known.terms)
                and "many" not in head.flags
            ):
                return who
    return None
