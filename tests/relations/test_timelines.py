"""Two states over time, counted in a store."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.record import Coding, When
from detente.relations import PERIODS, Rule, count, state, timeline
from detente.relations.results import Estimate
from detente.store import Store

Make = Callable[..., Coding]


def mean(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def day(text: str) -> When:
    return When.parse(text, "text")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


def test_words_and_deeds_by_month(store: Store, coding: Make) -> None:
    store.add(
        [
            coding("One.", ("usa", "rus", 1, 4.0, day("2019-01-05")), ("rus", "usa", 3, -2.0, day("2019-01-20"))),
            coding("Two.", ("rus", "envoy", 4, -7.0, day("2019-04"))),
        ]
    )
    line = timeline(store, "USA", "RUS")
    assert (line.a, line.b) == ("RUS", "USA")
    told = [(p.label, p.events, mean(p.words), mean(p.deeds)) for p in line.points]
    assert told == [
        ("2019-01", 2, 1.0, None),
        ("2019-02", 0, None, None),
        ("2019-03", 0, None, None),
        ("2019-04", 1, None, -7.0),
    ]
    assert [p.sparse for p in line.points] == [True, False, False, True]
    assert (line.total.events, mean(line.total.words), mean(line.total.deeds)) == (3, 1.0, -7.0)
    assert line.undated.events == 0


def test_what_is_less_precise_than_the_period_is_undated(store: Store, coding: Make) -> None:
    store.add(
        [
            coding(
                "One.",
                ("usa", "rus", 1, 4.0, day("2019")),
                ("usa", "rus", 1, 2.0, None),
                ("usa", "rus", 2, 1.0, When(date(2019, 3, 9), None, "day", "text")),
                ("usa", "rus", 4, -5.0, When(date(2019, 1, 28), date(2019, 2, 3), "week", "text")),
            )
        ]
    )
    month = timeline(store, "RUS", "USA")
    assert [(p.label, p.events) for p in month.points] == [("2019-03", 1)]
    assert (month.undated.events, mean(month.undated.words), mean(month.undated.deeds)) == (3, 3.0, -5.0)
    assert month.total.events == 4
    year = timeline(store, "RUS", "USA", "year")
    assert [(p.label, p.events) for p in year.points] == [("2019", 3)] and year.undated.events == 1
    week = timeline(store, "RUS", "USA", "week")
    assert [(p.label, p.events) for p in week.points if p.events] == [("2019-01-28", 1), ("2019-03-04", 1)]


def test_a_time_asked_for_is_shown_whole_and_without_the_undated(store: Store, coding: Make) -> None:
    store.add([coding("One.", *(("usa", "rus", 1, 2.0, w) for w in (day("2019-05-05"), day("2020-01-01"), None)))])
    line = timeline(store, "RUS", "USA", since=date(2019, 4, 9), until=date(2019, 6, 1))
    assert [(p.label, p.events) for p in line.points] == [("2019-04", 0), ("2019-05", 1), ("2019-06", 0)]
    assert line.total.events == 1 and line.undated.events == 0
    silent = timeline(store, "GBR", "USA", since=date(2019, 4, 9), until=date(2019, 5, 1))
    assert [(p.events, p.words) for p in silent.points] == [(0, None), (0, None)]


def test_nothing_known_is_no_period_at_all(store: Store) -> None:
    line = timeline(store, "RUS", "USA")
    assert line.points == () and line.total.events == 0 and line.total.words is None


def test_reprints_count_once_and_only_current_codings_count(store: Store, coding: Make) -> None:
    from dataclasses import replace

    first = coding("One.", ("usa", "rus", 1, 4.0, day("2019-01-05")))
    store.add([first, first.having(document=replace(first.document, url="https://example.org/reprint"))])
    assert timeline(store, "RUS", "USA").total.events == 1
    store.add([coding("One.", ("usa", "rus", 3, -2.0, day("2019-01-05")), coder="2")])
    assert mean(timeline(store, "RUS", "USA").total.words) == -2.0


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("seed", range(4))
def test_the_store_counts_as_the_document_does(tmp_path: Path, coding: Make, period: str, seed: int) -> None:
    """The query and the plain function are two ways to the same figures."""
    dice = random.Random(seed)
    names = ["usa", "envoy", "rus", "gbr", "un", "crowd"]
    whens = [day("2019-01-05"), day("2019-02"), day("2018"), None, day("2019-12-31"), day("2020-02-29")]
    made = []
    for n in range(12):
        rows = [
            (
                " ".join(dice.sample(names, dice.randint(1, 3))),
                " ".join(dice.sample(names, dice.choice([0, 0, 1, 2]))),
                dice.randint(1, 4),
                dice.choice([-9.5, -2.0, 0.0, 1.5, 10.0]),
                dice.choice(whens),
            )
            for _ in range(8)
        ]
        modality = dice.choice(["", "", "negation", "future", "future hypothetical", "historical"])
        made.append(coding(f"Text {n}.", *rows, modality=modality, claimed=dice.choice([None, None, "gbr"])))
    store = Store.open(tmp_path / "s", create=True)
    store.add(made)
    for rule in (Rule(), Rule(leave_out=(), claimed=True), Rule(leave_out=("future",))):
        for a, b in (("RUS", "USA"), ("GBR", "RUS"), ("GBR", "USA")):
            plain = [r for c in made for r in count(c.cast, c.events, rule) if (r.a, r.b) == (a, b)]
            line = timeline(store, a, b, period, rule)
            assert line.total.events == sum(r.events for r in plain)
            assert line.total.events == sum(p.events for p in line.points) + line.undated.events
            whole = count(made[0].cast, [e for c in made for e in c.events], rule)
            wanted = next((r for r in whole if (r.a, r.b) == (a, b)), None)
            if wanted is not None:
                assert mean(line.total.words) == pytest.approx(wanted.words)
                assert mean(line.total.deeds) == pytest.approx(wanted.deeds)


def test_periods_follow_each_other_without_gap_or_overlap(store: Store, coding: Make) -> None:
    store.add([coding("One.", *(("usa", "rus", 1, 2.0, day(d)) for d in ("2015-11-30", "2024-03-01")))])
    for period in PERIODS:
        starts = [p.start for p in timeline(store, "RUS", "USA", period).points]
        assert starts == sorted(set(starts))
        gaps = {(b - a).days for a, b in pairwise(starts) if a and b}
        assert (
            gaps
            <= {"day": {1}, "week": {7}, "month": set(range(28, 32)), "quarter": {90, 91, 92}, "year": {365, 366}}[
                period
            ]
        )
    quarters = [p.label for p in timeline(store, "RUS", "USA", "quarter").points]
    assert quarters[:2] == ["2015-Q4", "2016-Q1"] and quarters[-1] == "2024-Q1"


def test_what_cannot_be_asked(store: Store, coding: Make) -> None:
    store.add([coding("One.", *(("usa", "rus", 1, 2.0, day(d)) for d in ("0900-01-01", "2024-03-01")))])
    with pytest.raises(InputError, match="one state"):
        timeline(store, "USA", "USA")
    with pytest.raises(InputError, match="no period"):
        timeline(store, "USA", "RUS", "fortnight")
    with pytest.raises(InputError, match="more than"):
        timeline(store, "USA", "RUS", "day")


@pytest.mark.parametrize(
    ("text", "code"), [("RUS", "RUS"), ("rus", "RUS"), ("Russia", "RUS"), (" france ", "FRA")]
)
def test_states_by_code_and_name(text: str, code: str) -> None:
    assert state(text) == code


def test_what_is_no_state() -> None:
    with pytest.raises(InputError, match="There is no state") as caught:
        state("Frnace")
    assert "FRA" in caught.value.fix
    with pytest.raises(InputError, match="IGO stands for no state"):
        state("igo")
    with pytest.raises(InputError):
        state("")


STORY = (
    "Envoys of both countries met in the old customs house of Turku on Tuesday and spoke for six hours about the "
    "ferry line that has been closed since the quarrel of 2017. They agreed on a new pier and on 400 passengers a "
    "day, and left the question of fishing rights to a commission that shall report in the spring of next year."
)


def test_what_an_edited_reprint_tells_again_counts_once_and_what_it_adds_too(store: Store, coding: Make) -> None:
    first = coding(STORY, ("usa", "rus", 1, 4.0, day("2019-01-05")), ("usa", "rus", 1, 2.0, day("2019-01-05")))
    more = "Later that day the police of one country fired on fishermen of the other near the harbour."
    again = coding(
        f"TURKU (Agency) - {STORY} {more}",
        ("usa", "rus", 1, 4.0, day("2019-01-05")),
        ("envoy", "rus", 1, 2.0, day("2019-01-05")),
        ("rus", "usa", 4, -9.0, day("2019-01-06")),
    )
    other = coding("Nothing like it. The two met again.", ("usa", "rus", 1, 4.0, day("2019-01-20")))
    store.add([first, again, other])
    assert timeline(store, "USA", "RUS").total.events == 4
    assert timeline(store, "USA", "RUS", rule=Rule(copies=True)).total.events == 6
    assert timeline(store, "USA", "RUS").coverage.copied == 2
    # Before the copy came, nothing was one.
    assert store.ledger().ask("SELECT count(*) AS n FROM copies") == [{"n": 2}]
    assert timeline(store, "USA", "RUS").rule.to_json()["copies"] is False
