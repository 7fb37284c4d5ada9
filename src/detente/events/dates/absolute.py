"""Reading dates that name the calendar: "March 5", "5/3/2019", "the 1990s", "Q3 2020", "Easter Monday"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from detente.events.dates import periods
from detente.events.dates.compound import NthOf, UnitOf
from detente.events.dates.lexicon import Lexicon
from detente.events.dates.nodes import Fixed, Node, Partial, UnitPeriod, Yearly
from detente.events.dates.numbers import Numbers
from detente.events.dates.periods import Interval
from detente.events.dates.words import Word

Parses = Iterator[tuple[Node, int]]


class Absolute:
    """Each method reads one kind of phrase at place `i` and yields (node, next place), every way it can be read.

    Args:
        words: The phrase, or a sentence.
        lexicon: Word lists.
        strict: In running text some forms are too ambiguous ("11/20", a bare "may", "the 5th"); then they are not
            read.
        pivot: Two-digit years up to this are 20xx.
    """

    def __init__(self, words: Sequence[Word], lexicon: Lexicon, strict: bool, pivot: int) -> None:
        self.words = words
        self.lexicon = lexicon
        self.strict = strict
        self.pivot = pivot
        self.numbers = Numbers(words, lexicon)
        self._lows = [word.low for word in words]

    def low(self, i: int) -> str:
        """The word at place `i`, or nothing."""
        return self._lows[i] if 0 <= i < len(self._lows) else ""

    def skip(self, i: int, *marks: str) -> int:
        """Go past one of these words if it stands here."""
        return i + 1 if self.low(i) in marks else i

    def listed(self, i: int, name: str) -> int | None:
        """Go past the longest phrase of a word list that stands here; `None` when none does."""
        for phrase in self.lexicon.phrases[name].get(self.low(i), ()):
            if len(phrase) == 1 or all(self.low(i + n) == word for n, word in enumerate(phrase)):
                return i + len(phrase)
        return None

    def month(self, i: int) -> tuple[int, int] | None:
        """A month's name: its number, and the next place."""
        number = self.lexicon.table("months", self.low(i))
        return (number, self._past_point(i + 1)) if number is not None else None

    def weekday(self, i: int) -> tuple[int, int] | None:
        """A weekday's name: its number (1 = Monday), and the next place."""
        number = self.lexicon.table("weekdays", self.low(i))
        return (number, self._past_point(i + 1)) if number is not None else None

    def _past_point(self, i: int) -> int:
        """Past the full stop of an abbreviation: of names that are not written out in full."""
        short = len(self.low(i - 1)) <= 5 and self.low(i - 1) not in {"march", "april", "may", "june", "july"}
        return i + 1 if short and self.low(i) == "." and self.words[i].glued else i

    def alone(self, i: int) -> bool:
        """Whether a bare name at place `i` may be read as a date by itself."""
        word = self.low(i)
        if not self.strict or word not in self.lexicon.ambiguous:
            return True
        return self.words[i].capital and self.low(i - 1) in self.lexicon.ambiguous_after

    def absolute(self, i: int) -> Parses:
        """Everything in this file."""
        yield from self.numeric(i)
        yield from self.month_date(i)
        yield from self._day_first(i)
        yield from self._year_first(i)
        yield from self._bare_day(i)
        yield from self.year_alone(i)
        yield from self._quarter(i)
        yield from self._decade(i)
        yield from self._week_number(i)
        yield from self._season(i)
        yield from self._holiday(i)

    # Months and days

    def month_date(self, i: int) -> Parses:
        """Such as "March", "March 5", "March the 5th, 2019", "March 2019", "May of '87"."""
        found = self.month(i)
        if found is None:
            return
        month, j = found
        if self.alone(i):
            yield Partial(month=month), j
        k = self._joined(j)
        for day, after in self.numbers.day(k):
            yield Partial(month=month, day=day), after
            yield from ((Partial(y, month, day), m) for y, m in self._year_after(after))
        if k > j:
            # "September-2020-23"
            for year, after in self.numbers.year(k):
                yield Partial(year, month), after
                for day, m in self.numbers.day(self._joined(after)):
                    if self._joined(after) > after:
                        yield Partial(year, month, day), m
        yield from ((Partial(y, month), m) for y, m in self._year_after(j))

    def _day_first(self, i: int) -> Parses:
        """Such as "5 March", "the 5th of March 2019", "22/Jan/2019", "23-2020-September"."""
        for day, j in self.numbers.day(i):
            k = self.skip(self._joined(j), "of")
            found = self.month(k)
            if found is not None:
                month, after = found
                yield Partial(month=month, day=day), after
                yield from ((Partial(y, month, day), m) for y, m in self._year_after(after))
                if self._joined(after) > after:
                    yield from ((Partial(y, month, day), m) for y, m in self.numbers.year(self._joined(after)))
            elif k > j:
                for year, after in self.numbers.year(k):
                    found = self.month(self._joined(after))
                    if found is not None and self._joined(after) > after:
                        yield Partial(year, found[0], day), found[1]

    def _year_first(self, i: int) -> Parses:
        """Such as "2019-aug-01", "2017 April", "2019 Q1"."""
        for year, j in self.numbers.year(i):
            k = self._joined(j)
            found = self.month(k)
            if found is None or (self.strict and k == j):
                continue
            yield Partial(year, found[0]), found[1]
            if self._joined(found[1]) > found[1]:
                yield from ((Partial(year, found[0], d), m) for d, m in self.numbers.day(self._joined(found[1])))

    def _joined(self, i: int) -> int:
        """Past a dash or slash that joins two parts of one date without spaces."""
        joins = i + 1 < len(self.words) and self.low(i) in {"-", "/"}
        return i + 1 if joins and self.words[i].glued and self.words[i + 1].glued else i

    def _year_after(self, i: int) -> Iterator[tuple[int, int]]:
        j = self.skip(i, ",")
        yield from self.numbers.year(j)
        if self.low(j) in {"of", "in"}:
            yield from self.numbers.year(self.skip(j + 1, "the"), self.pivot if self.low(j) == "of" else None)
            if self.low(self.skip(j + 1, "the")) == "year":
                yield from self.numbers.year(self.skip(j + 1, "the") + 1)

    def _bare_day(self, i: int) -> Parses:
        """Such as "the 15th"; in running text too ambiguous ("the 15th brigade")."""
        if not self.strict:
            yield from ((Partial(day=day), j) for day, j in self.numbers.day(i, ordinal_only=True))

    # Dates in figures

    def numeric(self, i: int) -> Parses:
        """Such as "2019-05-14", "20190514", "5/14/2019", "14.05.2019", and outside running text "5/14"."""
        number = self.words[i].number
        digits = len(self.low(i))
        if number is None:
            return
        if digits == 8:
            yield from self._checked(number // 10_000, number // 100 % 100, number % 100, i + 1)
        separator = self.low(i + 1)
        if separator not in {"-", "/", "."} and not (digits == 4 and not self.strict):
            return
        j = i + 2 if separator in {"-", "/", "."} else i + 1
        second = self._tight(j, spaced=j == i + 1)
        if second is None:
            return
        k = j + 2 if self.low(j + 1) == separator else (j + 1 if j == i + 1 else None)
        third = self._tight(k, spaced=j == i + 1) if k is not None else None
        if k is not None and third is not None:
            yield from self._three(number, digits, second, third, len(self.low(k)), separator, self._clock(k + 1))
        if third is None and digits == 4 and separator in {"-", "/"}:
            if 1 <= second <= 12:
                yield Partial(number, second), j + 1
        elif third is None and not self.strict and digits <= 2:
            yield from self._month_and_day(number, second, j + 1)

    def _tight(self, i: int, spaced: bool) -> int | None:
        if i >= len(self.words) or not (spaced or (self.words[i].glued and self.words[i - 1].glued)):
            return None
        return self.words[i].number

    def _clock(self, i: int) -> int:
        """Past the time of an ISO date: "T14:30:00"."""
        if self.low(i) == "t" and self.words[i].glued:
            i += 1
            while (
                i < len(self.words)
                and self.words[i].glued
                and (self.words[i].number is not None or self.low(i) in ":.z+-")
            ):
                i += 1
        return i

    def _three(self, a: int, digits: int, b: int, c: int, last: int, separator: str, j: int) -> Parses:
        if digits == 4:
            yield from self._checked(a, b, c, j)
        elif last in {2, 4} and digits <= 2:
            year = c if last == 4 else (2000 if c <= self.pivot else 1900) + c
            # Dots are European, day first; slashes and dashes American, month first, unless that is impossible.
            day_first = a > 12 or (separator == "." and b <= 12)
            yield from self._checked(year, b if day_first else a, a if day_first else b, j)

    def _month_and_day(self, a: int, b: int, j: int) -> Parses:
        if 1 <= a <= 12 and 1 <= b <= 31:
            yield Partial(month=a, day=b), j
        elif 1 <= b <= 12 and 1 <= a <= 31:
            yield Partial(month=b, day=a), j

    def _checked(self, year: int, month: int, day: int, j: int) -> Parses:
        try:
            date(year, month, day)
        except ValueError:
            return
        yield Partial(year, month, day), j

    # Years, quarters, decades

    def year_alone(self, i: int) -> Parses:
        """Such as "2016", "the year 2016", "CY 2008"; in running text only after a word like "in"."""
        j = self.skip(i, "the")
        for name in ("year", "cy", "calendar"):
            if self.low(j) == name:
                j = self.skip(j + 1, "year", "of")
                yield from ((Partial(year=y), k) for y, k in self.numbers.year(j, self.pivot))
                return
        if j == i and (not self.strict or self.low(i - 1) in self.lexicon.ambiguous_after):
            yield from ((Partial(year=y), k) for y, k in self.numbers.year(i))

    def _quarter(self, i: int) -> Parses:
        """Such as "Q3", "Q3 2020", "2020-Q1", "H2 2019"."""
        for year, j in self.numbers.year(i):
            k = self._joined(j)
            yield from ((_in_year(kind, n, year), m) for kind, n, m in self._letter_number(k))
        for kind, number, j in self._letter_number(i):
            yield _in_year(kind, number, None), j
            k = self._joined(self.skip(j, ","))
            k = self.skip(k, "of", "in")
            yield from ((_in_year(kind, number, y), m) for y, m in self.numbers.year(k))

    def _letter_number(self, i: int) -> Iterator[tuple[str, int, int]]:
        kind = {"q": "quarter", "h": "half"}.get(self.low(i))
        if kind and i + 1 < len(self.words) and self.words[i + 1].glued:
            number = self.words[i + 1].number
            if number is not None and 1 <= number <= (4 if kind == "quarter" else 2):
                yield kind, number, i + 2

    def _decade(self, i: int) -> Parses:
        """Such as "the 1990s", "the '90s", "the nineties"."""
        j = self.skip(self.skip(i, "the"), "'")
        number = self.words[j].number if j < len(self.words) else None
        if number is not None and number % 10 == 0 and len(self.low(j)) in {2, 4}:
            k = j + 1
            k = self.skip(k, "'") if self.low(k) == "'" else k
            if self.low(k) in {"s", "'s"} and (self.words[k].glued or not self.strict):
                first = number if number >= 1000 else (2000 if number <= 20 else 1900) + number
                if 1000 <= first < 3000:
                    yield Fixed(periods.decade(first)), k + 1
        word = self.lexicon.table("decades", self.low(j))
        if word is not None and (j > i or not self.strict):
            yield Fixed(periods.decade((2000 if word <= 20 else 1900) + word)), j + 1

    def _week_number(self, i: int) -> Parses:
        """Such as "week 31", "week 3 of 2027"; ISO weeks."""
        if self.low(i) != "week" or i + 1 >= len(self.words):
            return
        number = self.words[i + 1].number
        if number is None or not 1 <= number <= 53:
            return
        if not self.strict:
            yield NthOf(number, 1, "week", UnitPeriod("year", 0)), i + 2
        j = self.skip(self.skip(i + 2, ","), "of", "in")
        yield from ((NthOf(number, 1, "week", Partial(year=y)), k) for y, k in self.numbers.year(j))
        if self.low(j) in self.lexicon.tables["relations"] and self.low(j + 1) == "year":
            offset = self.lexicon.tables["relations"][self.low(j)]
            yield NthOf(number, 1, "week", UnitPeriod("year", offset)), j + 2

    # Seasons and holidays

    def _season(self, i: int, relation: int | None = None) -> Parses:
        """Such as "summer 2020", "the summer of 2020", "last summer"."""
        j = self.skip(i, "the")
        first = self.lexicon.table("seasons", self.low(j))
        if first is None:
            return
        rule = partial(_season, first)
        in_text = self.low(i - 1) in {"in", "during", "over", "since"} and self.low(j + 1) != "of"
        if relation is not None or not self.strict or in_text:
            yield Yearly(rule, relation), j + 1
        k = self.skip(self.skip(j + 1, ","), "of", "in")
        yield from ((Yearly(rule, None, y), m) for y, m in self.numbers.year(k))

    def _holiday(self, i: int, relation: int | None = None) -> Parses:
        """Such as "Christmas", "Easter Monday 2018", "the Labor Day weekend"."""
        i = self.skip(i, "the")
        for name, rule in self.lexicon.holidays.get(self.low(i), ()):
            if any(self.low(i + n) != word for n, word in enumerate(name)):
                continue
            of = partial(_holiday, rule)
            j = i + len(name)
            endings: list[tuple[int | None, int]] = [(None, j)]
            endings += self.numbers.year(self.skip(self.skip(j, ","), "of", "in"))
            for year, k in endings:
                node = Yearly(of, relation if year is None else None, year)
                yield node, k
                if self.low(k) == "weekend":
                    yield UnitOf("weekend", node), k + 1
                    for late, m in self.numbers.year(k + 1):
                        yield UnitOf("weekend", Yearly(of, None, late)), m
            return


def _in_year(kind: str, number: int, year: int | None) -> Node:
    return Yearly(partial(_quarter_or_half, kind, number), None, year)


def _quarter_or_half(kind: str, number: int, year: int) -> Interval:
    if kind == "quarter":
        return periods.quarter(year, number)
    return periods.months(year, 6 * number - 5, 6, "part")


def _season(first: int, year: int) -> Interval:
    return periods.months(year, first, 3, "quarter")


def _holiday(rule: Mapping[str, int], year: int) -> Interval | None:
    if "easter" in rule:
        return periods.day(periods.easter(year) + timedelta(days=rule["easter"]))
    if "nth" in rule:
        found = periods.nth_weekday(year, rule["month"], rule["weekday"], rule["nth"])
        return periods.day(found + timedelta(days=rule.get("plus", 0)))
    try:
        return periods.day(date(year, rule["month"], rule["day"]))
    except ValueError:
        return None
