"""`detente notes`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.notes import NoteForm, Notes
from detente.record import Coder, Coding, Document
from detente.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    document = Document("Ministers met in the old port.", "Cheese", language="en")
    Store.open(tmp_path / "store", create=True).add([Coding(Coder("a", "b", "c")).having(document=document)])
    notes = Notes.open(tmp_path / "store", moderate_all=True)
    for text in ("Which ministers? [bold]All[/bold]?", "And where?"):
        notes.submit(NoteForm(document=document.id, name="Jane", email="jane@example.org", text=text))
    return tmp_path / "store"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["notes", *arguments])
    return done.exit_code, done.stdout + done.stderr


def test_from_queue_to_erasing(folder: Path, tmp_path: Path) -> None:
    status, shown = run("queue", "--store", str(folder), "--json")
    queued = [json.loads(line) for line in shown.splitlines()]
    assert status == 0 and len(queued) == 2 and "jane@" not in shown
    ids = [q["note"]["id"] for q in queued]
    assert "[bold]" in run("queue", "--store", str(folder))[1]  # text of readers is no markup
    status, said = run("decide", "publish", *ids, "--store", str(folder), "--by", "ada")
    assert status == 0 and "Decision 1: publish 2 notes" in said
    assert Notes.open(folder).counts()["published"] == 2
    assert run("undo", "1", "--store", str(folder))[0] == 0
    assert Notes.open(folder).counts()["held"] == 2
    assert run("export", str(tmp_path / "c.tsv"), "--store", str(folder))[1].endswith("0 sentences.\n")
    assert "2 notes erased" in run("erase", "--email", "JANE@example.org", "--store", str(folder))[1]
    assert Notes.open(folder).counts()["held"] == 0


def test_what_is_wrong_is_one_line(folder: Path) -> None:
    for arguments, status in (
        (["decide", "burn", "note-1", "--store", str(folder)], 3),
        (["decide", "spam", "note-1", "--store", str(folder)], 6),
        (["queue", "--store", str(folder / "nowhere")], 6),
        (["erase", "--email", "jane", "--store", str(folder)], 3),
    ):
        code, said = run(*arguments)
        assert code == status and said.startswith("detente: [") and said.count("\n") == 1
