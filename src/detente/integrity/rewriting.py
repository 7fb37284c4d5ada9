"""Whether a program rewrote the text: synonyms in the place of fixed terms, and other things no editor writes.

One sign alone is a slip; several together are a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.integrity.lexicon import any_of
from detente.reading.words import read_yaml
from detente.record import Document, Evidence, Finding
from detente.settings import Settings

#: Other findings that are signs of it, and how much they say.
SIGNS = {"odd-honorific": 1.0, "impossible-office": 1.0, "repeated-headline": 0.5, "unbalanced-quotes": 0.25}
#: Each replaced term says as much as this, up to the second.
_REPLACED, _MOST = 1.0, 2.0
#: From this sum on a text counts as rewritten.
_ENOUGH = 2.0
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Spinning:
    """Phrases that stand where a fixed term was; see `spinning.yaml`.

    Attributes:
        pattern: Any of them.
        terms: The phrase, lower case -> the term it was made from.
    """

    pattern: re.Pattern[str]
    terms: dict[str, str]


@lru_cache(maxsize=4)
def load_spinning(data_dir: str) -> Spinning:
    """Read `spinning.yaml`.

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "spinning.yaml"
    data: dict[str, Any] = read_yaml(path, dict)
    try:
        said = {str(s) for s in data["said"]}
        terms = {p: str(t["term"]) for t in data["terms"] for p in _mixtures(t) if p not in said}
        terms |= {str(c["phrase"]): str(c["for"]) for c in data["confused"]}
    except (KeyError, TypeError, ValueError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None
    return Spinning(re.compile(any_of(terms), re.IGNORECASE), terms)


def _mixtures(entry: dict[str, Any]) -> Iterator[str]:
    """Every mixture of a term's words and what stands for them, but the term itself."""
    term = str(entry["term"])
    for words in product(*({w, *map(str, others)} for w, others in zip(term.split(), entry["for"], strict=True))):
        if " ".join(words) != term:
            yield " ".join(words)


def about_rewriting(document: Document, found: Sequence[Finding], settings: Settings) -> Iterator[Finding]:
    """Doubt a text that a program reworded.

    Args:
        document: The text.
        found: What is doubted already; some of it is a sign.
        settings: Where the word lists are.

    Raises:
        LexiconError: `spinning.yaml` is missing or not in its format.
    """
    spinning, text = load_spinning(settings.data_dir), document.text
    places = list(spinning.pattern.finditer(text))
    terms = {" ".join(m.group().lower().split()): m for m in places}
    signs = {c: f for f in found if (c := _sign(f)) is not None}
    weight = min(_MOST, _REPLACED * len(terms)) + sum(SIGNS[c] for c in signs)
    if weight < _ENOUGH or not (terms or signs.keys() & {"odd-honorific", "impossible-office"}):
        return
    told = [f'"{text[m.start() : m.end()]}" where the news says "{spinning.terms[p]}"' for p, m in terms.items()]
    told += [_TOLD[c] for c in signs]
    evidence = [Evidence.of(document.span(*m.span()), text) for m in places]
    evidence += [e for f in signs.values() for e in f.evidence[:2]]
    yield Finding(
        "machine-rewritten",
        "caution",
        f"A program seems to have reworded this text: {'; '.join(told[:5])}. Look for the report it was made from "
        "before you rely on its words.",
        tuple(sorted(set(evidence)))[:_SHOWN],
    )


_TOLD = {
    "odd-honorific": "forms of address that English does not have",
    "impossible-office": "an office that its country does not have",
    "repeated-headline": "the headline twice",
    "unbalanced-quotes": "quotation marks apart from their quotes",
}


def _sign(finding: Finding) -> str | None:
    if finding.code == "wrong-office":
        return "impossible-office" if "has no such office" in finding.message else None
    return finding.code if finding.code in SIGNS else None
