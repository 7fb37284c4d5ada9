"""`detente watch`: feeds, round after round, as a service."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.settings import Settings

if TYPE_CHECKING:
    from detente.pipeline.watch import Round

#: How long a waiting program sleeps at a stretch before it looks whether to stop. **Units**: seconds.
_NAP = 0.5


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="List of feeds; see docs/howto/sources.md.")],
    store: Annotated[Path, typer.Option(help="Keep the codings in this store (made if missing).", metavar="DIR")],
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> None:
    """Watch feeds: fetch what is due, code what is new, commit; until Ctrl-C or SIGTERM."""
    from detente.errors import FetchError
    from detente.source.feed_list import read_feeds

    settings = Settings.load()
    listed = read_feeds(feeds)
    from detente.pipeline.watch import Watch
    from detente.source.manners import Manners
    from detente.store import Store
    from detente.store.watching import watching

    asked: list[int] = []

    def stopping() -> bool:
        return bool(asked)

    def pause(seconds: float) -> None:
        until = time.monotonic() + seconds
        while not asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _NAP))

    with _told_to_stop(asked), watching(Store.open(store, create=True).path) as state:
        manners = Manners(settings, sleep=pause, patience=settings.host_delay)
        watched = Watch(listed, Store.open(store), state, settings, manners, time.time, stopping)
        if once:
            done = watched.round()
            typer.echo(_line(done))
            if done.asked and done.broken == done.asked:
                raise typer.Exit(FetchError.exit_code)
            return
        for done in watched.rounds(pause):
            typer.echo(_line(done))


def _line(done: Round) -> str:
    """One line of the log."""
    moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    words = [f"{done.asked} feed{'s' * (done.asked != 1)} asked"]
    words += [f"{done.unchanged} unchanged"] * bool(done.unchanged) + [f"{done.broken} broken"] * bool(done.broken)
    words += [f"{done.named} new page{'s' * (done.named != 1)}", f"{done.coded} coded"]
    words += [f"{n} {what}" for n, what in _rest(done) if n]
    due = datetime.fromtimestamp(done.due, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{moment} round {done.number}: {', '.join(words)}; next {due if done.due else 'at once'}"


def _rest(done: Round) -> tuple[tuple[int, str], ...]:
    return (
        (done.known, "already in the store"),
        (done.failed, "failed"),
        (done.later, "to be tried again"),
    )


@contextmanager
def _told_to_stop(asked: list[int]) -> Iterator[None]:
    """Note SIGTERM and Ctrl-C, so that the page at hand is finished; a second one ends it at once."""

    def note(number: int, _: Any) -> None:
        # No lock is taken here: the signal may come while the program holds it.
        asked.append(number)
        signal.signal(number, before[number])

    before: dict[int, Any] = {int(n): signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
