"""More than one story in a text, and paragraphs out of their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detente.integrity.lexicon import Lexicon
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
_NAME = r"[A-Z][\w’'-]*[a-z]"
_WHOLE = rf"{_NAME}(?:\s[A-Z]\.)?\s(?P<{{}}>{_NAME})"
_DATELINE = re.compile(
    r"[A-Z][A-Z.’'-]{2,}(?: [A-Z.’'-]{2,}){0,3}(?:,\s[A-Z][\w.]+)?\s*(?:\([A-Z][\w ]+\)\s*)?[—–-]+\s"
    r"|[A-Z][A-Za-z ]+\((?:Reuters|AP|AFP)\)\s"
)
#: Datelines stand in the first paragraph, perhaps after captions.
_LEAD = 3


def about_several_stories(document: Document, paragraphs: Ranges) -> Iterator[Finding]:
    """Doubt a text that goes on with another story, or ends in a list of other stories."""
    text = document.text
    telling = [_telling(text[a:b]) for a, b in paragraphs]
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


def _telling(paragraph: str) -> frozenset[str]:
    """Names and words rare enough to belong to a story, by their first letters."""
    known, found = counts(), set()
    for match in _WORD.finditer(paragraph):
        word = re.sub(r"[’']s\Z", "", match.group().lower())
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


def about_order(document: Document, lexicon: Lexicon, paragraphs: Ranges) -> Iterator[Finding]:
    """Doubt a text that introduces persons only after it has spoken of them, or has its dateline in the middle."""
    text = document.text
    if len(paragraphs) <= _LEAD:
        return
    early, introduced = _early_names(text, lexicon, paragraphs)
    datelines = [a for a, b in paragraphs[_LEAD:] if _DATELINE.match(text[a:b])]
    whole = not any(_DATELINE.match(text[a:b]) for a, b in paragraphs[:_LEAD])
    out_of_order = len(early) >= 2 and len(early) >= 0.34 * introduced
    if out_of_order or (datelines and whole and (early or len(datelines) == 1)):
        places = sorted([*early, *((a, clipped(text, a)) for a in datelines)])
        yield Finding(
            "shuffled",
            "caution",
            "The paragraphs seem to be out of order: "
            + (
                "persons are spoken of before the text says who they are"
                if out_of_order
                else "the line with place and agency, which opens a report, stands in the middle"
            )
            + ', so "he" and "the minister" may be read as the wrong persons.',
            tuple(Evidence.of(document.span(*p), text) for p in places[:10]),
        )


def _early_names(text: str, lexicon: Lexicon, paragraphs: Ranges) -> tuple[list[tuple[int, int]], int]:
    """Places where a bare surname stands in a paragraph before the one that introduces its bearer."""
    titles = "|".join(re.escape(t) for t in lexicon.introducing)
    introduction = re.compile(
        rf"(?:\b(?:{titles})\s){_WHOLE.format('one')}|{_WHOLE.format('two')},\s"
        r"(?:an?|the|who|head|director|chief|chairman|president|professor|senior|former|deputy|executive|\d\d)\b"
    )
    where: dict[str, int] = {}
    for start, end in paragraphs:
        for m in introduction.finditer(text, start, end):
            where.setdefault(m["one"] or m["two"], start)
    early = []
    for surname, at in where.items():
        if surname in lexicon.calendar:
            continue
        first = re.search(rf"(\S+\s)?\b{re.escape(surname)}\b(?!\s[A-Z])", text[:at])
        if first and not re.match(r"[A-Z](?!(?:r|s|rs)\.\s)[\w’'.-]*\s\Z", first[1] or ""):
            early.append((at := first.end() - len(surname), at + len(surname)))
    return early, len(where)
