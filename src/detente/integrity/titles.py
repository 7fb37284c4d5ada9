"""The titles that can be checked, and where they stand before a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.integrity.lexicon import any_of
from detente.reading.words import read_yaml

_NAME_WORD = (
    r"(?:[A-Z][\w'’.-]*\w|[A-Z]\.|(?:al|el|ben|bin|de|del|della|der|du|la|le|van|von|da|dos|ibn|abu)(?:-\w+)?)"
)
_NAME = rf"[A-Z][\w'’-]*\w\.?(?:[ \u00a0]+{_NAME_WORD}){{0,4}}"

#: The end of a sentence, unlike the full stop of "U.S.".
_FULL_STOP = re.compile(r"\w{3,}\.\Z")
_CLAUSE_END = re.compile(r"[,.!?;:]\s|\n")


@dataclass(frozen=True, slots=True)
class Title:
    """A title that can be checked; see `offices.yaml`."""

    words: tuple[str, ...]
    roles: frozenset[str]
    excuse: re.Pattern[str]
    only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Titles:
    """All of them, with the words that lift the check.

    Attributes:
        by_words: Words of a title, lower case -> the title.
        pattern: A title with the name after it: groups `title` and `name`, perhaps `of` (a country between them).
        lift: Words near a title that lift the check.
        calendar: Capitalised words that may stand before a title without being part of it.
        known_until: ISO date until which open terms of `dated_source` are known to go on.
        dated_source: Beginning of the source that was dated then.
    """

    by_words: dict[str, Title]
    pattern: re.Pattern[str]
    lift: frozenset[str]
    calendar: frozenset[str]
    known_until: str
    dated_source: str


@lru_cache(maxsize=4)
def load_titles(data_dir: str) -> Titles:
    """Read `offices.yaml`.

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "offices.yaml"
    data: dict[str, Any] = read_yaml(path, dict)
    try:
        by_words = {words: title for title in map(_title, data["checked"]) for words in title.words}
        any_title = any_of(by_words)
        country = r"(?:[ \u00a0]of[ \u00a0](?:the[ \u00a0])?(?P<of>[A-Z][\w.]+(?:[ \u00a0][A-Z][\w.]+){0,2}?))"
        return Titles(
            by_words,
            re.compile(rf"(?P<title>(?i:{any_title})){country}?[ \u00a0]+(?P<name>{_NAME})"),
            frozenset(data["lift"]),
            frozenset(data["calendar"]),
            str(data["known_until"]),
            str(data["dated_source"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None


def _title(entry: dict[str, Any]) -> Title:
    return Title(
        tuple(str(w).lower() for w in entry["words"]),
        frozenset(entry["roles"]),
        re.compile(any_of(entry["excuse"]), re.IGNORECASE),
        frozenset(entry.get("only", ())),
    )


@dataclass(frozen=True, slots=True)
class Introduction:
    """A place where the text gives a title to a name.

    Attributes:
        start: Where the phrase begins (with its country, if it has one).
        end: Where the name ends.
        title: The title.
        words: Country and title as written: "US Prime Minister".
        name: The name as written.
        country: Words of the country as written, or empty.
        before: Up to five words before the phrase within its clause, nearest first, lower case.
        joined: Whether a hyphen or another name ties the phrase to what stands before it.
    """

    start: int
    end: int
    title: Title
    words: str
    name: str
    country: str
    before: tuple[str, ...]
    joined: bool


def introductions(text: str, titles: Titles, countries: frozenset[str]) -> Iterator[Introduction]:
    """Find where the text gives titles to names.

    Args:
        text: The document's text.
        titles: What to look for.
        countries: Lower-case names and adjectives of countries, without full stops.
    """
    for found in titles.pattern.finditer(text):
        title = titles.by_words[" ".join(found["title"].lower().split())]
        at, country = _country_before(text, found.start(), countries)
        if found["of"]:
            if country or _plain(found["of"]) not in countries:
                continue
            country = found["of"]
        before = text[max(0, at - 60) : at]
        clause = _CLAUSE_END.split(before)[-1]
        words = tuple(w.lower() for w in re.findall(r"[\w’'-]+", clause)[::-1][:5])
        yield Introduction(
            at,
            found.end(),
            title,
            " ".join(text[at : found.start("name")].split()),
            found["name"],
            country,
            words,
            _is_joined(before, bool(country), titles, countries),
        )


def _is_joined(before: str, has_country: bool, titles: Titles, countries: frozenset[str]) -> bool:
    """Whether the phrase goes on to the left: "pro-[Russian President]", "Turkish [Cypriot President]"."""
    if re.search(r"[-–’'/]\Z", before):
        return True
    word = re.search(r"([A-Z][\w.]*)[ \u00a0]\Z", before)
    if word is None or word[1] in titles.calendar:
        return False
    if _plain(word[1]) in countries:
        return True
    return not has_country and not _starts_sentence(before)


def _starts_sentence(before: str) -> bool:
    """Whether the one capitalised word before the phrase is the first of its sentence ("When President ...")."""
    return bool(re.search(r"(?:\A|[.!?\n:]\W*|[\"“‘(]\s*)[A-Z][a-z]*[ \u00a0]\Z", before))


def _country_before(text: str, at: int, countries: frozenset[str]) -> tuple[int, str]:
    """The country whose name stands right before `at`, the longest name first; `at` itself when there is none."""
    offset = max(0, at - 50, text.rfind("\n", 0, at) + 1)
    words = list(re.finditer(r"[^\s,;:()\"“”]+", text[offset:at]))
    gap = text[offset + words[-1].end() : at] if words else ""
    if not words or gap.strip() or not gap:
        return at, ""
    for count in (3, 2, 1):
        if len(words) < count:
            continue
        start, end = offset + words[-count].start(), offset + words[-1].end()
        name = re.sub(r"[’']s\Z|[’']\Z", "", text[start:end])
        if _FULL_STOP.search(name):
            return at, ""
        if _plain(name) in countries and name[:1].isupper():
            return start, name
    return at, ""


def _plain(name: str) -> str:
    return " ".join(name.replace(".", "").lower().split())
