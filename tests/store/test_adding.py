"""An add is one commit: cut short anywhere, it leaves nothing, and the next one clears up."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detente.errors import StoreDamaged, StoreError
from detente.record import Coding, Count
from detente.store import Store, adding, verify
from detente.store.schema import TABLES

WRITTEN = [n for n in TABLES if n not in {"failures", "imported", "removed"}]


class Cut(BaseException):
    """Stands for a kill: nothing of ours catches it."""


@pytest.mark.parametrize("table", ["nothing", *WRITTEN])
def test_cut_short_after_any_table(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    real = adding.append

    def cut(folder: Path, written: Any, delta: Any, rows: Any) -> None:
        if table == "nothing":
            raise Cut
        real(folder, written, delta, rows)
        if written.name == table:
            raise Cut

    monkeypatch.setattr(adding, "append", cut)
    with pytest.raises(Cut):
        full.add(codings[8:])
    monkeypatch.undo()
    done = table == "batches"
    report = verify(full.path)
    assert report.sound, report.damages
    assert len(full.documents()) == len(full.search("treaty", limit=99)) == (12 if done else 8)
    assert len(full.events()) == 12 * len(full.documents())
    added = full.add(codings[6:])
    assert (added.new, added.known) == ((0, 6) if done else (4, 2))
    assert {c.document.id: c for c in full.codings()} == {c.document.id: c for c in codings}
    report = verify(full.path)
    assert report.sound and not report.notes


def test_leftovers_do_not_stand_in_the_way_of_other_documents(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = adding.append

    def cut(folder: Path, written: Any, delta: Any, rows: Any) -> None:
        if written.name == "batches":
            raise Cut
        real(folder, written, delta, rows)

    monkeypatch.setattr(adding, "append", cut)
    with pytest.raises(Cut):
        full.add(codings[8:10])
    monkeypatch.undo()
    assert any("cut short" in n for n in verify(full.path).notes)
    full.add(codings[10:])
    assert {d.id for d in full.documents()} == {c.document.id for c in codings[:8] + codings[10:]}
    assert verify(full.path).sound


def test_an_index_that_was_not_reached_catches_up(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.store import people

    def cut(*_: Any) -> None:
        raise Cut

    monkeypatch.setattr(people, "index", cut)
    with pytest.raises(Cut):
        full.add(codings[8:])
    monkeypatch.undo()
    report = verify(full.path)
    assert report.sound and any("catches up" in n for n in report.notes)
    assert [h.document for h in full.search('"Report 9"')] == [codings[9].document.id]
    assert not verify(full.path).notes


def test_a_marker_table_that_lost_commits_stops_the_writer(full: Store, codings: list[Coding]) -> None:
    (full.path / "batches" / "_delta_log" / "00000000000000000002.json").unlink()
    with pytest.raises(StoreDamaged, match="search index"):
        full.add(codings[8:])
    full.reindex()
    # Without the index's memory the rows of the lost commit look like leftovers of a killed run.
    assert len(full.documents()) == 5
    assert full.add(codings).new == 7
    assert verify(full.path).sound


def test_rows_of_several_lost_commits_are_not_swept(full: Store, codings: list[Coding]) -> None:
    full.add(codings[8:])
    for number in (2, 3):
        (full.path / "batches" / "_delta_log" / f"{number:020d}.json").unlink()
    full.reindex()
    with pytest.raises(StoreDamaged, match="only 1 are marked"):
        full.add(codings)
    assert {d.code for d in verify(full.path).damages} >= {"commits-lost"}


def test_a_second_writer_waits_or_says_so(full: Store, codings: list[Coding]) -> None:
    from detente.store.lock import writing

    hasty = Store.open(full.path, wait=0.2)
    with writing(full.path, 1):
        with pytest.raises(StoreError, match="Another process"):
            hasty.add(codings)
        assert len(hasty.documents()) == 8  # readers do not wait
        patient = threading.Thread(target=lambda: Store.open(full.path, wait=30).add(codings))
        patient.start()
    patient.join()
    assert len(hasty.documents()) == 12


WRITER = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("synthetic", sys.argv[1])
synthetic = importlib.util.module_from_spec(spec)
spec.loader.exec_module(synthetic)
from detente.store import Store
store = Store.open(sys.argv[2], create=True)
first, last = int(sys.argv[3]), int(sys.argv[4])
added = [store.add([synthetic.coding(n) for n in range(at, min(at + 2, last))]) for at in range(first, last, 2)]
print(sum(a.new for a in added), sum(a.known for a in added))
"""


def test_two_processes_that_add_at_once_lose_and_double_nothing(tmp_path: Path, synthetic: ModuleType) -> None:
    store = tmp_path / "store"
    assert synthetic.__file__
    ranges = (("0", "8"), ("4", "12"))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, synthetic.__file__, str(store), *r], stdout=subprocess.PIPE, text=True
        )
        for r in ranges
    ]
    said = [tuple(map(int, w.communicate()[0].split())) for w in writers]
    assert [w.returncode for w in writers] == [0, 0]
    assert sum(new for new, _ in said) == 12 and sum(known for _, known in said) == 4
    opened = Store.open(store)
    assert sorted(d.id for d in opened.documents()) == sorted(synthetic.coding(n).document.id for n in range(12))
    assert verify(store).sound


def test_the_tables_are_plain_delta_for_other_programs(full: Store) -> None:
    from deltalake import DeltaTable, QueryBuilder

    events = DeltaTable(full.path / "events")
    assert "acts" in events.metadata().description
    found = QueryBuilder().register("events", events).execute("SELECT count(*) AS n FROM events").read_all()
    assert found.column("n").to_pylist() == [96]
    kinds = {f.name: str(f.type) for f in events.schema().fields}
    assert "StructType" in kinds["when"] and "ArrayType" in kinds["evidence"]
    log = (full.path / "events" / "_delta_log" / "00000000000000000000.json").read_text().splitlines()
    protocol = next(json.loads(line)["protocol"] for line in log if "protocol" in line)
    assert protocol["minReaderVersion"] == 1


def test_a_store_from_before_events_had_counts_reads_and_grows(
    tmp_path: Path, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = TABLES["events"]
    older = replace(events, columns=tuple(c for c in events.columns if c[0] != "counts"))
    with monkeypatch.context() as patch:
        patch.setitem(TABLES, "events", older)
        Store.open(tmp_path / "old", create=True).add(codings[:2])
    store = Store.open(tmp_path / "old")
    counted = _counting(codings[2])
    assert verify(tmp_path / "old").sound
    store.add([counted])
    kept = {c.document.id: c for c in store.codings()}
    assert kept[codings[0].document.id].events == codings[0].events
    assert kept[counted.document.id].events[0].counts == counted.events[0].counts
    assert verify(tmp_path / "old").sound


def _counting(coding: Coding) -> Coding:
    """The coding with a count in its first event."""
    event = coding.events[0]
    count = Count("dead", 3, None, event.trigger.span)
    return coding.having(events=(replace(event, counts=(count,)), *coding.events[1:]))
