"""When a text was written, by its own words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import find
from detente.errors import LexiconError
from detente.integrity.clues import Clue, clues, first_day, last_day, load_happenings, perhaps
from detente.integrity.dating import about_dating, judged, window
from detente.reading import read
from detente.record import Document, Evidence, Finding, Span, When
from detente.settings import Settings


def found(text: str, published: str | None = None) -> list[Finding]:
    settings = Settings.load()
    day = When.parse(published, "given") if published else None
    document = Document(text, language="en", published=day)
    reading = read(document, settings)
    return list(about_dating(document, reading, find(document, reading, settings), settings))


def of(text: str) -> tuple[Clue, ...]:
    settings = Settings.load()
    document = Document(text, language="en")
    reading = read(document, settings)
    return clues(document, reading, find(document, reading, settings), settings)


THATCHER = (
    "Prime Minister Margaret Thatcher welcomed President Ronald Reagan in London. Chancellor Helmut Kohl sent a "
    "message. The three had last spoken about missiles in November 1985."
)
MUELLER = (
    "President Donald Trump spoke of the inquiry again. Robert Mueller's report was published last month, and "
    "Democrats want to hear him."
)


def test_the_offices_of_several_persons_make_a_window() -> None:
    (finding,) = found(THATCHER)
    assert finding.code == "inferred-date"
    assert finding.when is not None
    assert finding.when.origin == "inferred"
    assert date(1985, 11, 1) <= finding.when.start <= date(1986, 1, 1)
    assert finding.when.end is not None
    assert date(1989, 1, 19) <= finding.when.end <= date(1989, 4, 1)
    assert "inferred, not stated" in finding.message
    assert "Ronald Reagan" in finding.message


def test_a_happening_told_as_last_month_gives_the_month() -> None:
    (finding,) = found(MUELLER)
    assert finding.when is not None
    assert (finding.when.start, finding.when.end) == (date(2019, 5, 1), date(2019, 5, 31))
    assert all(e.holds(MUELLER) for e in finding.evidence)
    assert finding.evidence


@pytest.mark.parametrize(
    "text",
    [
        "President Barack Obama spoke.",
        "The ministers met and agreed to meet again.",
        "",
        "Former President Bill Clinton met former Prime Minister Tony Blair.",
    ],
)
def test_too_little_to_go_by_is_no_window(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("day", ["2019-05-03", "2019-05-31", "2019-05"])
def test_a_date_that_fits_is_not_doubted(day: str) -> None:
    assert found(MUELLER, day) == []


def test_a_date_before_what_the_text_tells_is_contradicted() -> None:
    text = (
        "President Donald Trump met British Prime Minister Theresa May on 13 July 2018. Secretary of State "
        "Mike Pompeo was there."
    )
    (finding,) = found(text, "2012-07-14")
    assert finding.code == "date-contradicted"
    assert finding.severity == "caution"
    assert "2012-07-14" in finding.message
    assert found(text, "2018-07-14") == []


def test_last_month_a_year_later_is_an_old_text() -> None:
    (finding,) = found(MUELLER, "2021-02-03")
    assert finding.code == "date-contradicted"
    assert "older text" in finding.message


def test_many_called_by_offices_they_left_is_an_old_text() -> None:
    text = (
        "President George W. Bush met Prime Minister Tony Blair and Chancellor Gerhard Schroeder. French "
        "President Jacques Chirac and Secretary of State Colin Powell joined them. They spoke about "
        "Iraq in May 2003."
    )
    assert [f.code for f in found(text, "2016-03-01")] == ["date-contradicted"]
    assert found(text, "2003-06-01") == []


def test_what_may_come_is_no_happening() -> None:
    told = of("If Britain voted to leave the European Union, the pound would fall.")
    assert not [c for c in told if c.kind == "happening"]
    told = of("Britain has voted to leave the European Union, and the pound fell.")
    assert [c for c in told if c.kind == "happening"]


def test_a_weekday_with_its_day_points_to_years() -> None:
    (clue,) = [c for c in of("The ministers met on Tuesday, May 14 in Sochi.") if c.kind == "weekday"]
    assert clue.cost(date(2019, 5, 15)) == 0
    assert clue.cost(date(2018, 5, 15)) > 0


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_of_any_precision(day: date) -> None:
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day
    month = f"{day:%Y-%m}"
    assert first_day(month) <= day <= last_day(month)
    assert first_day(f"{day.year}") <= day <= last_day(f"{day.year}")


@st.composite
def some_clues(draw: st.DrawFn) -> list[Clue]:
    made = []
    for at in range(draw(st.integers(1, 6))):
        days = sorted(draw(st.sets(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=1, max_size=4)))
        costs = draw(
            st.lists(st.sampled_from([0.0, 0.7, 1.0, 3.0]), min_size=len(days) + 1, max_size=len(days) + 1)
        )
        kind = draw(st.sampled_from(["office", "happening", "past", "future", "weekday"]))
        steps = tuple(zip([date.min, *days], costs, strict=True))
        made.append(Clue(kind, steps, str(at), Evidence(Span("t", at, at + 1), "x")))
    return made


@given(some_clues())
def test_a_window_is_in_order_and_its_first_day_is_never_doubted(made: list[Clue]) -> None:
    fitting = window(made)
    if fitting is None:
        assert not list(judged(made, None))
        return
    assert fitting.end is None or fitting.start <= fitting.end
    day = fitting.start
    assert not list(judged(made, When(day, day, "day", "given")))
    assert {c.told for c in (*fitting.clues, *fitting.against)} == {c.told for c in made}


def test_the_happenings_are_in_order_and_of_the_past() -> None:
    known = load_happenings(Settings.load().data_dir)
    days = [h.day for h in known]
    assert days == sorted(days)
    assert days[-1] <= date.today() + timedelta(days=1)
    assert len({h.what for h in known}) == len(known)


def test_a_happening_is_looked_for_wherever_its_words_stand() -> None:
    data_dir = Settings.load().data_dir
    for happening in load_happenings(data_dir):
        words = [group.split("|")[-1].strip().replace("*", "s") for group in happening.groups]
        assert happening in perhaps(f"It was {' of '.join(words).upper()}.", data_dir)


def test_a_damaged_list_names_itself(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon" / "integrity"
    folder.mkdir(parents=True)
    for text in ("day,words,what\n2019-13-01,a,b\n", "day,words,what\n2019-01-01,a||b,c\n", "day\n2019-01-01\n"):
        (folder / "happenings.csv").write_text(text)
        load_happenings.cache_clear()
        with pytest.raises(LexiconError, match=r"happenings\.csv"):
            load_happenings(str(tmp_path))
