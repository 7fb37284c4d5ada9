"""What readers are told of how a note is processed is true, and erasing leaves nothing of them."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError, NotFound, StoreDamaged
from detente.notes import Claim, NoteForm, Notes, Submitted, Visit, tables, taking, waiting
from detente.notes.processing import statements
from detente.notes.secret import secret
from detente.record import Coding
from detente.store.schema import KEY

from .conftest import HONEST, aged_ticket

Leave = Callable[..., Submitted]
SECRETS = ("zebulon.quark@example.org", "Zebulon Quark", "198.51.100.77", "the marmalade ministry")


def bytes_of(folder: Path) -> bytes:
    """Everything in the store's folder, upper and lower case alike."""
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()).lower()


def found(folder: Path) -> set[str]:
    content = bytes_of(folder)
    return {s for s in SECRETS if s.lower().encode() in content}


def rows(folder: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "people.sqlite")) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture
def zebulon(leave: Leave, event: str) -> Submitted:
    """A note that says where it comes from, with a claim, spread over every table."""
    return leave(
        f"{HONEST} It was {SECRETS[3]}.", address=SECRETS[2], name=SECRETS[1], email=SECRETS[0], event=event,
        claim=Claim(type="REJECT"),
    )  # fmt: skip


def test_the_email_is_nowhere(zebulon: Submitted, folder: Path) -> None:
    assert found(folder) == {SECRETS[1], SECRETS[3]}  # name and note, and neither e-mail nor network address
    hashed = secret(folder).hashed("email", SECRETS[0])
    assert rows(folder, "SELECT email FROM note_readers") == [(hashed,)]
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600
    assert secret(folder).key.hex().encode() not in (folder / "people.sqlite").read_bytes()


def test_the_same_address_has_another_hash_elsewhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert secret(folder).hashed("email", "a@b.org") == secret(folder).hashed("email", "a@b.org")
    assert secret(folder).hashed("email", "a@b.org") != secret(folder).hashed("address", "a@b.org")
    assert secret(folder).hashed("email", "a@b.org") != secret(tmp_path / "other").hashed("email", "a@b.org")
    (tmp_path / "other" / KEY).write_text("nothing")
    with pytest.raises(StoreDamaged):
        secret(tmp_path / "other")


def test_the_link_is_stored_as_a_hash(zebulon: Submitted, folder: Path) -> None:
    assert str(zebulon.token).lower().encode() not in bytes_of(folder)


def test_erasing_leaves_not_a_byte(zebulon: Submitted, leave: Leave, notes: Notes, folder: Path) -> None:
    note = str(zebulon.note)
    other = leave("Is there a list of the ships?", email="other@example.org")
    notes.decide([note, str(other.note)], "spam", "admin", f"{SECRETS[1]} again")
    notes.decide([note], "publish", "admin", "a mistake, sorry")
    notes.edit(
        str(zebulon.token),
        note,
        NoteForm(document="", name=SECRETS[1], text=f"{SECRETS[3]}, I said.", claim=Claim(type="REJECT")),
    )
    notes.decide([note], "accept", "admin", f"{SECRETS[1]} is right")
    assert note.encode() in bytes_of(folder)
    erased = notes.erase(str(zebulon.token))
    assert (erased.notes, erased.corrections, erased.overwritten) == (1, 1, True)
    assert found(folder) == set() and note.encode() not in bytes_of(folder)
    assert secret(folder).hashed("email", SECRETS[0]).encode() not in bytes_of(folder)
    # The reviewer's correction stays, and so do the lines of the log, with nothing about the reader.
    (correction,) = notes.corrections()
    assert (correction.note, correction.says.type, correction.reviewer) == (None, "REJECT", "admin")
    log = notes.audit_log()
    assert [r.action for r in log] == ["erase", "accept", "publish", "spam", "spam"]
    assert {r.subject for r in log} == {"", str(other.note)} and {r.reason for r in log[1:]} == {""}
    assert all(d.reason == "" for d in notes.decisions())
    with pytest.raises(NotFound):
        notes.erase(str(zebulon.token))
    assert len(notes.mine(str(other.token))) == 1  # nobody else's note is touched


def test_erasing_while_somebody_reads_is_made_up_for(
    zebulon: Submitted, leave: Leave, notes: Notes, folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "people.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM notes").fetchall()
        assert not notes.erase(str(zebulon.token)).overwritten
        assert found(folder)  # still in the write-ahead log
        leave("Who was there when it was signed?", email="other@example.org")  # tries again, in vain
        assert found(folder)
        reader.execute("COMMIT")
        leave("Is there a list of the ships?")
        assert not found(folder)


