"""A disk that fills up: what was committed is kept, and the same command goes on when there is room again."""

from __future__ import annotations

import errno
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detente.errors import DiskFull, StoreError
from detente.record import Coding
from detente.store import Store, verify


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    command = shutil.which("mount")
    made = command and subprocess.run(
        [command, "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk(small: Path, synthetic: ModuleType) -> None:
    store = Store.open(small / "store", create=True)
    done: list[Coding] = []
    with pytest.raises(DiskFull, match="what was committed before is kept"):
        for at in range(0, 4000, 20):
            some = [synthetic.coding(n) for n in range(at, at + 20)]
            store.add(some)
            done += some
    assert done
    kept = {d.id for d in store.documents()}
    assert kept >= {c.document.id for c in done}
    assert store.coding(done[-1].document.id) == done[-1]
    report = verify(store.path)
    assert report.sound, report.damages
    again = [synthetic.coding(n) for n in range(len(done), len(done) + 20)]
    with pytest.raises(DiskFull):
        for at in range(20):
            store.add([c.having() for c in again] + [synthetic.coding(9000 + at * 50 + n) for n in range(50)])
    subprocess.run(["mount", "-o", "remount,size=60m", small], check=True)
    store.add(again)
    assert {d.id for d in store.documents()} >= kept | {c.document.id for c in again}
    report = verify(store.path)
    assert report.sound and not report.notes


def test_a_disk_too_small_for_any_store(small: Path) -> None:
    (small / "ballast").write_bytes(b"x" * 2_000_000)
    with pytest.raises(DiskFull):
        Store.open(small / "store", create=True)
    (small / "ballast").unlink()
    assert Store.open(small / "store", create=True).documents() == ()


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OSError(
            "Generic LocalFileSystem error: Unable to copy data to file: No space left on device (os error 28)"
        ),
        ValueError("IO Error: Could not write all bytes to file: wrote 0 of 10 (errno=28)"),
    ],
)
def test_however_the_system_says_it(
    full: Store, codings: list[Coding], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    import deltalake

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(deltalake, "write_deltalake", fail)
    with pytest.raises(DiskFull):
        full.add(codings[8:])
    monkeypatch.setattr(deltalake, "write_deltalake", lambda *_, **__: (_ for _ in ()).throw(OSError("odd")))
    with pytest.raises(StoreError, match="odd"):
        full.add(codings[8:])
    assert len(full.documents()) == 8 and verify(full.path).sound
