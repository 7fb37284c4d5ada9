"""Reading dates that count from another day: "three days ago", "last month", "the first week of June"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from detente.events.dates import periods
from detente.events.dates.absolute import Absolute, Parses
from detente.events.dates.compound import Lasting, NthOf, Part, Range, Sofar, UnitOf, WeekdayIn
from detente.events.dates.nodes import (
    Ahead,
    Count,
    Counted,
    IfFuture,
    Node,
    Partial,
    Today,
    UnitPeriod,
    Unknown,
    Weekend,
    Yearly,
)
from detente.events.dates.periods import Interval


class Relative(Absolute):
    """As `Absolute`, for phrases that count from the reference date, or from another date."""

    def single(self, i: int) -> list[tuple[Node, int]]:
        """One date phrase without the words around it (given by `Grammar`)."""
        raise NotImplementedError

    def unit(self, i: int) -> tuple[str, int] | None:
        """A unit of counting: "week", "business days"."""
        for length in (2, 1):
            words = " ".join(self.low(i + n) for n in range(length))
            found = self.lexicon.table("unit_words" if length == 2 else "units", words)
            if found is not None:
                return str(found), i + length
        return None

    def relative(self, i: int) -> Parses:
        """Everything in this file."""
        yield from self._today(i)
        yield from self._weekday(i)
        yield from self._related(i)
        yield from self._same_day(i)
        yield from self._weekend(i)
        yield from self._unit_of(i)
        yield from self._counted(i)
        yield from self._ahead(i)
        yield from self._nth(i)
        yield from self._part(i)
        yield from self._sofar(i)

    def _today(self, i: int) -> Parses:
        offset = self.lexicon.table("days", self.low(i))
        if offset is not None and not (self.strict and self.low(i) == "now"):
            yield Today(offset), self.daypart(i + 1)
        end = None if self.strict else self.listed(i, "present")
        if end is not None:
            yield Today(0), end
        if self.low(i) == "overnight":
            yield Range(Today(-1), Today(0)), i + 1

    def daypart(self, i: int) -> int:
        """Past "morning", "night" ..."""
        return i + 1 if self.listed(i, "dayparts") is not None else i

    # Weekdays

    def _weekday(self, i: int) -> Parses:
        """Such as "Friday", "Friday morning", "Friday 5 May", "Friday the 13th", "Monday of last week"."""
        found = self.weekday(i)
        if found is None:
            return
        number, j = found
        if self.alone(i):
            yield Partial(weekday=number), self.daypart(j)
        yield from self._weekday_and_date(number, j)
        for k in {self.skip(j, ",", "-"), self.skip(j, "of", "in")}:
            for node, after in self._week_like(k):
                yield WeekdayIn(number, node), after

    def _weekday_and_date(self, number: int, j: int) -> Parses:
        k = self.skip(self.daypart(j), ",", "-", "(")
        strict, self.strict = self.strict, False
        options = (
            [*self.month_date(k), *self._day_first(k), *self.numeric(k), *self._bare_day(k)]
            if k < len(self.words)
            else []
        )
        self.strict = strict
        for node, after in options:
            if isinstance(node, Partial) and node.day is not None:
                if strict and node.month is None:
                    continue
                yield replace(node, weekday=number), self.skip(after, ")") if self.low(k - 1) == "(" else after

    def _week_like(self, i: int) -> Parses:
        """What a weekday may belong to: a week, or a day that was counted."""
        options = [*self._related(i), *self._counted(i), *self._nth(i)] if i < len(self.words) else []
        for node, j in options:
            week = isinstance(node, UnitPeriod | NthOf) and node.unit == "week"
            if week or isinstance(node, Count):
                yield node, j

    # "last", "this", "next"

    def _related(self, i: int) -> Parses:
        """Such as "last week", "this Friday", "next March", "the past three years", "two previous weeks"."""
        start = i
        i = self.skip(i, "the", "these")
        the = i > start
        for relation, j in self._relation(i):
            yield from self._after_relation(relation, j, i)
            for count, k in self.numbers.count(j):
                found = self.unit(k)
                if found is not None and self.low(j) not in {"a", "an"}:
                    yield Counted(count, found[0], relation), found[1]
        for count, j in self.numbers.count(i):
            for relation, k in self._relation(j):
                found = self.unit(k)
                if found is not None:
                    yield Counted(count, found[0], relation), found[1]
        yield from self._story_related(i, the)
        found = self.unit(i)
        if found is not None and self.low(found[1]) == "after" and self.low(found[1] + 1) == "next":
            yield UnitPeriod(found[0], 2), found[1] + 2
        if found is not None and self.low(found[1]) == "before" and self.low(found[1] + 1) == "last":
            yield UnitPeriod(found[0], -2), found[1] + 2

    def _relation(self, i: int) -> Iterator[tuple[int, int]]:
        if self.low(i) == "this" and self.low(i + 1) in {"past", "last", "coming", "next"}:
            i += 1
        value = self.lexicon.table("relations", self.low(i))
        if value is not None:
            yield value, i + 1

    def _after_relation(self, relation: int, j: int, i: int) -> Parses:
        rolling = self.low(j - 1) == "past"
        story = self.low(j - 1) in self.lexicon.tables["story_relations"] and self.low(i - 1) == "the"
        found = self.unit(j)
        if found is not None and not story:
            unit, k = found
            if unit == "fortnight" or (rolling and unit not in {"quarter", "decade", "weekend", "day"}):
                yield Counted(1, unit, relation), k
            elif unit not in {"day", "workday"}:
                yield UnitPeriod(unit, relation), k
        part = self.listed(j, "dayparts")
        if part is not None and relation <= 0:
            yield Today(relation), part
        weekday = self.weekday(j)
        if weekday is not None:
            yield Partial(weekday=weekday[0], relation=relation), self.daypart(weekday[1])
            yield from self._weekday_and_date(weekday[0], weekday[1])
        if j < len(self.words):
            yield from self._dated_relation(relation, self.skip(j, ","))

    def _dated_relation(self, relation: int, j: int) -> Parses:
        if j >= len(self.words):
            return
        strict, self.strict = self.strict, self.strict and self.low(j) in {"fall", "spring", "second"}
        options = [*self.month_date(j), *self._day_first(j), *self.numeric(j)]
        seasons = [*self._season(j, relation), *self._holiday(j, relation)]
        self.strict = strict
        for node, k in options:
            if isinstance(node, Partial) and node.year is None and (node.month is not None or not strict):
                yield replace(node, relation=relation), k
        yield from seasons

    def _same_day(self, i: int) -> Parses:
        """Such as "that day", "the same day": the story's day."""
        end = self.listed(i, "story_same")
        if end is not None:
            yield Count(((0, "day"),), 1, story=True), end

    def _story_related(self, i: int, the: bool) -> Parses:
        """Such as "the following week", "the previous day", "the next day": counted from the story's day."""
        low = self.low(i)
        step = self.lexicon.table("story_relations", low)
        if step is None and the and low == "next" and self.low(i + 1) in {"day", "morning", "evening"}:
            step = 1
        if step is None or (low in self.lexicon.tables["relations"] and not the):
            return
        found = self.unit(i + 1)
        if found is not None:
            unit, k = found
            if unit in {"day", "workday"}:
                yield Count(((1, "day"),), step, story=True), k
            else:
                yield UnitPeriod(unit, step, story=True), k
        elif self.listed(i + 1, "dayparts") is not None:
            yield Count(((1, "day"),), step, story=True), i + 2
        for _, j in self.numbers.count(i + 1):
            found = self.unit(j)
            if found is not None:
                yield Unknown(), found[1]
        for _, k in self._holiday(i + 1) if i + 1 < len(self.words) else ():
            yield Unknown(), k

    # Weeks and weekends

    def _weekend(self, i: int) -> Parses:
        over = self.low(i) == "over" or self.low(i - 1) == "over"
        j = self.skip(self.skip(i, "over", "at"), "the")
        if self.low(j) == "weekend" and (j > i or not self.strict):
            yield Weekend(over), j + 1

    def _unit_of(self, i: int) -> Parses:
        """Such as "the week of May 5", "week commencing February 4", "the weekend of Thanksgiving"."""
        j = self.skip(i, "the")
        if self.low(j) == "w" and self.low(j + 1) == "/" and self.low(j + 2) == "c":
            yield from ((UnitOf("week", node), k) for node, k in self.single(j + 3))
        if self.low(j) not in {"week", "weekend"}:
            return
        k = j + 1
        if self.low(k) in {"of", "starting", "beginning", "commencing"}:
            after = self.skip(k + 1, "on", "from")
            for node, end in self.single(after):
                if not (isinstance(node, UnitPeriod) and node.unit in {"month", "year"}):
                    yield UnitOf(self.low(j), node), end

    # Counting

    def _steps(self, i: int, depth: int = 4) -> Iterator[tuple[tuple[tuple[int, str], ...], int]]:
        """Such as "three days", "2 years, 1 month and 21 days"."""
        for count, j in self.numbers.count(i):
            found = self.unit(j)
            if found is None:
                continue
            step, k = (count, found[0]), found[1]
            yield (step,), k
            for more, m in self._steps(self.skip(self.skip(k, ","), "and"), depth - 1) if depth > 1 else ():
                yield (step, *more), m

    def _counted(self, i: int) -> Parses:
        """Such as "three days ago", "two weeks before May 13", "a week starting tomorrow", "two days later"."""
        lasting = self.low(i) == "for"
        for steps, j in self._steps(i + 1 if lasting else i):
            if lasting:
                yield from self._lasting(steps, self.skip(j, ","))
                continue
            back, on = self.listed(j, "counted_back"), self.listed(j, "counted_on")
            if back is not None:
                yield Count(steps, -1), back
            if on is not None:
                yield Count(steps, 1), on
            for name, sign in (("story_later", 1), ("story_earlier", -1)):
                end = self.listed(j, name)
                if end is None:
                    continue
                # "three months after the fall of ..." counts from something that is no date.
                told = self.low(end - 1) in {"after", "before"} and self.low(end)[:1].isalnum()
                yield (Unknown() if told else Count(steps, sign, story=True)), end
            yield from self._based(steps, j)
            if self.low(j) in {"starting", "beginning"}:
                yield from self._lasting(steps, j)

    def _based(self, steps: tuple[tuple[int, str], ...], j: int) -> Parses:
        word = self.low(j)
        if word not in {"before", "after", "from"}:
            return
        for node, k in self.single(j + 1):
            if word == "from":
                yield Count(steps, 1, Ahead(node)), k
            else:
                yield Count(steps, 1 if word == "after" else -1, node), k

    def _lasting(self, steps: tuple[tuple[int, str], ...], j: int) -> Parses:
        if self.low(j) in {"from", "starting", "beginning"} and len(steps) == 1:
            for node, k in self.single(self.skip(j + 1, "on", "from")):
                yield Lasting(*steps[0], Ahead(node)), k

    def _ahead(self, i: int) -> Parses:
        """Such as "in two weeks", "within nine months": only where nothing says that it is a length of time."""
        if self.low(i) == "in" and self.low(i - 1) not in {"time", "times"}:
            for steps, j in self._steps(i + 1):
                apostrophe = self.skip(j, "'s", "'")
                clear = self.low(apostrophe) == "time" and apostrophe > j
                end = apostrophe + 1 if clear else j
                yield Count(steps, 1) if clear or not self.strict else IfFuture(Count(steps, 1)), end
        if self.low(i) == "within" and not self.strict:
            j = self.skip(self.skip(i + 1, "the"), "next", "coming")
            for steps, k in self._steps(j):
                yield Range(Today(0), Count(steps, 1)), k

    # Parts of periods

    def whole(self, i: int) -> Iterator[tuple[Node, int]]:
        """What a part may be a part of: any phrase, or "the month", "year"."""
        yield from self.single(i)
        found = self.unit(self.skip(i, "the"))
        if found is not None and self.low(found[1] - 1) in {"week", "month", "quarter", "year", "decade"}:
            yield UnitPeriod(found[0], 0), found[1]

    def _nth(self, i: int) -> Parses:
        """Such as "the first week of June", "the last four months of 2021", "the third quarter"."""
        j = self.skip(i, "the")
        for nth, count, k in self._rank(j):
            weekday = self.weekday(k)
            found = self.unit(k)
            unit, after = found if found is not None else ("", k)
            if self.low(k) == "half":
                unit, after = "half", k + 1
            elif weekday is not None:
                unit, after = "day", weekday[1]
            if not unit or unit in {"workday", "workweek"}:
                continue
            if self.low(after) in {"of", "in"}:
                for node, end in self.whole(after + 1):
                    yield NthOf(nth, count, unit, node, weekday[0] if weekday else None), end
            elif unit == "quarter" and nth > 0 and nth <= 4 and count == 1:
                yield Yearly(partial(_quarter, nth)), after
                for year, end in self.numbers.year(after):
                    yield Yearly(partial(_quarter, nth), None, year), end

    def _rank(self, i: int) -> Iterator[tuple[int, int, int]]:
        """Such as "first", "third", "last", "first two": which, how many, and the next place."""
        ranks: list[tuple[int, int]] = [*self.numbers.ordinal(i)]
        if self.low(i) in {"last", "final", "closing"}:
            ranks.append((-1, i + 1))
        if self.low(i) in {"opening"}:
            ranks.append((1, i + 1))
        for nth, j in ranks:
            yield nth, 1, self.skip(j, "-")
            if nth in {1, -1}:
                yield from (
                    (nth, count, k) for count, k in self.numbers.count(j) if self.low(j) not in {"a", "an"}
                )

    def _part(self, i: int) -> Parses:
        """Such as "early March", "mid-June", "the end of 2008", "late last year", "the year's end"."""
        j = self.skip(self.skip(i, "the"), "very")
        part = self.lexicon.table("parts", self.low(j))
        if part is not None:
            k = self.skip(self.skip(j + 1, "-"), "of", "in", "on")
            for node, end in self.whole(k):
                yield Part(part, node, self._bounds), end
        for name, unit in (("eoy", "year"), ("eom", "month"), ("eow", "week")):
            if self.low(j) == name:
                yield Part("late", UnitPeriod(unit, 0), self._bounds), j + 1

    def _bounds(self, unit: str, part: str) -> tuple[int, int] | None:
        found = self.lexicon.part_bounds.get(unit)
        return found[part] if found else None

    def _sofar(self, i: int) -> Parses:
        """Such as "earlier this month", "later in the year", "the rest of the week", "earlier on Friday"."""
        j = self.skip(i, "the")
        later: bool | None = {"earlier": False, "later": True}.get(self.low(j))
        if self.low(j) in {"rest", "remainder", "remaining", "balance"}:
            if self.low(j + 1) != "of":
                return
            later = True
        if later is None:
            return
        k = self.skip(j + 1, "in", "on", "of")
        for node, end in self.whole(k):
            yield Sofar(later, node, Part("late" if later else "early", node, self._bounds)), end


def _quarter(number: int, year: int) -> Interval:
    return periods.quarter(year, number)
