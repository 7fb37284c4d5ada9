"""The grammar of news date phrases: what may stand alone, what may stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.events.dates.compound import NthOf, Open, Range, WeekdayIn
from detente.events.dates.lexicon import Lexicon
from detente.events.dates.nodes import Count, Node, Partial, Today, UnitPeriod, Unknown
from detente.events.dates.relative import Relative
from detente.events.dates.words import Word

# Enough for any phrase of the language; keeps a hostile text of nested "of the" from costing time.
_DEPTH = 6
# What may open a phrase besides the words of the lists and numbers, by the methods that read it.
_OPENING = frozenset((
    "the", "these", "this", "a", "an", "couple", "'", "year", "cy", "calendar", "q", "h", "w", "week",
    "weekend", "over", "at", "for", "in", "within", "last", "next", "final", "closing", "opening",
    "very", "eoy", "eom", "eow", "earlier", "later", "rest", "remainder", "remaining", "balance",
    "overnight",
))  # fmt: skip


class Grammar(Relative):
    """Reads whole date phrases, with what stands around them: "since", "from ... to", "about"."""

    def __init__(self, words: Sequence[Word], lexicon: Lexicon, strict: bool = False, pivot: int = 40) -> None:
        super().__init__(words, lexicon, strict, pivot)
        self._singles: dict[tuple[int, bool], list[tuple[Node, int]]] = {}
        self._depth = 0

    def single(self, i: int) -> list[tuple[Node, int]]:
        """One date phrase without the words around it, every way it can be read."""
        key = (i, self.strict)
        if i >= len(self.words) or self._depth >= _DEPTH:
            return []
        if key not in self._singles:
            self._depth += 1
            cores = [*self.absolute(i), *self.relative(i)]
            self._singles[key] = [option for core in cores for option in self._with_suffix(*core)]
            self._depth -= 1
        return self._singles[key]

    def _with_suffix(self, node: Node, j: int) -> Iterator[tuple[Node, int]]:
        yield node, j
        if self.low(j) == "'s":
            # "next year's first quarter", "last month's end"
            for nth, count, k in self._rank(j + 1):
                found = self.unit(k)
                if found is not None:
                    yield NthOf(nth, count, found[0], node), found[1]
        week = isinstance(node, UnitPeriod | NthOf) and node.unit == "week"
        if week or isinstance(node, Count):
            found_day = self.weekday(self.skip(self.skip(j, ",", "-"), "on"))
            if found_day is not None:
                yield WeekdayIn(found_day[0], node), found_day[1]

    def may_open(self, i: int) -> bool:
        """Whether a phrase may begin at place `i`: at most words of a text none does, and none need be tried."""
        word = self.words[i]
        known = word.low in self.lexicon.opening or word.low in _OPENING
        return known or word.number is not None or word.ordinal is not None

    def phrase(self, i: int) -> Iterator[tuple[Node, int]]:
        """A whole date phrase at place `i`, every way it can be read, single dates before ranges."""
        found = list(self._phrase(i))
        yield from (option for option in found if not isinstance(option[0], Range))
        yield from (option for option in found if isinstance(option[0], Range))

    def _phrase(self, i: int) -> Iterator[tuple[Node, int]]:
        for start in self._past_prefixes(i):
            yield from self._bare(start)
            end = self.listed(start, "open_before")
            if end is not None:
                yield from ((Open(node), k) for node, k in self.single(self.skip(end, "on")))
            end = self.listed(start, "unknown_before")
            if end is not None:
                yield from ((Unknown(), k) for _, k in self._bare(end))
        end = self.listed(i, "fiscal")
        if end is not None:
            # Fiscal years begin in another month in each country.
            yield from ((Unknown(), k) for _, k in self.numbers.year(self.skip(end, "year"), self.pivot))
        end = self.listed(i, "vague")
        if end is not None:
            yield Unknown(), end

    def _past_prefixes(self, i: int) -> list[int]:
        """Places after words that only make the date rough, stress it or lead up to it."""
        places = [i]
        for place in places:
            for name in ("rough", "stress", "prepositions"):
                end = self.listed(place, name)
                if end is not None and end not in places and len(places) < 6:
                    places.append(end)
        return places

    def _bare(self, i: int) -> Iterator[tuple[Node, int]]:
        opened = self.listed(i, "range_open")
        for left, j in [*self.single(i), *(self.single(opened) if opened is not None else [])]:
            if opened is None:
                yield left, j
                end = self.listed(j, "open_after")
                if end is not None:
                    yield Open(left), end
            yield from self._range(left, j, self.low(i) if opened is not None else "")
            present = self.listed(j, "present")
            if present is not None:
                yield Range(left, Today(0)), present
        if opened is not None and self.low(i) == "from":
            # "from 2014" without "to": where it begins is all that is said.
            for left, j in self.single(opened):
                yield left, j
        yield from self._day_range(i if opened is None else opened, opened is not None)

    def _range(self, left: Node, j: int, opener: str) -> Iterator[tuple[Node, int]]:
        end = self.listed(j, "range_words")
        if end is None and opener == "between" and self.low(j) == "and":
            end = j + 1
        if end is None:
            return
        ahead = self._past_prefixes(end)
        for start in ahead:
            for right, k in [*self.single(start), *self._bare_numbers(start)]:
                # No one says "2019 to January 13": then the figures are no date at all.
                if not (_is_year(left) and isinstance(right, Partial) and right.year is None):
                    yield Range(left, right), k

    def _day_range(self, i: int, opened: bool) -> Iterator[tuple[Node, int]]:
        """Such as "9 to 12 of June": a bare number on the left."""
        for left, j in self._bare_numbers(i):
            end = j + 1 if opened and self.low(j) == "and" else self.listed(j, "range_words")
            if end is not None:
                for right, k in self.single(end):
                    if isinstance(right, Partial) and right.day is not None and right.month is not None:
                        yield Range(left, right), k

    def _bare_numbers(self, i: int) -> Iterator[tuple[Node, int]]:
        """A bare day of a month, as it stands on one side of a range ("May 15-20")."""
        for day, j in self.numbers.day(i):
            yield Partial(day=day), j
            yield from ((Partial(year=year, day=day), k) for year, k in self.numbers.year(self.skip(j, ",")))


def _is_year(node: Node) -> bool:
    return isinstance(node, Partial) and node.year is not None and node.month is None
