"""A seeded editor that damages texts in twelve ways at three strengths, to see whether the damage is noticed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.reading.words import read_yaml

STRENGTHS = (1, 2, 3)
_OCR = (
    ("rn", "m"),
    ("l", "1"),
    ("e", "c"),
    ("o", "0"),
    ("i", "l"),
    ("h", "b"),
    ("S", "5"),
    ("cl", "d"),
    ("m", "rn"),
)
_PASSAGES = Path(__file__).with_name("garbling.yaml")

Damage = Callable[[str, int, random.Random], str]


@lru_cache(maxsize=1)
def _passages() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(_PASSAGES, dict)
    return found


def damaged(text: str, kind: str, strength: int, seed: str) -> str:
    """A text after the editor; the same for the same seed.

    Args:
        text: The text; paragraphs are parted by line breaks.
        kind: One of `KINDS`.
        strength: 1, 2 or 3.
        seed: Any words.
    """
    return KINDS[kind](text, strength, random.Random(f"{seed} {kind} {strength}"))


def _paragraphs(text: str) -> list[str]:
    return [p.strip() for p in text.split("\n") if p.strip()]


def _mojibake(text: str, strength: int, drawn: random.Random) -> str:
    """UTF-8 read as Windows-1252, in a share of the marks; straight ones are made curly first."""
    curly = re.sub(r'"(\w)', r"“\1", text).replace('"', "”").replace("'", "’")
    share = (0.1, 0.4, 1.0)[strength - 1]

    def wrong(match: re.Match[str]) -> str:
        if drawn.random() >= share:
            return match[0]
        return match[0].encode().decode("cp1252", errors="ignore")

    return re.sub(r"[‘’“”–—éáíóúñçüöäè]", wrong, curly)


def _lost_spaces(text: str, strength: int, drawn: random.Random) -> str:
    """Blanks after full stops and commas are gone."""
    share = (0.05, 0.2, 0.6)[strength - 1]
    return re.sub(r"(?<=[a-z][.,]) (?=[A-Za-z])", lambda m: "" if drawn.random() < share else m[0], text)


def _ocr(text: str, strength: int, drawn: random.Random) -> str:
    """Letters that a scanner takes for others, in a share of the words."""
    share = (0.02, 0.06, 0.2)[strength - 1]

    def misread(match: re.Match[str]) -> str:
        options = [(a, b) for a, b in _OCR if a in match[0]]
        if drawn.random() >= share or not options:
            return match[0]
        return match[0].replace(*drawn.choice(options), 1)

    return re.sub(r"\b[A-Za-z]{3,}\b", misread, text)


def _truncated(text: str, strength: int, drawn: random.Random) -> str:
    """Cut off in the middle of a word."""
    end = int(len(text) * (0.8, 0.5, 0.25)[strength - 1])
    while end < len(text) - 1 and not (text[end - 1].islower() and text[end].islower()):
        end += 1
    return text[:end]


def _shuffled(text: str, strength: int, drawn: random.Random) -> str:
    """Paragraphs in another order: a few, half, all of them."""
    parts = _paragraphs(text)
    count = max(2, round(len(parts) * (0.25, 0.5, 1.0)[strength - 1]))
    places = sorted(drawn.sample(range(len(parts)), min(count, len(parts))))
    moved = drawn.sample(places, len(places))
    out = list(parts)
    for to, source in zip(places, moved, strict=True):
        out[to] = parts[source]
    return "\n\n".join(out)


def _repeated(text: str, strength: int, drawn: random.Random) -> str:
    """Paragraphs that come twice."""
    parts = _paragraphs(text)
    long = [n for n, p in enumerate(parts) if len(p.split()) > 15] or list(range(len(parts)))
    chosen = set(drawn.sample(long, min((1, 2, 5)[strength - 1], len(long))))
    return "\n\n".join(p for n, part in enumerate(parts) for p in ([part, part] if n in chosen else [part]))


def _quotes(text: str, strength: int, drawn: random.Random) -> str:
    """Closing quotation marks are gone."""
    places = [m.start() for m in re.finditer(r"(?<=\S)[\"”](?=\s|$)", text)]
    gone = set(drawn.sample(places, min(len(places), (1, 3, len(places))[strength - 1])))
    return "".join(c for n, c in enumerate(text) if n not in gone)


def _two_articles(text: str, strength: int, drawn: random.Random) -> str:
    """Another article behind it, with its headline: a part of it, the whole, or two."""
    others = drawn.sample(_passages()["other"], 2)
    added = others[0][:3] if strength == 1 else others[0] if strength == 2 else [*others[0], *others[1]]
    return "\n\n".join([*_paragraphs(text), *added])


def _stub(text: str, strength: int, drawn: random.Random) -> str:
    """The first paragraphs and an invitation to subscribe."""
    parts = _paragraphs(text)[: (6, 3, 1)[strength - 1]]
    return "\n\n".join([*parts, drawn.choice(_passages()["stubs"])])


def _teasers(text: str, strength: int, drawn: random.Random) -> str:
    """The beginning of a story and then the teasers of others; at full strength nothing but teasers."""
    listed = drawn.sample(_passages()["teasers"], (8, 14, 20)[strength - 1])
    return "\n\n".join([*_paragraphs(text)[: (4, 2, 0)[strength - 1]], *listed])


def _languages(text: str, strength: int, drawn: random.Random) -> str:
    """Paragraphs in other languages among its own."""
    parts = _paragraphs(text)
    for passage in drawn.sample(_passages()["foreign"], (1, 2, 4)[strength - 1]):
        parts.insert(drawn.randrange(1, len(parts) + 1), passage)
    return "\n\n".join(parts)


def _hyphens(text: str, strength: int, drawn: random.Random) -> str:
    """Words parted at the ends of lines that are no lines any more: "nego- tiations"."""
    share = (0.01, 0.03, 0.1)[strength - 1]

    def parted(match: re.Match[str]) -> str:
        word = match[0]
        at = len(word) // 2
        return f"{word[:at]}- {word[at:]}" if drawn.random() < share else word

    return re.sub(r"\b[a-z]{7,}\b", parted, text)


#: Kind of damage -> the editor who does it.
KINDS: dict[str, Damage] = {
    "mojibake": _mojibake,
    "lost spaces": _lost_spaces,
    "ocr": _ocr,
    "truncated": _truncated,
    "shuffled": _shuffled,
    "repeated": _repeated,
    "unbalanced quotes": _quotes,
    "two articles": _two_articles,
    "stub": _stub,
    "teasers": _teasers,
    "languages": _languages,
    "hyphens": _hyphens,
}


def kinds() -> Sequence[str]:
    """The kinds of damage."""
    return tuple(KINDS)
