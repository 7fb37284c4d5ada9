"""`detente evaluate`: measure one task on a gold file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.evaluate import TASKS, measure

#: Rows of a finer table that are printed at most.
ROWS = 30
_NAMES = f"One of: {', '.join(sorted(TASKS))}."


def evaluate(
    task: Annotated[str, typer.Argument(help=_NAMES)],
    gold: Annotated[Path, typer.Argument(help="Gold file (JSON Lines) in the task's format.")],
    predictions: Annotated[Path | None, typer.Option(help="Write one prediction a gold line here.")] = None,
    limit: Annotated[int | None, typer.Option(help="Only the first N lines.", min=1)] = None,
    json_lines: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
) -> None:
    """Measure one task on a gold file."""
    from detente.errors import GoldError

    if task not in TASKS:
        raise GoldError(f"There is no task {task!r}.", _NAMES)
    started = time.perf_counter()
    result = measure(task, gold, limit)
    seconds = time.perf_counter() - started
    if predictions is not None:
        _write(predictions, result.predictions)
    if json_lines:
        typer.echo(json.dumps({"task": task, "gold": gold.name, "lines": result.lines, **result.scores}))
        return
    _print(task, gold, result, seconds)


def _write(path: Path, predictions: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in predictions:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _print(task: str, gold: Path, result: Any, seconds: float) -> None:
    from rich.table import Table

    from detente.cli.output import console

    out = console()
    out.print(f"[bold]{task}[/bold] on {gold.name}: {result.lines} lines, {seconds:.1f} s")
    if not result.scores:
        out.print("The file holds no answers, so there is nothing to score.")
        return
    scores = Table("score", "value")
    for name, value in result.scores.items():
        scores.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    out.print(scores)
    if result.table:
        fine = Table(*result.table[0])
        for row in result.table[:ROWS]:
            fine.add_row(*(f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()))
        out.print(fine)
        if len(result.table) > ROWS:
            out.print(f"(+{len(result.table) - ROWS} more rows)")
