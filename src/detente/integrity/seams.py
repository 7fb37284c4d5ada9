"""More than one story in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from detente.integrity.say import clipped, number_of
from detente.integrity.vocabulary import counts
from detente.record import Document, Evidence, Finding

Ranges = Sequence[tuple[int, int]]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
_NO_HEADLINE = re.compile(r"[.!?:;,…\"”*)]\s*\Z")
#: Words commoner than this stand in stories of every kind.
_TELLING = 30_000_000
#: Endings are cut off, so that "sanctions" meets "sanctioned".
_STEM = 7
#: A headline has so many words; a paragraph of prose at least so many.
_HEADLINE, _PROSE = (3, 14), 15
#: Two stories share fewer of the telling words of the shorter one; each has at least so many of them.
_SHARED, _ENOUGH = 0.08, 10
#: Teasers: so many short paragraphs in a row that share so few telling words with anything else.
_TEASERS, _TEASER_WORDS, _LINKED = 6, 35, 0.155


def about_several_stories(document: Document, paragraphs: Ranges) -> Iterator[Finding]:
    """Doubt a text that goes on with another story, or ends in a list of other stories."""
    text = document.text
    telling = [telling_words(text[a:b]) for a, b in paragraphs]
    teasers = _teasers(text, paragraphs, telling)
    seam = None if teasers else _seam(text, paragraphs, telling)
    if teasers:
        evidence = tuple(
            Evidence.of(document.span(a, clipped(text, a)), text) for a, _ in (paragraphs[n] for n in teasers[:10])
        )
        yield Finding(
            "several-stories",
            "caution",
            f"{number_of(teasers, 'paragraph seems', 'paragraphs seem')} to announce other stories, so what they "
            "report is told in a few words only and may have nothing to do with the rest.",
            evidence,
        )
    elif seam is not None:
        yield Finding(
            "several-stories",
            "caution",
            "After this headline the text seems to go on with another story, so its date, place and persons may "
            "be those of the first one or of the second.",
            (Evidence.of(document.span(*paragraphs[seam]), text),),
        )


@lru_cache(maxsize=256)
def telling_words(paragraph: str) -> frozenset[str]:
    """Names and words rare enough to belong to a story, by their first letters."""
    known, found = counts(), set()
    for match in _WORD.finditer(paragraph):
        word = match.group().lower()
        if word.endswith(("'s", "’s")):
            word = word[:-2]
        if len(word) > 3 and known.get(word, 0) < _TELLING:
            found.add(word[:_STEM])
    return frozenset(found)


def _seam(text: str, paragraphs: Ranges, telling: list[frozenset[str]]) -> int | None:
    """The headline that parts the text best in two, if it does."""
    prose = [len(text[a:b].split()) >= _PROSE for a, b in paragraphs]
    best: tuple[float, int] | None = None
    for n, (start, end) in enumerate(paragraphs):
        if sum(prose[:n]) < 2 or sum(prose[n + 1 :]) < 2 or not _is_headline(text[start:end]):
            continue
        before: frozenset[str] = frozenset().union(*telling[:n])
        after: frozenset[str] = frozenset().union(*telling[n:])
        fewer = min(len(before), len(after))
        if fewer >= _ENOUGH and (shared := len(before & after) / fewer) <= _SHARED:
            best = min(best or (1.0, 0), (shared, n))
    return best[1] if best else None


def _is_headline(line: str) -> bool:
    least, most = _HEADLINE
    return line[:1].isupper() and least <= len(line.split()) <= most and not _NO_HEADLINE.search(line)


def _teasers(text: str, paragraphs: Ranges, telling: list[frozenset[str]]) -> list[int]:
    """The longest row of short paragraphs that have next to nothing to do with anything in the text."""
    uses: dict[str, int] = {}
    for words in telling:
        for word in words:
            uses[word] = uses.get(word, 0) + 1
    best: list[int] = []
    row: list[int] = []
    for n in range(len(paragraphs) + 1):
        if n < len(paragraphs) and telling[n] and len(text[slice(*paragraphs[n])].split()) <= _TEASER_WORDS:
            row.append(n)
            continue
        best, row = max(best, _unlinked(row, telling, uses), key=len), []
    return best


def _unlinked(row: list[int], telling: list[frozenset[str]], uses: dict[str, int]) -> list[int]:
    """The row, without linked paragraphs at its beginning, when it is long and loose enough; else nothing."""
    linked = {n: sum(uses[w] > 1 for w in telling[n]) for n in row}
    while len(row) >= _TEASERS:
        story = linked[row[0]] > 2 * _LINKED * len(telling[row[0]])
        if not story and sum(linked[n] for n in row) <= _LINKED * sum(len(telling[n]) for n in row):
            return row
        row = row[1:]
    return []
