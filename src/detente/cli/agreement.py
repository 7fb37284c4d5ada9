"""`detente agreement`: how far coders agree about two states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.relations import Step
from detente.cli.store import Format, chosen, console, day

if TYPE_CHECKING:
    from detente.relations.agreement import Comparison
    from detente.relations.ranks import Correlation


def agreement(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: its ISO 3166 alpha-3 code, or its name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Whose events; give two or more. Default: detente and everyone who was imported."),
    ] = None,
    period: Annotated[Step, typer.Option(help="Length of a period.")] = Step.month,
    since: Annotated[str | None, typer.Option(help="Only from this day (2019-05-14, 2019-05).")] = None,
    until: Annotated[str | None, typer.Option(help="Only up to this day.")] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Count events that only somebody's word stands for.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draws behind the intervals.")] = 1,
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
    ] = None,
) -> None:
    """Compare coders: do their events of two states rise and fall together, and on the same days?"""
    from detente.relations import Rule, state
    from detente.relations.agreement import OWN, agreement
    from detente.store import Store

    opened = Store.open(store)
    coders = coder or [OWN, *opened.coders()]
    rule = Rule(claimed=claims)
    found = agreement(
        opened, state(a), state(b), coders, period.value, rule, day(since, "since"), day(until, "until"), seed
    )
    if chosen(format) is Format.jsonl:
        told = {"store_version": opened.version, **found.to_json()}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(found)


def _print(found: Comparison) -> None:
    from rich import box
    from rich.table import Table

    out = console()
    out.print(f"{found.a} – {found.b}, by {found.period}", style="bold")
    table = Table("coder", "events", "from", "to", box=box.SIMPLE_HEAD)
    table.columns[1].justify = "right"
    for series in found.series:
        table.add_row(series.coder, f"{series.events:,}", str(series.first or "–"), str(series.last or "–"))
    out.print(table)
    table = Table("between", "time of both", "counts", "scores", "days of both", box=box.SIMPLE_HEAD)
    for pair in found.pairs:
        time = f"{pair.since} to {pair.until}" if pair.since else "none"
        either = pair.days_one + pair.days_other - pair.days_both
        days = f"{pair.days_both} of {either}" + (f" ({pair.shared:.0%})" if pair.shared is not None else "")
        table.add_row(f"{pair.one}, {pair.other}", time, _cell(pair.counts), _cell(pair.scores), days)
    out.print(table)
    out.print(
        "Rank correlations of counts and of mean scores, with 95 % intervals over runs of periods; "
        "days with an event by both, of those with one by either.",
        style="dim",
        soft_wrap=True,
    )


def _cell(found: Correlation | None) -> str:
    if found is None:
        return "–"
    return f"{found.value:+.2f} ({found.low:+.2f} to {found.high:+.2f}; {found.periods})"
