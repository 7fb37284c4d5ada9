"""`detente runs`, `detente failures`: what was gone through, and what could not be coded."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.output import console, plain
from detente.cli.store import Format, chosen

if TYPE_CHECKING:
    from detente.pipeline.runs import RunRow
    from detente.record import Failure

_STORE = Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")]
_FORMAT = Annotated[
    Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
]


def runs(store: _STORE, format: _FORMAT = None) -> None:
    """List the runs of a store: what was coded, by whom, how far, and when."""
    from detente.pipeline.runs import runs as listed
    from detente.store import Store

    found = listed(Store.open(store))
    if chosen(format) is Format.jsonl:
        for row in found:
            moments = {n: m.isoformat() if m else None for n, m in (("first", row.first), ("last", row.last))}
            typer.echo(json.dumps({**asdict(row), **moments}, ensure_ascii=False))
        return
    _print_runs(found)


def _print_runs(found: tuple[RunRow, ...]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    if not found:
        out.print("no runs", style="dim")
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("source", "state", "parts", "documents", "failures", "last commit", "coder"):
        table.add_column(name, justify="right" if name in {"parts", "documents", "failures"} else "left")
    for row in found:
        place = plain(row.place or f"run {row.id}") + (f" (round {row.round + 1})" if row.round else "")
        coder = f"{row.coder.detente}/{row.coder.ontology}/{row.coder.weights}" if row.coder else ""
        last = f"{row.last:%Y-%m-%d %H:%M}" if row.last else ""
        parts = f"{row.done:,} of {row.parts:,}" if row.parts is not None else f"{row.done:,}"
        told = (place, row.state, parts, f"{row.documents:,}", f"{row.failures:,}", last, coder)
        table.add_row(*(Text(t) for t in told))
    out.print(table)


def failures(
    store: _STORE,
    reason: Annotated[str | None, typer.Option(help="Only those with this reason (not-english).")] = None,
    settled: Annotated[
        bool, typer.Option("--settled", help="Also those whose address has been coded since.")
    ] = False,
    limit: Annotated[int | None, typer.Option(help="At most so many; on a terminal 40 by default.", min=1)] = None,
    format: _FORMAT = None,
) -> None:
    """List the pages that could not be coded, each with its reason and what to do."""
    from detente.store import Store

    found = Store.open(store).failures(reason, unsettled=not settled)
    kind = chosen(format)
    many = limit or (len(found) if kind is Format.jsonl else 40)
    if kind is Format.jsonl:
        for failure in found[:many]:
            typer.echo(json.dumps(_json(failure), ensure_ascii=False))
        return
    _print_failures(found, many)


def _json(failure: Failure) -> dict[str, Any]:
    return {n: getattr(failure, n) for n in ("url", "code", "message", "fix", "stage")}


def _print_failures(found: tuple[Failure, ...], many: int) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("page", "reason", "what is wrong, and what to do"):
        table.add_column(name)
    for failure in found[:many]:
        told = f"{plain(failure.message)} {plain(failure.fix)}"
        table.add_row(Text(plain(failure.url or "(no address)")), Text(failure.code), Text(told))
    if found:
        out.print(table)
    counts = ", ".join(f"{code} {n:,}" for code, n in Counter(f.code for f in found).most_common())
    more = f"; {len(found) - many:,} more are not shown (--limit)" if len(found) > many else ""
    out.print(f"{len(found):,} failed ({counts}){more}" if found else "nothing failed", style="dim")
