"""Upkeep loses nothing: not a row, not a version, not a note."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import DiskFull, StoreDamaged, StoreError, StoreMissing
from detente.record import Coding
from detente.store import Store, adding, upkeep, verify
from detente.store import tables as tables_module
from detente.store.schema import PEOPLE, TABLES, Table

#: Columns that the tables of the first version did not have.
LATER = {"events": {"counts"}, "findings": {"when"}, "batches": {"mark"}}


def held(store: Store) -> dict[str, Coding]:
    return {c.document.id: c for c in store.codings()}


@pytest.fixture
def old(tmp_path: Path, codings: list[Coding], monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store as the first version made it: without the columns that came later."""
    real = tables_module.append

    def plain(folder: Path, table: Table, delta: Any, rows: Any) -> None:
        dropped = LATER.get(table.name, set())
        real(folder, table, delta, [{k: v for k, v in row.items() if k not in dropped} for row in rows])

    with monkeypatch.context() as patch:
        for name, lacking in LATER.items():
            was = TABLES[name]
            kept = tuple(c for c in was.columns if c[0] not in lacking)
            patch.setitem(TABLES, name, Table(name, was.about, kept))
        patch.setattr(adding, "append", plain)
        store = Store.open(tmp_path / "old", create=True)
        store.add(codings[:3])
        store.add(codings[3:5])
    return store


def data_files(store: Store) -> int:
    return len(list(store.path.glob("*/*.parquet")))


def columns(store: Store, table: str) -> set[str]:
    return {field.name for field in tables_module.opened(store.path, (table,))[table].schema().fields}


def test_a_first_store_is_read_written_and_migrated(old: Store, codings: list[Coding]) -> None:
    assert not columns(old, "events") & {"counts"}
    before = held(old)
    assert before == {c.document.id: c for c in codings[:5]}
    assert verify(old.path).sound
    assert upkeep.migrate(old.path) == ("events.counts", "findings.when", "batches.mark")
    assert columns(old, "events") == {name for name, _ in TABLES["events"].columns}
    assert upkeep.migrate(old.path) == ()
    assert held(old) == before and old.version == 2 and verify(old.path).sound
    assert len(Store.open(old.path, version=1).documents()) == 3
    old.add(codings[5:7], mark="run:x:0:0:end")
    assert held(old) == {c.document.id: c for c in codings[:7]} and verify(old.path).sound


def test_a_first_store_takes_marks_without_being_migrated(old: Store, codings: list[Coding]) -> None:
    assert old.marks("run:") == {}
    old.add(codings[5:6], mark="run:x:0:0:end")
    assert list(old.marks("run:")) == ["run:x:0:0:end"] and verify(old.path).sound


def test_compacting_and_vacuuming_keep_every_version(full: Store, codings: list[Coding]) -> None:
    for coding in codings[8:]:
        full.add([coding])
    many = data_files(full)
    full.compact()
    removed = upkeep.vacuum(full, hours=0)
    assert removed > 10 and data_files(full) < many / 2
    assert held(full) == {c.document.id: c for c in codings}
    assert [len(Store.open(full.path, version=n).documents()) for n in (1, 2, 3)] == [5, 8, 9]
    assert verify(full.path).sound


def test_a_vacuum_keeps_what_was_replaced_lately(full: Store) -> None:
    full.compact()
    assert upkeep.vacuum(full) == 0


def test_a_backup_is_restored_with_what_people_wrote(full: Store, codings: list[Coding], tmp_path: Path) -> None:
    with closing(sqlite3.connect(full.path / PEOPLE)) as people, people:
        people.execute("CREATE TABLE scribbles (words TEXT)")
        people.execute("INSERT INTO scribbles VALUES ('a note')")
    (full.path / "runs").mkdir()
    (full.path / "runs" / "44136fa355b3678a.json").write_text("{}")
    upkeep.backup(full, tmp_path / "copy")
    full.add(codings[8:])
    upkeep.restore(tmp_path / "copy", tmp_path / "again")
    again = Store.open(tmp_path / "again")
    assert held(again) == {c.document.id: c for c in codings[:8]} and again.version == 2
    with closing(sqlite3.connect(again.path / PEOPLE)) as people:
        assert people.execute("SELECT words FROM scribbles").fetchall() == [("a note",)]
    assert (again.path / "runs" / "44136fa355b3678a.json").read_text() == "{}"
    assert [h.document for h in again.search('"Report 3"')] == [codings[3].document.id]
    assert again.add(codings[8:]).new == 4 and verify(again.path).sound


