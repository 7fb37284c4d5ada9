"""What of a store is on the disk for certain, and what a power failure may have left half.

The Delta library writes its files and leaves them to the system, which brings them to the disk when it likes and
in the order it likes. So a commit asks for it (`settle`): everything of the batch before its marker is written,
then the marker. How far each table is on the disk stands in `synced.json`, and only log entries after that may be
half: a reader opens the table as it was before the first that is (`broken`), and the next writer takes it away
(`mend`).
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.settings import Settings
from detente.store.schema import SYNCED, TABLES

if TYPE_CHECKING:
    from deltalake import DeltaTable

LOG = "_delta_log"
#: Delta's file that names the newest checkpoint.
_HINT = "_last_checkpoint"
_CHECKPOINT = ".checkpoint.parquet"
#: A Parquet file begins and ends so, and is never shorter.
_MAGIC, _LEAST = b"PAR1", 12


def sync(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        # Windows opens no folders; there the names are on the disk when the system thinks so.
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """Bring a folder and everything in it to the disk, what is inside first."""
    for path in sorted(folder.rglob("*"), key=lambda p: len(p.parts), reverse=True):
        sync(path)
    sync(folder)


def put(path: Path, text: str) -> None:
    """Write a small file whole or not at all, and onto the disk."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)


