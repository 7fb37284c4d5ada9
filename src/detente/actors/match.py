"""The longest names at each word of a sentence."""

from __future__ import annotations

from typing import NamedTuple

from detente.actors.entry import Entry
from detente.actors.fold import POSSESSIVE
from detente.actors.registry import Registry


class Word(NamedTuple):
    """A word as the matcher sees it: its token index, as written, folded; `pos` is empty without a parser."""

    i: int
    text: str
    folded: str
    pos: str = ""


class Piece(NamedTuple):
    """The longest match at its first word: half-open range of words, and what it may mean, the strongest first."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def kind(self) -> str:
        """Kind of the strongest meaning."""
        return self.entries[0].kind

    def meaning(self, *kinds: str) -> Entry | None:
        """The strongest meaning of one of these kinds."""
        return next((e for e in self.entries if e.kind in kinds), None)


def match(sentence: list[Word], registry: Registry) -> list[Piece]:
    """Longest matches from left to right, none overlapping.

    Args:
        sentence: Its words.
        registry: The names.
    """
    found: list[Piece] = []
    at, n = 0, len(sentence)
    while at < n:
        # No name begins with most words.
        piece = _at(sentence, at, registry) if sentence[at].folded in registry.longest else None
        if piece is None or _cuts(piece, sentence, registry):
            at += 1
            continue
        found.append(piece)
        at = piece.end
    return found


def _cuts(piece: Piece, sentence: list[Word], registry: Registry) -> bool:
    """Whether a name with its article ("The National") only begins a longer one ("the National Party")."""
    if sentence[piece.start].folded != "the" or piece.end - piece.start < 2:
        return False
    longer = _at(sentence, piece.start + 1, registry)
    return longer is not None and longer.end > piece.end


def _at(sentence: list[Word], at: int, registry: Registry) -> Piece | None:
    first = sentence[at].folded
    limit = registry.longest.get(first, 0)
    if not limit or first == POSSESSIVE:
        return None
    keys: list[tuple[str, int]] = []
    joined, count, end = "", 0, at
    while end < len(sentence) and count < limit:
        folded = sentence[end].folded
        end += 1
        if not folded:
            # Hyphens and "&" join the words of a name; any other mark ends it.
            if sentence[end - 1].text in {"-", "–", "‑", "&"} and joined:
                continue
            break
        joined = f"{joined} {folded}" if joined else folded
        count += 1
        keys.append((joined, end))
    for name, stop in reversed(keys):
        entries = registry.look_up(name)
        if entries:
            kept = tuple(e for e in entries if _written(e, sentence, at, stop, registry))
            if kept:
                return Piece(at, stop, kept)
    return None


def _written(entry: Entry, sentence: list[Word], start: int, end: int, registry: Registry) -> bool:
    """Whether the words are written as the name asks: "us" is not the US, "turkey" no state."""
    if entry.case == "any":
        return True
    first, last = sentence[start].text, sentence[end - 1].text
    if entry.case == "first":
        return _capital(first)
    if entry.case == "upper":
        return all(w.text.replace(".", "").isupper() for w in sentence[start:end] if w.folded)
    if first.islower() and end - start > 1 and sentence[start].folded in registry.sets["surname_openers"]:
        return last[:1].isupper()  # "al-Qaida"
    return _capital(first) and (_capital(last) or end - start > 2 or last[:1].isdigit())


def _capital(word: str) -> bool:
    """Whether a word has a capital, before or after an apostrophe: "d'Orsay", "'Ndrangheta"."""
    return word[:1].isupper() or (("'" in word or "’" in word) and any(c.isupper() for c in word))
