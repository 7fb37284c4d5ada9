"""Pairs that moved: made-up events between real states, so that every number can be told beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from detente.record import Actor, Cast, Coder, Coding, Document, Event, EventCode, Evidence, When
from detente.store import Store
from detente.web.desk import Desk
from detente.web.movers import BANDS, BASE, FEW, PULL, Mover, band, drawn, movers, today
from detente.web.options import Options

LAST = date(2022, 6, 30)
Row = tuple[str, str, float, int]  # actor, recipient, score, days before the last


def coding(name: str, rows: list[Row], modality: tuple[str, ...] = (), claimed: str | None = None) -> Coding:
    text = f"Report {name}."
    document = Document(text, published=When(LAST, LAST, "day", "given"))
    actors = tuple(Actor(f"state:{c}", c, "state", c) for c in ("USA", "RUS", "CHN", "IRN", "UNO"))
    events = []
    for n, (who, whom, score, ago) in enumerate(rows):
        day = LAST - timedelta(days=ago)
        quad = 2 if score > 0 else 4
        trigger = (Evidence.of(document.span(0, 6), text, "trigger"),)
        when = When(day, day, "day", "text")
        events.append(
            Event(
                f"event-{document.id[:8]}{n}", EventCode("AID"), None, quad, score, (), modality,
                (f"state:{who}",), (f"state:{whom}",), claimed, when, None, 0.9, trigger, (),
            )
        )  # fmt: skip
    return Coding(Coder("1", "t", "t")).having(
        document=document, cast=Cast(actors, ()), events=tuple(events), quotes=(), issues=(), findings=()
    )


@pytest.fixture
def moved(tmp_path: Path) -> Callable[..., dict[tuple[str, str], Mover]]:
    def ask(*codings: Coding) -> dict[tuple[str, str], Mover]:
        Store.open(tmp_path / "store", create=True).add(codings)
        desk = Desk(Options(store=tmp_path / "store"))
        try:
            with desk.view() as view:
                assert today(view) == LAST
                return {(m.a, m.b): m for m in movers(view, LAST)}
        finally:
            desk.close()

    return ask


def year(who: str, whom: str, score: float, many: int) -> list[Row]:
    return [(who, whom, score, 40 + n * 20) for n in range(many)]


def test_a_pair_is_measured_against_itself(moved: Callable[..., dict[tuple[str, str], Mover]]) -> None:
    rows = [*year("USA", "RUS", -4.0, 8), ("USA", "RUS", 5.0, 1), ("RUS", "USA", 7.0, 3)]
    found = moved(coding("a", rows))["RUS", "USA"]
    assert (found.events, found.now, found.before, found.year) == (2, 6.0, 8, -4.0)
    assert found.change == pytest.approx(10.0 * 2 / (2 + PULL))
    assert found.band == "much warmer"
    assert found.reason is not None and found.reason["score"] == 7.0


def test_one_report_makes_no_news(moved: Callable[..., dict[tuple[str, str], Mover]]) -> None:
    found = moved(coding("a", [*year("USA", "RUS", 4.0, 20), ("USA", "RUS", -10.0, 1)]))["RUS", "USA"]
    assert (found.band, found.change) == (FEW, 0.0)


def test_a_low_baseline_is_no_baseline(moved: Callable[..., dict[tuple[str, str], Mover]]) -> None:
    rows = [*year("USA", "RUS", 4.0, BASE - 1), *[("USA", "RUS", -10.0, n) for n in range(5)]]
    assert moved(coding("a", rows))["RUS", "USA"].band == FEW


def test_those_that_moved_most_come_first(moved: Callable[..., dict[tuple[str, str], Mover]]) -> None:
    steady = [*year("USA", "CHN", 2.0, 9), ("USA", "CHN", 2.0, 1), ("USA", "CHN", 2.0, 2)]
    colder = [*year("IRN", "USA", 4.0, 9), ("IRN", "USA", -6.0, 1), ("IRN", "USA", -6.0, 2)]
    few = [("RUS", "IRN", 9.0, 1)]
    found = moved(coding("a", steady + colder + few))
    assert [(m.a, m.b, m.band) for m in found.values()] == [
        ("IRN", "USA", "much cooler"),
        ("CHN", "USA", "steady"),
        ("IRN", "RUS", FEW),
    ]


def test_what_is_denied_or_claimed_or_no_state_moves_nobody(
    moved: Callable[..., dict[tuple[str, str], Mover]],
) -> None:
    rows: list[Row] = [("USA", "RUS", 9.0, 1)]
    found = moved(
        coding("a", rows, modality=("negation",)),
        coding("b", rows, claimed="state:USA"),
        coding("c", [("USA", "UNO", 9.0, 1)]),
    )
    assert found == {}


def test_bands_are_symmetric_and_in_order() -> None:
    assert [band(x) for x in (-9, -1, 0, 1, 9)] == list(BANDS)
    assert drawn(3.0, 0, 1.0) == 0.0
