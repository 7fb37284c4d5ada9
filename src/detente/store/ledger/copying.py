"""Which documents of a store were made from which, compared as they come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.integrity.copies import (
    COMMON,
    IN_ORDER,
    RUN,
    SHARED_RUNS,
    Likeness,
    Numbers,
    Order,
    anchor_runs_of,
    anchors_of,
    bands_of,
    runs_of,
    same_order,
    settle,
    shared,
    words_of,
)
from detente.store.ledger.manifest import paths
from detente.store.ledger.rows import STORY
from detente.store.tables import Snapshot, cursor, listed_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Texts with fewer words are too short to tell a copy by.
LEAST = 4 * RUN
#: Texts in memory at once.
CHUNK = 1_000

_FRESH = f"""
SELECT d.id, {STORY.format("d.id")} AS story, d.batch, d.text, d.published."start" AS day,
  EXISTS (SELECT 1 FROM findings f WHERE f.batch = d.batch AND f.document = d.id AND f.severity <> 'note')
    AS doubted
FROM (FROM documents QUALIFY row_number() OVER (PARTITION BY id ORDER BY batch) = 1) d
WHERE d.id IN (SELECT document FROM read_parquet({{acts}}) WHERE a < b)
  AND d.id NOT IN (SELECT document FROM ({{known}})) AND len(string_split(d.text, ' ')) >= {LEAST}
