"""`detente relations`: how two states get on, as a store has it."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.plotting import Chart, Look, check_path, plot
from detente.cli.store import day

if TYPE_CHECKING:
    from detente.relations.results import IssueMap, Outlook, Timeline, Tone, TurningPoints, WordsDeeds
    from detente.store import Store


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


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that is told about two states at once."""

    line: Timeline
    tone: Tone
    outlook: Outlook
    turns: TurningPoints
    balance: WordsDeeds
    issues: IssueMap

    @classmethod
    def of(cls, store: Store, line: Timeline) -> Account:
        """Find out the rest about the states of a timeline."""
        from detente import relations as ask

        return cls(
            line,
            ask.tone(line),
            ask.outlook(line),
            ask.turning_points(store, line),
            ask.words_and_deeds(store, line),
            ask.issue_map(store, line.a, line.b, line.since, line.until, line.rule),
        )

    def to_json(self) -> dict[str, Any]:
        """JSON values: the timeline's, and the rest beside them."""
        return {
            **self.line.to_json(),
            "tone": self.tone.to_json(),
            "outlook": self.outlook.to_json(),
            "turning_points": self.turns.to_json(),
            "words_and_deeds": self.balance.to_json(),
            "issues": self.issues.to_json()["issues"],
        }


def relations(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: its ISO 3166 alpha-3 code, or its name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    period: Annotated[Step, typer.Option(help="Length of a period.")] = Step.month,
    since: Annotated[
        str | None, typer.Option(help="Only from the period of this day (2019-05-14, 2019-05).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Only up to the period of this day.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A does to B.")] = False,
    sector: Annotated[
        list[str] | None,
        typer.Option(help="Only acts of: government, military, society, or a sector's code. May be repeated."),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option(help="Events of another coder whose file was read in (ICEWS). Default: detente's."),
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Count events that only somebody's word stands for.")
    ] = False,
    copies: Annotated[
        bool,
        typer.Option("--copies", help="Count what reprints and rewrites tell as often as they tell it."),
    ] = False,
    domestic: Annotated[
        bool, typer.Option("--domestic", help="Count what happens within one state: give it as A and as B.")
    ] = False,
    version: Annotated[
        int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
    ] = None,
    format: Annotated[Format | None, typer.Option(help="Default: table on a terminal, json when piped.")] = None,
    plot_to: Annotated[
        Path | None, typer.Option("--plot", help="Draw a chart too: .svg, .png, .html or .json.", metavar="FILE")
    ] = None,
    chart: Annotated[Chart, typer.Option(help="What --plot draws.")] = Chart.timeline,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="Draw the series of this coder in the same chart. May be repeated.", metavar="CODER"),
    ] = None,
    theme: Annotated[Look, typer.Option(help="Colours of the chart.")] = Look.light,
) -> None:
    """Say how two states get on: words and deeds by period, tone, turning points, outlook and issues."""
    from detente.relations import OWN, Rule, state, timeline
    from detente.store import Store

    if plot_to is not None:
        check_path(plot_to)
    one, other = state(a), state(b)
    rule = Rule(
        claimed=claims,
        copies=copies,
        directed=directed,
        sectors=tuple(sector or ()),
        domestic=domestic,
        coder=coder or OWN,
    )
    opened = Store.open(store, version=version)
    line = timeline(opened, one, other, period.value, rule, day(since, "since"), day(until, "until"))
    chosen = format or (Format.table if sys.stdout.isatty() else Format.json)
    if chosen is Format.csv:
        write_csv(line)
        if plot_to is None:
            return
    account = Account.of(opened, line)
    if plot_to is not None:
        plot(opened, account, chart, plot_to, beside or [], theme)
    if chosen is Format.csv:
        return
    if chosen is Format.json:
        typer.echo(json.dumps(account.to_json(), ensure_ascii=False))
    else:
        from detente.cli.relations_table import print_account

        print_account(account)


def write_csv(line: Timeline) -> None:
    """Print a timeline as CSV, one row a period; what lies in no period comes last."""
    head = {"a": line.a, "b": line.b, "coder": line.rule.coder}
    loose = [{**head, **line.undated.row()}] if line.undated.events else []
    names = list({**head, **line.total.row()})
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*line.rows(), *loose])
