"""A store copied to object storage and back. What was interrupted is never taken for whole.

A copy begins with the object `backup.unfinished` and ends with `backup.json`, which names every file with its size
and its hash. Without `backup.json` there is no backup.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from detente.errors import MissingPath, StoreDamaged, StoreError, StoreMissing
from detente.source.buckets import Address, bucket_of, library
from detente.source.buckets import translated as asked
from detente.source.objects import ObjectPath, listed
from detente.store import upkeep
from detente.store.schema import MARKER
from detente.store.store import Store
from detente.store.tables import opened
from detente.store.trouble import translated
from detente.store.upkeep import Weight
from detente.store.verifying import verify

#: Names every file of a copy; written last.
MANIFEST = "backup.json"
#: Stands there while a copy is made; holds who makes it.
UNFINISHED = "backup.unfinished"
_FORMAT = 1
#: Files on their way at once, pieces of a large one, and their size. **Units**: bytes.
_TOGETHER, _PIECES, _STEP = 4, 2, 8_388_608
_LONGEST_MANIFEST = 268_435_456


class _File(NamedTuple):
    """A file of a copy: its path in the store, and what it holds."""

    path: str
    size: int
    sha256: str


def backup(store: Store, target: str) -> Weight:
    """Copy a store as of one moment to object storage. Others may go on reading and writing meanwhile.

    Args:
        store: The store.
        target: `s3://BUCKET/NAME`; nothing is there yet, or a copy that was interrupted, which is made anew.

    Raises:
        StoreError: A backup or something else is there; another copy to the same place began meanwhile.
        DetenteError: The storage cannot be reached or written; what is there then is no backup.
    """
    root = _named(target)
    token = uuid.uuid4().hex.encode()
    _begin(root, token)
    with tempfile.TemporaryDirectory(prefix="detente-backup-") as folder, translated(store.path, "reading"):
        new = Path(folder)
        files, _, marker = upkeep.gather(store, new)
        (new / MARKER).write_text(marker, "utf-8")
        changing = sorted(p for p in new.rglob("*") if p.is_file())
        todo = [(str(p.relative_to(new).as_posix()), p) for p in changing]
        todo += [(path.as_posix(), store.path / path) for path in files]
        with ThreadPoolExecutor(_TOGETHER) as threads:
            # Failing at one file, the others are not sent any more.
            done = [threads.submit(_send, root.below(name), name, path) for name, path in todo]
            try:
                told = [one.result() for one in done]
            finally:
                threads.shutdown(cancel_futures=True)
    _finish(root, token, told)
    return Weight(len(told), sum(one.size for one in told))


def restore(copy: str, target: Path) -> Weight:
    """Fetch a backup from object storage, check all of it, and put it where a store is wanted.

    Args:
        copy: `s3://BUCKET/NAME`.
        target: A folder that is not there yet; it appears when all of it is there and sound.

    Raises:
        StoreMissing: No backup is there.
        StoreDamaged: It was interrupted, or is not what it was when it was made; nothing was restored.
        StoreError: The target is there already.
        DiskFull: There is not room enough.
    """
    root = _named(copy)
    target = upkeep.free(target)
    files = _manifest(root)
    needed = sum(one.size for one in files)
    with upkeep.staged(target, needed) as new:
        with ThreadPoolExecutor(_TOGETHER) as threads:
            for _ in threads.map(lambda one: _fetch(root, one, new), files):
                pass
        report = verify(new)
        if not report.sound:
            raise StoreDamaged(
                f"The backup {root} is damaged ({len(report.damages)}, first: {report.damages[0].message}).",
                "Use another backup.",
            )
        upkeep.seal(new, opened(new), (new / MARKER).read_text("utf-8"))
    return Weight(len(files), needed)


def _named(place: str) -> Address:
    root = Address.parse(place)
    if not root.key:
        raise StoreError(f"{root} is a whole bucket.", f"Name the backup in it: {root}/NAME.")
    return root


def _begin(root: Address, token: bytes) -> None:
    """Say that a copy is being made, and clear away one that was interrupted."""
    skip = len(root.key) + 1
    there = [key[skip:] for chunk in listed(root) for key, _ in chunk]
    if MANIFEST in there:
        raise StoreError(f"{root} is a backup already.", "Give another name, or delete it first.")
    if there and UNFINISHED not in there:
        raise StoreError(f"{root} holds other objects ({there[0][:100]}).", "Give a name that is free.")
    _put(root.below(UNFINISHED), token)
    leftovers = [root.below(name).key for name in there if name != UNFINISHED]
    if leftovers:
        with asked(root):
            library().delete(bucket_of(root), leftovers)


def _send(at: Address, name: str, path: Path) -> _File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    _put(at, path if size else b"")
    return _File(name, size, digest)


def _finish(root: Address, token: bytes, files: list[_File]) -> None:
    """The last object: from here on it is a backup."""
    from detente import __version__

    if _content(root.below(UNFINISHED)) != token:
        raise StoreError(f"Another copy to {root} began meanwhile.", "Give each copy a name of its own.")
    told = {"format": _FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    told |= {"by": f"detente {__version__}", "files": [one._asdict() for one in files]}
    _put(root.below(MANIFEST), json.dumps(told).encode())
    with asked(root):
        library().delete(bucket_of(root), root.below(UNFINISHED).key)


def _put(at: Address, content: bytes | Path) -> None:
    with asked(at):
        library().put(bucket_of(at), at.key, content, chunk_size=_STEP, max_concurrency=_PIECES)


def _content(at: Address, longest: int = _STEP) -> bytes:
    path = ObjectPath(at)
    size = path.stat().st_size
    if size > longest:
        raise StoreDamaged(f"{at} has {size:,} bytes, more than {longest:,}.", "Use another backup.")
    return b"".join(bytes(path.read(n, min(n + _STEP, size))) for n in range(0, size, _STEP))


def _manifest(root: Address) -> list[_File]:
    """The files of a backup; what they are called is believed only as far as it stays within the store."""
    try:
        content = _content(root.below(MANIFEST), _LONGEST_MANIFEST)
    except MissingPath:
        if any(chunk for chunk in listed(root)):
            raise StoreDamaged(
                f"The copy {root} was interrupted: it is no backup.", "Make it again, or use another one."
            ) from None
        raise StoreMissing(f"There is no backup at {root}.", "Check the address.") from None
    try:
        told: dict[str, Any] = json.loads(content)
        newer = int(told["format"]) > _FORMAT
        files = [] if newer else [_File(str(f["path"]), int(f["size"]), str(f["sha256"])) for f in told["files"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StoreDamaged(f"{root.below(MANIFEST)} is no list of a backup.", "Use another backup.") from None
    if newer:
        raise StoreError(f"A newer detente made the backup {root}.", "Install that version.")
    for one in files:
        path = PurePosixPath(one.path)
        if path.is_absolute() or ".." in path.parts or "\\" in one.path or ":" in one.path or not path.parts:
            raise StoreDamaged(f"{root.below(MANIFEST)} names a file outside the store.", "Use another backup.")
    return files


def _fetch(root: Address, one: _File, folder: Path) -> None:
    """Fetch a file, and see that it is what it was."""
    source, to = ObjectPath(root.below(one.path)), folder / one.path
    to.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        size = source.stat().st_size
    except MissingPath:
        size = -1
    if size == one.size:
        with to.open("wb") as file:
            for start in range(0, size, _STEP):
                piece = source.read(start, min(start + _STEP, size))
                digest.update(piece)
                file.write(piece)
    if size != one.size or digest.hexdigest() != one.sha256:
        what = "is gone" if size < 0 else "is not what it was when it was copied"
        raise StoreDamaged(f"The backup {root} is damaged: {one.path} {what}.", "Use another backup.")
