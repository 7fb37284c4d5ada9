"""Ray workers give the same store, also when one is killed in the middle. Skipped where Ray is not installed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from detente.errors import WorkerLost
from detente.pipeline.shards import Coded
from detente.record import Coder
from detente.settings import Settings

from .test_local import _run, alone, pages, run, same

__all__ = ["alone", "pages", "run"]


def test_without_ray_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from detente.pipeline.ray import RayTeam

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(WorkerLost, match="not installed"):
        RayTeam("auto", 1, Settings.load({}), Coder("0", "o", "w"))


def test_two_workers_of_which_one_is_killed_give_the_same(run, alone, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ray = pytest.importorskip("ray")
    from detente.pipeline.ray import RayTeam

    killed: list[int] = []

    class Shot(RayTeam):
        def wait(self) -> list[tuple[int, Coded | None]]:
            if len(killed) == 0 and self._done:
                place = next(place for _, place in self._tasks.values())
                killed.append(self._pids[place])
                os.kill(killed[0], signal.SIGKILL)
            self._done = True
            return super().wait()

        def _check(self) -> None:
            super()._check()
            self._done = False
            self._pids = [ray.get(actor.ready.remote()) for actor in self._actors]

    path = tmp_path / "store"
    _run(run, path, lambda plan, settings: Shot("auto", 2, settings, plan.coder, path))
    assert killed and same.contents(path) == same.contents(alone)


def test_a_worker_that_would_be_another_coder_refuses(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    from detente.pipeline.ray import RayTeam

    with pytest.raises(WorkerLost, match="would code as"):
        RayTeam("auto", 1, Settings.load({}), Coder("other", "o", "w"))
