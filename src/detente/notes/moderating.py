"""What moderators do: decide on notes, take decisions back, read the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError, NotFound
from detente.notes import audit, waiting
from detente.notes.cleaning import one_line
from detente.notes.places import coded, event_of
from detente.notes.records import ACTIONS, AuditRow, Claim, Decision
from detente.notes.showing import asked, claim_of
from detente.notes.tables import changing, moment, now, stamp

if TYPE_CHECKING:
    from detente.notes.notes import Notes

#: The state that an action brings.
_STATE = {"publish": "published", "hold": "held", "spam": "rejected", "reject": "rejected"}
#: What an action says about spam; the others say nothing.
_SPAM = {"publish": False, "spam": True}
_CLAIM = {"accept": "accepted", "decline": "declined"}
_LONGEST_REASON = 500


def decide(notes: Notes, ids: Sequence[str], action: str, by: str, reason: str) -> Decision:
    """See `Notes.decide`."""
    if action not in ACTIONS:
        raise InputError(f"There is no action {action!r}.", f"Give one of: {', '.join(ACTIONS)}.")
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise InputError("No note was chosen.", "Choose one at least.")
    said = one_line(reason)[:_LONGEST_REASON]
    codings = _codings(notes, wanted) if action == "accept" else {}
    with changing(notes.folder, notes.wait) as connection:
        rows = [_row(connection, note) for note in wanted]
        if action in _CLAIM:
            _check_claims(rows)
        made = connection.execute(
            "INSERT INTO note_decisions (at, by, action, reason) VALUES (?, ?, ?, ?)",
            (stamp(now()), by, action, said),
        )
        number = int(made.lastrowid or 0)
        for row in rows:
            before = _standing(row)
            after = {**before, **_change(action, by)}
            if after == before:
                continue
            connection.execute(
                "INSERT INTO note_decided VALUES (?, ?, ?, ?)",
                (number, row["id"], json.dumps(before), json.dumps(after)),
            )
            _put(connection, row["id"], after)
            if action in _STATE:
                connection.execute(
                    "INSERT INTO note_lessons (decision, note, spam) VALUES (?, ?, ?)",
                    (number, row["id"], _SPAM.get(action)),
                )
                waiting.decided(connection, row["id"], _SPAM.get(action))
            if action == "accept":
                _correct(connection, row, number, by, *codings[row["id"]])
            if action == "decline":
                _settle_corrections(connection, row["id"])
            audit.write(connection, by, action, row["id"], said, number)
        return _decision(connection, number)


def undo(notes: Notes, decision: int, by: str) -> Decision:
    """See `Notes.undo`."""
    with changing(notes.folder, notes.wait) as connection:
        row = connection.execute("SELECT * FROM note_decisions WHERE id = ?", (decision,)).fetchone()
        if row is None:
            raise NotFound(f"There is no decision {decision}.", "Look it up in the list of decisions.")
        if row["undone"] is not None:
            raise InputError(f"The decision {decision} was undone before.", "Decide anew instead.")
        connection.execute("UPDATE note_decisions SET undone = ? WHERE id = ?", (stamp(now()), decision))
        connection.execute("DELETE FROM note_lessons WHERE decision = ?", (decision,))
        for named in connection.execute(
            "SELECT note FROM note_decided WHERE decision = ?", (decision,)
        ).fetchall():
            note = _row(connection, named["note"])
            _restore(connection, note, row)
            audit.write(connection, by, "undo", note["id"], "", decision)
        connection.execute(
            "UPDATE note_corrections SET withdrawn = ? WHERE decision = ? AND note IS NULL AND withdrawn IS NULL",
            (stamp(now()), decision),
        )
        return _decision(connection, decision)


def decisions(folder: Path, limit: int) -> tuple[Decision, ...]:
    """See `Notes.decisions`."""
    rows = asked(
        folder,
        "SELECT d.*, (SELECT json_group_array(note) FROM note_decided WHERE decision = d.id) AS notes "
        "FROM note_decisions d ORDER BY d.id DESC LIMIT ?",
        [limit],
    )
    return tuple(_decision_of(row) for row in rows)


def audit_log(folder: Path, limit: int, before: int | None) -> tuple[AuditRow, ...]:
    """See `Notes.audit_log`."""
    rows = asked(
        folder,
        "SELECT * FROM audit WHERE ? IS NULL OR id < ? ORDER BY id DESC LIMIT ?",
        [before, before, limit],
    )
    return tuple(
        AuditRow(r["id"], _at(r["at"]), r["by"], r["action"], r["subject"], r["reason"], r["decision"])
        for r in rows
    )


def _row(connection: sqlite3.Connection, note: str) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM notes WHERE id = ?", (note,)).fetchone()
    if row is None:
        raise NotFound(f"There is no note {note!r}.", "Its reader may have erased it; load the queue again.")
    found: sqlite3.Row = row
    return found


def _standing(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("state", "decided_by", "claim_state")}


def _change(action: str, by: str) -> dict[str, Any]:
    if action in _CLAIM:
        return {"claim_state": _CLAIM[action]}
    # Rejecting what was called spam, or the other way round, is a change too: it teaches something else.
    return {"state": _STATE[action], "decided_by": f"{by}: {action}"}


def _put(connection: sqlite3.Connection, note: str, standing: dict[str, Any]) -> None:
    connection.execute(
        "UPDATE notes SET state = :state, decided_by = :decided_by, claim_state = :claim_state WHERE id = :id",
        {**standing, "id": note},
    )


def _restore(connection: sqlite3.Connection, note: sqlite3.Row, undone: sqlite3.Row) -> None:
    """Set what the decision changed to what the last valid one says, or to what was before all of them."""
    names = ("claim_state",) if undone["action"] in _CLAIM else ("state", "decided_by")
    kind = tuple(_CLAIM) if undone["action"] in _CLAIM else tuple(_STATE)
    rows = connection.execute(
        "SELECT d.before, d.after, x.undone, x.at FROM note_decided d JOIN note_decisions x ON x.id = d.decision "
        f"WHERE d.note = ? AND x.action IN ({', '.join('?' * len(kind))}) ORDER BY x.id",
        (note["id"], *kind),
    ).fetchall()
    valid = [row for row in rows if row["undone"] is None]
    then = json.loads(valid[-1]["after"]) if valid else json.loads(rows[0]["before"])
    standing = _standing(note)
    if names[0] == "state":
        changed = note["edited"] is not None and note["edited"] > undone["at"]
        # The words are not those that were decided on: what was taken back must not bring them onto the site.
        standing["decided_by"] = then["decided_by"]
        standing["state"] = "held" if changed and then["state"] == "published" else then["state"]
        waiting.decided(connection, note["id"], None)
    else:
        standing["claim_state"] = then["claim_state"]
    _put(connection, note["id"], standing)
    _settle_corrections(connection, note["id"])


def _settle_corrections(connection: sqlite3.Connection, note: str) -> None:
    """Of a note's corrections the one stands whose decision is the last valid word on the claim."""
    last = connection.execute(
        "SELECT x.id, x.action FROM note_decided d JOIN note_decisions x ON x.id = d.decision "
        "WHERE d.note = ? AND x.undone IS NULL AND x.action IN ('accept', 'decline') ORDER BY x.id DESC LIMIT 1",
        (note,),
    ).fetchone()
    stands = last["id"] if last is not None and last["action"] == "accept" else None
    connection.execute(
        "UPDATE note_corrections SET withdrawn = CASE WHEN decision IS ? THEN NULL ELSE coalesce(withdrawn, ?) "
        "END WHERE note = ?",
        (stands, stamp(now()), note),
    )


