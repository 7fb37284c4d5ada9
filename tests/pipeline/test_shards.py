"""Shards are cut the same way each time, wherever one begins."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from detente.pipeline import shards as shards_module
from detente.pipeline.plan import Reached
from detente.pipeline.shards import Shard, shards

from .conftest import Shelf, plan_of


def test_parts_are_cut_into_shards_and_the_last_one_says_so(shelf: Shelf) -> None:
    found = [(s.part, s.number, s.last, len(s.pages)) for s in shards(plan_of(shelf), shelf)]
    assert found == [
        (0, 0, False, 3),
        (0, 1, True, 2),
        (1, 0, True, 0),
        (2, 0, True, 3),
        (3, 0, False, 3),
        (3, 1, False, 3),
        (3, 2, True, 1),
    ]


@given(st.lists(st.integers(0, 9), max_size=5), st.integers(1, 4), st.data())
def test_going_on_gives_what_was_left(counts: list[int], size: int, data: st.DataObject) -> None:
    shelf = Shelf(tuple(counts))
    plan = plan_of(shelf, shard=size)
    everything = list(shards(plan, shelf))
    assert [p for s in everything for p in s.pages] == [p for part in plan.parts for p in shelf.pages(part)]
    for done in range(len(everything)):
        last = everything[done]
        start = Reached(last.part + 1, 0) if last.last else Reached(last.part, last.number + 1)
        assert list(shards(plan, shelf, start)) == everything[done + 1 :]


def test_heavy_pages_make_small_shards(shelf: Shelf, monkeypatch: object) -> None:
    heavy = Shelf((5,), size=shards_module._BYTES // 2)
    assert [len(s.pages) for s in shards(plan_of(heavy, shard=100), heavy)] == [2, 2, 1]


def test_a_part_that_has_become_shorter_ends_where_it_was_left() -> None:
    plan = plan_of(Shelf((9, 1)))
    found = list(shards(plan, Shelf((2, 1)), Reached(0, 2)))
    assert [(s.part, s.number, s.last, len(s.pages)) for s in found] == [(0, 2, True, 0), (1, 0, True, 1)]


def test_a_shard_without_pages_is_a_value() -> None:
    assert dataclasses.replace(Shard(0, 0, True, ()), part=1) == Shard(1, 0, True, ())
