"""A damaged store is told from a sound one, and the damage is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.errors import StoreDamaged, StoreMissing
from detente.record import Coding, Evidence, Span
from detente.store import Store, adding, verify
from detente.store.tables import opened


def codes(store: Store) -> set[str]:
    report = verify(store.path)
    assert report.sound is not bool(report.damages)
    return {d.code for d in report.damages}


def change(table: str, **columns: str) -> Callable[[Store], Any]:
    """Damage that keeps to the rules of Delta: somebody edits rows with another program."""
    where = None if table == "documents" else "position = 0"
    return lambda store: opened(store.path)[table].update(columns, predicate=where)


def drop(table: str, where: str = "position = 0") -> Callable[[Store], Any]:
    return lambda store: opened(store.path)[table].delete(where)


def sql(statement: str) -> Callable[[Store], None]:
    def run(store: Store) -> None:
        with closing(sqlite3.connect(store.path / "people.sqlite", isolation_level=None)) as connection:
            connection.execute(statement)

    return run


def test_a_sound_store(full: Store) -> None:
    report = verify(full.path)
    assert report.sound and not report.notes
    assert report.counts["documents"] == 8 and report.counts["events"] == 96 and report.counts["versions"] == 2
    assert report.counts["evidence"] > 8 * 18


def test_an_empty_store_is_sound(store: Store) -> None:
    assert verify(store.path).sound


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (change("documents", text="text || ' more'"), "text-changed"),
        (change("documents", title="'Another'"), "record-changed"),
        (change("events", score="score + 0.5"), "record-changed"),
        (change("events", type="'AGREE'"), "record-changed"),
        (change("actors", country="'ZZZ'"), "record-changed"),
        (change("actors", id="'nobody'"), "unknown-id"),
        (change("mentions", actor="'nobody'"), "unknown-id"),
        (change("quotes", kind="'indirect'"), "record-changed"),
        (change("quotes", position="position + 1000"), "record-changed"),
        (drop("events"), "rows-missing"),
        (drop("mentions"), "rows-missing"),
        (drop("pages", "batch = 2"), "document-without-page"),
        (drop("documents", "batch = 2"), "page-without-document"),
        (drop("batches", "batch = 1"), "commits-lost"),
        (drop("batches", "batch = 2"), "commits-lost"),
        (sql("DELETE FROM texts WHERE rowid = 3"), "index-lacks"),
        (sql("DELETE FROM words WHERE rowid = 3"), "index-differs"),
        (sql("UPDATE words SET body = 'no' WHERE rowid = 2"), "index-differs"),
        (sql("UPDATE state SET value = 9"), "commits-lost"),
        (lambda store: (store.path / "people.sqlite").unlink(), "people-unreadable"),
        (lambda store: (store.path / "people.sqlite").write_bytes(b"not a database" * 999), "people-unreadable"),
        (lambda store: (store.path / "people.sqlite").write_bytes(b""), "people-unreadable"),
    ],
)
def test_damage_is_found_and_named(full: Store, damage: Callable[[Store], Any], code: str) -> None:
    damage(full)
    assert code in codes(full)


TABLES = ["documents", "events", "batches"]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_data_file(full: Store, table: str) -> None:
    next((full.path / table).glob("*.parquet")).unlink()
    report = verify(full.path)
    assert (table, "table-unreadable") in {(d.where, d.code) for d in report.damages}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_a_truncated_data_file(full: Store, table: str, keep: float) -> None:
    path = max((full.path / table).glob("*.parquet"))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert "table-unreadable" in codes(full)


@pytest.mark.parametrize("table", TABLES)
def test_a_flipped_byte_in_a_data_file(full: Store, table: str) -> None:
    path = max((full.path / table).glob("*.parquet"))
    raw = bytearray(path.read_bytes())
    # In the middle of the first column chunk that is long enough to hold data and not only statistics.
    for at in range(30, len(raw) // 2, 7):
        raw[at] ^= 0xFF
    path.write_bytes(bytes(raw))
    assert codes(full)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("keep", [None, 0, 100], ids=["deleted", "emptied", "cut"])
def test_a_damaged_log(full: Store, table: str, number: int, keep: int | None) -> None:
    path = full.path / table / "_delta_log" / f"{number:020d}.json"
    if keep is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:keep])
    assert codes(full)


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table(full: Store, table: str) -> None:
    (full.path / table).rename(full.path.parent / "elsewhere")
    report = verify(full.path)
    assert (table, "table-unreadable") in {(d.where, d.code) for d in report.damages}
    if table in {"documents", "batches"}:
        with pytest.raises(StoreDamaged, match=table):
            full.documents()


def _with(coding: Coding, **changes: Any) -> Coding:
    return coding.having(events=(replace(coding.events[0], **changes), *coding.events[1:]))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda c: _with(c, evidence=(replace(c.events[0].evidence[0], text="other"),)), "evidence-differs"),
        (
            lambda c: _with(c, evidence=(Evidence(Span(c.document.id, 99_999, 100_000), "x", "trigger"),)),
            "evidence-outside",
        ),
        (lambda c: _with(c, evidence=(Evidence(Span("feed", 0, 1), "x", "trigger"),)), "evidence-elsewhere"),
        (lambda c: _with(c, evidence=()), "no-trigger"),
        (lambda c: _with(c, actors=("nobody",)), "unknown-id"),
        (lambda c: _with(c, claimed_by="nobody"), "unknown-id"),
        (lambda c: c.having(quotes=(replace(c.quotes[0], speaker="nobody"), *c.quotes[1:])), "unknown-id"),
        (lambda c: c.having(quotes=(*c.quotes, c.quotes[0])), "double-id"),
        (lambda c: c.having(issues=(replace(c.issues[0], events=("none",)),)), "unknown-id"),
        (lambda c: c.having(events=(*c.events, c.events[0])), "double-id"),
    ],
)
def test_a_coder_that_cheats_is_found_out(
    store: Store, codings: list[Coding], spoil: Callable[[Coding], Coding], code: str
) -> None:
    store.add([codings[1], spoil(codings[0])])
    report = verify(store.path)
    assert {d.where for d in report.damages} == {codings[0].document.id}
    assert code in {d.code for d in report.damages}


def test_a_finding_may_point_into_the_headline(store: Store, codings: list[Coding]) -> None:
    from detente.record import Finding, text_id

    title = codings[0].document.title or ""
    piece = Evidence(Span(text_id(title), 0, 6), title[:6])
    store.add([codings[0].having(findings=(Finding("odd", "note", "An odd headline.", (piece,)),))])
    assert verify(store.path).sound
    assert store.coding(codings[0].document.id).findings[0].evidence == (piece,)


def test_earlier_versions_are_checked_too(full: Store, codings: list[Coding], synthetic: Any) -> None:
    from detente.record import Coder

    full.add([synthetic.coding(0, Coder("2", "2", "2"))])
    where = f"batch = 1 AND document = '{codings[0].document.id}'"
    opened(full.path)["events"].update({"score": "score + 1.0"}, predicate=where)
    assert codes(full) == {"record-changed"}


def test_the_index_can_be_built_anew(full: Store, codings: list[Coding]) -> None:
    sql("DELETE FROM texts WHERE rowid = 3")(full)
    assert codes(full) == {"index-lacks"}
    full.reindex()
    assert codes(full) == set()
    (full.path / "people.sqlite").unlink()
    with pytest.raises(StoreDamaged, match="reindex"):
        full.add(codings[8:])
    full.reindex()
    assert codes(full) == set()
    assert full.add(codings[8:]).new == 4 and len(full.search("treaty", 99)) == 12


def test_a_store_can_be_verified_while_it_is_written_to(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = adding.append
    reports = []

    def look(folder: Path, table: Any, delta: Any, rows: Any) -> None:
        real(folder, table, delta, rows)
        reports.append(verify(folder))

    monkeypatch.setattr(adding, "append", look)
    full.add(codings[8:])
    assert len(reports) == 9 and all(r.sound for r in reports)


def test_a_commit_between_two_looks_is_no_damage(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch
) -> None:
    from detente.store import verifying

    real, left = verifying.opened, list(codings[8:])

    def look(folder: Path, names: Any) -> Any:
        if left:
            Store.open(folder).add([left.pop()])
        return real(folder, names)

    monkeypatch.setattr(verifying, "opened", look)
    report = verify(full.path)
    assert report.sound and not left, report.damages


def test_there_must_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        verify(tmp_path / "none")
