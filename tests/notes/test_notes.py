"""The life of a note: left, judged, decided on, changed, corrected, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import InputError, NotFound, StoreMissing, TooManyAttempts
from detente.notes import Claim, NoteForm, Notes, Submitted, Visit
from detente.record import Coding
from detente.store import Store, verify

from .conftest import HONEST, PILLS, aged_ticket

Leave = Callable[..., Submitted]


def test_an_honest_note_is_shown_and_says_nothing_of_the_address(
    leave: Leave, notes: Notes, document: str
) -> None:
    sent = leave()
    assert (sent.state, sent.problems) == ("published", ())
    (note,) = notes.published(document)
    assert (note.id, note.name, note.text, note.edited, note.claim) == (sent.note, "Jane Doe", HONEST, None, None)
    assert "jane.doe" not in repr(note) + repr(sent) + repr(notes.queue("published")) + repr(notes.audit_log())


def test_spam_is_kept_from_the_site_with_reasons(leave: Leave, notes: Notes, document: str) -> None:
    sent = leave(PILLS)
    assert sent.state in ("held", "rejected") and notes.published(document) == ()
    (queued,) = notes.queue(str(sent.state))
    assert queued.score > 0.5 and queued.reasons[0].rule == "words" and queued.decided_by is None


def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(notes: Notes, document: str) -> None:
    sent = notes.submit(NoteForm(document=document, name=" ", email="jane", text="", claim=Claim(type="AID")))
    assert {p.field for p in sent.problems} == {"name", "email", "text", "claim"}
    assert (sent.note, sent.state, sent.token) == (None, None, None)
    assert set(notes.counts().values()) == {0}
    assert [
        p.field for p in notes.submit(NoteForm(document="text-0", name="J", email="j@e.org", text="Hi.")).problems
    ] == ["document"]


def test_a_note_under_an_event(leave: Leave, notes: Notes, document: str, event: str) -> None:
    under_event, under_document = leave(event=event), leave("Was the mayor there?")
    assert [n.id for n in notes.published(document, event)] == [under_event.note]
    assert [n.id for n in notes.published(document)] == [under_event.note, under_document.note]
    assert [p.field for p in leave(event="event-0").problems] == ["event"]


def test_the_same_form_twice_is_one_note(leave: Leave, notes: Notes, document: str) -> None:
    ticket = aged_ticket(notes.folder)
    first, second = leave(ticket=ticket), leave(ticket=ticket)
    assert second.note == first.note and len(notes.published(document)) == 1
    assert notes.mine(str(second.token))[0].id == first.note
    with pytest.raises(NotFound):
        notes.mine(str(first.token))
    # Another text with the same ticket is another note: nothing that somebody wrote is dropped.
    third = leave("And who paid for the ships? The article does not say.", ticket=ticket)
    assert third.note not in (None, first.note)


def test_hostile_fields_are_told_of_or_taken_as_text(leave: Leave, notes: Notes, document: str) -> None:
    nasty = "\ud800'; DROP TABLE notes; --\x00\u202e<script>"
    for field in ("document", "event"):
        assert [p.field for p in leave(**{field: nasty}).problems] == [field]
    assert leave(ticket=nasty, earlier=nasty, address=nasty, trap="").state is not None
    assert leave(name=f"Jane {nasty}", text=f"Is that so? {nasty}").problems == ()
    assert all("\x00" not in n.text + n.name and "\u202e" not in n.text for q in ("held", "published", "rejected")
               for n in (x.note for x in notes.queue(q)))  # fmt: skip
    with pytest.raises(NotFound):
        notes.mine(nasty)


def test_dozens_of_notes_from_one_address_are_stopped(
    leave: Leave, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.notes.taking.TOO_MANY", 3)
    for n in range(3):
        leave(f"Part {n} of my question: who was it?")
    with pytest.raises(TooManyAttempts, match="nothing was taken"):
        leave("Part 3")
    assert leave("From elsewhere?", address="203.0.113.5").note and sum(notes.counts().values()) == 4


def test_who_published_other_words_did_not_publish_these(leave: Leave, notes: Notes) -> None:
    sent = leave()
    notes.decide([str(sent.note)], "publish", "admin")
    notes.edit(str(sent.token), str(sent.note), NoteForm(document="", name="Jane", text="Another question, then?"))
    (queued,) = notes.queue("published")
    assert queued.decided_by is None
    notes.edit(str(sent.token), str(sent.note), NoteForm(document="", name="Jane", text=PILLS))
    assert notes.counts()["published"] == 0


def test_notes_of_one_reader_stay_together_by_the_link_only(leave: Leave, notes: Notes) -> None:
    first = leave()
    second = leave("Who paid for it?", earlier=first.token)
    assert second.token == first.token and len(notes.mine(str(first.token))) == 2
    # The e-mail alone proves nothing: whoever knows it must not get at the notes.
    third = leave("Nobody answers.")
    assert [n.id for n in notes.mine(str(third.token))] == [third.note]
    fourth = leave("Still nobody.", email="other@example.org", earlier=first.token)
    assert fourth.token != first.token


def test_a_reader_changes_a_note(leave: Leave, notes: Notes, document: str) -> None:
    sent = leave()
    done = notes.edit(
        str(sent.token), str(sent.note), NoteForm(document="", name="J. Doe", text="I was wrong, sorry.")
    )
    assert (done.note, done.state, done.token) == (sent.note, "published", sent.token)
    (note,) = notes.published(document)
    assert (note.name, note.text) == ("J. Doe", "I was wrong, sorry.") and note.edited is not None
    bad = notes.edit(str(sent.token), str(sent.note), NoteForm(document="", name="", text=""))
    assert {p.field for p in bad.problems} == {"name", "text"}
    with pytest.raises(NotFound):
        notes.edit("guess", str(sent.note), NoteForm(document="", name="J", text="Mine now."))
    other = leave("Is that so?", email="other@example.org")
    with pytest.raises(NotFound):
        notes.edit(str(other.token), str(sent.note), NoteForm(document="", name="J", text="Mine now."))


def test_a_change_brings_nothing_onto_the_site_that_a_person_took_off(
    leave: Leave, notes: Notes, document: str
) -> None:
    sent = leave()
    notes.edit(str(sent.token), str(sent.note), NoteForm(document="", name="Jane", text=PILLS))
    assert notes.published(document) == ()
    form = NoteForm(document="", name="Jane", text=HONEST)
    assert notes.edit(str(sent.token), str(sent.note), form).state == "held"  # a person looks at it again
    notes.decide([str(sent.note)], "reject", "admin")
    assert notes.edit(str(sent.token), str(sent.note), form).state == "rejected"


def test_decisions_in_bulk_undo_and_the_log(leave: Leave, notes: Notes, document: str) -> None:
    ids = [str(leave(f"Note {n}: who signed it, and where?").note) for n in range(3)]
    made = notes.decide(ids, "spam", "admin", "a wave")
    assert made.notes == tuple(sorted(ids)) and notes.published(document) == ()
    assert {q.decided_by for q in notes.queue("rejected")} == {"admin: spam"}
    undone = notes.undo(made.id, "admin")
    assert undone.undone is not None and len(notes.published(document)) == 3
    with pytest.raises(InputError):
        notes.undo(made.id, "admin")
    log = notes.audit_log()
    assert [row.action for row in log] == ["undo"] * 3 + ["spam"] * 3
    assert {row.reason for row in log[3:]} == {"a wave"} and {row.by for row in log} == {"admin"}
    assert [row.id for row in notes.audit_log(2, before=log[2].id)] == [log[3].id, log[4].id]


def test_undoing_in_any_order_ends_where_it_should(leave: Leave, notes: Notes) -> None:
    note = str(leave().note)
    first = notes.decide([note], "spam", "admin")
    second = notes.decide([note], "hold", "admin")
    notes.undo(first.id, "admin")
    assert notes.counts()["held"] == 1  # the later decision stands
    notes.undo(second.id, "admin")
    assert notes.counts()["published"] == 1  # as it was before both


def test_a_decision_is_made_for_all_or_none(leave: Leave, notes: Notes) -> None:
    note = str(leave().note)
    for ids, action, error in (
        ([note, "note-0"], "spam", NotFound),
        ([note], "burn", InputError),
        ([], "spam", InputError),
        ([note], "accept", InputError),
    ):
        with pytest.raises(error):
            notes.decide(ids, action, "admin")
    assert notes.counts()["published"] == 1 and notes.audit_log() == () and notes.decisions() == ()


def test_a_long_queue_comes_in_pages(leave: Leave, notes: Notes) -> None:
    notes.moderate_all = True
    ids = [leave(f"Question {n}: is that the same man as in part {n}?").note for n in range(5)]
    first = notes.queue("held", limit=2)
    rest = notes.queue("held", limit=9, after=first[-1].note.id)
    assert [q.note.id for q in (*first, *rest)] == ids
    assert {q.by_reader for q in first} == {5}
    with pytest.raises(InputError):
        notes.queue("lost")


def test_a_store_of_before_notes_stays_readable_both_ways(folder: Path, document: str, leave: Leave) -> None:
    leave()
    assert Store.open(folder).search("delegation") is not None and verify(folder).sound
    with pytest.raises(StoreMissing):
        Notes.open(folder.parent / "nowhere")


def test_reindexing_and_adding_leave_notes_alone(
    folder: Path, leave: Leave, notes: Notes, document: str, codings: list[Coding]
) -> None:
    leave()
    store = Store.open(folder)
    store.add(codings)
    store.reindex()
    assert len(Notes.open(folder).published(document)) == 1


def test_a_copy_without_the_key_still_shows_notes(
    folder: Path, tmp_path: Path, leave: Leave, document: str
) -> None:
    leave()
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / "notes.key").unlink()
    assert len(Notes.open(copy).published(document)) == 1


def test_a_visit_without_an_address_is_no_reason_to_refuse(leave: Leave) -> None:
    assert leave(address="").state == "published"


def test_visit_and_form_do_not_show_what_is_private() -> None:
    form = NoteForm(document="d", email="jane@example.org", earlier="token")
    assert "jane" not in repr(form) and "token'" not in repr(form)
    assert "192.0.2.1" not in repr(Visit("192.0.2.1"))
