"""What a worker does with a shard, in whatever process on whatever machine."""

from __future__ import annotations

import faulthandler
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from detente.errors import WorkerLost
from detente.pipeline.run import Known, code_together, coder_of
from detente.pipeline.shards import Coded, Shard
from detente.record import Coder, Coding, Document, Failure, Page
from detente.settings import Settings

#: Pages coded together, and what they may weigh together: readings are held for so many at once.
_TOGETHER, _BYTES = 32, 2_097_152
#: Layers that a store keeps; the others are made again where they are wanted, and are not sent about.
_KEPT = ("document", "cast", "quotes", "events", "issues", "findings")
#: Libraries that would start threads of their own in every worker.
_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "RAYON")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in _THREADS} | {"TOKENIZERS_PARALLELISM": "false"}


class Worker:
    """Codes shards. Parser, weights and word lists are loaded once, when it is made.

    Args:
        settings: Options.
        coder: Who is to code.
        store: Asked which documents have been coded before, when it can be reached from here. (The writer
            passes over what it has already; asking only saves work.)
        mortal: Whether this process is there for the worker alone, and ends when pages take longer than
            `Settings.max_seconds`.

    Raises:
        WorkerLost: This process would be another coder.
        DetenteError: The data files or weights are damaged.
    """

    def __init__(self, settings: Settings, coder: Coder, store: Path | None = None, mortal: bool = False) -> None:
        """See the class."""
        os.environ.update(ONE_THREAD)
        self._settings = settings
        self._coder = coder
        self._store = store
        self._mortal = mortal
        mine = coder_of(settings)
        if mine != coder:
            raise WorkerLost(
                f"A worker would code as {mine}, and the plan wants {coder}.",
                "Install the same detente, with the same data, on all machines.",
            )

    def code(self, shard: Shard) -> Coded:
        """Code a shard."""
        started = time.monotonic()
        outcomes: list[Coding | Failure | Known] = []
        coded: set[str] = set()
        for pages in _together(shard.pages):
            with _ended_after(self._settings.max_seconds) if self._mortal else nullcontext():
                found = code_together(pages, self._settings, lambda d: coded | self._known(d))
            coded.update(o.document.id for o in found if isinstance(o, Coding))
            outcomes += map(_light, found)
        return Coded(replace(shard, pages=()), tuple(outcomes), time.monotonic() - started)

    def is_full(self) -> bool:
        """Whether this process has taken so much memory that a new one should take its place.

        What libraries keep of every word they have seen grows slowly, and is never given back.
        """
        return _resident() > self._settings.max_memory

    def _known(self, documents: Sequence[Document]) -> frozenset[str]:
        if self._store is None:
            return frozenset()
        from detente.store import Store

        return Store.open(self._store).known([d.id for d in documents], self._coder)


def _resident() -> int:
    """What this process takes; 0 where the system does not tell. **Units**: bytes."""
    with suppress(OSError, ValueError, IndexError, AttributeError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End this process when what is inside takes longer, whatever it is at: no page may hold up a run for ever.

    A thread outside the interpreter watches, so that a loop inside a library is ended too.
    """
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _together(pages: Sequence[Page | Failure]) -> list[list[Page | Failure]]:
    groups: list[list[Page | Failure]] = []
    weight = 0
    for page in pages:
        size = len(page.content) if isinstance(page, Page) else 0
        if not groups or len(groups[-1]) >= _TOGETHER or weight + size > _BYTES:
            groups.append([])
            weight = 0
        groups[-1].append(page)
        weight += size
    return groups


def _light(outcome: Coding | Failure | Known) -> Coding | Failure | Known:
    """An outcome without what no store keeps: readings weigh most, and page bytes are not needed any more."""
    if isinstance(outcome, Coding):
        return Coding(outcome.coder).having(**{n: outcome.layer(n) for n in _KEPT if outcome.has(n)})
    if isinstance(outcome, Known):
        return Known(outcome.document, replace(outcome.page, content=b""))
    return outcome
