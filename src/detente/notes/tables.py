"""Tables for notes and accounts in `people.sqlite`, and how they are opened, changed and wiped.

They stand beside the search index and have a layout number of their own (`state`, key `notes`), so a detente that
knows nothing of notes goes on reading the file. A store of before notes gets the tables at the first opening.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from detente.errors import StoreBusy, StoreError
from detente.store import people
from detente.store.trouble import translated

#: Number of the layout of these tables.
LAYOUT = 1
#: How long a write waits for another one. **Units**: seconds.
WAIT = 10.0
_STATES = "('held', 'published', 'rejected')"
_SCHEMA = (
    # A reader is whoever holds a secret link. `email` is a keyed hash; two readers may have the same.
    "CREATE TABLE note_readers (id INTEGER PRIMARY KEY, email TEXT NOT NULL, token TEXT NOT NULL UNIQUE) STRICT",
    "CREATE INDEX note_readers_email ON note_readers (email)",
    "CREATE TABLE notes (id TEXT PRIMARY KEY, reader INTEGER NOT NULL REFERENCES note_readers ON DELETE CASCADE, "
    "form TEXT UNIQUE, document TEXT NOT NULL, event TEXT, name TEXT NOT NULL, text TEXT NOT NULL, "
    "print TEXT NOT NULL, created TEXT NOT NULL, edited TEXT, "
    f"state TEXT NOT NULL CHECK (state IN {_STATES}), score REAL NOT NULL, reasons TEXT NOT NULL, "
    "claim TEXT, claim_state TEXT CHECK (claim_state IN ('open', 'accepted', 'declined')), "
    "address TEXT, decided_by TEXT) STRICT",
    "CREATE INDEX notes_place ON notes (document, event, state)",
    "CREATE INDEX notes_state ON notes (state, created)",
    "CREATE INDEX notes_reader ON notes (reader)",
    "CREATE INDEX notes_print ON notes (print)",
    "CREATE INDEX notes_address ON notes (address) WHERE address IS NOT NULL",
    # Only where an outside filter is used: what it has to be told, until it has been told.
    "CREATE TABLE note_visits (note TEXT PRIMARY KEY REFERENCES notes ON DELETE CASCADE, address TEXT NOT NULL, "
    "agent TEXT NOT NULL, until TEXT NOT NULL, job TEXT CHECK (job IN ('check', 'spam', 'ham')), "
    f"wanted TEXT NOT NULL CHECK (wanted IN {_STATES}), "
    "tries INTEGER NOT NULL DEFAULT 0, due TEXT NOT NULL, said INTEGER) STRICT",
    "CREATE TABLE note_decisions (id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, "
    "action TEXT NOT NULL, reason TEXT NOT NULL, undone TEXT) STRICT",
    "CREATE TABLE note_decided (decision INTEGER NOT NULL REFERENCES note_decisions, "
    "note TEXT NOT NULL REFERENCES notes ON DELETE CASCADE, before TEXT NOT NULL, after TEXT NOT NULL, "
    "PRIMARY KEY (decision, note)) STRICT, WITHOUT ROWID",
    "CREATE INDEX note_decided_note ON note_decided (note)",
    # What the filter has been taught: a note and an answer. The words are the note's own; there is no copy.
    "CREATE TABLE note_lessons (id INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES note_decisions, "
    "note TEXT NOT NULL REFERENCES notes ON DELETE CASCADE, spam INTEGER) STRICT",
    "CREATE INDEX note_lessons_note ON note_lessons (note)",
    # The last word on a note counts; NULL says that it teaches nothing.
    "CREATE VIEW note_taught AS SELECT id, note, spam FROM note_lessons "
    "WHERE id IN (SELECT max(id) FROM note_lessons GROUP BY note) AND spam IS NOT NULL",
    "CREATE TABLE note_corrections (id INTEGER PRIMARY KEY, note TEXT REFERENCES notes ON DELETE SET NULL, "
    "decision INTEGER NOT NULL REFERENCES note_decisions, document TEXT NOT NULL, event TEXT NOT NULL, "
    "coder TEXT NOT NULL, was TEXT NOT NULL, says TEXT NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL, "
    "withdrawn TEXT) STRICT",
    "CREATE INDEX note_corrections_place ON note_corrections (document, event)",
    "CREATE INDEX note_corrections_note ON note_corrections (note)",
    "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, by TEXT NOT NULL, "
    "action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL, decision INTEGER) STRICT",
    "CREATE INDEX audit_subject ON audit (subject)",
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    # The one change that is allowed: taking out who or what it was about, when a reader is erased.
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit WHEN NOT (NEW.id = OLD.id AND NEW.at = OLD.at AND "
    "NEW.by = OLD.by AND NEW.action = OLD.action AND NEW.decision IS OLD.decision AND "
    "NEW.subject IN ('', OLD.subject) AND NEW.reason IN ('', OLD.reason)) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TABLE accounts (name TEXT PRIMARY KEY, password TEXT NOT NULL, created TEXT NOT NULL) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE sessions (token TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, "
    "csrf TEXT NOT NULL, created TEXT NOT NULL, seen TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE login_attempts (who TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    "CREATE INDEX login_attempts_who ON login_attempts (who, at)",
    f"INSERT INTO state VALUES ('notes', {LAYOUT})",
)


def migrate(folder: Path, wait: float = WAIT) -> bool:
    """Make the tables in a store that has none.

    Returns:
        Whether they are there: not in a store of before notes that may only be read.

    Raises:
        StoreError: A newer detente made them.
    """
    with people.opened(folder) as connection:
        found = _layout(connection)
        if found > LAYOUT:
            raise StoreError(f"The notes in {folder} were written by a newer detente.", "Update detente.")
        if found:
            return True
        with translated(folder, "reading"):
            if connection.execute("PRAGMA query_only").fetchone()[0] or _only_read(connection):
                return False
    with changing(folder, wait) as connection:
        if not _layout(connection):
            for statement in _SCHEMA:
                connection.execute(statement)
    return True


def _only_read(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "readonly" in str(error)
    return False


def _layout(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM state WHERE key = 'notes'").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one moment of the file."""
    with people.opened(folder) as connection, translated(folder, "reading"):
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.rollback()


