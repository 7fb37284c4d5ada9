"""The main application: command groups put together, errors turned into one line and an exit status."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup
from typer.models import TyperInfo

from detente.errors import EXIT_CODES, DetenteError

#: The commands in the order of `detente --help`: module, function or group in it, what it does. Only the module
#: of the command that is run is loaded, so that the command line starts quickly however many there are.
COMMANDS = {
    "code": ("code", "code", "Code pages: who did or said what to whom, with evidence."),
    "run": ("run", "run", "Code a whole source into a store."),
    "runs": ("runs", "runs", "List the runs of a store: what was coded, by whom, how far, and when."),
    "failures": (
        "runs",
        "failures",
        "List the pages that could not be coded, each with its reason and what to do.",
    ),
    "stages": ("code", "stages", "Print the stages a page goes through, in order."),
    "sources": ("reading", "sources", "Print the kinds of sources that pages can come from, plugins among them."),
    "schema": ("code", "schema", "Print the JSON Schema of `detente code --format jsonl`."),
    "doctor": ("doctor", "doctor", "Check the installation, the data files and the settings."),
    "evaluate": ("evaluate", "evaluate", "Measure one task on a gold file."),
    "train": (
        "train",
        "train",
        "Make weights from a recipe: read the text, learn, measure on what was held apart, write.",
    ),
    "relations": (
        "relations",
        "relations",
        "Say how two states get on: words and deeds by period, tone, turning points, outlook and issues.",
    ),
    "network": ("network", "network", "Say who deals with whom, who mediates, and which states form blocs."),
    "quotes": ("quotes", "quotes", "List who said what."),
    "stories": (
        "stories",
        "stories",
        "Group the documents of a store: reprints, edited reprints, rewrites, and separate reports of one event.",
    ),
    "import": ("interchange", "import_", "Bring event files of other coders into a store."),
    "export": ("interchange", "export", "Write events of a store in another program's format."),
    "agreement": (
        "agreement",
        "agreement",
        "Compare coders: do their events of two states rise and fall together, and on the same days?",
    ),
    "watch": (
        "watch",
        "watch",
        "Watch feeds: fetch what is due, code what is new, commit; until Ctrl-C or SIGTERM.",
    ),
    "serve": ("serve", "serve", "Open a site over a store: pages for people, an API for programs."),
    "verify": (
        "store",
        "verify",
        "Re-check a store: commits, texts, every word of evidence, ids, the search index.",
    ),
    "explain": (
        "store",
        "explain",
        "Say why an event was coded: its definition, parties, evidence, reasons, and doubts about the text.",
    ),
    "search": ("store", "search", "Find documents by words in their headline and text."),
    "events": ("store", "events", "List events of a store, by date."),
    "ontology": ("ontology", "app", "Check an ontology, or print what its codes mean."),
    "actors": ("actors", "app", "Actors: look up, lint, cover, add your own."),
    "notes": ("notes", "app", "Readers' notes: queue, decide, export corrections, erase a reader."),
    "store": ("upkeep", "app", "Keep a store in shape: compact, vacuum, backup, restore, migrate, retain."),
}


class OneLineErrors(TyperGroup):
    """Turns what goes wrong into one line on standard error and the exit status of `detente.errors`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        found = getattr(importlib.import_module(f"detente.cli.{module}"), name)
        if isinstance(found, typer.Typer):
            info = TyperInfo(found, name=cmd_name)
            return typer.main.get_group_from_info(
                info, pretty_exceptions_short=False, rich_markup_mode=None, suggest_commands=True
            )
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is meant, or name those that are near."""
        if args and args[0] not in COMMANDS:
            near = " or ".join(repr(name) for name in difflib.get_close_matches(args[0], COMMANDS))
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {near}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in COMMANDS.items()])

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
