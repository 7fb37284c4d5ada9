"""Writing the audit log: what was done, by whom, to what. Nothing of what readers wrote goes into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from detente.notes.tables import now, stamp


def write(
    connection: sqlite3.Connection,
    by: str,
    action: str,
    subject: str = "",
    reason: str = "",
    decision: int | None = None,
) -> None:
    """Add a line, in the transaction of the thing itself.

    Args:
        connection: In a transaction.
        by: Account, or `reader`, or `detente`.
        action: What was done, in a word.
        subject: Id of the note or account.
        reason: In the words of whoever did it.
        decision: Number of the decision.
    """
    connection.execute(
        "INSERT INTO audit (at, by, action, subject, reason, decision) VALUES (?, ?, ?, ?, ?, ?)",
        (stamp(now()), by, action, subject, reason, decision),
    )


def blank(connection: sqlite3.Connection, notes: Sequence[str]) -> None:
    """Take everything about notes out of the log and the decisions: which notes, and what moderators said of them.

    A decision over several notes loses its reason for all of them: nobody can tell whom its words mean.
    """
    for note in notes:
        connection.execute(
            "UPDATE audit SET subject = CASE subject WHEN ? THEN '' ELSE subject END, reason = '' "
            "WHERE subject = ? OR decision IN (SELECT decision FROM note_decided WHERE note = ?)",
            (note, note, note),
        )
        connection.execute(
            "UPDATE note_decisions SET reason = '' WHERE id IN (SELECT decision FROM note_decided WHERE note = ?)",
            (note,),
        )
