"""What a text says about the time it was written: offices, dated happenings, dates told as past or to come.

A clue is a cost for every day: 0 where the text could well have been written, more where that would be odd.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from detente.actors import Registry, load
from detente.actors.entry import Term
from detente.errors import LexiconError
from detente.events.dates import Phrase, find
from detente.events.dates.lexicon import load as load_dates
from detente.integrity.lexicon import any_of
from detente.integrity.lexicon import load as load_words
from detente.integrity.say import clipped
from detente.integrity.titles import Title, Titles, load_titles
from detente.record import Cast, Document, Evidence, Mention, Reading, Sentence, Token
from detente.settings import Settings

#: What it costs to have been written before an office was taken or after it was left ("President Carter" stays a
#: courtesy), before an act that is told as done, after a day that is told as to come.
_BEFORE_OFFICE, _SOON_OFFICE, _AFTER_OFFICE = 3.0, 1.0, 0.7
_BEFORE_PAST, _BEFORE_PAST_YEAR, _AFTER_FUTURE = 3.0, 1.0, 2.0
_BEFORE_HAPPENING, _OFF_PHRASE = 4.0, 2.5
_OFF_WEEKDAY = 1.5
#: New holders are called by their office some weeks before they take it.
_SOON = timedelta(days=90)
#: Who has just left an office is still called by it.
_LINGERS = timedelta(days=60)
#: A weekday with a day of the month ("Tuesday, May 14") is news: told within so many days after, or before.
_TOLD_AFTER, _TOLD_BEFORE = 30, 60
#: "Last month" and its like are tried for this long after a happening. **Units**: days.
_REACH = 800
#: A phrase dates a happening when it follows so soon. **Units**: code points.
_NEAR = 12
#: Most clues of one kind that count, so that a chronicle does not drown the rest.
_MOST = 3
#: Years that a weekday is looked up in.
_OLDEST = 1990
#: Letters that a pattern which ignores case takes for others, and lower case does not.
_FOLDED = re.compile("[\u0130\u0131\u017f\u212a]")
_LETTERS = re.compile(r"\w+")
#: Letters by which the words of a text are first compared with the marks of happenings.
_BEGINNING = 4
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_MONTHS = [m.lower() for m in calendar.month_name]
_MONTH = "|".join(calendar.month_name[1:])
_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(calendar.day_name)}),? (?:the )?(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|"
    rf"(?P<day2>\d{{1,2}})(?: of)? (?P<month2>{_MONTH}))\b(?!,? \d{{4}})"
)


@dataclass(frozen=True, slots=True)
class Clue:
    """One hint at when the text was written.

    Attributes:
        kind: `office`, `happening`, `past`, `future` or `weekday`.
        steps: (first day, cost) pairs in order; a cost holds until the next step. The first step is `date.min`.
        told: What it rests on, for people.
        evidence: The words.
    """

    kind: str
    steps: tuple[tuple[date, float], ...]
    told: str
    evidence: Evidence

    def cost(self, day: date) -> float:
        """What it costs to have been written on a day."""
        found = 0.0
        for start, cost in self.steps:
            if start > day:
                break
            found = cost
        return found


@dataclass(frozen=True, slots=True)
class Happening:
    """A dated event that texts refer to; see `happenings.csv`.

    Attributes:
        day: When it happened.
        groups: Alternatives between bars; one of each group must be found in a sentence for it to speak of it.
        what: What it was.
        marks: Of each group, lower-case beginnings of which one stands wherever the group is found.
    """

    day: date
    groups: tuple[str, ...]
    what: str
    marks: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=4)
def load_happenings(data_dir: str) -> tuple[Happening, ...]:
    """Read `happenings.csv`.

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "happenings.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return tuple(
            Happening(date.fromisoformat(r["day"]), groups, r["what"], tuple(map(_marks, groups)))
            for r in rows
            for groups in (tuple(r["words"].split(" & ")),)
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(
            f"{path} cannot be read as happenings ({error!r}).", "Its columns are day, words and what."
        ) from None


@lru_cache(maxsize=2048)
def _group(words: str) -> re.Pattern[str]:
    """Any of the alternatives; a star stands for any ending. Made when it is needed: most texts need few."""
    parts = [w.strip() for w in words.split("|")]
    whole = [p for p in parts if not p.endswith("*")]
    begun = "|".join(rf"(?<!\w){re.escape(p[:-1])}\w*" for p in parts if p.endswith("*"))
    return re.compile("|".join(x for x in (any_of(whole) if whole else "", begun) if x), re.IGNORECASE)


