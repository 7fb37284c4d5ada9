"""Power fails: what was not on the disk may be gone or empty, and a commit is there whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.record import Coder, Coding, When
from detente.store import Store, adding, durable, removing, verify
from detente.store import store as store_module
from detente.store import tables as tables_module
from detente.store.retaining import Rule, retain
from detente.store.schema import BATCHES, SYNCED

#: Brought to the disk by SQLite itself, or holding nothing.
ASIDE = (".sqlite", "-wal", "-shm", "-journal")


def files(folder: Path) -> set[Path]:
    return {p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(ASIDE)}


class Disk:
    """Remembers what was brought to the disk, and takes pictures of what a failure would leave."""

    def __init__(self, folder: Path, pictures: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.pictures = folder, pictures
        self.begin()
        self.moments: Callable[[int], bool] = lambda _: False
        self.taken: list[Path] = []
        real = os.fsync

        def fsync(handle: int) -> None:
            real(handle)
            self._note(Path(f"/proc/self/fd/{handle}").readlink())
            self.calls += 1
            if self.moments(self.calls):
                self.take(str(self.calls))

        patch.setattr(os, "fsync", fsync)

    def begin(self) -> None:
        """From now on: all that is there is on the disk."""
        self.before = {p: p.read_bytes() for p in files(self.folder)}
        self.synced: dict[Path, bytes] = {}
        self.named: set[Path] = set()
        self.calls = 0

    def _note(self, path: Path) -> None:
        if path.is_dir():
            self.named |= {p for p in files(path) if p.parent == path}
        elif path.is_file():
            self.synced[path] = path.read_bytes()
            self.named.discard(path)

    def loose(self) -> set[Path]:
        """Files that a failure now could leave otherwise than they are."""
        now = {p: p.read_bytes() for p in files(self.folder)}
        return {
            p
            for p, content in now.items()
            # By its content: a file is written and brought to the disk under one name, and renamed then.
            if self.before.get(p) != content and not (content in self.synced.values() and p in self.named)
        }

    def take(self, name: str) -> None:
        """Copy the folder thrice: what is loose gone, empty, or (by chance) gone, empty, half or there."""
        loose = {p.relative_to(self.folder) for p in self.loose()}
        for way in ("gone", "empty", "mixed"):
            picture = self.pictures / f"{name}-{way}"
            shutil.copytree(self.folder, picture)
            dice = random.Random(f"{name}{way}")
            for path in sorted(loose):
                fate = dice.choice(("gone", "empty", "half", "there")) if way == "mixed" else way
                old = self.before.get(self.folder / path)
                if old is not None:
                    # Replaced by renaming: the name leads to the old content until the folder is on the disk.
                    (picture / path).write_bytes(old)
                elif fate == "gone":
                    (picture / path).unlink()
                elif fate in {"empty", "half"}:
                    content = (picture / path).read_bytes()
                    (picture / path).write_bytes(content[: len(content) // 2] if fate == "half" else b"")
            self.taken.append(picture)


@pytest.fixture
def disk(full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    (tmp_path / "pictures").mkdir()
    full.add([])
    return Disk(full.path, tmp_path / "pictures", monkeypatch)


def test_all_else_is_on_the_disk_before_the_marker_is_written(
    full: Store, disk: Disk, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = adding.append
    seen: list[str] = []

    def append(folder: Path, table: Any, delta: Any, rows: Any) -> None:
        if table.name == BATCHES:
            assert disk.loose() == set()
            assert len([p for p in disk.synced if p.suffix == ".parquet"]) == len(seen) > 5
        seen.append(table.name)
        real(folder, table, delta, rows)

    monkeypatch.setattr(adding, "append", append)
    full.add(codings[8:10])
    assert seen[-1] == BATCHES and disk.loose() == set()
    assert durable.floors(full.path)[BATCHES] == 3


def test_a_commit_that_is_not_to_wait_does_not(
    full: Store, disk: Disk, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_SYNC", "false")
    full.add(codings[8:9])
    assert not [p for p in disk.synced if p.suffix == ".parquet"]
    assert not (full.path / SYNCED).exists() and verify(full.path).sound
    monkeypatch.delenv("DETENTE_SYNC")
    full.add(codings[9:10])
    assert disk.loose() == set() and len(durable.floors(full.path)) > 9


def sound(picture: Path, codings: list[Coding], few: int, many: int) -> int:
    report = verify(picture)
    assert report.sound, (picture.name, report.damages[:3])
    store = Store.open(picture)
    documents = {d.id for d in store.documents()}
    assert documents in ({c.document.id for c in codings[:few]}, {c.document.id for c in codings[:many]})
    held = len(documents)
    assert len(store.events()) == 12 * held
    # The next writer clears up, and goes on as if nothing had been.
    store.add(codings[:many])
    report = verify(picture)
    assert report.sound and not report.notes, (picture.name, report.damages[:3], report.notes)
    assert {d.id for d in store.documents()} == {c.document.id for c in codings[:many]}
    return held


def test_a_commit_is_there_whole_or_not_at_all(full: Store, disk: Disk, codings: list[Coding]) -> None:
    disk.moments = lambda n: n in {1, 33} or n > 41
    full.add(codings[8:9])
    disk.take("end")
    held = [sound(picture, codings, 8, 9) for picture in disk.taken[:2] + disk.taken[5:-3:3] + disk.taken[-3:]]
    assert held[0] == 8 and held[-3:] == [9, 9, 9]


@pytest.mark.parametrize("moment", ["appended", "marked"])
def test_nothing_had_reached_the_disk(
    full: Store, disk: Disk, codings: list[Coding], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    real = adding.append

    def append(folder: Path, table: Any, delta: Any, rows: Any) -> None:
        real(folder, table, delta, rows)
        if table.name == ("documents" if moment == "appended" else BATCHES):
            disk.take(moment)

    monkeypatch.setattr(adding, "append", append)
    full.add(codings[8:9])
    monkeypatch.undo()
    assert [sound(picture, codings, 8, 9) for picture in disk.taken[:2]] == [8, 8]
    sound(disk.taken[2], codings, 8, 9)


def test_a_removal_is_there_whole_or_not_at_all(
    full: Store, disk: Disk, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Coder("2", "2", "2")
    dated = [
        Coding(newer).having(document=replace(c.document, published=When.parse("1990", "metadata")))
        for c in codings
    ]
    full.add(dated[:3])
    disk.begin()
    real = removing._without

    def without(snapshot: Any, delta: Any, name: str) -> None:
        real(snapshot, delta, name)
        if name in {"actors", "documents"}:
            disk.take(f"without-{name}")

    monkeypatch.setattr(removing, "_without", without)
    disk.moments = lambda n: n in {2, 12} or n > 14
    assert retain(full, Rule(before=date(1991, 1, 1))).documents == 3
    monkeypatch.undo()
    disk.take("end")
    left = {c.document.id for c in codings[3:8]}
    every = {c.document.id for c in codings[:8]}
    seen = []
    for picture in disk.taken[1:3] + disk.taken[-9:-3:2] + disk.taken[-3:]:
        report = verify(picture)
        assert report.sound, (picture.name, report.damages[:3])
        store = Store.open(picture)
        held = {d.id for d in store.documents()}
        assert held in (every, left), picture.name
        store.add(dated[:3])
        assert {d.id for d in store.documents()} == held
        report = verify(picture)
        assert report.sound and not report.notes, (picture.name, report.damages[:3], report.notes)
        seen.append(len(held))
    assert seen[0] == 8 and seen[-3:] == [5, 5, 5]


def test_what_compaction_wrote_may_be_lost(
    full: Store, disk: Disk, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial

    monkeypatch.setattr(store_module, "compact", partial(tables_module.compact, many=1))
    real = durable.settle

    def settle(folder: Path, deltas: Any) -> None:
        if list(deltas) in (["events"], [BATCHES]) and any(
            (folder / "events" / "_delta_log").glob("*.checkpoint*")
        ):
            disk.take(f"compacted-{next(iter(deltas))}")
        real(folder, deltas)

    monkeypatch.setattr(durable, "settle", settle)
    full.add(codings[8:9])
    monkeypatch.undo()
    assert len(disk.taken) == 6
    assert {sound(picture, codings, 9, 9) for picture in disk.taken} == {9}
