"""Reading notes: for everybody, for their reader, for moderators."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detente.errors import InputError, NotFound
from detente.notes.records import STATES, Claim, Note, Queued
from detente.notes.secret import token_hash
from detente.notes.tables import moment, reading
from detente.record import Reason

_QUEUED = (
    "SELECT n.*, (SELECT count(*) FROM notes m JOIN note_readers s ON s.id = m.reader WHERE s.email = r.email) "
    "AS by_reader, v.job IS 'check' AS waiting FROM notes n JOIN note_readers r ON r.id = n.reader "
    "LEFT JOIN note_visits v ON v.note = n.id "
)


def published(folder: Path, document: str, event: str | None) -> tuple[Note, ...]:
    """See `Notes.published`."""
    about, values = (" AND event = ?", [document, event]) if event is not None else ("", [document])
    rows = asked(
        folder, f"SELECT * FROM notes WHERE state = 'published' AND document = ?{about} ORDER BY created", values
    )
    return tuple(note_of(row) for row in rows)


def mine(folder: Path, token: str) -> tuple[Note, ...]:
    """See `Notes.mine`."""
    with reading(folder) as connection:
        reader = reader_of(connection, token)
        rows = connection.execute("SELECT * FROM notes WHERE reader = ? ORDER BY created", (reader,)).fetchall()
    return tuple(note_of(row) for row in rows)


def queue(folder: Path, state: str, limit: int, after: str | None) -> tuple[Queued, ...]:
    """See `Notes.queue`."""
    if state not in STATES:
        raise InputError(f"There is no state {state!r}.", f"Give one of: {', '.join(STATES)}.")
    rows = asked(
        folder,
        f"{_QUEUED} WHERE n.state = ? AND (? IS NULL OR (n.created, n.id) > "
        "(SELECT created, id FROM notes WHERE id = ?)) ORDER BY n.created, n.id LIMIT ?",
        [state, after, after, limit],
    )
    return tuple(_queued(row) for row in rows)


def open_claims(folder: Path, limit: int) -> tuple[Queued, ...]:
    """See `Notes.open_claims`."""
    rows = asked(
        folder,
        f"{_QUEUED} WHERE n.claim_state = 'open' AND n.state != 'rejected' ORDER BY n.created, n.id LIMIT ?",
        [limit],
    )
    return tuple(_queued(row) for row in rows)


def counts(folder: Path) -> dict[str, int]:
    """See `Notes.counts`."""
    found = dict.fromkeys((*STATES, "open", "waiting"), 0)
    for row in asked(
        folder,
        "SELECT state AS name, count(*) AS n FROM notes GROUP BY state UNION ALL "
        "SELECT 'open', count(*) FROM notes WHERE claim_state = 'open' AND state != 'rejected' UNION ALL "
        "SELECT 'waiting', count(*) FROM note_visits WHERE job = 'check'",
        [],
    ):
        found[row["name"]] = row["n"]
    return found


def asked(folder: Path, statement: str, values: Sequence[Any]) -> list[sqlite3.Row]:
    """Rows of a question; none in a store of before notes that may only be read."""
    with reading(folder) as connection:
        if connection.execute("SELECT 1 FROM state WHERE key = 'notes'").fetchone() is None:
            return []
        return connection.execute(statement, values).fetchall()


def reader_of(connection: sqlite3.Connection, token: str) -> int:
    """The reader who has a secret link.

    Raises:
        NotFound: Nobody has.
    """
    row = connection.execute("SELECT id FROM note_readers WHERE token = ?", (token_hash(token),)).fetchone()
    if row is None:
        raise NotFound(
            "No note belongs to this link.",
            "Check that the whole link was copied; it ends when it is used to erase.",
        )
    return int(row["id"])


def note_of(row: sqlite3.Row) -> Note:
    """A row as a note."""
    created = moment(row["created"])
    assert created is not None
    return Note(
        row["id"],
        row["document"],
        row["event"],
        row["name"],
        row["text"],
        created,
        moment(row["edited"]),
        claim_of(row["claim"]),
        row["claim_state"],
        row["state"],
    )


def claim_of(text: str | None) -> Claim | None:
    """A stored claim."""
    return Claim(**json.loads(text)) if text else None


def _queued(row: sqlite3.Row) -> Queued:
    reasons = tuple(Reason(*reason) for reason in json.loads(row["reasons"]))
    return Queued(note_of(row), row["score"], reasons, row["by_reader"], row["decided_by"], bool(row["waiting"]))
