"""Pronouns: who "he", "she" and "it" are, resolved simply and with care.

A pronoun goes to the compatible name that is nearest and most prominent: subjects before others, the same
and the last two sentences before older ones. Where nothing fits well it is left alone. "I" and "we" are
the speaker of a quote and are left to the quotes room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from detente.reading.chains import Group, sentence_numbers
from detente.reading.marks import Passage
from detente.reading.words import Words
from detente.record import Sentence, Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_PRONOMINAL = frozenset(("PRP", "PRP$"))
#: How many sentences back an antecedent may stand.
_REACH = {"m": 5, "f": 5, "n": 1}


class Place(NamedTuple):
    """A mention that a pronoun may refer to."""

    head: int
    group: Group
    subject: bool
    quoted: bool


def resolve(
    tokens: Sequence[Token],
    sentences: Sequence[Sentence],
    groups: list[Group],
    quoted: Sequence[Passage],
    words: Words,
) -> list[Group]:
    """Add pronouns to the groups they refer to.

    Args:
        tokens: All tokens of the document.
        sentences: Its sentences.
        groups: Names already put together; changed in place.
        quoted: Quoted passages.
        words: Word lists of the reading.

    Returns:
        The groups, with those descriptions ("a minister ... he") that a pronoun refers to.
    """
    number = sentence_numbers(tokens, sentences)
    inside = _inside(tokens, quoted)
    places = {_head(tokens, s, e): g for g in groups for s, e in g.mentions}
    seen: list[Place] = []
    for token in tokens:
        g = places.get(token.i) or _description(tokens, token, words)
        if g is None and token.tag in _PRONOMINAL:
            entry = words.pronouns.get(token.text.lower())
            if entry is not None:
                g = _antecedent(tokens, token, entry["gender"], seen, number, inside)
                if g is not None:
                    if entry["gender"] != "n":
                        g.genders[entry["gender"]] += 0 if g.gender else 1
                    g.mentions.append((token.i, token.i + 1))
        if g is not None:
            role = _carrier(tokens, token)
            seen.append(Place(token.i, g, role.dep in _SUBJECTS, inside[token.i]))
    used = [g for g in {id(p.group): p.group for p in seen}.values() if g.nominal and len(g.mentions) > 1]
    return groups + used


def _head(tokens: Sequence[Token], start: int, end: int) -> int:
    return next((i for i in range(start, end) if not start <= tokens[i].head < end), end - 1)


def _carrier(tokens: Sequence[Token], token: Token) -> Token:
    """The token whose role counts: the head of the list or apposition a name stands in."""
    for _ in range(4):
        if token.dep not in ("appos", "compound", "conj", "nmod") or token.head == token.i:
            break
        token = tokens[token.head]
    return token


def _description(tokens: Sequence[Token], token: Token, words: Words) -> Group | None:
    """A person who is described, not named, and is the subject of a clause: "a senior official said"."""
    if token.pos != "NOUN" or token.dep not in _SUBJECTS or token.tag == "NNS":
        return None
    gender = words.persons.get(token.lemma.lower())
    if gender is None:
        return None
    start = token.i
    while (
        start > 0
        and tokens[start - 1].head == token.i
        and tokens[start - 1].pos in ("DET", "ADJ", "NOUN", "PROPN")
    ):
        start -= 1
    g = Group("PERSON", (token.text.lower(),), nominal=True, mentions=[(start, token.i + 1)])
    g.genders[gender] += 1
    return g


def _antecedent(
    tokens: Sequence[Token],
    token: Token,
    gender: str,
    seen: Sequence[Place],
    number: Sequence[int],
    inside: Sequence[bool],
) -> Group | None:
    if gender == "n" and not _refers(tokens, token):
        return None
    best: tuple[float, Group] | None = None
    barred = _barred(tokens, token)
    for rank, place in enumerate(reversed(seen)):
        back = number[token.i] - number[place.head]
        if back > _REACH[gender] or rank > 40:
            break
        if not _compatible(place, gender) or any(place.head == b for b in barred):
            continue
        if place.quoted and not inside[token.i]:
            continue
        score = 4.0 * place.subject - 2.5 * back - 0.15 * rank
        score += 1.0 if place.group.gender == gender else 0.0
        score += 1.0 if place.subject and _main(tokens, place.head) else 0.0
        score -= 1.0 if place.quoted != inside[token.i] else 0.0
        score -= 1.0 if place.group.nominal else 0.0
        if best is None or score > best[0]:
            best = (score, place.group)
    if best is None or (gender == "n" and best[0] < 1):
        return None
    return best[1]


def _compatible(place: Place, gender: str) -> bool:
    g = place.group
    if gender == "n":
        return g.label in ("ORG", "GPE") and place.subject
    return g.label == "PERSON" and g.gender in (gender, "")


def _main(tokens: Sequence[Token], head: int) -> bool:
    verb = tokens[_carrier(tokens, tokens[head]).head]
    return verb.head == verb.i


def _barred(tokens: Sequence[Token], token: Token) -> tuple[int, ...]:
    """Tokens the pronoun cannot mean: the subject of the verb it is object of ("Putin told him")."""
    if token.tag == "PRP$" or token.text.lower().endswith("self"):
        return ()
    verb = tokens[token.head]
    if verb.pos == "ADP":
        verb = tokens[verb.head]
    return tuple(t.i for t in tokens[max(0, verb.i - 40) : verb.i + 15] if t.head == verb.i and t.i != token.i)


def _refers(tokens: Sequence[Token], token: Token) -> bool:
    """Whether an "it" can mean something named: no "it is clear that", no object."""
    if token.tag == "PRP$":
        return True
    verb = tokens[token.head]
    return token.dep == "nsubj" and verb.pos == "VERB"


def _inside(tokens: Sequence[Token], quoted: Sequence[Passage]) -> list[bool]:
    flags = [False] * len(tokens)
    ranges = [(p.inner_start, p.inner_end) for p in quoted if p.depth == 1]
    at = 0
    for token in tokens:
        while at < len(ranges) and ranges[at][1] <= token.start:
            at += 1
        flags[token.i] = at < len(ranges) and ranges[at][0] <= token.start
    return flags
