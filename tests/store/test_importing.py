"""The table of imported events: in older stores, changed by hand, cut short."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from detente.errors import StoreError
from detente.record import Coding, Entry, Failure, Side, Where
from detente.store import EntryFilter, Store, adding, verify
from detente.store.schema import TABLES


def entry(number: int = 1, **changed: Any) -> Entry:
    day = date(2020, 1, 1 + number % 28)
    given = {
        "coder": "ICEWS",
        "origin": "events.tsv sha256:00",
        "line": number,
        "source_id": str(number),
        "start": day,
        "end": day,
        "type": "AID",
        "cameo": "071",
        "quad": 2,
        "score": 7.4,
        "scale": "goldstein",
        "actors": (Side("Oslo", "NOR", ("GOV",)),),
        "recipients": (Side("Nairobi", "KEN", ("GOV",)),),
        "where": Where("Nairobi", "KEN", -1.25, 36.75, 184745),
    }
    return Entry(**{**given, **changed})  # type: ignore[arg-type]


FAILURE = Failure("events.tsv sha256:00#line=9", "unreadable-line", "Line 9: bad", "Mend it.", "import", 3)


@pytest.fixture
def older(full: Store) -> Store:
    """A store as it was before there were imported events."""
    shutil.rmtree(full.path / "imported")
    return full


def test_an_older_store_reads_verifies_and_takes_codings(older: Store, codings: list[Coding]) -> None:
    report = verify(older.path)
    assert report.sound and not report.notes and report.counts.get("imported") is None
    assert older.coders() == {} and list(older.entries()) == []
    assert older.add(codings[8:9]).new == 1
    assert not (older.path / "imported").exists() and verify(older.path).sound


def test_an_older_store_gets_the_table_with_the_first_import(older: Store, codings: list[Coding]) -> None:
    taken = older.take_in([entry(1), entry(2)], [FAILURE])
    assert (taken.new, taken.known, taken.failures, taken.version) == (2, 0, 1, 3)
    assert list(older.entries()) == [entry(1), entry(2)]
    assert older.add(codings[8:]).new == 4 and len(older.documents()) == 12
    assert list(Store.open(older.path, version=2).entries()) == []
    report = verify(older.path)
    assert report.sound and report.counts["imported"] == 2


def test_a_making_of_the_table_that_was_cut_short(older: Store) -> None:
    (older.path / "imported" / "_delta_log").mkdir(parents=True)
    (older.path / "imported" / "half.parquet").write_bytes(b"PAR1")
    assert older.coders() == {} and len(older.documents()) == 8 and verify(older.path).sound
    assert older.take_in([entry()]).new == 1 and verify(older.path).sound


def test_entries_come_back_as_they_were(store: Store) -> None:
    bare = Entry(coder="x", origin="f sha256:1", line=7)
    given = [
        entry(),
        bare,
        entry(2, contexts=("military",), modality=("negation",), story="s", mentions=3, text="t"),
    ]
    store.take_in(given)
    assert sorted(store.entries(), key=lambda e: e.line) == sorted(given, key=lambda e: e.line)
    assert list(store.entries(EntryFilter(country="KEN", since=date(2020, 1, 3)))) == [given[2]]


def test_an_old_version_takes_nothing(full: Store) -> None:
    with pytest.raises(StoreError):
        Store.open(full.path, version=1).take_in([entry()])


def test_what_differs_is_given_back_and_the_first_stays(store: Store) -> None:
    store.take_in([entry(1)])
    other = entry(1, score=1.0)
    taken = store.take_in([other, entry(1, line=99, origin="later.tsv sha256:22"), entry(2), entry(2)])
    assert taken.differing == (other,) and (taken.new, taken.known) == (1, 2)
    assert [e.score for e in store.entries()] == [7.4, 7.4]


@pytest.mark.parametrize("table", ["imported", "failures", "batches"])
def test_cut_short_after_any_table(full: Store, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    real = adding.append

    def cut(folder: Path, written: Any, delta: Any, rows: Any) -> None:
        real(folder, written, delta, rows)
        if written.name == table:
            raise KeyboardInterrupt

    monkeypatch.setattr(adding, "append", cut)
    with pytest.raises(KeyboardInterrupt):
        full.take_in([entry(1)], [FAILURE])
    monkeypatch.undo()
    done = table == "batches"
    assert len(list(full.entries())) == done and verify(full.path).sound
    taken = full.take_in([entry(1), entry(2)], [FAILURE])
    assert (taken.new, taken.known, taken.failures) == ((1, 1, 0) if done else (2, 0, 1))
    report = verify(full.path)
    assert report.sound and not report.notes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"score": "-9.0"}, "record-changed"),
        ({"actor_country": "'RUS'"}, "record-changed"),
        ({"line": "12"}, "record-changed"),
        ({"start": "cast('2021-01-01' as date)"}, "record-changed"),
    ],
)
def test_a_changed_row_is_noticed(store: Store, change: dict[str, str], code: str) -> None:
    store.take_in([entry(1), entry(2)])
    DeltaTable(store.path / "imported").update(updates=change, predicate="source_id = '1'")
    assert [d.code for d in verify(store.path).damages] == [code]


def test_a_lost_and_a_doubled_row_are_noticed(store: Store) -> None:
    store.take_in([entry(1), entry(2)])
    kept = store.path.with_name("kept")
    shutil.copytree(store.path, kept)
    DeltaTable(store.path / "imported").delete("source_id = '1'")
    assert [d.code for d in verify(store.path).damages] == ["rows-missing"]
    rows = Store.open(kept).look("imported").ask("SELECT * FROM imported WHERE source_id = '1'")
    plain = [{**r, "start": r["start"].isoformat(), "end": r["end"].isoformat()} for r in rows]
    adding.append(kept, TABLES["imported"], DeltaTable(kept / "imported"), plain)
    assert {d.code for d in verify(kept).damages} == {"rows-added", "imported-twice"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "FIGHT"},
        {"mode": "visit"},
        {"cameo": "999"},
        {"quad": 7},
        {"contexts": ("gossip",)},
        {"modality": ("perhaps",)},
        {"actors": (Side("A", "ATL"),)},
        {"recipients": (Side("A", "KEN", ("ZZZ",)),)},
        {"where": Where("X", "ATL")},
        {"grain": "eon"},
        {"scale": "richter"},
        {"end": date(2019, 1, 1)},
    ],
)
def test_codes_that_do_not_exist_are_noticed(store: Store, wrong: dict[str, Any]) -> None:
    store.take_in([entry(1), entry(2, **wrong)])
    assert [d.code for d in verify(store.path).damages] == ["unknown-code"]


def test_a_table_that_is_lost_with_its_rows_is_noticed(store: Store) -> None:
    store.take_in([entry(1)])
    shutil.rmtree(store.path / "imported")
    assert [d.code for d in verify(store.path).damages] == ["rows-missing"]
