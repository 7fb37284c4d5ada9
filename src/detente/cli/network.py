"""`detente network`: who deals with whom, as a store has it."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.relations import Format, Step
from detente.cli.store import console, day

if TYPE_CHECKING:
    from detente.relations.results import Network

#: Edges, and blocs of past periods, that are printed.
EDGES, BLOCS = 20, 12


def network(
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    since: Annotated[str | None, typer.Option(help="Only events on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only events on this day or earlier.")] = None,
    period: Annotated[Step, typer.Option(help="Length of the periods that blocs are looked for in.")] = Step.year,
    nodes: Annotated[
        str, typer.Option(help="state, or sector: government, military and society apart.")
    ] = "state",
    directed: Annotated[bool, typer.Option("--directed", help="From who acts to who is acted upon.")] = False,
    coder: Annotated[str | None, typer.Option(help="Events of another coder whose file was read in.")] = None,
    gexf: Annotated[Path | None, typer.Option(help="Write the network to this file, for Gephi.")] = None,
    version: Annotated[
        int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
    ] = None,
    format: Annotated[Format | None, typer.Option(help="Default: table on a terminal, json when piped.")] = None,
) -> None:
    """Say who deals with whom, who mediates, and which states form blocs."""
    from detente.relations import OWN, Rule, write_gexf
    from detente.relations import network as gather
    from detente.store import Store

    rule = Rule(directed=directed, coder=coder or OWN)
    opened = Store.open(store, version=version)
    found = gather(opened, day(since, "since"), day(until, "until"), rule, nodes, period.value)
    if gexf is not None:
        write_gexf(found, gexf)
    chosen = format or (Format.table if sys.stdout.isatty() else Format.json)
    if chosen is Format.json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    elif chosen is Format.csv:
        rows = found.rows()
        names = ("a", "b", "events", "verbal_cooperation", "material_cooperation", "verbal_conflict")
        writer = csv.DictWriter(
            sys.stdout, (*names, "material_conflict", "score", "conflict"), lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print(found)


def _print(found: Network) -> None:
    from rich import box
    from rich.table import Table

    out = console()
    table = Table("between", "events", "score", "conflict", box=box.SIMPLE_HEAD)
    arrow = "→" if found.rule.directed else "–"
    for edge in found.edges[:EDGES]:
        told = (f"{edge.a} {arrow} {edge.b}", f"{edge.events:,}", f"{edge.score:+.1f}", f"{edge.conflict:.0%}")
        table.add_row(*told)
    out.print(table)
    out.print(f"{len(found.nodes)} states, {len(found.edges)} ties" if found.edges else "no ties", style="dim")
    if found.mediators:
        listed = ", ".join(f"{m.id} ({m.mediations})" for m in found.mediators[:EDGES])
        out.print(f"Mediators: {listed}", soft_wrap=True)
    for bloc in found.blocs[:BLOCS]:
        out.print(f"Bloc {bloc.number}, {bloc.period}: {', '.join(bloc.members)}", soft_wrap=True)
