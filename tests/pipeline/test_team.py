"""Shards come back in order, whoever is quick and whoever dies."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.pipeline.shards import Coded, Shard
from detente.pipeline.team import _AHEAD, code_all
from detente.record import Failure, Page

DEADLY = b"deadly"


def failure(page: Page | Failure) -> Failure:
    assert isinstance(page, Page)
    return Failure(page.url, "x", "m", "f", "extract", 4)


class Crowd:
    """Workers that finish in any order, and die now and then; a deadly page kills whoever reads it."""

    def __init__(self, size: int, seed: int, deaths: int = 0) -> None:
        self.size, self._dice, self._deaths = size, random.Random(seed), deaths
        self._tasks: dict[int, Shard] = {}
        self.tried = 0

    def idle(self) -> bool:
        return len(self._tasks) < self.size

    def give(self, task: int, shard: Shard) -> None:
        assert self.idle()
        self._tasks[task] = shard

    def wait(self) -> list[tuple[int, Coded | None]]:
        assert self._tasks, "waited for nobody"
        chosen = self._dice.sample(sorted(self._tasks), self._dice.randint(1, len(self._tasks)))
        return [(task, self._done(self._tasks.pop(task))) for task in chosen]

    def _done(self, shard: Shard) -> Coded | None:
        self.tried += 1
        if any(isinstance(p, Page) and p.content == DEADLY for p in shard.pages):
            return None
        if self._deaths and self._dice.random() < 0.5:
            self._deaths -= 1
            return None
        return Coded(Shard(shard.part, shard.number, shard.last, ()), tuple(map(failure, shard.pages)), 1.0)

    def close(self) -> None:
        pass


def shard(number: int, pages: int, deadly: frozenset[int] = frozenset()) -> Shard:
    made = (Page(DEADLY if n in deadly else b"x", f"{number}/{n}") for n in range(pages))
    return Shard(number, 0, True, tuple(made))


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(1, 4), st.integers(0, 99), st.integers(0, 2))
@settings(deadline=None)
def test_everything_comes_once_and_in_order(pages: list[int], size: int, seed: int, deaths: int) -> None:
    given_ = [shard(n, count) for n, count in enumerate(pages)]
    found = list(code_all(Crowd(size, seed, deaths), iter(given_)))
    assert [c.shard.part for c in found] == list(range(len(pages)))
    assert [o.url for c in found for o in c.outcomes] == [p.url for s in given_ for p in s.pages]  # type: ignore[union-attr]
    assert {o.code for c in found for o in c.outcomes} <= {"x"}  # type: ignore[union-attr]


def test_a_page_that_kills_workers_fails_alone() -> None:
    crowd = Crowd(2, 1)
    found = list(code_all(crowd, iter([shard(0, 3), shard(1, 4, frozenset({2})), shard(2, 1)])))
    told = {o.url: o.code for c in found for o in c.outcomes}  # type: ignore[union-attr]
    assert told.pop("1/2") == "worker-lost"
    assert set(told.values()) == {"x"} and len(told) == 7
    assert crowd.tried < 14


def test_a_page_that_is_a_shard_by_itself_can_fail_too() -> None:
    (coded,) = code_all(Crowd(1, 1), iter([shard(0, 1, frozenset({0}))]))
    assert [o.code for o in coded.outcomes] == ["worker-lost"]  # type: ignore[union-attr]


def test_shards_are_not_taken_ahead_of_what_is_needed() -> None:
    taken = 0

    def endless() -> Iterator[Shard]:
        nonlocal taken
        while True:
            taken += 1
            yield shard(taken - 1, 1)

    coded = code_all(Crowd(2, 3), endless())
    for number in range(50):
        assert next(coded).shard.part == number
        assert taken - number <= _AHEAD * 2 + 1


class Slow(Crowd):
    """A worker that ends itself after ten seconds over a deadly page."""

    def __init__(self) -> None:
        super().__init__(1, 1)
        self.now = 0.0

    def _done(self, shard: Shard) -> Coded | None:
        coded = super()._done(shard)
        self.now += 1 if coded is not None else 10
        return coded


def test_a_page_that_never_ends_is_tried_with_the_others_and_alone_and_no_more() -> None:
    crowd = Slow()
    given_ = [shard(0, 5, frozenset({3})), shard(1, 1), shard(2, 1, frozenset({0}))]
    found = list(code_all(crowd, iter(given_), patience=10, clock=lambda: crowd.now))
    told = {o.url: o.code for c in found for o in c.outcomes}  # type: ignore[union-attr]
    assert {url for url, code in told.items() if code == "out-of-time"} == {"0/3", "2/0"}
    assert len(told) == 7 and crowd.tried == 1 + 5 + 1 + 1
    late = next(o for o in found[0].outcomes if isinstance(o, Failure) and o.code == "out-of-time")
    assert "10 s" in late.message and "DETENTE_MAX_SECONDS" in late.fix
