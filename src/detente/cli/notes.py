"""`detente notes`: moderating readers' notes without the site, and what accepted corrections teach."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Readers' notes: queue, decide, export corrections, erase a reader.")
_STORE = Annotated[Path, typer.Option("--store", help="Folder of the store.")]
_BY = Annotated[str, typer.Option("--by", help="Who does it, for the audit log; else the system's user name.")]


@app.command("queue")
def queue(
    store: _STORE,
    state: Annotated[str, typer.Option(help="held, published or rejected.")] = "held",
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 50,
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a note.")] = False,
) -> None:
    """List notes in a state, oldest first, with what the filter makes of them."""
    from detente.notes import Notes

    found = Notes.open(store).queue(state, limit)
    if json_lines:
        for queued in found:
            typer.echo(json.dumps(_json(asdict(queued)), ensure_ascii=False))
        return
    from rich.table import Table
    from rich.text import Text

    from detente.cli.output import console, plain

    table = Table("note", "came", "name", "text", "spam", "why")
    for queued in found:
        note = queued.note
        why = "; ".join(f"{r.rule}: {r.detail}" for r in queued.reasons[:3])
        text = plain(note.text)
        table.add_row(
            note.id,
            f"{note.created:%Y-%m-%d %H:%M}",
            Text(plain(note.name)),
            Text(text if len(text) <= 400 else f"{text[:399]}…"),
            f"{queued.score:.2f}",
            Text(plain(why)),
        )
    console().print(table)
    typer.echo(", ".join(f"{name} {count}" for name, count in Notes.open(store).counts().items()))


@app.command("decide")
def decide(
    action: Annotated[str, typer.Argument(help="publish, hold, spam, reject, accept or decline.")],
    notes: Annotated[list[str], typer.Argument(help="Ids of notes.")],
    store: _STORE,
    reason: Annotated[str, typer.Option(help="In your words; leave out who wrote the note.")] = "",
    by: _BY = "",
) -> None:
    """Do something to notes, all or none. `accept` makes a correction of a note's claim."""
    from detente.notes import Notes

    made = Notes.open(store).decide(notes, action, _who(by), reason)
    typer.echo(
        f"Decision {made.id}: {action} {len(made.notes)} notes. `detente notes undo {made.id}` takes it back."
    )


@app.command("undo")
def undo(decision: Annotated[int, typer.Argument(help="Its number.")], store: _STORE, by: _BY = "") -> None:
    """Take a decision back."""
    from detente.notes import Notes

    made = Notes.open(store).undo(decision, _who(by))
    typer.echo(f"Decision {made.id} ({made.action}) is undone.")


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="File to write (.tsv).")], store: _STORE, by: _BY = ""
) -> None:
    """Write accepted corrections as training text, in the format of `training/events`."""
    from detente.notes import Notes

    written = Notes.open(store).export_training(out, _who(by))
    for number, why in written.left_out:
        typer.echo(f"correction {number} is left out: {why}", err=True)
    typer.echo(f"{written.path}: {written.lines} sentences.")


@app.command("erase")
def erase(
    store: _STORE,
    email: Annotated[str, typer.Option(prompt="E-mail of the reader", help="Better typed when asked for.")],
    by: _BY = "",
) -> None:
    """Erase everything about whoever gave this e-mail; they have to have shown that it is theirs."""
    from detente.notes import Notes

    gone = Notes.open(store).erase_email(email, _who(by))
    typer.echo(f"{gone.notes} notes erased; {gone.corrections} corrections stay, without a link to the reader.")


def _who(by: str) -> str:
    return by or getpass.getuser()


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_json(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
