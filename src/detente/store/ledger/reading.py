"""The rows of the ledger as of a version, to ask questions of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from detente.errors import StoreDamaged
from detente.store.ledger import copying
from detente.store.ledger.building import up_to_date
from detente.store.ledger.manifest import Manifest, paths
from detente.store.schema import quoted
from detente.store.tables import cursor, listed_files
from detente.store.trouble import translated


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands between which states, as of a version of the store.

    Queries know these tables: `acts`, `said`, `stances` (rows that are current in this version), `copies` (story,
    source: texts that belong together, the source among them) and `volume` (how many acts there are in all).

    Attributes:
        folder: Where its files are.
        version: Version of the store.
        sources: SQL that gives each table's rows.
    """

    #: Acts by day and kind, each once, whoever takes part; those that a copy tells (again or anew) also apart.
    VOLUME: ClassVar[str] = """
SELECT coder, "start", "end", modality, claimed, count(*) AS n,
  count(*) FILTER (c.source IS NOT NULL AND c.source <> c.story) AS copied
FROM acts t LEFT JOIN copies c ON c.story = t.story WHERE lead GROUP BY ALL
"""

    folder: Path
    version: int
    sources: Mapping[str, str]

    @classmethod
    def take(cls, store: Path, version: int | None, wait: float) -> Ledger:
        """The ledger of a store, brought up to date.

        Args:
            store: The store's folder.
            version: Version of the store; the newest when not given.
            wait: How long to wait for another process that brings it up to date. **Units**: seconds.
        """
        folder, manifest = up_to_date(store, wait, version)
        return cls.of(folder, manifest, manifest.version if version is None else version)

    @classmethod
    def of(cls, folder: Path, manifest: Manifest, version: int) -> Ledger:
        """The rows of a manifest's files as of a version."""
        sources = {kind: _current(folder, manifest, kind, version) for kind in ("acts", "said", "stances")}
        sources["copies"] = _copies(folder, manifest, version)
        volume = manifest.file("volume")
        stored = volume is not None and version == manifest.version
        sources["volume"] = f"FROM {_read(folder, [volume])}" if stored and volume is not None else cls.VOLUME
        return cls(folder, version, sources)

    def select(self, sql: str) -> str:
        """A query that stands by itself."""
        named = {n for n in self.sources if re.search(rf"\b{n}\b", sql)}
        if "volume" in named and self.sources["volume"] is self.VOLUME:
            named |= {"acts", "copies"}
        told = ", ".join(f"{quoted(n)} AS ({s})" for n, s in self.sources.items() if n in named)
        if not told:
            return sql
        asked = sql.strip()
        return f"WITH {told}, {asked[4:]}" if asked.startswith("WITH") else f"WITH {told} {asked}"

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run a query over its tables, which go by their names.

        Raises:
            StoreDamaged: A file is missing or unreadable.
        """
        with self._mended():
            found = cursor().execute(self.select(sql), list(parameters))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def columns(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any]:
        """The same, as one NumPy array a column."""
        with self._mended():
            return dict(cursor().execute(self.select(sql), list(parameters)).fetchnumpy())

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """Say of a ledger that cannot be read that it may be thrown away."""
        try:
            with translated(self.folder, "reading"):
                yield
        except StoreDamaged as error:
            raise StoreDamaged(
                f"The ledger {self.folder} cannot be read ({error.message}).",
                "Delete that folder; it is made anew from the store.",
            ) from error


def _read(folder: Path, names: Sequence[str]) -> str:
    return f"read_parquet({listed_files(paths(folder, names))}, hive_partitioning = false)"


def _current(folder: Path, manifest: Manifest, kind: str, version: int) -> str:
    """Rows of one kind that are current in a version."""
    files = manifest.files(kind)
    if not files:
        return _EMPTY[kind]
    rows = f"SELECT * FROM {_read(folder, files)} r"
    conditions = []
    if version < manifest.version:
        conditions += [f"r.batch <= {int(version)}"]
    conditions.append(f"(r.until IS NULL OR r.until > {int(version)})")
    ended = manifest.file("ended")
    if ended is not None:
        conditions.append(
            f"NOT EXISTS (SELECT 1 FROM {_read(folder, [ended])} e WHERE e.document = r.document "
            f"AND e.batch = r.batch AND e.until <= {int(version)})"
        )
    return f"{rows} WHERE {' AND '.join(conditions)}"


def _copies(folder: Path, manifest: Manifest, version: int) -> str:
    file, pairs = manifest.file("copies"), manifest.file("pairs")
    if file is None or pairs is None:
        return _EMPTY["copies"]
    if version == manifest.version:
        return f"FROM {_read(folder, [file])}"
    # What came later must not change what an earlier version says.
    made = copying.copies(str(folder / pairs), paths(folder, manifest.files("witnesses")), version)
    return copying.written_out(made) if made else _EMPTY["copies"]


_ACTS = {
    **dict.fromkeys(("coder", "a", "b", "event", "document", "type", "mode"), "VARCHAR"),
    **dict.fromkeys(("forth", "back", "claimed", "lead"), "BOOLEAN"),
    **dict.fromkeys(("a_sectors", "b_sectors", "a_bearing", "b_bearing"), "VARCHAR[]"),
    **dict.fromkeys(("modality", "issues"), "VARCHAR[]"),
    **dict.fromkeys(("batch", "until", "position"), "BIGINT"),
    **dict.fromkeys(("start", "end"), "DATE"),
    "story": "UBIGINT",
    "quad": "UTINYINT",
    "score": "DOUBLE",
}
_SAID = {
    **dict.fromkeys(("a", "b", "document", "quote", "name", "country"), "VARCHAR"),
    "batch": "BIGINT",
    "until": "BIGINT",
    "day": "DATE",
    "issues": "VARCHAR[]",
}
_STANCES = {
    **dict.fromkeys(("a", "b", "document", "issue", "name", "country", "stance"), "VARCHAR"),
    "batch": "BIGINT",
    "until": "BIGINT",
    "day": "DATE",
    "quotes": "VARCHAR[]",
    "events": "VARCHAR[]",
}


def _none(columns: Mapping[str, str]) -> str:
    return f"SELECT {', '.join(f'CAST(NULL AS {k}) AS {quoted(n)}' for n, k in columns.items())} WHERE false"


#: SQL for tables that have no file yet.
_EMPTY = {
    "acts": _none(_ACTS),
    "said": _none(_SAID),
    "stances": _none(_STANCES),
    "copies": _none({"story": "UBIGINT", "source": "UBIGINT"}),
}
