"""`detente code`, `detente stages`, `detente schema`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.errors import EXIT_CODES
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.pipeline import Known
    from detente.record import Coding, Failure, Page
    from detente.store import Store

#: Documents committed to the store at once. A killed run loses at most these.
BATCH = 20


class Format(StrEnum):
    """What `detente code` prints."""

    briefing = "briefing"
    jsonl = "jsonl"
    none = "none"


def code(
    places: Annotated[
        list[str], typer.Argument(metavar="PATH|URL|-...", help="Files, folders, URLs; - = standard input.")
    ],
    store: Annotated[Path | None, typer.Option(help="Keep the codings in this store (made if missing).")] = None,
    format: Annotated[
        Format | None, typer.Option(help="Default: briefing on a terminal, jsonl when piped.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(help="Publication date of the pages, when they do not say (2019-05-14, 2019-05, 2019)."),
    ] = None,
    actors: Annotated[
        Path | None, typer.Option(help="A private actor list (CSV or JSON) over the registry.")
    ] = None,
) -> None:
    """Code pages: who did or said what, to whom, about what, when, and how far to trust the text."""
    from detente.errors import MissingPath

    if actors is not None and not actors.is_file():
        raise MissingPath(f"There is no actor list {actors}.", "Give the path of a CSV or JSON file.")
    settings = Settings.load(actors_file=str(actors) if actors else None)
    chosen = format or (Format.briefing if sys.stdout.isatty() else Format.jsonl)
    keep = _Keeper(store, settings)
    pages = _pages(places, settings, published)
    from detente.pipeline import run

    failures: list[Failure] = []
    try:
        for outcome in run(pages, settings, keep.knows if store is not None else None):
            _print(outcome, chosen)
            keep.take(outcome)
            if _is_failure(outcome):
                failures.append(outcome)  # type: ignore[arg-type]
    finally:
        keep.flush()
    keep.report()
    if failures:
        raise typer.Exit(exit_status(failures, keep.done))


def exit_status(failures: list[Failure], done: int) -> int:
    """The exit status of a run with failures: their own when nothing else was done and they agree, else 1."""
    statuses = {f.exit_code for f in failures}
    return statuses.pop() if not done and len(statuses) == 1 else EXIT_CODES["some-failed"]


def _pages(places: list[str], settings: Settings, published: str | None) -> Iterator[Page | Failure]:
    from dataclasses import replace

    from detente.errors import RecordError, SettingsError
    from detente.record import Page, When
    from detente.source import read_all

    try:
        when = When.parse(published, "given") if published else None
    except RecordError as error:
        raise SettingsError(f"--published: {error.message}", error.fix) from None
    for page in read_all(places, settings):
        yield replace(page, published=when) if when and isinstance(page, Page) else page


def _is_failure(outcome: object) -> bool:
    from detente.record import Failure

    return isinstance(outcome, Failure)


def _print(outcome: Coding | Failure | Known, chosen: Format) -> None:
    from detente.record import Coding, Failure

    if isinstance(outcome, Failure):
        sys.stdout.flush()
        where = f"{outcome.url}: " if outcome.url and outcome.url not in outcome.message else ""
        typer.echo(f"detente: [{outcome.code}] {where}{outcome.message} {outcome.fix}", err=True)
        if chosen is Format.jsonl and outcome.document is not None:
            from detente.interchange import to_json
            from detente.pipeline import coder_of

            refused = Coding(coder_of(Settings.load())).having(
                document=outcome.document, findings=outcome.findings
            )
            typer.echo(json.dumps(to_json(refused), ensure_ascii=False))
    elif isinstance(outcome, Coding):
        if chosen is Format.jsonl:
            from detente.interchange import to_json

            typer.echo(json.dumps(to_json(outcome), ensure_ascii=False))
        elif chosen is Format.briefing:
            from detente.cli.briefing import print_briefing

            print_briefing(outcome)


class _Keeper:
    """Puts outcomes into the store in batches, and counts them."""

    def __init__(self, path: Path | None, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.done = self.known = self.failed = 0
        self._store: Store | None = None
        self._waiting: list[Coding] = []
        self._failures: list[Failure] = []
        self._known: list[Known] = []
        if path is not None:
            from detente.store import Store

            self._store = Store.open(path, create=True)

    def knows(self, document: object) -> bool:
        """Whether the store has the document, coded by this very coder."""
        from detente.pipeline import coder_of
        from detente.record import Document

        assert isinstance(document, Document)
        waiting = any(c.document.id == document.id for c in self._waiting)
        return waiting or (self._store is not None and self._store.has(document.id, coder_of(self.settings)))

    def take(self, outcome: Coding | Failure | Known) -> None:
        """Count an outcome and put it aside for the store."""
        from detente.record import Coding, Failure

        if isinstance(outcome, Coding):
            self.done += 1
            self._waiting.append(outcome)
        elif isinstance(outcome, Failure):
            self.failed += 1
            self._failures.append(outcome)
        else:
            self.known += 1
            self._known.append(outcome)
        if self._store is None:
            self._waiting.clear()
            self._failures.clear()
            self._known.clear()
        elif len(self._waiting) + len(self._failures) + len(self._known) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Commit what waits."""
        if self._store is not None and (self._waiting or self._failures or self._known):
            self._store.add(self._waiting, self._failures)
            self._waiting.clear()
            self._failures.clear()
            self._known.clear()

    def report(self) -> None:
        """Say on standard error what was done, when there is more than one page or a store."""
        if self.path is None and self.done + self.failed < 2:
            return
        words = [f"{self.done} coded"]
        if self.known:
            words.append(f"{self.known} already in the store")
        if self.failed:
            words.append(f"{self.failed} failed")
        typer.echo(f"detente: {', '.join(words)}{f'; store {self.path}' if self.path else ''}", err=True)


def stages(json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a stage.")] = False) -> None:
    """Print the stages a page goes through, in order."""
    from detente.pipeline.stages import STAGES

    if json_lines:
        for stage in STAGES:
            row = {n: getattr(stage, n) for n in ("name", "function", "needs", "gives", "about")}
            typer.echo(json.dumps(row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("stage", "function", "needs", "gives", "what it does")
    for stage in STAGES:
        table.add_row(stage.name, stage.function, ", ".join(stage.needs), stage.gives, stage.about)
    Console().print(table)


def schema() -> None:
    """Print the JSON Schema of a coding, the contract of `detente code --format jsonl`."""
    from detente.interchange import coding_schema

    typer.echo(json.dumps(coding_schema(), indent=1))


__all__ = ["BATCH", "Format", "code", "exit_status", "schema", "stages"]