ORDER BY d.batch, d.id
"""
# Runs of names that many texts have ("Russian President Vladimir") tell nothing.
_CANDIDATES = f"""
WITH every AS (FROM read_parquet({{keys}})), fresh AS (FROM read_parquet({{new}})),
held AS (
  SELECT key, list(DISTINCT story) AS holders FROM every
  WHERE rewrite AND key IN (SELECT key FROM fresh WHERE rewrite)
  GROUP BY key HAVING count(*) BETWEEN 2 AND {COMMON + 1}
), found AS (
  SELECT least(f.story, o.story) AS one, greatest(f.story, o.story) AS other, false AS rewrite
  FROM fresh f JOIN every o USING (key) WHERE f.story <> o.story AND NOT f.rewrite AND NOT o.rewrite
  GROUP BY ALL
  UNION ALL
  SELECT least(f.story, h.holder), greatest(f.story, h.holder), true
  FROM (SELECT DISTINCT story, key FROM fresh WHERE rewrite) f
  JOIN (SELECT key, unnest(holders) AS holder FROM held) h USING (key)
  WHERE f.story <> h.holder GROUP BY ALL HAVING count(DISTINCT f.key) >= {SHARED_RUNS}
)
SELECT x.document, y.document, bool_or(NOT f.rewrite) AS runs, bool_or(f.rewrite) AS anchors
FROM found f JOIN read_parquet({{witnesses}}) x ON x.story = f.one
JOIN read_parquet({{witnesses}}) y ON y.story = f.other GROUP BY ALL ORDER BY ALL
"""
#: Columns of the tables that are written here, for when they have no rows.
_WITNESSES = "document VARCHAR, story UBIGINT, batch BIGINT, doubted BOOLEAN, day DATE, runs BIGINT"
_PAIRS = "one VARCHAR, other VARCHAR, rewrite BOOLEAN, share DOUBLE"


@dataclass(frozen=True, slots=True)
class Looked:
    """Files that were written about new documents, and how many of those there are."""

    keys: str
    witnesses: str
    documents: int


def look_at(snapshot: Snapshot, acts: str, known: Sequence[str], folder: Path, name: str) -> Looked:
    """Write down the keys by which new documents are compared.

    Args:
        snapshot: The commits they came with.
        acts: File of the acts of these commits; only documents with something between two states matter.
        known: Files of `witnesses` there are.
        folder: The ledger's folder.
        name: What the new files are called by.
    """
    keys, witnesses = paths(folder, [f"keys-{name}.parquet", f"witnesses-{name}.parquet"])
    before = f"FROM read_parquet({listed_files(known)})" if known else "SELECT NULL AS document WHERE false"
    sql = _FRESH.replace("{acts}", listed_files([acts])).replace("{known}", before)
    found = cursor().execute(snapshot.select(sql, first=0))
    writing = cursor()
    writing.execute("CREATE TEMP TABLE keys (key UBIGINT, story UBIGINT, rewrite BOOLEAN)")
    writing.execute(f"CREATE TEMP TABLE witnesses ({_WITNESSES})")
    many = 0
    while listed := found.fetchmany(CHUNK):
        _take(writing, listed)
        many += len(listed)
    writing.execute("COPY (FROM keys) TO ? (FORMAT parquet)", [keys])
    writing.execute("COPY (FROM witnesses) TO ? (FORMAT parquet)", [witnesses])
    writing.execute("DROP TABLE keys")
    writing.execute("DROP TABLE witnesses")
    return Looked(keys, witnesses, many)


def _take(writing: DuckDBPyConnection, listed: Sequence[tuple[Any, ...]]) -> None:
    keys: list[np.ndarray[Any, Any]] = []
    stories: list[np.ndarray[Any, Any]] = []
    rewrites: list[np.ndarray[Any, Any]] = []
    rows = []
    for document, story, batch, text, day, doubted in listed:
        words = words_of(text)
        for made, rewrite in ((bands_of(words), False), (anchor_runs_of(anchors_of(text)), True)):
            keys.append(made)
            stories.append(np.full(len(made), story, dtype=np.uint64))
            rewrites.append(np.full(len(made), rewrite))
        rows.append((document, story, batch, doubted, day, max(1, len(words) - RUN + 1)))
    columns = {"key": keys, "story": stories, "rewrite": rewrites}
    writing.register("these", {n: np.concatenate(c) for n, c in columns.items()})
    writing.execute("INSERT INTO keys SELECT key, story, rewrite FROM these")
    writing.unregister("these")
    writing.executemany("INSERT INTO witnesses VALUES (?, ?, ?, ?, ?, ?)", rows)


def compare(snapshot: Snapshot, looked: Looked, keys: Sequence[str], witnesses: Sequence[str]) -> list[Likeness]:
    """Compare new documents with all there are.

    Args:
        snapshot: The store, for the texts.
        looked: The new documents.
        keys: Files of all keys, the new ones among them.
        witnesses: Files of all witnesses likewise.
    """
    sql = _CANDIDATES.replace("{keys}", listed_files(keys)).replace("{new}", listed_files([looked.keys]))
    near = cursor().execute(sql.replace("{witnesses}", listed_files(witnesses))).fetchall()
    found = []
    for at in range(0, len(near), CHUNK):
        part = near[at : at + CHUNK]
        texts = _texts(snapshot, sorted({d for one, other, *_ in part for d in (one, other)}))
        for one, other, by_runs, by_anchors in part:
            made = _alike(texts[one], texts[other], by_runs, by_anchors)
            if made is not None:
                found.append(Likeness(one, other, *made))
    return found


@dataclass(frozen=True, slots=True)
class _Text:
    runs: Numbers
    anchors: Numbers


def _texts(snapshot: Snapshot, documents: Sequence[str]) -> dict[str, _Text]:
    rows = snapshot.ask(
        "SELECT id, any_value(text) AS text FROM documents WHERE id IN (SELECT unnest(?)) GROUP BY id", [documents]
    )
    return {r["id"]: _Text(runs_of(words_of(r["text"])), anchors_of(r["text"])) for r in rows}


def _alike(one: _Text, other: _Text, by_runs: bool, by_anchors: bool) -> tuple[bool, float] | None:
    copied = shared(one.runs, other.runs) if by_runs else None
    if copied is not None:
        return False, round(copied[0], 3)
    share = same_order(one.anchors, other.anchors) if by_anchors else 0.0
    return (True, round(share, 3)) if share >= IN_ORDER else None


def write_pairs(pairs: Iterable[Likeness], before: str | None, path: str) -> None:
    """Write down which texts are alike, with those known before."""
    writing = cursor()
    writing.execute(f"CREATE TEMP TABLE pairs ({_PAIRS})")
    if before is not None:
        writing.execute(f"INSERT INTO pairs FROM read_parquet({listed_files([before])})")
    rows = [(p.one, p.other, p.rewrite, p.share) for p in pairs]
    if rows:
        writing.executemany("INSERT INTO pairs VALUES (?, ?, ?, ?)", rows)
    writing.execute("COPY (SELECT DISTINCT * FROM pairs ORDER BY ALL) TO ? (FORMAT parquet)", [path])
    writing.execute("DROP TABLE pairs")


def copies(pairs: str, witnesses: Sequence[str], version: int) -> dict[str, str]:
    """Which documents are copies as of a version, and of which.

    Args:
        pairs: File of the pairs that are alike.
        witnesses: Files of all witnesses.
        version: Documents that came later do not count.
    """
    rows = (
        cursor()
        .execute(
            f"WITH known AS (SELECT document, min(batch) AS batch, any_value(doubted) AS doubted, "
            f"any_value(day) AS day, any_value(runs) AS runs FROM read_parquet({listed_files(witnesses)}) "
            "GROUP BY document) SELECT p.*, x.doubted, x.day, x.runs, y.doubted, y.day, y.runs "
            f"FROM read_parquet({listed_files([pairs])}) p JOIN known x ON x.document = p.one "
            "JOIN known y ON y.document = p.other WHERE x.batch <= ? AND y.batch <= ?",
            [version, version],
        )
        .fetchall()
    )
    order: dict[str, Order] = {}
    alike = []
    for one, other, rewrite, share, *seen in rows:
        alike.append(Likeness(one, other, rewrite, share))
        for document, (doubted, day, runs) in ((one, seen[:3]), (other, seen[3:])):
            order[document] = (doubted, day or date.max, -runs, document)
    return settle(alike, order)


def written_out(made: dict[str, str]) -> str:
    """SQL for the documents that belong together: each copy and each source, with the source."""
    rows = [*made.items(), *((s, s) for s in sorted(set(made.values())))]
    story, source = (f"unnest([{', '.join(_literal(r[n]) for r in rows)}])" for n in (0, 1))
    return (
        f"SELECT {STORY.format('d')} AS story, {STORY.format('s')} AS source FROM (SELECT {story} d, {source} s)"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write_copies(made: dict[str, str], path: str) -> None:
    """Write that down."""
    cursor().execute(f"COPY ({written_out(made)} ORDER BY ALL) TO ? (FORMAT parquet)", [path])