def test_erasing_takes_back_what_was_learned_and_the_reputation(
    zebulon: Submitted, notes: Notes, folder: Path
) -> None:
    def learned() -> tuple[Any, ...]:
        with tables.reading(folder) as connection:
            hashed = secret(folder).hashed("email", SECRETS[0])
            taught = taking.taught(connection, notes.data_dir)
            return len(taught), taking._before(connection, "r.email", hashed)

    notes.decide([str(zebulon.note)], "spam", "admin")
    assert learned()[0] > 0 and learned()[1] == (0, 1)
    notes.erase(str(zebulon.token))
    assert learned() == (0, (0, 0))


def test_whoever_lost_the_link_is_erased_by_the_address(
    zebulon: Submitted, leave: Leave, notes: Notes, folder: Path
) -> None:
    leave("Once more under another link.", name=SECRETS[1], email=SECRETS[0].upper())
    leave("Somebody else's.")
    assert notes.erase_email(SECRETS[0], "admin").notes == 2
    assert found(folder) == set() and notes.counts()["published"] == 1
    assert (notes.audit_log()[0].by, notes.audit_log()[0].action) == ("admin", "erase")
    with pytest.raises(InputError):
        notes.erase_email("nobody", "admin")


def test_an_earlier_wording_is_not_kept(zebulon: Submitted, notes: Notes, folder: Path) -> None:
    notes.edit(str(zebulon.token), str(zebulon.note), NoteForm(document="", name="Z.", text="Nothing, sorry."))
    assert found(folder) == set()


def test_the_log_cannot_be_rewritten(zebulon: Submitted, notes: Notes, folder: Path) -> None:
    notes.decide([str(zebulon.note)], "spam", "admin", "pills")
    for statement in (
        "DELETE FROM audit",
        "UPDATE audit SET by = 'nobody'",
        "UPDATE audit SET reason = 'roses'",
        "UPDATE audit SET subject = 'note-1'",
        "UPDATE audit SET action = 'publish', reason = ''",
    ):
        with (
            closing(sqlite3.connect(folder / "people.sqlite")) as connection,
            pytest.raises(sqlite3.Error, match="append-only"),
        ):
            connection.execute(statement)