def _check_claims(rows: Sequence[sqlite3.Row]) -> None:
    for row in rows:
        if row["claim"] is None:
            raise InputError(f"The note {row['id']} claims nothing.", "Leave it out.")


def _codings(notes: Notes, ids: Sequence[str]) -> dict[str, tuple[Claim, dict[str, Any]]]:
    """What is coded of the events that claims doubt, and by which coder."""
    found = {}
    for note in ids:
        rows = asked(notes.folder, "SELECT document, event FROM notes WHERE id = ?", [note])
        if not rows or rows[0]["event"] is None:
            continue  # told by `decide`, which looks at the note itself
        there = event_of(notes.folder, rows[0]["document"], rows[0]["event"])
        if there is None:
            raise NotFound(
                f"The event {rows[0]['event']} is not in its document's coding any more.",
                "The document was coded again: decline the claim, or look at the new coding.",
            )
        coding, event = there
        found[note] = coded(event), asdict(coding.coder)
    return found


def _correct(
    connection: sqlite3.Connection, row: sqlite3.Row, number: int, by: str, was: Claim, coder: dict[str, Any]
) -> None:
    says = claim_of(row["claim"])
    assert says is not None
    connection.execute(
        "INSERT INTO note_corrections (note, decision, document, event, coder, was, says, reviewer, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row["id"],
            number,
            row["document"],
            row["event"],
            json.dumps(coder),
            json.dumps(asdict(was)),
            json.dumps(asdict(says)),
            by,
            stamp(now()),
        ),
    )
    _settle_corrections(connection, row["id"])


def _decision(connection: sqlite3.Connection, number: int) -> Decision:
    row = connection.execute(
        "SELECT d.*, (SELECT json_group_array(note) FROM note_decided WHERE decision = d.id) AS notes "
        "FROM note_decisions d WHERE d.id = ?",
        (number,),
    ).fetchone()
    return _decision_of(row)


def _decision_of(row: sqlite3.Row) -> Decision:
    return Decision(
        row["id"],
        _at(row["at"]),
        row["by"],
        row["action"],
        row["reason"],
        tuple(json.loads(row["notes"])),
        moment(row["undone"]),
    )


def _at(text: str) -> Any:
    return moment(text)
