"""Bringing the ledger up to the committed rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detente.errors import NoPermission
from detente.ontology import load
from detente.store.ledger import copying, rows
from detente.store.ledger.manifest import (
    KINDS,
    Manifest,
    Part,
    fresh_name,
    paths,
    place,
    read,
    sweep,
    write,
)
from detente.store.lock import writing
from detente.store.schema import BATCHES, LEDGER_LOCK, TABLES
from detente.store.tables import Snapshot, cursor, listed_files
from detente.store.trouble import translated

#: Number of this layout; another one is built anew.
LAYOUT = 1
#: Acts that are read at once. **Units**: acts.
CHUNK = 1_000_000
#: Codings replaced after their part was written; with more of them the parts are written anew.
MANY_ENDED = 20_000
#: Acts of a row group: what is read at least for one pair.
GROUP = 40_960

_SORTED = {
    "acts": ' ORDER BY a, b, "start", document, position',
    "said": " ORDER BY a, b, day, document",
    "stances": " ORDER BY a, b, day, document",
    "keys": "",
    "witnesses": "",
}


def up_to_date(folder: Path, wait: float, least: int | None = None) -> tuple[Path, Manifest]:
    """The ledger of a store, brought up to the last commit.

    Args:
        folder: The store.
        wait: How long to wait for another process that does the same. **Units**: seconds.
        least: A version that suffices; the newest when not given.

    Returns:
        The folder of its files, and which of them count.

    Raises:
        StoreError: Another process has been at it for longer than that.
    """
    committed = Snapshot.take(folder, (BATCHES,))
    at = place(folder)
    manifest = read(at)
    if manifest is not None and _fits(manifest, committed, least):
        return at, manifest
    try:
        with translated(folder, "writing"):
            at.mkdir(exist_ok=True)
        with writing(folder, wait, LEDGER_LOCK):
            return at, _catch_up(folder, at)
    except NoPermission:
        # Where nothing may be written the ledger is made beside the store, for this process alone.
        at = _aside(folder)
        return at, _catch_up(folder, at)


def _fits(manifest: Manifest, committed: Snapshot, least: int | None) -> bool:
    wanted = committed.version if least is None else least
    if manifest.version == committed.version and manifest.file("volume") is None:
        return False  # what made it was cut short at the very end
    return manifest.key == key() and manifest.version >= wanted and _of_this(manifest, committed)


def fits(manifest: Manifest, committed: Snapshot) -> bool:
    """Whether a ledger that is there would be used, and only brought up to date."""
    return manifest.key == key() and manifest.file("volume") is not None and _of_this(manifest, committed)


def rebuilt(folder: Path, at: Path, version: int) -> Manifest:
    """The ledger as of a commit, made anew in a folder of its own."""
    return _catch_up(folder, at, version)


def holds_removed(manifest: Manifest, committed: Snapshot) -> bool:
    """Whether it has rows of documents that have been removed from the store since: then it is made anew."""
    return manifest.version < committed.renewed


def _of_this(manifest: Manifest, committed: Snapshot) -> bool:
    """Whether the ledger was made from this store as it is, and not from one that has been put back since."""
    if holds_removed(manifest, committed):
        return False
    return manifest.version <= committed.version and manifest.moment == _moment(committed, manifest.version)


def _moment(committed: Snapshot, version: int) -> int:
    found = committed.ask("SELECT epoch_us(created) AS at FROM batches WHERE batch = ?", [version])
    return int(found[0]["at"]) if found else 0


def key() -> str:
    """What the rows hang on besides the store."""
    told = repr((LAYOUT, sorted(load().countries), "imported" in TABLES))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


_PRIVATE: dict[Path, object] = {}


def _aside(folder: Path) -> Path:
    import tempfile

    made = _PRIVATE.get(folder.resolve())
    if made is None:
        made = _PRIVATE[folder.resolve()] = tempfile.TemporaryDirectory(prefix="detente-ledger-")
    assert isinstance(made, tempfile.TemporaryDirectory)
    return Path(made.name)


def _catch_up(folder: Path, at: Path, version: int | None = None) -> Manifest:
    snapshot = Snapshot.take(folder, version=version)
    before = read(at)
    usable = before is not None and before.key == key() and _of_this(before, snapshot)
    manifest = before if before is not None and usable else Manifest(key())
    if usable and manifest.version == snapshot.version and manifest.file("volume") is not None:
        return manifest
    with translated(folder, "writing"):
        for low, high in _chunks(snapshot, manifest.version):
            # What has been done is kept when this is cut short: the next one goes on from there.
            manifest = _add(snapshot, at, manifest, low, high)
            write(at, manifest)
        manifest = _whole(at, replace(manifest, version=snapshot.version), snapshot)
        write(at, manifest)
        sweep(at, manifest, before)
    return manifest


def _chunks(snapshot: Snapshot, version: int) -> list[tuple[int, int]]:
    """Commits to read at once, first and last."""
    sizes = snapshot.ask(
        "SELECT batch, list_sum([c.count FOR c IN counts IF c.table IN ('events', 'imported')]) AS n FROM batches "
        "WHERE batch > ? ORDER BY batch",
        [version],
    )
    found: list[tuple[int, int]] = []
    low, held = version + 1, 0
    for row in sizes:
        held += int(row["n"] or 0)
        if held >= CHUNK:
            found.append((low, row["batch"]))
            low, held = row["batch"] + 1, 0
    return [*found, (low, snapshot.version)] if low <= snapshot.version else found


def _add(snapshot: Snapshot, at: Path, manifest: Manifest, low: int, high: int) -> Manifest:
    """Read some commits into a new part."""
    seen = replace(snapshot, version=high)
    name = fresh_name()
    acts, said, stances = paths(at, [f"{kind}-{name}.parquet" for kind in KINDS[:3]])
    _copy(seen.select(rows.acts(load().countries, "imported" in TABLES), low), acts)
    _copy(seen.select(rows.said(acts), low), said)
    _copy(seen.select(rows.stances(acts), low), stances)
    looked = copying.look_at(seen, acts, paths(at, manifest.files("witnesses")), at, name)
    many = cursor().execute(f"SELECT count(*) FROM read_parquet({listed_files([acts])})").fetchall()[0][0]
    manifest = replace(manifest, parts=(*manifest.parts, Part(name, many)), version=high)
    manifest = replace(manifest, moment=_moment(snapshot, high)).having("volume", None)
    if looked.documents:
        manifest = _compare(seen, at, manifest, looked)
    return _merge(at, _end(seen, at, manifest, low))


def _compare(seen: Snapshot, at: Path, manifest: Manifest, looked: copying.Looked) -> Manifest:
    witnesses = paths(at, manifest.files("witnesses"))
    alike = copying.compare(seen, looked, paths(at, manifest.files("keys")), witnesses)
    if not alike:
        return manifest
    before = manifest.file("pairs")
    pairs, made = f"pairs-{fresh_name()}.parquet", f"copies-{fresh_name()}.parquet"
    copying.write_pairs(alike, str(at / before) if before is not None else None, str(at / pairs))
    copying.write_copies(copying.copies(str(at / pairs), witnesses, seen.version), str(at / made))
    return manifest.having("pairs", pairs).having("copies", made)


def _end(seen: Snapshot, at: Path, manifest: Manifest, low: int) -> Manifest:
    """Note which codings of earlier parts have been replaced."""
    sql = seen.select(
        "SELECT id AS document, batch, until FROM (SELECT id, batch, lead(batch) OVER (PARTITION BY id ORDER BY "
        f"batch) AS until FROM documents WHERE id IN (SELECT id FROM documents WHERE batch >= {int(low)})) "
        f"WHERE batch < {int(low)} AND until >= {int(low)}",
        first=0,
    )
    if not cursor().execute(f"SELECT 1 FROM ({sql}) LIMIT 1").fetchall():
        return manifest
    before, ended = manifest.file("ended"), f"ended-{fresh_name()}.parquet"
    known = f"UNION FROM read_parquet({listed_files([str(at / before)])})" if before is not None else ""
    _copy(f"FROM ({sql}) {known}", str(at / ended))
    return manifest.having("ended", ended)


def _merge(at: Path, manifest: Manifest) -> Manifest:
    """Put parts together, so that there are few: each is at least twice as large as the next."""
    parts = list(manifest.parts)
    ended = manifest.file("ended")
    if ended is not None:
        many = cursor().execute(f"SELECT count(*) FROM read_parquet({listed_files([str(at / ended)])})").fetchall()
        if many[0][0] > MANY_ENDED:
            return replace(manifest, parts=(_joined(at, parts, str(at / ended)),)).having("ended", None)
    while len(parts) > 1 and parts[-2].rows < 2 * parts[-1].rows:
        parts[-2:] = [_joined(at, parts[-2:])]
    return replace(manifest, parts=tuple(parts))


def _joined(at: Path, parts: Sequence[Part], ended: str | None = None) -> Part:
    name = fresh_name()
    for kind in KINDS:
        source = f"read_parquet({listed_files(paths(at, [f'{kind}-{p.name}.parquet' for p in parts]))})"
        if ended is not None and kind in KINDS[:3]:
            source = (
                f"(SELECT r.* REPLACE (coalesce(r.until, e.until) AS until) FROM {source} r LEFT JOIN "
                f"read_parquet({listed_files([ended])}) e ON e.document = r.document AND e.batch = r.batch)"
            )
        _copy(f"FROM {source}{_SORTED[kind]}", str(at / f"{kind}-{name}.parquet"))
    return Part(name, sum(p.rows for p in parts))


def _whole(at: Path, manifest: Manifest, snapshot: Snapshot) -> Manifest:
    """Count how much there is in all, day by day."""
    from detente.store.ledger.reading import Ledger

    manifest = replace(manifest, moment=_moment(snapshot, manifest.version))
    volume = f"volume-{fresh_name()}.parquet"
    ledger = Ledger.of(at, manifest, manifest.version)
    _copy(f'{ledger.select(Ledger.VOLUME)} ORDER BY "start"', str(at / volume))
    return manifest.having("volume", volume)


def _copy(sql: str, path: str) -> None:
    literal = path.replace("'", "''")
    cursor().execute(f"COPY ({sql}) TO '{literal}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})")
