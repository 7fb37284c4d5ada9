"""Give out what a store has in the format of another program."""

from __future__ import annotations

import gzip
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from detente.errors import DiskFull, InputError, NoPermission
from detente.interchange.codings import CODER, entries_of
from detente.interchange.doors import Exporter
from detente.record import Entry
from detente.store import EntryFilter, Store

#: Stands for every coder of a store.
ALL = "all"


@dataclass(slots=True)
class GivenOut:
    """What an export did.

    Attributes:
        rows: Rows or records written.
        dropped: Entries that the format cannot hold, by the reason.
    """

    rows: int
    dropped: Counter[str]


def select(store: Store, wanted: EntryFilter, claims: bool, dropped: Counter[str]) -> Iterator[Entry]:
    """Entries of a store: detente's own events by its current codings, then those of imported files.

    Args:
        store: Where from.
        wanted: Which of them; no coder means detente, `all` means everyone.
        claims: Whether to give events that only somebody's word stands for.
        dropped: Counts events that are left out as mere claims.

    Raises:
        InputError: The store has nothing by one of the coders.
    """
    coders = wanted.coders or (CODER,)
    known = store.coders()
    lacking = [c for c in coders if c not in (ALL, CODER, *known)]
    if lacking:
        there = ", ".join([CODER, *known])
        raise InputError(
            f"The store has nothing by the coder {lacking[0]!r}.", f"It has: {there}; `{ALL}` means all."
        )
    if ALL in coders or CODER in coders:
        for entry in _own(store, claims, dropped):
            if wanted.fits(entry):
                yield entry
    others = tuple(known) if ALL in coders else tuple(c for c in coders if c in known)
    if others:
        yield from store.entries(replace(wanted, coders=others))


def _own(store: Store, claims: bool, dropped: Counter[str]) -> Iterator[Entry]:
    for coding in store.codings():
        if not coding.has("events") or not coding.has("cast"):
            continue
        claimed = {e.id for e in coding.events if e.claimed_by is not None} if not claims else set()
        for entry in entries_of(coding):
            if entry.source_id in claimed:
                dropped["mere claims (--claims gives them)"] += 1
            else:
                yield entry


def give_out(store: Store, door: Exporter, wanted: EntryFilter, out: IO[bytes], claims: bool = False) -> GivenOut:
    """Write what is wanted to a stream.

    Args:
        store: Where from.
        door: The format.
        wanted: Which entries.
        out: Where to.
        claims: As for `select`.

    Raises:
        InputError: The store has nothing by one of the coders.
    """
    dropped: Counter[str] = Counter()
    rows = door.write(select(store, wanted, claims, dropped), out, dropped)
    return GivenOut(rows, dropped)


def write_file(path: Path, write: Callable[[IO[bytes]], GivenOut], force: bool = False) -> GivenOut:
    """Write a file whole or not at all: beside its place first, then into it. A name that ends in .gz is packed.

    Args:
        path: The file.
        write: What writes it.
        force: Whether a file that is there may be replaced.

    Raises:
        InputError: There is such a file, or no such folder.
        NoPermission: It may not be written.
        DiskFull: No room left.
    """
    if path.exists() and not force:
        raise _exists(path)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with new.open("xb") as file:
            if path.suffix == ".gz":
                with gzip.GzipFile(path.stem, "wb", fileobj=file, mtime=0) as packed:
                    done = write(cast("IO[bytes]", packed))
            else:
                done = write(file)
        if force:
            new.replace(path)
        else:
            _put(new, path)
    except PermissionError:
        raise NoPermission(f"{path} may not be written.", "Give another path.") from None
    except FileNotFoundError:
        raise InputError(f"There is no folder {path.parent}.", "Make it, or give another path.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder.", "Give the path of a file.") from None
    except OSError as error:
        raise DiskFull(
            f"{path} cannot be written ({error.strerror}).", "Free some space, or give another path."
        ) from None
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    return done


def _put(new: Path, path: Path) -> None:
    """Give a file its name, unless another process has given it to one meanwhile."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:
        # No links on this file system.
        if path.exists():
            raise _exists(path) from None
        new.replace(path)


def _exists(path: Path) -> InputError:
    return InputError(f"{path} is there already.", "Give another name, or --force to replace it.")
