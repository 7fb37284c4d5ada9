"""`detente actors`: look an actor up, lint the tables, show what they cover."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.own_actors import wire
from detente.cli.places import places
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.actors.registry import Registry

app = typer.Typer(no_args_is_help=True, help="Actors: look up, lint, cover, add your own.")


app.command("places")(places)
wire(app)


@app.command("lookup")
def lookup(
    mention: Annotated[str, typer.Argument(help='Words that name an actor: "Mike Pompeo", "the Kremlin".')],
    on: Annotated[str | None, typer.Option("--on", help="The day: 2019, 2019-05 or 2019-05-14.")] = None,
    context: Annotated[str | None, typer.Option("--context", help="Words near it, such as a country.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a judgement.")] = False,
) -> None:
    """Say who a mention is on a day, what office that is, and who else it could have been."""
    from detente.actors import resolve
    from detente.record import When

    day = When.parse(on, "given").start if on else None
    found = resolve(mention, day, context, Settings.load())
    if as_json:
        for judgement in found:
            typer.echo(json.dumps(asdict(judgement), ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not found:
        console.print(f"No actor is known by {mention!r}.")
        return
    table = Table("", "actor", "country", "sector", "office", "from", "to", "source", "why", title=mention)
    for number, judgement in enumerate(found[:8]):
        actor = judgement.actor
        office = actor.offices[0] if actor.offices else None
        table.add_row(
            "it is" if number == 0 else "or",
            f"{actor.name}\n{actor.id}",
            actor.country or "",
            actor.sector or "",
            "\n".join(o.title for o in actor.offices[:3]),
            (office.start or "") if office else "",
            (office.end or "") if office else "",
            office.source if office else "",
            f"{judgement.reason.detail} ({judgement.reason.score:.2f})",
        )
    console.print(table)


@app.command("check")
def check() -> None:
    """Lint the tables of actors; the exit status is 7 when a row is at fault."""
    from detente.actors.check import check as lint
    from detente.errors import RegistryError

    faults = lint(Settings.load())
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise RegistryError(f"The actor tables have {len(faults)} faults.", "Mend the rows named above.")
    typer.echo("The actor tables are sound.")


@app.command("coverage")
def coverage(
    gaps: Annotated[
        bool, typer.Option("--gaps", help="List the spans on which nobody is known to hold an office.")
    ] = False,
    offices: Annotated[
        bool, typer.Option("--offices", help="Share of days held, by country, office and decade.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
) -> None:
    """Count dated terms by country and decade of their beginning; or show what is missing."""
    from detente.actors import load

    registry = load(Settings.load())
    if gaps or offices:
        _expected(registry, gaps, as_json)
        return
    decades = ("<1990", "1990", "2000", "2010", "2020")
    counts: dict[str, Counter[str]] = {}
    for person in registry.persons.values():
        for term in person.terms:
            decade = f"{(term.start or '0000')[:3]}0"
            row = counts.setdefault(term.country, Counter())
            row["terms"] += 1
            row[decade if decade in decades else "<1990"] += 1
    if as_json:
        for code, row in sorted(counts.items()):
            typer.echo(json.dumps({"country": code, **row}))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("country", "terms", *decades, title="Dated terms by decade of their beginning")
    for code, row in sorted(counts.items()):
        table.add_row(f"{code} {registry.name_of(code)}", *(str(row[c]) for c in ("terms", *decades)))
    Console().print(table)
    total = sum(r["terms"] for r in counts.values())
    typer.echo(f"{total} terms of {len(registry.persons)} persons in {len(counts)} countries.")


def _expected(registry: Registry, gaps: bool, as_json: bool) -> None:
    """Print the holes, or the share of days held in each decade, of the offices that `coverage.yaml` expects."""
    from detente.actors.coverage import plan, seats

    expected = plan(Settings.load())
    found = seats(registry, expected)
    rows: list[dict[str, str]] = []
    for seat in found:
        about = {"country": seat.country, "office": seat.office}
        if gaps:
            rows += [{**about, "from": str(a), "to": str(b)} for a, b in seat.holes(expected["least_days"])]
            continue
        shares = {str(y): seat.share(date(y, 1, 1), date(y + 10, 1, 1)) for y in range(1990, 2030, 10)}
        rows.append({**about, **{y: "" if s is None else f"{s:.2f}" for y, s in shares.items()}})
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row))
        return
    from rich.console import Console
    from rich.table import Table

    if rows:
        table = Table(*rows[0], title="Holes" if gaps else "Share of days with a holder")
        for row in rows:
            table.add_row(*row.values())
        Console().print(table)
    held = sum(seat.share(*seat.expected) or 0.0 for seat in found)
    typer.echo(f"{len(found)} offices are held on {held / max(1, len(found)):.1%} of the days expected.")
