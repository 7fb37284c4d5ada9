"""Whatever readers and moderators do, in whatever order, the books are right."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import InputError, NotFound
from detente.notes import NoteForm, Notes

from .conftest import aged_ticket

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "hold", "spam", "reject", "undo", "edit", "erase"]),
        st.integers(0, 2),
        st.integers(1, 12),
    ),
    max_size=14,
)
STATE = {"publish": "published", "hold": "held", "spam": "rejected", "reject": "rejected"}


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_deeds(model: Path, document: str, steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as space:
        notes = Notes.open(shutil.copytree(model, Path(space) / "store"))
        sent = [
            notes.submit(
                NoteForm(
                    document=document,
                    name="Jane",
                    email=f"r{n}@example.org",
                    text=f"Was part {n} left out?",
                    ticket=aged_ticket(notes.folder),
                )
            )
            for n in range(3)
        ]
        words: dict[str, list[tuple[int, str]]] = {
            str(s.note): [] for s in sent
        }  # decisions still valid, in order
        decided, edited, lines = 0, set(), 0
        for deed, which, number in steps:
            note, token = str(sent[which].note), str(sent[which].token)
            if deed in STATE and note in words:
                made = notes.decide([note], deed, "admin")
                decided = made.id
                if made.notes:
                    words[note].append((made.id, deed))
                    lines += 1
            elif deed in STATE:
                with pytest.raises(NotFound):
                    notes.decide([note], deed, "admin")
            elif deed == "undo":
                try:
                    undone = notes.undo(number, "admin")
                except (NotFound, InputError):
                    continue
                lines += len(undone.notes)
                for name in words:
                    words[name] = [w for w in words[name] if w[0] != number]
            elif deed == "edit" and note in words:
                notes.edit(token, note, NoteForm(document="", name="Jane", text=f"Was part {number} put in?"))
                edited.add(note)
            elif deed == "erase" and note in words:
                notes.erase(token)
                lines += 1
                del words[note]
        found = {q.note.id: q for state in ("held", "published", "rejected") for q in notes.queue(state)}
        assert set(found) == set(words) and sum(notes.counts()[s] for s in set(STATE.values())) == len(words)
        for name, valid in words.items():
            if name not in edited:
                assert found[name].note.state == (STATE[valid[-1][1]] if valid else "published")
                assert found[name].decided_by == (f"admin: {valid[-1][1]}" if valid else None)
        log = notes.audit_log()
        assert len(log) == lines and [r.id for r in log] == list(range(lines, 0, -1))
        assert {r.subject for r in log} <= {*words, ""} and len(notes.decisions()) == decided
        assert {n.id for n in notes.published(document)} == {
            i for i, q in found.items() if q.note.state == "published"
        }
