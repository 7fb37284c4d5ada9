"""Where a text introduces somebody: "US President N", "the US president, N,", "N, the US president,"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.actors.fold import key
from detente.integrity.titles import Title, Titles

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
_PARTICLE = r"(?:al|el|ben|bin|de|del|della|der|du|la|le|van|von|da|dos|ibn|abu)(?:-\w+)?"
_NAME_WORD = rf"(?:[{_CAPITAL}][\w'’.-]*\w|[{_CAPITAL}]\.|{_PARTICLE})"
_NAME = rf"[{_CAPITAL}][\w'’-]*\w\.?(?:[ \u00a0]+{_NAME_WORD}){{0,4}}"

_AFTER = re.compile(rf"[ \u00a0]+(?P<name>{_NAME})")
#: "the French president, N, said", but not the list "the French president, N and M": a comma or the end follows.
_AFTER_COMMA = re.compile(
    rf",[ \u00a0]+(?P<name>{_NAME})(?=[;:.!?)\"”—–]|\s[—–-]\s|\Z|\n|,(?!\s(?:[{_CAPITAL}]|and\b|or\b)))"
)
_BEFORE_COMMA = re.compile(rf"(?P<name>{_NAME}),[ \u00a0]+(?:(?:the|The)[ \u00a0]+)?\Z")
_CLOSED = re.compile(rf"[;.!?)\"”—–]|\s[—–-]\s|\Z|\n|,(?!\s(?:and|or)\b)(?!\s[{_CAPITAL}])|\s(?:who|which)\b")
_OF = re.compile(r"[ \u00a0]of[ \u00a0](?:the[ \u00a0])?")

#: The end of a sentence, unlike the full stop of "U.S.".
_FULL_STOP = re.compile(r"\w{3,}\.\Z")
_CLAUSE_END = re.compile(r"[,.!?;:]\s|\n")
_POSSESSIVE = re.compile(r"[’']s\Z|(?<=s)[’']\Z")
_LONGEST = 6
_WORDS_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Introduction:
    """A place where the text gives a title to a name.

    Attributes:
        start: Where the title begins (with its country, if it has one).
        end: Where the title ends (with its country).
        title: The title, or `None` for one that only an international body has.
        words: Country and title as written: "US Prime Minister".
        noun: The title alone, lower case.
        names: Ranges of the text that may be the name, the longest first.
        country: Words of the country or body as written, or empty.
        before: Words before the phrase within its clause, nearest first, lower case; adjectives of it included.
        joined: Whether a hyphen or another name ties the phrase to what stands before it.
    """

    start: int
    end: int
    title: Title | None
    words: str
    noun: str
    names: tuple[tuple[int, int], ...]
    country: str
    before: tuple[str, ...]
    joined: bool


def introductions(text: str, titles: Titles, countries: frozenset[str]) -> Iterator[Introduction]:
    """Find where the text gives titles to names.

    Args:
        text: The document's text.
        titles: What to look for.
        countries: Folded names and adjectives of countries, and names of international bodies.
    """
    for found in titles.pattern.finditer(text):
        at, country, adjectives = _country_before(text, found.start(), countries)
        end = found.end()
        if of := _OF.match(text, end):
            after = _country_after(text, of.end(), countries)
            if country or not after:
                continue
            country, end = text[of.end() : after], after
        names = _names(text, at, end, bool(adjectives))
        if not names:
            continue
        noun = " ".join(found.group().lower().split())
        before = text[max(0, at - 90) : at]
        clause = _CLAUSE_END.split(before)[-1]
        words = (*adjectives, *(w.lower() for w in re.findall(r"[\w’'-]+", clause)[::-1][:_WORDS_BEFORE]))
        yield Introduction(
            at,
            end,
            titles.by_words.get(noun),
            " ".join(text[at:end].split()),
            noun,
            names,
            country,
            words,
            _is_joined(before, bool(country), titles, countries),
        )


def _names(text: str, at: int, end: int, adjectives: bool) -> tuple[tuple[int, int], ...]:
    """Ranges that may be the name which a phrase from `at` to `end` introduces."""
    found = _AFTER.match(text, end) or _AFTER_COMMA.match(text, end)
    if found:
        start = found.start("name")
        ends = [m.end() + start for m in re.finditer(r"\S+", found["name"])]
        return tuple((start, stop) for stop in reversed(ends))
    if not _CLOSED.match(text, end):
        return ()
    left = _BEFORE_COMMA.search(text, max(0, at - 80), at)
    # A name after "Name, " stands in a list.
    if left is None or re.search(rf"[{_CAPITAL}][\w’'-]*,\s\Z", text[max(0, left.start() - 40) : left.start()]):
        return ()
    stop = left.end("name")
    return tuple((m.start() + left.start("name"), stop) for m in re.finditer(r"\S+", left["name"]))


def _is_joined(before: str, has_country: bool, titles: Titles, countries: frozenset[str]) -> bool:
    """Whether the phrase goes on to the left: "pro-[Russian President]", "Turkish [Cypriot President]"."""
    if re.search(r"[-–’'/]\Z", before):
        return True
    word = re.search(rf"([{_CAPITAL}][\w.]*)[ \u00a0]\Z", before)
    if word is None or word[1] in titles.calendar or word[1] == "The":
        return False
    if key(word[1]) in countries:
        return True
    return not has_country and not _starts_sentence(before)


def _starts_sentence(before: str) -> bool:
    """Whether the one capitalised word before the phrase is the first of its sentence ("When President ...")."""
    return bool(re.search(r"(?:\A|[.!?\n:]\W*|[\"“‘(]\s*)[A-Z][a-z]*[ \u00a0]\Z", before))


def _country_before(text: str, at: int, countries: frozenset[str]) -> tuple[int, str, tuple[str, ...]]:
    """The country or body whose name stands before `at`, the longest name first.

    Returns:
        Where it begins (`at` itself when there is none), its name, and adjectives between it and `at`, which
        only a possessive may have ("Brazil's far-right president"), nearest first.
    """
    offset = max(0, at - 80, text.rfind("\n", 0, at) + 1)
    words = list(re.finditer(r"[^\s,;:()\"“”]+", text[offset:at]))
    gap = text[offset + words[-1].end() : at] if words else ""
    if not words or gap.strip() or not gap:
        return at, "", ()
    adjectives: list[str] = []
    while len(adjectives) < 3 and len(words) > 1 and re.fullmatch(r"[a-z][a-z-]+", words[-1].group()):
        if text[offset + words[-2].end() : offset + words[-1].start()].strip():
            break
        adjectives.append(words.pop().group())
    if adjectives and not (words and _POSSESSIVE.search(words[-1].group())):
        return at, "", ()
    for count in range(min(_LONGEST, len(words)), 0, -1):
        start, end = offset + words[-count].start(), offset + words[-1].end()
        name = _POSSESSIVE.sub("", text[start:end])
        if key(name) in countries and name[:1].isupper() and not _FULL_STOP.search(name):
            return start, name, tuple(adjectives)
    return at, "", ()


def _country_after(text: str, at: int, countries: frozenset[str]) -> int:
    """Where the country whose name begins at `at` ends; 0 where none does."""
    words = list(re.finditer(r"[^\s,;:()\"“”]+", text[at : at + 80].split("\n")[0]))
    for count in range(min(_LONGEST, len(words)), 0, -1):
        name = text[at : at + words[count - 1].end()].rstrip(".!?’'")
        if name[:1].isupper() and key(name) in countries:
            return at + len(name)
    return 0