def test_the_hash_of_a_network_address_goes_after_its_time(
    zebulon: Submitted, leave: Leave, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = secret(folder).hashed("address", SECRETS[2])
    assert rows(folder, "SELECT address FROM notes") == [(hashed,)]
    late = tables.now() + taking.ADDRESS_KEPT + timedelta(hours=1)
    monkeypatch.setattr(taking, "now", lambda: late)
    leave("A month later: any news of the ships?", address="")
    assert rows(folder, "SELECT address FROM notes WHERE address IS NOT NULL") == []
    assert hashed.encode() not in bytes_of(folder)


# ---- the page "how your note is processed": a check for each statement


def _what_for(notes: Notes, leave: Leave, document: str) -> None:
    leave("<script>alert(1)</script> I wonder whether that is right.")
    assert {type(n.text) for n in notes.published(document)} <= {str}


def _email_hash(notes: Notes, leave: Leave, document: str) -> None:
    leave("A question about the second part.", email=SECRETS[0])
    assert SECRETS[0] not in found(notes.folder)
    columns = {r[1] for r in rows(notes.folder, "PRAGMA table_info(note_readers)")}
    assert columns == {"id", "email", "token"}


def _address_hash(notes: Notes, leave: Leave, document: str) -> None:
    leave("A question about the third part.", address=SECRETS[2])
    assert SECRETS[2] not in found(notes.folder)


def _filter(notes: Notes, leave: Leave, document: str) -> None:
    note = leave("Who said so?", trap="filled", name="Trapped").note
    assert "trap" in {r.rule for q in notes.queue("rejected") if q.note.id == note for r in q.reasons}


def _shown_at_once(notes: Notes, leave: Leave, document: str) -> None:
    states = {leave("Thanks, that answers it.").state, leave("Yes.", trap="x").state}
    assert states == {"published", "rejected"}


def _held_all(notes: Notes, leave: Leave, document: str) -> None:
    notes.moderate_all = True
    assert {leave("Thanks, that answers it all.").state, leave("Why?", trap="x").state} == {"held", "rejected"}


def _no_third_party(notes: Notes, leave: Leave, document: str) -> None:
    leave("Is this the same minister?")
    assert notes.akismet is None and rows(notes.folder, "SELECT * FROM note_visits") == []


def _third_party(notes: Notes, leave: Leave, document: str) -> None:
    from dataclasses import fields

    from detente.notes.akismet import Comment

    assert {f.name for f in fields(Comment)} == {"address", "agent", "author", "content"}
    with tables.changing(notes.folder) as connection:
        assert waiting.forget(connection, tables.now() + waiting.KEPT) == 0


def _teaching(notes: Notes, leave: Leave, document: str) -> None:
    columns = {r[1] for r in rows(notes.folder, "PRAGMA table_info(note_lessons)")}
    assert columns == {"id", "decision", "note", "spam"}  # no words, no weights


def _moderators(notes: Notes, leave: Leave, document: str) -> None:
    note = leave("It was the marmalade ministry.", name=SECRETS[1]).note
    notes.decide([str(note)], "publish", "admin", "fine")
    said = str(rows(notes.folder, "SELECT * FROM audit")).lower()
    assert str(note) in said and not any(s.lower() in said for s in SECRETS)


def _secret_link(notes: Notes, leave: Leave, document: str) -> None:
    sent = leave("May I read this again?")
    assert notes.mine(str(sent.token)) and str(sent.token).lower().encode() not in bytes_of(notes.folder)


def _changing(notes: Notes, leave: Leave, document: str) -> None:
    sent = leave("It was the marmalade ministry.")
    notes.edit(str(sent.token), str(sent.note), NoteForm(document="", name="J", text="It was not."))
    assert SECRETS[3] not in found(notes.folder)


def _erasing(notes: Notes, leave: Leave, document: str) -> None:
    sent = leave("It was the marmalade ministry.", name=SECRETS[1])
    notes.decide([str(sent.note)], "publish", "admin", "fine")
    notes.erase(str(sent.token))
    assert found(notes.folder) == set() and str(sent.note).encode() not in bytes_of(notes.folder)


def _corrections(notes: Notes, leave: Leave, document: str) -> None:
    columns = {r[1] for r in rows(notes.folder, "PRAGMA table_info(note_corrections)")}
    assert columns & {"name", "email", "reader", "text"} == set()


def _lost_link(notes: Notes, leave: Leave, document: str) -> None:
    leave("It was the marmalade ministry.", email=SECRETS[0])
    assert notes.erase_email(SECRETS[0], "admin").notes == 1


def _kept(notes: Notes, leave: Leave, document: str) -> None:
    leave("No, no and no!", trap="x")
    assert notes.counts()["rejected"] == 1


CHECKS = {
    name[1:]: check
    for name, check in list(globals().items())
    if name[0] == "_" and name[1] != "_" and callable(check)
}
SAID = {s.id: s.says for a in (False, True) for m in (False, True) for s in statements(a, m)}


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_readers_are_told_is_true(name: str, notes: Notes, leave: Leave, document: str) -> None:
    assert "{" not in SAID[name]
    CHECKS[name](notes, leave, document)


def test_figures_come_from_the_program() -> None:
    assert f"{taking.ADDRESS_KEPT.days} days" in SAID["address_hash"]
    assert f"{waiting.KEPT.days} days" in SAID["third_party"]
    assert {s.id for s in statements(True, True)} ^ {s.id for s in statements(False, False)} == {
        "third_party", "no_third_party", "held_all", "shown_at_once",
    }  # fmt: skip


def test_what_is_published_and_exported_names_nobody(
    zebulon: Submitted, notes: Notes, tmp_path: Path, codings: list[Coding]
) -> None:
    notes.decide([str(zebulon.note)], "accept", "admin")
    notes.export_training(tmp_path / "out.tsv", "admin")
    assert not any(s in (tmp_path / "out.tsv").read_text("utf-8") for s in SECRETS)


def test_a_ticket_is_not_forged(folder: Path) -> None:
    key = secret(folder)
    ticket = aged_ticket(folder)
    assert key.read_ticket(ticket) is not None
    for bad in (
        "",
        "x",
        ticket[:-1] + ("0" if ticket[-1] != "0" else "1"),
        "0." + ticket.split(".", 1)[1],
        "é.é.é",
    ):
        assert key.read_ticket(bad) is None
    assert key.read_ticket(aged_ticket(folder, 90_000)) is None


def test_no_address_stays_behind_where_no_outside_filter_is_used(leave: Leave, folder: Path) -> None:
    leave(address=SECRETS[2])
    assert SECRETS[2] not in found(folder)
    assert Visit(SECRETS[2]).address == SECRETS[2]
