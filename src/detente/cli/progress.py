"""How far a run has come: a bar on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Time between two lines, where the output is no terminal. **Units**: seconds.
_EVERY = 60.0


class Told(Protocol):
    """What is told of a run."""

    pages: int
    new: int
    known: int
    failed: Counter[str]
    weight: float


class Watch:
    """Tells of a run on standard error.

    Args:
        whole: What is to be read in all. **Units**: bytes.
        before: What was read of it before this start. **Units**: bytes.
    """

    def __init__(self, whole: float, before: float = 0.0) -> None:
        """See the class."""
        self._whole = max(1.0, whole)
        self._before = before
        self._started = self._said = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Watch:
        """Begin."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

            columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
            self._bar = Progress(*columns, console=Console(stderr=True))
            self._task = self._bar.add_task("starting", total=self._whole, completed=int(self._before))
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        if self._bar is not None:
            self._bar.stop()

    def tell(self, tally: Told) -> None:
        """Tell how far the run is, when it is time to."""
        now = time.monotonic()
        done = self._before + tally.weight
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, description=self._line(tally, now))
        elif now - self._said >= _EVERY:
            self._said = now
            typer.echo(f"detente: {done / self._whole:.0%}, {self._line(tally, now)}", err=True)

    def _line(self, tally: Told, now: float) -> str:
        passed = max(1e-9, now - self._started)
        words = [f"{tally.pages:,} pages", f"{tally.pages / passed:,.1f} a second"]
        left = self._whole - self._before - tally.weight
        if tally.weight > 0:
            words.append(f"{duration(passed * left / tally.weight)} left")
        if tally.known:
            words.append(f"{tally.known:,} known")
        return ", ".join(words + failures(tally.failed))


def failures(failed: Counter[str]) -> list[str]:
    """Failures by reason, the most frequent first, as words for a line.

    >>> failures(Counter({"not-english": 3, "no-main-text": 12}))
    ['15 failed (no-main-text 12, not-english 3)']
    """
    if not failed:
        return []
    return [f"{failed.total():,} failed ({', '.join(f'{c} {n:,}' for c, n in failed.most_common())})"]


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(42), duration(600), duration(7000), duration(400_000)
    ('42 s', '10 min', '1 h 57 min', '4 d 15 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def amount(weight: float) -> str:
    """A number of bytes as people say it.

    >>> amount(900), amount(2_500_000)
    ('900 bytes', '2.5 MB')
    """
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if weight >= size:
            return f"{weight / size:.1f} {unit}"
    return f"{weight:.0f} bytes"
