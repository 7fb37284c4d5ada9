"""Held, published, rejected, and why; what moderators teach, and how far it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.integrity.spam import load
from detente.notes import NoteForm, Notes, Submitted
from detente.notes.judging import FLOOD, REPUTATION, TAUGHT, Signs, Verdict, judge
from detente.notes.learning import learn
from detente.notes.secret import Ticket
from detente.settings import DATA_DIR

from .conftest import HONEST, PILLS

Leave = Callable[..., Submitted]
MODEL = load(str(DATA_DIR))
BY_HAND = Ticket("form", 60.0)


def verdict(
    text: str = HONEST, context: str = "", taught: dict[int, float] | None = None, **signs: object
) -> Verdict:
    return judge(text, context, Signs(**{"ticket": BY_HAND, **signs}), MODEL, taught)  # type: ignore[arg-type]


def test_words_alone() -> None:
    assert verdict().state == "published" and verdict(PILLS).score > 0.9
    assert verdict().score < 0.2 and verdict().reasons[0].rule == "words"


@pytest.mark.parametrize(
    ("signs", "rule"),
    [
        ({"trapped": True}, "trap"),
        ({"ticket": None}, "ticket"),
        ({"ticket": Ticket("form", 0.4)}, "quick"),
        ({"twins": 2}, "twins"),
        ({"recent": FLOOD}, "flood"),
        ({"by_email": (0, 2)}, "reputation"),
        ({"by_address": (0, 2)}, "reputation"),
    ],
)
def test_how_a_note_came_speaks_for_spam(signs: dict[str, object], rule: str) -> None:
    judged = verdict(**signs)
    assert judged.score > verdict().score
    reason = next(r for r in judged.reasons if r.rule == rule)
    assert reason.score > 0.5 and reason.detail


def test_a_trap_is_enough_by_itself_and_nothing_else_is() -> None:
    assert verdict(trapped=True).state == "rejected"
    for signs in (
        {"ticket": None},
        {"ticket": Ticket("f", 0.1)},
        {"by_email": (0, 50)},
        {"twins": 1},
        {"recent": 50},
    ):
        assert verdict(**signs).state in ("published", "held"), signs


def test_a_flood_and_copies_wait_for_a_person() -> None:
    assert verdict(recent=FLOOD).state == "held" and verdict(twins=1).state == "held"


def test_reputation_is_bounded_both_ways() -> None:
    low, high = REPUTATION
    assert verdict(by_email=(10, 0)).score == verdict(by_email=(9_999, 0)).score
    assert verdict(by_email=(0, 10)).score == verdict(by_email=(0, 9_999)).score
    assert low < 0 < high
    assert verdict(PILLS, by_email=(9_999, 0)).state != "published"  # a good name sells no pills


def test_every_note_can_be_made_to_wait() -> None:
    signs = Signs(ticket=BY_HAND)
    assert judge(HONEST, "", signs, MODEL, None, everything=True).state == "held"
    assert judge("x y", "", Signs(trapped=True), MODEL, None, everything=True).state == "rejected"


@given(st.text(max_size=300), st.text(max_size=100), st.booleans(), st.integers(0, 1_000), st.integers(0, 1_000))
@settings(max_examples=60, deadline=None)
def test_any_note_gets_a_state_a_probability_and_reasons(
    text: str, context: str, trapped: bool, good: int, bad: int
) -> None:
    judged = verdict(text, context, trapped=trapped, by_email=(good, bad))
    assert judged.state in ("held", "published", "rejected") and 0 <= judged.score <= 1
    assert all(0 <= r.score <= 1 for r in judged.reasons)


def test_lessons_move_the_answer_within_bounds() -> None:
    text = "My uncle makes garden gnomes in Hesse and would be glad of visitors."
    before = verdict(text).score
    once, often = learn([(text, True)], MODEL), learn([(text, True)] * 500, MODEL)
    assert before < verdict(text, taught=dict(once)).score < verdict(text, taught=dict(often)).score
    moved = next(r for r in verdict(text, taught=dict(often)).reasons if r.rule == "moderators")
    assert moved.score < 1 / (1 + 2.71828**-TAUGHT) + 1e-4
    assert verdict(HONEST, taught=dict(learn([(text, True)], MODEL))).state == "published"  # others hardly notice
    assert learn([], MODEL) == {}


def test_learning_goes_on_where_it_stopped() -> None:
    from detente.notes.learning import _learned

    lessons = tuple((f"note {n} of my uncle {n % 7}", n % 3 == 0) for n in range(120))
    assert _learned(lessons, str(DATA_DIR)) == learn(lessons, MODEL)
    assert _learned(lessons[:50], str(DATA_DIR)) == learn(lessons[:50], MODEL)


def test_a_moderator_teaches_the_filter_and_undo_unteaches_it(leave: Leave, notes: Notes) -> None:
    gnomes = "Garden gnomes from Hesse are the best gnomes, each one made by hand by my uncle."
    alike = "Gnomes from Hesse, made by hand by my uncle, the best garden gnomes there are."

    def score() -> float:
        sent = leave(alike, email="other@example.org")
        found = {q.note.id: q.score for s in ("held", "published", "rejected") for q in notes.queue(s)}
        notes.erase(str(sent.token))
        return found[str(sent.note)]

    first = leave(gnomes)
    before = score()
    made = notes.decide([str(first.note)], "spam", "admin")
    taught = score()
    notes.undo(made.id, "admin")
    assert taught > before and score() == before
    notes.decide([str(first.note)], "spam", "admin")
    notes.erase(str(first.token))
    assert score() < taught


def test_the_last_word_on_a_note_is_the_lesson(leave: Leave, notes: Notes) -> None:
    from detente.notes import tables
    from detente.notes.learning import taught

    def lessons() -> int:
        with tables.reading(notes.folder) as connection:
            assert isinstance(taught(connection, notes.data_dir), dict)
            return int(connection.execute("SELECT count(*) FROM note_taught").fetchone()[0])

    note = str(leave().note)
    notes.decide([note], "spam", "admin")
    notes.decide([note], "publish", "admin")
    assert lessons() == 1
    made = notes.decide([note], "reject", "admin")  # unfit, but no spam: teaches nothing
    assert lessons() == 0
    notes.undo(made.id, "admin")
    assert lessons() == 1


def test_signs_are_read_from_the_store(leave: Leave, notes: Notes) -> None:
    def rules(sent: Submitted) -> set[str]:
        return {r.rule for s in ("held", "published", "rejected") for q in notes.queue(s, 999)
                if q.note.id == sent.note for r in q.reasons}  # fmt: skip

    first = leave()
    assert rules(first) == {"words"}
    assert "twins" in rules(leave(HONEST.upper() + " !!", email="b@example.org"))
    assert "twins" in rules(leave(HONEST.replace("ministry", "minister"), email="c@example.org"))
    assert "ticket" in rules(leave("Who was there?", ticket="forged"))
    notes.decide([str(first.note)], "spam", "admin")
    assert "reputation" in rules(leave("And who was not?", address="203.0.113.9"))
    assert "reputation" in rules(leave("And who came late?", email="d@example.org"))  # the address
    sent = [leave(f"Part {n} of my question: who was it?", address="203.0.113.77") for n in range(FLOOD + 1)]
    assert "flood" in rules(sent[-1]) and "flood" not in rules(sent[0])


def test_a_ticket_that_is_used_again_tells_nothing(leave: Leave, notes: Notes) -> None:
    from .conftest import aged_ticket

    ticket = aged_ticket(notes.folder)
    leave(ticket=ticket)
    document = notes.queue("published")[0].note.document
    form = NoteForm(document=document, name="X", email="x@example.org", text="Me too?", ticket=ticket)
    again = notes.submit(form)
    assert again.note is not None
    assert "ticket" in {r.rule for s in ("held", "published") for q in notes.queue(s) if q.note.id == again.note
                        for r in q.reasons}  # fmt: skip
