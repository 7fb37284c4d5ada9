"""Paragraphs out of their order.

One sign alone says little: in any text a person may be named before the sentence that introduces him, or two
paragraphs follow each other that have nothing in common. So each sign has points, and only together they make a
finding. The points are set by hand, from how often each sign shows on whole articles and on shuffled ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from detente.actors import Registry
from detente.actors import load as load_registry
from detente.actors.fold import key
from detente.actors.people import LEADING
from detente.integrity.lexicon import Lexicon
from detente.integrity.say import clipped
from detente.integrity.seams import telling_words
from detente.record import Document, Evidence, Finding
from detente.settings import Settings

Ranges = Sequence[tuple[int, int]]

_NAME = r"[A-Z][\w’'-]*[a-z]"
_WHOLE = rf"{_NAME}(?:\s[A-Z]\.)?\s(?P<{{}}>{_NAME})"
_DATELINE = re.compile(
    r"[A-Z][A-Z.’'-]{2,}(?: [A-Z.’'-]{2,}){0,3}(?:,\s[A-Z][\w.]+)?\s*(?:\([A-Z][\w ]+\)\s*)?[—–-]+\s"
    r"|[A-Z][A-Za-z ]+\((?:Reuters|AP|AFP)\)\s"
)
_SHORT_FORM = re.compile(r"\(([A-Z]{3,6})\)")
_PLACES = frozenset({"state", "nation", "capital", "city"})
#: Datelines stand in the first paragraph, perhaps after captions.
_LEAD = 3
#: Fewer paragraphs say nothing about how well neighbours go together.
_ENOUGH = 6
#: Paragraphs that are compared with each other, and names and short forms that are looked for in the whole text.
_MOST, _TRIED = 200, 100
#: A word in more of the paragraphs than this tells no two of them apart.
_EVERYWHERE = 0.6
#: How much better neighbours go together than any two paragraphs, in standard errors -> points.
_COHESION = ((-0.5, 3), (0.0, 2), (0.5, 1), (1.5, 0), (math.inf, -1))
#: So many paragraphs of prose after a line about the author show that it is not the end.
_AFTER_CLOSING = 4
_PROSE = 15
#: Points from which the order is doubted, and from which no whole article of the measuring set was.
_DOUBTED, _SURE = 4, 6


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of disorder.

    Attributes:
        points: How much it says.
        words: What a reader is told.
        places: Where it shows.
    """

    points: int
    words: str
    places: tuple[tuple[int, int], ...] = ()


def about_order(document: Document, lexicon: Lexicon, paragraphs: Ranges, settings: Settings) -> Iterator[Finding]:
    """Doubt a text whose paragraphs do not follow from each other.

    Args:
        document: The text.
        lexicon: The room's word lists.
        paragraphs: Ranges of its paragraphs.
        settings: Where the registry is, whose countries are no surnames.
    """
    if len(paragraphs) <= _LEAD:
        return
    found = signs(document.text, lexicon, paragraphs, settings)
    points = sum(s.points for s in found)
    if points < _DOUBTED:
        return
    told = max((s for s in found if s.places), key=lambda s: s.points, default=None)
    if told is None:
        return
    places = sorted(p for s in found for p in s.places)
    yield Finding(
        "shuffled",
        "caution" if points >= _SURE else "note",
        f'The paragraphs seem to be out of order: {told.words}, so "he" and "the minister" may be read as the '
        "wrong persons.",
        tuple(Evidence.of(document.span(*p), document.text) for p in places[:10]),
    )


def signs(text: str, lexicon: Lexicon, paragraphs: Ranges, settings: Settings) -> list[Sign]:
    """All signs of disorder, and of order (with points below zero)."""
    ties = cohesion([telling_words(text[a:b]) for a, b in paragraphs])
    found = [Sign(next(p for top, p in _COHESION if ties < top), "neighbouring paragraphs have little in common")]
    registry = load_registry(settings)
    early = _early_names(text, lexicon, paragraphs, registry)
    if early:
        # Whoever leads a country is often named without a word about who that is.
        unknown = sum(not _leads(text[a:b], registry) for a, b in early)
        words = "persons are spoken of before the text says who they are"
        found.append(Sign(min(4, 1 + unknown), words, tuple(early)))
    datelines = [a for a, b in paragraphs[_LEAD:] if _DATELINE.match(text[a:b])]
    if len(datelines) == 1 and not any(_DATELINE.match(text[a:b]) for a, b in paragraphs[:_LEAD]):
        words = "the line with place and agency, which opens a report, stands in the middle"
        found.append(Sign(3, words, ((datelines[0], clipped(text, datelines[0])),)))
    return [*found, *_of_the_lead(text, lexicon, paragraphs[0]), *_of_the_end(text, lexicon, paragraphs)]


