"""Taking a note, and taking its change: check, judge, store in one transaction."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from detente.errors import NotFound, TooManyAttempts
from detente.integrity.spam import load
from detente.notes import waiting
from detente.notes.cleaning import one_line
from detente.notes.form import Checked, check
from detente.notes.judging import Signs, Verdict, judge
from detente.notes.learning import taught
from detente.notes.places import Place, claimed, event_of, place
from detente.notes.records import Claim, NoteForm, Problem, Submitted, Visit
from detente.notes.secret import Secret, Ticket, secret, token, token_hash
from detente.notes.showing import reader_of
from detente.notes.tables import changing, now, reading, stamp, wipe, wipe_due
from detente.ontology import load as load_ontology

if TYPE_CHECKING:
    from detente.notes.notes import Notes

#: The hash of a network address is kept as long as this.
ADDRESS_KEPT = timedelta(days=30)
#: Within this time notes from one address are counted.
RECENT = timedelta(minutes=10)
#: So many of them are too many, whatever they say: nothing more is taken for a while.
TOO_MANY = 60
#: Notes of this time are compared with a new one, for the same words.
COMPARED = timedelta(days=30)
#: At most so many of them, the latest.
MOST_COMPARED = 300
#: Share of common words from which two notes are nearly the same.
ALIKE = 0.8
_FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Hashes:
    email: str
    address: str | None


def submit(notes: Notes, form: NoteForm, visit: Visit) -> Submitted:
    """See `Notes.submit`."""
    checked = check(form)
    problems = list(checked.problems)
    visit = Visit(one_line(visit.address)[:60], one_line(visit.agent)[:300])
    # Ids are plain ASCII; what is none has no place in a question to the database.
    form = replace(form, document=_ascii(form.document), event=form.event and _ascii(form.event))
    with reading(notes.folder) as connection:
        where = place(notes.folder, connection, form.document)
        lessons = taught(connection, notes.data_dir)
    if where is None:
        problems.append(Problem("document", "This document is not here any more. Please look it up again."))
    claim, wrong = _claim(notes, form) if where is not None else (None, [])
    problems += wrong
    if problems or where is None:
        return Submitted(problems=tuple(problems))
    key = secret(notes.folder)
    ticket = key.read_ticket(form.ticket)
    hashes = _hashes(key, checked.email, visit)
    with changing(notes.folder, notes.wait) as connection:
        clean_up(connection)
        if ticket is not None and (sent := _sent(connection, key, ticket)) is not None:
            if (sent["email"], sent["print"]) == (hashes.email, _print(key, checked.text)):
                return _again(connection, sent)
            ticket = None  # one form, several notes: it tells nothing of how this one came about
        signs = _signs(connection, key, checked, ticket, hashes, form, None)
        if signs.recent >= TOO_MANY:
            minutes = int(RECENT.total_seconds() // 60)
            raise TooManyAttempts(
                "Too many notes came from this network address; nothing was taken.", f"Wait {minutes} minutes."
            )
        verdict = _judged(notes, checked.text, where, signs, lessons)
        state, wanted = waiting.first(notes.akismet, verdict.state)
        reader, link = _reader(connection, form.earlier, hashes)
        note = f"note-{secrets.token_hex(8)}"
        connection.execute(
            "INSERT INTO notes (id, reader, form, document, event, name, text, print, created, state, score, "
            "reasons, claim, claim_state, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                note,
                reader,
                key.hashed("form", ticket.form) if ticket else None,
                form.document,
                form.event,
                checked.name,
                checked.text,
                _print(key, checked.text),
                stamp(now()),
                state,
                verdict.score,
                _told(verdict),
                json.dumps(asdict(claim)) if claim else None,
                "open" if claim else None,
                hashes.address,
            ),
        )
        waiting.ask(notes.akismet, connection, note, visit, wanted)
    _finish(notes)
    return Submitted(note, waiting.checked(notes, note, state), link)


def edit(notes: Notes, given: str, note: str, form: NoteForm, visit: Visit) -> Submitted:
    """See `Notes.edit`."""
    visit = Visit(one_line(visit.address)[:60], one_line(visit.agent)[:300])
    with reading(notes.folder) as connection:
        row = _own(connection, given, note)
        where = place(notes.folder, connection, row["document"]) or Place("", "")
        lessons = taught(connection, notes.data_dir)
    form = replace(form, document=row["document"], event=row["event"])
    checked = check(form, known="")
    answered = row["claim_state"] in ("accepted", "declined")
    claim, wrong = (None, []) if answered else _claim(notes, form)
    if problems := (*checked.problems, *wrong):
        return Submitted(problems=problems)
    key = secret(notes.folder)
    with changing(notes.folder, notes.wait) as connection:
        clean_up(connection)
        row = _own(connection, given, note)
        known = connection.execute("SELECT email FROM note_readers WHERE id = ?", (row["reader"],)).fetchone()
        hashes = _Hashes(known["email"], _hashes(key, "", visit).address)
        # How quickly a change is sent says nothing, and there is no trap in it.
        signs = _signs(connection, key, checked, Ticket("", 1e9), hashes, replace(form, trap=""), note)
        verdict = _judged(notes, checked.text, where, signs, lessons)
        # A change cannot undo what a moderator decided, and what was not shown before is shown by a person only.
        floor = row["state"] if row["decided_by"] else "published" if row["state"] == "published" else "held"
        state = _stricter(floor, verdict.state)
        state, wanted = waiting.first(notes.akismet, state)
        connection.execute(
            "UPDATE notes SET name = ?, text = ?, print = ?, edited = ?, state = ?, score = ?, reasons = ?, "
            "address = ?, decided_by = ? WHERE id = ?",
            (
                checked.name,
                checked.text,
                _print(key, checked.text),
                stamp(now()),
                state,
                verdict.score,
                _told(verdict),
                hashes.address,
                # Who published other words did not publish these.
                None if row["state"] == "published" else row["decided_by"],
                note,
            ),
        )
        if not answered:
            connection.execute(
                "UPDATE notes SET claim = ?, claim_state = ? WHERE id = ?",
                (json.dumps(asdict(claim)) if claim else None, "open" if claim else None, note),
            )
        # A moderator decided on other words: what those taught is not true of these.
        connection.execute("DELETE FROM note_lessons WHERE note = ?", (note,))
        connection.execute("INSERT OR REPLACE INTO state VALUES ('wipe', 1)")
        waiting.ask(notes.akismet, connection, note, visit, wanted)
    _finish(notes)
    return Submitted(note, waiting.checked(notes, note, state), given)


def clean_up(connection: sqlite3.Connection) -> None:
    """Forget what is kept for a time only, when the time is over."""
    moment = now()
    old = connection.execute(
        "UPDATE notes SET address = NULL WHERE address IS NOT NULL AND coalesce(edited, created) < ?",
        (stamp(moment - ADDRESS_KEPT),),
    ).rowcount
    old += waiting.forget(connection, moment)
    if old:
        connection.execute("INSERT OR REPLACE INTO state VALUES ('wipe', 1)")


def _finish(notes: Notes) -> None:
    with reading(notes.folder) as connection:
        due = wipe_due(connection)
    if due:
        wipe(notes.folder)


def _own(connection: sqlite3.Connection, given: str, note: str) -> sqlite3.Row:
    reader = reader_of(connection, given)
    row = connection.execute("SELECT * FROM notes WHERE id = ? AND reader = ?", (note, reader)).fetchone()
    if row is None:
        raise NotFound(f"No note {note!r} belongs to this link.", "Open the link again to see which ones do.")
    found: sqlite3.Row = row
    return found


def _hashes(key: Secret, email: str, visit: Visit) -> _Hashes:
    return _Hashes(key.hashed("email", email), key.hashed("address", visit.address) if visit.address else None)


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def _claim(notes: Notes, form: NoteForm) -> tuple[Claim | None, list[Problem]]:
    if form.event is None:
        return None, [Problem("claim", "Please choose the event that is coded wrong.")] if form.claim else []
    found = event_of(notes.folder, form.document, form.event)
    if found is None:
        return None, [Problem("event", "This event is not in the document any more. Please look it up again.")]
    if not form.claim:
        return None, []
    coding, event = found
    return claimed(form.claim, coding, event, load_ontology())


def _sent(connection: sqlite3.Connection, key: Secret, ticket: Ticket) -> sqlite3.Row | None:
    """The note that came of a form before."""
    found: sqlite3.Row | None = connection.execute(
        "SELECT n.id, n.state, n.reader, n.print, r.email FROM notes n JOIN note_readers r ON r.id = n.reader "
        "WHERE n.form = ?",
        (key.hashed("form", ticket.form),),
    ).fetchone()
    return found


def _again(connection: sqlite3.Connection, sent: sqlite3.Row) -> Submitted:
    """The note of a form that is sent again, with a new link: the first one may never have arrived."""
    link = token()
    connection.execute("UPDATE note_readers SET token = ? WHERE id = ?", (token_hash(link), sent["reader"]))
    return Submitted(sent["id"], sent["state"], link)


def _reader(connection: sqlite3.Connection, earlier: str, hashes: _Hashes) -> tuple[int, str]:
    """The reader of a new note and the token of the link: an earlier one's when its token is shown, else new."""
    if earlier:
        row = connection.execute(
            "SELECT id FROM note_readers WHERE token = ? AND email = ?", (token_hash(earlier), hashes.email)
        ).fetchone()
        if row is not None:
            return int(row["id"]), earlier
    link = token()
    made = connection.execute(
        "INSERT INTO note_readers (email, token) VALUES (?, ?)", (hashes.email, token_hash(link))
    )
    return int(made.lastrowid or 0), link


