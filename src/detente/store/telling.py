"""The documents of a store, as they are compared with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.integrity.stories import Report
from detente.store.asking import CHUNK, CURRENT
from detente.store.rows import when_of
from detente.store.tables import Snapshot


def reports(snapshot: Snapshot, documents: Sequence[str] | None = None) -> Iterator[Report]:
    """Documents by their current coding, in the order in which they came, a chunk at a time.

    Args:
        snapshot: Where to look.
        documents: Ids; `None` for all.
    """
    chosen = "true" if documents is None else "list_contains(?, document)"
    values = [] if documents is None else [list(documents)]
    keys = snapshot.ask(f"SELECT batch, document FROM {CURRENT} WHERE {chosen} ORDER BY batch, document", values)
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        wanted = {(k["batch"], k["document"]) for k in part}
        bounds = [part[0]["batch"], part[-1]["batch"], [k["document"] for k in part]]
        rows = snapshot.ask(
            "SELECT d.batch, d.id, d.title, d.text, d.published, EXISTS (SELECT 1 FROM findings f "
            "WHERE f.batch = d.batch AND f.document = d.id AND f.severity <> 'note') AS doubted "
            "FROM documents d WHERE d.batch BETWEEN ? AND ? AND list_contains(?, d.id) ORDER BY d.batch, d.id",
            bounds,
        )
        for row in rows:
            if (row["batch"], row["id"]) in wanted:
                published = when_of(row["published"])
                day = published.start if published is not None else None
                yield Report(row["id"], row["title"] or "", row["text"], day, row["doubted"])
