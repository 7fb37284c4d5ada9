"""How formats come in: entry points of this and of other packages, by one door.

A package that reads a format names an `Importer` under `detente.importers` in its `pyproject.toml`, one that
writes a format an `Exporter` under `detente.exporters`:

    [project.entry-points."detente.importers"]
    terrier = "terrier.detente:IMPORTER"

detente's own formats are named in the same way in its own `pyproject.toml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import IO, TYPE_CHECKING, TypeVar

from detente.errors import DataError, InputError

if TYPE_CHECKING:
    from detente.interchange.source import Source
    from detente.interchange.table import Trouble
    from detente.record import Entry

IMPORTERS = "detente.importers"
EXPORTERS = "detente.exporters"


@dataclass(frozen=True, slots=True)
class Importer:
    """A format that can be read.

    Attributes:
        name: What people call it on the command line.
        about: One line for people.
        fits: Whether a file with this first line has the format.
        read: Entries of a file in their order, and a `Trouble` in place of each line that cannot be read.
    """

    name: str
    about: str
    fits: Callable[[str], bool]
    read: Callable[[Source], Iterator[Entry | Trouble]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that can be written.

    Attributes:
        name: What people call it on the command line.
        about: One line for people.
        write: Writes entries to a binary stream, counts by reason those that the format cannot hold, and returns
            the number of rows written.
        binary: Whether it must not be written to a terminal.
    """

    name: str
    about: str
    write: Callable[[Iterable[Entry], IO[bytes], Counter[str]], int]
    binary: bool = False


#: What detente's own `pyproject.toml` names, for a checkout that is not installed; a test compares the two.
OWN = {
    IMPORTERS: {
        "polecat": "detente.interchange.polecat:IMPORTER",
        "icews": "detente.interchange.icews:IMPORTER",
        "gdelt": "detente.interchange.gdelt:IMPORTER",
        "gdelt-mentions": "detente.interchange.gdelt_mentions:IMPORTER",
        "plover": "detente.interchange.plover_json:IMPORTER",
        "csv": "detente.interchange.own_csv:IMPORTER",
        "cameo": "detente.interchange.generic:IMPORTER",
    },
    EXPORTERS: {
        "plover": "detente.interchange.plover_json:EXPORTER",
        "polecat": "detente.interchange.polecat:EXPORTER",
        "icews": "detente.interchange.icews:EXPORTER",
        "gdelt": "detente.interchange.gdelt:EXPORTER",
        "csv": "detente.interchange.own_csv:EXPORTER",
        "parquet": "detente.interchange.parquet:EXPORTER",
    },
}

Door = TypeVar("Door", Importer, Exporter)


def names(group: str) -> tuple[str, ...]:
    """Names of the formats of a group, detente's own first."""
    return tuple(dict.fromkeys([*OWN[group], *(p.name for p in entry_points(group=group))]))


def importer(name: str) -> Importer:
    """The format of that name, to read.

    Raises:
        InputError: There is none.
        DataError: Two packages claim the name, or the one that does cannot be loaded.
    """
    return _loaded(IMPORTERS, name, Importer)


def exporter(name: str) -> Exporter:
    """The format of that name, to write.

    Raises:
        InputError: There is none.
        DataError: Two packages claim the name, or the one that does cannot be loaded.
    """
    return _loaded(EXPORTERS, name, Exporter)


def _loaded(group: str, name: str, kind: type[Door]) -> Door:
    points = {p.value: p for p in entry_points(group=group, name=name)}
    own = OWN[group].get(name)
    if own is not None:
        points.setdefault(own, EntryPoint(name, own, group))
    if not points:
        raise InputError(f"There is no format {name!r}.", f"Use one of: {', '.join(names(group))}.")
    if len(points) > 1:
        raise DataError(
            f"Several packages claim the format {name!r}: {', '.join(sorted(points))}.", "Uninstall one of them."
        )
    (point,) = points.values()
    try:
        found = point.load()
    except Exception as error:
        raise DataError(
            f"The format {name!r} cannot be loaded from {point.value} ({type(error).__name__}: {error}).",
            "Reinstall the package that brings it.",
        ) from error
    if not isinstance(found, kind):
        raise DataError(f"{point.value} is no {kind.__name__}.", "Ask the makers of that package.")
    return found
