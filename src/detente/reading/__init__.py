"""Sentences, syntax, coreference: a `Document` in, a `Reading` out."""

from __future__ import annotations

from detente.reading.chains import finish, group
from detente.reading.marks import Passage, passages
from detente.reading.names import clean
from detente.reading.parser import load, name_of, paragraphs_of, parse
from detente.reading.pronouns import resolve
from detente.reading.words import load_words
from detente.record import Document, Reading
from detente.settings import Settings

__all__ = ["Passage", "load", "name_of", "quoted_passages", "read"]


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
    settings = settings or Settings.load()
    words = load_words(settings.data_dir)
    tokens, sentences, paragraphs, found = parse(
        document.text, settings.max_sentences, settings.spacy_model, settings.data_dir
    )
    names = clean(tokens, found, words)
    quoted = passages(document.text, paragraphs, words.elisions)
    groups = resolve(tokens, sentences, group(tokens, names, words), quoted, words)
    return Reading(
        document.id,
        document.text,
        tokens,
        sentences,
        paragraphs,
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
