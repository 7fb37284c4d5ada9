"""Sentences, syntax, coreference: a `Document` in, a `Reading` out."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import TooLarge
from detente.reading.chains import finish, group
from detente.reading.marks import Passage, passages
from detente.reading.names import clean
from detente.reading.parser import Parsed, installed, load, name_of, paragraphs_of, parse
from detente.reading.pronouns import resolve
from detente.reading.words import load_words
from detente.record import Document, Reading
from detente.settings import Settings

__all__ = ["Passage", "installed", "load", "name_of", "quoted_passages", "read", "read_many"]


def read(document: Document, settings: Settings | None = None) -> Reading:
    """Read a document.

    Args:
        document: The cleaned text.
        settings: Options.

    Returns:
        Sentences, tokens, syntax, names and chains; offsets into `document.text`.

    Raises:
        TooLarge: The text has more sentences than the limit.
    """
    (found,) = read_many((document,), settings)
    if isinstance(found, TooLarge):
        raise found
    return found


def read_many(documents: Sequence[Document], settings: Settings | None = None) -> list[Reading | TooLarge]:
    """Read documents together, which is quicker than one by one and gives the same.

    Args:
        documents: Cleaned texts.
        settings: Options.

    Returns:
        For each document its reading, or the error that it has too many sentences.
    """
    settings = settings or Settings.load()
    parsed = parse([d.text for d in documents], settings.max_sentences, settings.spacy_model, settings.data_dir)
    return [
        found if isinstance(found, TooLarge) else _reading(document, found, settings)
        for document, found in zip(documents, parsed, strict=True)
    ]


def _reading(document: Document, parsed: Parsed, settings: Settings) -> Reading:
    words = load_words(settings.data_dir)
    tokens, sentences = parsed.tokens, parsed.sentences
    names = clean(tokens, parsed.names, words)
    quoted = passages(document.text, parsed.paragraphs, words.elisions)
    groups = resolve(tokens, sentences, group(tokens, names, words), quoted, words)
    return Reading(
        document.id,
        document.text,
        tokens,
        sentences,
        parsed.paragraphs,
        names,
        finish(tokens, document.text, groups),
        parser=name_of(load(settings.spacy_model)),
    )


def quoted_passages(text: str, settings: Settings | None = None) -> tuple[Passage, ...]:
    """Pair the quotation marks of a text, paragraph by paragraph.

    Args:
        text: A document's text.
        settings: Options.

    Returns:
        Passages in text order, outer before inner.
    """
    settings = settings or Settings.load()
    return passages(text, paragraphs_of(text), load_words(settings.data_dir).elisions)
