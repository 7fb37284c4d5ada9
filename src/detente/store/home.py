"""What makes a folder a store: the marker file, and what else may lie in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from detente.errors import StoreDamaged, StoreError, StoreMissing
from detente.store import durable, people
from detente.store.lock import writing
from detente.store.schema import (
    BATCHES,
    FIRST,
    FORMAT,
    KEY,
    LEDGER,
    LEDGER_LOCK,
    LOCK,
    MARKER,
    PEOPLE,
    REMOVING,
    RUNS,
    SYNCED,
    TABLES,
    WATCH,
    WATCH_LOCK,
)
from detente.store.tables import Snapshot, create
from detente.store.trouble import translated


def make(folder: Path, wait: float) -> None:
    """Make an empty store.

    Args:
        folder: Where; an empty folder, or one that is not there yet.
        wait: How long to wait for another process that makes it. **Units**: seconds.

    Raises:
        StoreError: The folder holds other things.
        StoreDamaged: A store was there that has lost its marker file.
        NoPermission: It may not be made.
    """
    with translated(folder, "writing"):
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted({p.name for p in folder.iterdir()} - own_names())
    if strange:
        raise StoreError(
            f"{folder} is no store, and has other things in it ({', '.join(strange[:3])}).",
            "Give an empty folder, or one that is not there yet.",
        )
    with writing(folder, wait):
        if is_store(folder):
            return
        for table in TABLES.values():
            create(folder, table)
        if Snapshot.take(folder, (BATCHES,)).version:
            raise StoreDamaged(f"{MARKER} is missing in the store {folder}.", "Put it back from a backup.")
        people.create(folder)
        made = {"format": FIRST, "made_by": _me(), "created": datetime.now(UTC).isoformat()}
        with translated(folder, "writing"):
            if durable.wanted():
                durable.sync_all(folder)
                durable.put(folder / SYNCED, json.dumps(dict.fromkeys(TABLES, 0)) + "\n")
            durable.put(folder / MARKER, json.dumps(made) + "\n")


def told(folder: Path, **changes: object) -> None:
    """Change what the marker file says."""
    with translated(folder, "writing"):
        before = json.loads((folder / MARKER).read_text("utf-8"))
        if before | changes != before:
            durable.put(folder / MARKER, json.dumps(before | changes) + "\n")


def migrated(folder: Path) -> None:
    """Note in the marker file who brought the store to the layout of today."""
    told(folder, migrated_by=_me())


def _me() -> str:
    from detente import __version__

    return f"detente {__version__}"


def own_names() -> set[str]:
    """Names of everything that may lie in a store's folder."""
    databases = (PEOPLE, LOCK, LEDGER_LOCK, WATCH, WATCH_LOCK)
    extra = {f"{name}{end}" for name in databases for end in ("", "-wal", "-shm", "-journal")}
    files = {f"{name}{end}" for name in (MARKER, SYNCED, REMOVING) for end in ("", ".new")}
    return {*TABLES, *extra, *files, KEY, LEDGER, RUNS}


def is_store(folder: Path) -> bool:
    """Whether the marker file is there and of a layout that can be read."""
    with translated(folder, "reading"):
        try:
            told = (folder / MARKER).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return False
    try:
        number = json.loads(told)["format"]
    except (ValueError, KeyError, TypeError):
        number = None
    if not isinstance(number, int):
        raise StoreDamaged(f"{folder / MARKER} does not say what store this is.", "Put it back from a backup.")
    if number > FORMAT:
        raise StoreError(
            f"The store {folder} was made by a newer detente (layout {number}; this one reads up to {FORMAT}).",
            "Update detente.",
        )
    return True


def missing(folder: Path) -> StoreMissing:
    """The error that says so of a folder that is no store."""
    if folder.is_file():
        return StoreMissing(f"{folder} is a file, not a store.", "A store is a folder: give another path.")
    what = f"{folder} is no store." if folder.is_dir() else f"There is no store {folder}."
    return StoreMissing(what, f"Make one with `detente code PAGE --store {folder}`.")