def _marks(words: str) -> tuple[str, ...]:
    parts = words.split("|")
    if not all(w.strip() for w in parts):
        raise ValueError(f"an empty word in {words!r}")
    return tuple(w.split()[0].rstrip("*").lower() for w in parts)


def _narrowed(text: str, happenings: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """Those of some happenings that a sentence may speak of."""
    if _FOLDED.search(text):
        return happenings
    low = text.lower()
    return tuple(h for h in happenings if all(any(m in low for m in marks) for marks in h.marks))


def perhaps(text: str, data_dir: str) -> tuple[Happening, ...]:
    """The happenings that a text may speak of: looking for plain letters rules out most, and costs little."""
    happenings = load_happenings(data_dir)
    if _FOLDED.search(text):
        return happenings
    low = text.lower()
    marks = _marks_by_beginning(data_dir)
    begun = {"", *(word[:_BEGINNING] for word in _LETTERS.findall(low))}
    # Many happenings share their marks: each is looked for once.
    there = {mark for beginning in begun & marks.keys() for mark in marks[beginning] if mark in low}
    return tuple(h for h in happenings if not any(map(there.isdisjoint, h.marks)))


@lru_cache(maxsize=4)
def _marks_by_beginning(data_dir: str) -> dict[str, tuple[str, ...]]:
    """All marks of all happenings by their first letters; those under "" that do not begin with so many."""
    found: dict[str, set[str]] = {}
    for mark in (m for h in load_happenings(data_dir) for marks in h.marks for m in marks):
        letters = _LETTERS.match(mark)
        long = letters is not None and letters.end() >= _BEGINNING
        found.setdefault(mark[:_BEGINNING] if long else "", set()).add(mark)
    return {beginning: tuple(marks) for beginning, marks in found.items()}


def clues(document: Document, reading: Reading, cast: Cast, settings: Settings) -> tuple[Clue, ...]:
    """Every hint of a text at when it was written.

    Args:
        document: The text; its date of publication is not looked at.
        reading: Its reading.
        cast: Who is named in it.
        settings: Where registry and word lists are.

    Raises:
        LexiconError: A word list is missing or damaged.
        RegistryError: The registry of offices is missing or damaged.
    """
    data_dir, to_come = str(settings.data_dir), load_words(settings.data_dir).to_come
    found = [*_of_offices(document, cast, settings)]
    happenings = perhaps(document.text, data_dir)
    for sentence in reading.sentences if happenings else ():
        found += _of_happenings(document, reading, sentence, settings, to_come, happenings)
    dates = [c for s in reading.sentences for c in _of_dates(document, reading, s, data_dir, to_come)]
    # The latest act that is told as done, and the earliest that is told as to come, say most.
    found += sorted((c for c in dates if c.kind == "past"), key=lambda c: c.steps[-1][0], reverse=True)[:_MOST]
    found += sorted((c for c in dates if c.kind == "future"), key=lambda c: c.steps[-1][0])[:_MOST]
    found += list(_of_weekdays(document, reading, to_come))[:_MOST]
    once: dict[tuple[str, str], Clue] = {}
    for clue in found:
        once.setdefault((clue.kind, clue.told), clue)
    return tuple(once.values())


# -- offices


def _of_offices(document: Document, cast: Cast, settings: Settings) -> Iterator[Clue]:
    registry, titles = load(settings), load_titles(settings.data_dir)
    pattern = _before_words(settings.data_dir)
    for mention in cast.mentions:
        person = registry.persons.get(mention.actor) if mention.actor else None
        span = mention.span
        words = document.text[span.start : span.end]
        said = pattern.search(words) if person is not None and mention.kind == "name" else None
        if person is None or said is None or _lifted(document.text, mention, titles):
            continue
        title = titles.by_words[" ".join(said[0].lower().split())]
        terms = sorted((t for t in person.terms if _is(title, t) and t.start), key=lambda t: t.start)
        if terms:
            told = f"{person.name} as {_terms(terms, registry)}"
            yield Clue("office", tuple(_held(terms)), told, Evidence.of(span, document.text))


@lru_cache(maxsize=4)
def _before_words(data_dir: str) -> re.Pattern[str]:
    """Any title with a word after it."""
    return re.compile(rf"(?i:{any_of(load_titles(data_dir).by_words)})(?= \S+)")


def _lifted(text: str, mention: Mention, titles: Titles) -> bool:
    """Whether words such as "former" stand in or before the mention."""
    around = text[max(0, mention.span.start - 30) : mention.span.end].lower()
    return bool(titles.lift & set(re.findall(r"[\w’'-]+", around))) or "-elect" in around


def _is(title: Title, term: Term) -> bool:
    return term.role in title.roles or bool(title.excuse.search(term.title))


def _terms(terms: list[Term], registry: Registry) -> str:
    named = max(terms, key=lambda t: (t.weight, t.start))
    spans = [f"{t.start} to {t.end}" if t.end else f"since {t.start}" for t in terms if t.weight == named.weight]
    return f"{named.title} ({registry.name_of(named.country)}, {', '.join(dict.fromkeys(spans))})"


def _held(terms: list[Term]) -> Iterator[tuple[date, float]]:
    yield date.min, _BEFORE_OFFICE
    before = _SOON_OFFICE
    for start, end in _spans(terms):
        if before == _SOON_OFFICE:
            yield start - _SOON, before
        yield start, 0.0
        if end < date.max - _LINGERS:
            yield end + _LINGERS, (before := _AFTER_OFFICE)


def _spans(terms: list[Term]) -> list[tuple[date, date]]:
    """Days in office, terms that follow each other put together."""
    found: list[tuple[date, date]] = []
    for start, end in sorted((first_day(t.start), last_day(t.end) if t.end else date.max) for t in terms):
        if found and (found[-1][1] == date.max or start <= found[-1][1] + _LINGERS):
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def first_day(text: str) -> date:
    """The first day that a date of any precision means.

    >>> first_day("2004-02")
    datetime.date(2004, 2, 1)
    """
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """The last day that a date of any precision means.

    >>> last_day("2004-02")
    datetime.date(2004, 2, 29)
    """
    parts = [*map(int, text.split("-"))]
    month = parts[1] if len(parts) > 1 and parts[1] else 12
    return date(parts[0], month, parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1])