def test_a_backup_taken_while_others_write_is_of_one_moment(
    full: Store, codings: list[Coding], tmp_path: Path
) -> None:
    writer = threading.Thread(target=lambda: [full.add([c]) for c in codings[8:]])
    writer.start()
    try:
        for number in range(2):
            upkeep.backup(full, tmp_path / f"copy-{number}")
            copy = Store.open(tmp_path / f"copy-{number}")
            assert verify(copy.path).sound
            assert len(copy.documents()) == 8 + copy.version - 2
    finally:
        writer.join()
    assert len(full.documents()) == 12


def test_a_damaged_backup_is_not_restored(full: Store, tmp_path: Path) -> None:
    upkeep.backup(full, tmp_path / "copy")
    victim = next((tmp_path / "copy" / "events").glob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-40])
    with pytest.raises(StoreDamaged, match="is damaged"):
        upkeep.restore(tmp_path / "copy", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_copy_goes_over_nothing_and_leaves_nothing_half(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.txt").write_text("mine")
    with pytest.raises(StoreError, match="there already"):
        upkeep.backup(full, tmp_path / "there")
    assert (tmp_path / "there" / "mine.txt").read_text() == "mine"

    def full_disk(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upkeep.shutil, "copy2", full_disk)
    with pytest.raises(DiskFull):
        upkeep.backup(full, tmp_path / "copy")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("copy")] == []


def test_a_backup_has_all_that_belongs_to_a_store(full: Store, tmp_path: Path) -> None:
    from detente.notes import secret
    from detente.store.watching import WaitingPage, watching

    key = secret.secret(full.path)
    with watching(full.path) as state:
        feed = state.feed("https://example.org/feed")
        state.answered(feed, [WaitingPage("p", "https://example.org/1", feed.url)])
        # Others may watch while it is copied.
        upkeep.backup(full, tmp_path / "copy")
        state.done(["p"])
    full.ledger()
    upkeep.restore(tmp_path / "copy", tmp_path / "again")
    again = Store.open(tmp_path / "again")
    assert secret.secret(again.path) == key and (again.path / "notes.key").stat().st_mode & 0o77 == 0
    with watching(again.path) as state:
        assert state.counts() == {"waiting": 1}
    assert not (again.path / "ledger").exists()
    there, here = (s.ledger().ask("SELECT * EXCLUDE (batch) FROM acts ORDER BY ALL") for s in (full, again))
    assert there == here and verify(again.path).sound


def test_a_backup_cut_short_is_no_store(full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(BaseException):
        """Stands for a kill: nothing is cleared up after it."""

    def cut(*_: Any) -> None:
        raise Cut

    for number, (place, name) in enumerate(
        [(upkeep.durable, "sync_all"), (upkeep.durable, "put"), (Path, "rename")]
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, cut)
            patch.setattr(upkeep.shutil, "rmtree", lambda *_, **__: None)
            with pytest.raises(Cut):
                upkeep.backup(full, tmp_path / f"copy{number}")
        assert not (tmp_path / f"copy{number}").exists()
        half = tmp_path / f"copy{number}.new"
        if name == "rename":
            # All of it is there, under the name of something that is not finished.
            assert verify(half).sound
        else:
            with pytest.raises(StoreMissing):
                Store.open(half)
        upkeep.backup(full, tmp_path / f"copy{number}")
        assert verify(tmp_path / f"copy{number}").sound and not half.exists()


def test_the_commands(full: Store, tmp_path: Path) -> None:
    run = CliRunner()
    path = str(full.path)
    told = [
        run.invoke(app, ["store", *arguments])
        for arguments in (
            ["compact", path],
            ["vacuum", path, "--hours", "0"],
            ["backup", path, str(tmp_path / "copy")],
            ["restore", str(tmp_path / "copy"), str(tmp_path / "again")],
            ["migrate", str(tmp_path / "again")],
        )
    ]
    assert [t.exit_code for t in told] == [0] * 5, [t.output for t in told]
    assert "tables compacted" in told[0].output and "files removed" in told[1].output
    assert "is sound" in told[3].output and "layout of today" in told[4].output
    assert run.invoke(app, ["store", "vacuum", str(tmp_path / "nowhere")]).exit_code == 6
