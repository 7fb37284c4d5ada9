"""Chains: which names of a document name the same person or thing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detente.reading.names import NAMING, key_of, title_before
from detente.reading.words import Words
from detente.record import Chain, Name, Sentence, Token


@dataclass(eq=False, slots=True)
class Group:
    """A chain in the making.

    Attributes:
        label: Entity label.
        genders: What titles and given names say about the gender, counted.
        mentions: Token ranges.
        longest: The longest name, as key.
        guessed: Genders of the pronouns that were given to it, counted.
        nominal: Whether it is only a description ("a minister") and no name.
    """

    label: str
    longest: tuple[str, ...]
    genders: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    nominal: bool = False
    guessed: Counter[str] = field(default_factory=Counter)

    @property
    def guess(self) -> str:
        """The gender its pronouns have, where nothing else tells one; or empty."""
        if self.gender or not self.guessed:
            return ""
        return self.guessed.most_common(1)[0][0]

    @property
    def gender(self) -> str:
        """The gender most often told, or empty."""
        told = [(c, g) for g, c in self.genders.items() if g]
        return max(told)[1] if told else ""


def group(tokens: Sequence[Token], names: Sequence[Name], words: Words) -> list[Group]:
    """Put names together that name the same person or thing.

    Args:
        tokens: All tokens of the document.
        names: Cleaned names.
        words: Word lists of the reading.

    Returns:
        Groups in order of first mention.
    """
    persons = [n for n in names if n.label == "PERSON"]
    others = [n for n in names if n.label in NAMING and n.label != "PERSON"]
    groups = [*_persons(tokens, persons, words), *_things(tokens, others)]
    return sorted(groups, key=lambda g: g.mentions[0])


def finish(tokens: Sequence[Token], text: str, groups: Iterable[Group]) -> tuple[Chain, ...]:
    """Freeze groups into chains, in order of first mention."""
    chains = []
    for g in groups:
        mentions = tuple(sorted(g.mentions))
        named = [m for m in mentions if tokens[m[0]].pos != "PRON"] or list(mentions)
        start, end = max(named, key=lambda m: (m[1] - m[0], -m[0]))
        gender = (g.gender or g.guess) if g.label == "PERSON" else "n"
        chains.append(Chain(mentions, g.label, gender, text[tokens[start].start : tokens[end - 1].end]))
    return tuple(sorted(chains, key=lambda c: c.mentions[0]))


def _persons(tokens: Sequence[Token], names: Sequence[Name], words: Words) -> list[Group]:
    """Full names first; then single names go to the person they fit best."""
    groups: list[Group] = []
    of: dict[Name, Group] = {}
    for name in names:
        key = _person_key(tokens, name, words.suffixes)
        if len(key) < 2:
            continue
        owner = next((g for g in groups if _same_person(g.longest, key)), None)
        if owner is None:
            owner = Group("PERSON", key)
            groups.append(owner)
        elif len(key) > len(owner.longest):
            owner.longest = key
        of[name] = owner
        owner.mentions.append((name.start, name.end))
        owner.genders[_gender(tokens, name, words)] += 1
    for name in names:
        if name in of:
            continue
        key = _person_key(tokens, name, words.suffixes)
        gender = _gender(tokens, name, words)
        fitting = [g for g in groups if _fits(g, key[0], gender)]
        owner = _nearest(fitting, name.start) if fitting else None
        if owner is None:
            owner = Group("PERSON", key)
            groups.append(owner)
        owner.mentions.append((name.start, name.end))
        owner.genders[gender] += 1
    return groups


def _person_key(tokens: Sequence[Token], name: Name, suffixes: frozenset[str]) -> tuple[str, ...]:
    key = key_of(tokens, name.start, name.end)
    bare = tuple(k for k in key if k not in suffixes and k.strip(",\"'"))
    return bare or key


def _same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Same surname and a given name that is the same or the initial of the other; or one ends in the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and long[-len(short) :] == short:
        return True  # "Abdel Bari" of "Naser Eldin Abdel Bari"
    if one[-1] != other[-1] or len(one) < 2 or len(other) < 2:
        return False
    a, b = one[0], other[0]
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def _fits(g: Group, word: str, gender: str) -> bool:
    if gender and g.gender and gender != g.gender:
        return False
    if len(g.longest) == 1:
        return g.longest[0] == word
    # The first word too: "Hillary", and family names that come first ("Kim", "Xi").
    return word in (g.longest[-1], g.longest[0]) or (len(g.longest) > 2 and word in g.longest[1:-1])


def _nearest(groups: list[Group], at: int) -> Group:
    """The group mentioned last before a place, or first after it."""

    def distance(g: Group) -> tuple[bool, int]:
        g.mentions.sort()  # nearly sorted already, so this is quick
        place = bisect_left(g.mentions, (at, 0))
        return (False, at - g.mentions[place - 1][0]) if place else (True, g.mentions[0][0] - at)

    return min(groups, key=distance)


def _gender(tokens: Sequence[Token], name: Name, words: Words) -> str:
    """What the words around a name say about the person's gender, or empty."""
    title = title_before(tokens, name.start, words)
    if title is not None and title.gender:
        return title.gender
    for token in _described_by(tokens, name):
        gender = words.persons.get(token.lemma.lower(), "")
        if gender:
            return gender
    if name.end - name.start > 1:
        return words.given_names.get(tokens[name.start].text, "")
    return ""


def _described_by(tokens: Sequence[Token], name: Name) -> list[Token]:
    """Nouns in apposition to a name, before or after it: "spokeswoman Jane Roe", "Jane Roe, a mother of two"."""
    inside = range(name.start, name.end)
    nouns = [t for t in tokens[max(0, name.start - 3) : name.start] if t.head in inside and t.dep == "compound"]
    nouns += [t for t in tokens[name.end : name.end + 8] if t.head in inside and t.dep == "appos"]
    heads = [tokens[tokens[i].head] for i in inside if tokens[i].dep == "appos"]
    return nouns + [h for h in heads if h.i not in inside]


def _things(tokens: Sequence[Token], names: Sequence[Name]) -> list[Group]:
    """Same words, or an abbreviation made of the initials ("the European Union", "EU")."""
    by_key: dict[tuple[str, ...], Group] = {}
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for name in names:
        key = key_of(tokens, name.start, name.end)
        g = by_key.setdefault(key, Group(name.label, key))
        g.mentions.append((name.start, name.end))
        votes[id(g)][name.label] += 1
    initials = {_initials(tokens, g): key for key, g in by_key.items() if len(key) > 1}
    for key in [k for k in by_key if len(k) == 1]:
        start = by_key[key].mentions[0][0]
        long = initials.get(tokens[start].text.replace(".", ""))
        if long is not None and long in by_key:
            short = by_key.pop(key)
            by_key[long].mentions.extend(short.mentions)
            votes[id(by_key[long])].update(votes[id(short)])
    for g in by_key.values():
        g.mentions.sort()
        g.label = max(votes[id(g)].items(), key=lambda item: (item[1], item[0]))[0]
    return list(by_key.values())


def _initials(tokens: Sequence[Token], g: Group) -> str:
    start, end = g.mentions[0]
    return "".join(t.text[0] for t in tokens[start:end] if t.text[0].isupper() and t.text.lower() != "the")


def sentence_numbers(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[int]:
    """The number of the sentence each token stands in."""
    numbers = [0] * len(tokens)
    for n, s in enumerate(sentences):
        numbers[s.start : s.end] = [n] * (s.end - s.start)
    return numbers
