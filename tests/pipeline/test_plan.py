"""A plan is written before anything else, found again, and not mixed with another."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from detente.errors import OtherPlan, StoreDamaged
from detente.pipeline.plan import Plan, Reached, current, reached, settle
from detente.record import Coder
from detente.store import Store, upkeep, verify

from .conftest import CODER, Shelf, plan_of


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


def test_a_plan_goes_through_json_and_pickle(shelf: Shelf) -> None:
    plan = plan_of(shelf)
    again = Plan.from_json(json.loads(json.dumps(plan.as_json())))
    assert again == plan and again.id == plan.id
    assert pickle.loads(pickle.dumps(plan)).id == plan.id


def test_what_bears_on_the_coding_makes_another_plan(shelf: Shelf) -> None:
    plan = plan_of(shelf)
    others = [
        plan_of(shelf, shard=4),
        plan_of(shelf, coder=Coder("1", "o", "w")),
        plan_of(Shelf((5, 0, 3, 8))),
        plan_of(shelf, max_sentences=9),
        replace(plan, options={**plan.options, "text": "body"}),
    ]
    assert len({plan.id, *(p.id for p in others)}) == 6
    assert plan_of(shelf, fetch_timeout=3.0).id == plan.id


def test_a_new_run_begins_at_the_beginning_and_its_plan_stands_in_the_store(shelf: Shelf, store: Store) -> None:
    plan = plan_of(shelf)
    assert settle(plan, store) == Reached()
    (path,) = (store.path / "runs").iterdir()
    assert Plan.from_json(json.loads(path.read_text())) == plan
    assert settle(plan, store) == Reached()
    assert Store.open(store.path).documents() == ()


def test_marks_tell_where_a_run_stopped(shelf: Shelf, store: Store) -> None:
    plan = plan_of(shelf)
    settle(plan, store)
    store.add([], mark=plan.mark(0, 0, False))
    assert reached(plan, store) == Reached(0, 1)
    store.add([], mark=plan.mark(0, 1, True))
    assert reached(plan, store) == Reached(1, 0)
    assert reached(plan_of(shelf, shard=4), store) == Reached()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (plan_of(Shelf((5, 0, 3, 7)), coder=Coder("1", "o", "w")), "coder is 0/o/w, now it is 1/o/w"),
        (plan_of(Shelf((5, 0, 3, 7)), shard=9), "3 pages at once, now it would 9"),
        (plan_of(Shelf((5, 0, 3, 7)), max_depth=11), "setting max_depth was 400, now it is 11"),
        (plan_of(Shelf((5, 0, 3, 8))), "(3 is changed)"),
        (plan_of(Shelf((5, 0, 3))), "(3 is gone)"),
        (plan_of(Shelf((5, 0, 3, 7, 1))), "(4 is new)"),
    ],
)
def test_another_plan_is_refused_while_a_run_is_unfinished(
    shelf: Shelf, store: Store, other: Plan, said: str
) -> None:
    plan = plan_of(shelf)
    settle(plan, store)
    store.add([], mark=plan.mark(0, 0, False))
    with pytest.raises(OtherPlan) as caught:
        settle(other, store)
    assert said in caught.value.message and "--fresh" in caught.value.fix
    assert settle(plan, store) == Reached(0, 1)
    assert settle(other, store, fresh=True) == Reached()
    assert settle(other, store) == Reached()


def test_a_finished_run_stands_in_nobodys_way(shelf: Shelf, store: Store) -> None:
    plan = plan_of(shelf)
    settle(plan, store)
    store.add([], mark=plan.mark(3, 2, True))
    other = plan_of(shelf, shard=9)
    assert settle(other, store) == Reached()
    store.add([], mark=other.mark(0, 0, True))
    assert settle(plan, store) == Reached(4, 0)


def test_runs_over_other_places_do_not_touch_each_other(shelf: Shelf, store: Store) -> None:
    settle(plan_of(shelf), store)
    assert settle(replace(plan_of(shelf, shard=9), place="/other"), store) == Reached()


def test_a_damaged_plan_is_named(shelf: Shelf, store: Store) -> None:
    settle(plan_of(shelf), store)
    (path,) = (store.path / "runs").iterdir()
    path.write_text("{}")
    with pytest.raises(StoreDamaged, match="no plan of a run"):
        settle(plan_of(shelf, shard=8), store)


def test_an_empty_commit_with_a_mark_verifies(store: Store) -> None:
    from detente.store import verify

    store.add([], mark="run:x:0:0:end")
    assert store.version == 1 and list(store.marks("run:x:")) == ["run:x:0:0:end"]
    assert store.marks("run:y:") == {}
    assert verify(store.path).sound
    assert CODER not in {v.detente for v in store.versions()}


def finish(plan: Plan, store: Store) -> None:
    """Mark every part as done."""
    start = settle(plan, store)
    for part in range(start.part, len(plan.parts)):
        store.add([], mark=plan.mark(part, 0, True))


def test_a_finished_source_is_gone_through_again_only_when_asked_and_that_round_is_finished_too(
    shelf: Shelf, store: Store
) -> None:
    plan = plan_of(shelf)
    assert current(plan, store, again=True) == plan, "an unfinished round is gone on with, not left for another"
    finish(plan, store)
    assert current(plan, store) == plan
    second = current(plan, store, again=True)
    assert second.round == 1 and second.id != plan.id and settle(second, store) == Reached()
    assert Plan.from_json(json.loads(json.dumps(second.as_json()))) == second
    store.add([], mark=second.mark(0, 0, True))
    # Interrupted in the second round: the plain command goes on there.
    assert current(plan, store) == second and reached(current(plan, store), store) == Reached(1, 0)
    finish(second, store)
    assert current(plan, store) == second
    assert current(plan, store, again=True).round == 2


def test_a_plan_of_the_first_round_keeps_the_name_it_had_before_there_were_rounds(shelf: Shelf) -> None:
    assert "round" not in plan_of(shelf).as_json()


def test_a_restored_store_goes_on_where_its_backup_stood(store: Store, shelf: Shelf, tmp_path: Path) -> None:
    plan = plan_of(shelf)
    assert settle(plan, store) == Reached()
    store.add([], mark=plan.mark(0, 0, False))
    upkeep.backup(store, tmp_path / "copy")
    store.add([], mark=plan.mark(0, 1, True))
    upkeep.restore(tmp_path / "copy", tmp_path / "again")
    again = Store.open(tmp_path / "again")
    assert settle(plan, again) == Reached(0, 1, 0)
    assert settle(plan, store) == Reached(1, 0, 0)
    # Another plan over the same place is refused there as well.
    with pytest.raises(OtherPlan):
        settle(plan_of(shelf, shard=4), again)
    assert verify(again.path).sound
