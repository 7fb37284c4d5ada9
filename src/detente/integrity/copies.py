"""What two texts share, and what that makes of them: reprint, edited reprint or rewrite.

How alike two texts are hangs on them alone. So a store can keep what it has found out about a pair, compare only
what is new, and say for any of its versions what was made from what (`settle`).
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import numpy as np

#: Words in a run.
RUN = 5
#: Share of the runs of both texts from which on one is a reprint of the other.
REPRINT = 0.85
#: Share of the shorter text's runs from which on it is an edited reprint: cut, extended, or with words changed.
EDITED = 0.3
#: Share of the names and figures of the shorter text that come in the same order in a rewrite of it. Each name
#: counts once, however often it comes: two texts about one pair of states have these two names in any order.
IN_ORDER = 0.7
#: A text needs this many names and figures to be told for a rewrite, and this many different ones.
ANCHORS, DIFFERENT = 12, 8
#: A rewrite is published this near to its source, as far as both have a day. **Units**: days.
SOON = 30
#: A rewrite shares this many runs of three of them with its source; runs that more texts have do not count.
SHARED_RUNS, COMMON = 4, 20
#: Hash tables of the LSH over `PERMUTATIONS` hashes; with two hashes in each, texts that share an eighth of their
#: runs are looked up as a rule.
PERMUTATIONS, BANDS = 128, 64

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
#: Odd numbers that spread hashes over all 64 bits.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

Numbers = np.ndarray[Any, np.dtype[np.uint32]]
Keys = np.ndarray[Any, np.dtype[np.uint64]]
#: The better witness first: not doubted, the earliest, the longest.
Order = tuple[bool, date, int, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two texts one of which was made from the other.

    Attributes:
        one: Id of one.
        other: Id of the other.
        rewrite: Whether only the order of names and figures is the same; otherwise runs of words are.
        share: How much of the shorter text both share.
    """

    one: str
    other: str
    rewrite: bool
    share: float


def words_of(text: str) -> list[str]:
    """The words of a text, lower case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def runs_of(words: Sequence[str]) -> Numbers:
    """Hashes of its runs of words, each once, in order of their size."""
    return np.unique(np.fromiter((zlib.crc32(r.encode()) for r in _runs(words)), dtype=np.uint32))


def _runs(words: Sequence[str]) -> Iterable[str]:
    return (" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))


def anchors_of(text: str) -> Numbers:
    """Names and figures in their order: words with a capital inside a sentence, and numbers."""
    found = []
    opens = True
    for match in re.finditer(r"\w+|[.!?:\n“”\"]", text):
        word = match[0]
        if word in '.!?:\n“”"':
            opens = True
            continue
        if word[0].isdigit() or (word[0].isupper() and not opens):
            found.append(zlib.crc32(word.lower().encode()))
        opens = False
    return np.array(found, dtype=np.uint32)


def bands_of(words: Sequence[str]) -> Keys:
    """Keys under which a text is looked up: two that share many runs of words have one in common."""
    from rensa import RMinHash

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update(sorted(set(_runs(words))))
    digest = np.array(sketch.digest(), dtype=np.uint64).reshape(BANDS, -1)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in digest.T:
            keys = (keys ^ column) * _SPREAD
    return keys


def anchor_runs_of(anchors: Numbers) -> Keys:
    """Keys for its runs of three names or figures, each once."""
    if len(anchors) < ANCHORS:
        return np.array([], dtype=np.uint64)
    wide = anchors.astype(np.uint64)
    with np.errstate(over="ignore"):
        keys = ((wide[:-2] * _SPREAD ^ wide[1:-1]) * _SPREAD ^ wide[2:]) * _SPREAD
    return np.unique(keys)


def shared(one: Numbers, other: Numbers) -> tuple[float, str] | None:
    """Share of the shorter text's runs in the longer one and what it makes of it, or `None` for no copy."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    shorter, all_ = min(len(one), len(other)), len(one) + len(other) - both
    if not shorter or both < EDITED * shorter:
        return None
    return both / shorter, "reprint" if both >= REPRINT * all_ else "edited"


def same_order(one: Numbers, other: Numbers) -> float:
    """Share of the names and figures of the shorter text that come in the same order in the longer one.

    A name that the shorter text has three times counts a third each time.
    """
    short, long = sorted((one.tolist(), other.tolist()), key=len)
    if len(short) < ANCHORS or len(long) > 2 * len(short):
        return 0.0
    weights = {name: 1 / many for name, many in Counter(short).items()}
    if len(weights) < DIFFERENT:
        return 0.0
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    found = sum(weights[name] for b in blocks for name in short[b.a : b.a + b.size])
    return found / len(weights)


def soon(one: date | None, other: date | None) -> bool:
    """Whether a text of one day can be a rewrite of one of the other; `None` and `date.max` are no day."""
    if one is None or other is None or date.max in (one, other):
        return True
    return abs((one - other).days) <= SOON


def settle(pairs: Iterable[Likeness], order: dict[str, Order]) -> dict[str, str]:
    """Say which text was made from which.

    Args:
        pairs: Texts that are alike.
        order: For each of them what kind of witness it is.

    Returns:
        Copy -> the better witness it was made from, which is no copy of any text itself.

    >>> order = {n: (False, date(2019, 5, d), 0, n) for n, d in (("c", 3), ("a", 1), ("b", 2))}
    >>> settle([Likeness("b", "c", False, 0.9), Likeness("a", "b", False, 0.4)], order)
    {'b': 'a'}
    """
    near: dict[bool, dict[str, dict[str, float]]] = {
        False: defaultdict(dict),
        True: defaultdict(dict),
    }
    for pair in pairs:
        near[pair.rewrite][pair.one][pair.other] = pair.share
        near[pair.rewrite][pair.other][pair.one] = pair.share
    made: dict[str, str] = {}
    # Whoever copies a text is told first: what is no copy can still be a rewrite of something else.
    for rewrite in (False, True):
        done: set[str] = set()
        copies = set(made) if rewrite else set()
        for text in sorted((t for t in near[rewrite] if t not in copies), key=lambda t: order[t]):
            done.add(text)
            known = [
                (share, t)
                for t, share in near[rewrite][text].items()
                if t in done and t not in made and (not rewrite or soon(order[text][1], order[t][1]))
            ]
            if known:
                made[text] = max(known)[1]
    # A source may itself be a rewrite.
    return {copy: _root(made, copy) for copy in made}


def _root(made: dict[str, str], copy: str) -> str:
    source = copy
    while source in made:
        source = made[source]
    return source
