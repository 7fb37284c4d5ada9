"""What a run would cost, told from a sample of its pages that is really coded and really stored."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from detente.pipeline.keep import sort
from detente.pipeline.local import LocalTeam
from detente.pipeline.plan import Plan
from detente.pipeline.shards import Shard
from detente.pipeline.work import Worker
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import Source
from detente.store import Store

#: Parts that are looked into, spread over the plan, and the time for looking into one. **Units**: seconds.
_PARTS, _LOOK = 6, 5.0
#: Pages that are coded to warm up, and not counted: what is loaded at the first page is loaded once.
_WARM = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take.

    Attributes:
        parts: Parts of the plan.
        size: What is to be read, by the plan. **Units**: bytes.
        pages: Pages to be expected.
        sampled: Pages that were coded to tell.
        each: Time a page takes one worker. **Units**: seconds.
        commit: Time a commit takes the writer. **Units**: seconds.
        start: Time until a worker has coded its first page. **Units**: seconds.
        seconds: Time of the whole run.
        disk: Room the store will take. **Units**: bytes.
        failed: Failures in the sample by reason.
    """

    parts: int
    size: int
    pages: int
    sampled: int
    each: float
    commit: float
    start: float
    seconds: float
    disk: int
    failed: Counter[str]


def estimate(plan: Plan, source: Source, settings: Settings, workers: int, sample: int = 40) -> Estimate:
    """Estimate a run; nothing of it is kept.

    Args:
        plan: What is to be done.
        source: Its source.
        settings: Options.
        workers: How many would work.
        sample: Pages to code, at most.
    """
    pages, taken = _look(plan, source, sample)
    worker = Worker(settings, plan.coder)
    worker.code(Shard(0, 0, False, tuple(taken[:_WARM])))
    started = time.process_time()
    coded = worker.code(Shard(0, 0, True, tuple(taken)))
    # Processor time: what else the machine does at the moment says nothing of the run.
    each = (time.process_time() - started) / max(1, len(taken))
    with tempfile.TemporaryDirectory(prefix="detente-estimate-") as folder:
        store = Store.open(Path(folder) / "store", create=True)
        empty = _weight(store.path)
        codings, failures, seen = sort(coded.outcomes, store, plan)
        started = time.process_time()
        store.add(codings, failures, seen)
        commit = time.process_time() - started
        disk = max(0, _weight(store.path) - empty) * pages // max(1, len(taken))
    start = _start(settings, plan, Shard(0, 0, True, tuple(taken[:1])))
    # Workers start side by side on cores of their own.
    seconds = start + max(pages * each / workers, pages / plan.shard * commit)
    failed = Counter(f.code for f in failures)
    return Estimate(len(plan.parts), plan.size, pages, len(taken), each, commit, start, seconds, disk, failed)


def _start(settings: Settings, plan: Plan, first: Shard) -> float:
    """Processor time of a worker from nothing to its first page (wall time where the system does not tell)."""
    before, started = _children(), time.monotonic()
    team = LocalTeam(1, settings, plan.coder)
    try:
        team.give(1, first)
        team.wait()
    finally:
        team.close()
    after = _children()
    return time.monotonic() - started if before is None or after is None else after - before


def _children() -> float | None:
    """Processor time of child processes that have ended."""
    if sys.platform == "win32":
        return None
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _look(plan: Plan, source: Source, sample: int) -> tuple[int, list[Page | Failure]]:
    """How many pages the source has, and some of them: the same ones each time."""
    dice = random.Random(0)
    step = max(1, len(plan.parts) // _PARTS)
    looked = list(range(0, len(plan.parts), step))[:_PARTS]
    many = max(1, sample // max(1, len(looked)))
    taken: list[Page | Failure] = []
    pages = 0.0
    size = 0
    for number in looked:
        count, share = 0, 1.0
        chosen: list[Page | Failure] = []
        weight, started = 0, time.monotonic()
        for count, page in enumerate(source.pages(plan.parts[number]), 1):
            weight += len(page.content) if isinstance(page, Page) else 0
            # Each page of the part has the same chance to be among the chosen.
            if len(chosen) < many:
                chosen.append(page)
            elif (at := dice.randrange(count)) < many:
                chosen[at] = page
            if time.monotonic() - started > _LOOK and weight < plan.parts[number].size:
                share = weight / plan.parts[number].size
                break
        taken += chosen
        pages += count / share
        size += plan.parts[number].size
    scale = plan.size / size if size else len(plan.parts) / max(1, len(looked))
    return round(pages * scale), taken


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
