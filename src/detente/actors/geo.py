"""Where the places of a text lie: found, and resolved to GeoNames ids with coordinates.

`locate` takes a reading and gives every place it names. What a place is depends on the whole text: "Paris" beside
"Texas" is not the capital of France.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.actors.fold import key
from detente.actors.gazetteer import Place
from detente.actors.geo_find import Named, find_named
from detente.actors.geo_judge import Choice, judge
from detente.actors.geo_words import load_words
from detente.record import Reading, Reason, Span
from detente.settings import DATA_DIR

__all__ = ["Located", "candidates", "locate"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place named in a text and what it was taken for.

    Attributes:
        tokens: Half-open range of tokens.
        span: The same as code points.
        place: The place, or `None` when the gazetteer does not know it.
        country: ISO 3166 alpha-3 (XKX for Kosovo), or `None`.
        adjective: Whether it is an adjective or a people ("Lebanese"), not a place's name.
        score: How sure the choice is among the places of that name, 0 to 1.
        reasons: Why it was chosen.
        others: What else it could be, best first.
    """

    tokens: tuple[int, int]
    span: Span
    place: Place | None
    country: str | None
    adjective: bool
    score: float
    reasons: tuple[Reason, ...]
    others: tuple[Place, ...] = ()


def locate(reading: Reading, data_dir: str = str(DATA_DIR)) -> tuple[Located, ...]:
    """Find and resolve the places a text names.

    Args:
        reading: The reading.
        data_dir: Folder of data files.

    Returns:
        Places in text order, not overlapping.

    Raises:
        LexiconError: A table of the gazetteer is missing.
    """
    words = load_words(data_dir)
    found = find_named(reading, words)
    keys = [_name(reading, n) for n in found]
    return tuple(
        _located(reading, named, choice, words.iso3)
        for named, choice in zip(found, judge(found, keys), strict=True)
    )


def candidates(name: str, near: str | None = None, data_dir: str = str(DATA_DIR)) -> Choice:
    """Look a name up, with or without the name of a place beside it.

    Args:
        name: A name, as "Paris".
        near: Another name in the same text, as "Texas".
        data_dir: Folder of data files.

    Returns:
        The choice, with the other places of that name.
    """
    words = load_words(data_dir)
    found = [Named(i, i + 1, words.gazetteer.named(n)) for i, n in enumerate([name, *([near] if near else [])])]
    return judge(found, [key(name), *([key(near)] if near else [])])[0]


def _name(reading: Reading, named: Named) -> str:
    if named.way == "name":
        return key(reading.words(named.start, named.end)) + (f"/{named.level}" if named.level else "")
    return named.places[0].code + "/" + named.way if named.places else f"unknown/{named.start}"


def _located(reading: Reading, named: Named, choice: Choice, iso3: Mapping[str, str]) -> Located:
    place = choice.place
    country = iso3.get(place.iso2) if place is not None and place.iso2 else None
    return Located(
        (named.start, named.end),
        reading.span(named.start, named.end),
        place,
        country,
        named.way == "adjective",
        choice.score,
        choice.reasons,
        choice.others,
    )
