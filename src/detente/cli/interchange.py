"""`detente import`, `detente export`: event files of other coders and programs, in and out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.code import exit_status
from detente.cli.store import country_code, day, plain
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.interchange.bring_in import Brought
    from detente.interchange.give_out import GivenOut

#: Kinds of values that were not understood, printed at most for each file.
SHOWN = 12

_STORE = Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, one object a file.")]


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Event files; gzip, zip and Zstandard are unpacked.")
    ],
    store: _STORE,
    format: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="polecat, icews, gdelt, gdelt-mentions, plover, csv, cameo; default: by the first line.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD=COLUMN,...",
            help="For --from cameo: what stands in which column (start=date,cameo=code,actor_country=source,...).",
        ),
    ] = None,
    coder: Annotated[str | None, typer.Option(help="Name to record as the coder; default: the format's.")] = None,
    as_json: _JSON = False,
) -> None:
    """Bring event files of other coders into a store. The same file twice adds nothing."""
    from detente.interchange.bring_in import bring_in
    from detente.store import Store

    fields = _fields(columns)
    if fields and format is None:
        format = "cameo"
    opened = Store.open(store, create=True)
    statuses: set[int] = set()
    done = 0
    for file in files:
        try:
            brought = bring_in(opened, file, format, coder, fields, _progress)
        except InputError as error:
            typer.echo(f"detente: {plain(str(error))}", err=True)
            statuses.add(error.exit_code)
            continue
        done += brought.lines > brought.failures
        if brought.failures or brought.differing:
            statuses.add(InputError.exit_code)
        _print_brought(brought, as_json)
    if statuses:
        raise typer.Exit(exit_status(statuses, done))


def _fields(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(field.strip() and column.strip() for field, _, column in pairs):
        raise typer.BadParameter("Write FIELD=COLUMN,FIELD=COLUMN.", param_hint="--columns")
    return {field.strip(): column.strip() for field, _, column in pairs}


def _progress(done: Brought) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done.lines:,} lines read", nl=False, err=True)


def _print_brought(done: Brought, as_json: bool) -> None:
    if sys.stderr.isatty():
        typer.echo("\r", nl=False, err=True)
    name = done.origin.partition(" sha256:")[0]
    if as_json:
        told: dict[str, Any] = {n: getattr(done, n) for n in ("origin", "format", "lines", "new", "known")}
        told |= {"differing": done.differing, "failures": done.failures, "store_version": done.version}
        told["notes"] = [{"what": k, "value": v, "times": n} for (k, v), n in done.notes.counts.most_common()]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(
        f"{plain(name)}: {done.format}, {done.lines:,} lines; {done.new:,} rows new, {done.known:,} known, "
        f"{done.failures:,} lines unreadable, {done.differing:,} events that the store has otherwise."
    )
    notes = done.notes.counts.most_common()
    for (kind, value), times in notes[:SHOWN]:
        typer.echo(f"  note: {kind}: {plain(value)} ({times:,} times)")
    if len(notes) > SHOWN:
        typer.echo(f"  note: and {len(notes) - SHOWN} more; --json prints all.")


def export(
    store: _STORE,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="plover, polecat, icews, gdelt, csv, parquet.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: standard output. .gz packs.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only events on this day or later (2019-05-14, 2019-05).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only events on this day or earlier.")] = None,
    country: Annotated[str | None, typer.Option(help="Only events with a party of this country (RUS).")] = None,
    type: Annotated[str | None, typer.Option(help="Only this event type (ACCUSE).")] = None,
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Whose events; may be repeated. Default: detente's own; all = everyone's."),
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Also events that only somebody's word stands for.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write events of a store in another program's format. What the format cannot hold is counted."""
    from detente.interchange.doors import exporter
    from detente.interchange.give_out import give_out, write_file
    from detente.ontology import load
    from detente.store import EntryFilter, Store

    door = exporter(to)
    opened = Store.open(store)
    kind = load().code(type.upper()).type if type else None
    wanted = EntryFilter(
        coders=tuple(coder or ()),
        type=kind,
        country=country_code(country),
        since=day(since, "since"),
        until=day(until, "until"),
    )
    if output is not None:
        done = write_file(output, lambda out: give_out(opened, door, wanted, out, claims), force)
    elif door.binary and sys.stdout.isatty():
        raise InputError(f"{to} is no text for a terminal.", "Give a file with -o.")
    else:
        done = give_out(opened, door, wanted, sys.stdout.buffer, claims)
        sys.stdout.buffer.flush()
    _tell(done, opened.coders())


def _tell(done: GivenOut, coders: dict[str, int]) -> None:
    left = "".join(f"; left out {n:,} {reason}" for reason, n in done.dropped.most_common())
    typer.echo(f"{done.rows:,} rows written{left}.", err=True)
    if not done.rows and coders:
        typer.echo(f"The store also has events by: {', '.join(coders)} (--coder NAME, or --coder all).", err=True)
