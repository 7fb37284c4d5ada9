"""Options that say how a source is read, the same for every command that reads one; and `detente sources`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

Kind = Annotated[
    str | None, typer.Option("--kind", help="Kind of the source, when its name does not tell (detente sources).")
]
TextColumn = Annotated[str | None, typer.Option("--text-column", help="Column or JSON field of the text.")]
TitleColumn = Annotated[str | None, typer.Option("--title-column", help="Column or field of the headline.")]
DateColumn = Annotated[str | None, typer.Option("--date-column", help="Column or field of the publication date.")]
UrlColumn = Annotated[str | None, typer.Option("--url-column", help="Column or field of the address.")]
DateFormat = Annotated[str | None, typer.Option("--date-format", help="How dates are written (%d/%m/%Y).")]
Encoding = Annotated[str, typer.Option("--encoding", help="Encoding of tables and JSON Lines.")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", help="What stands between fields of a table.")]
Follow = Annotated[
    bool, typer.Option("--follow/--no-follow", help="Fetch the pages a feed names, or take the text it carries.")
]


def sources(json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a source.")] = False) -> None:
    """Print the kinds of sources that pages can come from, plugins among them."""
    from detente.source.opening import names, source_named

    rows = [(name, source_named(name)) for name in names()]
    told = [(name, (found.__doc__ or "").strip().splitlines()[0], found.__module__) for name, found in rows]
    if json_lines:
        for name, about, module in told:
            typer.echo(json.dumps({"name": name, "about": about, "module": module}))
        return
    from rich.table import Table

    from detente.cli.output import console

    table = Table("source", "what it reads", "from")
    for row in told:
        table.add_row(*row)
    console().print(table)
