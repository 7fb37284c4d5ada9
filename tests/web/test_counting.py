from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from detente.errors import StoreDamaged
from detente.record import Coding
from detente.store import Store
from detente.web import counting
from detente.web.counting import Counting


def test_counts_are_ready_and_follow_the_store(
    tmp_path: Path, store_path: Path, articles: dict[str, Coding]
) -> None:
    store = Store.open(Path(shutil.copytree(store_path, tmp_path / "store")))
    counts = Counting(store)
    assert counts.upto(2, 60) == 2
    again = articles["summit"]
    store.add([again.having(document=again.document).having(findings=())])
    assert counts.upto(store.version, 60) in {2, store.version}
    assert Counting(Store.open(tmp_path / "store", version=1)).upto(1, 60) == 1


def test_older_counts_are_shown_rather_than_waited_for(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counting(Store.open(store_path))
    assert counts.upto(2, 60) == 2
    free = threading.Event()
    monkeypatch.setattr(Counting, "_count_once", lambda self: free.wait(10))
    began = time.monotonic()
    assert counts.upto(3, 60) == 2
    assert time.monotonic() - began < 5
    counts._wanted = 2
    free.set()


def test_a_count_that_fails_is_tried_again_later(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def fail(self: Counting) -> None:
        tries.append(1)
        raise StoreDamaged("Broken.", "Mend it.")

    counts = Counting(Store.open(store_path))
    monkeypatch.setattr(Counting, "_count_once", fail)
    assert counts.upto(2, 20) is None
    assert counts.upto(2, 0.1) is None
    assert len(tries) == 1
    monkeypatch.undo()
    monkeypatch.setattr(counting, "AGAIN", 0.0)
    assert counts.upto(2, 60) == 2
