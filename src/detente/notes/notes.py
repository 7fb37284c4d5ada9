"""Readers' notes of a store: the one class that the site and the command line use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.notes import correcting, erasing, moderating, showing, tables, taking, waiting
from detente.notes.akismet import Akismet
from detente.notes.correcting import Exported
from detente.notes.erasing import Erased
from detente.notes.processing import Statement, statements
from detente.notes.records import AuditRow, Correction, Decision, Note, NoteForm, Queued, Submitted, Visit
from detente.notes.secret import secret
from detente.settings import DATA_DIR
from detente.store import Store

_NOWHERE = Visit()


class Notes:
    """Notes under the documents and events of a store.

    It holds no connection: any number of threads and processes may use one, or each its own.

    Attributes:
        folder: The store.
        wait: How long a change waits for another one. **Units**: seconds.
        akismet: An outside filter that is asked too, or `None`.
        moderate_all: Whether every note waits for a person.
        data_dir: Folder of data files, for the filter's weights.
    """

    def __init__(
        self,
        folder: Path,
        wait: float = tables.WAIT,
        akismet: Akismet | None = None,
        moderate_all: bool = False,
        data_dir: str = str(DATA_DIR),
    ) -> None:
        self.folder = folder
        self.wait = wait
        self.akismet = akismet
        self.moderate_all = moderate_all
        self.data_dir = data_dir

    @classmethod
    def open(
        cls,
        folder: str | Path,
        wait: float = tables.WAIT,
        akismet: Akismet | None = None,
        moderate_all: bool = False,
        data_dir: str = str(DATA_DIR),
    ) -> Notes:
        """Open the notes of a store; a store of before notes gets their tables now.

        Args:
            folder: The store.
            wait: How long a change waits for another one. **Units**: seconds.
            akismet: An outside filter that is asked too (`detente.notes.akismet.from_environment`).
            moderate_all: Whether every note waits for a person.
            data_dir: Folder of data files.

        Raises:
            StoreMissing: There is no store.
            StoreDamaged: `people.sqlite` is missing or no database.
            StoreError: A newer detente wrote it.
            StoreBusy: Another process is writing for too long.
        """
        path = Path(folder)
        Store.open(path)
        tables.migrate(path, wait)
        return cls(path, wait, akismet, moderate_all, data_dir)

    # ---- what readers do

    def ticket(self) -> str:
        """A ticket for one form, to be put into a hidden field: it tells how long the form was open."""
        return secret(self.folder).ticket()

    def submit(self, form: NoteForm, visit: Visit = _NOWHERE) -> Submitted:
        """Take a note. It is on the disk before this returns, or nothing is.

        The same form sent twice (by its ticket) is one note; the second time it gets a new secret link, and the
        first link ends.

        Args:
            form: As the reader sent it.
            visit: Where from.

        Returns:
            The note's id, its state and the token of its secret link; or what is wrong with the form.

        Raises:
            StoreBusy: Another process is writing for too long; nothing was taken, and the form can be sent again.
            TooManyAttempts: Dozens of notes came from this address within minutes; nothing was taken.
            DiskFull: Likewise.
        """
        return taking.submit(self, form, visit)

    def mine(self, token: str) -> tuple[Note, ...]:
        """The notes of the reader who has this secret link, oldest first, whatever their state.

        Raises:
            NotFound: No reader has this link.
        """
        return showing.mine(self.folder, token)

    def edit(self, token: str, note: str, form: NoteForm, visit: Visit = _NOWHERE) -> Submitted:
        """Change a note's name, text and claim; it is judged again. Document, event and e-mail stay.

        A claim that a reviewer has answered cannot be changed; the correction made of it stays as it is.

        Args:
            token: Of the secret link.
            note: Id of one of the reader's notes.
            form: The new text, name and claim; its other fields are not read.
            visit: Where from.

        Returns:
            As `submit`, with the token that was given.

        Raises:
            NotFound: No reader has this link, or the note is not theirs.
            StoreBusy: Another process is writing for too long; nothing was changed.
        """
        return taking.edit(self, token, note, form, visit)

    def erase(self, token: str) -> Erased:
        """Erase a reader: every note under this secret link and all that is known of its writer.

        Gone are names, texts, hashes, lessons of the filter, subjects and reasons in the audit log and decisions,
        and what an outside filter was still to be told. Corrections that a reviewer has made stay as the
        reviewer's own, without a link to the reader. What was deleted is overwritten on the disk.

        Raises:
            NotFound: No reader has this link.
            StoreBusy: Another process is writing for too long; nothing was changed.
        """
        return erasing.by_token(self, token)

    def erase_email(self, email: str, by: str) -> Erased:
        """Erase every reader who gave this e-mail address, for one who has lost the links and asks for it.

        Args:
            email: The address. Whoever asks has to have shown that it is theirs.
            by: Account of the administrator.

        Raises:
            InputError: That is no e-mail address.
        """
        return erasing.by_email(self, email, by)

    # ---- what everybody sees

    def published(self, document: str, event: str | None = None) -> tuple[Note, ...]:
        """Notes that are shown under a document, oldest first.

        Args:
            document: Its id.
            event: Only those about this event; otherwise all, those about events too.
        """
        return showing.published(self.folder, document, event)

    def corrections(
        self, document: str | None = None, event: str | None = None, withdrawn: bool = False
    ) -> tuple[Correction, ...]:
        """Corrections beside the coding, oldest first.

        Args:
            document: Only those of this document.
            event: Only those of this event.
            withdrawn: Also those that their reviewer took back.
        """
        return correcting.corrections(self.folder, document, event, withdrawn)

    def processing(self) -> tuple[Statement, ...]:
        """How a note is processed: the statements of the page for readers, as they hold for this site."""
        return statements(self.akismet is not None, self.moderate_all)

    # ---- what moderators do

    def queue(self, state: str = "held", limit: int = 100, after: str | None = None) -> tuple[Queued, ...]:
        """Notes in a state, oldest first.

        Args:
            state: One of `STATES`.
            limit: At most so many.
            after: Id of the note that the last page ended with.
        """
        return showing.queue(self.folder, state, limit, after)

    def counts(self) -> dict[str, int]:
        """How many notes are in each state, how many claims are `open`, and how many wait for a check outside."""
        return showing.counts(self.folder)

    def open_claims(self, limit: int = 100) -> tuple[Queued, ...]:
        """Notes with a claim that nobody has answered, oldest first; rejected ones are not among them."""
        return showing.open_claims(self.folder, limit)

    def decide(self, notes: Sequence[str], action: str, by: str, reason: str = "") -> Decision:
        """Do something to notes, all or none.

        `publish`, `hold`, `spam` and `reject` change the state; `publish` and `spam` also teach the filter.
        `accept` makes a correction of a note's claim, `decline` answers it with no. Notes that are so already are
        left out of the decision.

        Args:
            notes: Ids.
            action: One of `ACTIONS`.
            by: Account.
            reason: In the moderator's words. Leave out who wrote the note.

        Raises:
            NotFound: There is no such note, or the coding that the claim doubts is not there any more.
            InputError: There is no such action; or there is nothing to accept or decline.
            StoreBusy: Another process is writing for too long; nothing was changed.
        """
        return moderating.decide(self, notes, action, by, reason)

    def undo(self, decision: int, by: str) -> Decision:
        """Take a decision back: states, lessons and corrections are as before it.

        A note on which somebody decided again later keeps the later state.

        Raises:
            NotFound: There is no such decision.
            InputError: It was undone before.
            StoreBusy: Another process is writing for too long; nothing was changed.
        """
        return moderating.undo(self, decision, by)

    def decisions(self, limit: int = 50) -> tuple[Decision, ...]:
        """The latest decisions, newest first."""
        return moderating.decisions(self.folder, limit)

    def audit_log(self, limit: int = 200, before: int | None = None) -> tuple[AuditRow, ...]:
        """The audit log, newest first.

        Args:
            limit: At most so many.
            before: Only rows with a smaller number, for the next page.
        """
        return moderating.audit_log(self.folder, limit, before)

    def export_training(self, out: Path, by: str) -> Exported:
        """Write accepted corrections as training text, in the format of `training/events`.

        Args:
            out: File to write (`.tsv`).
            by: Account or person, for the audit log.

        Returns:
            How many sentences were written, and which corrections could not be made into one, with the reason.

        Raises:
            NoPermission: The file cannot be written.
        """
        return correcting.export(self, out, by)

    def check_waiting(self, limit: int = 50) -> int:
        """Ask the outside filter about notes that wait for it, and tell it what moderators decided.

        To be called now and then (every minute, or when the queue is looked at). Does nothing without one.

        Returns:
            How many were done.
        """
        return waiting.work(self, limit)
