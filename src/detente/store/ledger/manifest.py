"""Which files of the ledger count, and up to which commit of the store."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from detente.store import durable
from detente.store.schema import LEDGER
from detente.store.trouble import translated

#: The file that says which others count.
NAME = "ledger.json"
#: How long files that count no more are kept for those who still read them. **Units**: seconds.
GRACE = 600.0
#: Tables of a part: what is added with each catching up.
KINDS = ("acts", "said", "stances", "keys", "witnesses")
#: Tables that are made anew as a whole.
WHOLES = ("pairs", "copies", "ended", "volume")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of some commits.

    Attributes:
        name: What its files are called by.
        rows: Number of its acts.
    """

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the ledger consists of.

    Attributes:
        key: What its rows hang on besides the store: layout, codes that stand for no state.
        version: The last commit it has read.
        moment: When that was made, in microseconds; tells a store that was put back from a backup.
        parts: Its parts, the largest first.
        wholes: File names of `WHOLES` that are there.
    """

    key: str
    version: int = 0
    moment: int = 0
    parts: tuple[Part, ...] = ()
    wholes: tuple[tuple[str, str], ...] = ()

    def file(self, whole: str) -> str | None:
        """The file of a table that is made as a whole, or `None` when it has no rows."""
        return dict(self.wholes).get(whole)

    def having(self, whole: str, file: str | None) -> Manifest:
        """The same with another file for one of `WHOLES`."""
        others = [(n, f) for n, f in self.wholes if n != whole]
        return replace(self, wholes=tuple([*others, (whole, file)] if file is not None else others))

    def files(self, kind: str) -> list[str]:
        """Files of one of `KINDS`."""
        return [f"{kind}-{p.name}.parquet" for p in self.parts]

    def everything(self) -> set[str]:
        """All files that count."""
        return {f for kind in KINDS for f in self.files(kind)} | {f for _, f in self.wholes}


def read(folder: Path) -> Manifest | None:
    """The manifest of a ledger's folder, or `None` when there is none that can be used."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        parts = tuple(Part(str(p["name"]), int(p["rows"])) for p in told["parts"])
        wholes = tuple((str(n), str(f)) for n, f in told["wholes"])
        manifest = Manifest(str(told["key"]), int(told["version"]), int(told["moment"]), parts, wholes)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if all((folder / f).is_file() for f in manifest.everything()) else None


def write(folder: Path, manifest: Manifest) -> None:
    """Let a manifest count from now on: readers see the one before or this one."""
    new = folder / f"{NAME}.{uuid.uuid4().hex[:8]}.new"
    with translated(folder, "writing"):
        new.write_text(json.dumps(asdict(manifest)) + "\n", encoding="utf-8")
        if durable.wanted():
            # On the disk before it counts: an empty file would not be told from one without rows.
            for path in (*(folder / f for f in manifest.everything()), new):
                durable.sync(path)
        new.replace(folder / NAME)


def clear(folder: Path, kept: Manifest | None, age: float) -> int:
    """Remove what does not count, or all of it.

    Args:
        folder: The ledger's folder; its lock is held.
        kept: What counts; `None` when nothing does.
        age: Only what is older. **Units**: seconds.

    Returns:
        How many files were removed.
    """
    names = kept.everything() | {NAME} if kept is not None else set()
    paths = [p for p in _lying(folder) if p.name not in names and p.stat().st_mtime <= time.time() - age]
    if kept is None:
        (folder / NAME).unlink(missing_ok=True)
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def sweep(folder: Path, manifest: Manifest, before: Manifest | None) -> None:
    """Take away what counts no more, once nobody can be reading it.

    Args:
        folder: The ledger's folder; its lock is held.
        manifest: What counts now.
        before: What counted before; its files are kept for `GRACE` from now on.
    """
    kept = manifest.everything() | {NAME}
    now = time.time()
    for path in _lying(folder):
        if path.name in kept:
            continue
        if before is not None and path.name in before.everything():
            path.touch()
        elif path.stat().st_mtime < now - GRACE:
            path.unlink(missing_ok=True)


def _lying(folder: Path) -> Iterator[Path]:
    yield from [p for p in folder.iterdir() if p.suffix in {".parquet", ".new"}]


def fresh_name() -> str:
    """A name that no file has yet."""
    return uuid.uuid4().hex[:12]


def place(store: Path) -> Path:
    """The ledger's folder in a store."""
    return store / LEDGER


def paths(folder: Path, names: Sequence[str]) -> list[str]:
    """Files by their full names."""
    return [str(folder.resolve() / n) for n in names]
