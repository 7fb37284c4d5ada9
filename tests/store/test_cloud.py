"""A store goes to object storage and comes back whole, or not at all."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import DetenteError, FetchFailed, StoreDamaged, StoreError, StoreMissing
from detente.record import Coding
from detente.source import buckets, objects
from detente.store import Store, cloud, verify

_SPEC = importlib.util.spec_from_file_location("s3_of_tests", Path(__file__).parents[1] / "s3.py")
assert _SPEC is not None and _SPEC.loader is not None
S3 = importlib.util.module_from_spec(_SPEC)
sys.modules["s3_of_tests"] = S3
_SPEC.loader.exec_module(S3)
COPY = "s3://copies/monday"


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.setattr(buckets, "RETRIES", 1)
    monkeypatch.setattr(objects, "_TRIES", 0)
    with S3.storage() as told:
        for name, value in S3.environment(told, tmp_path).items():
            monkeypatch.setenv(name, value)
        told.buckets["copies"] = {"other/a.txt": b"somebody else's"}
        yield told


@pytest.fixture
def store(tmp_path: Path, codings: list[Coding]) -> Store:
    store = Store.open(tmp_path / "news", create=True)
    store.add(codings[:3])
    store.add(codings[3:5])
    return store


def held(store: Store) -> dict[str, Coding]:
    return {c.document.id: c for c in store.codings()}


def test_a_store_goes_there_and_comes_back(storage: Any, store: Store, tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["store", "backup", str(store.path), COPY])
    assert done.exit_code == 0, done.output
    assert (
        "monday/backup.json" in storage.buckets["copies"]
        and "monday/backup.unfinished" not in storage.buckets["copies"]
    )
    store.add(list(held(store).values())[:0])
    back = runner.invoke(app, ["store", "restore", COPY, str(tmp_path / "again")])
    assert back.exit_code == 0, back.output
    assert held(Store.open(tmp_path / "again")) == held(store)
    assert verify(tmp_path / "again").sound
    written = b"".join(storage.buckets["copies"].values())
    assert S3.SECRET.encode() not in written and S3.KEY.encode() not in written
    again = runner.invoke(app, ["store", "backup", str(store.path), COPY])
    assert again.exit_code == 6 and "is a backup already" in again.output
    assert storage.buckets["copies"]["other/a.txt"] == b"somebody else's"


def test_a_copy_that_was_interrupted_anywhere_is_no_backup_and_can_be_made_anew(
    storage: Any, store: Store, tmp_path: Path
) -> None:
    writes = [0]
    limit = [10**9]

    def fault(method: str, path: str) -> int | None:
        writes[0] += method != "GET" and method != "HEAD"
        return 403 if writes[0] > limit[0] and method != "GET" and method != "HEAD" else None

    storage.fault = fault
    cloud.backup(store, "s3://copies/whole")
    many = writes[0]
    assert many > 10
    for limit[0] in sorted({1, 2, 3, many // 2, many - 3, many - 2}):
        writes[0] = 0
        with pytest.raises(DetenteError):
            cloud.backup(store, COPY)
        with pytest.raises(StoreDamaged, match="interrupted"):
            cloud.restore(COPY, tmp_path / "again")
        assert not (tmp_path / "again").exists() and not (tmp_path / "again.new").exists()
    storage.buckets["copies"]["monday/left-over"] = b"of an earlier copy"
    limit[0] = 10**9
    cloud.backup(store, COPY)
    assert "monday/left-over" not in storage.buckets["copies"]
    assert cloud.restore(COPY, tmp_path / "again").files > 10
    assert held(Store.open(tmp_path / "again")) == held(store)


def test_a_damaged_backup_is_told_and_nothing_is_restored(storage: Any, store: Store, tmp_path: Path) -> None:
    cloud.backup(store, COPY)
    sound = storage.buckets["copies"]
    name = next(n for n in sorted(sound) if n.startswith("monday/") and n.endswith(".parquet"))
    told = json.loads(sound["monday/backup.json"])
    first, rest = told["files"][0], told["files"][1:]
    # Every file is what it was when it was copied; but what was copied was no whole store.
    lacking = [f for f in told["files"] if f["path"] != name.removeprefix("monday/")]
    damages: dict[str, dict[str, bytes | None]] = {
        "is not what it was": {name: sound[name][:-9] + b"!" + sound[name][-8:]},
        "is not what it was when": {name: sound[name][:-1]},
        "is gone": {name: None},
        "no list of a backup": {"monday/backup.json": b"[]"},
        "outside the store": {
            "monday/backup.json": json.dumps(
                told | {"files": [first | {"path": "a/../../outside"}, *rest]}
            ).encode()
        },
        "A newer detente": {"monday/backup.json": json.dumps(told | {"format": 2}).encode()},
        "is damaged": {"monday/backup.json": json.dumps(told | {"files": lacking}).encode()},
    }
    for said, changes in damages.items():
        storage.buckets["copies"] = {n: c for n, c in {**sound, **changes}.items() if c is not None}
        with pytest.raises(StoreError, match=said):
            cloud.restore(COPY, tmp_path / "again")
        assert not list(tmp_path.glob("again*")) and not (tmp_path / "outside").exists()


def test_what_cannot_be_copied_is_said(storage: Any, store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="other objects"):
        cloud.backup(store, "s3://copies/other")
    with pytest.raises(StoreError, match="whole bucket"):
        cloud.backup(store, "s3://copies")
    with pytest.raises(StoreMissing):
        cloud.restore("s3://copies/nothing", tmp_path / "again")
    with pytest.raises(DetenteError, match="There is no bucket"):
        cloud.backup(store, "s3://no-such/monday")
    with pytest.raises(StoreError, match="there already"):
        cloud.restore(COPY, store.path)
    storage.fault = lambda method, path: 503
    with pytest.raises(FetchFailed):
        cloud.backup(store, COPY)


def test_two_copies_to_one_place_are_not_mixed(
    storage: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cloud._send

    def meanwhile(*given: Any) -> Any:
        storage.buckets["copies"]["monday/backup.unfinished"] = b"another"
        return real(*given)

    monkeypatch.setattr(cloud, "_send", meanwhile)
    with pytest.raises(StoreError, match="Another copy"):
        cloud.backup(store, COPY)
    assert "monday/backup.json" not in storage.buckets["copies"]


def test_large_files_go_in_pieces(
    storage: Any, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "_STEP", 3_000)
    cloud.backup(store, COPY)
    assert storage.many("POST", "uploads") > 0 and not storage.uploads
    cloud.restore(COPY, tmp_path / "again")
    assert held(Store.open(tmp_path / "again")) == held(store)
