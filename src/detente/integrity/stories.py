"""Documents that tell the same thing: reprints, edited reprints, rewrites, and separate reports of one event.

Copies are found by the runs of five words that two texts share (MinHash and LSH look up the candidates, the
runs themselves decide), rewrites by the order in which names and figures come, separate reports by their rare
words within a few days.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import LexiconError
from detente.reading.words import read_yaml
from detente.settings import Settings

#: Words in a run.
RUN = 5
#: Share of the runs of both texts from which on one is a reprint of the other.
REPRINT = 0.85
#: Share of the shorter text's runs from which on it is an edited reprint: cut, extended, or with words changed.
EDITED = 0.3
#: Share of the names and figures of the shorter text that come in the same order in a rewrite of it.
IN_ORDER = 0.7
#: A text needs this many names and figures to be told for a rewrite.
ANCHORS = 12
#: A rewrite shares this many runs of three of them with its source; runs that more texts have do not count.
SHARED_RUNS, COMMON = 4, 20
#: How alike the rare words of two reports of one event are (cosine), and how near they are published (days).
ALIKE = 0.29
NEAR = 3
#: Words of a text that tell what it is about, and how many of them find candidates.
TERMS, KEYS = 150, 30
#: Documents about other things that are thought beside those compared, so that words which a few share still tell.
ELSEWHERE = 200
#: A text's beginning tells what it is about. **Units**: words.
BEGINNING = 250
#: Hash tables of the LSH over `PERMUTATIONS` hashes; with two hashes in each, texts that share an eighth of their
#: runs are looked up as a rule.
PERMUTATIONS, BANDS = 128, 64

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
#: A word with a capital inside a sentence.
_NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w+")
_ENDINGS = ("ing", "ies", "ied", "ed", "es", "s")


@dataclass(frozen=True, slots=True)
class Report:
    """A document, as it is compared with others.

    Attributes:
        id: Its id.
        title: Its headline, or empty.
        text: Its text.
        day: When it was published, or `None`.
        doubted: Whether it calls for care: such a text is never the one that others are measured by.
    """

    id: str
    title: str
    text: str
    day: date | None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A document in a story.

    Attributes:
        id: The document.
        relation: `report` (told by its own words), `reprint`, `edited` (a reprint cut, extended or changed in
            places), or `rewrite` (told in other words, in the same order).
        of: The document it was made from, or `None` for a report.
        share: How much of the shorter text both share (rewrites: of its names and figures); 0 for a report.
    """

    id: str
    relation: str
    of: str | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """Documents that tell the same thing.

    Attributes:
        members: The earliest report first, each followed by what was made from it.
        first: The first day, or `None`.
        last: The last day, or `None`.
    """

    members: tuple[Member, ...]
    first: date | None
    last: date | None

    @property
    def reports(self) -> int:
        """How many reports there are of it; what was copied or rewritten does not count."""
        return sum(m.relation == "report" for m in self.members)


_Numbers = np.ndarray[Any, np.dtype[np.uint32]]
_Weights = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class _Text:
    number: int
    report: Report  # without its text, so that an archive fits into memory
    runs: _Numbers
    anchors: _Numbers
    terms: _Numbers  # of its telling words, the most telling first once they are weighed
    weights: _Weights

    @property
    def order(self) -> tuple[bool, date, int, str]:
        """The better witness first: not doubted, the earliest, the longest."""
        return self.report.doubted, self.report.day or date.max, -len(self.runs), self.report.id


def stories(reports: Iterable[Report], settings: Settings | None = None) -> tuple[Story, ...]:
    """Group documents into stories.

    Args:
        reports: The documents, each once.
        settings: Options.

    Returns:
        Stories by their first day, undated ones last; every document is in exactly one.

    Raises:
        LexiconError: The list of small words is damaged.
    """
    small = _small_words((settings or Settings.load()).data_dir)
    texts: list[_Text] = []
    candidates = _Candidates()
    for report in reports:
        words = _words(report.text)
        kept = replace(report, text="")
        texts.append(_Text(len(texts), kept, _runs(words), _anchors(report.text), *_counts(report, small)))
        candidates.add(len(texts) - 1, words)
    _weigh(texts)
    made_from = _copies(texts, candidates)
    made_from |= _rewrites([t for t in texts if t.number not in made_from])
    groups = _events([t for t in texts if t.number not in made_from])
    copies: dict[str, list[Member]] = defaultdict(list)
    for member in made_from.values():
        copies[member.of or ""].append(member)
    numbers = {t.report.id: t.number for t in texts}
    found = [_story(g, texts, made_from, copies, numbers) for g in groups]
    return tuple(sorted(found, key=lambda s: (s.first or date.max, s.members[0].id)))


