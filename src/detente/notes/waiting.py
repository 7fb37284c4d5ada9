"""Notes that wait for an outside filter: stored before it is asked, and in the queue until it answers.

What it has to be told (address and browser) is kept beside the note until it has been told, `KEPT` at most.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from detente.errors import DetenteError, FetchError, StoreBusy
from detente.notes.akismet import Akismet, Comment
from detente.notes.records import Visit
from detente.notes.tables import changing, now, stamp

if TYPE_CHECKING:
    from detente.notes.notes import Notes

#: How long address and browser are kept at most.
KEPT = timedelta(days=14)
#: The wait after the first failure; each further one doubles it, up to an hour.
PAUSE = timedelta(minutes=1)
_LEASE = timedelta(minutes=2)


def first(akismet: Akismet | None, state: str) -> tuple[str, str]:
    """The state a note is stored with, and the one it gets when the outside filter has nothing against it."""
    return ("held" if akismet is not None and state == "published" else state), state


def ask(akismet: Akismet | None, connection: sqlite3.Connection, note: str, visit: Visit, wanted: str) -> None:
    """Write down that the outside filter is to be asked, in the transaction that stores the note.

    Without an address it cannot be asked: the note waits for a person then.
    """
    connection.execute("DELETE FROM note_visits WHERE note = ?", (note,))  # of an earlier wording
    if akismet is not None and visit.address and wanted != "rejected":
        connection.execute(
            "INSERT INTO note_visits (note, address, agent, until, job, wanted, due) "
            "VALUES (?, ?, ?, ?, 'check', ?, ?)",
            (note, visit.address, visit.agent, stamp(now() + KEPT), wanted, stamp(now() + _LEASE)),
        )


def checked(notes: Notes, note: str, state: str) -> str:
    """Ask about a note that was stored just now; its state afterwards. No failure out there is one in here."""
    if notes.akismet is None:
        return state
    with suppress(FetchError, StoreBusy):  # else it waits in the queue, and `work` asks again
        _one(notes, notes.akismet, note)
    with changing(notes.folder, notes.wait) as connection:
        row = connection.execute("SELECT state FROM notes WHERE id = ?", (note,)).fetchone()
    return str(row["state"]) if row is not None else state


def work(notes: Notes, limit: int) -> int:
    """See `Notes.check_waiting`."""
    if notes.akismet is None:
        return 0
    with changing(notes.folder, notes.wait) as connection:
        moment = now()
        forget(connection, moment)
        due = [
            row["note"]
            for row in connection.execute(
                "SELECT note FROM note_visits WHERE job IS NOT NULL AND due <= ? ORDER BY due LIMIT ?",
                (stamp(moment), limit),
            )
        ]
        # Taken for a while, so that no other process asks the same at the same time.
        connection.executemany(
            "UPDATE note_visits SET due = ? WHERE note = ?", [(stamp(moment + _LEASE), note) for note in due]
        )
    done = 0
    for note in due:
        try:
            _one(notes, notes.akismet, note)
            done += 1
        except FetchError:
            _later(notes, note)
    return done


def decided(connection: sqlite3.Connection, note: str, spam: bool | None) -> None:
    """A person decided: what the outside filter got wrong it is to be told, and anything else is forgotten."""
    row = connection.execute("SELECT job, said FROM note_visits WHERE note = ?", (note,)).fetchone()
    if row is None:
        return
    wrong = spam is not None and row["said"] is not None and bool(row["said"]) != spam
    job = ("spam" if spam else "ham") if wrong else None
    connection.execute(
        "UPDATE note_visits SET job = ?, tries = 0, due = ? WHERE note = ?", (job, stamp(now()), note)
    )


def forget(connection: sqlite3.Connection, moment: datetime) -> int:
    """Drop what was kept long enough; the notes stay where they are."""
    return connection.execute("DELETE FROM note_visits WHERE until < ?", (stamp(moment),)).rowcount


def _one(notes: Notes, akismet: Akismet, note: str) -> None:
    with changing(notes.folder, notes.wait) as connection:
        row = connection.execute(
            "SELECT n.name, n.text, v.* FROM note_visits v JOIN notes n ON n.id = v.note "
            "WHERE v.note = ? AND v.job IS NOT NULL",
            (note,),
        ).fetchone()
    if row is None:
        return
    comment = Comment(row["address"], row["agent"], row["name"], row["text"])
    if row["job"] != "check":
        (akismet.submit_spam if row["job"] == "spam" else akismet.submit_ham)(comment)
        with changing(notes.folder, notes.wait) as connection:
            connection.execute("DELETE FROM note_visits WHERE note = ? AND job = ?", (note, row["job"]))
            _to_wipe(connection)
        return
    answer = akismet.check(comment)
    with changing(notes.folder, notes.wait) as connection:
        _answered(connection, note, row["wanted"], answer.spam, answer.blatant)


def _answered(connection: sqlite3.Connection, note: str, wanted: str, spam: bool, blatant: bool) -> None:
    row = connection.execute("SELECT decided_by, state, reasons FROM notes WHERE id = ?", (note,)).fetchone()
    if row is None:
        return
    connection.execute("UPDATE note_visits SET job = NULL, said = ? WHERE note = ?", (spam, note))
    if row["decided_by"] is not None:
        return
    state = "rejected" if blatant else "held" if spam else wanted
    reasons = json.loads(row["reasons"])
    said = "calls it spam" if spam else "has nothing against it"
    reasons.append(["akismet", 0.99 if blatant else 0.9 if spam else 0.1, f"Akismet {said}"])
    connection.execute(
        "UPDATE notes SET state = ?, reasons = ? WHERE id = ?",
        (state, json.dumps(sorted(reasons, key=lambda r: -abs(r[1] - 0.5)), ensure_ascii=False), note),
    )


def _later(notes: Notes, note: str) -> None:
    # If it cannot be written down, the lease ends by itself.
    with suppress(DetenteError), changing(notes.folder, notes.wait) as connection:
        row = connection.execute("SELECT tries FROM note_visits WHERE note = ?", (note,)).fetchone()
        if row is not None:
            pause = min(timedelta(hours=1), PAUSE * 2 ** min(row["tries"], 10))
            connection.execute(
                "UPDATE note_visits SET tries = tries + 1, due = ? WHERE note = ?", (stamp(now() + pause), note)
            )


def _to_wipe(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO state VALUES ('wipe', 1)")
