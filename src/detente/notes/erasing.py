"""Erasing a reader: everything they wrote and everything that is known of them, and the bytes too."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import InputError
from detente.notes import audit
from detente.notes.cleaning import mail_address
from detente.notes.secret import secret
from detente.notes.showing import reader_of
from detente.notes.tables import changing, wipe

if TYPE_CHECKING:
    from detente.notes.notes import Notes


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased.

    Attributes:
        notes: How many notes.
        corrections: How many corrections stay, as the reviewers' own.
        overwritten: Whether the bytes are gone from the disk already; if not, because another process reads an
            older moment of the file, the next change does it.
    """

    notes: int
    corrections: int
    overwritten: bool


def by_token(notes: Notes, token: str) -> Erased:
    """See `Notes.erase`."""
    with changing(notes.folder, notes.wait) as connection:
        gone = _erase(connection, [reader_of(connection, token)], "reader")
    return Erased(*gone, wipe(notes.folder))


def by_email(notes: Notes, email: str, by: str) -> Erased:
    """See `Notes.erase_email`."""
    bare = mail_address(email)
    if bare is None:
        raise InputError("This is no e-mail address.", "Give one like name@example.org.")
    hashed = secret(notes.folder).hashed("email", bare)
    with changing(notes.folder, notes.wait) as connection:
        rows = connection.execute("SELECT id FROM note_readers WHERE email = ?", (hashed,)).fetchall()
        gone = _erase(connection, [row["id"] for row in rows], by)
    return Erased(*gone, wipe(notes.folder))


def _erase(connection: sqlite3.Connection, readers: Sequence[int], by: str) -> tuple[int, int]:
    found = [
        row["id"]
        for reader in readers
        for row in connection.execute("SELECT id FROM notes WHERE reader = ?", (reader,))
    ]
    kept = sum(
        connection.execute("SELECT count(*) FROM note_corrections WHERE note = ?", (note,)).fetchone()[0]
        for note in found
    )
    audit.blank(connection, found)
    # Notes, visits, lessons and places in decisions go with the reader; corrections lose their link.
    connection.executemany("DELETE FROM note_readers WHERE id = ?", [(reader,) for reader in readers])
    audit.write(connection, by, "erase", "", f"{len(found)} notes")
    connection.execute("INSERT OR REPLACE INTO state VALUES ('wipe', 1)")
    return len(found), kept
