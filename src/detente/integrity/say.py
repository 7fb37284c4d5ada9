"""How findings put things: numbers in words, ranges of text not too long to read."""

from __future__ import annotations

from collections.abc import Sized

_NUMBERS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def number_of(things: Sized | int, one: str, many: str) -> str:
    """Write a number and its noun at the start of a sentence.

    >>> number_of(1, "quote opens", "quotes open"), number_of(20, "quote opens", "quotes open")
    ('One quote opens', '20 quotes open')
    """
    number = things if isinstance(things, int) else len(things)
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"


def clipped(text: str, start: int, length: int = 80) -> int:
    """Where to end a range that shows what begins at `start`: at a word's end, within its line.

    >>> "Talks in Oslo went on."[: clipped("Talks in Oslo went on.", 0, 15)]
    'Talks in Oslo'
    """
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    end = line
    if line - start > length:
        space = text.rfind(" ", start + 1, start + length)
        end = space if space > start else start + length
    return start + max(1, len(text[start:end].rstrip()))
