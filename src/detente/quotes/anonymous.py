"""Sources that are not to be known: "a senior official, who asked not to be named"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.quotes.lexicon import load
from detente.record import Quote
from detente.settings import Settings

_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.!?]\s|\n|$")
#: Words that may stand between those of a phrase ("not authorised publicly to speak").
_GAP = 1


def is_anonymous(text: str, quote: Quote, settings: Settings | None = None) -> bool:
    """Whether a quote's source wants not to be known, by the words that name it.

    Args:
        text: The document's text.
        quote: One of its quotes.
        settings: Options.

    Raises:
        LexiconError: The word lists are damaged.

    >>> from detente.record import Reason, Span
    >>> text = "An aide, who asked not to be named, said it was over."
    >>> said, source, why = Span("t", 40, 52), Span("t", 0, 34), Reason("verb", 1.0, "")
    >>> told = Quote("q", "indirect", (said,), None, source, None, None, why)
    >>> is_anonymous(text, told)
    True
    """
    if quote.source is None:
        return False
    lexicon = load((settings or Settings.load()).data_dir)
    named = _words(text[quote.source.start : quote.source.end])
    if any(named[: len(p)] == list(p) for p in lexicon.nameless):
        return True
    spans = [quote.source, *([quote.cue] if quote.cue else [])]
    start, last = min(s.start for s in spans), max(s.end for s in spans)
    stop = _STOP.search(text, last)
    end = stop.start() if stop else len(text)
    said = sorted((s.start, s.end) for s in quote.content)
    # Only the teller's own words: somebody may speak about anonymity.
    pieces, at = [], start
    for low, high in said:
        if high > at and low < end:
            pieces.append(text[at : max(at, low)])
            at = max(at, high)
    pieces.append(text[at:end] if at < end else "")
    return any(in_order(_words(piece), lexicon.anonymity) for piece in pieces)


def in_order(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> bool:
    """Whether the words of one of the phrases stand in this order, with at most one other word between two.

    >>> in_order("they were not authorised to speak".split(), [("not", "authorised")])
    True
    """
    there = set(words)
    begun = (phrase for phrase in phrases if phrase[0] in there)
    return any(_follows(words, at, phrase) for phrase in begun for at in range(len(words)))


def _follows(words: Sequence[str], at: int, phrase: Sequence[str]) -> bool:
    if words[at] != phrase[0]:
        return False
    for word in phrase[1:]:
        near = range(at + 1, min(at + 2 + _GAP, len(words)))
        at = next((i for i in near if words[i] == word), -1)
        if at < 0:
            return False
    return True


def _words(text: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(text)]
