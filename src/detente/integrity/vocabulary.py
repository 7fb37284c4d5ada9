"""How common English words are: the word list of symspellpy (82,000 words), read once a process."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_LIST = "frequency_dictionary_en_82_765.txt"


@lru_cache(maxsize=1)
def counts() -> dict[str, int]:
    """Lower-case word -> how often it stands in the books that were counted (10⁴ to 10¹⁰).

    American spellings are partly absent ("labor"), names nearly always: a word that is not here may be a good one.
    """
    lines = files("symspellpy").joinpath(_LIST).read_text("utf-8-sig").splitlines()
    return {word: int(count) for word, count in (line.split(" ") for line in lines)}
