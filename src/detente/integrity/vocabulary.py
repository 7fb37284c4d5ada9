"""How common English words and pairs of words are: the lists of symspellpy, read once a process."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_LIST = "frequency_dictionary_en_82_765.txt"
_PAIRS = "frequency_bigramdictionary_en_243_342.txt"


@lru_cache(maxsize=1)
def counts() -> dict[str, int]:
    """Lower-case word -> how often it stands in the books that were counted (10⁴ to 10¹⁰).

    American spellings are partly absent ("labor"), names nearly always: a word that is not here may be a good one.
    """
    lines = files("symspellpy").joinpath(_LIST).read_text("utf-8-sig").splitlines()
    return {word: int(count) for word, count in (line.split(" ") for line in lines)}


@lru_cache(maxsize=1)
def pairs() -> frozenset[tuple[str, str]]:
    """The 243,000 commonest pairs of neighbouring words, lower case."""
    lines = files("symspellpy").joinpath(_PAIRS).read_text("utf-8-sig").splitlines()
    return frozenset((a, b) for a, b, _ in (line.split(" ") for line in lines))
