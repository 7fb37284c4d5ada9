"""`detente ontology`: check an ontology, and print what its codes mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.errors import DataError, OntologyError
from detente.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from detente.ontology import Mode, Ontology, Type

app = typer.Typer(no_args_is_help=True, help="Check an ontology, or print what its codes mean.")

_JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


@app.command()
def check(
    path: Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")] = "plover",
    as_json: _JSON = False,
) -> None:
    """Lint an ontology: one line of counts when it is clean, otherwise what is wrong and where."""
    from detente.ontology import check as lint
    from detente.ontology import load

    data_dir = Path(Settings.load().data_dir)
    found = lint(path, data_dir)
    if as_json:
        for problem in found:
            typer.echo(json.dumps({n: getattr(problem, n) for n in ("where", "key", "message", "fix")}))
    else:
        for problem in found:
            typer.echo(f"{problem.where}: {problem.message}\n    {problem.fix}")
    if found:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        typer.echo(f"{path}: {count}.", err=True)
        raise typer.Exit(DataError.exit_code)
    counts = _counts(load(path, data_dir))
    typer.echo(json.dumps(counts) if as_json else _sentence(counts))


def _counts(ontology: Ontology) -> dict[str, Any]:
    return {
        "name": ontology.name,
        "version": ontology.version,
        "hash": ontology.hash,
        "types": len(ontology.types),
        "modes": len(ontology.modes),
        "contexts": len(ontology.contexts),
        "auxiliary": len(ontology.auxiliary),
        "sectors": len(ontology.sectors),
        "non_state": len(ontology.countries),
        "disputed": len(ontology.disputed),
        "rewrites": len(ontology.rewrites),
        "cameo": len(ontology.crosswalk),
        "goldstein": len(ontology.goldsteins),
    }


def _sentence(counts: dict[str, Any]) -> str:
    return (
        "{name} {version} ({hash}): {types} types, {modes} type-mode pairs, {contexts} contexts, "
        "{auxiliary} auxiliary modes, {sectors} sectors, {non_state} non-state codes, {cameo} CAMEO codes, "
        "{goldstein} Goldstein scores. No problem found."
    ).format(**counts)


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="A type, or TYPE:MODE; all types when left out.")] = "",
    contexts: Annotated[bool, typer.Option("--contexts", help="Print the contexts.")] = False,
    sectors: Annotated[bool, typer.Option("--sectors", help="Print the sectors and non-state codes.")] = False,
    ontology: Annotated[str, typer.Option(help="A shipped name, a folder or a YAML file.")] = "plover",
    as_json: _JSON = False,
) -> None:
    """Print what codes mean: an overview, one type with its modes, one mode, contexts or sectors."""
    from rich.console import Console

    from detente.ontology import load

    loaded = load(ontology, Path(Settings.load().data_dir))
    type_name, _, mode = code.partition(":")
    chosen = loaded.code(type_name.upper(), mode or None) if code else None
    if (contexts and sectors) or (chosen is not None and (contexts or sectors)):
        raise OntologyError("More than one thing was asked for.", "Give a code, --contexts or --sectors.")
    if as_json:
        for row in _rows(loaded, chosen, contexts, sectors):
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    console = Console()
    if contexts:
        _print_terms(console, "Contexts: what an act is about", loaded.contexts.values())
    elif sectors:
        _print_terms(console, "Sectors: whom an actor belongs to", loaded.sectors.values())
        _print_terms(console, "Codes where a country would stand", loaded.countries.values())
    elif chosen is None:
        _print_overview(console, loaded)
    elif chosen.mode is None:
        _print_type(console, loaded, loaded.types[chosen.type])
    else:
        _print_mode(console, loaded, loaded.modes[chosen])


def _rows(ontology: Ontology, chosen: Any, contexts: bool, sectors: bool) -> list[dict[str, Any]]:
    if contexts:
        return [{"context": t.name, "definition": t.definition} for t in ontology.contexts.values()]
    if sectors:
        return [
            {"sector": t.name, "definition": t.definition, "frequent": t.frequent}
            for t in ontology.sectors.values()
        ] + [{"country": t.name, "definition": t.definition} for t in ontology.countries.values()]
    types = [t for t in ontology.types.values() if chosen is None or t.name == chosen.type]
    rows = []
    for kind in types:
        if chosen is None or chosen.mode is None:
            rows.append(_row(ontology, kind))
        rows += [_row(ontology, m) for m in kind.modes if chosen is None or chosen.mode in (None, m.code.mode)]
    return rows


def _row(ontology: Ontology, entry: Type | Mode) -> dict[str, Any]:
    code = entry.code
    return {
        "type": code.type,
        "mode": code.mode,
        "quad": ontology.quad(code.type),
        "requires_recipient": ontology.requires_recipient(code.type),
        "score": entry.score,
        "cameo": entry.cameo,
        "definition": entry.definition,
        "examples": list(entry.examples),
    }


def _print_terms(console: Console, title: str, terms: Any) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("code", style="bold", no_wrap=True)
    table.add_column("meaning")
    for term in terms:
        table.add_row(escape(term.name), escape(term.definition))
    console.print(table)
    console.print()


def _colour(score: float) -> str:
    shade = "green" if score > 0 else "red" if score < 0 else "yellow"
    return f"[{shade}]{_signed(score)}[/{shade}]"


def _signed(score: float) -> str:
    return f"{score:+g}" if score else "0"


def _print_overview(console: Console, ontology: Ontology) -> None:
    from rich.table import Table

    title = f"{ontology.name} {ontology.version}: {len(ontology.types)} types, {len(ontology.modes)} modes"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("type", style="bold", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("modes")
    last = 0
    for kind in ontology.types.values():
        if kind.quad != last:
            if last:
                table.add_section()
            table.add_row(f"[italic]{kind.quad} {ontology.quads[kind.quad].name}[/italic]")
            last = kind.quad
        modes = ", ".join(f"{m.code.mode}\u00a0{_signed(m.score)}" for m in kind.modes)
        table.add_row(f"  {kind.name}", _colour(kind.score), modes)
    console.print(table)
    console.print(
        f"\nAuxiliary modes: {', '.join(ontology.auxiliary)}. One code: detente ontology show CONSULT:visit"
    )


def _print_type(console: Console, ontology: Ontology, kind: Type) -> None:
    from rich.markup import escape
    from rich.table import Table

    needs = "needs a recipient" if kind.requires_recipient else "may lack a recipient"
    console.print(
        f"[bold]{kind.name}[/bold]  {_colour(kind.score)}  quad {kind.quad}, "
        f"{ontology.quads[kind.quad].name}; {needs}; {_cameo(ontology, kind.cameo)}"
    )
    console.print(kind.definition, markup=False)
    _print_examples(console, kind.examples)
    for rule in ontology.rewrites:
        if kind.name in rule.types:
            to = rule.to.type + (f":{rule.to.mode}" if rule.to.mode else "")
            console.print(f"With {rule.modality} it is coded {to}: {rule.why}")
    if not kind.modes:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("mode", style="bold", no_wrap=True)
    table.add_column("score", justify="right")
    table.add_column("CAMEO")
    table.add_column("meaning")
    for mode in kind.modes:
        table.add_row(mode.code.mode, _colour(mode.score), mode.cameo or "", escape(mode.definition))
    console.print()
    console.print(table)


def _print_mode(console: Console, ontology: Ontology, mode: Mode) -> None:
    quad = ontology.quad(mode.code.type)
    console.print(
        f"[bold]{mode.code.type}:{mode.code.mode}[/bold]  {_colour(mode.score)}  quad {quad}, "
        f"{ontology.quads[quad].name}; {_cameo(ontology, mode.cameo)}"
    )
    console.print(mode.definition, markup=False)
    _print_examples(console, mode.examples)


def _print_examples(console: Console, examples: tuple[str, ...]) -> None:
    for example in examples:
        console.print(f"  {example}", style="italic", markup=False)


def _cameo(ontology: Ontology, code: str | None) -> str:
    if code is None:
        return "no CAMEO code"
    name, score = ontology.cameo_names.get(code, ""), ontology.goldstein(code)
    told = f" ({name.lower()})" if name else ""
    return f"nearest CAMEO {code}{told}" + (f", Goldstein {score:+g}" if score is not None else "")
