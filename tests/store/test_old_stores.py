"""Stores that earlier versions made are read, added to, migrated and kept; see `stores/README.md`."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.record import Coding
from detente.relations import timeline
from detente.store import Store, upkeep, verify
from detente.store import tables as tables_module
from detente.store.schema import TABLES

STORES = Path(__file__).parent / "stores"
HELSINKI = "3554d9356e1c9603275c"


@dataclass(frozen=True)
class Old:
    """What the version that made a store said of it."""

    commit: str
    events: int
    quotes: int
    evidence: int
    lacks: frozenset[str]


OLD = [
    Old("e1947e6", 22, 25, 313, frozenset({"events.counts", "findings.when", "batches.mark"})),
    Old("f39d557", 19, 27, 324, frozenset({"findings.when", "batches.mark"})),
]


@pytest.fixture(params=OLD, ids=lambda o: o.commit)
def old(request: pytest.FixtureRequest) -> Old:
    made: Old = request.param
    return made


@pytest.fixture
def store(old: Old, tmp_path: Path) -> Store:
    with zipfile.ZipFile(STORES / f"{old.commit}.zip") as packed:
        packed.extractall(tmp_path / "old")
    return Store.open(tmp_path / "old")


def held(store: Store) -> dict[str, Coding]:
    return {c.document.id: c for c in store.codings()}


def told(store: Store) -> dict[str, int]:
    report = verify(store.path)
    assert report.sound, report.damages
    return report.counts


def test_it_is_read_as_it_was_written(store: Store, old: Old) -> None:
    counts = told(store)
    assert [counts[n] for n in ("versions", "documents", "events", "quotes", "evidence")] == [
        2,
        2,
        old.events,
        old.quotes,
        old.evidence,
    ]
    assert len(store.events()) == old.events and len(store.quotes()) == old.quotes
    assert sum(len(c.events) for c in store.codings()) == old.events
    summit = next(d for d in store.documents() if d.id == HELSINKI)
    assert [url.rpartition("/")[2] for url in summit.urls if url] == ["helsinki-2018.html", "again.html"]
    assert [f.code for f in store.failures()] == ["no-main-text"]
    assert [h.document for h in store.search("interpreters Helsinki")] == [HELSINKI]
    assert [len(Store.open(store.path, version=n).documents()) for n in (0, 1, 2)] == [0, 1, 2]
    assert [v.number for v in store.versions()] == [1, 2]


def test_its_relations_are_counted(store: Store) -> None:
    line = timeline(store, "RUS", "USA")
    assert line.total.events > 0
    assert store.ledger().ask("SELECT count(DISTINCT document) AS n FROM acts")[0]["n"] == 2


def test_it_takes_pages_without_being_migrated(store: Store, codings: list[Coding], old: Old) -> None:
    before = held(store)
    added = store.add(codings[:2], mark="run:x:0:0:end")
    assert (added.new, added.version) == (2, 3)
    assert held(store) == before | {c.document.id: c for c in codings[:2]}
    assert list(store.marks("run:")) == ["run:x:0:0:end"]
    assert told(store)["events"] == old.events + sum(len(c.events) for c in codings[:2])
    # The same page by today's coder becomes the current coding; the old one stays readable in its version.
    again = before[HELSINKI].having(findings=())
    again = Coding(codings[0].coder).having(
        **{n: again.layer(n) for n in ("document", "cast", "quotes", "events", "issues", "findings")}
    )
    assert store.add([again]).replaced == 1
    assert Store.open(store.path, version=2).coding(HELSINKI) == before[HELSINKI]
    assert told(store)["codings"] == 5


def test_it_is_migrated_and_nothing_changes(store: Store, codings: list[Coding], old: Old) -> None:
    before = held(store)
    assert old.lacks <= set(upkeep.migrate(store.path))
    for name, table in TABLES.items():
        if not table.late:
            fields = tables_module.opened(store.path, (name,))[name].schema().fields
            assert {f.name for f in fields} == {n for n, _ in table.columns}
    assert upkeep.migrate(store.path) == ()
    assert held(store) == before and told(store)["evidence"] == old.evidence
    store.add(codings[:2])
    assert [len(Store.open(store.path, version=n).documents()) for n in (1, 2, 3)] == [1, 2, 4]
    assert told(store)["documents"] == 4


@pytest.mark.parametrize("migrated", [False, True], ids=["as-it-was", "migrated"])
def test_it_is_compacted_copied_and_put_back(
    store: Store, codings: list[Coding], tmp_path: Path, migrated: bool
) -> None:
    if migrated:
        upkeep.migrate(store.path)
    store.add(codings[:2])
    before = held(store)
    assert store.compact()
    assert upkeep.vacuum(store, hours=0) > 0
    assert held(store) == before and told(store)["documents"] == 4
    upkeep.backup(store, tmp_path / "copy")
    upkeep.restore(tmp_path / "copy", tmp_path / "again")
    again = Store.open(tmp_path / "again")
    assert held(again) == before
    assert [len(Store.open(again.path, version=n).documents()) for n in (1, 2, 3)] == [1, 2, 4]
    again.add(codings[2:4])
    assert told(again)["documents"] == 6


def test_the_commands_of_today_read_it(store: Store, old: Old) -> None:
    run, path = CliRunner(), str(store.path)
    for arguments in (
        ["verify", path],
        ["events", "--store", path],
        ["quotes", "--store", path],
        ["search", "Helsinki", "--store", path],
        ["relations", "RUS", "USA", "--store", path],
        ["store", "migrate", path],
        ["verify", path],
    ):
        done = run.invoke(app, arguments)
        assert done.exit_code == 0, (arguments, done.output)
    listed = run.invoke(app, ["events", "--store", path, "--format", "jsonl"]).output
    assert len(listed.splitlines()) == old.events
