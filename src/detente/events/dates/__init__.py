"""A grammar of news date phrases in English: words to days, given a reference date.

    "three days ago" -> words -> grammar -> node -> days

`resolve` reads one phrase, `find` finds the phrases of a text. What cannot be known is refused (`None`), never
guessed. The word lists and the conventions are in `data/lexicon/dates/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detente.events.dates.grammar import Grammar
from detente.events.dates.lexicon import Lexicon, load
from detente.events.dates.nodes import Node, Now, Unknown
from detente.events.dates.periods import Interval
from detente.events.dates.words import Word, split
from detente.record import When
from detente.settings import DATA_DIR

__all__ = ["Phrase", "find", "resolve", "speaks_of_future"]

# A phrase has its first number or name of a month, a unit ... within so many words.
_REACH = 6
# A phrase longer than this is no date phrase.
_MAX_WORDS = 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date phrase found in a text.

    Attributes:
        start: First code point.
        end: One past the last.
        nodes: The ways it can be read, the likeliest first.
    """

    start: int
    end: int
    nodes: tuple[Node, ...]

    @property
    def vague(self) -> bool:
        """Whether it gives no date by its words alone: "recently", "by Friday"."""
        return all(isinstance(node, Unknown) for node in self.nodes)

    def resolve(self, reference: date | None, anchor: date | None = None, future: bool = False) -> When | None:
        """The days it means.

        Args:
            reference: The day of publication, or `None`.
            anchor: The day the story is at, from which "two days later" counts, or `None`.
            future: Whether the sentence speaks of what is to come.

        Returns:
            Days with origin `text`, or `None` when they cannot be known.
        """
        now = Now(reference, anchor, future)
        for node in self.nodes:
            try:
                found = node.at(now)
            except (OverflowError, ValueError):
                # Beyond the calendar's years 1 to 9999.
                continue
            if found is not None:
                return _when(found)
        return None


def _when(found: Interval) -> When:
    return When(found.start, found.end, found.grain, "text")


def resolve(
    phrase: str,
    reference: date | None = None,
    anchor: date | None = None,
    future: bool = False,
    data_dir: str = str(DATA_DIR),
) -> When | None:
    """Resolve one date phrase.

    >>> resolve("last Friday", date(2019, 5, 14)).isoformat()
    '2019-05-10'
    >>> resolve("recently", date(2019, 5, 14)) is None
    True

    Args:
        phrase: The words, nothing else around them.
        reference: The day of publication; `None` = unknown, then only dates that stand by themselves resolve.
        anchor: The day the story is at, from which "two days later" counts; `None` = such phrases are refused.
        future: Whether a bare weekday or month means the coming one.
        data_dir: Folder of data files.

    Returns:
        Days, their grain (how precise they are) and origin `text`; an open end is `None`. A date reached by
        counting ("two months ago") is one day whose grain says how rough it is. `None` = vague, or unknowable.
    """
    words = split(phrase)
    while words and words[-1].low in {".", ",", ";", ":"}:
        words = words[:-1]
    if not words or len(words) > _MAX_WORDS:
        return None
    grammar = Grammar(words, load(data_dir), pivot=_pivot(reference))
    nodes = tuple(node for node, end in grammar.phrase(0) if end == len(words))
    return Phrase(words[0].start, words[-1].end, nodes).resolve(reference, anchor, future)


def _pivot(reference: date | None) -> int:
    """Two-digit years up to ten years ahead are of this century."""
    return (reference.year % 100) + 10 if reference is not None and reference.year >= 2000 else 40


def find(text: str, reference: date | None = None, data_dir: str = str(DATA_DIR)) -> tuple[Phrase, ...]:
    """Find the date phrases of a running text, the longest at each place; vague ones too.

    >>> text = "They met on Friday after talks in early May 2019."
    >>> [text[p.start : p.end] for p in find(text)]
    ['on Friday', 'in early May 2019']

    Args:
        text: A sentence, or more.
        reference: The day of publication; only tells the century of two-digit years.
        data_dir: Folder of data files.

    Returns:
        Phrases in text order, not overlapping.
    """
    lexicon = load(data_dir)
    words = split(text)
    grammar = Grammar(words, lexicon, strict=True, pivot=_pivot(reference))
    return tuple(_longest(words, grammar, lexicon))


def _longest(words: tuple[Word, ...], grammar: Grammar, lexicon: Lexicon) -> Iterator[Phrase]:
    telling = [w.number is not None or w.ordinal is not None or w.low in lexicon.telling for w in words]
    i = 0
    while i < len(words):
        options = list(grammar.phrase(i)) if any(telling[i : i + _REACH]) and grammar.may_open(i) else []
        if options:
            end = max(j for _, j in options)
            yield Phrase(words[i].start, words[end - 1].end, tuple(node for node, j in options if j == end))
            i = end
        else:
            i += 1


def speaks_of_future(text: str, data_dir: str = str(DATA_DIR)) -> bool:
    """Whether a text has a word like "will" in it.

    >>> speaks_of_future("They will meet on Friday.")
    True
    """
    cues, words = load(data_dir).phrases["future_cues"], tuple(w.low for w in split(text))
    return any(words[i : i + len(cue)] == cue for i, word in enumerate(words) for cue in cues.get(word, ()))
