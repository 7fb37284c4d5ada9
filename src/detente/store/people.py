"""The SQLite file of a store: what people write, and the full-text index over title and text.

The index is derived: it remembers the last batch it has read, and catches up from the committed documents.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import StoreDamaged, StoreError
from detente.record import When
from detente.store.schema import PEOPLE
from detente.store.trouble import translated

#: Number of the layout of this file (`PRAGMA user_version`).
LAYOUT = 1
_SCHEMA = (
    "CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO state VALUES ('indexed', 0)",
    "CREATE TABLE texts (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, batch INTEGER NOT NULL, "
    "url TEXT, published TEXT)",
    "CREATE VIRTUAL TABLE words USING fts5 (title, body, tokenize = 'porter unicode61 remove_diacritics 2')",
    f"PRAGMA user_version = {LAYOUT}",
)
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found.

    Attributes:
        document: Its id.
        title: Its headline, or `None`.
        url: Where it came from, or `None`.
        published: Publication date at its precision ("2019-05"), or `None`.
        snippet: Words around the find, in pieces; `True` marks the found words.
        score: How well it fits; higher is better, comparable within one search only.
    """

    document: str
    title: str | None
    url: str | None
    published: str | None
    snippet: tuple[tuple[str, bool], ...]
    score: float


def create(folder: Path) -> None:
    """Make the file, unless it is there whole."""
    with translated(folder, "writing"), closing(_connect(folder / PEOPLE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                for statement in _SCHEMA:
                    connection.execute(statement)


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the file.

    Raises:
        StoreDamaged: It is missing, or no such database.
        StoreError: A newer detente wrote it.
    """
    path = folder / PEOPLE
    if not path.is_file():
        raise StoreDamaged(
            f"{PEOPLE}, which holds what people wrote and the search index, is missing in {folder}.",
            f"Put it back from a backup, or run `detente verify {folder} --reindex` to start a new one.",
        )
    with translated(folder, "reading"):
        connection, layout = _layout(path)
    with closing(connection):
        if layout > LAYOUT:
            raise StoreError(f"{path} was written by a newer detente (layout {layout}).", "Update detente.")
        if layout < 1:
            raise StoreDamaged(
                f"{path} is empty.", f"Put it back, or remove it and run `detente verify {folder} --reindex`."
            )
        yield connection


def indexed(connection: sqlite3.Connection) -> int:
    """Number of the last batch that the index has read."""
    return int(connection.execute("SELECT value FROM state WHERE key = 'indexed'").fetchone()[0])


def index(
    connection: sqlite3.Connection, documents: Iterable[Mapping[str, Any]], batch: int, gone: Iterable[str] = ()
) -> None:
    """Take documents into the index, all or none; a document that is there stays as it is.

    Args:
        connection: As `opened` gives it.
        documents: Rows with batch, id, title, url, published (a `When` or `None`) and text.
        batch: The last batch these documents come from.
        gone: Documents that were removed from the store before that; they are taken out first.
    """
    with _transaction(connection):
        for name in gone:
            connection.execute("DELETE FROM words WHERE rowid = (SELECT rowid FROM texts WHERE id = ?)", (name,))
            connection.execute("DELETE FROM texts WHERE id = ?", (name,))
        for row in documents:
            published: When | None = row["published"]
            made = connection.execute(
                "INSERT INTO texts (id, batch, url, published) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (row["id"], row["batch"], row["url"], published.isoformat() if published else None),
            )
            if made.rowcount:
                connection.execute(
                    "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
                    (made.lastrowid, row["title"], row["text"]),
                )
        connection.execute("UPDATE state SET value = max(value, ?) WHERE key = 'indexed'", (batch,))


def empty(connection: sqlite3.Connection) -> None:
    """Forget the index, to build it anew; what people wrote stays."""
    with _transaction(connection):
        connection.execute("DELETE FROM words")
        connection.execute("DELETE FROM texts")
        connection.execute("UPDATE state SET value = 0 WHERE key = 'indexed'")


def search(connection: sqlite3.Connection, text: str, limit: int, version: int) -> tuple[Hit, ...]:
    """Find documents that hold all the words.

    Args:
        connection: As `opened` gives it.
        text: Words (any form of them will do), and phrases in quotation marks.
        limit: At most so many.
        version: Number of the last batch that counts.
    """
    query = _query(text)
    if not query:
        return ()
    # No page can know the marks, so none can mark words of its own.
    marks = (f"<{secrets.token_hex(8)}>", f"<{secrets.token_hex(8)}>")
    rows = connection.execute(
        "SELECT texts.id, words.title, texts.url, texts.published, snippet(words, 1, ?, ?, '…', 28), "
        "bm25(words, 4.0, 1.0) AS rank FROM words JOIN texts ON texts.rowid = words.rowid "
        "WHERE words MATCH ? AND texts.batch <= ? ORDER BY rank, texts.id LIMIT ?",
        (*marks, query, version, limit),
    ).fetchall()
    return tuple(Hit(i, title, url, day, _pieces(s, *marks), -rank) for i, title, url, day, s, rank in rows)


def _query(text: str) -> str:
    """The text as an FTS5 query in which nothing is an operator."""
    terms = (phrase or word for phrase, word in _TERM.findall(text.replace("\x00", " ")))
    return " ".join(f'"{term}"' for term in terms if any(c.isalnum() for c in term))


def _pieces(snippet: str, opening: str, closing: str) -> tuple[tuple[str, bool], ...]:
    found = []
    for number, part in enumerate(snippet.split(opening)):
        marked, _, rest = part.partition(closing)
        found += [(marked, True), (rest, False)] if number else [(part, False)]
    return tuple((" ".join(t.split("\n")), m) for t, m in found if t)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _layout(path: Path) -> tuple[sqlite3.Connection, int]:
    """An open connection, and the number of the file's layout."""
    connection = _connect(path)
    try:
        return connection, connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.OperationalError:
        connection.close()
        if os.access(path.parent, os.W_OK) or path.with_name(path.name + "-wal").exists():
            raise
    # A log beside the file cannot be made where nothing may be written; nobody else writes there either.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    return connection, connection.execute("PRAGMA user_version").fetchone()[0]


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    # What is committed is on the disk, whatever SQLite was built with.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
