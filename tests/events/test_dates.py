"""The grammar of date phrases."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import LexiconError
from detente.events.dates import find, resolve, speaks_of_future
from detente.events.dates.grammar import Grammar
from detente.events.dates.lexicon import load
from detente.events.dates.words import split
from detente.settings import DATA_DIR

# A Thursday.
REFERENCE = date(2022, 9, 15)
DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))


def days(phrase: str, reference: date | None = REFERENCE, **more: object) -> str | None:
    found = resolve(phrase, reference, **more)  # type: ignore[arg-type]
    if found is None:
        return None
    if found.end == found.start:
        return str(found.start)
    return f"{found.start}..{found.end or ''}"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Thursday", "2022-09-15"),
        ("on Wednesday", "2022-09-14"),
        ("Fri.", "2022-09-09"),
        ("last Thursday", "2022-09-08"),
        ("this Saturday", "2022-09-17"),
        ("next Monday", "2022-09-19"),
        ("Monday of last week", "2022-09-05"),
        ("Tuesday, 13 September", "2022-09-13"),
        ("late Wednesday", "2022-09-14"),
        ("yesterday evening", "2022-09-14"),
        ("tonight", "2022-09-15"),
        ("last night", "2022-09-14"),
        ("four days ago", "2022-09-11"),
        ("a fortnight ago", "2022-09-01"),
        ("in three days", "2022-09-18"),
        ("a week before last Sunday", "2022-09-04"),
        ("last week", "2022-09-05..2022-09-11"),
        ("this month", "2022-09-01..2022-09-30"),
        ("last year", "2021-01-01..2021-12-31"),
        ("over the weekend", "2022-09-10..2022-09-11"),
        ("the past five days", "2022-09-10..2022-09-15"),
        ("the last two quarters", "2022-01-01..2022-06-30"),
        ("earlier this month", "2022-09-01..2022-09-14"),
        ("late last month", "2022-08-21..2022-08-31"),
        ("mid-July", "2022-07-10..2022-07-20"),
        ("early 2014", "2014-01-01..2014-04-30"),
        ("in November", "2021-11-01..2021-11-30"),
        ("in November 2019", "2019-11-01..2019-11-30"),
        ("March 3", "2022-03-03"),
        ("the 3rd of March, 2011", "2011-03-03"),
        ("3/11/2011", "2011-03-11"),
        ("30.04.1999", "1999-04-30"),
        ("2011-03-11", "2011-03-11"),
        ("2011", "2011-01-01..2011-12-31"),
        ("nineteen seventy-two", "1972-01-01..1972-12-31"),
        ("the 1980s", "1980-01-01..1989-12-31"),
        ("the early 1980s", "1980-01-01..1983-12-31"),
        ("Q2 2017", "2017-04-01..2017-06-30"),
        ("the third quarter of 2017", "2017-07-01..2017-09-30"),
        ("the second half of 2017", "2017-07-01..2017-12-31"),
        ("the first week of May 2019", "2019-04-29..2019-05-05"),
        ("the last three months of 2019", "2019-10-01..2019-12-31"),
        ("the second Sunday of May 2019", "2019-05-12"),
        ("week 10 of 2018", "2018-03-05..2018-03-11"),
        ("since July", "2022-07-01.."),
        ("2015 or later", "2015-01-01.."),
        ("from Monday to Wednesday", "2022-09-12..2022-09-14"),
        ("between June 3 and June 9", "2022-06-03..2022-06-09"),
        ("June 3-9, 2018", "2018-06-03..2018-06-09"),
        ("from December to February", "2021-12-01..2022-02-28"),
        ("Easter Monday 2018", "2018-04-02"),
        ("Thanksgiving", "2021-11-25"),
        ("Christmas Eve", "2021-12-24"),
        ("the summer of 2010", "2010-06-01..2010-08-31"),
    ],
)
def test_phrases(phrase: str, expected: str) -> None:
    assert days(phrase) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "recently",
        "soon",
        "for years",
        "in recent weeks",
        "that day",
        "two days later",
        "the following week",
        "the day before",
        "by Friday",
        "until March",
        "three weeks of talks",
        "the 2020 election",
        "fiscal year 2019",
        "during Ramadan",
        "February 30",
        "2019-13-01",
        "the 21st century",
        "",
        "Wednesday Wednesday",
    ],
)
def test_what_cannot_be_known_is_refused(phrase: str) -> None:
    assert days(phrase) is None


def test_without_a_reference_only_full_dates_resolve() -> None:
    assert days("5 March 2019", None) == "2019-03-05"
    assert days("March 2019", None) == "2019-03-01..2019-03-31"
    assert all(days(p, None) is None for p in ("Friday", "March 5", "today", "last month", "since May", "Easter"))


def test_story_phrases_count_from_the_storys_day() -> None:
    anchor = date(2018, 7, 16)
    assert days("two days later", anchor=anchor) == "2018-07-18"
    assert days("the previous day", anchor=anchor) == "2018-07-15"
    assert days("the following week", anchor=anchor) == "2018-07-23..2018-07-29"


def test_a_sentence_about_the_future_means_the_coming_day() -> None:
    assert days("on Saturday", future=True) == "2022-09-17"
    assert days("in November", future=True) == "2022-11-01..2022-11-30"
    assert speaks_of_future("They'll meet there.")
    assert not speaks_of_future("They met there.")


def test_a_counted_date_says_how_rough_it_is() -> None:
    found = resolve("two months ago", REFERENCE)
    assert found is not None
    assert (found.grain, found.isoformat()) == ("month", "2022-07")


@settings(deadline=None)
@given(DAYS)
def test_a_full_date_written_in_any_way_is_read_back(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%d/%b/%Y", "%A, %d %B %Y"):
        assert days(day.strftime(pattern), None) == str(day)


@settings(deadline=None)
@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_bare_weekday_is_within_the_last_seven_days(reference: date, name: str) -> None:
    found = resolve(name, reference)
    assert found is not None
    assert timedelta(0) <= reference - found.start < timedelta(7)
    assert found.start.strftime("%A") == name


@settings(deadline=None)
@given(st.text(max_size=60), DAYS)
def test_any_text_is_read_or_refused(text: str, reference: date) -> None:
    found = resolve(text, reference)
    assert found is None or found.end is None or found.start <= found.end
    spans = [(p.start, p.end) for p in find(text, reference)]
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "last",
                "first",
                "week",
                "of",
                "in",
                "March",
                "5",
                "2019",
                "to",
                "from",
                "Friday",
                "two",
                "-",
                ",",
                "ago",
            ]
        ),
        max_size=40,
    )
)
def test_piled_up_words_cost_no_time(words: list[str]) -> None:
    resolve(" ".join(words), REFERENCE)


def found_in(text: str) -> list[str]:
    return [text[p.start : p.end] for p in find(text, REFERENCE)]


def test_phrases_are_found_in_running_text() -> None:
    text = (
        "Envoys met in Oslo on Tuesday, a week after talks in early June failed; since 2015 they have met often."
    )
    assert found_in(text) == ["on Tuesday", "a week after", "in early June", "since 2015", "often"]


def test_words_that_only_look_like_dates_are_left_alone() -> None:
    assert found_in("Theresa May may march; the 15th brigade lost 2,014 men, and the second sat down.") == []


def test_word_lists_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"calendar\.yaml"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    "words", ["the ", "in May to ", "2 years 1 month ", "a week before ", "1-1-", "the first week of ", "1 "]
)
def test_hostile_texts_are_read_in_time_that_grows_with_their_length(words: str) -> None:
    started = time.perf_counter()
    find(words * 1000, REFERENCE)
    assert time.perf_counter() - started < 10


def _vocabulary() -> list[str]:
    lexicon = load(str(DATA_DIR))
    words = {w for table in lexicon.tables.values() for entry in table for w in entry.split()}
    words |= {w for named in lexicon.phrases.values() for those in named.values() for p in those for w in p}
    words |= {w for named in lexicon.holidays.values() for name, _ in named for w in name}
    others = "the a an couple ' 87 2019 5 5th / - . , Q 3 w c hundred thousand half talks May"
    return [*sorted(words), *others.split(" ")]


@given(st.lists(st.sampled_from(_vocabulary()), min_size=1, max_size=9).map(" ".join))
def test_no_phrase_begins_where_none_may(text: str) -> None:
    words = split(text)
    for i in range(len(words)):
        grammar = Grammar(words, load(str(DATA_DIR)), strict=True)
        assert grammar.may_open(i) or not list(grammar.phrase(i))
