"""`detente run`: code a whole source into a store, by many workers, and go on where it stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import reading
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.pipeline import Plan
    from detente.source import Source


def run(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A folder, archive, table, feed, URL, or s3://, gs://, az://.")
    ],
    store: Annotated[Path, typer.Option("--store", help="Keep the codings here.", metavar="DIR")],
    workers: Annotated[int | None, typer.Option(help="Processes that code; one a core by default.", min=1)] = None,
    max_failures: Annotated[
        int | None, typer.Option(help="Stop when more pages than this have failed.", min=0)
    ] = None,
    shard_size: Annotated[int, typer.Option(help="Pages committed at once, at most.", min=1)] = 100,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would take, from a coded sample.")
    ] = False,
    ray: Annotated[
        str | None, typer.Option(help="Code on a Ray cluster: its address, or auto.", metavar="auto|ADDRESS")
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Give up an unfinished run that was planned otherwise."),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Go through a finished source once more: only what failed or is new is coded."
        ),
    ] = False,
    kind: reading.Kind = None,
    text_column: reading.TextColumn = None,
    title_column: reading.TitleColumn = None,
    date_column: reading.DateColumn = None,
    url_column: reading.UrlColumn = None,
    date_format: reading.DateFormat = None,
    encoding: reading.Encoding = "utf-8",
    delimiter: reading.Delimiter = None,
    follow: reading.Follow = True,
    actors: Annotated[Path | None, typer.Option(help="A private actor list (CSV or JSON).")] = None,
) -> None:
    """Code a whole source into a store. Run it again after any interruption: it goes on where it stopped."""
    from detente.errors import MissingPath
    from detente.pipeline import Plan, coder_of
    from detente.source import SourceOptions, open_source

    if actors is not None and not actors.is_file():
        raise MissingPath(f"There is no actor list {actors}.", "Give the path of a CSV or JSON file.")
    settings = Settings.load(actors_file=str(actors) if actors else None)
    options = SourceOptions(
        kind=kind,
        text=text_column,
        title=title_column,
        date=date_column,
        url=url_column,
        date_format=date_format,
        encoding=encoding,
        delimiter=delimiter,
        follow=follow,
    )
    opened = open_source(source, options, settings)
    plan = Plan.make(source, opened, options, settings, coder_of(settings), shard_size)
    if dry_run:
        _estimate(plan, opened, settings, workers)
        return
    with _ended_by_signals():
        _carry_out(plan, opened, settings, store, workers, max_failures, ray, fresh, again)


def _carry_out(
    plan: Plan,
    source: Source,
    settings: Settings,
    folder: Path,
    workers: int | None,
    max_failures: int | None,
    address: str | None,
    fresh: bool,
    again: bool,
) -> None:
    import time

    from detente.cli.progress import Watch, duration, failures
    from detente.pipeline.keep import Tally, keep
    from detente.pipeline.plan import current, settle
    from detente.pipeline.shards import shards
    from detente.pipeline.team import code_all
    from detente.store import Store

    store = Store.open(folder, create=True)
    plan = current(plan, store, again)
    start = settle(plan, store, fresh)
    if start.part >= len(plan.parts):
        typer.echo(
            f"detente: this run is finished: all {len(plan.parts)} parts are in {folder}; "
            "--again goes through them once more.",
            err=True,
        )
        return
    if start.part or start.shard:
        typer.echo(f"detente: going on with part {start.part + 1} of {len(plan.parts)}.", err=True)
    tally = Tally()
    before = sum(part.size for part in plan.parts[: start.part])
    with closing(_team(plan, settings, folder, workers, address)) as team, Watch(plan.size, before) as watch:
        began = time.monotonic()
        coded = code_all(team, shards(plan, source, start), settings.max_seconds)
        for tally in keep(plan, store, coded, start, max_failures):
            watch.tell(tally)
        passed = time.monotonic() - began
    words = [f"{tally.pages:,} pages", f"{tally.new:,} coded", f"{tally.known:,} already in the store"]
    words += [*failures(tally.failed), f"{duration(passed)}", f"{tally.pages / max(passed, 1e-9):,.1f} a second"]
    typer.echo(f"detente: {', '.join(words)}; store {folder}", err=True)


def _team(plan: Plan, settings: Settings, folder: Path, workers: int | None, address: str | None) -> Any:
    if address is not None:
        from detente.pipeline.ray import RayTeam

        return RayTeam(address, workers, settings, plan.coder, folder)
    from detente.pipeline.local import LocalTeam, cores

    return LocalTeam(workers or cores(), settings, plan.coder, folder)


def _estimate(plan: Plan, source: Source, settings: Settings, workers: int | None) -> None:
    from detente.cli.progress import amount, duration, failures
    from detente.pipeline.estimate import estimate
    from detente.pipeline.local import cores

    many = workers or cores()
    found = estimate(plan, source, settings, many)
    lines = [
        f"{found.pages:,} pages in {found.parts:,} parts, {amount(found.size)} to read",
        f"about {duration(found.seconds)} with {many} worker{'s' * (many > 1)} of one core each "
        f"({found.each:.3f} s a page on one core, {found.commit:.2f} s a commit, {found.start:.1f} s to start)",
        f"about {amount(found.disk)} in the store",
        f"told from {found.sampled} pages that were coded and thrown away"
        + "".join(f", {words}" for words in failures(found.failed)),
    ]
    typer.echo("\n".join(lines))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let the signal to end (a service manager's, a cluster's) end the run as Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