def cohesion(telling: Sequence[frozenset[str]]) -> float:
    """How much more telling words neighbours share than any two paragraphs do, in standard errors.

    About 0 where the order is chance; 0, too, where there are too few paragraphs to say.

    >>> round(cohesion([frozenset(words) for words in ("ab", "bc", "cd", "de", "ef", "fg")]), 1)
    3.2
    """
    telling = telling[:_MOST]
    count = len(telling)
    if count < _ENOUGH:
        return 0.0
    uses = Counter(word for words in telling for word in words)
    weight = {w: math.log(count / n) + 0.3 if n < _EVERYWHERE * count else 0.0 for w, n in uses.items()}

    def tie(i: int, j: int) -> float:
        shared = sum(weight[w] for w in telling[i] & telling[j])
        return shared / math.sqrt((len(telling[i]) + 1) * (len(telling[j]) + 1))

    pairs = [tie(i, j) for i in range(count) for j in range(i + 1, count)]
    mean = sum(pairs) / len(pairs)
    spread = math.sqrt(sum((p - mean) ** 2 for p in pairs) / len(pairs)) or 1.0
    neighbours = sum(tie(i, i + 1) for i in range(count - 1)) / (count - 1)
    return (neighbours - mean) / (spread / math.sqrt(count - 1))


def _of_the_lead(text: str, lexicon: Lexicon, lead: tuple[int, int]) -> Iterator[Sign]:
    """Signs that the first paragraph is not the first."""
    start, end = lead
    opening = text[start:end]
    place = ((start, clipped(text, start)),)
    if opening[:1] in {'"', "“"}:
        yield Sign(1, "the first paragraph opens with a quote", place)
    if lexicon.continuing.match(opening.lstrip("\"“‘'")):
        yield Sign(1, "the first paragraph goes on from something", place)
    if lexicon.told_by_pronoun.search(opening):
        yield Sign(1, 'the first paragraph has "he said" of nobody', place)


def _of_the_end(text: str, lexicon: Lexicon, paragraphs: Ranges) -> Iterator[Sign]:
    """Signs that what closes or follows stands before what it follows."""
    prose = [n for n, (a, b) in enumerate(paragraphs) if len(text[a:b].split()) >= _PROSE]
    last = prose[-_AFTER_CLOSING] if len(prose) >= _AFTER_CLOSING else 0
    # Opinion pages say who writes at the beginning, too.
    for a, b in paragraphs[_LEAD:last]:
        if m := lexicon.closing.search(text, a, b):
            yield Sign(1, "the line about the author, which closes a text, stands in the middle", (m.span(),))
            break
    for m in islice(_SHORT_FORM.finditer(text), _TRIED):
        first = re.search(rf"(?<![(\w]){m[1]}(?![)\w])", text[: max(0, text.rfind("\n", 0, m.start()))])
        if first:
            yield Sign(1, "a short form is used before the text explains it", (first.span(),))
            break


def _leads(surname: str, registry: Registry) -> bool:
    """Whether somebody of that surname led a country."""
    bearers = registry.surnames.get(key(re.sub(r"[’']s\Z", "", surname)), ())
    return any(registry.persons[who].weight >= LEADING for who in bearers)


def _early_names(text: str, lexicon: Lexicon, paragraphs: Ranges, registry: Registry) -> list[tuple[int, int]]:
    """Places where a bare surname stands in a paragraph before the one that introduces its bearer."""
    titles = "|".join(re.escape(t) for t in lexicon.introducing)
    introduction = re.compile(
        rf"(?:\b(?:{titles})\s){_WHOLE.format('one')}|{_WHOLE.format('two')},\s"
        r"(?:an?|the|who|head|director|chief|chairman|president|professor|senior|former|deputy|executive|\d\d)\b"
        rf"|\b[a-z]{{4,}},\s{_WHOLE.format('three')},\s"
    )
    where: dict[str, int] = {}
    for start, end in paragraphs:
        for m in introduction.finditer(text, start, end):
            where.setdefault(m["one"] or m["two"] or m["three"], start)
    # A headline that was copied with the text names persons by their surnames.
    start, end = paragraphs[0]
    begin = start if len(text[start:end].split()) >= _PROSE else end
    early = []
    for surname, at in islice(where.items(), _TRIED):
        if surname in lexicon.calendar or any(e.kind in _PLACES for e in registry.names.get(key(surname), ())):
            continue
        # Mostly the name does not stand there at all, and then no pattern need be made of it.
        before = text[begin:at]
        first = re.search(rf"(\S+\s)?\b{re.escape(surname)}\b(?!\s[A-Z])", before) if surname in before else None
        if first is None or lexicon.as_adjective.match(text, begin + first.end() + 1):
            continue
        word = (first[1] or "").strip()
        if word.lower() != "the" and not re.match(r"[A-Z](?!(?:r|s|rs)\.\Z)[\w’'.-]*\Z", word):
            end = begin + first.end()
            early.append((end - len(surname), end))
    return early
