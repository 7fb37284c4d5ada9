"""Pronouns: whom the reading's chains make of them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.actors.book import Book
from detente.reading.words import Words
from detente.record import Actor, Mention, Reading, Reason, Token

_SUBJECTS = ("nsubj", "nsubjpass")
#: Tags of quotation marks, and those that the parser does not know as such.
_MARKS = frozenset(("``", "''", '"', "“", "”", "«", "»", "„", "‘"))


def pronouns(reading: Reading, book: Book, mentions: Sequence[Mention], words: Words) -> list[Mention]:
    """Pronouns and unseen short names of the reading's chains go to the actor of the chain's names."""
    by_token: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.kind not in {"place", "nationality", "noun"}:
            for i in range(*mention.tokens):
                by_token.setdefault(i, []).append(mention)
    people = [m for m in mentions if m.kind == "name" and book.actors[m.actor].kind == "person"]
    added = []
    for chain in reading.chains:
        votes: dict[str, int] = {}
        for start, end in chain.mentions:
            for mention in {m.actor: m for i in range(start, end) for m in by_token.get(i, ())}.values():
                person = book.actors[mention.actor].kind == "person"
                if person == (chain.label == "PERSON"):
                    votes[mention.actor] = votes.get(mention.actor, 0) + 1
        if not votes:
            continue
        best = max(votes, key=lambda a: (votes[a], a))
        for start, end in chain.mentions:
            if reading.tokens[start].pos == "PRON" and end - start == 1:
                other = _by_given_name(reading, book, people, start, best, words)
                why = Reason("given name", 0.7, "") if other is not None else Reason("chain", 0.7, chain.name)
                added.append(Mention(reading.span(start, end), (start, end), other or best, "pronoun", why))
    return [*added, *_tellers(reading, book, mentions, {i for m in added for i in range(*m.tokens)})]


def _by_given_name(
    reading: Reading, book: Book, people: Sequence[Mention], pronoun: int, best: str, words: Words
) -> str | None:
    """Whom "she" means when the chain's surname tells no gender, but the full name of somebody near does.

    "Merkel met Erdogan. She ...": the registry knows them as Angela and as Recep Tayyip.
    """
    gender = words.pronouns.get(reading.tokens[pronoun].text.lower(), {}).get("gender")
    if gender not in ("m", "f") or _gender(book, best, words) == gender:
        return None
    sentence = reading.sentence_of(pronoun).start
    last = max((m.tokens[0] for m in people if m.tokens[1] <= pronoun), default=None)
    if last is None:
        return None
    near = reading.sentence_of(last).start
    fits = [
        m.actor
        for m in people
        if near <= m.tokens[0] < pronoun and near <= sentence and _gender(book, m.actor, words) == gender
    ]
    return fits[0] if fits else None


def _gender(book: Book, actor: str, words: Words) -> str | None:
    found = book.actors[actor]
    return words.given_names.get(found.name.split()[0]) if found.kind == "person" else None


def _tellers(reading: Reading, book: Book, mentions: Sequence[Mention], known: set[int]) -> list[Mention]:
    """For "the army says it has ...", "workers said they will ...": who tells it, where no chain knows better."""
    heads = {reading.root_of(*m.tokens): m for m in mentions if m.kind not in {"place", "nationality"}}
    added = []
    for token in reading.tokens:
        if token.tag != "PRP" or token.dep not in _SUBJECTS or token.i in known or token.i in heads:
            continue
        for teller in _subjects_above(reading, reading.head(token.i)):
            mention = heads.get(teller.i)
            if _quoted(reading, teller.i, token.i):
                continue
            if mention is not None and _agree(token.text.lower(), teller, book.actors[mention.actor]):
                span = reading.span(token.i, token.i + 1)
                why = Reason("teller", 0.65, "subject of the clause above")
                added.append(Mention(span, (token.i, token.i + 1), mention.actor, "pronoun", why))
                break
    return added


def _quoted(reading: Reading, teller: int, pronoun: int) -> bool:
    """Whether the pronoun is said in the teller's own words, in which "they" are others; or told before him."""
    between = reading.tokens[teller:pronoun]
    return pronoun < teller or any(t.tag in _MARKS or t.text in _MARKS for t in between)


def _subjects_above(reading: Reading, verb: Token) -> list[Token]:
    """Subjects of the clause whose complement a verb heads, verbs joined to it being one with it."""
    while verb.dep == "conj":
        verb = reading.head(verb.i)
    if verb.dep != "ccomp":
        return []
    above = reading.head(verb.i)
    while above.dep == "conj" and not any(c.dep in _SUBJECTS for c in reading.children(above.i)):
        above = reading.head(above.i)
    return [c for c in reading.children(above.i) if c.dep == "nsubj"]


def _agree(pronoun: str, teller: Token, actor: Actor) -> bool:
    """Whether a pronoun can mean a subject by its number and kind."""
    several = teller.tag in ("NNS", "NNPS")
    human = actor.kind in ("person", "office")
    if pronoun == "they":
        return several or not human
    if pronoun == "it":
        return not several and not human
    return pronoun in ("he", "she") and human and not several
