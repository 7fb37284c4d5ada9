"""Coders compared: the same, the opposite, strangers, and those who never meet."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.record import Entry, Side
from detente.relations.agreement import agreement
from detente.relations.ranks import FEWEST, correlated, ranks
from detente.store import Store

np = pytest.importorskip("numpy")
START = date(2018, 1, 1)


def entries(coder: str, days: Iterable[tuple[date, float]], a: str = "USA", b: str = "RUS") -> list[Entry]:
    return [
        Entry(
            coder=coder,
            source_id=f"{coder}-{n}",
            start=day,
            end=day,
            type="AID",
            quad=2,
            score=score,
            scale="plover",
            actors=(Side(a, a),),
            recipients=(Side(b, b),),
        )
        for n, (day, score) in enumerate(days)
    ]


def months(
    counts: Iterable[int], score: Callable[[int], float] = lambda n: float(n % 7)
) -> list[tuple[date, float]]:
    found = []
    for month, count in enumerate(counts):
        first = date(2018 + month // 12, 1 + month % 12, 1)
        found += [(first + timedelta(days=n % 28), score(month)) for n in range(count)]
    return found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


COUNTS = [3, 9, 1, 4, 12, 7, 2, 5, 8, 6, 11, 10, 0, 13, 3, 5, 9, 2, 7, 4, 6, 1, 8, 12]


def test_the_same_events_agree_wholly(store: Store) -> None:
    days = months(COUNTS)
    turned = [(day, -score) for day, score in days]
    store.take_in([*entries("A", days), *entries("B", days), *entries("C", turned, "RUS", "USA")])
    found = agreement(store, "USA", "RUS", ["A", "B", "C"])
    same, opposite, _ = found.pairs
    assert same.counts is not None and same.scores is not None
    assert (same.counts.value, same.scores.value, same.shared) == pytest.approx((1, 1, 1))
    assert same.counts.periods == 24 and same.scores.periods == 23, "a silent month has a count and no score"
    assert opposite.counts is not None and opposite.scores is not None
    assert (opposite.counts.value, opposite.scores.value) == pytest.approx((1, -1))
    assert [s.events for s in found.series] == [sum(COUNTS)] * 3


def test_strangers_do_not_agree(store: Store) -> None:
    dice = random.Random(4)
    one = [dice.randrange(20) for _ in range(60)]
    other = [dice.randrange(20) for _ in range(60)]
    store.take_in([*entries("A", months(one)), *entries("B", months(other, lambda n: dice.random()))])
    (pair,) = agreement(store, "RUS", "USA", ["A", "B"]).pairs
    assert pair.counts is not None and abs(pair.counts.value) < 0.35
    assert pair.counts.low < 0 < pair.counts.high


def test_only_the_time_that_both_cover_counts(store: Store) -> None:
    days = months(COUNTS)
    late = [d for d in days if d[0] >= date(2019, 1, 1)]
    store.take_in([*entries("A", days), *entries("B", late)])
    (pair,) = agreement(store, "USA", "RUS", ["A", "B"]).pairs
    assert pair.since == late[0][0] and pair.counts is not None and pair.counts.value == pytest.approx(1)
    assert pair.shared == 1
    (pair,) = agreement(store, "USA", "RUS", ["A", "B"], until=date(2018, 6, 1)).pairs
    assert (pair.since, pair.counts, pair.shared) == (None, None, None)


def test_what_others_do_only_says_which_time_a_coder_covers(store: Store) -> None:
    days = months(COUNTS)
    store.take_in([*entries("A", days), *entries("B", days, "FRA", "KEN")])
    found = agreement(store, "USA", "RUS", ["A", "B"])
    assert found.series[1].events == 0 and found.series[1].first == days[0][0]
    assert found.pairs[0].counts is None, "a series of nothing has no correlation"
    assert found.pairs[0].shared == 0


def test_few_periods_give_no_correlation(store: Store) -> None:
    days = months([1, 2, 3, 4, 5])
    store.take_in([*entries("A", days), *entries("B", days)])
    (pair,) = agreement(store, "USA", "RUS", ["A", "B"]).pairs
    assert FEWEST == 6 and pair.counts is None and pair.shared == 1
    (pair,) = agreement(store, "USA", "RUS", ["A", "B"], "week").pairs
    assert pair.counts is not None


def test_the_same_seed_gives_the_same_intervals(store: Store) -> None:
    dice = random.Random(2)
    other = [max(0, n + dice.randrange(-4, 5)) for n in COUNTS]
    store.take_in([*entries("A", months(COUNTS)), *entries("B", months(other))])
    found = [agreement(store, "USA", "RUS", ["A", "B"], seed=n).pairs[0].counts for n in (1, 1, 2)]
    assert found[0] == found[1] != found[2]
    assert found[0] is not None and found[0].low <= found[0].value <= found[0].high


def test_wrong_questions(store: Store) -> None:
    store.take_in(entries("A", months([1])))
    for arguments, message in (
        (("USA", "USA", ["A", "detente"]), "one state"),
        (("USA", "RUS", ["A"]), "two coders"),
        (("USA", "RUS", ["A", "ICEWS"]), "nothing by the coder 'ICEWS'"),
        (("USA", "RUS", ["A", "detente"], "decade"), "no period"),
    ):
        with pytest.raises(InputError, match=message):
            agreement(store, *arguments)  # type: ignore[arg-type]


def test_ranks_and_correlation_by_hand() -> None:
    assert list(ranks(np.array([10.0, 20.0, 10.0, 5.0]))) == [2.5, 4.0, 2.5, 1.0]
    found = correlated([1, 2, 3, 4, 5, 6], [1, 4, 1.5, 4.5, 6, 5], np.random.default_rng(1))
    assert found is not None and found.value == pytest.approx(1 - 6 * (0 + 1 + 1 + 0 + 1 + 1) / (6 * 35))
