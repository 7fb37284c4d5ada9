"""Forms of address that a person cannot have: "Mr. Angela Merkel"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.actors import load as load_registry
from detente.actors.fold import key
from detente.integrity.lexicon import load
from detente.reading.words import load_words
from detente.record import Document, Evidence, Finding
from detente.settings import Settings

_GIVEN_AND_SURNAME = r"\.?[ \u00a0]((\w[\w’'-]*)[ \u00a0][A-Z][\w’'-]*\w)"


def about_gender(document: Document, settings: Settings) -> Iterator[Finding]:
    """Doubt a text that calls a man of the registry Mrs., or a woman Mr., as far as the given name tells.

    Args:
        document: The text.
        settings: Where the word lists and the registry are.

    Raises:
        LexiconError: A word list is missing or damaged.
        RegistryError: The registry is missing or damaged.
    """
    lexicon, given = load(settings.data_dir), load_words(settings.data_dir).given_names
    wrong = {**dict.fromkeys(lexicon.of_men, "f"), **dict.fromkeys(lexicon.of_women, "m")}
    evidence = []
    for found in re.finditer(rf"\b({'|'.join(wrong)}){_GIVEN_AND_SURNAME}", document.text):
        name = re.sub(r"[’']s\Z", "", found[2])
        # A given name that the registry's person shares with the list; in "Ms. Ban Ki-moon" it is none.
        if given.get(found[3]) == wrong[found[1]] and key(name) in load_registry(settings).full:
            span = document.span(found.start(), found.start(2) + len(name))
            evidence.append(Evidence.of(span, document.text))
    if evidence:
        yield Finding(
            "odd-honorific",
            "caution",
            f'"{evidence[0].text}" is the form of address of one sex and the given name of the other.',
            tuple(evidence),
        )
