"""A store knows what runs it has seen and how far each has come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detente.pipeline.plan import settle
from detente.pipeline.runs import runs
from detente.record import Coder, Failure
from detente.store import Store

from .conftest import Shelf, plan_of


def test_runs_tell_their_state_and_what_they_brought(shelf: Shelf, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", create=True)
    assert runs(store) == ()
    first, second = plan_of(shelf), replace(plan_of(Shelf((2,))), place="/other")
    settle(first, store)
    assert [(r.state, r.commits, r.first) for r in runs(store)] == [("unfinished", 0, None)]
    settle(second, store)
    store.add([], [Failure("u", "not-english", "m", "f", "extract", 4)], mark=first.mark(0, 0, False))
    store.add([], mark=second.mark(0, 0, True))
    store.add([], mark=first.mark(0, 1, True))
    one, other = runs(store)
    assert (one.place, one.state, one.parts, one.done, one.commits) == ("/shelf", "unfinished", 4, 1, 2)
    assert (one.failures, one.documents, one.coder) == (1, 0, first.coder)
    assert (other.place, other.state, other.parts, other.done) == ("/other", "finished", 1, 1)
    assert one.first is not None and other.last is not None and one.last is not None
    assert one.first < other.last < one.last

    anew = plan_of(shelf, coder=Coder("1", "o", "w"))
    settle(anew, store, fresh=True)
    told = {r.id: r for r in runs(store)}
    assert told[first.id].state == "given up" and told[first.id].place is None and told[first.id].commits == 2
    assert told[anew.id].state == "unfinished"
