"""Pronouns: who "he", "she" and "it" are, resolved simply and with care.

A pronoun goes to the compatible name that is nearest and most prominent: subjects before others, the same
and the last two sentences before older ones. Where nothing fits well it is left alone. "I" and "we" are
the speaker of a quote and are left to the quotes room.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from detente.reading.chains import Group, sentence_numbers
from detente.reading.marks import Passage
from detente.reading.words import Words
from detente.record import Sentence, Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_PRONOMINAL = frozenset(("PRP", "PRP$"))
#: What it tells against somebody that an earlier pronoun was of the other gender.
_GUESSED = 1.5
#: Somebody just named in full and described ("he met Jane Doe, a teacher") is likely to be spoken of next.
_FRESH = 3.5
#: So many characters from a quoted passage its speaker may be named.
_NEAR = 30
#: How many sentences back an antecedent may stand.
_REACH = {"m": 5, "f": 5, "n": 1}


class Place(NamedTuple):
    """A mention that a pronoun may refer to."""

    head: int
    group: Group
    subject: bool
    quoted: bool
    fresh: bool = False


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
    speakers = _speakers(tokens, quoted, groups)
    places = {_head(tokens, s, e): g for g in groups for s, e in g.mentions}
    starts = {id(g): _head(tokens, *min(g.mentions)) for g in groups}
    seen: list[Place] = []
    for token in tokens:
        g = places.get(token.i) or _description(tokens, token, words)
        if g is None and token.tag in _PRONOMINAL:
            entry = words.pronouns.get(token.text.lower())
            if entry is not None:
                empty = entry["gender"] == "n" and _is_empty(tokens, token, words)
                g = None if empty else _antecedent(tokens, token, entry["gender"], seen, number, inside, speakers)
                if g is not None:
                    if entry["gender"] != "n":
                        g.guessed[entry["gender"]] += 1
                    g.mentions.append((token.i, token.i + 1))
        if g is not None:
            role = _carrier(tokens, token)
            if token.i in places and _is_label(tokens, token):
                continue
            fresh = token.i in places and _is_introduced(tokens, token, g, starts)
            seen.append(Place(token.i, g, role.dep in _SUBJECTS, inside[token.i] > 0, fresh))
    used = [g for g in {id(p.group): p.group for p in seen}.values() if g.nominal and len(g.mentions) > 1]
    return groups + used


def _head(tokens: Sequence[Token], start: int, end: int) -> int:
    return next((i for i in range(start, end) if not start <= tokens[i].head < end), end - 1)


def _is_introduced(tokens: Sequence[Token], token: Token, g: Group, starts: dict[int, int]) -> bool:
    """Whether a person is named here for the first time, in full, and described after a comma."""
    if g.label != "PERSON" or starts.get(id(g)) != token.i or len(g.longest) < 2:
        return False
    after = tokens[token.i + 1] if token.i + 1 < len(tokens) else None
    below = tokens[token.i + 1 : token.i + 12]
    described = any(t.head == token.i and t.dep in {"appos", "relcl", "acl"} for t in below)
    return described and after is not None and after.text == ","


def _is_label(tokens: Sequence[Token], token: Token) -> bool:
    """Whether a name only says who speaks next, as in a transcript: he is "I", not "he", in what follows."""
    after = token.i + 1
    return after < len(tokens) and tokens[after].text == ":"


def _is_empty(tokens: Sequence[Token], token: Token, words: Words) -> bool:
    """Whether an "it" means nothing: "when it comes to grain", "it seems"."""
    if token.text.lower() != "it":
        return False
    text = " ".join(t.text.lower() for t in tokens[token.i : token.i + 4])
    return any(text == p or text.startswith(f"{p} ") for p in words.empty_it)


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
    inside: Sequence[int],
    speakers: Sequence[set[int]],
) -> Group | None:
    if gender == "n" and not _refers(tokens, token):
        return None
    best: tuple[float, Group] | None = None
    barred = _barred(tokens, token)
    own = _own_subject(tokens, token)
    if own is not None and tokens[own].pos in ("NOUN", "PROPN"):
        return next((p.group for p in reversed(seen) if _is_own(tokens, p, own, token, gender)), None)
    for rank, place in enumerate(reversed(seen)):
        back = number[token.i] - number[place.head]
        if back > _REACH[gender] or rank > 40:
            break
        if not _compatible(tokens, place, token, gender) or any(place.head == b for b in barred):
            continue
        if place.quoted and not inside[token.i]:
            continue
        if id(place.group) in speakers[inside[token.i]] and not place.quoted:
            continue  # who speaks is "I" in the words quoted, not "he"
        if gender == "n" and _is_beside(tokens, place.head, token.i):
            return place.group
        score = 4.0 * place.subject - 2.5 * back - 0.15 * rank
        score += 1.0 if place.group.gender == gender else 0.0
        score -= _GUESSED if place.group.guess not in (gender, "") else 0.0
        score += _FRESH if place.fresh and back <= 1 and not place.subject else 0.0
        score += 1.0 if place.subject and _main(tokens, place.head) else 0.0
        score -= 1.0 if place.quoted != (inside[token.i] > 0) else 0.0
        score -= 1.0 if place.group.nominal else 0.0
        if best is None or score > best[0]:
            best = (score, place.group)
    if best is None or (gender == "n" and best[0] < 1):
        return None
    return best[1]


def _compatible(tokens: Sequence[Token], place: Place, token: Token, gender: str) -> bool:
    g = place.group
    if gender == "n":
        return g.label in ("ORG", "GPE") and (place.subject or _is_beside(tokens, place.head, token.i))
    return g.label == "PERSON" and g.gender in (gender, "")


def _is_beside(tokens: Sequence[Token], name: int, at: int) -> bool:
    """Whether only small words part a possessive from a name: "Chad over its grain", "Peru and its mayors"."""
    between = tokens[name + 1 : at]
    small = all(t.pos in ("ADP", "CCONJ") for t in between)
    return tokens[at].tag == "PRP$" and 0 < len(between) <= 2 and small


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


def _own_subject(tokens: Sequence[Token], token: Token) -> int | None:
    """The subject that "himself" must mean: the nearest one of its verb, or of the verb that is joined to."""
    if token.tag == "PRP$" or not token.text.lower().endswith("self"):
        return None
    verb = tokens[token.head]
    if verb.pos == "ADP":
        verb = tokens[verb.head]
    for _ in range(3):
        own = [t.i for t in tokens[max(0, verb.i - 40) : verb.i] if t.head == verb.i and t.dep in _SUBJECTS]
        if own:
            return own[-1]
        if verb.dep not in ("conj", "xcomp") or verb.head == verb.i:
            return None
        verb = tokens[verb.head]
    return None


def _is_own(tokens: Sequence[Token], place: Place, own: int, token: Token, gender: str) -> bool:
    return place.head == own and _compatible(tokens, place, token, gender)


def _refers(tokens: Sequence[Token], token: Token) -> bool:
    """Whether an "it" can mean something named: no "it is clear that", no object."""
    if token.tag == "PRP$":
        return True
    verb = tokens[token.head]
    return token.dep == "nsubj" and verb.pos == "VERB"


def _inside(tokens: Sequence[Token], quoted: Sequence[Passage]) -> list[int]:
    """For each token the number of the quoted passage it stands in, from 1; 0 outside."""
    numbers = [0] * len(tokens)
    ranges = [(p.inner_start, p.inner_end) for p in quoted if p.depth == 1]
    at = 0
    for token in tokens:
        while at < len(ranges) and ranges[at][1] <= token.start:
            at += 1
        if at < len(ranges) and ranges[at][0] <= token.start:
            numbers[token.i] = at + 1
    return numbers


def _speakers(tokens: Sequence[Token], quoted: Sequence[Passage], groups: Sequence[Group]) -> list[set[int]]:
    """For each quoted passage (from 1) the persons who are named as subjects right before or after it."""
    subjects = [
        (tokens[s].start, tokens[e - 1].end, id(g))
        for g in groups
        if g.label == "PERSON"
        for s, e in g.mentions
        if tokens[_head(tokens, s, e)].dep in _SUBJECTS
    ]
    found: list[set[int]] = [set()]
    last = -1
    for p in quoted:
        if p.depth > 1:
            continue
        before = bisect_left(tokens, p.start, key=lambda t: t.start) - 1
        led = before >= 0 and tokens[before].text in {",", ":"}
        near = {g for s, e, g in subjects if 0 <= s - p.end < _NEAR or (led and 0 <= p.start - e < _NEAR)}
        # A quotation that nobody is named for goes on from the one before.
        found.append(near or (found[-1] if p.paragraph - last <= 1 else set()))
        last = p.paragraph
    return found
