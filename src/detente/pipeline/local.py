"""Workers on this machine: one process each, one thread a process, everything loaded once."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from detente.errors import DetenteError, WorkerLost
from detente.pipeline.shards import Coded, Shard
from detente.pipeline.work import ONE_THREAD, Worker
from detente.record import Coder
from detente.settings import Settings

_READY = "ready"


def cores() -> int:
    """How many processor cores this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Hand:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    task: int | None = None


class LocalTeam:
    """Worker processes. They end when this process ends, however it ends.

    Args:
        size: How many.
        settings: Options.
        coder: Who is to code.
        store: The store that knows what has been coded.
    """

    def __init__(self, size: int, settings: Settings, coder: Coder, store: Path | None = None) -> None:
        """See the class."""
        self.size = size
        self._given = (settings, coder, store)
        # Set before the processes start: their libraries look at it when they are loaded.
        os.environ.update(ONE_THREAD)
        self._hands = [self._start() for _ in range(size)]

    def _start(self) -> _Hand:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, *self._given), daemon=True)
        process.start()
        # With our copy of its end closed, we see the end of its messages when it dies.
        theirs.close()
        return _Hand(process, ours)

    def idle(self) -> bool:
        """Whether a worker waits for a task."""
        return any(hand.task is None for hand in self._hands)

    def give(self, task: int, shard: Shard) -> None:
        """Hand a task to a worker that waits, to one that is ready if there is any."""
        waiting = [hand for hand in self._hands if hand.task is None]
        hand = max(waiting, key=lambda h: h.ready)
        hand.task = task
        # One that has died meanwhile is noticed when it is waited for.
        with contextlib.suppress(OSError):
            hand.connection.send(shard)

    def wait(self) -> list[tuple[int, Coded | None]]:
        """Tasks that were finished, at least one; `None` for one whose worker is lost.

        Raises:
            WorkerLost: A worker ended before it was ready.
            DetenteError: A worker cannot be made ready.
        """
        found: list[tuple[int, Coded | None]] = []
        while not found:
            heard = set(wait([hand.connection for hand in self._hands]))
            for place, hand in enumerate(self._hands):
                if hand.connection in heard:
                    found += self._hear(place, hand)
        return found

    def _hear(self, place: int, hand: _Hand) -> list[tuple[int, Coded | None]]:
        try:
            said = hand.connection.recv()
        except (EOFError, OSError):
            return self._replace(place, hand)
        if isinstance(said, Exception):
            raise said
        if said == _READY:
            hand.ready = True
            return []
        task, hand.task = hand.task, None
        coded, full = said
        if full:
            hand.process.kill()
            self._replace(place, hand)
        return [(task, coded)] if task is not None else []

    def _replace(self, place: int, hand: _Hand) -> list[tuple[int, Coded | None]]:
        hand.connection.close()
        hand.process.join()
        if not hand.ready:
            raise WorkerLost(
                f"A worker process ended while it started (exit status {hand.process.exitcode}).",
                "Give it more memory, or run fewer workers with --workers.",
            )
        self._hands[place] = self._start()
        return [(hand.task, None)] if hand.task is not None else []

    def close(self) -> None:
        """End all workers, whatever they are at."""
        for hand in self._hands:
            hand.process.kill()
            hand.connection.close()
        for hand in self._hands:
            hand.process.join()


def _work(connection: Connection, settings: Settings, coder: Coder, store: Path | None) -> None:
    """What a worker process does until its connection closes."""
    # Ctrl-C reaches all processes of a terminal; the first one decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        try:
            worker = Worker(settings, coder, store, mortal=True)
        except DetenteError as error:
            connection.send(error)
            return
        connection.send(_READY)
        while True:
            coded = worker.code(connection.recv())
            connection.send((coded, worker.is_full()))
