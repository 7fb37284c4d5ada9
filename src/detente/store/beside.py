"""Re-checking what lies beside the tables: what people wrote, what is watched, plans of runs, the ledger."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import DetenteError, StoreDamaged
from detente.store import durable, home, watching
from detente.store.schema import KEY, LEDGER, PEOPLE, REMOVING, RUNS, SYNCED, WATCH
from detente.store.tables import Snapshot, removing
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from detente.store.ledger import Ledger

#: A stable name, a place and a sentence for each thing that is wrong.
Fault = tuple[str, str, str]
#: How long the key of notes is. **Units**: bytes.
KEY_BYTES = 32
#: What of the ledger's rows is compared: `until` says the same in two ways.
_COMPARED = {
    "acts": "* EXCLUDE (until)",
    "said": "* EXCLUDE (until)",
    "stances": "* EXCLUDE (until)",
    "volume": "*",
}


def faults(folder: Path, deltas: Mapping[str, DeltaTable], floors: Mapping[str, int]) -> Iterator[Fault]:
    """What is wrong beside the tables.

    Args:
        folder: The store.
        deltas: Its tables, open.
        floors: How far they were on the disk before they were opened.
    """
    yield from _people(folder)
    yield from _watch(folder)
    yield from _plans(folder)
    yield from _small(folder, deltas, floors)


def _database(path: Path) -> Iterator[str]:
    """What SQLite itself finds wrong in a file: pages, indexes, constraints, references."""
    with (
        translated(path.parent, "reading"),
        closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA query_only = ON")
        for (told,) in connection.execute("PRAGMA integrity_check(20)"):
            if told != "ok":
                yield f"SQLite says: {told}."
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield f"Row {row} of {table} belongs to a row of {parent} that is not there."


def _people(folder: Path) -> Iterator[Fault]:
    """Notes, reviews and accounts; that the file can be opened at all is looked at before."""
    try:
        yield from (("people-damaged", PEOPLE, said) for said in _database(folder / PEOPLE))
    except DetenteError as error:
        yield "people-damaged", PEOPLE, error.message


def _watch(folder: Path) -> Iterator[Fault]:
    path = folder / WATCH
    if not path.exists():
        return
    try:
        found = [*_database(path), *watching.faults(path)]
    except DetenteError as error:
        found = [error.message]
    for said in found:
        yield "watch-damaged", WATCH, f"{said} Without the file, pages are fetched again, and known."


def _plans(folder: Path) -> Iterator[Fault]:
    for path in sorted((folder / RUNS).glob("*.json")):
        where = f"{RUNS}/{path.name}"
        try:
            told = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            yield "plan-unreadable", where, "It is no plan of a run; without it the run is planned anew."
            continue
        name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
        if name != path.stem:
            yield "plan-changed", where, f"This plan of a run is not the one it is named by (its hash is {name})."


def _small(folder: Path, deltas: Mapping[str, DeltaTable], floors: Mapping[str, int]) -> Iterator[Fault]:
    if (folder / KEY).exists() and not _is_key((folder / KEY).read_text("ascii", errors="replace")):
        yield "key-damaged", KEY, "It holds no key; without it nobody who wrote a note is known again."
    if (folder / SYNCED).exists() and not durable.floors(folder):
        yield "file-unreadable", SYNCED, "It does not say what is on the disk; remove it, the next write makes it."
    for name, delta in deltas.items():
        if floors.get(name, 0) > delta.version():
            yield (
                "commits-lost",
                name,
                f"Its log goes to entry {delta.version()}, and {floors[name]} were on the disk.",
            )
    if (folder / REMOVING).exists() and removing(folder) is None:
        yield "file-unreadable", REMOVING, "It does not say which commit took rows out; see `store versions`."


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text.strip())) == KEY_BYTES
    except ValueError:
        return False


def strange(folder: Path) -> tuple[str, ...]:
    """Names in the folder that are no part of a store."""
    return tuple(sorted({p.name for p in folder.iterdir()} - home.own_names()))


def ledger_faults(folder: Path) -> Iterator[Fault]:
    """Whether the ledger says what the tables say: it is made anew aside, and compared as of the same commit."""
    from detente.store.ledger import Ledger, manifest
    from detente.store.ledger.building import fits, rebuilt

    at = manifest.place(folder)
    if not (at / manifest.NAME).exists():
        return
    found = manifest.read(at)
    if found is None:
        yield "ledger-damaged", LEDGER, "It lacks files, or its list cannot be read; it is made anew when asked."
        return
    if not fits(found, Snapshot.take(folder, ("batches",))):
        return
    with tempfile.TemporaryDirectory(prefix="detente-verify-") as place:
        fresh = rebuilt(folder, Path(place), found.version)
        here, there = Ledger.of(at, found, found.version), Ledger.of(Path(place), fresh, found.version)
        for kind, columns in _COMPARED.items():
            try:
                same = _print(here, kind, columns) == _print(there, kind, columns)
            except StoreDamaged as error:
                yield "ledger-damaged", LEDGER, error.message
                return
            if not same:
                yield (
                    "ledger-differs",
                    LEDGER,
                    f"Its {kind} are not what the tables give; delete it, it is made anew.",
                )


def _print(ledger: Ledger, kind: str, columns: str) -> tuple[int, int]:
    """How many rows there are, and a number made of all of them in any order."""
    rows = ledger.ask(f"SELECT count(*) AS n, sum(hash(t)) AS h FROM (SELECT {columns} FROM {kind}) t")
    return int(rows[0]["n"]), int(rows[0]["h"] or 0)
