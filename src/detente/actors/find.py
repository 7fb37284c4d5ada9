"""Who is named in a document: the mentions and the actors behind them."""

from __future__ import annotations

import re
from datetime import date

from detente.actors.book import Book
from detente.actors.fold import fold
from detente.actors.loading import load
from detente.actors.match import Word
from detente.actors.mentions import Finder
from detente.reading.words import load_words
from detente.record import Cast, Document, Reading
from detente.settings import Settings

#: Years the registry has offices for.
_YEAR = re.compile(r"(?<![\d.,$€£])(?:199\d|20[0-3]\d)(?![\d,.]?\d)")


def find(document: Document, reading: Reading, settings: Settings | None = None) -> Cast:
    """Find everyone who is named in a document.

    Args:
        document: For its publication date, on which offices are looked up; a date known only to the year or
            coarser counts as unknown.
        reading: Tokens, syntax, names and chains.
        settings: Data folder and private actor list.

    Returns:
        Actors in order of first mention, mentions in text order. A country, region or town that is only where
        something happens has a mention of kind `place`, linked to its state.

    Raises:
        RegistryError: A table of actors does not read.
    """
    settings = settings or Settings.load()
    registry = load(settings)
    sentences = [
        [Word(t.i, t.text, fold(t.text), t.pos) for t in reading.tokens[s.start : s.end]]
        for s in reading.sentences
    ]
    day = day_of(document)
    book = Book(document.id, registry, day, about=None if day else about(document))
    return Finder(reading, registry, book, sentences, load_words(settings.data_dir)).cast()


def day_of(document: Document) -> date | None:
    """The day on which offices are looked up, or `None` where the date is coarser than a month."""
    when = document.published
    if when is None or when.grain not in {"day", "week", "weekend", "month"}:
        return None
    return when.start


def about(document: Document) -> date | None:
    """The middle of the latest year that a text names, or of the year it was published in; else `None`."""
    if document.published is not None:
        return date(document.published.start.year, 7, 1)
    years = [int(y) for y in _YEAR.findall(document.text)]
    return date(max(years), 7, 1) if years else None
