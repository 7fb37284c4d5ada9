"""`verify` looks at everything in a store's folder, and names what is damaged."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detente.notes import secret, tables
from detente.store import Store, verify
from detente.store.watching import WaitingPage, watching


@pytest.fixture
def whole(full: Store) -> Store:
    """A store with all that may belong to one."""
    tables.migrate(full.path)
    secret.secret(full.path)
    with watching(full.path) as state:
        known = state.feed("https://example.org/feed")
        state.answered(known, [WaitingPage(f"p{n}", f"https://example.org/{n}", known.url) for n in range(300)])
    plan = {"format": 1, "place": "/pages", "parts": [], "share": 0.5, "name": "Zürich"}
    name = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]
    (full.path / "runs").mkdir()
    (full.path / "runs" / f"{name}.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    full.ledger()
    return full


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 400] = b"\xa5" * min(400, len(raw) // 2)
    path.write_bytes(bytes(raw))


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def rewritten(path: Path, change: str) -> None:
    import duckdb

    new = path.with_suffix(".other")
    duckdb.sql(f"COPY (SELECT * REPLACE ({change}) FROM '{path}') TO '{new}' (FORMAT parquet)")
    new.replace(path)


def one(folder: Path, pattern: str) -> Path:
    return sorted(folder.glob(pattern))[0]


NOTE = (
    "INSERT INTO notes (id, reader, document, name, text, print, created, state, score, reasons) "
    "VALUES ('a', 77, 'd', 'n', 'words', 'p', '2026', 'published', 0, '')"
)
DAMAGES: list[tuple[str, Callable[[Path], Any], str, str]] = [
    ("notes", lambda p: sql(p / "people.sqlite", NOTE), "people-damaged", "people.sqlite"),
    ("watch-cut", lambda p: cut(p / "watch.sqlite"), "watch-damaged", "watch.sqlite"),
    ("watch-spoilt", lambda p: spoil(p / "watch.sqlite"), "watch-damaged", "watch.sqlite"),
    ("watch-empty", lambda p: (p / "watch.sqlite").write_bytes(b""), "watch-damaged", "watch.sqlite"),
    ("watch-table", lambda p: sql(p / "watch.sqlite", "DROP TABLE pages"), "watch-damaged", "watch.sqlite"),
    (
        "watch-state",
        lambda p: sql(p / "watch.sqlite", "UPDATE pages SET state = 'x'"),
        "watch-damaged",
        "watch.sqlite",
    ),
    ("plan-cut", lambda p: cut(one(p, "runs/*.json")), "plan-unreadable", "runs/"),
    (
        "plan-changed",
        lambda p: one(p, "runs/*.json").write_text(one(p, "runs/*.json").read_text().replace("0.5", "0.6")),
        "plan-changed",
        "runs/",
    ),
    ("key", lambda p: (p / "notes.key").write_text("no key"), "key-damaged", "notes.key"),
    ("ledger-list", lambda p: (p / "ledger" / "ledger.json").write_text("{"), "ledger-damaged", "ledger"),
    ("ledger-lost", lambda p: one(p, "ledger/acts-*").unlink(), "ledger-damaged", "ledger"),
    ("ledger-cut", lambda p: cut(one(p, "ledger/acts-*")), "ledger-damaged", "ledger"),
    (
        "ledger-score",
        lambda p: rewritten(one(p, "ledger/acts-*"), "score + 1 AS score"),
        "ledger-differs",
        "ledger",
    ),
    ("ledger-volume", lambda p: rewritten(one(p, "ledger/volume-*"), "n + 1 AS n"), "ledger-differs", "ledger"),
    ("synced", lambda p: (p / "synced.json").write_text("{"), "file-unreadable", "synced.json"),
    ("removing", lambda p: (p / "removing.json").write_text(""), "file-unreadable", "removing.json"),
]


def test_all_of_it_is_sound(whole: Store) -> None:
    report = verify(whole.path)
    assert report.sound and not report.notes, (report.damages, report.notes)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d[0])
def test_damage_beside_the_tables_is_named(
    whole: Store, damage: tuple[str, Callable[[Path], Any], str, str]
) -> None:
    _, spoilt, code, where = damage
    spoilt(whole.path)
    report = verify(whole.path)
    assert any(d.code == code and d.where.startswith(where) for d in report.damages), report.damages


def test_a_log_that_lost_what_was_on_the_disk(whole: Store) -> None:
    (whole.path / "issues" / "_delta_log" / "00000000000000000002.json").unlink()
    assert ("commits-lost", "issues") in {(d.code, d.where) for d in verify(whole.path).damages}


def test_what_does_not_belong_there_is_noted(whole: Store) -> None:
    (whole.path / "shopping.txt").write_text("eggs")
    report = verify(whole.path)
    assert report.sound and any("shopping.txt" in n for n in report.notes)


def test_a_ledger_that_lags_behind_is_sound(whole: Store, codings: list[Any]) -> None:
    whole.add(codings[8:9])
    assert verify(whole.path).sound
    whole.ledger()
    assert verify(whole.path).sound
