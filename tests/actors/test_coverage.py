from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import load
from detente.actors.coverage import Seat, plan, seats, span_of
from detente.actors.entry import Term

FIRST, LAST = date(2000, 1, 1), date(2010, 1, 1)


def term(start: str, end: str) -> Term:
    return Term("President", "head-of-state", "FRA", "GOV", 100, start, end, "")


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("2001", "2002", (date(2001, 1, 1), date(2003, 1, 1))),
        ("2001-02", "2002-12", (date(2001, 2, 1), date(2003, 1, 1))),
        ("2001-02-03", "2002-05-06", (date(2001, 2, 3), date(2002, 5, 7))),
        ("2001-02", "2002-05", (date(2001, 2, 1), date(2002, 6, 1))),
        ("2001", "", (date(2001, 1, 1), date(9999, 1, 1))),
    ],
)
def test_a_term_covers_what_its_precision_allows(start: str, end: str, span: tuple[date, date]) -> None:
    assert span_of(term(start, end)) == span


@given(st.lists(st.integers(0, 3600), max_size=8).map(sorted))
def test_holes_and_held_days_make_up_the_whole(cuts: list[int]) -> None:
    days = [FIRST + timedelta(days=c) for c in sorted(set(cuts))]
    held = tuple(zip(days[::2], days[1::2], strict=False))
    seat = Seat("FRA", "head-of-state", (FIRST, LAST), held)
    empty = sum((b - a).days for a, b in seat.holes(1))
    full = sum((b - a).days for a, b in held)
    assert empty + full == (LAST - FIRST).days
    assert seat.share(FIRST, LAST) == pytest.approx(full / (LAST - FIRST).days)


def test_nothing_is_expected_before_a_state_is_founded() -> None:
    assert Seat("SSD", "head-of-state", (date(2011, 7, 9), LAST), ()).share(FIRST, date(2005, 1, 1)) is None


def test_states_are_led_by_somebody_almost_all_the_time() -> None:
    found = [s for s in seats(load(), plan()) if s.office in {"head-of-state", "head-of-government"}]
    shares = [s.share(*s.expected) or 0.0 for s in found]
    assert len(found) > 300
    assert sum(shares) / len(shares) > 0.96


def test_heads_of_organisations_are_known_almost_all_the_time() -> None:
    found = [s for s in seats(load(), plan()) if s.country in {"UNO", "IGO", "EUR"}]
    shares = [s.share(*s.expected) or 0.0 for s in found]
    assert len(found) >= 40
    assert sum(shares) / len(shares) > 0.96