def drop(path: Path) -> None:
    """Remove a file, on the disk too."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def wanted() -> bool:
    """Whether commits are brought to the disk (`Settings.sync`)."""
    return Settings.load().sync


def floors(folder: Path) -> dict[str, int]:
    """The log entry up to which each table is on the disk; empty for a store that was not written so."""
    try:
        told = json.loads((folder / SYNCED).read_text(encoding="utf-8"))
        return {str(name): int(version) for name, version in told.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def settle(folder: Path, deltas: Mapping[str, DeltaTable]) -> None:
    """Bring what was written to some tables to the disk: data, log, names."""
    known = floors(folder)
    for name, delta in deltas.items():
        _settle(folder / name, known.get(name), int(delta.version()))


def _settle(table: Path, floor: int | None, version: int) -> None:
    if floor is None:
        sync_all(table)
        return
    if floor >= version and not (table / LOG / f"{version:020d}{_CHECKPOINT}").exists():
        return
    for number in range(floor + 1, version + 1):
        entry = table / LOG / f"{number:020d}.json"
        for path in _added(_actions(entry) or ()):
            # What a later entry has replaced may be gone by now.
            with contextlib.suppress(FileNotFoundError):
                sync(table / path)
        sync(entry)
    for checkpoint in (table / LOG).glob(f"*{_CHECKPOINT}"):
        sync(checkpoint)
    with contextlib.suppress(FileNotFoundError):
        sync(table / LOG / _HINT)
    sync(table / LOG)
    sync(table)


def note(folder: Path, deltas: Mapping[str, DeltaTable]) -> None:
    """Note that some tables are on the disk as they are now; call `settle` before."""
    told = floors(folder) | {name: int(delta.version()) for name, delta in deltas.items()}
    put(folder / SYNCED, json.dumps(told, sort_keys=True) + "\n")


def keep(folder: Path, deltas: Mapping[str, DeltaTable]) -> None:
    """Bring some tables to the disk and note it, where that is wanted."""
    if wanted():
        settle(folder, deltas)
        note(folder, deltas)


def forget(folder: Path) -> None:
    """Note that nothing is known to be on the disk: commits are not brought there."""
    if (folder / SYNCED).exists():
        drop(folder / SYNCED)


def broken(table: Path, floor: int) -> int | None:
    """The first log entry of a table after `floor` that is half; those before it hold. `None` when all do."""
    there = {v for v in _versions(table) if v > floor}
    if not there and not _hint(table) > floor:
        return None
    last = max(there, default=floor)
    actions: dict[int, list[Any]] = {}
    sound = floor
    for number in range(floor + 1, last + 1):
        found = _actions(table / LOG / f"{number:020d}.json")
        if found is None or not _whole_checkpoint(table, number):
            break
        actions[number] = found
        sound = number
    # A file that a later entry replaced may be gone, if that entry holds.
    while sound > floor and not _complete(table, [a for n in range(floor + 1, sound + 1) for a in actions[n]]):
        sound -= 1
    if sound < last:
        return sound + 1
    return last + 1 if _hint(table) > last else None


def mend(folder: Path) -> tuple[str, ...]:
    """Take away log entries that a power failure left half. Nothing committed is among them.

    Args:
        folder: The store; its lock is held.

    Returns:
        The tables that had some.
    """
    done = []
    for name, floor in floors(folder).items():
        table = folder / name
        first = broken(table, floor) if name in TABLES else None
        if first is None:
            continue
        (table / LOG / _HINT).unlink(missing_ok=True)
        for path in sorted((table / LOG).iterdir(), reverse=True):
            number = path.name.partition(".")[0]
            if number.isdigit() and int(number) >= first:
                path.unlink()
        sync(table / LOG)
        done.append(name)
    return tuple(done)


def shorten(table: Path, version: int, age: float) -> int:
    """Remove log entries that a checkpoint stands for.

    Args:
        table: The table's folder.
        version: The version the checkpoint is of; it is on the disk.
        age: Only entries older than this. **Units**: seconds.

    Returns:
        How many were removed.
    """
    checkpoint = table / LOG / f"{version:020d}{_CHECKPOINT}"
    if not checkpoint.is_file() or not _ends_well(checkpoint):
        return 0
    before = time.time() - age
    old = [table / LOG / f"{v:020d}.json" for v in _versions(table) if v < version]
    old += [p for p in (table / LOG).glob(f"*{_CHECKPOINT}") if p != checkpoint]
    gone = [p for p in old if p.stat().st_mtime <= before]
    for path in gone:
        path.unlink()
    sync(table / LOG)
    return len(gone)


def _versions(table: Path) -> list[int]:
    return [int(p.stem) for p in (table / LOG).glob("*.json") if p.stem.isdigit()]


def _actions(entry: Path) -> list[Any] | None:
    """What a log entry says, or `None` when it is half, empty or gone."""
    try:
        told = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        return None
    return told if told and all(isinstance(a, dict) for a in told) else None


def _added(actions: Iterable[Any]) -> list[str]:
    return [_path(a["add"]) for a in actions if "add" in a]


def _path(action: Any) -> str:
    from urllib.parse import unquote

    return unquote(str(action["path"]))


def _complete(table: Path, actions: Iterable[Any]) -> bool:
    """Whether the files are there, and of the size they should be, that count after these actions."""
    sizes: dict[str, int] = {}
    for action in actions:
        if "remove" in action:
            sizes.pop(_path(action["remove"]), None)
        elif "add" in action:
            sizes[_path(action["add"])] = int(action["add"]["size"])
    return all(_holds(table / path, size) for path, size in sizes.items())


def _holds(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size and _ends_well(path)
    except OSError:
        return False


def _ends_well(path: Path) -> bool:
    """Whether a Parquet file has its end: it is written last, so what was cut short or never written lacks it."""
    if path.stat().st_size < _LEAST:
        return False
    with path.open("rb") as file:
        file.seek(-len(_MAGIC), os.SEEK_END)
        return file.read() == _MAGIC


def _whole_checkpoint(table: Path, number: int) -> bool:
    path = table / LOG / f"{number:020d}{_CHECKPOINT}"
    if path.exists() and not _ends_well(path):
        return False
    return _hint(table) != number or path.exists()


def _hint(table: Path) -> int:
    """The version of the checkpoint that is named the newest; -1 when none is."""
    try:
        return int(json.loads((table / LOG / _HINT).read_text(encoding="utf-8"))["version"])
    except FileNotFoundError:
        return -1
    except (OSError, ValueError, KeyError, TypeError):
        return -1
