"""Documents that tell the same thing: reprints, edited reprints, rewrites, and separate reports of one event.

Copies are found by the runs of five words that two texts share (MinHash and LSH look up the candidates, the
runs themselves decide), rewrites by the order in which names and figures come, separate reports by their rare
words within a few days.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import LexiconError
from detente.integrity.copies import (
    BANDS,
    COMMON,
    IN_ORDER,
    PERMUTATIONS,
    RUN,
    SHARED_RUNS,
    Numbers,
    anchors_of,
    runs_of,
    same_order,
    shared,
    soon,
    words_of,
)
from detente.reading.words import read_yaml
from detente.settings import Settings

#: How alike the rare words of two reports of one event are (cosine), and how near they are published (days).
ALIKE = 0.29
NEAR = 3
#: Words of a text that tell what it is about, and how many of them find candidates.
TERMS, KEYS = 150, 30
#: Documents about other things that are thought beside those compared, so that words which a few share still tell.
ELSEWHERE = 200
#: A text's beginning tells what it is about. **Units**: words.
BEGINNING = 250
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


_Weights = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class _Text:
    number: int
    report: Report  # without its text, so that an archive fits into memory
    runs: Numbers
    anchors: Numbers
    terms: Numbers  # of its telling words, the most telling first once they are weighed
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
        words = words_of(report.text)
        kept = replace(report, text="")
        texts.append(_Text(len(texts), kept, runs_of(words), anchors_of(report.text), *_counts(report, small)))
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
            found = shared(texts[n].runs, text.runs)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], n, found[1])
        if best is not None:
            made[text.number] = Member(text.report.id, best[2], texts[best[1]].report.id, round(best[0], 3))
    return made


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
            together = Counter(g for term in keys for g in holding[term])
            near = [(groups[g].likeness(text), -g) for g, _ in together.most_common(50)]
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
        together = Counter(n for run in runs if len(holding[run]) <= COMMON for n in holding[run])
        near = [
            other
            for n, many in together.most_common(5)
            if many >= SHARED_RUNS and soon(text.report.day, (other := by_number[n]).report.day)
        ]
        best = max(((same_order(text.anchors, other.anchors), -other.number) for other in near), default=(0.0, 0))
        if best[0] >= IN_ORDER:
            source = by_number[-best[1]].report.id
            made[text.number] = Member(text.report.id, "rewrite", source, round(best[0], 3))
            continue
        for run in runs:
            holding[run].append(text.number)
    return made


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


def _counts(report: Report, small: frozenset[str]) -> tuple[Numbers, _Weights]:
    """Telling words of headline and beginning; the headline's count three times, names twice."""
    counts: Counter[str] = Counter()
    beginning = " ".join(report.text.split()[:BEGINNING])
    names = {w.lower() for w in _NAME.findall(beginning)}
    for words, weight in ((words_of(report.title), 3), (words_of(beginning), 1)):
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
