"""Half-open token ranges: joining and trimming."""

from __future__ import annotations

from collections.abc import Iterable

from detente.record import Reading, Token

Range = tuple[int, int]


def trim(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Take punctuation off the ends of a token range; an empty result is an empty range."""
    while start < end and _is_edge(reading.tokens[start]):
        start += 1
    while end > start and _is_edge(reading.tokens[end - 1]):
        end -= 1
    return start, end


def _is_edge(token: Token) -> bool:
    return all(not c.isalnum() and c not in "$€£%)(]['’\"”“»«" for c in token.text) or all(
        c in "('\"”“`" for c in token.text
    )


def runs(reading: Reading, taken: Iterable[int]) -> list[Range]:
    """Ascending token ranges of a set of tokens, trimmed; pieces of punctuation only are dropped."""
    found: list[Range] = []
    start = last = None
    for i in [*sorted(taken), None]:
        if last is not None and start is not None and i != last + 1:
            piece = trim(reading, start, last + 1)
            if piece[0] < piece[1] and any(t.text[0].isalnum() for t in reading.tokens[piece[0] : piece[1]]):
                found.append(piece)
            start = i
        elif start is None:
            start = i
        last = i
    return found
