"""The room's word lists, read once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.reading.words import read_yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists. Words are lower case; see the folder's README for what each list means."""

    no_full_stop: tuple[str, ...]
    before_first_name: tuple[str, ...]
    spoken_to: frozenset[str]
    of_men: tuple[str, ...]
    of_women: tuple[str, ...]
    stubs_at_the_end: re.Pattern[str]
    paywall: re.Pattern[str]
    never_last: re.Pattern[str]
    credits: re.Pattern[str]
    links: re.Pattern[str]
    function_words: frozenset[str]
    reporting: re.Pattern[str]
    address_endings: frozenset[str]
    introducing: tuple[str, ...]
    calendar: frozenset[str]
    to_come: frozenset[str]
    continuing: re.Pattern[str]
    told_by_pronoun: re.Pattern[str]
    as_adjective: re.Pattern[str]
    closing: re.Pattern[str]


@lru_cache(maxsize=4)
def load(data_dir: str) -> Lexicon:
    """Read the word lists.

    Args:
        data_dir: Folder of data files (`settings.data_dir`).

    Raises:
        LexiconError: A list is missing, or is no list of words.
    """
    folder = Path(data_dir) / "lexicon" / "integrity"
    honorifics, stubs, words = (read_yaml(folder / f"{n}.yaml", dict) for n in ("honorifics", "stubs", "words"))
    return Lexicon(
        no_full_stop=_words(honorifics, "without_full_stop"),
        before_first_name=_words(honorifics, "before_first_name"),
        spoken_to=frozenset(w.lower() for w in _words(honorifics, "spoken_to")),
        of_men=_words(honorifics, "of_men"),
        of_women=_words(honorifics, "of_women"),
        stubs_at_the_end=re.compile(rf"{any_of(_words(stubs, 'at_the_end'))}[\s.…»>→\])]*\Z", re.IGNORECASE),
        paywall=re.compile(any_of(_words(stubs, "paywall")), re.IGNORECASE),
        never_last=re.compile(rf"{any_of(_words(stubs, 'never_last'))}\Z", re.IGNORECASE),
        credits=re.compile(any_of(_words(stubs, "credits")), re.IGNORECASE),
        links=re.compile(any_of(_words(stubs, "links")), re.IGNORECASE),
        function_words=frozenset(w.lower() for w in _words(words, "function_words")),
        reporting=re.compile(any_of(_words(words, "reporting")), re.IGNORECASE),
        address_endings=frozenset(w.lower() for w in _words(words, "address_endings")),
        introducing=_words(words, "introducing"),
        calendar=frozenset(_words(words, "calendar")),
        to_come=frozenset(w.lower() for w in _words(words, "to_come")),
        continuing=re.compile(any_of(_words(words, "continuing")), re.IGNORECASE),
        told_by_pronoun=re.compile(any_of(_words(words, "told_by_pronoun")), re.IGNORECASE),
        as_adjective=re.compile(any_of(_words(words, "as_adjective")), re.IGNORECASE),
        closing=re.compile(any_of(_words(words, "closing")), re.IGNORECASE),
    )


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression for any of some phrases, as whole words, that is to ignore case.

    Where one phrase begins with another the longer one is tried first.

    >>> bool(re.search(any_of(["read more"]), "Read  more", re.IGNORECASE))
    True
    """
    return rf"(?<!\w){_branches(p.lower().split() for p in phrases)}(?!\w)"


def _branches(phrases: Iterable[Iterable[str]]) -> str:
    """A regular expression for any of some phrases, in which what they begin with alike stands once.

    Phrase after phrase, each tried at every place of a text, takes up to seven times as long.
    """
    # White space of any length stands between words: a step of its own, which no letter is.
    steps = {(*chain.from_iterable((" ", *word) for word in phrase),)[1:] for phrase in phrases}
    return _branch(sorted(steps), 0)


def _branch(phrases: list[tuple[str, ...]], at: int) -> str:
    """What may follow where these phrases, which are sorted, have been alike so far."""
    may_end = len(phrases[0]) == at
    ways = []
    for step, those in groupby(phrases[may_end:], key=lambda phrase: phrase[at]):
        rest = _branch(list(those), at + 1)
        ways.append((r"\s+" if step == " " else re.escape(step)) + rest)
    if not ways:
        return ""
    whole = ways[0] if len(ways) == 1 and not may_end and at else f"(?:{'|'.join(ways)})"
    return whole + "?" if may_end else whole


def _words(data: dict[str, Any], name: str) -> tuple[str, ...]:
    words = data.get(name)
    if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
        raise LexiconError(f"The list {name} is missing or is no list of words.", "Quote words like yes and no.")
    return tuple(words)
