"""The word lists of the date grammar, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.events.dates.words import lows

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists; the files say what each means.

    Attributes:
        phrases: For each list (`rough`, `vague` ...), by first word, its phrases as words, longest first.
        tables: For each table (`months`, `units` ...) word -> value.
        holidays: By first word, names as tuples of words with their rules, longest first.
        words: For each list of single words (`future_auxiliaries` ...) its words.
        part_bounds: Unit -> part -> first and last.
        opening: First words of the tables, of names of holidays, and of the lists with which a phrase may begin.
        telling: Words of which a phrase must have one, unless it has a number in digits.
        ambiguous: Names that are common words too.
        ambiguous_after: Words after which they are dates.
    """

    phrases: Mapping[str, Mapping[str, tuple[Words, ...]]]
    tables: Mapping[str, Mapping[str, Any]]
    holidays: Mapping[str, tuple[tuple[Words, Mapping[str, int]], ...]]
    part_bounds: Mapping[str, Mapping[str, tuple[int, int]]]
    words: Mapping[str, frozenset[str]]
    opening: frozenset[str]
    telling: frozenset[str]
    ambiguous: frozenset[str]
    ambiguous_after: frozenset[str]

    def table(self, name: str, word: str) -> Any:
        """The value of a word in a table, or `None`."""
        return self.tables[name].get(word)


_TABLES = {
    "calendar": ("months", "weekdays", "seasons"),
    "numbers": ("cardinals", "ordinals", "decades"),
    "words": ("days", "units", "unit_words", "relations", "story_relations", "parts"),
}
_PHRASES = (
    "present",
    "rough",
    "stress",
    "open_before",
    "open_after",
    "unknown_before",
    "range_open",
    "range_words",
    "counted_back",
    "counted_on",
    "story_later",
    "story_earlier",
    "story_same",
    "prepositions",
    "fiscal",
    "vague",
    "future_cues",
)
# Every phrase has a word of these tables or lists in it.
_NOT_TELLING = ("unit_words", "cardinals", "relations", "story_relations", "parts")
_TELLING = ("vague", "story_same", "present", "dayparts")
# Lists with which a phrase may begin.
_OPENING = (
    "present",
    "rough",
    "stress",
    "open_before",
    "unknown_before",
    "range_open",
    "story_same",
    "prepositions",
    "fiscal",
    "vague",
)
_WORDS = ("future_auxiliaries", "future_governors", "dated_nouns")


@lru_cache(maxsize=4)
def load(data_dir: str) -> Lexicon:
    """Load the word lists.

    Args:
        data_dir: Folder of data files (`Settings.data_dir`).

    Raises:
        LexiconError: A file is missing, or lacks one of its lists.
    """
    folder = Path(data_dir) / "lexicon" / "dates"
    files = {name: _read(folder / f"{name}.yaml") for name in ("calendar", "numbers", "words", "holidays")}
    try:
        tables = {t: dict(files[f][t]) for f, names in _TABLES.items() for t in names}
        phrases = {name: _phrases(files["words"][name]) for name in _PHRASES}
        phrases["dayparts"] = _phrases(files["calendar"]["dayparts"])
        words = {name: frozenset(files["words"][name]) for name in _WORDS}
        ambiguous = files["calendar"]["ambiguous"]
        bounds = {
            unit: {part: (low, high) for part, (low, high) in parts.items()}
            for unit, parts in files["words"]["part_bounds"].items()
        }
    except (KeyError, ValueError, AttributeError) as error:
        raise LexiconError(
            f"The date word lists in {folder} lack or misshape {error}.",
            "Restore the files that came with detente.",
        ) from None
    holidays = {lows(name): rule for name, rule in files["holidays"].items()}
    telling = {word for name in tables if name not in _NOT_TELLING for word in tables[name]}
    telling |= {name[0] for name in holidays} | {first for name in _TELLING for first in phrases[name]} | {"half"}
    opening = {word.split()[0] for table in tables.values() for word in table}
    opening |= {first for name in _OPENING for first in phrases[name]} | {name[0] for name in holidays}
    return Lexicon(
        phrases,
        tables,
        _by_first_word(holidays),
        bounds,
        words,
        frozenset(opening),
        frozenset(telling),
        frozenset(ambiguous["words"]),
        frozenset(ambiguous["after"]),
    )


def _phrases(items: list[str]) -> Mapping[str, tuple[Words, ...]]:
    found: dict[str, list[Words]] = {}
    for phrase in sorted(map(lows, items), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(phrases) for first, phrases in found.items()}


def _by_first_word(
    holidays: Mapping[Words, Mapping[str, int]],
) -> Mapping[str, tuple[tuple[Words, Mapping[str, int]], ...]]:
    found: dict[str, list[tuple[Words, Mapping[str, int]]]] = {}
    for name, rule in sorted(holidays.items(), key=lambda item: -len(item[0])):
        found.setdefault(name[0], []).append((name, rule))
    return {first: tuple(named) for first, named in found.items()}


def _read(path: Path) -> Any:
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(
            f"{path} cannot be read: {error}.", "Restore the file that came with detente."
        ) from None
    if not isinstance(content, dict):
        raise LexiconError(f"{path} holds no table.", "Restore the file that came with detente.")
    return content
