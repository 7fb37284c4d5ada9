"""Coding a text that a visitor sends: in a process of its own, one at a time, with a limit of time."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from detente.errors import Busy, DetenteError
from detente.record import Coding

#: Texts that may wait for their turn.
WAITING = 4


def code_page_of(content: bytes, media_type: str, title: str | None, published: str | None) -> Coding:
    """Code what was sent; runs in the other process. Nothing is fetched, whatever the page names.

    Raises:
        DetenteError: What the coder has to say.
    """
    from detente.pipeline import code_page
    from detente.record import Page, When
    from detente.settings import Settings

    when = When.parse(published, "given") if published else None
    page = Page(content, media_type=media_type, charset="utf-8", title=title or None, published=when)
    coding = code_page(page, Settings.load())
    # Whoever asks gets the layers; the reading stays here, it is large.
    return Coding(coding.coder).having(**{k: v for k, v in coding.layers.items() if k != "reading"})


class CodingRoom:
    """One process that codes; it is started when the first text comes.

    Args:
        patience: How long a text may take. **Units**: seconds.
        inside: Code in this process (for tests: without a limit of time).
    """

    def __init__(self, patience: float, inside: bool = False) -> None:
        self._patience = patience
        self._inside = inside
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(1)
        self._places = threading.Semaphore(WAITING + 1)

    def code(
        self, content: bytes, media_type: str, title: str | None = None, published: str | None = None
    ) -> Coding:
        """Code what a visitor sent.

        Raises:
            Busy: Too many wait, or it takes too long.
            DetenteError: What the coder has to say.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("Too many texts wait to be coded.", "Try again in a minute.")
        try:
            with self._turn:
                return self._coded(content, media_type, title, published)
        finally:
            self._places.release()

    def _coded(self, *given: Any) -> Coding:
        if self._inside:
            return code_page_of(*given)
        future: Future[Coding] = self._started().submit(code_page_of, *given)
        try:
            return future.result(timeout=self._patience)
        except Late:
            self._stop()
            raise Busy(
                "Coding this text takes too long.", "Send a shorter one, or use the command line."
            ) from None
        except BrokenProcessPool:
            self._stop()
            raise DetenteError("The coder broke on this text.", "Please report it with the text.") from None

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
            return self._pool

    def _stop(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                with suppress(Exception):
                    process.kill()

    def close(self) -> None:
        """Let the process go."""
        self._stop()
