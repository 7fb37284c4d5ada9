"""The same words in many documents: one utterance with its variants, and how their wordings differ."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from detente.errors import LexiconError
from detente.reading.words import read_yaml
from detente.record import Actor
from detente.settings import Settings

#: Wordings that are not long enough to be told apart by themselves must stand this near. **Units**: days.
NEAR = 14
#: Telling words from which on a wording is known again at any time.
LONG = 6
#: Telling words that a wording needs to be compared at all: verbatim words, and reported ones.
LEAST_DIRECT, LEAST_REPORTED = 3, 4
#: Share of the shorter wording that must stand in the longer one: verbatim words in order, reported ones in any.
IN_ORDER, IN_ANY_ORDER = 0.75, 0.75
#: Wordings that share less than this part of the shorter one's different words may be left uncompared.
LEAST_SHARED = 0.6
#: Words in order count only where they stand together: over no more than this many times their number.
WIDE = 2
#: Reported words are the same only when at least this share of both is.
ALIKE = 0.45

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\w+")
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s")
_LISTS = ("small_words", "negations", "numbers", "denials")
_RANK = {"direct": 0, "mixed": 1, "indirect": 2}


@dataclass(frozen=True, slots=True)
class Saying:
    """One quote, as it is compared.

    Attributes:
        id: What the caller knows it by.
        speaker: Who said it: equal for the same speaker in every document. `None` is like nobody else.
        text: The words.
        day: When it was published, or `None`.
        kind: `direct`, `indirect`, `mixed`.
        document: Where it stands.
        cue: The words that introduce it ("denied"), or empty.
        doubted: Whether its document calls for care.
    """

    id: Hashable
    speaker: Hashable | None
    text: str
    day: date | None
    kind: str
    document: str
    cue: str = ""
    doubted: bool = False


def speaker_key(speaker: Actor, document: str) -> Hashable:
    """What a speaker is known by in every document.

    Somebody whom only one document knows is somebody else in the next, unless the name is the same.

    Args:
        speaker: The speaker, from the cast of the document.
        document: Its id.
    """
    if not speaker.id.startswith(document):
        return speaker.id
    named = speaker.kind in ("person", "organisation", "armed_group")
    return (speaker.name, speaker.country) if named else speaker.id


@dataclass(frozen=True, slots=True)
class Change:
    """Words in which a wording differs from the one that is shown; either may be empty.

    Attributes:
        before: The word that both have before them, or empty.
        shown: Words of the wording shown.
        variant: Words of the other.
        after: The word that both have after them, or empty.
    """

    before: str
    shown: str
    variant: str
    after: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A saying beside the one that is shown.

    Attributes:
        saying: The saying.
        relation: `same` words, a `part` of the words shown, `reported` in somebody else's words, or `reworded`.
        changes: Where the words differ, in order; empty for reported speech, which never keeps the words.
        disagrees: `negation` or `number` where the wordings cannot both be right.
    """

    saying: Saying
    relation: str
    changes: tuple[Change, ...]
    disagrees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said once.

    Attributes:
        shown: The wording to show: one from a text that is not doubted, verbatim not reported, the longest.
        variants: The other sayings of it, those that disagree first.
    """

    shown: Saying
    variants: tuple[Variant, ...]

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """All of them, the shown one first."""
        return (self.shown, *(v.saying for v in self.variants))

    @property
    def documents(self) -> int:
        """In how many documents it stands."""
        return len({s.document for s in self.sayings})

    @property
    def first(self) -> date | None:
        """The first day on which it was published, or `None`."""
        return min((s.day for s in self.sayings if s.day is not None), default=None)


@dataclass(frozen=True, slots=True)
class _Wording:
    saying: Saying
    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    small: frozenset[str]
    negations: frozenset[str]
    numbers: frozenset[str]
    denials: frozenset[str]


def utterances(sayings: Iterable[Saying], settings: Settings | None = None) -> tuple[Utterance, ...]:
    """Recognise quotes that are one utterance.

    Two sayings are one utterance when their speaker is the same, most of the shorter wording stands in the longer
    one, and they were published within `NEAR` days (verbatim wordings of `LONG` telling words: at any time).

    Args:
        sayings: Quotes, in any order.
        settings: Options.

    Returns:
        Utterances in the order of the first day, undated ones last. Every saying is in exactly one of them.

    Raises:
        LexiconError: The word lists are damaged.
    """
    lexicon = _load((settings or Settings.load()).data_dir)
    groups: dict[Hashable, list[_Wording]] = defaultdict(list)
    alone: list[list[_Wording]] = []
    order: dict[Hashable, int] = {}
    for saying in sayings:
        order[saying.id] = len(order)
        words = _words(saying.text)
        wording = _Wording(saying, words, tuple(_stem(w) for w in words if w not in lexicon.small))
        if saying.speaker is None:
            alone.append([wording])
        else:
            groups[saying.speaker].append(wording)
    found = [*alone, *(cluster for group in groups.values() for cluster in _clusters(group))]
    made = [_utterance(cluster, lexicon) for cluster in found]
    return tuple(sorted(made, key=lambda u: (u.first or date.max, order[u.shown.id])))


def _clusters(wordings: Sequence[_Wording]) -> list[list[_Wording]]:
    """Wordings of one speaker, put to the best wording they are a variant of; that one leads its cluster."""
    clusters: list[list[_Wording]] = []
    common = Counter(stem for w in wordings for stem in set(w.stems))
    whole: dict[str, list[int]] = defaultdict(list)
    rare: dict[str, list[int]] = defaultdict(list)
    for wording in sorted(wordings, key=_trust):
        stems = sorted(set(wording.stems), key=lambda s: (common[s], s))
        # Who shares LEAST_SHARED of the shorter's words shares one of its rarest: only those are looked up.
        rarest = stems[: len(stems) - math.ceil(LEAST_SHARED * len(stems)) + 1]
        near = {n for s in rarest for n in whole[s]} | {n for s in stems for n in rare[s]}
        shared = {n: len(set(stems) & set(clusters[n][0].stems)) for n in near}
        best = sorted(near, key=lambda n: (-shared[n], n))
        at = next((n for n in best if _same(clusters[n][0], wording)), None)
        if at is None:
            at = len(clusters)
            clusters.append([])
            for stem in stems:
                whole[stem].append(at)
            for stem in rarest:
                rare[stem].append(at)
        clusters[at].append(wording)
    return clusters


def _trust(wording: _Wording) -> tuple[bool, int, int, date, str, str]:
    saying = wording.saying
    day = saying.day or date.max
    return (saying.doubted, _RANK[saying.kind], -len(wording.words), day, str(saying.document), str(saying.id))


def _same(one: _Wording, other: _Wording) -> bool:
    short, long = sorted((one.stems, other.stems), key=len)
    if one.words == other.words:
        return bool(one.words) and (len(short) >= LONG or _is_near(one.saying, other.saying))
    verbatim = "indirect" not in (one.saying.kind, other.saying.kind)
    if len(short) < (LEAST_DIRECT if verbatim else LEAST_REPORTED):
        return False
    if not (verbatim and len(short) >= LONG) and not _is_near(one.saying, other.saying):
        return False
    if verbatim:
        blocks = [b for b in SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks() if b.size]
        wide = blocks[-1].b + blocks[-1].size - blocks[0].b if blocks else 0
        return sum(b.size for b in blocks) >= IN_ORDER * len(short) and wide <= WIDE * len(short)
    both = len(set(short) & set(long))
    return both >= IN_ANY_ORDER * len(set(short)) and both >= ALIKE * len(set(short) | set(long))


def _is_near(one: Saying, other: Saying) -> bool:
    return one.day is None or other.day is None or abs((one.day - other.day).days) <= NEAR


def _utterance(cluster: Sequence[_Wording], lexicon: _Lexicon) -> Utterance:
    shown, *rest = cluster
    variants = [_variant(shown, w, lexicon) for w in rest]
    return Utterance(shown.saying, tuple(sorted(variants, key=lambda v: not v.disagrees)))


def _variant(shown: _Wording, other: _Wording, lexicon: _Lexicon) -> Variant:
    changes = _changes(shown.words, other.words)
    disagrees = []
    denied = _is_denied(shown.saying, lexicon) != _is_denied(other.saying, lexicon)
    if _differ(changes, lexicon.negations, lexicon) != denied:
        disagrees.append("negation")
    if _differ(changes, lexicon.numbers, lexicon):
        disagrees.append("number")
    told = tuple(Change(c.before, " ".join(c.shown), " ".join(c.other), c.after) for c in changes)
    if shown.words == other.words:
        return Variant(other.saying, "same", (), tuple(disagrees))
    if "indirect" in (shown.saying.kind, other.saying.kind):
        return Variant(other.saying, "reported", (), tuple(disagrees))
    return Variant(other.saying, "reworded" if told else "part", told, tuple(disagrees))


def _is_denied(saying: Saying, lexicon: _Lexicon) -> bool:
    """Whether the words that introduce it deny it: "denied that", "did not say that"."""
    return sum(w in lexicon.denials or w in lexicon.negations for w in _words(saying.cue)) % 2 == 1


_Words = tuple[str, ...]


class _Differing(NamedTuple):
    before: str
    shown: _Words
    other: _Words
    after: str


def _changes(shown: _Words, other: _Words) -> list[_Differing]:
    """Where two wordings differ, apart from how much of the utterance they give at its beginning and end."""
    codes = SequenceMatcher(None, shown, other, autojunk=False).get_opcodes()
    changed = []
    for n, (op, a, b, c, d) in enumerate(codes):
        at_edge = n in (0, len(codes) - 1) and op in ("delete", "insert")
        if op != "equal" and not at_edge:
            before, after = shown[a - 1] if a else "", shown[b] if b < len(shown) else ""
            changed.append(_Differing(before, shown[a:b], other[c:d], after))
    return changed


def _differ(changes: Sequence[_Differing], telling: frozenset[str], lexicon: _Lexicon) -> bool:
    """Whether a change touches one of the telling words, or a figure where numbers are asked for."""

    def told(words: _Words) -> Counter[str]:
        digits = telling is lexicon.numbers
        return Counter(w for w in words if w in telling or (digits and any(c.isdigit() for c in w)))

    if telling is lexicon.negations:
        return any(bool(told(c.shown)) != bool(told(c.other)) for c in changes)
    # A number that only one of them gives is an omission; two that differ are a contradiction.
    pairs = ((told(c.shown), told(c.other)) for c in changes)
    return any(one and other and one != other for one, other in pairs)


def _words(text: str) -> _Words:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    found = _TOKEN.findall(plain.replace("n't", " not").replace("'", ""))
    return tuple(w.replace(",", "") for w in found)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4)
def _load(data_dir: str) -> _Lexicon:
    path = Path(data_dir) / "lexicon" / "quotes" / "variants.yaml"
    told = read_yaml(path, dict)
    try:
        lists = [frozenset(_checked(w) for w in told[name]) for name in _LISTS]
    except (KeyError, TypeError, ValueError) as error:
        raise LexiconError(f"{path} is not in its format ({error}).", "See its comments.") from None
    return _Lexicon(*lists)


def _checked(word: object) -> str:
    if not isinstance(word, str):  # YAML reads a bare `on` or `no` as a truth value
        raise ValueError(f"{word!r} is no word; put it in quotation marks")
    return word
