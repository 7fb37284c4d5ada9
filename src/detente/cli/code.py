"""`detente code`, `detente stages`, `detente schema`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.reading import (
    DateColumn,
    DateFormat,
    Delimiter,
    Encoding,
    Follow,
    Kind,
    TextColumn,
    TitleColumn,
    UrlColumn,
)
from detente.errors import EXIT_CODES
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.record import Coding, Failure, Page
    from detente.source import SourceOptions


class Format(StrEnum):
    """What `detente code` prints."""

    briefing = "briefing"
    jsonl = "jsonl"
    none = "none"


def code(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL|-...", help="Files, folders, archives, tables, URLs; - = standard input."
        ),
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
    kind: Kind = None,
    text_column: TextColumn = None,
    title_column: TitleColumn = None,
    date_column: DateColumn = None,
    url_column: UrlColumn = None,
    date_format: DateFormat = None,
    encoding: Encoding = "utf-8",
    delimiter: Delimiter = None,
    follow: Follow = True,
) -> None:
    """Code pages: who did or said what to whom, with evidence."""
    from detente.errors import MissingPath

    if actors is not None and not actors.is_file():
        raise MissingPath(f"There is no actor list {actors}.", "Give the path of a CSV or JSON file.")
    settings = Settings.load(actors_file=str(actors) if actors else None)
    chosen = format or (Format.briefing if sys.stdout.isatty() else Format.jsonl)
    from detente.cli.keeper import Keeper
    from detente.pipeline import Known, run
    from detente.source import SourceOptions

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

    keep = Keeper(store, settings)

    try:
        for outcome in run(_pages(places, settings, published, options), settings, keep.knows if store else None):
            shown = keep.recall(outcome.document) if isinstance(outcome, Known) else outcome
            if shown is not None:
                _print(shown, chosen, settings)
            keep.take(outcome)
    finally:
        keep.flush()
    keep.report()
    if keep.statuses:
        raise typer.Exit(exit_status(keep.statuses, keep.done + keep.known))


def exit_status(statuses: set[int], done: int) -> int:
    """The exit status of a run with failures: their own when nothing else was done and they agree, else 1.

    >>> exit_status({3}, 0), exit_status({3}, 5), exit_status({3, 4}, 0)
    (3, 1, 1)
    """
    return min(statuses) if not done and len(statuses) == 1 else EXIT_CODES["some-failed"]


def _pages(
    places: list[str], settings: Settings, published: str | None, options: SourceOptions
) -> Iterator[Page | Failure]:
    from dataclasses import replace

    from detente.errors import RecordError, SettingsError
    from detente.record import Page, When
    from detente.source import read_all

    try:
        when = When.parse(published, "given") if published else None
    except RecordError as error:
        raise SettingsError(f"--published: {error.message}", error.fix) from None
    for page in read_all(places, settings, options):
        undated = when is not None and isinstance(page, Page) and page.published is None
        yield replace(page, published=when) if undated and isinstance(page, Page) else page


def _print(outcome: Coding | Failure | None, chosen: Format, settings: Settings) -> None:
    from detente.record import Coding, Failure

    if isinstance(outcome, Failure):
        sys.stdout.flush()
        where = f"{outcome.url}: " if outcome.url and outcome.url not in outcome.message else ""
        typer.echo(f"detente: [{outcome.code}] {where}{outcome.message} {outcome.fix}", err=True)
        if chosen is Format.jsonl and outcome.document is not None:
            from detente.interchange import to_json
            from detente.pipeline import coder_of

            refused = Coding(coder_of(settings)).having(document=outcome.document, findings=outcome.findings)
            typer.echo(json.dumps(to_json(refused), ensure_ascii=False))
    elif isinstance(outcome, Coding):
        if chosen is Format.jsonl:
            from detente.interchange import to_json

            typer.echo(json.dumps(to_json(outcome), ensure_ascii=False))
        elif chosen is Format.briefing:
            from detente.cli.briefing import print_briefing

            print_briefing(outcome)


def stages(json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a stage.")] = False) -> None:
    """Print the stages a page goes through, in order."""
    from detente.pipeline.stages import STAGES

    if json_lines:
        for stage in STAGES:
            row = {n: getattr(stage, n) for n in ("name", "function", "needs", "gives", "about")}
            typer.echo(json.dumps(row))
        return
    from rich.table import Table

    from detente.cli.output import console

    table = Table("stage", "function", "needs", "gives", "what it does")
    for stage in STAGES:
        table.add_row(stage.name, stage.function, ", ".join(stage.needs), stage.gives, stage.about)
    console().print(table)


def schema() -> None:
    """Print the JSON Schema of `detente code --format jsonl`."""
    from detente.interchange import coding_schema

    typer.echo(json.dumps(coding_schema(), indent=1))
