"""What a noun without an owner points back to: "the minister", "his government", "the regime", "police"."""

from __future__ import annotations

from collections.abc import Sequence

from detente.actors.beside import View
from detente.actors.entry import Entry
from detente.actors.fold import key
from detente.actors.match import Piece, Word
from detente.actors.people import fits
from detente.actors.phrases import Phrase
from detente.actors.registry import Registry
from detente.record import Actor, Mention

#: How many mentions back somebody may have been named, by what the noun is.
_REACH_BODY, _REACH_GROUP, _REACH_OWNER = 60, 25, 80
#: The last one named counts as much as so many further mentions.
_LAST = 1.5
#: Share of all countries named from which a text is about one state, and how often that must be named.
_SHARE, _LEAST = 0.55, 3
#: Words between a noun and its article that are looked over.
_ADJECTIVES = 3


def determiner(sentence: list[Word], start: int) -> tuple[int, str]:
    """The article or pronoun that stands before a noun phrase, over adjectives; -1 and "" when there is none."""
    at = start - 1
    while at >= 0 and start - at <= _ADJECTIVES and sentence[at].pos in {"ADJ", "ADV", "NUM"}:
        at -= 1
    if at >= 0 and sentence[at].pos in {"DET", "PRON"}:
        return at, sentence[at].text.lower()
    return -1, ""


def is_definite(sentence: list[Word], phrase: Phrase, registry: Registry) -> bool:
    """Whether a noun points to somebody: "the secretary", "Defense Secretary", not "a pick for secretary"."""
    at, word = determiner(sentence, phrase.start)
    if at >= 0:
        return word in registry.sets["definite"]
    last = sentence[phrase.end - 1].text
    return phrase.start > 0 and last[:1].isupper() and not last.isupper()


def is_of_else(sentence: list[Word], phrase: Phrase) -> bool:
    """Whether the noun belongs to something the registry does not know: "the alliance of five villages"."""
    return phrase.end < len(sentence) and sentence[phrase.end].folded == "of"


def possessor(view: View, sentence: list[Word], phrase: Phrase) -> tuple[bool, Actor | None]:
    """Whose the noun is by its pronoun: "his government", "its navy".

    Returns:
        Whether there is such a pronoun, and whom it means where that is known.
    """
    at, word = determiner(sentence, phrase.start)
    if word not in view.registry.sets["possessives"]:
        return False, None
    chain = view.chains.get(sentence[at].i)
    if chain is None:
        return True, None
    for mention in reversed(view.mentions[-_REACH_OWNER:]):
        if mention.kind in {"place", "nationality", "noun"}:
            continue
        if any(s < mention.tokens[1] <= e for s, e in chain.mentions):
            return True, view.book.actors[mention.actor]
    return True, None


def country_of_possessor(owner: Actor | None, head: Entry, others: frozenset[str]) -> str | None:
    """The country of a body or official whose possessor is a state, or somebody of its government.

    Args:
        owner: Who has it, or `None`.
        head: What is had.
        others: Nouns of somebody else, as "its ally" is.
    """
    if owner is None or head.name in others or (head.kind == "agent" and head.sector not in {"MIL", "COP", "GOV"}):
        return None
    if owner.kind in {"state", "government_body"} or (
        owner.kind in {"person", "office"} and owner.sector not in {"BUS", "JRN", "EDU", "CVL", "REB"}
    ):
        return owner.country
    return None


def person_back(view: View, phrase: Phrase, past: bool = False) -> str | None:
    """The person "the minister" means: of those it fits the one named most and last.

    Args:
        view: What was found so far.
        phrase: An office.
        past: Whether the office is past ("the former president").
    """
    head, book = phrase.head, view.book
    assert head is not None
    if head.kind != "office" or (head.name not in view.registry.sets["persons_back"] and "many" in head.flags):
        return None
    votes: dict[str, float] = {}
    for mention in reversed(view.mentions):
        actor = book.actors[mention.actor]
        if mention.kind == "pronoun" or not (actor.kind == "person" or (actor.kind == "office" and actor.country)):
            continue
        if actor.id not in votes and not _is_so_called(view, head, actor, past):
            continue
        votes[actor.id] = votes.get(actor.id, 0) + 1 if votes else _LAST
    return max(votes, key=lambda who: votes[who], default=None)


