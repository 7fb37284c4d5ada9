"""Keeping a store in shape: fewer files, old ones gone, copies, and the layout of today."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from detente.errors import DiskFull, StoreDamaged, StoreError
from detente.store import durable, home
from detente.store.changing import changing
from detente.store.ledger import manifest
from detente.store.ledger.building import holds_removed
from detente.store.lock import writing
from detente.store.schema import HANGING, KEY, LEDGER_LOCK, MARKER, PEOPLE, RUNS, TABLES, WATCH
from detente.store.store import WAIT, Store
from detente.store.tables import Snapshot, check_path, opened, widen
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: Files that a commit replaced stay so long, for readers that are still at them. **Units**: hours.
KEPT = 168
#: Spare room wanted beside a copy. **Units**: bytes.
_SPARE = 10_000_000


@dataclass(frozen=True, slots=True)
class Weight:
    """What a store weighs on the disk.

    Attributes:
        files: How many files it has.
        size: Their size. **Units**: bytes.
    """

    files: int
    size: int


def weight(folder: Path) -> Weight:
    """Weigh a store, or any folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Weight(len(sizes), sum(sizes))


def vacuum(store: Store, hours: int = KEPT) -> int:
    """Remove files that nothing committed needs any more, and give unused room of the index back.

    Every version stays readable: versions are rows, not files.

    Args:
        store: The store.
        hours: Files replaced later than this are kept; with 0, a reader at work may lose what it reads.

    Returns:
        How many files were removed.
    """
    removed = 0
    with changing(store.path, store.wait) as (deltas, now):
        with translated(store.path, "writing"):
            # What stands for the files that go must be there after a power failure.
            durable.keep(store.path, deltas)
            for delta in deltas.values():
                removed += len(delta.vacuum(hours, dry_run=False, enforce_retention_duration=False))
            if now.renewed:
                for name in HANGING:
                    deltas[name].create_checkpoint()
            durable.keep(store.path, deltas)
            if now.renewed:
                # Log entries tell the first words of texts that are gone.
                for name in HANGING:
                    removed += durable.shorten(store.path / name, int(deltas[name].version()), hours * 3600.0)
            with closing(sqlite3.connect(store.path / PEOPLE, timeout=30, isolation_level=None)) as people:
                # Words that were taken out leave the index's pages, and the pages leave the file.
                people.execute("INSERT INTO words (words) VALUES ('optimize')")
                people.execute("VACUUM")
                people.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        removed += _vacuum_ledger(store, now, hours)
    return removed


def _vacuum_ledger(store: Store, now: Snapshot, hours: int) -> int:
    """Remove files of the ledger that do not count; all of them when it holds what was removed from the store."""
    at = manifest.place(store.path)
    if not at.is_dir():
        return 0
    with writing(store.path, store.wait, LEDGER_LOCK):
        found = manifest.read(at)
        stale = found is not None and holds_removed(found, now)
        return manifest.clear(at, None if stale else found, hours * 3600.0)


def backup(store: Store, target: Path) -> Weight:
    """Copy a store as of one moment. Others may go on reading and writing meanwhile.

    Writers wait while the lists of files and the SQLite files are copied; the files themselves never change. The
    copy has all that belongs to a store: tables, what people wrote and the key of its hashes, what `detente watch`
    remembers, and the plans of runs. It has no ledger: that is made anew from the tables when it is asked. The
    marker file comes last, when all else is on the disk, so that a copy cut short is no store.

    Args:
        store: The store.
        target: A folder that is not there yet; it appears when the copy is whole.

    Returns:
        What the copy weighs.

    Raises:
        StoreError: The target is there already.
        DiskFull: There is not room enough; nothing is left of the copy.
    """
    target = free(target)
    with staged(target, weight(store.path).size) as new:
        files, deltas, marker = gather(store, new)
        for path in files:
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(store.path / path, new / path)
        seal(new, deltas, marker)
    return weight(target)


