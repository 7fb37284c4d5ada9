"""`detente verify`, `detente explain`, `detente search`, `detente events`: asking a store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.errors import RecordError, StoreError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.store import EventRow, Hit, Report

#: Width of what is printed where the output is no terminal.
PIPED_WIDTH = 110
#: Damages printed at most; `--json` prints all.
MANY = 40

_STORE = Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_VERSION = Annotated[
    int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
]


class Format(StrEnum):
    """What lists are printed as."""

    table = "table"
    jsonl = "jsonl"


_FORMAT = Annotated[
    Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
]


def verify(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="Folder of the store.")],
    as_json: _JSON = False,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="First build the search index anew; what people wrote stays.")
    ] = False,
) -> None:
    """Re-check a store: commits, texts, every word of evidence, ids, the search index."""
    from detente.store import Store
    from detente.store import verify as check

    if reindex:
        Store.open(store).reindex()
    report = check(store)
    if as_json:
        told = {"store": str(store), "sound": report.sound, "counts": report.counts}
        told |= {"damages": [asdict(d) for d in report.damages], "notes": list(report.notes)}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print_report(report)
    if not report.sound:
        raise typer.Exit(StoreError.exit_code)


def _print_report(report: Report) -> None:
    for damage in report.damages[:MANY]:
        typer.echo(f"{damage.code}: {plain(damage.where)}: {plain(damage.message)}")
    if len(report.damages) > MANY:
        typer.echo(f"... and {len(report.damages) - MANY} more; --json prints all.")
    for note in report.notes:
        typer.echo(f"note: {plain(note)}")
    count = {n: f"{report.counts.get(n, 0):,}" for n in ("versions", "documents", "events", "quotes", "evidence")}
    looked = (
        f"{count['versions']} commits, {count['documents']} documents, {count['events']} events, "
        f"{count['quotes']} quotes, {count['evidence']} pieces of evidence checked"
    )
    if report.counts.get("imported"):
        looked = looked.replace(" checked", f", {report.counts['imported']:,} imported rows checked")
    if report.sound:
        typer.echo(f"{report.path} is sound: {looked}.")
    else:
        many = len(report.damages)
        typer.echo(f"{report.path} is damaged: {many} damage{'s' * (many != 1)}; {looked}.", err=True)


def explain(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Id of an event, or the beginning of it.")],
    store: _STORE,
    version: _VERSION = None,
    as_json: _JSON = False,
) -> None:
    """Say why an event was coded: its definition, parties, evidence, reasons, and doubts about the text."""
    from detente.cli.explain import explanation_json, print_explanation
    from detente.store import Store
    from detente.store import explain as gather

    opened = Store.open(store, version=version)
    row = opened.event(event)
    explanation = gather(row, opened.coding(row.document), opened.better_version(row.document))
    if as_json:
        typer.echo(json.dumps(explanation_json(explanation), ensure_ascii=False))
    else:
        print_explanation(explanation, console())


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help='Words, in any form; "a phrase".')],
    store: _STORE,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    format: _FORMAT = None,
) -> None:
    """Find documents by words in their headline and text."""
    from detente.store import Store

    hits = Store.open(store).search(" ".join(words), limit)
    if chosen(format) is Format.jsonl:
        for hit in hits:
            text = "".join(piece for piece, _ in hit.snippet)
            told = {n: getattr(hit, n) for n in ("document", "title", "url", "published", "score")}
            typer.echo(json.dumps({**told, "snippet": text}, ensure_ascii=False))
        return
    _print_hits(hits)


def _print_hits(hits: Iterable[Hit]) -> None:
    from rich.text import Text

    out = console()
    found = list(hits)
    for hit in found:
        head = Text(plain(hit.title or "(no headline)"), style="bold")
        head.append(
            f"  {hit.published or 'undated'} · {plain(hit.url or 'no address')} · {hit.document}", "dim not bold"
        )
        out.print(head)
        body = Text("  ")
        for piece, marked in hit.snippet:
            body.append(plain(piece), "bold underline" if marked else "")
        out.print(body)
    out.print(f"{len(found)} document{'s' * (len(found) != 1)} found" if found else "nothing found", style="dim")


def events(
    store: _STORE,
    type: Annotated[str | None, typer.Option(help="Only this event type (ACCUSE).")] = None,
    country: Annotated[str | None, typer.Option(help="Only events with a party of this country (RUS).")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only events on this day or later (2019-05-14, 2019-05).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only events on this day or earlier.")] = None,
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=1)] = None,
    version: _VERSION = None,
    format: _FORMAT = None,
) -> None:
    """List events of a store, by date. With --since or --until, events without a date are left out."""
    from detente.store import Store

    rows = Store.open(store, version=version).events(
        type.upper() if type else None,
        country_code(country),
        day(since, "since"),
        day(until, "until"),
        limit=limit,
    )
    if not rows and type:
        # An empty answer may be a slip of the pen: then the ontology names the nearest types.
        from detente.ontology import load

        load().code(type.upper())
    if chosen(format) is Format.jsonl:
        for row in rows:
            typer.echo(json.dumps(event_line(row), ensure_ascii=False))
        return
    _print_events(rows)


def event_line(row: EventRow) -> dict[str, Any]:
    """An event of a store as one JSON object: the event as in a coding, with its document and its parties."""
    from detente.interchange.coding_json import event_json

    document = {"id": row.document, "title": row.title, "url": row.url}
    document["published"] = row.published.isoformat() if row.published else None
    told = event_json(row.event)
    # Which issues an event is about stands with its document's coding; a list of events does not look there.
    told.pop("issues", None)
    parties = {a.id: {"name": a.name, "country": a.country} for a in (*row.actors, *row.recipients)}
    return {**told, "parties": parties, "document": document}


def _print_events(rows: Iterable[EventRow]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("when", "who", "did what", "to whom", "sure", "the words", "event", box=box.SIMPLE_HEAD)
    table.columns[0].no_wrap = table.columns[6].no_wrap = True
    found = list(rows)
    for row in found:
        event = row.event
        what = Text(event.code.type, style="green" if event.quad <= 2 else "red")
        what.append(f" {event.code.mode}" if event.code.mode else "")
        aside = [*event.modality]
        if row.claimed_by is not None:
            aside.append(f"says {row.claimed_by.name}")
        what.append(f"\n{plain('; '.join(aside))}" if aside else "", "italic")
        table.add_row(
            event.when.isoformat() if event.when else "?",
            Text(_names(row.actors)),
            what,
            Text(_names(row.recipients)),
            f"{event.confidence:.0%}",
            Text(plain(event.trigger.text)),
            event.id.rpartition("-")[2][:8],
        )
    out = console()
    out.print(table)
    out.print(f"{len(found)} event{'s' * (len(found) != 1)}", style="dim")


def _names(actors: Iterable[Any]) -> str:
    return ", ".join(plain(a.name) + (f" ({a.country})" if a.country else "") for a in actors)


def country_code(text: str | None) -> str | None:
    """The code of a country or an international body, given as code or name."""
    from detente.ontology import load
    from detente.relations import state

    if text is None or text.upper() in load().countries:
        return text.upper() if text else None
    return state(text)


def day(text: str | None, option: str) -> date | None:
    """The day an option means: the first of a month or year for `since`, the last for any other.

    Raises:
        typer.BadParameter: The text is no date.
    """
    from detente.record import When

    if text is None:
        return None
    try:
        when = When.parse(text, "given")
    except RecordError as error:
        raise typer.BadParameter(f"{error.message} {error.fix}", param_hint=f"--{option}") from None
    return when.start if option == "since" else when.end


def chosen(format: Format | None) -> Format:
    """The format asked for, or the one that fits where the output goes."""
    return format or (Format.table if sys.stdout.isatty() else Format.jsonl)


def console() -> Console:
    """Where tables are printed."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)


def plain(text: str) -> str:
    """Text from a page, made safe for a terminal: no control characters, on one line."""
    return "".join(c if c.isprintable() else " " for c in text)
