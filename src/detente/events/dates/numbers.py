"""Numbers in words and digits: counts, days of a month, years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.events.dates.lexicon import Lexicon
from detente.events.dates.words import Word

Found = Iterator[tuple[int, int]]


class Numbers:
    """Reads numbers at a place of a phrase; each method yields (value, next place), every way it can be read."""

    def __init__(self, words: Sequence[Word], lexicon: Lexicon) -> None:
        self.words = words
        self.lexicon = lexicon

    def _low(self, i: int) -> str:
        return self.words[i].low if i < len(self.words) else ""

    def _digits(self, i: int) -> int | None:
        return self.words[i].number if i < len(self.words) else None

    def below_hundred(self, i: int) -> Found:
        """Such as "seven", "twenty", "twenty-seven"."""
        value = self.lexicon.table("cardinals", self._low(i))
        if value is None:
            return
        yield value, i + 1
        if value >= 20:
            j = i + 2 if self._low(i + 1) == "-" else i + 1
            unit = self.lexicon.table("cardinals", self._low(j))
            if unit is not None and 0 < unit < 10:
                yield value + unit, j + 1

    def count(self, i: int) -> Found:
        """How many: "3", "three", "a", "a couple of"."""
        low, number = self._low(i), self._digits(i)
        if number is not None and number < 10_000:
            yield number, i + 1
        if low in {"a", "an"}:
            if self._low(i + 1) == "couple":
                yield 2, i + 3 if self._low(i + 2) == "of" else i + 2
            else:
                yield 1, i + 1
        if low == "couple":
            yield 2, i + 2 if self._low(i + 1) == "of" else i + 1
        yield from self.below_hundred(i)

    def ordinal(self, i: int) -> Found:
        """Such as "5th", "fifth", "twenty-fifth"."""
        if i >= len(self.words):
            return
        word = self.words[i]
        if word.ordinal is not None:
            yield word.ordinal, i + 1
            return
        value = self.lexicon.table("ordinals", word.low)
        if value is not None:
            yield value, i + 1
        tens = self.lexicon.table("cardinals", word.low)
        if tens is not None and tens >= 20:
            j = i + 2 if self._low(i + 1) == "-" else i + 1
            unit = self.lexicon.table("ordinals", self._low(j))
            if unit is not None and unit < 10:
                yield tens + unit, j + 1

    def day(self, i: int, ordinal_only: bool = False) -> Found:
        """A day of a month: "5", "5th", "the fifth", "twenty five"."""
        if self._low(i) == "the":
            i += 1
        if not ordinal_only:
            number = self._digits(i)
            if number is not None and 1 <= number <= 31 and len(self._low(i)) <= 2:
                yield number, i + 1
            yield from ((v, j) for v, j in self.below_hundred(i) if 1 <= v <= 31)
        yield from ((v, j) for v, j in self.ordinal(i) if 1 <= v <= 31)

    def year(self, i: int, pivot: int | None = None) -> Found:
        """A year: "2019", "nineteen eighty six", "two thousand and five"; "87" only where `pivot` is given.

        Args:
            i: Place.
            pivot: Two digits up to this mean 20xx, above it 19xx; `None` = two digits are no year.
        """
        number = self._digits(i)
        if number is not None:
            digits = len(self._low(i))
            if digits == 4 and 1000 <= number < 3000 and not self._runs_on(i):
                yield number, i + 1
            elif digits == 2 and pivot is not None and not self._runs_on(i):
                yield (2000 if number <= pivot else 1900) + number, i + 1
            return
        if self._low(i) == "'":
            number = self._digits(i + 1)
            if number is not None and len(self._low(i + 1)) == 2 and self.words[i + 1].glued:
                yield (2000 if number <= (pivot if pivot is not None else 40) else 1900) + number, i + 2
            return
        yield from self._year_in_words(i)

    def _runs_on(self, i: int) -> bool:
        """Whether the digits are part of a longer number: "2,014" or "2014.5"."""
        after = i + 2 < len(self.words) and self.words[i + 1].low in {".", ","} and self.words[i + 1].glued
        if after and self.words[i + 2].glued and self.words[i + 2].number is not None:
            return True
        before = i >= 2 and self.words[i].glued and self.words[i - 1].low in {".", ","} and self.words[i - 1].glued
        return before and self.words[i - 2].number is not None and self.words[i - 1].low == ","

    def _year_in_words(self, i: int) -> Found:
        for head, j in self.below_hundred(i):
            if head in {1, 2} and self._low(j) == "thousand":
                yield head * 1000, j + 1
                k = j + 2 if self._low(j + 1) == "and" else j + 1
                yield from ((head * 1000 + rest, m) for rest, m in self.below_hundred(k) if rest)
            if not 10 <= head <= 20:
                continue
            if self._low(j) == "hundred":
                yield head * 100, j + 1
                k = j + 2 if self._low(j + 1) == "and" else j + 1
                yield from ((head * 100 + rest, m) for rest, m in self.below_hundred(k) if rest)
            else:
                yield from ((head * 100 + rest, m) for rest, m in self.below_hundred(j) if rest >= 10)
