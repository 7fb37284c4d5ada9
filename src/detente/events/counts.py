"""How many people an act struck, where its sentence says so: dead, injured, arrested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.events.candidates import lemma_of
from detente.record import Count, Reading, Token

_OBJECTS = ("dobj", "nsubjpass", "obj")
_PASSIVE = ("acl", "relcl", "amod")


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    types: frozenset[str]
    verbs: frozenset[str]
    dying: frozenset[str]
    after: frozenset[str]
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: tuple[_Kind, ...]
    numbers: Mapping[str, int]
    vague: Mapping[str, int]
    times: Mapping[str, int]
    bounds: Mapping[str, tuple[tuple[str, ...], ...]]
    people: frozenset[str]


@lru_cache(maxsize=4)
def _load(data_dir: str) -> _Words:
    import yaml

    lexicon = Path(data_dir) / "lexicon"
    raw = yaml.load((lexicon / "events" / "counts.yaml").read_text("utf-8"), yaml.CSafeLoader)
    cardinals = yaml.load((lexicon / "dates" / "numbers.yaml").read_text("utf-8"), yaml.CSafeLoader)["cardinals"]
    kinds = tuple(
        _Kind(name, *(frozenset(str(row[key]).split()) for key in ("types", "verbs", "dying", "after", "of")))
        for name, row in raw["kinds"].items()
    )
    bounds = {name: tuple(tuple(phrase.split()) for phrase in raw[name]) for name in ("least", "most", "above")}
    return _Words(kinds, cardinals, raw["vague"], raw["times"], bounds, frozenset(raw["people"].split()))


def counts(
    reading: Reading, triggers: Iterable[int], type_: str, sentence_of: int, data_dir: str
) -> tuple[tuple[Count, tuple[int, int]], ...]:
    """Counts that belong to an act.

    Args:
        reading: The reading.
        triggers: Tokens that name the act: a count that hangs on another act's word is not its own.
        type_: Its type.
        sentence_of: A token of its sentence.
        data_dir: Folder of data files.

    Returns:
        Each count with the half-open token range of its words; one of a kind, the largest.
    """
    words = _load(data_dir)
    mine = frozenset(triggers)
    sentence = reading.sentence_of(sentence_of)
    best: dict[str, tuple[Count, tuple[int, int]]] = {}
    for at, end, low, high in _numbers(reading, sentence.start, sentence.end, words):
        for kind in (k for k in words.kinds if type_ in k.types):
            if not _counts(reading, end, kind, mine, words):
                continue
            start = _bounded(reading, at, sentence.start, words)[1]
            count = Count(kind.name, low, high, reading.span(start, end))
            if kind.name not in best or best[kind.name][0].least < low:
                best[kind.name] = (count, (start, end))
            break
    return tuple(best[k.name] for k in words.kinds if k.name in best)


def _numbers(reading: Reading, start: int, end: int, words: _Words) -> Iterator[tuple[int, int, int, int | None]]:
    """Numbers of a sentence: first token, one past the last, least, most."""
    i = start
    while i < end:
        token = reading.tokens[i]
        value = _value(token, words)
        if value is None:
            i += 1
            continue
        last, vague = i + 1, token.text.lower() in words.vague
        while last < end and reading.tokens[last].text.lower() in words.times:
            value, last = value * words.times[reading.tokens[last].text.lower()], last + 1
        bound = _bounded(reading, i, start, words)[0]
        low, high = _range(value, bound, vague)
        yield i, last, low, high
        i = last


def _range(value: int, bound: str, vague: bool) -> tuple[int, int | None]:
    if bound == "most" or value == 0:
        return 0, value
    if bound == "above":
        return value + 1, None
    return value, None if vague or bound == "least" else value


def _value(token: Token, words: _Words) -> int | None:
    text = token.text.lower()
    if text in words.vague:
        return int(words.vague[text])
    if text in words.numbers:
        return int(words.numbers[text]) if token.pos == "NUM" else None
    plain = text.replace(",", "")
    return int(plain) if plain.isdigit() and len(plain) < 9 and token.pos == "NUM" else None


def _bounded(reading: Reading, at: int, start: int, words: _Words) -> tuple[str, int]:
    """What the words before a number make of it, and where they begin."""
    for name, phrases in words.bounds.items():
        for phrase in phrases:
            begin = at - len(phrase)
            if begin >= start and all(
                reading.tokens[begin + n].text.lower() == word for n, word in enumerate(phrase)
            ):
                return name, begin
    return "", at


def _counts(reading: Reading, end: int, kind: _Kind, mine: frozenset[int], words: _Words) -> bool:
    """Whether the number counts those whom such a thing happens to, by this act's words."""
    after = [t.text.lower() for t in reading.tokens[end : end + 2]]
    if after[:1] and after[0] in kind.after:
        return True
    noun = reading.tokens[end - 1]
    if noun.dep in ("nummod", "det", "amod", "compound") and reading.head(noun.i).pos in ("NOUN", "PROPN"):
        noun = reading.head(noun.i)
        if lemma_of(noun) not in words.people and noun.tag not in ("NNS", "NNPS"):
            return False
    while noun.dep in ("conj", "appos") and reading.head(noun.i).i != noun.i:
        noun = reading.head(noun.i)
    if after[1:] and after[0] == lemma_of(noun) and after[1] in kind.after:
        return True
    return _happens(reading, noun, kind, mine, words)


def _happens(reading: Reading, noun: Token, kind: _Kind, mine: frozenset[int], words: _Words) -> bool:
    head = reading.head(noun.i)
    if noun.dep == "pobj" and head.text.lower() == "of":
        # "the deaths of 12 men"; "dozens of men were killed" counts by the word before "of"
        above = reading.head(head.i)
        if lemma_of(above) in kind.of:
            return above.i in mine or lemma_of(above) not in kind.verbs
        return False
    if any(c.dep in _PASSIVE and c.tag == "VBN" and lemma_of(c) in kind.verbs for c in reading.children(noun.i)):
        return True
    if head.pos != "VERB":
        return False
    word = lemma_of(head)
    if noun.dep in _OBJECTS and word in kind.verbs:
        return head.i in mine or _beside(reading, head.i, mine)
    return noun.dep == "nsubj" and word in kind.dying


def _beside(reading: Reading, verb: int, mine: frozenset[int]) -> bool:
    """Whether a verb only says what the act did ("attacked the town, killing 12")."""
    above = {a.i for a in reading.ancestors(verb)}
    joined = {c.i for m in mine for c in reading.children(m) if c.dep in ("conj", "advcl", "xcomp")}
    return bool(above & mine) or verb in joined
