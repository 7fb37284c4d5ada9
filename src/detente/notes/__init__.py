"""Readers' notes: form, spam filter, moderation, privacy, accounts. Plain Python; the site puts pages on it.

    NoteForm -> Notes.submit -> held | published | rejected -> Notes.queue, decide, undo
             -> Notes.published (what everybody sees), corrections (what reviewers accepted), export_training
    secret link -> Notes.mine, edit, erase
    Accounts.create_admin, login, session, logout

Everything lives in the store's `people.sqlite`; the key that hashes are made with lies beside it in `notes.key`.
"""

from detente.notes.accounts import Accounts, Session
from detente.notes.akismet import Akismet, from_environment
from detente.notes.correcting import Exported
from detente.notes.erasing import Erased
from detente.notes.notes import Notes
from detente.notes.processing import Statement
from detente.notes.records import (
    ACTIONS,
    CLAIM_STATES,
    STATES,
    AuditRow,
    Claim,
    Correction,
    Decision,
    Note,
    NoteForm,
    Problem,
    Queued,
    Submitted,
    Visit,
)

__all__ = [
    "ACTIONS",
    "CLAIM_STATES",
    "STATES",
    "Accounts",
    "Akismet",
    "AuditRow",
    "Claim",
    "Correction",
    "Decision",
    "Erased",
    "Exported",
    "Note",
    "NoteForm",
    "Notes",
    "Problem",
    "Queued",
    "Session",
    "Statement",
    "Submitted",
    "Visit",
    "from_environment",
]
