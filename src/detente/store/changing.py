"""How every write begins: the store held alone, and what an interrupted one left behind cleared up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import StoreDamaged
from detente.store import durable, people, removing
from detente.store.lock import writing
from detente.store.schema import BATCHES, TABLES
from detente.store.tables import Snapshot, create, opened, sweep
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable


@contextmanager
def changing(folder: Path, wait: float, *late: str) -> Iterator[tuple[dict[str, DeltaTable], Snapshot]]:
    """Hold a store alone, with nothing half in it.

    Args:
        folder: The store.
        wait: How long to wait for another writer. **Units**: seconds.
        *late: Tables that older stores were made without and that are needed now.

    Yields:
        Its tables, open, and what is committed.

    Raises:
        StoreError: Another process still writes.
        StoreDamaged: The store does not fit together; nothing was written.
        NoPermission: The folder may not be written.
    """
    with writing(folder, wait):
        with translated(folder, "writing"):
            durable.mend(folder)
        for name in late:
            create(folder, TABLES[name])
        deltas = opened(folder)
        before = Snapshot.of(folder, deltas)
        with people.opened(folder) as connection:
            _check_in_step(folder, people.indexed(connection), before.version)
        sweep(folder, deltas, before.version)
        if removing.finish(folder, deltas, before):
            before = Snapshot.of(folder, deltas)
        yield deltas, before


def _check_in_step(folder: Path, indexed: int, committed: int) -> None:
    if indexed > committed:
        raise StoreDamaged(
            f"The search index of {folder} knows batch {indexed}, but only {committed} are marked as done.",
            f"The table {BATCHES} has lost commits: put it back from a backup.",
        )
