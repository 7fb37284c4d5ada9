"""'This is coded wrong': a claim, a reviewer's answer, a correction beside the coding, a training sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.errors import NoPermission, NotFound
from detente.notes import Claim, NoteForm, Notes, Submitted
from detente.notes.places import claimed, coded, words_in
from detente.ontology import load
from detente.record import (
    Actor,
    Cast,
    Coder,
    Coding,
    Document,
    Event,
    EventCode,
    Evidence,
    Mention,
    Reason,
)
from detente.store import Store
from detente.train.text import read as read_training

from .conftest import aged_ticket

TEXT = (
    "The weather was fine.\n\nMinisters from Lowland met in the old port. Lowland threatened Highland with a "
    "tariff on cheese, said the envoy Ada Finch. Upland looked on."
)
CODER = Coder("0.1", "plover", "test")
WHY = Reason("test", 1.0)


def _coding() -> Coding:
    document = Document(TEXT, "Cheese", "https://example.org/cheese", "en")
    at = TEXT.index
    second = at("Lowland threatened")

    def actor(name: str, code: str) -> Actor:
        return Actor(f"state:{code}", name, "state", code, "GOV")

    actors = (actor("Lowland", "LOW"), actor("Highland", "HIG"), actor("Upland", "UPL"))
    places = [(at("Lowland"), "Lowland", "LOW"), (second, "Lowland", "LOW"), (at("Highland"), "Highland", "HIG"),
              (at("Upland"), "Upland", "UPL")]  # fmt: skip
    mentions = tuple(
        Mention(document.span(s, s + len(n)), (i, i + 1), f"state:{c}", "name", WHY)
        for i, (s, n, c) in enumerate(places)
    )

    def event(
        name: str, code: EventCode, words: str, actors: tuple[str, ...], recipients: tuple[str, ...]
    ) -> Event:
        start = at(words)
        evidence = [Evidence.of(document.span(start, start + len(words)), TEXT, "trigger")]
        if name == "event-threat":
            evidence.append(Evidence.of(document.span(second, second + 7), TEXT, "actor"))
        where = ("economic",), ("future",), actors, recipients, None, None, None
        return Event(name, code, None, 3, -4.0, *where, 0.9, tuple(evidence), (WHY,))

    return Coding(CODER).having(
        document=document,
        cast=Cast(actors, mentions),
        events=(
            event("event-threat", EventCode("THREATEN", "restrict"), "threatened", ("state:LOW",), ("state:HIG",)),
            event("event-met", EventCode("CONSULT", "visit"), "met", ("state:LOW",), ()),
        ),
        quotes=(),
        issues=(),
        findings=(),
    )


CODING = _coding()
DOCUMENT = CODING.document.id


@pytest.fixture(scope="session")
def cheese_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cheese") / "store"
    Store.open(folder, create=True).add([CODING])
    return folder


@pytest.fixture
def cheese(tmp_path: Path, cheese_model: Path) -> Notes:
    return Notes.open(shutil.copytree(cheese_model, tmp_path / "store"))


@pytest.fixture
def say(cheese: Notes) -> Callable[..., Submitted]:
    def send(event: str = "event-threat", **claim: Any) -> Submitted:
        return cheese.submit(
            NoteForm(
                document=DOCUMENT,
                event=event,
                name="Jane",
                email="jane@example.org",
                text=f"This is coded wrong, I think: {sorted(claim)} of {event}.",
                claim=Claim(**claim),
                ticket=aged_ticket(cheese.folder),
            )
        )

    return send


Say = Callable[..., Submitted]


@pytest.mark.parametrize(
    ("claim", "fields"),
    [
        ({"type": "SHOUT"}, ["claim.type"]),
        ({"type": "REQUEST", "mode": "restrict"}, ["claim.mode"]),
        ({"mode": "visit"}, ["claim.mode"]),
        ({"type": "NONE", "mode": "restrict"}, ["claim.mode"]),
        ({"actor": "state:XXX"}, ["claim.actor"]),
        ({"recipient": "Nowhere"}, ["claim.recipient"]),
        ({"speaker": "land"}, ["claim.speaker"]),  # half a word
        ({"speaker": "..."}, ["claim.speaker"]),
        ({"type": "THREATEN"}, ["claim"]),
        ({"type": "THREATEN", "actor": "state:LOW", "recipient": " "}, ["claim"]),
    ],
)
def test_a_claim_is_checked_against_ontology_and_document(
    say: Say, cheese: Notes, claim: dict[str, str], fields: list[str]
) -> None:
    assert [p.field for p in say(**claim).problems] == fields
    assert cheese.counts()["open"] == 0


def test_what_the_coding_says_already_is_left_out() -> None:
    event = CODING.events[0]
    full = Claim("THREATEN", "restrict", "state:LOW", "state:UPL", "the envoy  Ada Finch")
    claim, problems = claimed(full, CODING, event, load())
    assert problems == [] and claim == Claim(recipient="state:UPL", speaker="the envoy Ada Finch")
    assert coded(event) == Claim("THREATEN", "restrict", "state:LOW", "state:HIG", None)
    claim, _ = claimed(Claim(mode="violence"), CODING, event, load())
    assert claim == Claim("THREATEN", "violence")


def test_whole_words_over_any_blanks() -> None:
    assert words_in("a tariff\non cheese", "tariff on") == (2, 11)
    assert words_in("tariffs", "tariff") is None and words_in("a.b", ".") is None


def test_from_claim_to_correction_beside_the_coding(say: Say, cheese: Notes) -> None:
    note = str(say(type="REQUEST", mode="change", recipient="state:UPL").note)
    assert [q.note.id for q in cheese.open_claims()] == [note] and cheese.corrections() == ()
    before = Store.open(cheese.folder).coding(DOCUMENT)
    made = cheese.decide([note], "accept", "admin", "so it says")
    (found,) = cheese.corrections(DOCUMENT, "event-threat")
    assert (found.document, found.event, found.reviewer, found.note) == (DOCUMENT, "event-threat", "admin", note)
    assert found.says == Claim("REQUEST", "change", recipient="state:UPL")
    assert found.was == Claim("THREATEN", "restrict", "state:LOW", "state:HIG")
    assert found.coder == {"detente": "0.1", "ontology": "plover", "weights": "test"} and found.decision == made.id
    assert Store.open(cheese.folder).coding(DOCUMENT) == before  # the coded row is not touched
    assert cheese.published(DOCUMENT)[0].claim_state == "accepted" and cheese.open_claims() == ()
    assert cheese.corrections("another") == () and cheese.corrections(event="event-met") == ()


def test_declining_and_undoing(say: Say, cheese: Notes) -> None:
    note = str(say(type="REQUEST").note)
    accepted = cheese.decide([note], "accept", "admin")
    declined = cheese.decide([note], "decline", "admin")
    assert cheese.corrections() == () and cheese.published(DOCUMENT)[0].claim_state == "declined"
    assert cheese.corrections(withdrawn=True)[0].withdrawn is not None
    cheese.undo(declined.id, "admin")
    assert len(cheese.corrections()) == 1 and cheese.published(DOCUMENT)[0].claim_state == "accepted"
    cheese.undo(accepted.id, "admin")
    assert cheese.corrections() == () and cheese.published(DOCUMENT)[0].claim_state == "open"


def test_the_correction_of_an_erased_reader_can_still_be_taken_back(say: Say, cheese: Notes) -> None:
    sent = say(type="REQUEST")
    made = cheese.decide([str(sent.note)], "accept", "admin")
    cheese.erase(str(sent.token))
    assert len(cheese.corrections()) == 1
    cheese.undo(made.id, "admin")
    assert cheese.corrections() == ()


def test_an_answered_claim_stays_when_the_note_is_changed(say: Say, cheese: Notes) -> None:
    sent = say(type="REQUEST")
    form = NoteForm(document="", name="Jane", text="On second thoughts.", claim=Claim(type="AID"))
    cheese.edit(str(sent.token), str(sent.note), form)
    assert cheese.mine(str(sent.token))[0].claim == Claim("AID")
    cheese.decide([str(sent.note)], "accept", "admin")
    cheese.edit(str(sent.token), str(sent.note), NoteForm(document="", name="Jane", text="Or not?"))
    assert cheese.mine(str(sent.token))[0].claim == Claim("AID") and cheese.corrections()[0].says == Claim("AID")


def test_a_coding_that_has_changed_is_told_of(say: Say, cheese: Notes) -> None:
    note = str(say(type="REQUEST").note)
    newer = Coding(Coder("0.2", "plover", "test")).having(
        **{k: v for k, v in CODING.layers.items() if k != "events"}, events=CODING.events[1:]
    )
    Store.open(cheese.folder).add([newer])
    with pytest.raises(NotFound, match="coding any more"):
        cheese.decide([note], "accept", "admin")
    cheese.decide([note], "decline", "admin")


@pytest.mark.parametrize(
    ("event", "claim", "line"),
    [
        (
            "event-threat",
            {"type": "REQUEST", "mode": "change"},
            "REQUEST\tchange\tfuture\teconomic\t<s>Lowland</s> threatened <t>Highland</t> with a tariff "
            "on cheese, said the envoy Ada Finch.",
        ),
        (
            "event-threat",
            {"type": "NONE"},
            "NONE\t-\t-\t-\t<s>Lowland</s> threatened <t>Highland</t> with a tariff on cheese, "
            "said the envoy Ada Finch.",
        ),
        (
            "event-threat",
            {"actor": "the envoy Ada Finch"},
            "THREATEN\trestrict\tfuture\teconomic\tLowland threatened <t>Highland</t> with a tariff on cheese, "
            "said <s>the envoy Ada Finch</s>.",
        ),
        (
            "event-met",
            {"type": "AGREE"},
            "AGREE\t-\tfuture\teconomic\tMinisters from <s>Lowland</s> met in the old port.",
        ),
    ],
)
def test_a_correction_as_training_text(
    say: Say, cheese: Notes, tmp_path: Path, event: str, claim: dict[str, str], line: str
) -> None:
    cheese.decide([str(say(event, **claim).note)], "accept", "admin")
    written = cheese.export_training(tmp_path / "corrections.tsv", "admin")
    assert (written.lines, written.left_out) == (1, ())
    assert written.path.read_text("utf-8") == line + "\n"
    (example,) = read_training(written.path, load())
    assert example.type == line.split("\t")[0]
    assert cheese.audit_log()[0].action == "export"


def test_what_makes_no_sentence_is_left_out_with_the_reason(say: Say, cheese: Notes, tmp_path: Path) -> None:
    for event, claim in (
        ("event-threat", {"speaker": "the envoy Ada Finch"}),
        ("event-met", {"actor": "state:UPL"}),
    ):
        cheese.decide([str(say(event, **claim).note)], "accept", "admin")
    written = cheese.export_training(tmp_path / "corrections.tsv", "admin")
    assert written.lines == 0 and written.path.read_text("utf-8") == ""
    assert [why.split(",")[0] for _, why in written.left_out] == [
        "only the speaker is corrected",
        "the sentence of the event does not name who acts",
    ]


def test_a_file_that_cannot_be_written_is_told_of(cheese: Notes, tmp_path: Path) -> None:
    with pytest.raises(NoPermission):
        cheese.export_training(tmp_path / "nowhere" / "out.tsv", "admin")
    assert cheese.audit_log() == ()


def test_of_two_corrections_of_one_event_the_last_counts(say: Say, cheese: Notes, tmp_path: Path) -> None:
    for type_ in ("REQUEST", "REJECT"):
        cheese.decide([str(say(type=type_).note)], "accept", "admin")
    written = cheese.export_training(tmp_path / "corrections.tsv", "admin")
    assert written.lines == 1 and written.path.read_text("utf-8").startswith("REJECT\t")
