"""Counting rules, by codings made for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.ontology import load
from detente.record import Coding, When
from detente.relations import Rule, timeline
from detente.relations.groups import groups, sector_codes
from detente.store import Store
from detente.store.ledger.rows import NONE, STATE

DAY = When.parse("2019-05-14", "text")


def counted(store: Store, rule: Rule, a: str = "USA", b: str = "RUS") -> tuple[int, ...]:
    return timeline(store, a, b, rule=rule).total.quads


@pytest.fixture
def store(tmp_path: Path, coding: Callable[..., Coding]) -> Store:
    made = Store.open(tmp_path / "s", create=True)
    made.add(
        [
            coding("They act.", ("usa", "rus", 1, 1.0, DAY), ("rus", "usa", 2, 1.0, DAY)),
            coding("Both act.", ("usa rus", "", 3, -1.0, DAY)),
            coding("The envoy acts.", ("envoy", "rus", 4, -9.0, DAY)),
            coding("At home.", ("envoy", "usa", 4, -9.0, DAY), ("usa envoy", "", 1, 1.0, DAY)),
            coding("Somebody says so.", ("usa", "rus", 1, 1.0, DAY), claimed="gbr"),
            coding("Not so.", ("usa", "rus", 1, 1.0, DAY), modality="negation"),
            coding("If only.", ("usa", "rus", 2, 1.0, DAY), modality="hypothetical"),
        ]
    )
    return made


def test_undirected_and_directed(store: Store) -> None:
    assert counted(store, Rule()) == (1, 1, 1, 1)
    assert counted(store, Rule(directed=True)) == (1, 0, 1, 1)
    assert counted(store, Rule(directed=True), "RUS", "USA") == (0, 1, 1, 0)
    assert counted(store, Rule(reciprocal=False)) == (1, 1, 0, 1)
    assert counted(store, Rule(directed=True, reciprocal=False), "RUS", "USA") == (0, 1, 0, 0)
    line = timeline(store, "USA", "RUS", rule=Rule(directed=True))
    assert (line.a, line.b) == ("USA", "RUS") and line.to_json()["rule"]["directed"] is True


def test_what_is_left_out_can_be_asked_for(store: Store) -> None:
    assert counted(store, Rule(claimed=True)) == (2, 1, 1, 1)
    assert counted(store, Rule(leave_out=())) == (2, 2, 1, 1)
    assert counted(store, Rule(leave_out=("negation",))) == (1, 2, 1, 1)


def test_who_acts_decides_the_sector(store: Store) -> None:
    assert counted(store, Rule(sectors=("government",))) == (1, 1, 1, 0)
    assert counted(store, Rule(sectors=("military",))) == (0, 0, 0, 0)
    assert counted(store, Rule(sectors=("none",))) == (0, 0, 0, 1)
    assert counted(store, Rule(sectors=("government", "NONE"), directed=True)) == (1, 0, 1, 1)
    with pytest.raises(InputError, match="no sector") as caught:
        counted(store, Rule(sectors=("goverment",)))
    assert "government" in caught.value.fix


def test_what_happens_at_home_stands_apart(store: Store) -> None:
    assert counted(store, Rule(domestic=True), "USA", "USA") == (1, 0, 0, 1)
    assert counted(store, Rule(domestic=True)) == counted(store, Rule())
    with pytest.raises(InputError, match="one state") as caught:
        timeline(store, "USA", "USA")
    assert "--domestic" in caught.value.fix


def test_volume_is_of_all_events_under_the_same_rule(store: Store) -> None:
    assert timeline(store, "USA", "RUS").coverage.volume == 6
    assert timeline(store, "USA", "RUS", rule=Rule(claimed=True)).coverage.volume == 7
    point = timeline(store, "USA", "RUS").points[0]
    assert point.rate is not None and point.rate.value == pytest.approx(1000 * 4 / 6)
    assert point.conflict_rate is not None and point.conflict_rate.value == pytest.approx(1000 * 2 / 6)


def test_a_coder_that_is_not_there(store: Store) -> None:
    with pytest.raises(InputError, match="'ICEWS'") as caught:
        timeline(store, "USA", "RUS", rule=Rule(coder="ICEWS"))
    assert "detente" in caught.value.fix
    with pytest.raises(InputError) as caught:
        timeline(store, "USA", "RUS", rule=Rule(coder="Detente"))
    assert "Did you mean detente" in caught.value.fix


def test_groups_of_sectors_fit_the_ontology() -> None:
    ontology = load()
    listed = [code for codes in groups().sectors.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {*ontology.sectors, STATE, NONE}
    assert all(ontology.code(c.type, c.mode) == c for c in groups().mediation)
    assert sector_codes(["Military", "gov", "military"])[-1] == "GOV"


def test_more_coverage_is_not_more_conflict(tmp_path: Path, coding: Callable[..., Coding]) -> None:
    """Every story told twice, by independent reports: means, shares and rates stay where they were."""

    def reports(times: int, name: str) -> Store:
        made = Store.open(tmp_path / name, create=True)
        rows = [(1, 3.0), (4, -8.0), (1, 2.0), (3, -2.0), (2, 6.0), (1, 2.5)]
        others = ("gbr", "rus", 1, 2.0, DAY)
        made.add(
            [
                coding(f"Report {n} of {t}.", ("usa", "rus", quad, score, DAY), others)
                for n, (quad, score) in enumerate(rows)
                for t in range(times)
            ]
        )
        return made

    one, twice = (timeline(reports(t, f"s{t}"), "USA", "RUS").points[0] for t in (1, 2))
    assert twice.events == 2 * one.events
    for name in ("score", "words", "deeds", "gap", "conflict", "rate", "conflict_rate"):
        before, after = getattr(one, name), getattr(twice, name)
        assert after.value == pytest.approx(before.value), name
        if before.low is not None:
            assert before.low <= after.value <= before.high and after.high - after.low < before.high - before.low