# -- happenings


def _of_happenings(
    document: Document,
    reading: Reading,
    sentence: Sentence,
    settings: Settings,
    to_come: frozenset[str],
    happenings: tuple[Happening, ...],
) -> Iterator[Clue]:
    text = reading.words(sentence.start, sentence.end)
    offset = reading.tokens[sentence.start].start
    data_dir = str(settings.data_dir)
    will = load_dates(data_dir).words["future_auxiliaries"]
    for happening in _narrowed(text, happenings):
        found = []
        for group in happening.groups:
            said = _group(group).search(text)
            if said is None:
                break
            found.append(said)
        if len(found) < len(happening.groups):
            continue
        at, end = min(m.start() for m in found), max(m.end() for m in found)
        if _thought_of(reading, sentence, *reading.tokens_in(offset + at, offset + end), to_come, will):
            continue
        steps: list[tuple[date, float]] = [(date.min, _BEFORE_HAPPENING), (happening.day, 0.0)]
        told = f"{happening.what} ({happening.day})"
        phrase = next((p for p in find(text, None, data_dir) if 0 <= p.start - end <= _NEAR), None)
        days = _days(phrase, happening.day) if phrase is not None else None
        if phrase is not None and days is not None:
            steps = [(date.min, _BEFORE_HAPPENING), (happening.day, _OFF_PHRASE), (days[0], 0.0)]
            steps += [(days[1] + timedelta(days=1), _OFF_PHRASE)]
            told += f', told as "{text[phrase.start : phrase.end]}"'
            end = phrase.end
        at, end = offset + at, offset + end
        span = document.span(at, max(at + 1, min(end, clipped(document.text, at, 160))))
        yield Clue("happening", tuple(steps), told, Evidence.of(span, document.text))


def _days(phrase: Phrase, day: date) -> tuple[date, date] | None:
    """The first and last day of publication for which a phrase such as "last month" means a day."""
    if phrase.vague or phrase.resolve(None) is not None:
        return None
    right = []
    for after in range(_REACH):
        now = day + timedelta(days=after)
        found = phrase.resolve(now)
        if found is not None and found.start <= day and (found.end is None or day <= found.end):
            right.append(now)
    return (right[0], right[-1]) if right else None


