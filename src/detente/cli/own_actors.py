"""`detente actors add|list|remove`: a user's own actors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.settings import Settings

_List = Annotated[
    Path | None, typer.Option("--list", help="Keep the list here; default: DETENTE_ACTORS or your data folder.")
]


def add(
    file: Annotated[Path, typer.Argument(help="CSV: name,other_names,country,sector,start,end,source[,kind].")],
    to: _List = None,
) -> None:
    """Add your own actors; from then on everything is coded with them."""
    from detente.actors import own

    settings = Settings.load()
    added, replaced = own.add(file, settings, to)
    where = to or own.place(settings)
    typer.echo(f"{added} added, {replaced} replaced in {where}.")
    if to is not None and to != own.place(settings):
        typer.echo(f"Set DETENTE_ACTORS={to} to code with this list.")


def listed(at: _List = None) -> None:
    """Show your own actors."""
    from rich.console import Console
    from rich.table import Table

    from detente.actors import own

    settings = Settings.load()
    where = at or own.place(settings)
    rows = own.read(where, settings) if where.is_file() else []
    if not rows:
        typer.echo(f"There are no actors of your own in {where}.")
        return
    table = Table(*own.COLUMNS, title=str(where))
    for row in rows:
        table.add_row(*(row[c] for c in own.COLUMNS))
    Console().print(table)


def remove(name: Annotated[str, typer.Argument(help="Name as in the list.")], at: _List = None) -> None:
    """Take an actor out of your own list."""
    from detente.actors import own

    typer.echo(f"{own.remove(name, Settings.load(), at)} removed.")


def wire(app: typer.Typer) -> None:
    """Hang the commands into `detente actors`."""
    app.command("add")(add)
    app.command("list")(listed)
    app.command("remove")(remove)
