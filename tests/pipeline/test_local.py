"""The same store, whoever coded: one process, two, two of which one dies, or the loop itself."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detente.errors import TooManyFailures, WorkerLost
from detente.pipeline import coder_of
from detente.pipeline.estimate import estimate
from detente.pipeline.keep import Tally, keep
from detente.pipeline.local import LocalTeam
from detente.pipeline.plan import Plan, settle
from detente.pipeline.shards import Coded, Shard, shards
from detente.pipeline.team import Team, code_all
from detente.pipeline.work import Worker
from detente.record import Coder, Failure
from detente.settings import Settings
from detente.source import Source, SourceOptions, open_source
from detente.store import Store, verify

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
#: Page 33 of the mixture is French, 59 is a reprint of an earlier one.
PAGES = 60


def _benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mixture, same = _benchmark("mixture"), _benchmark("same")


class Alone:
    """The work done in this very process."""

    size = 1

    def __init__(self, settings: Settings, coder: Coder, store: Path) -> None:
        self._worker = Worker(settings, coder, store)
        self._task: tuple[int, Shard] | None = None

    def idle(self) -> bool:
        return self._task is None

    def give(self, task: int, shard: Shard) -> None:
        self._task = task, shard

    def wait(self) -> list[tuple[int, Coded | None]]:
        assert self._task is not None
        (task, shard), self._task = self._task, None
        return [(task, self._worker.code(shard))]

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "pages.jsonl"
    told = [*mixture.lines(PAGES, short=True), *mixture.lines(3, short=True)]
    path.write_text("".join(json.dumps(line) + "\n" for line in told), "utf-8")
    return path


@pytest.fixture(scope="module")
def run(pages: Path) -> tuple[Plan, Source, Settings]:
    settings, options = Settings.load({}), SourceOptions()
    source = open_source(str(pages), options, settings)
    return Plan.make(str(pages), source, options, settings, coder_of(settings), 16), source, settings


@pytest.fixture(scope="module")
def alone(run: tuple[Plan, Source, Settings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alone") / "store"
    _run(run, path, lambda plan, settings: Alone(settings, plan.coder, path))
    return path


def _run(
    run: tuple[Plan, Source, Settings], path: Path, team_of: Any, stop: int | None = None, **more: Any
) -> Tally:
    plan, source, settings = run
    store = Store.open(path, create=True)
    start = settle(plan, store)
    tally = Tally()
    with closing(team_of(plan, settings)) as team:
        for tally in islice(keep(plan, store, _coded(team, plan, source, start), start, **more), stop):
            assert tally.pages
    return tally


def _coded(team: Team, plan: Plan, source: Source, start: Any) -> Iterator[Coded]:
    return code_all(team, shards(plan, source, start))


def test_a_run_alone_codes_knows_and_fails(alone: Path) -> None:
    assert verify(alone).sound
    store = Store.open(alone)
    urls = {r["url"] for r in store.look("pages").ask("SELECT url FROM pages")}
    assert len(urls) == PAGES - 1 and len(store.documents()) == PAGES - 2
    assert [f.code for f in store.failures()] == ["not-english"]
    assert len(store.marks("run:")) == 4


def test_two_processes_of_which_one_is_killed_give_the_same(
    run: tuple[Plan, Source, Settings], alone: Path, tmp_path: Path
) -> None:
    killed: list[int] = []

    class Shot(LocalTeam):
        def wait(self) -> list[tuple[int, Coded | None]]:
            found = super().wait()
            if not killed:
                busy = next(h for h in self._hands if h.ready and h.task is not None)
                killed.append(busy.process.pid or 0)
                os.kill(killed[0], signal.SIGKILL)
            return found

    path = tmp_path / "store"
    _run(run, path, lambda plan, settings: Shot(2, settings, plan.coder, path))
    assert killed and same.contents(path) == same.contents(alone)
    assert verify(path).sound
    with pytest.raises(ProcessLookupError):
        os.kill(killed[0], 0)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell")
def test_a_worker_that_has_grown_too_large_makes_room_for_a_new_one(
    run: tuple[Plan, Source, Settings], tmp_path: Path
) -> None:
    seen: list[int] = []

    class Watched(LocalTeam):
        def give(self, task: int, shard: Shard) -> None:
            super().give(task, shard)
            seen.extend(h.process.pid or 0 for h in self._hands if h.task == task)

    plan, source, settings = run
    path, grown = tmp_path / "store", replace(settings, max_memory=1)
    tally = _run((plan, source, grown), path, lambda plan, given: Watched(1, given, plan.coder, path), stop=2)
    assert tally.pages == 32
    assert len(seen) >= 2 and len(set(seen)) == len(seen), "a worker coded more than one shard"


def test_a_run_that_was_stopped_goes_on(run: tuple[Plan, Source, Settings], alone: Path, tmp_path: Path) -> None:
    path = tmp_path / "store"
    team_of = lambda plan, settings: Alone(settings, plan.coder, path)  # noqa: E731
    first = _run(run, path, team_of, stop=2)
    assert first.pages == 32
    rest = _run(run, path, team_of)
    assert first.pages + rest.pages == PAGES + 3
    assert same.contents(path) == same.contents(alone)
    assert list(Store.open(path).marks("run:")) == list(Store.open(alone).marks("run:"))


def test_too_many_failures_stop_a_run_and_keep_what_is_done(
    run: tuple[Plan, Source, Settings], tmp_path: Path
) -> None:
    path = tmp_path / "store"
    team_of = lambda plan, settings: Alone(settings, plan.coder, path)  # noqa: E731
    with pytest.raises(TooManyFailures, match="not-english 1"):
        _run(run, path, team_of, max_failures=0)
    assert len(Store.open(path).failures()) == 1
    assert _run(run, path, team_of, max_failures=1).pages > 0


def test_a_worker_that_would_be_another_coder_refuses(run: tuple[Plan, Source, Settings]) -> None:
    team = LocalTeam(1, run[2], Coder("other", "o", "w"))
    with closing(team), pytest.raises(WorkerLost, match="would code as"):
        team.give(1, Shard(0, 0, True, ()))
        team.wait()


@pytest.mark.parametrize("mortal", [True, False])
def test_a_worker_process_ends_itself_over_a_page_that_never_ends(mortal: bool) -> None:
    import subprocess

    told = (
        "import re, sys; from detente.pipeline import work; from detente.settings import Settings\n"
        "from detente.pipeline import coder_of; from detente.pipeline.shards import Shard\n"
        "from detente.record import Page\n"
        # One call into a library that would take years; without the limit it is not made.
        "endless = lambda *_: re.fullmatch('(a|a)*b', 'a' * 60) if sys.argv[1] == 'True' else []\n"
        "work.code_together = endless; settings = Settings.load(max_seconds=1)\n"
        "worker = work.Worker(settings, coder_of(settings), mortal=sys.argv[1] == 'True')\n"
        "print(len(worker.code(Shard(0, 0, True, (Page(b'x', 'u'),))).outcomes))"
    )
    done = subprocess.run([sys.executable, "-c", told, str(mortal)], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == ((1, b"") if mortal else (0, b"0")), done.stderr


def test_a_text_that_failed_elsewhere_is_only_seen_again(
    run: tuple[Plan, Source, Settings], alone: Path, tmp_path: Path
) -> None:
    from detente.pipeline.keep import sort

    store = Store.open(alone)
    document = next(store.codings()).document
    late = Failure("u", "defect", "m", "f", "events", 70, document)
    early = Failure("u", "not-english", "m", "f", "extract", 4, document)
    assert sort([late, early], store, run[0]) == ([], [early], [document])


def test_an_estimate_comes_near(run: tuple[Plan, Source, Settings]) -> None:
    plan, source, settings = run
    found = estimate(plan, source, settings, 2, sample=6)
    assert found.pages == PAGES + 3 and found.parts == 1 and found.sampled == 6
    assert 0 < found.each < 5 and found.seconds > found.start > 0.5 and found.disk > 1000


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_workers_end_when_the_main_process_is_gone(pages: Path, tmp_path: Path) -> None:
    import subprocess

    command = [sys.executable, "-m", "detente", "run", str(pages), "--store", str(tmp_path / "store")]
    process = subprocess.Popen([*command, "--workers", "1", "--shard-size", "12"], start_new_session=True)
    until = time.monotonic() + 120
    marked = False
    while not marked and time.monotonic() < until and process.poll() is None:
        time.sleep(0.2)
        marked = (tmp_path / "store" / "store.json").exists() and bool(
            Store.open(tmp_path / "store").marks("run:")
        )
    process.kill()
    process.wait()
    assert marked
    gone = False
    while not gone and time.monotonic() < until + 30:
        try:
            os.killpg(process.pid, 0)
            time.sleep(0.1)
        except ProcessLookupError:
            gone = True
    assert gone
