"""Phrases of the lexicon in a reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.issues.lexicon import Lexicon, Phrase, Word
from detente.record import Reading, Token

#: Words a `..` may stand for at most.
_GAP = 5
#: A `..` never runs over one of these.
_WALLS = frozenset(';:()[]"“”—–.!?')


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """An issue named by a half-open range of tokens.

    Attributes:
        start: First token.
        end: Token after the last.
        issue: The issue's name (an actor's id for a country as issue).
        contrary: Whether the words name its opposite ("rights abuses" for human rights).
    """

    start: int
    end: int
    issue: str
    contrary: bool = False


def forms(token: Token) -> frozenset[str]:
    """How a lexicon may spell a token: as it stands, in lower case, its lemma, a name without plural s."""
    lower = token.text.lower()
    found = {token.text, lower, token.lemma.lower()}
    if token.tag == "NNPS" or (token.pos == "PROPN" and lower.endswith("s")):
        found.add(lower.removesuffix("s"))
    return frozenset(found)


def find_phrases(reading: Reading, lexicon: Lexicon) -> list[Found]:
    """Issues that the words of a text name, in text order.

    Of two issues where one's words contain the other's, the longer one is meant. Short forms count once the issue
    has been named in full somewhere in the text.
    """
    spelled = [forms(t) for t in reading.tokens]
    hits: dict[str, set[Found]] = {"words": set(), "short": set(), "not": set()}
    for sentence in reading.sentences:
        for start in range(sentence.start, sentence.end):
            for phrase in _beginning(spelled[start], lexicon):
                end = _match(phrase.words, 0, start, sentence.end, reading.tokens, spelled)
                if end:
                    opposite = phrase.kind == "contrary"
                    kind = "words" if opposite else phrase.kind
                    hits[kind].add(Found(start, end, phrase.issue, opposite))
    return _chosen(hits)


def _beginning(spelled: frozenset[str], lexicon: Lexicon) -> Iterator[Phrase]:
    for form in spelled:
        yield from lexicon.phrases.get(form, ())


def _match(
    words: tuple[Word, ...], at: int, i: int, end: int, tokens: tuple[Token, ...], spelled: list[frozenset[str]]
) -> int:
    """End of the phrase's words from place `at` on when they stand at token `i`; 0 where they do not."""
    if at == len(words):
        return i
    word = words[at]
    if word.gap:
        return _over_gap(words, at, i, end, tokens, spelled)
    j = i
    while j < end:
        length = _length(word, j, end, tokens, spelled)
        found = _match(words, at + 1, j + length, end, tokens, spelled) if length else 0
        if found:
            return found
        if not at or not _transparent(tokens[j]):
            break
        j += 1
    if word.optional:
        return _match(words, at + 1, i, end, tokens, spelled)
    return 0


def _over_gap(
    words: tuple[Word, ...], at: int, i: int, end: int, tokens: tuple[Token, ...], spelled: list[frozenset[str]]
) -> int:
    for step in range(_GAP + 1):
        if i + step >= end:
            return 0
        found = _match(words, at + 1, i + step, end, tokens, spelled)
        if found:
            return found
        if tokens[i + step].text in _WALLS:
            return 0
    return 0


def _length(word: Word, i: int, end: int, tokens: tuple[Token, ...], spelled: list[frozenset[str]]) -> int:
    """How many tokens a word takes at `i`: one, three for an exact word the parser cut at its hyphen, or none."""
    if word.any & spelled[i] or tokens[i].text in word.exact:
        return 1
    if word.exact and i + 2 < end and tokens[i + 1].text == "-":
        whole = "".join(t.text for t in tokens[i : i + 3])
        return 3 if whole in word.exact else 0
    return 0


def _transparent(token: Token) -> bool:
    return token.text in {"-", "‑", "–"} or token.pos == "DET" or token.tag in {"PRP$", "POS"}


def _chosen(hits: dict[str, set[Found]]) -> list[Found]:
    cancelled = _by_token(hits["not"])
    full = [f for f in hits["words"] if not _covered(f, cancelled, same_issue=True)]
    named = {f.issue for f in full}
    taken = _by_token(full)
    # A short form yields to anything that names an issue in full at the same place.
    short = [
        f
        for f in hits["short"]
        if f.issue in named
        and not _covered(f, cancelled, same_issue=True)
        and not any(i in taken for i in range(f.start, f.end))
    ]
    every = _by_token([*full, *short])
    return sorted(_widest(f for f in (*full, *short) if not _covered(f, every, longer=True)))


def _by_token(ranges: Iterable[Found]) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = {}
    for f in ranges:
        for i in range(f.start, f.end):
            found.setdefault(i, []).append(f)
    return found


def _covered(found: Found, others: dict[int, list[Found]], same_issue: bool = False, longer: bool = False) -> bool:
    """Whether another range covers this one: of the same issue, or a longer one, where asked."""
    return any(
        o.start <= found.start
        and found.end <= o.end
        and (not same_issue or o.issue == found.issue)
        and (not longer or o.end - o.start > found.end - found.start)
        for o in others.get(found.start, ())
    )


def _widest(found: Iterable[Found]) -> Iterator[Found]:
    """One range for each run of overlapping ranges of the same issue."""
    by_issue: dict[str, list[Found]] = {}
    for f in sorted(found):
        runs = by_issue.setdefault(f.issue, [])
        if runs and f.start < runs[-1].end:
            last = runs[-1]
            runs[-1] = Found(last.start, max(last.end, f.end), f.issue, last.contrary or f.contrary)
        else:
            runs.append(f)
    for runs in by_issue.values():
        yield from runs
