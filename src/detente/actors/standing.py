"""Words that stand for somebody else: weapons for forces, a counterpart for a minister, a chief for a person."""

from __future__ import annotations

from collections.abc import Sequence

from detente.actors.book import Book
from detente.actors.entry import NAME_KINDS, Entry, Person, Term
from detente.actors.fold import key
from detente.actors.match import Word
from detente.actors.people import holder
from detente.actors.phrases import Phrase
from detente.actors.registry import Registry
from detente.record import Actor, Mention, Reading, Reason

#: What is found: the actor, the kind of mention, the reason.
Found = tuple[Actor, str, Reason]


def force(phrase: Phrase, country: str | None, registry: Registry) -> Actor | None:
    """The armed force or armed group that uses a weapon or vehicle: "Russian warships" are the Russian navy.

    Args:
        phrase: Its head is a thing.
        country: Of the phrase's owner.
        registry: For the names of states.

    Returns:
        `None` when nobody is named who uses it, or it stands for nobody.
    """
    owner, head = phrase.owner, phrase.head
    if owner is None or head is None or head.force == "-":
        return None
    if owner.kind in NAME_KINDS:
        kind = "armed_group" if owner.kind == "armed_group" else "government_body"
        named = owner.kind in {"armed_group", "body"}
        return Actor(owner.id, owner.name, kind, owner.country, owner.sector) if named else None
    if country is None or owner.kind == "person":
        return None
    words = "military" if head.force == "army" else head.force.replace("-", " ")
    name = f"{words} of {registry.name_of(country)}"
    return Actor(f"body:{country}:{head.force}", name, "government_body", country, "MIL")


def is_nobody(phrase: Phrase, beside: set[str], many: bool, registry: Registry) -> bool:
    """Whether a noun is too vague to be an actor: "four parties", "American individuals".

    Args:
        phrase: The noun with what stands around it.
        beside: Its first word and the word before it, folded.
        many: Whether the noun stands in the plural.
        registry: For the lists of such nouns.
    """
    head = phrase.head
    assert head is not None
    last = key(head.name).rsplit(" ", 1)[-1]
    if head.name in registry.sets["vague"]:
        return True
    counted = many and phrase.owner is None and bool(beside & registry.sets["counts"])
    return counted and last in registry.sets["counted_out"]


def is_thing(phrase: Phrase, sentence: list[Word], reading: Reading, registry: Registry) -> bool:
    """Whether a noun is no actor here: "fuel reserves", "fishing fleets", "the Union of Quiet Scientists"."""
    head = phrase.head
    last = phrase.end - 1
    after = sentence[phrase.end].folded if phrase.end < len(sentence) else ""
    if head is None or (phrase.owner is None and after in registry.words["things_before"].get(head.name, ())):
        return True
    if head.kind != "agent":
        return False
    before = sentence[last - 1].folded if last else ""
    if before in registry.words["things"].get(head.name, ()):
        return True
    if phrase.owner is not None or not phrase.start or not sentence[last].text[:1].isupper():
        return False
    at = sentence[last].i
    if not sentence[last].folded.endswith("s") and sentence[phrase.start - 1].text not in registry.sets["both"]:
        return False  # "the National News Agency" is one
    return any(n.label == "ORG" and n.start <= at < n.end and n.end - n.start > 2 for n in reading.names)


def is_bare(phrase: Phrase, registry: Registry) -> bool:
    """Whether a noun that names nobody by itself stands alone: "offices were shut", "hidden in schools"."""
    return phrase.owner is None and all(h.name in registry.sets["nobody"] for h in phrase.heads)


def counterpart(book: Book, country: str, mentions: Sequence[Mention]) -> Found | None:
    """Whoever holds in another country the office of the person named last: "his Swedish counterpart".

    Args:
        book: The document's persons.
        country: Of the counterpart.
        mentions: Found so far, in the order of the text.
    """
    for mention in reversed(mentions[-20:]):
        other = book.actors[mention.actor]
        if other.kind not in {"person", "office"} or other.country == country or mention.kind == "pronoun":
            continue
        role = _role_of(book, other)
        if role is None:
            return None
        held = holder(book.registry, role, country, book.day)
        if held is not None:
            return (
                book.person(held[0], country),
                "role",
                Reason("counterpart", 0.75, f"{held[1].title}, as {other.name}"),
            )
        name = f"{role.name} of {book.registry.name_of(country)}"
        actor = Actor(f"office:{country}:{role.id}", name, "office", country, role.sector)
        return actor, "role", Reason("counterpart", 0.6, f"as {other.name}")
    return None


def _role_of(book: Book, actor: Actor) -> Entry | None:
    """The office whose holder a person is in this text, as a noun; `None` for one that many hold."""
    registry = book.registry
    known = registry.persons.get(actor.id)
    said = book.nouns.get(actor.id, set())
    roles: list[str] = []
    if known is not None and book.day is not None:
        roles = [t.role for t in known.held(book.day)]
        roles.sort(key=lambda r: r not in said)
    if actor.kind == "office":
        roles = [actor.id.rsplit(":", 1)[-1]]
    roles = roles or sorted(said)
    role = next((r for r in roles if r in registry.roles["one_holder"] | registry.roles["counterpart"]), None)
    if role is None:
        return None
    leads = registry.noun_of("leader")
    if leads is not None and known is not None and actor.country and role in registry.roles["leading"]:
        first = holder(registry, leads, actor.country, book.day)
        if first is not None and first[0].id == known.id:
            # Whoever leads a country meets who leads the other, whatever each of them is called.
            return leads
    return registry.noun_of(role)


def chief(book: Book, phrase: Phrase, words: Sequence[str]) -> Found | None:
    """The head of an organisation on the document's date: "the NATO chief", "head of the World Bank".

    Args:
        book: For registry and day.
        phrase: Its owner is an organisation.
        words: The folded words of the phrase without the organisation's.
    """
    owner, registry = phrase.owner, book.registry
    if owner is None or book.day is None or phrase.past:
        return None
    small = registry.sets["title_small"] | registry.sets["acting"] | registry.sets["chief_small"]
    said = " ".join(w for w in words if w not in small)
    for title, names in registry.heads.get(owner.name, ()):
        if said in names:
            held = _held(registry, owner.country or "", title, book)
            if held is not None:
                return (
                    book.person(held[0], owner.country),
                    "role",
                    Reason("office-holder", 0.85, f"{held[1].title}, {held[1].source}"),
                )
    return None


def _held(registry: Registry, country: str, title: str, book: Book) -> tuple[Person, Term] | None:
    day = book.day
    assert day is not None
    found = [
        (p, t)
        for (code, _), held in registry.offices.items()
        if code == country
        for p, t in held
        if t.title == title and t.covers(day)
    ]
    # On the day of a change it is the one who came in.
    return max(found, key=lambda f: f[1].start, default=None)
