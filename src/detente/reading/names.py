"""The parser's names, cleaned: no "Mr", no trailing "'s", labels agreed on by the whole document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from detente.reading.words import Words
from detente.record import Name, Token

#: Labels of things that can be called by name again; numbers, dates and amounts are left as they are.
NAMING = frozenset(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART"))
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_EDGES = frozenset(("PUNCT", "SYM", "CCONJ", "ADP", "SPACE"))


class Title(NamedTuple):
    """A title before a name: its first token and the gender it tells."""

    start: int
    gender: str


def clean(tokens: Sequence[Token], names: Sequence[Name], words: Words) -> tuple[Name, ...]:
    """Clean the spans of names and settle labels the parser wavers about.

    Args:
        tokens: All tokens of the document.
        names: Names as the parser saw them.
        words: Word lists of the reading.

    Returns:
        Names in text order, not overlapping.
    """
    trimmed = [n for n in (_trim(tokens, n, words) for n in names) if n is not None]
    return _relabel(tokens, _with_missed(tokens, _relabel(tokens, trimmed, words), words), words)


def title_before(tokens: Sequence[Token], start: int, words: Words) -> Title | None:
    """The title that stands right before token `start` ("Mr", "Lt. Gen.", "Prime Minister"), if any."""
    for size in (2, 1):
        if start - size < 0:
            continue
        before = tokens[start - size : start]
        key = " ".join(t.text.rstrip(".").lower() for t in before)
        if key in words.titles and before[0].text[0].isupper():
            return Title(start - size, words.titles[key])
    return None


def key_of(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    """The words of a name for comparing: no article, no full stops in abbreviations, lower case."""
    texts = [t.text for t in tokens[start:end]]
    if len(texts) > 1 and texts[0].lower() == "the":
        texts = texts[1:]
    return tuple(t.replace(".", "").replace("’", "'").lower() or t for t in texts)


def _trim(tokens: Sequence[Token], name: Name, words: Words) -> Name | None:
    start, end, label = name
    if label not in NAMING:
        return name
    while end > start and (tokens[end - 1].text in _POSSESSIVES or tokens[end - 1].pos in _EDGES):
        end -= 1
    while (
        start < end
        and tokens[start].pos in _EDGES
        and tokens[start].text[0].islower() | (tokens[start].pos == "PUNCT")
    ):
        start += 1
    while start + 1 < end and tokens[start].text.rstrip(".").lower() in words.abbreviations:
        if not tokens[start].text[0].isupper():
            break
        start, label = start + 1, "PERSON"
    return Name(start, end, label) if start < end else None


def _with_missed(tokens: Sequence[Token], names: Sequence[Name], words: Words) -> list[Name]:
    """Add proper nouns the parser passed over: surnames it saw elsewhere, and names after "Mr" and the like."""
    taken = {i for n in names for i in range(n.start, n.end)}
    surnames = {
        tokens[n.end - 1].text for n in names if n.label == "PERSON" and tokens[n.end - 1].text[0].isupper()
    }
    added: list[Name] = []
    for t in tokens:
        if t.i in taken or t.pos != "PROPN" or len(t.text) < 3 or not t.text[0].isupper():
            continue
        before = tokens[t.i - 1].text.rstrip(".") if t.i else ""
        titled = before[:1].isupper() and before.lower() in words.abbreviations and t.dep != "compound"
        if (t.text in surnames or titled) and t.text.rstrip(".").lower() not in words.abbreviations:
            added.append(Name(t.i, t.i + 1, "PERSON"))
    return sorted([*names, *added])


def _relabel(tokens: Sequence[Token], names: Sequence[Name], words: Words) -> tuple[Name, ...]:
    """Give each name its most frequent label; a title, a given name or a full name elsewhere make it a person."""
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    full: Counter[str] = Counter()
    sure: set[str] = set()
    places = _after_place_words(tokens, words)
    for n in names:
        if n.label not in NAMING:
            continue
        key = key_of(tokens, n.start, n.end)
        titled = title_before(tokens, n.start, words) is not None and n.label in ("PERSON", "ORG", "NORP", "FAC")
        given = n.end - n.start > 1 and tokens[n.start].text in words.given_names and n.label != "FAC"
        label = "PERSON" if (titled or given) and n.end - n.start <= 4 else n.label
        votes[key][label] += 3 if titled or given else 1
        if titled and len(key) == 1 and key[0] not in places:
            sure.add(key[0])
        if label == "PERSON" and len(key) > 1:
            full[key[-1]] += 2
            if given or titled:
                # A place may bear the same name ("Michael Jordan ... in Jordan").
                sure.update(w for w in (key[0], key[-1]) if w not in places)
    for word in sure:
        if (word,) in votes:
            votes[(word,)] = Counter(PERSON=sum(votes[(word,)].values()))
    for surname, count in full.items():
        if (surname,) in votes and not votes[(surname,)]["GPE"] + votes[(surname,)]["NORP"]:
            votes[(surname,)]["PERSON"] += count
    settled = {key: max(counts, key=lambda k: (counts[k], k == "PERSON", k)) for key, counts in votes.items()}
    return tuple(
        n._replace(label=settled[key_of(tokens, n.start, n.end)]) if n.label in NAMING else n for n in names
    )


def _after_place_words(tokens: Sequence[Token], words: Words) -> set[str]:
    """Words that stand right after "in" and the like somewhere: they may be places."""
    return {
        t.text.lower()
        for t in tokens[1:]
        if tokens[t.i - 1].text.lower() in words.before_places and t.text[:1].isupper()
    }
