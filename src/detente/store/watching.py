"""What `detente watch` remembers, in a small SQLite file of the store: feeds, and pages that wait to be coded.

A page is written down as waiting in the same transaction as the feed's ETag, and ticked off after the store has
committed its coding. So a kill at any moment loses nothing; at worst a page is fetched once more, and the store
knows its text already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from detente.errors import StoreDamaged, StoreError
from detente.store.schema import WATCH, WATCH_LOCK
from detente.store.trouble import translated

#: Number of the layout of this file (`PRAGMA user_version`).
LAYOUT = 1
_SCHEMA = (
    "CREATE TABLE feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, due REAL NOT NULL, "
    "failures INTEGER NOT NULL, told TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE pages (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, "
    "feed TEXT NOT NULL, title TEXT, published TEXT, content TEXT, state TEXT NOT NULL, tries INTEGER NOT NULL, "
    "due REAL NOT NULL)",
    "CREATE INDEX waiting ON pages (due, number) WHERE state = 'waiting'",
    f"PRAGMA user_version = {LAYOUT}",
)


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed.

    Attributes:
        url: Its address.
        etag: The mark its server gave the last answer, or `None`.
        modified: When the last answer changed, as its server wrote it, or `None`.
        due: When to ask again. **Units**: seconds since 1970.
        failures: How often it has failed since it last answered.
        told: What it answered last, for people.
    """

    url: str
    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0
    told: str = ""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page that a feed named and that is not coded yet.

    Attributes:
        key: Its address in the one spelling that all share.
        url: Its address as the feed has it.
        feed: The feed's address.
        title: Headline in the feed, or `None`.
        published: Date in the feed ("2024-05-14"), or `None`.
        content: The text in the feed, when it is not to be fetched.
        tries: How often it has failed.
    """

    key: str
    url: str
    feed: str
    title: str | None = None
    published: str | None = None
    content: str | None = None
    tries: int = 0


class WatchState:
    """The file, open. Every method is one transaction, on the disk when it returns."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection

    def feed(self, url: str) -> FeedState:
        """What is known of a feed; one that was never asked is due at once."""
        with translated(self._folder, "reading"):
            row = self._connection.execute(
                "SELECT url, etag, modified, due, failures, told FROM feeds WHERE url = ?", (url,)
            ).fetchone()
        return FeedState(*row) if row else FeedState(url)

    def answered(self, state: FeedState, pages: Iterable[WaitingPage]) -> int:
        """Keep a feed's state, and the pages it named that were never seen.

        Returns:
            How many were never seen.
        """
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)",
                (state.url, state.etag, state.modified, state.due, state.failures, state.told),
            )
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO pages (key, url, feed, title, published, content, state, tries, due) "
                "VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, 0)",
                ((p.key, p.url, p.feed, p.title, p.published, p.content) for p in pages),
            )
            return connection.total_changes - before

    def waiting(self, now: float, feeds: Sequence[str], after: int = 0) -> tuple[int, WaitingPage] | None:
        """The next page that may be tried now, with its number; only of these feeds.

        Args:
            now: Seconds since 1970.
            feeds: Addresses of the feeds that are watched.
            after: Only pages with a higher number.
        """
        marks = ", ".join("?" * len(feeds))
        with translated(self._folder, "reading"):
            row = self._connection.execute(
                "SELECT number, key, url, feed, title, published, content, tries FROM pages "
                f"WHERE state = 'waiting' AND due <= ? AND number > ? AND feed IN ({marks}) "
                "ORDER BY number LIMIT 1",
                (now, after, *feeds),
            ).fetchone()
        return (row[0], WaitingPage(*row[1:])) if row else None

    def is_known(self, key: str) -> bool:
        """Whether a page was ever named, under this address."""
        with translated(self._folder, "reading"):
            return self._connection.execute("SELECT 1 FROM pages WHERE key = ?", (key,)).fetchone() is not None

    def done(self, keys: Iterable[str]) -> None:
        """Tick pages off: the store has committed what became of them."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE pages SET state = 'done', content = NULL WHERE key = ?", [(k,) for k in keys]
            )

    def again(self, key: str, due: float) -> None:
        """Try a page once more, later."""
        with self._writing() as connection:
            connection.execute("UPDATE pages SET tries = tries + 1, due = ? WHERE key = ?", (due, key))

    def next_due(self, feeds: Sequence[str]) -> float:
        """When the next of these feeds or their pages is due. **Units**: seconds since 1970."""
        marks = ", ".join("?" * len(feeds))
        with translated(self._folder, "reading"):
            known, first = self._connection.execute(
                f"SELECT count(*), min(due) FROM feeds WHERE url IN ({marks})", (*feeds,)
            ).fetchone()
            (page,) = self._connection.execute(
                f"SELECT min(due) FROM pages WHERE state = 'waiting' AND feed IN ({marks})", (*feeds,)
            ).fetchone()
        soon = [0.0] if known < len(feeds) else [float(first)]
        return min([*soon, *([float(page)] if page is not None else [])])

    def counts(self) -> dict[str, int]:
        """How many pages are in which state."""
        with translated(self._folder, "reading"):
            return dict(self._connection.execute("SELECT state, count(*) FROM pages GROUP BY state").fetchall())

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with translated(self._folder, "writing"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()


def faults(path: Path) -> Iterator[str]:
    """What is wrong with what the file says, once SQLite finds it whole."""
    with translated(path.parent, "reading"), closing(sqlite3.connect(path, timeout=30)) as connection:
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if layout != LAYOUT or not {"feeds", "pages"} <= tables:
            yield "It does not hold what is watched."
            return
        strange = connection.execute(
            "SELECT count(*) FROM pages WHERE state NOT IN ('waiting', 'done')"
        ).fetchone()
        if strange[0]:
            yield f"{strange[0]} pages neither wait nor are done."


@contextmanager
def watching(folder: Path) -> Iterator[WatchState]:
    """Open what is remembered for a store; one process at a time.

    Args:
        folder: The store.

    Raises:
        StoreError: Another process watches for this store, or a newer detente wrote the file.
        StoreDamaged: It is no such file.
    """
    with _alone(folder):
        with translated(folder, "reading"):
            connection = sqlite3.connect(folder / WATCH, isolation_level=None, timeout=30)
        with closing(connection):
            with translated(folder, "reading"):
                _prepare(connection, folder)
            yield WatchState(folder, connection)


def _prepare(connection: sqlite3.Connection, folder: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout > LAYOUT:
        raise StoreError(f"A newer detente wrote {folder / WATCH}.", "Use that version, or a newer one.")
    if layout == 0:
        _make(connection, folder)


def _make(connection: sqlite3.Connection, folder: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreDamaged(f"{folder / WATCH} holds something else.", "Move it away, or use another store.")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.commit()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with translated(folder, "writing"):
        connection = sqlite3.connect(folder / WATCH_LOCK, isolation_level=None, timeout=0)
    with closing(connection):
        with translated(folder, "writing"):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                raise StoreError(
                    f"Another `detente watch` runs for the store {folder}.", "End it first, or use another store."
                ) from None
        try:
            yield
        finally:
            connection.rollback()
