"""Puts what was coded into a store, in batches, and counts it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from detente.record import Coding, Document, Failure
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.pipeline import Known
    from detente.store import Store

#: Outcomes committed to the store at once. A killed run loses at most these, and coding again finds them.
BATCH = 20


class Keeper:
    """Keeps outcomes in a store, when there is one, and counts them.

    Attributes:
        path: The store's folder, or `None`.
        done: Documents coded.
        known: Documents the store had already.
        withheld: Documents among them that were removed from it, and stay so.
        failed: Pages that could not be coded.
        statuses: Exit statuses of the failures.
    """

    def __init__(self, path: Path | None, settings: Settings) -> None:
        self.path = path
        self.done = self.known = self.failed = self.withheld = 0
        self.statuses: set[int] = set()
        self._settings = settings
        self._codings: list[Coding] = []
        self._failures: list[Failure] = []
        self._seen: list[Document] = []
        self._store: Store | None = None
        if path is not None:
            from detente.store import Store

            self._store = Store.open(path, create=True)

    def knows(self, document: Document) -> bool:
        """Whether the document was coded before by this very coder."""
        if any(c.document.id == document.id for c in self._codings):
            return True
        from detente.pipeline import coder_of

        return self._store is not None and self._store.has(document.id, coder_of(self._settings))

    def recall(self, document: Document) -> Coding | None:
        """The coding of a known document, as it was stored (or waits to be); `None` when it was removed."""
        for coding in self._codings:
            if coding.document.id == document.id:
                return coding
        if self._store is None:
            return None
        if self._store.withheld([document.id]):
            return None
        from detente.relations import count

        coding = self._store.coding(document.id)
        return coding.having(relations=count(coding.cast, coding.events))

    def take(self, outcome: Coding | Failure | Known) -> None:
        """Count an outcome, and keep it."""
        if isinstance(outcome, Coding):
            self.done += 1
            self._codings.append(outcome)
        elif isinstance(outcome, Failure):
            self.failed += 1
            self.statuses.add(outcome.exit_code)
            self._failures.append(outcome)
        else:
            self.known += 1
            self._seen.append(outcome.document)
        if self._store is None or len(self._codings) + len(self._failures) + len(self._seen) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Commit what waits."""
        if self._store is not None and (self._codings or self._failures or self._seen):
            self.withheld += self._store.add(self._codings, self._failures, self._seen).withheld
        self._codings, self._failures, self._seen = [], [], []

    def report(self) -> None:
        """Say on standard error what was done, when there was more than one page or a store."""
        if self.path is None and self.done + self.failed < 2:
            return
        words = [f"{self.done} coded"]
        if self.known:
            words.append(f"{self.known} already in the store")
        if self.withheld:
            words.append(
                f"{self.withheld} of them removed from it before (`detente store readmit` lets them back)"
            )
        if self.failed:
            words.append(f"{self.failed} failed")
        typer.echo(f"detente: {', '.join(words)}{f'; store {self.path}' if self.path else ''}", err=True)
