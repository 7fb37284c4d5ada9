"""Keeps the store's ledger of acts in step, so that nobody who opens a page of a pair waits for a long count."""

from __future__ import annotations

import logging
import threading
import time
from importlib import import_module

from detente.errors import DetenteError
from detente.store import Store

LOG = logging.getLogger("detente.web")
#: Rest between counts, as a multiple of how long the last one took: while articles pour in, pages come first.
REST = 3.0
#: How long newer counts are waited for where older ones are ready. **Units**: seconds.
SHORT = 0.5
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
                # Where older counts are ready, they are shown rather than waited for.
                longest = patience if self._done < 0 else min(patience, SHORT)
                self._change.wait_for(lambda: self._done >= version or not self._running, longest)
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
        """Count until nothing newer is wanted; runs in the thread."""
        try:
            # The first page of a pair shall not wait for these either.
            import_module("ruptures")
            import_module("scipy.special")
            while self._is_behind():
                began = time.monotonic()
                self._count_once()
                time.sleep(REST * (time.monotonic() - began))
        except Exception as error:
            if isinstance(error, DetenteError):
                LOG.error("counting: %s", error)
            else:
                LOG.exception("counting")
            with self._change:
                self._failed = time.monotonic()
                self._running = False
                self._change.notify_all()

    def _is_behind(self) -> bool:
        """Whether something newer is wanted; if not, the thread is done."""
        with self._change:
            self._running = self._done < self._wanted
            self._change.notify_all()
            return self._running

    def _count_once(self) -> None:
        with self._change:
            wanted = self._wanted
        pinned = self._store.pinned
        ready = Store(self._store.path, pinned, self._store.wait).ledger().version
        with self._change:
            self._done = max(self._done, ready if pinned is None else wanted)
            self._change.notify_all()