def _judged(notes: Notes, text: str, where: Place, signs: Signs, lessons: Mapping[int, float]) -> Verdict:
    context = f"{where.title}\n{where.text}"
    return judge(text, context, signs, load(notes.data_dir), lessons, notes.moderate_all)


def _told(verdict: Verdict) -> str:
    return json.dumps([[r.rule, r.score, r.detail] for r in verdict.reasons], ensure_ascii=False)


def _stricter(a: str, b: str) -> str:
    order = ("published", "held", "rejected")
    return max(a, b, key=order.index)


def _print(key: Secret, text: str) -> str:
    """A hash that notes with the same letters and figures share."""
    return key.hashed("print", re.sub(r"[\W_]+", "", text.casefold()))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _signs(
    connection: sqlite3.Connection,
    key: Secret,
    checked: Checked,
    ticket: Ticket | None,
    hashes: _Hashes,
    form: NoteForm,
    itself: str | None,
) -> Signs:
    since = stamp(now() - COMPARED)
    mine = _words(checked.text)
    twins = connection.execute(
        "SELECT count(*) FROM notes WHERE print = ? AND id IS NOT ?", (_print(key, checked.text), itself)
    ).fetchone()[0]
    if not twins and len(mine) >= _FEWEST_WORDS:
        latest = connection.execute(
            "SELECT text FROM notes WHERE created > ? AND id IS NOT ? ORDER BY created DESC LIMIT ?",
            (since, itself, MOST_COMPARED),
        )
        twins = sum(len(mine & w) >= ALIKE * len(mine | w) for w in (_words(row["text"]) for row in latest))
    recent = connection.execute(
        "SELECT count(*) FROM notes WHERE address = ? AND created > ? AND id IS NOT ?",
        (hashes.address, stamp(now() - RECENT), itself),
    ).fetchone()[0]
    return Signs(
        bool(form.trap.strip()),
        ticket,
        twins,
        _before(connection, "r.email", hashes.email),
        _before(connection, "n.address", hashes.address) if hashes.address else (0, 0),
        recent,
    )


def _before(connection: sqlite3.Connection, column: str, value: str | None) -> tuple[int, int]:
    """How many notes moderators have published and called spam, of one e-mail or address (by hash)."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE NOT l.spam), count(*) FILTER (WHERE l.spam) FROM notes n "
        f"JOIN note_readers r ON r.id = n.reader JOIN note_taught l ON l.note = n.id WHERE {column} = ?",
        (value,),
    ).fetchone()
    return int(row[0]), int(row[1])
