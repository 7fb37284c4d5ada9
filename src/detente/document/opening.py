"""What stands before a story and at its head: headline, byline, dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.document.lexicon import Lexicon, plain
from detente.document.score import Scored, ends_sentence, is_date, words_of

_SITE_TAIL = re.compile(r"\s+[|–—·•»:-]\s+[^|–—·•»]{2,50}$|\s*\|\s*[^|]{2,50}$")
_NAME = r"(?:[A-Z][\w.'’-]*|de|da|van|von|der|al|bin|el|la|du|ben|ibn)"
_NAMES = re.compile(rf"{_NAME}(?:\s+{_NAME}){{1,4}}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){_NAME}(?:\s+{_NAME}){{0,4}})*")
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTHS}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTHS}(?:,?\s+\d{{4}})?)"
_UPPER_PLACE = r"[A-Z][A-Z.’'\- ]{2,30}"
_MIXED_PLACE = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}"
_COUNTRY = r"(?:\s*,\s*[A-Z][\w.’' -]{1,30}?|/[A-Z][\w.’' -]{1,30}?)?"
# "Home > World > Europe", "World | Europe": where the page hangs in the site.
_TRAIL = re.compile(r"\s[>»/|]\s|\s[>»/|]$")
#: Points a line must have to be taken for the headline.
LIKELY = 1.0
_DASH = r"\s*(?:[–—]|--?)+\s*"


def same_headline(a: str, b: str) -> bool:
    """Whether two lines are the same headline but for case, punctuation or the site's name after it.

    >>> same_headline("Envoys meet in Sochi", "ENVOYS MEET IN SOCHI | Example Times")
    True
    """
    one, other = _bare(a), _bare(b)
    if not one or not other:
        return False
    return one == other or _bare(without_site(a)) == other or one == _bare(without_site(b))


def without_site(title: str) -> str:
    """Take the site's name off the end of a page title.

    >>> without_site("Envoys meet in Sochi - Example Times")
    'Envoys meet in Sochi'
    """
    short = _SITE_TAIL.sub("", title)
    return short if len(words_of(short)) >= 3 else title


def _bare(text: str) -> str:
    return " ".join(words_of(text.lower().replace("’", "'").replace("'", "")))


def find_headline(
    scored: Sequence[Scored], kept: Sequence[bool], labels: Sequence[str], lexicon: Lexicon
) -> int | None:
    """Choose the line that is the headline of a plain text.

    It stands above the first running text, near it or above its byline or date; has 3 to 30 words and does not
    end like a sentence; shares words with the story; is often printed twice.
    """
    first = next((i for i, s in enumerate(scored) if kept[i] and s.prose and s.words >= 12), None)
    if first is None:
        return None
    story = {w.lower() for i, s in enumerate(scored) if kept[i] and s.prose for w in words_of(s.line.text)}
    free = [i for i in range(max(0, first - 40), first) if not labels[i]]
    points = {i: _headline_points(i, first, scored, story, lexicon) for i in free}
    likely = {i: value for i, value in points.items() if value is not None and value >= LIKELY}
    if not likely:
        return None
    best = max(likely, key=lambda i: likely[i])
    # Of two lines running that look like headlines the second is the line under the headline.
    while best - 1 in likely and not scored[best - 1].line.bullet and likely[best] - likely[best - 1] < 0.4:
        best -= 1
    return best


def _headline_points(
    i: int, first: int, scored: Sequence[Scored], story: set[str], lexicon: Lexicon
) -> float | None:
    line, text = scored[i], scored[i].line.text
    if line.kind or line.sure or not 3 <= line.words <= 30 or is_date(text) or byline_of(text, lexicon):
        return None
    if (
        text.endswith((".", ":", ";", ","))
        or text[:1].islower()
        or (line.line.bullet and not line.line.bullet[0].isdigit())
    ):
        return None
    content = [w.lower() for w in words_of(text) if w.lower() not in lexicon.stop_words and len(w) > 2]
    shared = sum(w in story for w in content) / len(content) if content else 0.0
    points = 3 * shared - 0.1 * (first - i) + 0.08 * min(line.words, 12)
    points += 1.0 if any(j != i and s.key == line.key for j, s in enumerate(scored)) and line.words >= 5 else 0.0
    below = scored[i + 1 : i + 5]
    points += (
        1.2
        if any(is_date(s.line.text) or byline_of(s.line.text, lexicon) or s.kind == "byline" for s in below)
        else 0.0
    )
    return points + (1.0 if line.line.tag == "heading" else 0.0)


def byline_of(text: str, lexicon: Lexicon) -> str | None:
    """The byline in a line that is one: "By Jane Doe", "Jane Doe, Reuters, Moscow", else `None`."""
    count = len(words_of(text))
    if not 2 <= count <= 24 or (ends_sentence(text) and count > 8):
        return None
    by = lexicon.by.match(text)
    rest = text[by.end() :] if by else text
    names = _NAMES.match(rest)
    if not names or not rest[:1].isupper():
        return None
    after = rest[names.end() :].strip(" ,|/-–—•·.")
    if by and by[0].lower().startswith("from") and not lexicon.wires.search(rest):
        return None
    if not after:
        return text if by and not _has_verb(rest, lexicon) else _agency_tail(rest, lexicon)
    if by and (len(words_of(after)) <= 10):
        return text
    parts = [p.strip() for p in re.split(r"[,|/•·–—]", after)]
    return text if any(lexicon.wires.fullmatch(p) or p.lower() in lexicon.posts for p in parts) else None


def is_name(text: str) -> bool:
    """Whether a line is one to three names of people and nothing else: "Jane Doe and John Roe"."""
    match = _NAMES.fullmatch(text.strip())
    return bool(match) and len(words_of(text)) <= 9


def is_post(text: str, lexicon: Lexicon) -> bool:
    """Whether a line says for whom or as what a reporter writes: an agency, "Staff Writer"."""
    return bool(lexicon.wires.fullmatch(text.strip(" |,"))) or text.strip(" |,").lower() in lexicon.posts


def _has_verb(rest: str, lexicon: Lexicon) -> bool:
    return any(w.lower() in lexicon.stop_words - {"and"} for w in words_of(rest)[1:])


def _agency_tail(text: str, lexicon: Lexicon) -> str | None:
    """Read "Jane Doe, Reuters, Moscow": a name and an agency between commas."""
    parts = [p.strip() for p in re.split(r"[,|/•·–—]", text)]
    return text if len(parts) >= 2 and any(lexicon.wires.fullmatch(p) for p in parts[1:]) else None


def split_dateline(text: str, lexicon: Lexicon) -> tuple[str | None, str]:
    """Split a dateline off a story's first paragraph.

    Returns:
        The dateline as written, without the dash, or `None`; and the rest.
    """
    agency = rf"(?:\s*\((?:{lexicon.wires.pattern})[^()]{{0,30}}\)|\s*,?\s*(?:{lexicon.wires.pattern})\.?)"
    # Behind a place in capitals or a day, and before a dash, any name in brackets or slashes is an agency's.
    unknown = r"(?:\s*\([A-Z][\w .&’'-]{1,30}\)|\s*/[A-Z][\w .&’'-]{1,30}/)"
    frames = (
        rf"({_UPPER_PLACE}{_COUNTRY}(?:\s*,\s*{_DAY})?(?:{agency}|{unknown})?){_DASH}(?=\S)",
        rf"({_MIXED_PLACE}{_COUNTRY}(?:\s*,\s*{_DAY})?{agency}){_DASH}(?=\S)",
        rf"({_MIXED_PLACE}{_COUNTRY}\s*,\s*{_DAY}(?:{agency}|{unknown})?)(?:{_DASH}|\s*:\s*)(?=\S)",
        rf"(\((?:{lexicon.wires.pattern})\))(?:{_DASH}|\s+)(?=[A-Z“\"])",
        rf"({_UPPER_PLACE}{_COUNTRY}{agency})\s*:?\s+(?=[A-Z“\"])",
    )
    for frame in frames:
        match = re.match(frame, text)
        if match and _is_place(match[1], lexicon) and len(text) - match.end() > 20:
            return match[1].strip(), text[match.end() :].lstrip()
    return None, text


def _is_place(words: str, lexicon: Lexicon) -> bool:
    first = re.split(r"[,(/]", words)[0].strip()
    return first.upper().rstrip(".:") not in lexicon.not_places and not plain(first).isdigit()
