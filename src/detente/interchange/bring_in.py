"""Bring event files into a store: guess the format, read part by part, commit each part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import InputError, UnreadableLine
from detente.interchange.doors import IMPORTERS, Importer, importer, names
from detente.interchange.source import Notes, Source
from detente.interchange.table import Trouble
from detente.record import Entry, Failure
from detente.store import Store
from detente.store.importing import STAGE

#: Lines of one commit.
PART = 20_000


@dataclass(slots=True)
class Brought:
    """What an import did.

    Attributes:
        origin: The file's name and the SHA-256 of its bytes.
        format: Name of the format.
        lines: Entries read, and lines that could not be.
        new: Rows that the store did not have; an event of several pairs of states has a row for each.
        known: Rows that it had.
        differing: Entries whose id it had with other content; the first stays, and a failure names them.
        failures: Lines that could not be read.
        notes: What was read, but not wholly understood: codes that nobody knows, odd encodings.
        version: The store's version afterwards.
    """

    origin: str
    format: str
    lines: int = 0
    new: int = 0
    known: int = 0
    differing: int = 0
    failures: int = 0
    notes: Notes = field(default_factory=Notes)
    version: int = 0


def bring_in(
    store: Store,
    path: Path,
    format: str | None = None,
    coder: str | None = None,
    columns: Mapping[str, str] | None = None,
    each: Callable[[Brought], None] | None = None,
) -> Brought:
    """Import a file. Killed or interrupted, it keeps the parts that were committed; the same call adds the rest.

    Args:
        store: Where to.
        path: The file: plain, gzip, a zip of one file, or Zstandard.
        format: Name of the format; guessed by the first line when not given.
        coder: Name to record as the coder instead of the format's own.
        columns: Field -> column, for tables that the user describes.
        each: Called after each commit.

    Raises:
        InputError: The file cannot be read, or is not of that format.
        StoreError: It cannot be committed.
    """
    source = Source.of(path, coder, columns)
    door = importer(format) if format is not None else guessed(source)
    done = Brought(source.origin, door.name, notes=source.notes, version=store.version)
    for part in _parts(door.read(source)):
        _commit(store, part, done)
        if each is not None:
            each(done)
    return done


def _parts(outcomes: Iterator[Entry | Trouble]) -> Iterator[list[Entry | Trouble]]:
    """Outcomes in parts of one commit; what was read before a file breaks off is a part, too."""
    part: list[Entry | Trouble] = []
    try:
        for one in outcomes:
            part.append(one)
            if len(part) == PART:
                yield part
                part = []
    except InputError:
        if part:
            yield part
        raise
    if part:
        yield part


def _commit(store: Store, part: list[Entry | Trouble], done: Brought) -> None:
    entries = [one for one in part if isinstance(one, Entry)]
    failures = [_failure(done.origin, one) for one in part if isinstance(one, Trouble)]
    taken = store.take_in(entries, failures)
    done.lines += len(part)
    done.new += taken.new
    done.known += taken.known
    done.failures += len(failures)
    done.differing += len(taken.differing)
    done.version = taken.version
    if taken.differing:
        told = [_failure(done.origin, _differs(entry)) for entry in taken.differing]
        done.version = store.take_in((), told).version


def _differs(entry: Entry) -> Trouble:
    return Trouble(
        entry.line,
        f"The event {entry.source_id} of {entry.coder} is in the store with other content; the first stays.",
        "Import the newer file into a store of its own if it corrects the older.",
    )


def _failure(origin: str, trouble: Trouble) -> Failure:
    said = f" It begins: {trouble.excerpt!r}" if trouble.excerpt else ""
    return Failure(
        f"{origin}#line={trouble.line}",
        UnreadableLine.code,
        f"Line {trouble.line}: {trouble.reason}{said}",
        trouble.fix,
        STAGE,
        UnreadableLine.exit_code,
    )


def guessed(source: Source) -> Importer:
    """The format of a file by its first line.

    Raises:
        InputError: No format knows it.
    """
    first = next(source.lines()).text
    for door in _doors():
        if door.fits(first):
            return door
    shown = first if len(first) <= 120 else f"{first[:119]}…"
    expected = "; ".join(f"{door.name}: {door.about}" for door in _doors())
    raise InputError(
        f"The first line of {source.path} ({shown!r}) is that of no known format.",
        f"Known are {expected}. Give `--from` one of them; for a table of your own, `--from cameo --columns ...`.",
    )


def _doors() -> Iterator[Importer]:
    return (importer(name) for name in names(IMPORTERS))
