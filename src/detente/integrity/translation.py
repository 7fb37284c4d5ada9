"""Whether a text reads as if a machine had translated it: measures of style, weighed by hand.

What people write in English differs from what programs make of other languages: programs keep "of" chains where
people write a possessive or a compound, write every form out, keep to the commonest words, and leave marks loose.
None of it proves anything alone; a short text is not judged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.integrity.lexicon import any_of
from detente.integrity.say import clipped
from detente.integrity.vocabulary import counts, pairs
from detente.reading.words import read_yaml
from detente.record import Document, Evidence, Finding, Reading
from detente.settings import Settings

_OF_CHAIN = re.compile(r"\bof (?:the |an? |its |their |his |her )?(?:[\w’'-]+ ){1,2}of\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\w['’]s\b|s['’] ")
_DASH = re.compile("[–—]")
_LOOSE_HYPHEN = re.compile(r"(?<=\w) - (?=\w)")
#: Quotation marks that belong to the other word, signs with a space inside: `he said," we`, "U. S", "km / h".
_LOOSE_MARK = re.compile(
    r"\w[\"“](?=\w)|\w[,.]\" (?=[a-z]\w+ [a-z])(?<=[\w]\" )|\bU\. S\b|\w / \w|\d - \d|\( \w|\w \)"
)
_FULL = re.compile(
    r"\b(?:(?:it|that|there|he|she|what|who|here) (?:is|has)|(?:they|we|you|there) (?:are|have)|i (?:am|have)|"
    r"(?:does|do|did|is|are|was|were|will|would|could|has|have|had|should) not|cannot|"
    r"(?:i|we|they|it|he|she|you) (?:will|would)|let us)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b\w+(?:n['’]t|['’](?:re|ve|ll|d|m))\b|\b(?:it|that|there|he|she|what|who|let|here)['’]s\b", re.IGNORECASE
)
#: Words that are common enough for the pairs they make to be counted.
_COMMON = 1_000_000
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what is usual, and what more of it says; see `translation.yaml`."""

    mean: float
    spread: float
    weight: float


@dataclass(frozen=True, slots=True)
class Style:
    """The measures and how their sum becomes a probability; see `translation.yaml`."""

    measures: Mapping[str, Measure]
    calques: re.Pattern[str]
    clip: float
    least_words: int
    offset: float
    slope: float
    doubted: float


@lru_cache(maxsize=4)
def load_style(data_dir: str) -> Style:
    """Read `translation.yaml`.

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "translation.yaml"
    data: dict[str, Any] = read_yaml(path, dict)
    try:
        measures = {
            str(name): Measure(float(m["mean"]), float(m["spread"]), float(m["weight"]))
            for name, m in data["measures"].items()
        }
        return Style(
            measures,
            re.compile(any_of(data["calques"]), re.IGNORECASE),
            float(data["clip"]),
            int(data["least_words"]),
            float(data["offset"]),
            float(data["slope"]),
            float(data["doubted"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None


def measured(reading: Reading, style: Style) -> dict[str, float]:
    """Every measure of a text.

    **Units**: shares of tokens or nouns, or counts per 100 words; see the measure's name in `translation.yaml`.
    """
    text = reading.text
    words = [t.text.lower() for t in reading.tokens if t.text[:1].isalpha()]
    hundred = max(30, len(words)) / 100
    tokens = max(30, len(reading.tokens))
    nouns = max(10, sum(t.pos in {"NOUN", "PROPN"} for t in reading.tokens))
    full, short = len(_FULL.findall(text)), len(_SHORT.findall(text))
    starts = [reading.tokens[s.start].pos for s in reading.sentences]
    known, joined = counts(), pairs()
    common = [(a, b) for a, b in pairwise(words) if known.get(a, 0) > _COMMON < known.get(b, 0)]
    return {
        "of_per_noun": words.count("of") / nouns,
        "of_chains": len(_OF_CHAIN.findall(text)) / hundred,
        "possessives": len(_POSSESSIVE.findall(text)) / hundred,
        "compounds": sum(t.dep == "compound" and t.pos == "NOUN" for t in reading.tokens) / tokens,
        "participles": sum(t.tag == "VBG" for t in reading.tokens) / tokens,
        "particles": sum(t.tag == "RP" for t in reading.tokens) / hundred,
        "dashes": len(_DASH.findall(text)) / hundred,
        "loose_hyphens": len(_LOOSE_HYPHEN.findall(text)) / hundred,
        "loose_marks": len(_LOOSE_MARK.findall(text)) / hundred,
        "semicolons": text.count(";") / hundred,
        "word_length": sum(map(len, words)) / max(1, len(words)),
        "rare_pairs": sum(p not in joined for p in common) / max(1, len(common)),
        "full_forms": (full + 0.5) / (full + short + 1),
        "phrases_first": sum(p == "ADP" for p in starts) / max(1, len(starts)),
        "calques": len(style.calques.findall(text)) / hundred,
    }


def probability(reading: Reading, settings: Settings | None = None) -> float | None:
    """How probable it is that a machine translated the text, were that as likely as not to begin with.

    Returns:
        0 to 1, or `None` when the text is too short to tell.

    Raises:
        LexiconError: `translation.yaml` is missing or not in its format.
    """
    style = load_style((settings or Settings.load()).data_dir)
    if sum(t.text[:1].isalpha() for t in reading.tokens) < style.least_words:
        return None
    return _probability(measured(reading, style), style)


def _probability(values: Mapping[str, float], style: Style) -> float:
    total = sum(
        m.weight * max(-style.clip, min(style.clip, (values[name] - m.mean) / m.spread))
        for name, m in style.measures.items()
    )
    return 1 / (1 + math.exp(-(style.offset + style.slope * total)))


def about_translation(document: Document, reading: Reading, settings: Settings) -> Iterator[Finding]:
    """Doubt a text that reads as if a machine had translated it; the passages show what is typical in it."""
    style = load_style(settings.data_dir)
    sure = probability(reading, settings)
    if sure is None or sure < style.doubted:
        return
    text = document.text
    shown = sorted(m.span() for p in (_LOOSE_MARK, _OF_CHAIN, style.calques) for m in p.finditer(text))
    yield Finding(
        "machine-translated",
        "caution",
        f"The text reads as if a machine had translated it ({sure:.0%}, were that as likely as not): chains of "
        '"of", forms written out, loose marks and set phrases of other languages. Offices, names and shades of '
        "meaning may be wrong.",
        tuple(Evidence.of(document.span(s, max(e, clipped(text, s, 40))), text) for s, e in shown[:_SHOWN]),
    )
