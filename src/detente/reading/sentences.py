"""Where sentences must not begin, decided before the parser runs.

The parser takes the full stop of "Gen. Smith" and a closing mark that stands apart for the end of a
sentence. Telling it beforehand gives it the right tree too, which mending afterwards would not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


def prepare(doc: Doc, abbreviations: Mapping[str, str], closing: Collection[int]) -> Doc:
    """Join titles with their full stops and forbid false sentence starts.

    Args:
        doc: A tokenised paragraph that has not been parsed yet.
        abbreviations: Titles whose full stop ends no sentence.
        closing: Where in it a closing quotation mark begins.

    Returns:
        The same object, changed in place.
    """
    _join_titles(doc, abbreviations)
    after_title = False
    for token in doc:
        if token.i == 0 or token.is_space:
            continue
        if (
            after_title
            or token.idx in closing
            or (doc[token.i - 1].idx in closing and (token.text[0].islower() or _ends_clause(token.text)))
        ):
            token.is_sent_start = False
        after_title = token.text.endswith(".") and token.text[:-1].lower() in abbreviations
    return doc


def _ends_clause(text: str) -> bool:
    return text in {",", ".", ";", ":", ")", "?", "!"}


def _join_titles(doc: Doc, abbreviations: Mapping[str, str]) -> None:
    """Make one token of a title and the full stop after it where a name follows."""
    pairs = []
    for token in doc[:-2] if len(doc) > 2 else ():
        stop, name = doc[token.i + 1], doc[token.i + 2]
        known = token.lower_ in abbreviations and token.text[0].isupper() and not token.whitespace_
        if known and stop.text == "." and name.text[0].isupper() and _opens(doc, token.i):
            pairs.append((token.i, stop.i + 1))
    if pairs:
        with doc.retokenize() as retokenizer:
            for start, end in pairs:
                retokenizer.merge(doc[start:end], attrs={"NORM": "mr."})


def _opens(doc: Doc, i: int) -> bool:
    """Whether the title stands where a name can begin; "Yes, Sir. Nobody came." must stay two sentences."""
    return i == 0 or doc[i - 1].text != ","