# -- copies


class _Candidates:
    """Texts that may share runs of words with an earlier one."""

    def __init__(self) -> None:
        from rensa import RMinHashLSH

        self._lsh = RMinHashLSH(threshold=0.2, num_perm=PERMUTATIONS, num_bands=BANDS)
        self.pairs: list[tuple[int, int]] = []

    def add(self, number: int, words: Sequence[str]) -> None:
        from rensa import RMinHash

        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
        sketch.update(sorted(runs))
        self.pairs += [(int(other), number) for other in self._lsh.query(sketch)]
        self._lsh.insert(number, sketch)


def _copies(texts: Sequence[_Text], candidates: _Candidates) -> dict[int, Member]:
    """What was made from which text by copying; the better witness is the source."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in candidates.pairs:
        near[one].append(other)
        near[other].append(one)
    made: dict[int, Member] = {}
    done: set[int] = set()
    for text in sorted(texts, key=lambda t: t.order):
        done.add(text.number)
        best: tuple[float, int, str] | None = None
        for n in near[text.number]:
            if n not in done or n in made:
                continue
            found = _likeness(texts[n], text)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], n, found[1])
        if best is not None:
            made[text.number] = Member(text.report.id, best[2], texts[best[1]].report.id, round(best[0], 3))
    return made


def _likeness(one: _Text, other: _Text) -> tuple[float, str] | None:
    """Share of the runs of the shorter text in the longer one, and what it makes of it."""
    both = len(np.intersect1d(one.runs, other.runs, assume_unique=True))
    shorter, all_ = min(len(one.runs), len(other.runs)), len(one.runs) + len(other.runs) - both
    if not shorter or both < EDITED * shorter:
        return None
    return both / shorter, "reprint" if both >= REPRINT * all_ else "edited"


# -- events


def _weigh(texts: Sequence[_Text]) -> None:
    """Keep each text's telling words with their weights: often here, seldom elsewhere."""
    if not texts:
        return
    known, spread = np.unique(np.concatenate([t.terms for t in texts]), return_counts=True)
    seldom = np.log((len(texts) + ELSEWHERE) / spread).astype(np.float32)
    for text in texts:
        weights = text.weights * seldom[np.searchsorted(known, text.terms)]
        best = np.lexsort((text.terms, -weights))[:TERMS]
        length = float(np.linalg.norm(weights[best])) or 1.0
        text.terms, text.weights = text.terms[best], weights[best] / np.float32(length)


class _Group:
    """Reports of one event, with the sum of their weights and the last day."""

    def __init__(self) -> None:
        self.texts: list[_Text] = []
        self.centre: dict[int, float] = {}

    def add(self, text: _Text) -> None:
        self.texts.append(text)
        for term, weight in zip(text.terms.tolist(), text.weights.tolist(), strict=True):
            self.centre[term] = self.centre.get(term, 0.0) + weight

    def likeness(self, text: _Text) -> float:
        """Cosine of a text's weights, which have the length 1, and the group's."""
        length = math.sqrt(sum(w * w for w in self.centre.values()))
        pairs = zip(text.terms.tolist(), text.weights.tolist(), strict=True)
        return sum(w * self.centre.get(t, 0.0) for t, w in pairs) / length if length else 0.0


def _events(texts: Sequence[_Text]) -> list[list[_Text]]:
    """Reports of one event together: each goes to the group it is most alike, within a few days."""
    groups: list[_Group] = []
    recent: dict[int, int] = {}  # group -> its last day, for those that can still take a report
    holding: dict[int, set[int]] = defaultdict(set)  # term -> recent groups
    for text in sorted(texts, key=lambda t: (t.report.day or date.max, t.report.doubted, t.number)):
        day, keys = text.report.day, text.terms[:KEYS].tolist()
        at = None
        if day is not None:
            for old in [g for g, last in recent.items() if day.toordinal() - last > NEAR]:
                _forget(groups[old], recent, holding, old)
            shared = Counter(g for term in keys for g in holding[term])
            near = [(groups[g].likeness(text), -g) for g, _ in shared.most_common(50)]
            best = max(near, default=(0.0, 0))
            at = -best[1] if best[0] >= ALIKE else None
        if at is None:
            at = len(groups)
            groups.append(_Group())
        groups[at].add(text)
        if day is not None:
            recent[at] = day.toordinal()
            for term in keys:
                holding[term].add(at)
        else:
            groups[at].centre.clear()
    return [g.texts for g in groups]