def _is_so_called(view: View, head: Entry, actor: Actor, past: bool) -> bool:
    """Whether the text or the registry gives somebody that office."""
    said = view.book.nouns.get(actor.id, set())
    many = "many" in head.flags
    usual = view.registry.noun_of(head.id)
    # "The president" is no vice president.
    lesser = view.registry.sets["lesser"] - set(head.name.split(" "))
    if not past or actor.sector == "ELI":
        # "The king" is no president, though both are heads of state.
        if head.name in said or (head.id in said and not many and usual is not None and usual.name == head.name):
            return True
        if any(word.endswith(f" {head.name}") and lesser.isdisjoint(word.split(" ")) for word in said):
            return True
    known = view.registry.persons.get(actor.id)
    if known is None or "vague" in head.flags:
        return False
    day = view.book.day
    if past:
        held = {t.title for t in known.held(day)} if day else set()
        return any(fits(head, t) and t.title not in held for t in known.terms)
    terms = known.held(day) if day else known.terms
    own = many or usual is None or usual.name == head.name or head.id == "leader"
    full = [t for t in terms[:2] if many or lesser.isdisjoint(t.title.lower().replace("-", " ").split(" "))]
    return any(fits(head, t) and (own or head.name in t.title.lower()) for t in full)


def body_back(view: View, sentence: list[Word], phrase: Phrase) -> str | None:
    """The body "the ministry", "the regime" or "the group" means: the last one that was called so."""
    head = phrase.head
    assert head is not None
    mentions, book = view.mentions, view.book
    states = _governors(view, sentence)
    if head.kind == "bodynoun":
        same = [
            m.actor
            for m in reversed(mentions[-_REACH_BODY:])
            if m.actor.endswith(f":{head.id}") and m.actor.startswith("body:")
        ]
        called = [a for a in same if head.name in book.nouns.get(a, ())]
        if called:
            return called[0]
        if same and head.name not in view.registry.sets["as_said"]:
            return same[0]
    if key(head.name).rsplit(" ", 1)[-1] in view.registry.sets["bodies_back"]:
        for mention in reversed(mentions[-_REACH_GROUP:]):
            actor = book.actors[mention.actor]
            if actor.kind == "government_body" and states and actor.country not in states:
                continue  # a minister of Chad who speaks of "the ministry" means his own
            if mention.kind != "place" and _is_a(head, actor, view.registry):
                return actor.id
    return None


def _governors(view: View, sentence: list[Word]) -> set[str]:
    """Countries of the officials named so far in a sentence."""
    found = set()
    for mention in reversed(view.mentions):
        if mention.tokens[0] < sentence[0].i:
            break
        actor = view.book.actors[mention.actor]
        if actor.kind in {"person", "office"} and actor.sector == "GOV" and actor.country:
            found.add(actor.country)
    return found


def _is_a(head: Entry, actor: Actor, registry: Registry) -> bool:
    if actor.kind not in {"organisation", "armed_group", "government_body"}:
        return False
    tail = key(head.name).split(" ")[-1]
    if tail in registry.sets["armed_selves"]:
        return actor.kind == "armed_group" or tail in key(actor.name).split(" ")
    if tail in key(actor.name).split(" "):
        return True
    if tail in registry.sets["party_words"]:
        return actor.sector == "PTY"
    if tail in registry.sets["bloc_words"] and "JRN" not in {head.sector, head.second}:
        return actor.kind == "organisation" and actor.country is not None and actor.country not in registry.states
    return False


def home(view: View, sentence: list[Word], phrase: Phrase, pieces: Sequence[Piece], plural: bool) -> str | None:
    """The state that "police" or "the army" belongs to: the one it stands in, else the one the text is about.

    Returns:
        `None` where the noun is no body of a state, or it is not clear which state is meant.
    """
    head = phrase.head
    assert head is not None
    if head.name in view.registry.sets["as_said"]:
        return None
    if (head.kind != "bodynoun" or plural) and head.name not in view.registry.sets["home_agents"]:
        return None
    here = stands_in(sentence, phrase, pieces) if head.kind == "bodynoun" else None
    # "a court in Lyon" is French; of "a court" alone nobody knows
    indefinite = determiner(sentence, phrase.start)[1] in view.registry.sets["indefinite"]
    return here or (None if indefinite else about(view))


def stands_in(sentence: list[Word], phrase: Phrase, pieces: Sequence[Piece]) -> str | None:
    """The state in "security forces in Somalia"."""
    at = phrase.end
    if at >= len(sentence) or sentence[at].folded != "in":
        return None
    at += 1
    while at < len(sentence) and sentence[at].pos in {"DET", "ADJ"} and sentence[at].text.islower():
        at += 1
    piece = next((p for p in pieces if p.start == at), None)
    place = piece.meaning("state", "capital", "city") if piece is not None else None
    return place.country if place is not None else None


def about(view: View) -> str | None:
    """The state a text is about: named in most of the places where a state is named at all."""
    states = {c: n for c, n in view.book.countries.items() if c in view.registry.states}
    best = max(states, key=lambda c: states[c], default=None)
    if best is None or states[best] < _LEAST or states[best] < _SHARE * sum(states.values()):
        return None
    return best


def renamed(mentions: list[Mention], number: int, who: str, reach: int) -> bool:
    """Whether a role that looked back is named right after: "the president, Jane Doe" is Jane Doe."""
    last = mentions[number]
    return (
        last.tokens[1] == reach and last.kind == "role" and last.reason.rule == "look-back" and last.actor != who
    )
