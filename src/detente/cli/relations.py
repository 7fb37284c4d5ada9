"""`detente relations`: how two states get on, as a store has it."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.store import console, day

if TYPE_CHECKING:
    from detente.relations import Dyad, Period

#: Runs of periods without events that are longer than this are printed as one line.
SILENCE = 3


class Format(StrEnum):
    """What relations are printed as."""

    table = "table"
    json = "json"
    csv = "csv"


class Step(StrEnum):
    """Lengths of a period."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


def relations(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: its ISO 3166 alpha-3 code, or its name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    period: Annotated[Step, typer.Option(help="Length of a period.")] = Step.month,
    since: Annotated[
        str | None, typer.Option(help="Only from the period of this day (2019-05-14, 2019-05).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only up to the period of this day.")] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Count events that only somebody's word stands for.")
    ] = False,
    copies: Annotated[
        bool,
        typer.Option("--copies", help="Count what reprints and rewrites tell as often as they tell it."),
    ] = False,
    format: Annotated[Format | None, typer.Option(help="Default: table on a terminal, json when piped.")] = None,
) -> None:
    """Count what a store says about two states, period by period: words and deeds apart."""
    from detente.relations import Rule, dyads, state
    from detente.store import Store

    one, other = state(a), state(b)
    rule = Rule(claimed=claims, copies=copies)
    opened = Store.open(store)
    dyad = dyads(opened, one, other, period.value, rule, day(since, "since"), day(until, "until"))
    chosen = format or (Format.table if sys.stdout.isatty() else Format.json)
    if chosen is Format.json:
        typer.echo(json.dumps(dyad_json(dyad, opened.version), ensure_ascii=False))
    elif chosen is Format.csv:
        _write_csv(dyad)
    else:
        _print(dyad)


def dyad_json(dyad: Dyad, version: int) -> dict[str, Any]:
    """A dyad over time as JSON values, with the counting rule and the version of the store."""
    return {
        "a": dyad.a,
        "b": dyad.b,
        "period": dyad.period,
        "store_version": version,
        "rule": dyad.rule.to_json(),
        "total": _row(dyad.total),
        "undated": _row(dyad.undated),
        "periods": [_row(p) for p in dyad.periods],
    }


def _row(period: Period) -> dict[str, Any]:
    told = {**asdict(period), "sparse": period.sparse}
    told["start"] = period.start.isoformat() if period.start else None
    return {"period": told.pop("label"), **told}


def _write_csv(dyad: Dyad) -> None:
    names = ("a", "b", "period", "start", "events", "verbal", "words", "material", "deeds", "sparse")
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    loose = [dyad.undated] if dyad.undated.events else []
    for period in (*dyad.periods, *loose):
        writer.writerow({"a": dyad.a, "b": dyad.b, **_row(period)})


def _print(dyad: Dyad) -> None:
    from rich import box
    from rich.table import Table

    out = console()
    out.print(f"{dyad.a} – {dyad.b}: mean scores, −10 (conflict) to +10 (cooperation)", style="bold")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(dyad.period)
    for name in ("events", "words", "", "deeds", ""):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in _lines(dyad):
        table.add_row(*row)
    table.add_section()
    if dyad.undated.events:
        table.add_row(*_cells(dyad.undated))
    table.add_row(*_cells(dyad.total), style="bold")
    out.print(table)
    left = ", ".join(dyad.rule.leave_out) or "none"
    claims = "counted" if dyad.rule.claimed else "not counted"
    copies = "count each time" if dyad.rule.copies else "and rewrites count once"
    out.print(
        f"Undirected; modalities left out: {left}; mere claims {claims}; reprints {copies}.",
        style="dim",
        soft_wrap=True,
    )
    if dyad.undated.events:
        out.print(f"Undated: no date, or one less precise than a {dyad.period}.", style="dim")


def _lines(dyad: Dyad) -> list[tuple[str, ...]]:
    """Rows of the table; long silences are one row."""
    lines: list[tuple[str, ...]] = []
    silent: list[Period] = []
    for period in (*dyad.periods, None):
        if period is not None and not period.events:
            silent.append(period)
            continue
        if len(silent) > SILENCE:
            span = f"{silent[0].label} to {silent[-1].label}"
            lines.append((span, "0", "–", "", "–", "", f"{len(silent)} without events"))
        else:
            lines += [_cells(s) for s in silent]
        silent = []
        if period is not None:
            lines.append(_cells(period))
    return lines


def _cells(period: Period) -> tuple[str, ...]:
    return (
        period.label,
        str(period.events),
        _mean(period.words),
        f"of {period.verbal}" if period.verbal else "",
        _mean(period.deeds),
        f"of {period.material}" if period.material else "",
        "few" if period.sparse else "",
    )


def _mean(score: float | None) -> str:
    return "–" if score is None else f"{score:+.1f}"
