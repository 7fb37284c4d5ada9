"""What notes are made of: frozen values, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from detente.record import Reason

#: Where a note can be: waiting for a person, shown on the site, or kept from it.
STATES = ("held", "published", "rejected")
#: What a moderator can do to notes. `spam` and `reject` both keep a note from the site, and `publish` shows it;
#: `spam` and `publish` also teach the filter. `accept` and `decline` answer the claim that a coding is wrong.
ACTIONS = ("publish", "hold", "spam", "reject", "accept", "decline")
#: What has become of a claim that a coding is wrong.
CLAIM_STATES = ("open", "accepted", "declined")


@dataclass(frozen=True, slots=True)
class Claim:
    """A reader's "this is coded wrong": what the coding should say. What is `None` is not disputed.

    Attributes:
        type: The right event type of the ontology, or `NONE` where nothing happens.
        mode: The right mode of the type.
        actor: Who acts: id of an actor of the document, or words of its text.
        recipient: Who is acted upon, likewise.
        speaker: Who says so, likewise.
    """

    type: str | None = None
    mode: str | None = None
    actor: str | None = None
    recipient: str | None = None
    speaker: str | None = None

    def __bool__(self) -> bool:
        return any(v is not None for v in (self.type, self.mode, self.actor, self.recipient, self.speaker))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForm:
    """What a reader fills in, as it came: nothing in it has been checked.

    Attributes:
        document: Id of the document it stands under.
        event: Id of the event it is about, or `None`.
        name: Shown beside the note.
        email: Never shown, never stored: only a keyed hash of it is.
        text: The note.
        claim: "This is coded wrong", or `None`. Only for notes about an event.
        ticket: As `Notes.ticket` gave it to the form; says how long the form was open, and makes sending twice
            the same form one note.
        trap: Content of a field that people cannot see; programs fill it in.
        earlier: The secret link's token of an earlier note by the same reader, to keep both together, or "".
    """

    document: str
    event: str | None = None
    name: str = ""
    email: str = field(default="", repr=False)
    text: str = ""
    claim: Claim | None = None
    ticket: str = ""
    trap: str = ""
    earlier: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a form was sent from; kept no longer than `processing` says.

    Attributes:
        address: The reader's network address, or "" when it is not known.
        agent: What the browser calls itself.
    """

    address: str = field(default="", repr=False)
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a form.

    Attributes:
        field: Name of the field: `name`, `email`, `text`, `event`, `claim.type` ...
        message: One or two sentences for the reader: what is wrong, and what to do.
    """

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a form.

    Attributes:
        note: Id of the note, or `None` when it was not taken because of `problems`.
        state: One of `STATES`, or `None`.
        token: For the secret link. It is shown now and never again; `None` when nothing was taken.
        problems: What the reader has to correct; then nothing was stored.
    """

    note: str | None = None
    state: str | None = None
    token: str | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note as everybody may see it.

    Attributes:
        id: Its id.
        document: Id of the document it stands under.
        event: Id of the event it is about, or `None`.
        name: Of the reader, plain text.
        text: Plain text; to be escaped like any other.
        created: When it was left, UTC.
        edited: When the reader changed it last, or `None`.
        claim: What the reader says is coded wrong, or `None`.
        claim_state: One of `CLAIM_STATES`, or `None` without a claim.
        state: One of `STATES`.
    """

    id: str
    document: str
    event: str | None
    name: str
    text: str
    created: datetime
    edited: datetime | None
    claim: Claim | None
    claim_state: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A note as moderators see it.

    Attributes:
        note: The note.
        score: Probability that it is spam, as the filter saw it when it came or was changed last.
        reasons: Why, the weightiest first.
        by_reader: How many notes came from the same e-mail (by hash), this one included.
        decided_by: Who decided on it last, and what ("jane: publish"), or `None` when only the filter has.
        waiting: Whether an outside check has still to be made.
    """

    note: Note
    score: float
    reasons: tuple[Reason, ...]
    by_reader: int
    decided_by: str | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator did to some notes at once.

    Attributes:
        id: Its number; give it to `Notes.undo`.
        at: When, UTC.
        by: Account.
        action: One of `ACTIONS`.
        reason: In the moderator's words; empty when none was given, or when a reader concerned was erased.
        notes: Ids of the notes; those that were erased since are not named.
        undone: When it was undone, or `None`.
    """

    id: int
    at: datetime
    by: str
    action: str
    reason: str
    notes: tuple[str, ...]
    undone: datetime | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log.

    Attributes:
        id: Its number; numbers have no gaps.
        at: When, UTC.
        by: Account, or `reader`, or `detente`.
        action: What was done: one of `ACTIONS`, `undo`, `erase`, `login`, `export` ...
        subject: Id of the note or account; empty when a reader concerned was erased.
        reason: In the words of whoever did it; empty likewise.
        decision: Number of the decision, or `None`.
    """

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    reason: str
    decision: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A judgement beside a coding, made by a reviewer on a reader's claim. The coding itself stays as it is.

    Attributes:
        id: Its number.
        document: Hash of the text.
        event: Id of the event.
        coder: Version of detente, ontology and weights that coded it.
        was: What the coding says, in the words of `Claim`.
        says: What the reviewer says it should say; `None` where the coding is right.
        reviewer: Account.
        at: When, UTC.
        note: Id of the note that said so, or `None` when its reader was erased.
        withdrawn: When the reviewer took it back, or `None`.
        decision: Number of the decision; `Notes.undo` takes it back.
    """

    id: int
    document: str
    event: str
    coder: dict[str, Any]
    was: Claim
    says: Claim
    reviewer: str
    at: datetime
    note: str | None
    withdrawn: datetime | None
    decision: int
