"""Keeps the store's ledger of acts in step, so that nobody who opens a page of a pair waits for a long count."""

from __future__ import annotations

import logging
import threading
import time
from importlib import import_module

from detente.errors import DetenteError
from detente.store import Store

LOG = logging.getLogger("detente.web")
#: After a count that failed, how long until the next try. **Units**: seconds.
AGAIN = 30.0


class Counting:
    """A thread that brings the ledger up to the versions that are shown.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wanted = -1
        self._done = -1
        self._change = threading.Condition()
        self._failed = float("-inf")
        self._running = False

    def upto(self, version: int, patience: float) -> int | None:
        """The version whose counts are ready: the one asked for, or an older one when that takes too long.

        Args:
            version: The version that is shown.
            patience: How long to wait for it. **Units**: seconds.

        Returns:
            `None` when there is none yet.
        """
        self.want(version)
        with self._change:
            if self._done < version and self._running:
                self._change.wait_for(lambda: self._done >= version or not self._running, patience)
            return min(self._done, version) if self._done >= 0 else None

    def want(self, version: int) -> None:
        """Begin to count up to a version, unless that is done or under way."""
        with self._change:
            self._wanted = max(self._wanted, version)
            late = time.monotonic() - self._failed < AGAIN
            if self._done >= self._wanted or self._running or late:
                return
            self._running = True
        threading.Thread(target=self._count, name="detente-counting", daemon=True).start()

    def _count(self) -> None:
        try:
            while True:
                with self._change:
                    wanted = self._wanted
                    if self._done >= wanted:
                        self._running = False
                        self._change.notify_all()
                        return
                # The first page of a pair shall not wait for these either.
                import_module("ruptures")
                import_module("scipy.special")
                ready = Store(self._store.path, self._store.pinned, self._store.wait).ledger().version
                with self._change:
                    self._done = max(self._done, ready, wanted if self._store.pinned is not None else -1)
                    self._change.notify_all()
        except DetenteError as error:
            LOG.error("counting: %s", error)
        except Exception:
            LOG.exception("counting")
        finally:
            with self._change:
                if self._done < self._wanted:
                    self._failed = time.monotonic()
                self._running = False
                self._change.notify_all()
