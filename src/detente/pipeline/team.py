"""Shards handed out to workers and collected in order, whoever the workers are; a lost worker loses nothing."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from detente.pipeline.shards import Coded, Shard
from detente.record import Failure, Page

#: Shards handed out and not yet taken by the writer, at most, for each worker.
_AHEAD = 3
#: A shard that has lost so many workers is tried page by page; a page that has lost so many is given up.
_LOSSES = 3


class Team(Protocol):
    """Workers that take one task each."""

    size: int

    def idle(self) -> bool:
        """Whether a worker waits for a task."""

    def give(self, task: int, shard: Shard) -> None:
        """Hand a task to a worker that waits."""

    def wait(self) -> list[tuple[int, Coded | None]]:
        """Tasks that were finished, at least one; `None` for one whose worker is lost.

        Raises:
            DetenteError: No worker can do any task: the coder's files are damaged, or the like.
        """

    def close(self) -> None:
        """Let all workers go, whatever they are at."""


@dataclass(slots=True)
class _Job:
    """A shard on its way: in one piece, or page by page when it has lost too many workers."""

    shard: Shard
    pieces: list[Shard] = field(default_factory=list)
    done: dict[int, Coded] = field(default_factory=dict)

    def whole(self) -> Coded | None:
        if len(self.done) < len(self.pieces):
            return None
        outcomes = tuple(o for n in range(len(self.pieces)) for o in self.done[n].outcomes)
        return Coded(replace(self.shard, pages=()), outcomes, sum(c.seconds for c in self.done.values()))


def code_all(
    team: Team,
    shards: Iterator[Shard],
    patience: float = math.inf,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Coded]:
    """Code shards and give them back in the order in which they came, however the workers overtake each other.

    Shards are taken from the source only as workers get free and the caller takes what was coded, so memory
    stays bounded.

    Args:
        team: Who codes.
        shards: What is to be coded.
        patience: After so long a worker ends itself (see `Worker`). **Units**: seconds.
        clock: Tells the time. **Units**: seconds.
    """
    desk = _Desk(team, shards, patience, clock)
    while desk.busy():
        desk.hand_out()
        if not desk.next_is_done():
            desk.collect()
            # Workers come first: they go on while the caller commits what they have done.
            desk.hand_out()
        while (coded := desk.take()) is not None:
            yield coded
            desk.hand_out()


class _Desk:
    def __init__(self, team: Team, shards: Iterator[Shard], patience: float, clock: Callable[[], float]) -> None:
        self._team = team
        self._shards = shards
        self._patience = patience
        self._clock = clock
        self._over = False
        self._jobs: dict[int, _Job] = {}
        self._taken = self._given = 0
        self._queue: deque[tuple[int, int]] = deque()
        self._tasks: dict[int, tuple[int, int, float]] = {}
        self._last_task = 0
        self._losses: Counter[tuple[int, int, int]] = Counter()

    def busy(self) -> bool:
        return not self._over or bool(self._jobs)

    def hand_out(self) -> None:
        while self._team.idle():
            if not self._queue and not self._next():
                return
            job, piece = self._queue.popleft()
            self._last_task += 1
            self._tasks[self._last_task] = job, piece, self._clock()
            self._team.give(self._last_task, self._jobs[job].pieces[piece])

    def _next(self) -> bool:
        """Take one more shard from the source, if there is one and not too many are on their way."""
        if self._over or self._given - self._taken >= _AHEAD * self._team.size:
            return False
        shard = next(self._shards, None)
        if shard is None:
            self._over = True
            return False
        self._jobs[self._given] = _Job(shard, [shard])
        self._queue.append((self._given, 0))
        self._given += 1
        return True

    def next_is_done(self) -> bool:
        job = self._jobs.get(self._taken)
        return not self._jobs or (job is not None and job.whole() is not None)

    def collect(self) -> None:
        for task, coded in self._team.wait():
            number, piece, since = self._tasks.pop(task)
            job = self._jobs[number]
            if coded is None:
                self._lost(number, job, piece, self._clock() - since >= self._patience)
            else:
                job.done[piece] = coded

    def _lost(self, number: int, job: _Job, piece: int, late: bool) -> None:
        key = (number, len(job.pieces), piece)
        self._losses[key] += 1
        # What took too long once would take too long again.
        if self._losses[key] < _LOSSES and not late:
            self._queue.appendleft((number, piece))
        elif len(job.pieces) < len(job.shard.pages):
            job.pieces = [replace(job.shard, pages=(page,)) for page in job.shard.pages]
            self._queue.extendleft((number, n) for n in reversed(range(len(job.pieces))))
        else:
            why = self._out_of_time if late else _lost_workers
            outcomes = tuple(p if isinstance(p, Failure) else why(p) for p in job.pieces[piece].pages)
            job.done[piece] = Coded(job.shard, outcomes, 0.0)

    def _out_of_time(self, page: Page) -> Failure:
        return Failure(
            page.url,
            "out-of-time",
            f"{page.url or 'This page'} was not coded within {self._patience:g} s.",
            "Give it longer with DETENTE_MAX_SECONDS, or cut the text into smaller pages.",
            "extract",
            3,
        )

    def take(self) -> Coded | None:
        """The next shard in order, if it is done."""
        job = self._jobs.get(self._taken)
        whole = job.whole() if job is not None else None
        if whole is not None:
            del self._jobs[self._taken]
            self._taken += 1
        return whole


def _lost_workers(page: Page) -> Failure:
    return Failure(
        page.url,
        "worker-lost",
        f"{_LOSSES} workers ended while they coded {page.url or 'this page'}: it was out of memory, or killed.",
        "Code the page by itself to see why; give the workers more memory, or run fewer.",
        "extract",
        70,
    )
