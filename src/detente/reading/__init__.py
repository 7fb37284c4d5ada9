"""Sentences, syntax, coreference: a `Document` in, a `Reading` out."""

from __future__ import annotations

from detente.reading.parser import load, name_of, parse
from detente.record import Document, Reading
from detente.settings import Settings

__all__ = ["load", "read"]


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
    tokens, sentences, paragraphs, names = parse(document.text, settings.max_sentences, settings.spacy_model)
    return Reading(
        document.id,
        document.text,
        tokens,
        sentences,
        paragraphs,
        names,
        parser=name_of(load(settings.spacy_model)),
    )
