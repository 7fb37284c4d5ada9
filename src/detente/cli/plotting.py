"""Pictures of what relations find out: `detente relations --plot FILE --chart KIND`."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from detente.cli.relations import Account
    from detente.store import Store


class Chart(StrEnum):
    """What is drawn."""

    timeline = "timeline"
    words_deeds = "words-deeds"
    issues = "issues"
    matrix = "matrix"
    network = "network"
    map = "map"


class Look(StrEnum):
    """Themes of a chart."""

    light = "light"
    dark = "dark"


def check_path(path: Path) -> None:
    """Refuse a path that no chart can be written to, before anything is asked.

    Raises:
        InputError: Its suffix says nothing that can be written, or its folder is missing.
    """
    from detente.relations.charts.saving import kind_of

    kind_of(path)


def plot(store: Store, account: Account, chart: Chart, path: Path, beside: list[str], theme: Look) -> None:
    """Draw a chart and write it.

    Args:
        store: The store.
        account: What was found out about the two states.
        chart: Which chart.
        path: Where to; its suffix says as what.
        beside: Other coders whose series stand in the same chart, where it has series.
        theme: Its colours.

    Raises:
        InputError: There is nothing to draw, a coder is not in the store, or the file cannot be written.
    """
    from detente.relations import charts

    written = charts.save(_drawn(store, account, chart, beside, theme.value), path)
    typer.echo(f"detente: wrote {written}", err=True)


def _drawn(store: Store, account: Account, chart: Chart, beside: list[str], theme: str) -> Any:
    from detente import relations as ask
    from detente.errors import InputError
    from detente.relations import charts

    line = account.line
    span = (line.since, line.until)
    if beside and chart not in (Chart.timeline, Chart.words_deeds):
        raise InputError(
            f"The chart {chart.value} shows one coder.", "Use --beside with --chart timeline or words-deeds."
        )
    others = [ask.timeline(store, line.a, line.b, line.period, replace(line.rule, coder=c), *span) for c in beside]
    if chart is Chart.timeline:
        return charts.timeline([line, *others], account.turns, account.outlook, theme)
    if chart is Chart.words_deeds:
        balances = [account.balance, *(ask.words_and_deeds(store, other) for other in others)]
        return charts.words_deeds(balances, theme)
    if chart is Chart.issues:
        return charts.issue_map(account.issues, theme)
    if chart is Chart.map:
        return charts.world_map(ask.places(store, line.a, line.b, *span, line.rule), theme)
    net = ask.network(store, *span, line.rule)
    return charts.matrix(net, theme) if chart is Chart.matrix else charts.network(net, theme)
