"""One writer at a time, over processes; readers never wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from detente.errors import StoreError
from detente.store.schema import LOCK
from detente.store.trouble import translated


@contextmanager
def writing(folder: Path, wait: float, lock: str = LOCK) -> Iterator[None]:
    """Hold the store's lock.

    An exclusive transaction on an empty SQLite file: the same on every system, waits when asked to, and the
    system lets go of it when the process dies, however it dies.

    Args:
        folder: The store.
        wait: How long to wait for another writer. **Units**: seconds.
        lock: Name of the lock's file.

    Raises:
        StoreError: Another process still writes.
        NoPermission: The folder may not be written.
    """
    with translated(folder, "writing"):
        connection = sqlite3.connect(folder / lock, timeout=wait, isolation_level=None)
    with closing(connection):
        try:
            with translated(folder, "writing"):
                _take(connection, folder, wait)
            yield
        finally:
            connection.rollback()


def _take(connection: sqlite3.Connection, folder: Path, wait: float) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise StoreError(
            f"Another process has been writing to the store {folder} for over {wait:g} s.",
            "Wait for it to end, or end it, and run the command again.",
        ) from None
