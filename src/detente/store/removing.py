"""Taking rows out of the tables: decided by one commit, carried out after it, and finished by whoever writes next.

The commit says what goes (rows of `removed`, and `removal` in its marker). From then on no reader sees these rows,
in no version; `removing.json` tells readers that the tables may still have them. Then table after table is written
without them, and the file goes last. So a kill leaves the store as it was before, or as it is after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.record import Coder
from detente.store import durable
from detente.store.rows import coder_of
from detente.store.schema import HANGING, REMOVED, REMOVING
from detente.store.tables import Snapshot, cursor
from detente.store.trouble import translated

if TYPE_CHECKING:
    from deltalake import DeltaTable


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was taken out and has not been readmitted.

    Attributes:
        documents: Ids of documents that are gone.
        codings: Documents and coders whose coding of them is gone, though the document is not.
    """

    documents: frozenset[str]
    codings: frozenset[tuple[str, Coder]]


def withheld(snapshot: Snapshot, documents: Sequence[str]) -> Withheld:
    """Which of some documents, or of their codings, may not come back by themselves.

    Args:
        snapshot: Where to look; it has the table `removed`.
        documents: Ids.
    """
    if not snapshot.renewed or not documents:
        return Withheld(frozenset(), frozenset())
    rows = snapshot.ask(
        "SELECT document, what, coder, batch FROM removed WHERE list_contains(?, document) ORDER BY batch",
        [list(documents)],
    )
    gone: set[str] = set()
    codings: set[tuple[str, Coder]] = set()
    for row in rows:
        document = row["document"]
        if row["what"] == "readmitted":
            gone.discard(document)
            codings = {(d, c) for d, c in codings if d != document}
        elif row["what"] == "document":
            gone.add(document)
        elif row["coder"] is not None:
            codings.add((document, coder_of(row["coder"])))
    return Withheld(frozenset(gone), frozenset(codings))


def finish(folder: Path, deltas: Mapping[str, DeltaTable], snapshot: Snapshot) -> bool:
    """Write the tables without the rows that the last removal took out, if that was not done.

    Args:
        folder: The store; its lock is held.
        deltas: All its tables, open; they move on.
        snapshot: What is committed.

    Returns:
        Whether there was something to finish.
    """
    if not (folder / REMOVING).exists():
        return False
    with translated(folder, "writing"):
        if snapshot.hidden:
            for name in HANGING:
                _without(snapshot, deltas[name], name)
            durable.keep(folder, deltas)
        durable.drop(folder / REMOVING)
    return True


def _without(snapshot: Snapshot, delta: DeltaTable, name: str) -> None:
    from deltalake import write_deltalake

    rows = f"FROM ({snapshot.sources[name]}) t WHERE"
    database = cursor()
    if not database.execute(f"SELECT 1 {rows} {snapshot.going(name)} LIMIT 1").fetchall():
        return
    kept = database.sql(f"SELECT * {rows} NOT {snapshot.going(name)}")
    write_deltalake(delta, kept, mode="overwrite", schema_mode="merge")


def counts_removed(snapshot: Snapshot) -> dict[tuple[int, str], int]:
    """How many rows were taken out of which table, by the commit that had brought them."""
    rows = snapshot.ask(
        'SELECT "of", c."table" AS name, sum(c."count") AS n FROM (SELECT "of", unnest(counts) AS c FROM '
        f"{REMOVED}) GROUP BY ALL"
    )
    return {(row["of"], row["name"]): int(row["n"]) for row in rows}
