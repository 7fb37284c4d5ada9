"""`detente actors places`: look the name of a place up in the gazetteer."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from detente.settings import Settings


def places(
    name: Annotated[str, typer.Argument(help='The name of a place: "Paris", "Harris County".')],
    near: Annotated[str | None, typer.Option("--near", help="A place named in the same text.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a place, the likeliest first.")] = False,
) -> None:
    """Say which place a name means, where it lies, and which others have that name."""
    from detente.actors.geo import candidates

    choice = candidates(name, near, Settings.load().data_dir)
    found = [p for p in (choice.place, *choice.others) if p is not None]
    if as_json:
        for place in found:
            typer.echo(json.dumps(asdict(place), ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not found:
        console.print(f"No place is known by {name!r}.")
        return
    table = Table("", "place", "GeoNames", "kind", "lies in", "lat", "lon", "inhabitants", title=name)
    for number, place in enumerate(found):
        table.add_row(
            "it is" if number == 0 else "or",
            place.name,
            str(place.geonameid or ""),
            place.kind,
            place.code,
            f"{place.lat:.3f}",
            f"{place.lon:.3f}",
            f"{place.people:,}" if place.people else "",
        )
    console.print(table)
    console.print("; ".join(f"{r.detail} ({r.score:.2f})" for r in choice.reasons))
