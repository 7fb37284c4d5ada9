"""The titles that can be checked: read from `offices.yaml`, once a process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.integrity.lexicon import any_of
from detente.reading.words import read_yaml


@dataclass(frozen=True, slots=True)
class Title:
    """A title that can be checked; see `offices.yaml`.

    Attributes:
        words: How it is written, lower case.
        roles: Roles of the registry it stands for; none for a loose word such as "leader".
        excuse: Titles of the registry that explain it.
        only: Countries in which it means this office; empty = everywhere.
        also: Country -> roles that are called so there, too.
    """

    words: tuple[str, ...]
    roles: frozenset[str]
    excuse: re.Pattern[str]
    only: frozenset[str]
    also: Mapping[str, frozenset[str]]

    @property
    def loose(self) -> bool:
        """Whether only the country can be checked."""
        return not self.roles


@dataclass(frozen=True, slots=True)
class Titles:
    """All of them, with the words that lift the check.

    Attributes:
        by_words: Words of a title, lower case -> the title.
        of_bodies: Titles of those who lead an international body.
        pattern: Any title.
        lesser: Words of an office that explains no greater one.
        of_another: Words before a title without a country that make it somebody else's.
        courtesy: Countries that leave a title to those who held it.
        no_state: Names of countries that mean none of today's states.
        lift: Words near a title that lift the check.
        looking_back: Words before an introduction that show that the text looks back.
        looked_back: The same, right after the name.
        long_ago: The same, anywhere in the sentence.
        over: Words before a surname, anywhere in the text, that say that an office is past.
        calendar: Capitalised words that may stand before a title without being part of it.
        known_until: ISO date until which open terms of `dated_source` are known to go on.
        dated_source: Beginning of the source that was dated then.
    """

    by_words: dict[str, Title]
    of_bodies: frozenset[str]
    pattern: re.Pattern[str]
    lesser: re.Pattern[str]
    of_another: frozenset[str]
    courtesy: frozenset[str]
    no_state: frozenset[str]
    lift: frozenset[str]
    looking_back: frozenset[str]
    looked_back: re.Pattern[str]
    long_ago: re.Pattern[str]
    over: re.Pattern[str]
    calendar: frozenset[str]
    known_until: str
    dated_source: str

    def knows(self, term_open_from: str, day: str) -> bool:
        """Whether an open term of that source is known to go on until a day."""
        return not term_open_from.startswith(self.dated_source) or day <= self.known_until


_NOTHING = re.compile(r"(?!)")


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
        loose = Title(tuple(data["loose"]), frozenset(), _NOTHING, frozenset(), {})
        by_words |= dict.fromkeys(loose.words, loose)
        bodies = frozenset(data["of_bodies"])
        return Titles(
            by_words=by_words,
            of_bodies=bodies,
            pattern=re.compile(any_of({*by_words, *bodies}), re.IGNORECASE),
            lesser=re.compile(any_of(data["lesser"]), re.IGNORECASE),
            of_another=frozenset(data["of_another"]),
            courtesy=frozenset(data["courtesy"]),
            no_state=frozenset(data["no_state"]),
            lift=frozenset(data["lift"]),
            looking_back=frozenset(data["looking_back"]),
            looked_back=re.compile(rf"(?:['’]s?)?\s+{any_of(data['looked_back'])}", re.IGNORECASE),
            long_ago=re.compile(any_of(data["long_ago"]), re.IGNORECASE),
            over=re.compile(any_of(data["over"]), re.IGNORECASE),
            calendar=frozenset(data["calendar"]),
            known_until=str(data["known_until"]),
            dated_source=str(data["dated_source"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None


def _title(entry: dict[str, Any]) -> Title:
    return Title(
        tuple(str(w).lower() for w in entry["words"]),
        frozenset(entry["roles"]),
        re.compile(any_of(entry["excuse"]), re.IGNORECASE),
        frozenset(entry.get("only", ())),
        {str(country): frozenset(roles) for country, roles in entry.get("also", {}).items()},
    )
