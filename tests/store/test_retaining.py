"""Retention: what goes is gone whole, in one commit, with a record; what stays is as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detente.errors import NotFound, StoreError
from detente.record import Coder, Coding, Document, Failure, When
from detente.store import Store, adding, removing, upkeep, verify
from detente.store.retaining import Rule, readmit, retain
from detente.store.schema import CODED, PEOPLE, REMOVING

#: Documents published before this day are the first four.
DAY = date(2020, 1, 5)


def dated(coding: Coding, day: str | None) -> Coding:
    when = When.parse(day, "metadata") if day is not None else None
    return coding.having(document=replace(coding.document, published=when))


@pytest.fixture
def told(codings: list[Coding]) -> list[Coding]:
    """Ten documents of the first ten days of 2020, one of that month, and one without a date."""
    days: list[str | None] = [f"2020-01-{n:02d}" for n in range(1, 11)]
    return [dated(c, day) for c, day in zip(codings, [*days, "2020-01", None], strict=True)]


@pytest.fixture
def kept(store: Store, told: list[Coding]) -> Store:
    """Two commits; the first document also stands at a second address, and a failure names it."""
    store.add(told[:6])
    again = replace(told[0].document, url="https://example.org/again")
    lost = Failure("https://example.org/1", "x", "No.", "Try.", "issues", 1, document=told[0].document)
    store.add([*told[6:], told[0].having(document=again)], [lost, replace(lost, document=None, url="u")])
    return store


def ids(store: Store) -> set[str]:
    return {d.id for d in store.documents()}


def sound(store: Store) -> None:
    report = verify(store.path)
    assert report.sound and not report.notes, (report.damages[:4], report.notes)


def test_old_documents_go_with_all_that_hangs_on_them(kept: Store, told: list[Coding]) -> None:
    ledger = kept.ledger().ask("SELECT count(DISTINCT document) AS n FROM acts")[0]["n"]
    before = retain(kept, Rule(before=DAY), dry_run=True)
    assert ids(kept) == {c.document.id for c in told} and kept.version == 2
    done = retain(kept, Rule(before=DAY), by="Ada", reason="contract ended")
    assert (done.documents, done.codings, done.undated, done.version) == (4, 0, 1, 3)
    assert replace(done, version=None) == before
    assert done.rows["documents"] == 4 and done.rows["events"] == 48
    assert done.rows["pages"] == 5 and done.rows["failures"] == 1
    gone = [c.document.id for c in told[:4]]
    assert ids(kept) == {c.document.id for c in told[4:]}
    assert {c.document.id: c for c in kept.codings()} == {c.document.id: c for c in told[4:]}
    for table in CODED - {"documents"}:
        assert not kept.look().ask(f"SELECT 1 FROM {table} WHERE list_contains(?, document)", [gone])
    assert [f.url for f in kept.failures()] == ["u"]
    assert {h.document for h in kept.search("treaty", 99)} == ids(kept)
    acts = kept.ledger().ask("SELECT DISTINCT document FROM acts")
    assert {a["document"] for a in acts} <= ids(kept) and len(acts) == ledger - 4
    sound(kept)
    removal = kept.versions()[2].removal
    assert removal is not None and (removal.by, removal.reason) == ("Ada", "contract ended")
    assert (removal.rule, removal.documents, removal.rows) == ("published before 2020-01-05", 4, done.rows)
    # The versions before can be read, without what is gone.
    assert ids(Store.open(kept.path, version=1)) == {c.document.id for c in told[4:6]}
    assert retain(kept, Rule(before=DAY)).nothing and kept.version == 3


def test_a_month_goes_when_all_of_it_is_before(kept: Store, told: list[Coding]) -> None:
    assert retain(kept, Rule(before=date(2020, 1, 31)), dry_run=True).documents == 10
    assert retain(kept, Rule(before=date(2020, 2, 1))).documents == 11
    assert ids(kept) == {told[11].document.id}
    assert retain(kept, Rule(before=date(2999, 1, 1))).documents == 0


def test_everything_may_go(store: Store, told: list[Coding]) -> None:
    store.add(told[:2])
    assert retain(store, Rule(before=date(2021, 1, 1))).documents == 2
    assert ids(store) == set() and store.search("treaty") == ()
    sound(store)
    store.add(told[2:3])
    assert ids(store) == {told[2].document.id}
    sound(store)


def test_what_was_removed_does_not_come_back_by_itself(
    kept: Store, told: list[Coding], synthetic: ModuleType
) -> None:
    retain(kept, Rule(before=DAY), by="Ada")
    first = told[0]
    assert kept.has(first.document.id, first.coder) and kept.known([first.document.id], Coder("9", "9", "9"))
    added = kept.add(told, seen=[first.document])
    assert (added.new, added.known, added.withheld) == (0, 8, 5) and kept.version == 3
    assert kept.add([Coding(Coder("9", "9", "9")).having(document=first.document)]).withheld == 1
    with pytest.raises(NotFound, match="has not been removed"):
        readmit(kept, [first.document.id, told[5].document.id])
    assert readmit(kept, [first.document.id], by="Bea") == 4
    assert first.document.id not in ids(kept)
    added = kept.add(told)
    assert (added.new, added.withheld) == (1, 3)
    assert kept.coding(first.document.id) == first
    assert [h.document for h in kept.search('"Report 0"')] == [first.document.id]
    sound(kept)
    assert retain(kept, Rule(before=DAY)).documents == 1
    assert kept.add(told).withheld == 4
    sound(kept)


def test_superseded_codings_go(kept: Store, told: list[Coding], synthetic: ModuleType) -> None:
    newer = Coder("2", "2", "2")
    again = [dated(synthetic.coding(n, newer), f"2020-01-{n + 1:02d}") for n in range(2)]
    kept.add(again)
    kept.ledger()
    done = retain(kept, Rule(superseded=True))
    assert (done.documents, done.codings, done.readable, done.unreadable) == (0, 2, 3, 2)
    assert "pages" not in done.rows and done.rows["documents"] == 2
    assert {c.document.id: c for c in kept.codings()} == {c.document.id: c for c in [*again, *told[2:]]}
    sound(kept)
    with pytest.raises(NotFound, match=r"Version 2 .* removed \(superseded codings; by .*oldest|cannot be read"):
        Store.open(kept.path, version=2)
    assert len(Store.open(kept.path, version=3).documents()) == 12
    # The older coder's coding would turn the clock back.
    assert kept.has(told[0].document.id, told[0].coder)
    added = kept.add(told[:1])
    assert (added.known, added.replaced) == (1, 0) and kept.coding(told[0].document.id) == again[0]
    assert retain(kept, Rule(superseded=True)).nothing


def test_old_versions_go(kept: Store, synthetic: ModuleType) -> None:
    kept.add([synthetic.coding(0, Coder("2", "2", "2"))])
    pinned = Store.open(kept.path, version=1)
    assert retain(kept, Rule(hours=24)).nothing
    done = retain(kept, Rule(hours=0), by="Ada")
    assert (done.codings, done.readable, done.unreadable, done.version) == (1, 3, 2, 4)
    for number in (1, 2):
        with pytest.raises(NotFound, match=f"Version {number} .*by Ada") as caught:
            Store.open(kept.path, version=number)
        assert "oldest that can be read is 3" in caught.value.fix
    with pytest.raises(NotFound, match="cannot be read any more"):
        pinned.documents()
    assert len(Store.open(kept.path, version=3).documents()) == 12
    sound(kept)


def test_what_people_wrote_is_kept_and_told(kept: Store, told: list[Coding]) -> None:
    from detente.notes import tables

    tables.migrate(kept.path)
    with closing(sqlite3.connect(kept.path / PEOPLE)) as people, people:
        people.execute("INSERT INTO note_readers VALUES (1, 'e', 't')")
        for name, document in (("a", told[0]), ("b", told[1]), ("c", told[8])):
            people.execute(
                "INSERT INTO notes (id, reader, document, name, text, print, created, state, score, reasons) "
                "VALUES (?, 1, ?, 'n', 'words', 'p', '2026', 'published', 0, '')",
                (name, document.document.id),
            )
    assert retain(kept, Rule(before=DAY), dry_run=True).written == {"notes": 2}
    assert retain(kept, Rule(before=DAY)).written == {"notes": 2}
    with closing(sqlite3.connect(kept.path / PEOPLE)) as people:
        assert people.execute("SELECT count(*) FROM notes").fetchall() == [(3,)]
    sound(kept)


class Cut(BaseException):
    """Stands for a kill: nothing of ours catches it."""


@pytest.mark.parametrize("table", ["listed", "batches", "actors", "events", "pages", "documents", "dropped"])
def test_cut_short_it_is_before_or_after(
    kept: Store, told: list[Coding], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    real_append, real_without = adding.append, removing._without

    def append(folder: Path, written: Any, delta: Any, rows: Any) -> None:
        if table == "listed":
            raise Cut
        real_append(folder, written, delta, rows)
        if table == "batches" == written.name:
            raise Cut

    def without(snapshot: Any, delta: Any, name: str) -> None:
        real_without(snapshot, delta, name)
        if name == table:
            raise Cut

    def drop(path: Path) -> None:
        raise Cut

    monkeypatch.setattr(adding, "append", append)
    monkeypatch.setattr(removing, "_without", without)
    if table == "dropped":
        monkeypatch.setattr(removing.durable, "drop", drop)
    with pytest.raises(Cut):
        retain(kept, Rule(before=DAY))
    monkeypatch.undo()
    done = table != "listed"
    report = verify(kept.path)
    assert report.sound, report.damages[:3]
    left = told[4:] if done else told
    assert ids(kept) == {c.document.id for c in left}
    assert len(kept.events()) == 12 * len(left) and len(kept.failures()) == (1 if done else 2)
    assert {h.document for h in kept.search("treaty", 99)} == ids(kept)
    kept.add([])
    assert not (kept.path / REMOVING).exists()
    assert {c.document.id: c for c in kept.codings()} == {c.document.id: c for c in left}
    sound(kept)
    assert retain(kept, Rule(before=DAY)).documents == (0 if done else 4)
    sound(kept)


def test_a_vacuum_gives_the_room_back(store: Store, synthetic: ModuleType) -> None:
    store.add([dated(synthetic.coding(n), f"20{n % 10 + 10}-01-01") for n in range(60)])
    store.ledger()
    store.compact()
    upkeep.vacuum(store, hours=0)
    full = upkeep.weight(store.path).size
    assert retain(store, Rule(before=date(2018, 1, 1))).documents == 48
    assert upkeep.weight(store.path).size > full
    upkeep.vacuum(store, hours=0)
    assert upkeep.weight(store.path).size < full * 0.5
    sound(store)
    gone = [synthetic.coding(n).document.text[:40].encode() for n in range(60) if n % 10 < 8]
    said = [p.read_bytes() for p in store.path.rglob("*") if p.is_file() and p.suffix != ".parquet"]
    assert not [words for words in gone for content in said if words in content]
    assert len(store.documents()) == 12 and store.ledger().version == 2


def test_a_rule_must_say_something(kept: Store) -> None:
    with pytest.raises(StoreError, match="Nothing says"):
        retain(kept, Rule())
    with pytest.raises(StoreError, match="old version"):
        retain(Store.open(kept.path, version=1), Rule(superseded=True))


def test_an_older_detente_refuses_the_store(kept: Store) -> None:
    import json

    assert json.loads((kept.path / "store.json").read_text())["format"] == 1
    retain(kept, Rule(before=DAY))
    assert json.loads((kept.path / "store.json").read_text())["format"] == 2


def test_a_document_is_named_by_its_text(told: list[Coding]) -> None:
    changed = Document(told[0].document.text + " More.")
    assert changed.id != told[0].document.id


def test_the_commands(kept: Store, told: list[Coding]) -> None:
    from typer.testing import CliRunner

    from detente.cli.app import app

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["store", *arguments])
        return done.exit_code, " ".join(done.output.split())

    path = str(kept.path)
    code, said = run("retain", path, "--before", "2020-01-05", "--dry-run")
    assert code == 0 and "Would remove 4 documents (published before 2020-01-05)" in said and kept.version == 2
    code, said = run("retain", path, "--before", "2020-01-05", "--by", "Ada", "--reason", "no longer ours")
    assert code == 0 and "Removed 4 documents" in said and "in commit 3" in said
    assert "Kept, being without a date: 1." in said
    assert "vacuum" in said
    code, said = run("versions", path)
    assert "removed 4 documents and 0 codings (published before 2020-01-05; by Ada: no longer ours)" in said
    assert run("readmit", path, told[0].document.id)[0] == 0 and kept.add(told[:1]).new == 1
    assert "Nothing to remove" in run("retain", path, "--keep-days", "40000")[1]
    code, said = run("retain", path, "--versions-hours", "0")
    assert code == 0 and "cannot be read" in run("versions", path)[1]
    assert run("retain", path)[0] == 6
    assert run("retain", path, "--before", "yesterday")[0] == 3
    assert run("retain", path, "--before", "2020-01-01", "--keep-days", "3")[0] == 3
