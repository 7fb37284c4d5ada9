"""`detente train`: weights from training text, and a check of that text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def train(
    recipe: Annotated[Path, typer.Argument(help="Recipe (YAML) beside its training text.")],
    out: Annotated[Path, typer.Option(help="Folder for the weights.")],
    apart: Annotated[float, typer.Option(help="Share of the text to measure on.", min=0.0, max=0.5)] = 0.06,
    seed: Annotated[int | None, typer.Option(help="Instead of the recipe's first.")] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Lint the text, learn nothing.")] = False,
    json_lines: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
) -> None:
    """Make weights from a recipe: read the text, learn, measure on what was held apart, write."""
    from detente.train.spam import is_recipe

    if is_recipe(recipe):
        _spam(recipe, out, check_only, json_lines)
        return
    if check_only:
        _check(recipe)
        return
    from detente.train.make import make

    made = make(recipe, out, apart, lambda line: typer.echo(line, err=True), seed)
    if json_lines:
        typer.echo(json.dumps({"folder": str(made.folder), **made.scores, "seconds": round(made.seconds)}))
        return
    from rich.table import Table

    from detente.cli.output import console

    table = Table("type", "held apart", "precision", "recall", "F1", "taken for")
    for row in made.classes:
        table.add_row(
            row["class"],
            str(row["gold"]),
            *(f"{row[name]:.2f}" for name in ("precision", "recall", "f1")),
            row["taken_for"],
        )
    console().print(table)
    typer.echo(", ".join(f"{name} {value:.3f}" for name, value in made.scores.items()))
    typer.echo(f"{made.folder} holds the weights ({made.seconds:.0f} s).")


def _spam(recipe: Path, out: Path, check_only: bool, json_lines: bool) -> None:
    from detente.train import spam

    if check_only:
        lines = spam.read(recipe.parent / spam.read_recipe(recipe).text)
        typer.echo(f"{len(lines)} texts, nothing doubled.")
        return
    made = spam.make(recipe, out, lambda line: typer.echo(line, err=True))
    if json_lines:
        typer.echo(json.dumps({"folder": str(made.folder), **made.scores, "seconds": round(made.seconds)}))
        return
    from rich.table import Table

    from detente.cli.output import console

    table = Table("kind", "texts", "right")
    for row in made.kinds:
        table.add_row(row["kind"], str(row["texts"]), f"{row['right']:.2f}")
    console().print(table)
    typer.echo(", ".join(f"{name} {value:.3f}" for name, value in made.scores.items()))
    typer.echo(f"{made.folder} holds the weights ({made.seconds:.0f} s).")


def _check(recipe: Path) -> None:
    from detente.errors import TrainingTextError
    from detente.ontology import load
    from detente.train import recipe as recipes
    from detente.train.check import check
    from detente.train.make import beside
    from detente.train.text import read

    wanted = recipes.read(recipe)
    report = check(read(recipe.parent / wanted.text, load(beside(recipe, wanted.ontology))))
    for label, count in sorted(report.labels.items()):
        typer.echo(f"{label}\t{count}")
    for problem in report.problems:
        typer.echo(problem, err=True)
    if report.problems:
        raise TrainingTextError(
            f"{len(report.problems)} sentences are doubled.", "Take out or change one of each."
        )
    typer.echo(f"{report.examples} sentences, nothing doubled.")