@contextmanager
def staged(target: Path, needed: int) -> Iterator[Path]:
    """A folder beside the target to put a store together in: it becomes the target at the end, or vanishes.

    Args:
        target: Where the store is wanted; nothing is there.
        needed: Room that it takes. **Units**: bytes.

    Raises:
        DiskFull: There is not room enough; nothing is left.
    """
    new = target.with_name(f"{target.name}.new")
    with translated(target, "writing"):
        target.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target.parent).free < needed + _SPARE:
            raise DiskFull(
                f"{target.parent} has no room for a copy of {needed:,} bytes.", "Free some, or copy to elsewhere."
            )
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            yield new
            new.rename(target)
            durable.sync(target.parent)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise


def gather(store: Store, new: Path) -> tuple[list[Path], dict[str, DeltaTable], str]:
    """Begin a copy: what changes from commit to commit is copied as of one moment, while writers wait.

    Args:
        store: The store.
        new: An empty folder.

    Returns:
        The files, below the store's folder, that have to be copied yet and never change; the tables; and what
        the marker file is to say.
    """
    with changing(store.path, store.wait) as (deltas, _):
        return _lists(store.path, new, deltas), deltas, (store.path / MARKER).read_text("utf-8")


def seal(new: Path, deltas: dict[str, DeltaTable], marker: str) -> None:
    """Bring a copy to the disk, and make it a store: its marker file comes last."""
    if durable.wanted():
        durable.sync_all(new)
        durable.note(new, deltas)
    durable.put(new / MARKER, marker)


def _lists(folder: Path, new: Path, deltas: dict[str, DeltaTable]) -> list[Path]:
    """Copy what changes from commit to commit; gives the files that then have to be copied."""
    files = []
    for name, delta in deltas.items():
        shutil.copytree(folder / name / "_delta_log", new / name / "_delta_log")
        files += [Path(name) / unquote(path) for path in _active(delta)]
    for name in (PEOPLE, WATCH):
        if (folder / name).is_file():
            with closing(_sqlite(folder / name)) as ours, closing(_sqlite(new / name)) as theirs:
                ours.backup(theirs)
    if (folder / RUNS).is_dir():
        shutil.copytree(folder / RUNS, new / RUNS)
    if (folder / KEY).is_file():
        shutil.copy2(folder / KEY, new / KEY)
    return files


def _sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30)


def _active(delta: DeltaTable) -> list[str]:
    return [str(path) for path in delta.get_add_actions(flatten=True).column("path").to_pylist()]


def restore(copy: Path, target: Path) -> Weight:
    """Put a backup where a store is wanted, after checking all of it.

    Args:
        copy: The backup.
        target: A folder that is not there yet.

    Raises:
        StoreDamaged: The backup does not verify; nothing was copied.
        StoreError: The target is there already.
    """
    from detente.store.verifying import verify

    target = free(target)
    report = verify(copy)
    if not report.sound:
        first = report.damages[0]
        raise StoreDamaged(
            f"The backup {copy} is damaged ({len(report.damages)}, first: {first.message}).",
            f"Run `detente verify {copy}` to see all, and use another backup.",
        )
    return backup(Store.open(copy), target)


def free(target: Path) -> Path:
    """A place for a new store, cleared of an empty folder that stands there.

    Raises:
        StoreError: Something is there.
    """
    check_path(target.resolve())
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target} is there already.", "Give a folder that is not there yet, or move it away.")
    if target.is_dir():
        target.rmdir()
    return target.resolve()


def migrate(path: Path, wait: float = WAIT) -> tuple[str, ...]:
    """Bring a store of an earlier layout to that of today. What is in it stays as it is, version by version.

    Older stores are read and written without it; afterwards other programs find all columns in every table.

    Args:
        path: The store.
        wait: How long to wait for another writer. **Units**: seconds.

    Returns:
        The columns that were added, as `table.column`; none when the store is of today.

    Raises:
        StoreError: A newer detente made the store.
    """
    store = Store.open(path, wait=wait)
    added = []
    with writing(store.path, wait):
        for name, delta in opened(store.path).items():
            there = {field.name for field in delta.schema().fields}
            lacking = [column for column, _ in TABLES[name].columns if column not in there]
            if lacking:
                widen(store.path, TABLES[name], delta)
                added += [f"{name}.{column}" for column in lacking]
        if added:
            home.migrated(store.path)
    return tuple(added)