def _thought_of(
    reading: Reading, sentence: Sentence, first: int, last: int, to_come: frozenset[str], will: frozenset[str]
) -> bool:
    """Whether a verb among some words speaks of what may be, or their sentence as a whole of what will be."""
    root = reading.tokens[reading.root_of(sentence.start, sentence.end)]
    verbs = (t for t in reading.tokens[first:last] if t.pos in {"VERB", "AUX"})
    return _tense(reading, root, will) == "future" or any(_tense(reading, v, to_come) == "future" for v in verbs)


# -- dates


def _of_dates(
    document: Document, reading: Reading, sentence: Sentence, data_dir: str, to_come: frozenset[str]
) -> Iterator[Clue]:
    text = reading.words(sentence.start, sentence.end)
    offset = reading.tokens[sentence.start].start
    if not _YEAR.search(text):
        # Without a year no words name a day for good.
        return
    for phrase in find(text, None, data_dir):
        when = phrase.resolve(None)
        if when is None or when.end is None or when.grain not in {"day", "month", "year"}:
            continue
        first, last = reading.tokens_in(offset + phrase.start, offset + phrase.end)
        tense = _tense_at(reading, first, last, to_come, near=when.grain == "year")
        span = document.span(offset + phrase.start, offset + phrase.end)
        words = Evidence.of(span, document.text)
        if tense == "past":
            # Plans for a year are easily read as told of it.
            cost = _BEFORE_PAST_YEAR if when.grain == "year" else _BEFORE_PAST
            yield Clue("past", ((date.min, cost), (when.start, 0.0)), f'"{words.text}" told as past', words)
        elif tense == "future" and when.end < date.max:
            after = when.end + timedelta(days=1)
            yield Clue(
                "future", ((date.min, 0.0), (after, _AFTER_FUTURE)), f'"{words.text}" told as to come', words
            )


def _of_weekdays(document: Document, reading: Reading, to_come: frozenset[str]) -> Iterator[Clue]:
    for found in _WEEKDAY.finditer(reading.text):
        month = _MONTHS.index((found["month"] or found["month2"]).lower())
        number = int(found["day"] or found["day2"])
        tense = _tense_at(reading, *reading.tokens_in(*found.span()), to_come)
        steps: list[tuple[date, float]] = [(date.min, _OFF_WEEKDAY)]
        for year in range(_OLDEST, date.today().year + 1):
            try:
                day = date(year, month, number)
            except ValueError:
                continue
            if calendar.day_name[day.weekday()] == found["weekday"]:
                before = timedelta(days=_TOLD_BEFORE if tense != "past" else 0)
                after = timedelta(days=_TOLD_AFTER if tense != "future" else 0)
                steps += [(day - before, 0.0), (day + after + timedelta(days=1), _OFF_WEEKDAY)]
        if len(steps) > 1:
            words = Evidence.of(document.span(*found.span()), document.text)
            yield Clue("weekday", tuple(sorted(steps)), f'the weekday in "{words.text}"', words)


def _tense_at(reading: Reading, first: int, last: int, to_come: frozenset[str], near: bool = False) -> str | None:
    """The tense of the verb that some words hang on; `near` = with nothing but a preposition between."""
    for i in range(first, last):
        between = [t for t in reading.ancestors(i) if not first <= t.i < last]
        above = next((t for t in between if t.pos in {"VERB", "AUX"}), None)
        if near and above is not None and any(t.pos != "ADP" for t in between[: between.index(above)]):
            return None
        if above is not None and not first <= above.i < last:
            return _tense(reading, above, to_come)
    return None


def _tense(reading: Reading, verb: Token, to_come: frozenset[str]) -> str | None:
    """`past`, `future` (also what is only thought of), or `None` where that is not plain."""
    for token in (verb, *reading.ancestors(verb.i)):
        if any(c.dep == "mark" and c.text.lower() in {"if", "unless"} for c in reading.children(token.i)):
            return "future"
        if token.dep in {"ROOT", "ccomp", "relcl", "advcl"}:
            break
    children = list(reading.children(verb.i))
    helpers = {c.text.lower() for c in children if c.dep in {"aux", "auxpass"}}
    if helpers & to_come:
        return "future"
    if helpers & {"has", "have", "had", "was", "were", "did"} or (verb.tag == "VBD" and not helpers):
        return "past"
    return "past" if verb.tag == "VBN" and verb.dep == "acl" and not helpers else None
