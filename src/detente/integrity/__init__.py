"""Reasons to doubt a text or to handle it with care: `Finding`s. Better silent than wrong."""

from __future__ import annotations

from detente.integrity.lexicon import load
from detente.integrity.weighing import weigh
from detente.record import Cast, Document, Finding, Reading
from detente.settings import Settings

__all__ = ["doubt", "doubt_document", "weigh"]


def doubt_document(document: Document, settings: Settings | None = None) -> tuple[Finding, ...]:
    """Say what can be doubted before a text is read.

    Args:
        document: The cleaned text.
        settings: Options; `data_dir` holds the word lists.

    Returns:
        Findings about language, date, leftovers, characters, quotation marks, wording and the text's end; the
        most serious first.

    Raises:
        LexiconError: A word list is missing or damaged.
    """
    from detente.integrity.order import about_order
    from detente.integrity.page import about_characters, about_date, about_furniture, about_language
    from detente.integrity.quotation import about_quotation_marks
    from detente.integrity.seams import about_several_stories
    from detente.integrity.spelling import about_misread_letters, about_parted_words
    from detente.integrity.wording import about_honorifics, about_lost_spaces, about_repeats, about_the_end
    from detente.reading.parser import paragraphs_of

    settings = settings or Settings.load()
    lexicon = load(settings.data_dir)
    paragraphs = paragraphs_of(document.text)
    language = tuple(about_language(document, lexicon, paragraphs))
    found = [
        *language,
        *about_date(document),
        *about_furniture(document),
        *about_characters(document),
        *about_repeats(document, paragraphs),
    ]
    if not any(f.code == "not-english" for f in language):
        found += about_quotation_marks(document, lexicon, paragraphs)
        found += about_honorifics(document, lexicon)
        found += about_lost_spaces(document, lexicon)
        found += about_the_end(document, lexicon, paragraphs)
        found += about_misread_letters(document)
        found += about_parted_words(document)
        found += about_several_stories(document, paragraphs)
        found += about_order(document, lexicon, paragraphs, settings)
    return _ordered(found)


def doubt(
    document: Document, reading: Reading, cast: Cast, settings: Settings | None = None
) -> tuple[Finding, ...]:
    """Say what can be doubted about a text that has been read.

    Args:
        document: The cleaned text.
        reading: Its reading.
        cast: Who is named in it.
        settings: Options; `data_dir` holds the word lists.

    Returns:
        The findings of `doubt_document`, and those about persons and their offices, about rewriting and
            translation; the most serious first.

    Raises:
        LexiconError: A word list is missing or damaged.
        RegistryError: The registry of offices is missing or damaged.
    """
    from detente.integrity.addresses import about_gender
    from detente.integrity.dating import about_dating
    from detente.integrity.offices import about_offices
    from detente.integrity.rewriting import about_rewriting
    from detente.integrity.translation import about_translation

    settings = settings or Settings.load()
    found = [*doubt_document(document, settings), *about_offices(document, cast, settings)]
    if not any(f.code == "not-english" for f in found):
        found += about_dating(document, reading, cast, settings)
        found += about_gender(document, settings)
        found += about_rewriting(document, found, settings)
        found += about_translation(document, reading, settings)
    return _ordered(found)


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    weight = {"serious": 0, "caution": 1, "note": 2}
    return tuple(sorted(findings, key=lambda f: weight[f.severity]))