@contextmanager
def changing(folder: Path, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """A connection in a transaction that is committed to the disk at the end, all or none.

    Args:
        folder: The store.
        wait: How long to wait for another writer. **Units**: seconds.

    Raises:
        StoreBusy: Another process still writes; nothing was changed.
        DiskFull: No room left; nothing was changed.
    """
    with people.opened(folder) as connection, translated(folder, "writing"):
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten, not only forgotten.
        connection.execute("PRAGMA secure_delete = ON")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            raise StoreBusy(
                f"Another process has been writing to {folder} for over {wait:g} s; nothing was changed.",
                "Try again in a moment.",
            ) from None
        try:
            yield connection
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def wipe(folder: Path, wait: float = 2.0) -> bool:
    """Bring what was deleted out of the write-ahead log too.

    Returns:
        Whether it could be done; it cannot while another process reads an older moment of the file. `wipe` is
        called again by the next change then (`wipe_due`).
    """
    with people.opened(folder) as connection, translated(folder, "writing"):
        connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        connection.execute("PRAGMA secure_delete = ON")
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        if not busy:
            connection.execute("DELETE FROM state WHERE key = 'wipe'")
        return not busy


def wipe_due(connection: sqlite3.Connection) -> bool:
    """Whether something was deleted that may still stand in the write-ahead log."""
    return connection.execute("SELECT 1 FROM state WHERE key = 'wipe'").fetchone() is not None


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is stored; stamps sort like moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stamp: str | None) -> datetime | None:
    """A stored moment."""
    return datetime.fromisoformat(stamp) if stamp else None
