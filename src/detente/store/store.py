"""The store: a folder that keeps what was coded, version by version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import NotFound, StoreError
from detente.integrity.stories import Report
from detente.record import Coder, Coding, Document, Entry, Failure
from detente.store import asking, home, importing, people, quoting, removing, telling
from detente.store.adding import Added, commit, plan
from detente.store.asking import DocumentRow, EventRow, Filter, Version, retained
from detente.store.changing import changing
from detente.store.importing import EntryFilter, Taken, sort_out
from detente.store.ledger.rows import STORY
from detente.store.lock import writing
from detente.store.people import Hit
from detente.store.quoting import QuoteFilter, QuoteRow
from detente.store.rows import coder_of, failure_of, when_of
from detente.store.schema import BATCHES, IMPORTED, REMOVED
from detente.store.tables import Snapshot, check_path, compact
from detente.store.trouble import translated

if TYPE_CHECKING:
    from detente.store.ledger import Ledger

#: How long an `add` waits for another writer. **Units**: seconds.
WAIT = 60.0


class Store:
    """Everything coded, in a folder of Delta tables, and one SQLite file for what people write.

    Reading sees the newest committed version at each call, or the one the store was opened at. Writing is
    atomic: an `add` that is killed leaves what was there before, and the next one clears up after it.

    Attributes:
        path: The folder.
        pinned: The version it was opened at, or `None` for the newest.
    """

    def __init__(self, path: Path, pinned: int | None = None, wait: float = WAIT) -> None:
        self.path = path
        self.pinned = pinned
        self.wait = wait

    @classmethod
    def open(cls, path: str | Path, create: bool = False, version: int | None = None, wait: float = WAIT) -> Store:
        """Open a store.

        Args:
            path: Its folder.
            create: Make it when there is none.
            version: Read it as it was after this commit (see `versions`); such a store takes no `add`.
            wait: How long an `add` waits for another writer. **Units**: seconds.

        Raises:
            StoreMissing: There is no store, and none is to be made; or the path is a file.
            StoreError: The folder holds other things, or a newer detente made the store.
            NoPermission: It may not be read, or not be made.
            NotFound: It has no such version.
        """
        folder = Path(path)
        check_path(folder.resolve())
        store = cls(folder, version, wait)
        if not home.is_store(folder):
            if not create:
                raise home.missing(folder)
            home.make(folder, wait)
        if version is None:
            return store
        if not 0 <= version <= (last := store.version):
            raise NotFound(
                f"The store {folder} has no version {version}; the last is {last}.", "Give one of those."
            )
        store.look(BATCHES)
        return store

    @property
    def version(self) -> int:
        """Number of the newest commit; 0 for an empty store."""
        return Snapshot.take(self.path, (BATCHES,)).version

    def add(
        self,
        codings: Sequence[Coding],
        failures: Sequence[Failure] = (),
        seen: Sequence[Document] = (),
        mark: str | None = None,
    ) -> Added:
        """Commit codings and failures, all or none. What the store has already changes nothing.

        (One document given twice, by two coders, takes two commits, one for each.)

        A document is the same when its text is; a coding is the same when its coder is equal too. A coding by
        another coder becomes the document's current one, and the earlier stays readable in its version. The
        same text at another address is a reprint: it is coded once, and the address is kept.

        Args:
            codings: Documents with their layers; layers that are missing stay missing.
            failures: Pages that could not be coded.
            seen: Documents of pages that were not coded again because the store has their coding.
            mark: What is finished with this commit (see `marks`): it is there exactly when the rest is, and is
                written even when there is nothing else to write.

        Returns:
            What changed.

        Raises:
            DiskFull: No room left; what was committed before is kept.
            StoreError: Another process writes for longer than `wait`, or this is an old version.
            StoreDamaged: The store does not fit together; nothing was written.
            NoPermission: The folder may not be written.
            NotFound: A document of `seen` has no coding.
        """
        if self.pinned is not None:
            raise StoreError("An old version of a store takes no additions.", "Open the store without a version.")
        with changing(self.path, self.wait) as (deltas, before):
            planned = plan(before, codings, failures, seen)
            number = before.version
            if mark is not None and not planned.batches:
                planned.batches.append({})
            for number, rows in enumerate(planned.batches, before.version + 1):
                last = number == before.version + len(planned.batches)
                commit(self.path, deltas, number, rows, mark if last else None)
            self.catch_up(number)
            if planned.batches:
                compact(self.path, deltas)
        names = ("new", "replaced", "known", "reprints", "failures", "withheld")
        counts = {n: getattr(planned, n) for n in names}
        return Added(**counts, version=number)

    def take_in(self, entries: Sequence[Entry], failures: Sequence[Failure] = ()) -> Taken:
        """Commit entries of event files and lines that could not be read, all or none.

        What the store has already changes nothing. A store that was made before there were such entries gets the
        table for them. One call is one commit: give a large file part by part.

        Args:
            entries: Events as other coders' files have them.
            failures: Lines that cannot be read.

        Returns:
            What changed.

        Raises:
            DiskFull: No room left; what was committed before is kept.
            StoreError: Another process writes for longer than `wait`, or this is an old version.
            StoreDamaged: The store does not fit together; nothing was written.
            NoPermission: The folder may not be written.
        """
        if self.pinned is not None:
            raise StoreError("An old version of a store takes no additions.", "Open the store without a version.")
        with changing(self.path, self.wait, IMPORTED) as (deltas, before):
            found = sort_out(before, entries, failures)
            number = before.version
            if found.rows:
                number += 1
                commit(self.path, deltas, number, found.rows)
                self.catch_up(number)
                compact(self.path, deltas)
        new, failed = (len(found.rows.get(name, ())) for name in (IMPORTED, "failures"))
        return Taken(new, found.known, found.differing, failed, number)

    def entries(self, wanted: EntryFilter | None = None) -> Iterator[Entry]:
        """Events of other coders' files, in the order in which they came.

        Args:
            wanted: Which; all when nothing is given.
        """
        return importing.entries(self.look(IMPORTED), wanted or EntryFilter())

    def coders(self) -> dict[str, int]:
        """Names of the coders whose files were imported, with the number of their rows."""
        rows = self.look(IMPORTED).ask("SELECT coder, count(*) AS n FROM imported GROUP BY coder ORDER BY coder")
        return {row["coder"]: row["n"] for row in rows}

    def has(self, document_id: str, coder: Coder) -> bool:
        """Whether the store has the document, coded by an equal coder, or had it until it was removed."""
        return document_id in self.known([document_id], coder)

    def known(self, documents: Sequence[str], coder: Coder) -> frozenset[str]:
        """Which of some documents the store has, coded by an equal coder, or had until they were removed.

        What was removed is not wanted again: see `withheld`.
        """
        snapshot = self.look("documents", REMOVED)
        rows = snapshot.ask("SELECT id, coder FROM documents WHERE list_contains(?, id)", [list(documents)])
        gone = removing.withheld(snapshot, documents)
        mine = {d for d, c in gone.codings if c == coder} | gone.documents
        return frozenset(mine | {row["id"] for row in rows if coder_of(row["coder"]) == coder})

    def withheld(self, documents: Sequence[str]) -> frozenset[str]:
        """Which of some documents were removed from the store and have not been readmitted."""
        return removing.withheld(self.look(REMOVED), documents).documents

    def marks(self, begins: str) -> dict[str, dict[str, int]]:
        """Marks that begin so, in the order in which they were set, each with the rows its commit brought."""
        rows = self.look(BATCHES).ask(
            "SELECT mark, counts FROM batches WHERE starts_with(mark, ?) ORDER BY batch", [begins]
        )
        return {row["mark"]: {c["table"]: c["count"] for c in row["counts"]} for row in rows}

    def documents(self) -> tuple[DocumentRow, ...]:
        """All documents at a glance, in the order in which they came."""
        return asking.documents(self.look("documents", "events", "pages"))

    def coding(self, document_id: str) -> Coding:
        """The current coding of a document, without the reading and the relations.

        Raises:
            NotFound: No such document.
            StoreDamaged: Its text is not the one it is named by.
        """
        return asking.coding(self.look(), document_id)

    def codings(self) -> Iterator[Coding]:
        """The current coding of every document, in the order in which they came."""
        return asking.codings(self.look())

    def events(
        self,
        type: str | None = None,
        country: str | None = None,
        since: date | None = None,
        until: date | None = None,
        document: str | None = None,
        limit: int | None = None,
    ) -> tuple[EventRow, ...]:
        """Events of the current codings, by date; `Filter` says what each argument asks for."""
        wanted = Filter(type=type, country=country, since=since, until=until, document=document, limit=limit)
        return asking.events(self.look("documents", "events", "actors"), wanted)

    def event(self, event_id: str) -> EventRow:
        """One event, by its id or the beginning of it.

        Raises:
            NotFound: No event begins so, or several do.
        """
        return asking.event(self.look("documents", "events", "actors"), event_id)

    def quotes(self, wanted: QuoteFilter | None = None) -> tuple[QuoteRow, ...]:
        """Quotes of the current codings, by the day of publication.

        Args:
            wanted: Which; all when nothing is given.
        """
        tables = ("documents", "quotes", "actors", "issues", "findings")
        return quoting.quotes(self.look(*tables), wanted or QuoteFilter())

    def speakers(self) -> dict[str, int]:
        """Names of those who are quoted, with how often, the most quoted first."""
        return quoting.speakers(self.look("documents", "quotes", "actors"))

    def reports(self, documents: Sequence[str] | None = None) -> Iterator[Report]:
        """Documents by their current coding, as `detente.integrity.stories` compares them.

        Args:
            documents: Ids; all when none are given.
        """
        return telling.reports(self.look("documents", "findings"), documents)

    def failures(self, reason: str | None = None, unsettled: bool = False) -> tuple[Failure, ...]:
        """Pages that could not be coded, in the order in which they came; their documents are not kept.

        Args:
            reason: Only those with this code.
            unsettled: Only those whose address has not been coded since.
        """
        asked = "SELECT f.* FROM failures f WHERE ($1 IS NULL OR f.code = $1)"
        if unsettled:
            asked += " AND NOT EXISTS (FROM pages p WHERE p.url = f.url AND p.batch >= f.batch)"
        rows = self.look("failures", "pages").ask(f"{asked} ORDER BY f.batch, f.url, f.code, f.message", [reason])
        return tuple(failure_of(r) for r in rows)

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Documents whose title and text hold all the words, the best first.

        Args:
            text: Words (any form of them will do), and phrases in quotation marks.
            limit: At most so many.
        """
        version = self.catch_up()
        with people.opened(self.path) as connection, translated(self.path, "reading"):
            return people.search(connection, text, limit, version)

    def versions(self) -> tuple[Version, ...]:
        """All commits, oldest first."""
        return asking.versions(self.look())

    def compact(self) -> tuple[str, ...]:
        """Put small files together now; `add` does it when many have piled up."""
        with changing(self.path, self.wait) as (deltas, _):
            return compact(self.path, deltas, many=1)

    def reindex(self) -> None:
        """Build the full-text index anew from the committed documents. What people wrote stays.

        When the SQLite file is missing, a new one is made.
        """
        with writing(self.path, self.wait):
            people.create(self.path)
            with people.opened(self.path) as connection, translated(self.path, "writing"):
                people.empty(connection)
            self.catch_up()

    def look(self, *tables: str) -> Snapshot:
        """The committed rows as of now (or of the pinned version), to ask questions of in SQL.

        Args:
            *tables: Tables that will be asked; all when none is named.
        """
        found = Snapshot.take(self.path, tables, self.pinned)
        if self.pinned is not None and self.pinned < found.oldest:
            raise retained(found, self.pinned)
        return found

    def ledger(self) -> Ledger:
        """What stands between which two states, as of now (or of the pinned version), kept ready.

        The first call after a commit reads what is new; it may take its time over a large store.

        Raises:
            StoreError: Another process has been at that for longer than `wait`.
        """
        from detente.store.ledger import Ledger

        return Ledger.take(self.path, self.pinned, self.wait)

    def better_version(self, document_id: str) -> DocumentRow | None:
        """The document that this one was copied, cut or reworded from, as far as the store has it.

        Args:
            document_id: Id of a document; only those that tell of something between states are compared.

        Returns:
            The better witness (not doubted, then earlier, then longer), or `None` when this is it.
        """
        found = self.ledger().ask(
            f"SELECT DISTINCT t.document FROM acts t JOIN copies c ON t.story = c.source "
            f"WHERE c.source <> c.story AND c.story = {STORY.format('?')} ORDER BY ALL",
            [document_id],
        )
        sources = [row["document"] for row in found if row["document"] != document_id]
        return next(iter(asking.documents(self.look("documents", "events", "pages"), sources)), None)

    def catch_up(self, committed: int | None = None) -> int:
        """Bring the index up to the committed documents; returns the version that is looked at."""
        with people.opened(self.path) as connection:
            with translated(self.path, "reading"):
                indexed = people.indexed(connection)
            if indexed == committed:
                return indexed
            snapshot = Snapshot.take(self.path, ("documents", REMOVED))
            if indexed < snapshot.version:
                rows = snapshot.ask(
                    "SELECT batch, id, title, url, published, text FROM documents "
                    "WHERE batch > ? ORDER BY batch, id",
                    [indexed],
                )
                found: list[dict[str, Any]] = [{**r, "published": when_of(r["published"])} for r in rows]
                gone = snapshot.ask(
                    "SELECT DISTINCT document FROM removed WHERE batch > ? AND what = 'document'", [indexed]
                )
                with translated(self.path, "writing"):
                    people.index(connection, found, snapshot.version, [r["document"] for r in gone])
            return snapshot.version if self.pinned is None else self.pinned