def _forget(group: _Group, recent: dict[int, int], holding: dict[int, set[int]], number: int) -> None:
    """Drop what is only needed to find a group, once no report can join it."""
    del recent[number]
    group.centre.clear()
    for text in group.texts:
        for term in text.terms[:KEYS].tolist():
            holding[term].discard(number)
            if not holding[term]:
                del holding[term]


# -- rewrites


def _rewrites(texts: Sequence[_Text]) -> dict[int, Member]:
    """Texts that name the same people and figures in the same order as a better witness, in other words."""
    holding: dict[tuple[int, ...], list[int]] = defaultdict(list)
    by_number = {t.number: t for t in texts}
    made: dict[int, Member] = {}
    for text in sorted(texts, key=lambda t: t.order):
        anchors = text.anchors.tolist()
        runs = {tuple(anchors[i : i + 3]) for i in range(len(anchors) - 2)}
        # Runs of names that many texts have ("Russian President Vladimir") tell nothing.
        shared = Counter(n for run in runs if len(holding[run]) <= COMMON for n in holding[run])
        near = [by_number[n] for n, many in shared.most_common(5) if many >= SHARED_RUNS]
        best = max(((_same_order(text, other), -other.number) for other in near), default=(0.0, 0))
        if best[0] >= IN_ORDER:
            source = by_number[-best[1]].report.id
            made[text.number] = Member(text.report.id, "rewrite", source, round(best[0], 3))
            continue
        for run in runs:
            holding[run].append(text.number)
    return made


def _same_order(one: _Text, other: _Text) -> float:
    short, long = sorted((one.anchors.tolist(), other.anchors.tolist()), key=len)
    if len(short) < ANCHORS or len(long) > 2 * len(short):
        return 0.0
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / len(short)


def _story(
    group: Sequence[_Text],
    texts: Sequence[_Text],
    made_from: dict[int, Member],
    copies: dict[str, list[Member]],
    numbers: dict[str, int],
) -> Story:
    members: list[Member] = []

    def put(member: Member) -> None:
        members.append(member)
        for copy in sorted(copies[member.id], key=lambda m: m.id):
            put(copy)

    for text in sorted(group, key=lambda t: t.order):
        if text.number not in made_from:
            put(Member(text.report.id, "report"))
    days = sorted(day for m in members if (day := texts[numbers[m.id]].report.day) is not None)
    return Story(tuple(members), days[0] if days else None, days[-1] if days else None)


# -- words


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _runs(words: Sequence[str]) -> _Numbers:
    runs = (" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))
    return np.unique(np.fromiter((zlib.crc32(r.encode()) for r in runs), dtype=np.uint32))


def _anchors(text: str) -> _Numbers:
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


def _counts(report: Report, small: frozenset[str]) -> tuple[_Numbers, _Weights]:
    """Telling words of headline and beginning; the headline's count three times, names twice."""
    counts: Counter[str] = Counter()
    beginning = " ".join(report.text.split()[:BEGINNING])
    names = {w.lower() for w in _NAME.findall(beginning)}
    for words, weight in ((_words(report.title), 3), (_words(beginning), 1)):
        for word in words:
            if word not in small and len(word) > 1:
                counts[_stem(word)] += weight * (2 if word in names else 1)
    found = {zlib.crc32(w.encode()): 1 + math.log(n) for w, n in counts.items()}
    return np.array(list(found), dtype=np.uint32), np.array(list(found.values()), dtype=np.float32)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4)
def _small_words(data_dir: str) -> frozenset[str]:
    path = Path(data_dir) / "lexicon" / "quotes" / "variants.yaml"
    told = read_yaml(path, dict)
    try:
        return frozenset(str(w) for w in told["small_words"])
    except (KeyError, TypeError) as error:
        raise LexiconError(f"{path} is not in its format ({error}).", "See its comments.") from None
