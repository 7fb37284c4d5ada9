"""Workers on a Ray cluster: one actor each, that loads parser and weights once. Needs `detente[ray]`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from detente.errors import DetenteError, WorkerLost
from detente.pipeline.shards import Coded, Shard
from detente.pipeline.work import ONE_THREAD, Worker
from detente.record import Coder
from detente.settings import Settings

#: The address that stands for the cluster that is there, or else for one on this machine.
AUTO = "auto"


class RayTeam:
    """Actors on a Ray cluster. One that is lost, with its machine or alone, is put up again and its task repeated.

    Args:
        address: `auto`, or the cluster's address (`ray://head:10001`, `10.0.0.1:6379`).
        size: How many; one a core of the cluster when not given.
        settings: Options. Paths in them must be the same on every machine.
        coder: Who is to code; a worker that would be another refuses.
        store: The store. Workers that reach it do not code what it has; the others code it once more.

    Raises:
        WorkerLost: Ray is not installed, there is no cluster, or no worker gets ready.
    """

    def __init__(
        self, address: str, size: int | None, settings: Settings, coder: Coder, store: Path | None = None
    ) -> None:
        """See the class."""
        self._ray = _imported()
        _connect(self._ray, address, size)
        self.size = size or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._given = (settings, coder, store.absolute() if store is not None else None)
        # A task that is lost is repeated by us, page by page at last; Ray must not repeat it behind our back.
        self._kind = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Remote)
        self._actors = [self._start() for _ in range(self.size)]
        self._tasks: dict[Any, tuple[int, int]] = {}
        self._check()

    def _start(self) -> Any:
        return self._kind.options(runtime_env={"env_vars": ONE_THREAD}).remote(*self._given)

    def _check(self) -> None:
        """Wait for the first worker: what keeps it from getting ready would keep all."""
        first = [actor.ready.remote() for actor in self._actors]
        done, _ = self._ray.wait(first, num_returns=1)
        try:
            self._ray.get(done)
        except Exception as error:
            raise _told(error) from error

    def idle(self) -> bool:
        """Whether a worker waits for a task."""
        return len(self._tasks) < self.size

    def give(self, task: int, shard: Shard) -> None:
        """Hand a task to a worker that waits."""
        busy = {place for _, place in self._tasks.values()}
        place = next(n for n in range(self.size) if n not in busy)
        self._tasks[self._actors[place].code.remote(shard)] = task, place

    def wait(self) -> list[tuple[int, Coded | None]]:
        """Tasks that were finished, at least one; `None` for one whose worker is lost.

        Raises:
            DetenteError: A worker cannot be made ready.
        """
        done, _ = self._ray.wait(list(self._tasks), num_returns=1)
        return [self._hear(reference) for reference in done]

    def _hear(self, reference: Any) -> tuple[int, Coded | None]:
        task, place = self._tasks.pop(reference)
        lost = (self._ray.exceptions.RayActorError, self._ray.exceptions.ObjectLostError)
        try:
            coded, full = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise _told(error) from error
        except lost:
            self._replace(place)
            return task, None
        if full:
            self._replace(place)
        return task, coded

    def _replace(self, place: int) -> None:
        with contextlib.suppress(Exception):
            self._ray.kill(self._actors[place])
        self._actors[place] = self._start()

    def close(self) -> None:
        """Let all workers go, whatever they are at, and leave the cluster as it was."""
        for actor in self._actors:
            with contextlib.suppress(Exception):
                self._ray.kill(actor)
        self._ray.shutdown()


class _Remote:
    """A worker, as Ray starts it. What keeps it from getting ready is told when it is asked."""

    def __init__(self, settings: Settings, coder: Coder, store: Path | None) -> None:
        self._error: DetenteError | None = None
        try:
            self._worker = Worker(settings, coder, store, mortal=True)
        except DetenteError as error:
            self._error = error

    def ready(self) -> int:
        """Number of the process it runs in, once everything is loaded."""
        if self._error is not None:
            raise self._error
        return os.getpid()

    def code(self, shard: Shard) -> tuple[Coded, bool]:
        """Code a shard; says too whether this process has become too large."""
        self.ready()
        return self._worker.code(shard), self._worker.is_full()


def _imported() -> Any:
    try:
        import ray
    except ImportError:
        raise WorkerLost("Ray is not installed.", "Install it with `pip install 'detente[ray]'`.") from None
    return ray


def _connect(ray: Any, address: str, size: int | None) -> None:
    if ray.is_initialized():
        return
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        ray.init(address=address, **quiet)
    except Exception as error:
        if address != AUTO:
            raise WorkerLost(
                f"There is no Ray cluster at {address} ({error}).", "Start one, or give auto for this machine."
            ) from None
        # No cluster is up: this machine becomes one for as long as the run takes.
        ray.init(num_cpus=size, include_dashboard=False, **quiet)


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "cause", None) or error.__cause__ or error


def _told(error: Exception) -> DetenteError:
    cause = _cause(error)
    if isinstance(cause, DetenteError):
        return cause
    return WorkerLost(
        f"No worker can be had on the cluster ({type(error).__name__}: {str(error).splitlines()[0]}).",
        "See that every machine has this very detente installed, and memory for a worker a core.",
    )
