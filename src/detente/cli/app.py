"""The main application: command groups put together, errors turned into one line and an exit status."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from detente.cli import (
    actors,
    agreement,
    code,
    doctor,
    evaluate,
    interchange,
    network,
    notes,
    ontology,
    quotes,
    reading,
    relations,
    run,
    runs,
    serve,
    store,
    stories,
    train,
    upkeep,
    watch,
)
from detente.errors import EXIT_CODES, DetenteError


class OneLineErrors(TyperGroup):
    """Turns what goes wrong into one line on standard error and the exit status of `detente.errors`."""

    def invoke(self, ctx: Any) -> Any:
        """Invoke the command."""
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            typer.echo(f"detente: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            typer.echo("detente: interrupted; what was stored before is kept.", err=True)
            raise typer.Exit(EXIT_CODES["interrupted"]) from None
        except BrokenPipeError:
            # The reader went away (`| head`): nothing is wrong, and nobody is left to be told.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


app = typer.Typer(
    name="detente",
    cls=OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads news coverage and says how states get on, with evidence for every word of it.",
)


def _version(asked: bool) -> None:
    if asked:
        from detente import __version__

        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command("code")(code.code)
app.command("run")(run.run)
app.command("runs")(runs.runs)
app.command("failures")(runs.failures)
app.command("stages")(code.stages)
app.command("sources")(reading.sources)
app.command("schema")(code.schema)
app.command("doctor")(doctor.doctor)
app.command("evaluate")(evaluate.evaluate)
app.command("train")(train.train)
app.command("relations")(relations.relations)
app.command("network")(network.network)
app.command("quotes")(quotes.quotes)
app.command("stories")(stories.stories)
app.command("import")(interchange.import_)
app.command("export")(interchange.export)
app.command("agreement")(agreement.agreement)
app.command("watch")(watch.watch)
app.command("serve")(serve.serve)
for command in store.COMMANDS:
    app.command(command.__name__)(command)
app.add_typer(ontology.app, name="ontology")
app.add_typer(actors.app, name="actors")
app.add_typer(notes.app, name="notes")
app.add_typer(upkeep.app, name="store")
