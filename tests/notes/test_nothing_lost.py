"""A note is taken whole or not at all, whatever happens meanwhile; what was told to be taken is there."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from detente.errors import DiskFull, NoPermission, StoreBusy
from detente.notes import NoteForm, Notes, Submitted, Visit, tables
from detente.store import Store, verify

from .conftest import aged_ticket

Leave = Callable[..., Submitted]
#: What a child process does: leave numbered notes, and say of each when it was taken.
_CHILD = """
import sys
from detente.notes import NoteForm, Notes, Visit
folder, document, who, count = sys.argv[1:4] + [int(sys.argv[4])]
notes = Notes.open(folder, wait=60)
for n in range(count):
    text = f"Note {n} of {who}: is that so?"
    form = NoteForm(document=document, name=who, email=f"{who}{n}@example.org", text=text)
    sent = notes.submit(form, Visit(f"10.0.0.{n % 250}"))
    print(sent.note, flush=True)
"""


def child(folder: Path, document: str, who: str, count: int, code: str = _CHILD) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", textwrap.dedent(code), str(folder), document, who, str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def stored(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "people.sqlite")) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM notes")}


def test_threads(leave: Leave, folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(
            pool.map(lambda n: leave(f"Question {n}: was it {n} or more?", email=f"r{n}@example.org"), range(40))
        )
    assert len({s.note for s in sent}) == 40 == len(stored(folder)) and len({s.token for s in sent}) == 40


def test_processes_while_a_store_is_written_to(folder: Path, document: str, codings: list[object]) -> None:
    children = [child(folder, document, who, 15) for who in ("anna", "boris")]  # both make the tables and the key
    Store.open(folder).reindex()
    told = {line.strip() for c in children for line in c.communicate(timeout=120)[0].splitlines()}
    assert [c.returncode for c in children] == [0, 0]
    assert len(told) == 30 and told == stored(folder)
    assert verify(folder).sound


def test_a_process_that_is_killed_has_lost_nothing_that_it_told_of(folder: Path, document: str) -> None:
    killed = child(folder, document, "kim", 10_000)
    assert killed.stdout is not None
    told = {killed.stdout.readline().strip() for _ in range(5)}
    os.kill(killed.pid, signal.SIGKILL)
    told |= {line.strip() for line in killed.communicate(timeout=60)[0].splitlines() if line.endswith("\n")}
    there = stored(folder)
    assert told - {""} <= there and len(there) <= len(told) + 2
    with closing(sqlite3.connect(folder / "people.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM note_readers").fetchone()[0] == len(there)
    assert (
        Notes.open(folder)
        .submit(
            NoteForm(
                document=document, name="K", email="k@example.org", text="And now?", ticket=aged_ticket(folder)
            )
        )
        .note
    )


@pytest.mark.parametrize("at", ["INSERT INTO note_readers", "INSERT INTO notes", "COMMIT"])
def test_death_in_the_middle_leaves_nothing_behind(folder: Path, document: str, at: str) -> None:
    Notes.open(folder)
    code = f"""
    import os, sqlite3, sys
    from detente.store import people
    class Dying(sqlite3.Connection):
        def execute(self, statement, *rest):
            if statement.startswith({at!r}):
                os._exit(9)
            return super().execute(statement, *rest)
    people._connect = lambda path: sqlite3.connect(path, timeout=30, isolation_level=None, factory=Dying)
    from detente.notes import NoteForm, Notes
    form = NoteForm(document=sys.argv[2], name="K", email="k@example.org", text="Is that so?")
    Notes.open(sys.argv[1]).submit(form)
    """
    dead = child(folder, document, "kim", 1, code)
    dead.communicate(timeout=60)
    assert dead.returncode == 9 and stored(folder) == set()
    with closing(sqlite3.connect(folder / "people.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM note_readers").fetchone() == (0,)


def test_a_locked_database_is_waited_for(leave: Leave, folder: Path) -> None:
    with closing(
        sqlite3.connect(folder / "people.sqlite", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(leave)
            time.sleep(0.5)
            assert not sent.done()
            other.execute("COMMIT")
            assert sent.result(timeout=20).state == "published"


def test_one_that_stays_locked_is_told_of_and_the_form_can_be_sent_again(
    leave: Leave, notes: Notes, folder: Path, document: str
) -> None:
    notes.wait = 0.2
    ticket = aged_ticket(folder)
    with closing(sqlite3.connect(folder / "people.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="nothing was changed"):
            leave(ticket=ticket)
        assert notes.published(document) == ()  # reading never waits
        other.execute("COMMIT")
    assert leave(ticket=ticket).state == "published" and len(stored(folder)) == 1


def test_a_full_disk_is_told_of_and_nothing_is_half_there(
    leave: Leave, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    leave()
    monkeypatch.setattr("detente.notes.taking.clean_up", full)
    with pytest.raises(DiskFull):
        for n in range(60):
            leave(f"{n} " + "a long note that needs more pages of the file, " * 90)
    monkeypatch.undo()
    before = stored(folder)
    assert leave("Is there room again?").note not in before


def test_a_store_that_may_only_be_read(
    folder: Path, leave: Leave, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave()
    real = tables.people.opened

    def read_only(path: Path) -> object:
        from contextlib import contextmanager

        @contextmanager
        def opened() -> object:
            with real(path) as connection:
                connection.execute("PRAGMA query_only = ON")
                yield connection

        return opened()

    monkeypatch.setattr(tables.people, "opened", read_only)
    notes = Notes.open(folder)
    assert len(notes.published(document)) == 1
    with pytest.raises(NoPermission):
        notes.submit(
            NoteForm(document=document, name="K", email="k@example.org", text="And now?"), Visit("10.0.0.1")
        )


def test_a_store_of_before_notes_that_may_only_be_read_has_none(
    folder: Path, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_only_read", lambda connection: True)
    notes = Notes.open(folder)
    assert notes.published(document) == () and notes.corrections() == () and notes.audit_log() == ()
    assert set(notes.counts().values()) == {0}
