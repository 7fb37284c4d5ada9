"""Versioned tables on disk: write, read, verify.

A store is a folder: Delta tables for everything coded, one SQLite file for what people write and for the full-text
index, and a marker file. `schema.py` says what is in it, and how an `add` over many tables is one commit.

    codings -> Store.add -> Store.events, .event, .quotes, .coding, .search -> verify
    entries of event files -> Store.take_in -> Store.entries
"""

from detente.store.adding import Added
from detente.store.asking import DocumentRow, EventRow, Version
from detente.store.explaining import Explanation, Party, Passage, explain
from detente.store.importing import EntryFilter, Taken
from detente.store.people import Hit
from detente.store.quoting import QuoteFilter, QuoteRow
from detente.store.store import Store
from detente.store.tables import Snapshot
from detente.store.verifying import Damage, Report, verify

__all__ = [
    "Added",
    "Damage",
    "DocumentRow",
    "EntryFilter",
    "EventRow",
    "Explanation",
    "Hit",
    "Party",
    "Passage",
    "QuoteFilter",
    "QuoteRow",
    "Report",
    "Snapshot",
    "Store",
    "Taken",
    "Version",
    "explain",
    "verify",
]
