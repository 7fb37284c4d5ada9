"""What a store holds: the tables, their columns and the marker file, in one place.

Every row carries `batch`, the number of the commit it came with. `batches` is written last, so a row counts only
when its batch stands there: readers see `batch <= max(batches.batch)`, and version *n* of a store is exactly the
rows with `batch <= n`. Rows are never edited. A document that was coded again has rows in two batches; the newest
batch of a document is its current coding.

Other programs (Spark, Polars, DuckDB) may read the Delta tables themselves; they need these two rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Number of the newest layout; a store with a higher one was written by a newer detente. A store has the second
#: only once something was removed from it: a detente that knows nothing of that would let it come back.
FIRST, FORMAT = 1, 2
#: The marker file: a folder without it is no store (or one whose making was cut short).
MARKER = "store.json"
#: What people write, and the full-text index.
PEOPLE = "people.sqlite"
#: The key of the hashes in it, for `detente.notes`.
KEY = "notes.key"
#: Held by the one process that writes.
LOCK = "lock.sqlite"
#: What is counted about pairs of states, derived from the tables: a folder that may be deleted at any time.
LEDGER = "ledger"
#: Held by the one process that brings the ledger up to date.
LEDGER_LOCK = "ledger.sqlite"
#: What detente's own events go by, beside those of coders whose files were read in.
OWN = "detente"
#: What `detente watch` remembers, and what the one process that watches holds.
WATCH = "watch.sqlite"
WATCH_LOCK = "watch-lock.sqlite"
#: Folder of the plans of runs.
RUNS = "runs"
#: How far each table is on the disk (`durable.py`).
SYNCED = "synced.json"
#: There while rows that a commit removed are taken out of the tables.
REMOVING = "removing.json"
#: The table that is written last.
BATCHES = "batches"

_WHEN = 'STRUCT("start" DATE, "end" DATE, "grain" VARCHAR, "from" VARCHAR)'
# `of` is the hash of the text a span lies in, or null for the document's own text: a finding may point into
# the headline or a caption.
_SPAN = 'STRUCT("start" BIGINT, "end" BIGINT, "of" VARCHAR)'
_EVIDENCE = 'STRUCT("start" BIGINT, "end" BIGINT, "of" VARCHAR, "text" VARCHAR, "role" VARCHAR)'
_REASON = 'STRUCT("rule" VARCHAR, "score" DOUBLE, "detail" VARCHAR)'
_CODER = 'STRUCT("detente" VARCHAR, "ontology" VARCHAR, "weights" VARCHAR)'
_OFFICE = (
    'STRUCT("title" VARCHAR, "country" VARCHAR, "sector" VARCHAR, '
    '"start" VARCHAR, "end" VARCHAR, "source" VARCHAR)'
)


@dataclass(frozen=True, slots=True)
class Table:
    """One Delta table.

    Attributes:
        name: Its folder in the store.
        about: One line for people; written into the table's description.
        columns: Names and types (in DuckDB's spelling), in order.
        late: Whether stores were made before there was such a table: a store without it has no such rows.
    """

    name: str
    about: str
    columns: tuple[tuple[str, str], ...]
    late: bool = False

    @property
    def row_type(self) -> str:
        """The type of one row, as DuckDB spells it."""
        return f"STRUCT({', '.join(f'{quoted(name)} {kind}' for name, kind in self.columns)})"


def quoted(name: str) -> str:
    """A name as SQL wants it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def _table(name: str, about: str, /, **columns: str) -> Table:
    return Table(name, about, (("batch", "BIGINT"), *columns.items()))


def _detail(name: str, about: str, /, **columns: str) -> Table:
    return _table(name, about, document="VARCHAR", position="BIGINT", **columns)


_DOCUMENTS = _table(
    "documents",
    "One row a coded document and coder: the frozen text and its metadata.",
    id="VARCHAR",
    title="VARCHAR",
    url="VARCHAR",
    language="VARCHAR",
    published=_WHEN,
    byline="VARCHAR",
    dateline="VARCHAR",
    site="VARCHAR",
    encoding="VARCHAR",
    doubtful_characters="BIGINT",
    captions='STRUCT("text" VARCHAR, "credit" VARCHAR)[]',
    furniture='STRUCT("text" VARCHAR, "kind" VARCHAR)[]',
    text="VARCHAR",
    coder=_CODER,
    layers="VARCHAR[]",
    digest="VARCHAR",
)

#: Tables with one row for each record of a document, in the order of the record.
DETAILS: tuple[Table, ...] = (
    _detail(
        "actors",
        "Who is named in a document, with country, sector and offices on the document's date.",
        id="VARCHAR",
        name="VARCHAR",
        kind="VARCHAR",
        country="VARCHAR",
        sector="VARCHAR",
        offices=f"{_OFFICE}[]",
        wikidata="VARCHAR",
    ),
    _detail(
        "mentions",
        "Words that name an actor, and the judgement which one.",
        span=_SPAN,
        tokens="BIGINT[]",
        actor="VARCHAR",
        kind="VARCHAR",
        reason=_REASON,
    ),
    _detail(
        "quotes",
        "Words attributed to a speaker.",
        id="VARCHAR",
        kind="VARCHAR",
        content=f"{_SPAN}[]",
        cue=_SPAN,
        source=_SPAN,
        speaker="VARCHAR",
        addressee="VARCHAR",
        reason=_REASON,
    ),
    _detail(
        "events",
        "Coded acts, with parties, time, place and evidence.",
        id="VARCHAR",
        type="VARCHAR",
        mode="VARCHAR",
        cameo="VARCHAR",
        quad="BIGINT",
        score="DOUBLE",
        contexts="VARCHAR[]",
        modality="VARCHAR[]",
        actors="VARCHAR[]",
        recipients="VARCHAR[]",
        claimed_by="VARCHAR",
        when=_WHEN,
        where='STRUCT("name" VARCHAR, "country" VARCHAR, "lat" DOUBLE, "lon" DOUBLE, "geonameid" BIGINT)',
        confidence="DOUBLE",
        evidence=f"{_EVIDENCE}[]",
        reasons=f"{_REASON}[]",
        counts=f'STRUCT("kind" VARCHAR, "least" BIGINT, "most" BIGINT, "span" {_SPAN})[]',
    ),
    _detail(
        "issues",
        "What events and quotes are about, and who stands where.",
        name="VARCHAR",
        contexts="VARCHAR[]",
        holders=f'STRUCT("actor" VARCHAR, "stance" VARCHAR, "evidence" {_EVIDENCE}[])[]',
        events="VARCHAR[]",
        quotes="VARCHAR[]",
        evidence=f"{_EVIDENCE}[]",
    ),
    _detail(
        "findings",
        "Reasons to doubt a text or to handle it with care.",
        code="VARCHAR",
        severity="VARCHAR",
        message="VARCHAR",
        evidence=f"{_EVIDENCE}[]",
        when=_WHEN,
    ),
)

_PAGES = _table(
    "pages",
    "Where a document was seen: the same text at a second address is a reprint, coded once, seen twice.",
    document="VARCHAR",
    url="VARCHAR",
    title="VARCHAR",
    site="VARCHAR",
    published=_WHEN,
)

_FAILURES = _table(
    "failures",
    "Pages that could not be coded, and why.",
    url="VARCHAR",
    document="VARCHAR",
    code="VARCHAR",
    message="VARCHAR",
    fix="VARCHAR",
    stage="VARCHAR",
    exit_code="BIGINT",
    findings='STRUCT("code" VARCHAR, "severity" VARCHAR, "message" VARCHAR)[]',
)

#: Table of the events that came out of other coders' files.
IMPORTED = "imported"

# One row for two sides of an event: an event with more parties has several, with one `source_id`. The columns are
# explained at `detente.record.Entry`.
_IMPORTED = _table(
    IMPORTED,
    "Events of other coders' files, one row for two sides of an event.",
    id="VARCHAR",
    coder="VARCHAR",
    origin="VARCHAR",
    line="BIGINT",
    source_id="VARCHAR",
    start="DATE",
    end="DATE",
    grain="VARCHAR",
    type="VARCHAR",
    mode="VARCHAR",
    cameo="VARCHAR",
    quad="BIGINT",
    score="DOUBLE",
    scale="VARCHAR",
    contexts="VARCHAR[]",
    modality="VARCHAR[]",
    actor_name="VARCHAR",
    actor_country="VARCHAR",
    actor_sectors="VARCHAR[]",
    recipient_name="VARCHAR",
    recipient_country="VARCHAR",
    recipient_sectors="VARCHAR[]",
    story="VARCHAR",
    mentions="BIGINT",
    where='STRUCT("name" VARCHAR, "country" VARCHAR, "lat" DOUBLE, "lon" DOUBLE, "geonameid" BIGINT)',
    text="VARCHAR",
    digest="VARCHAR",
)
_IMPORTED = replace(_IMPORTED, late=True)

#: Table of what was taken out of the store.
REMOVED = "removed"

# One row a document (or coding) and commit that had rows of it; only its hash is kept. `what` is "document" (all
# of it is gone), "coding" (one coder's), or "readmitted": what went before this row may come back.
_REMOVED = _table(
    REMOVED,
    "What was taken out of the store for good: it does not come back unless it is readmitted.",
    document="VARCHAR",
    of="BIGINT",
    what="VARCHAR",
    coder=_CODER,
    counts='STRUCT("table" VARCHAR, "count" BIGINT)[]',
)
_REMOVED = replace(_REMOVED, late=True)

_BATCHES = _table(
    BATCHES,
    "One row a commit, written last: rows of the other tables count when their batch stands here.",
    created="TIMESTAMP WITH TIME ZONE",
    detente="VARCHAR",
    counts='STRUCT("table" VARCHAR, "count" BIGINT)[]',
    mark="VARCHAR",
    # Set by a commit that takes rows out. `readable`: the oldest version that can still be read.
    removal='STRUCT("by" VARCHAR, "reason" VARCHAR, "rule" VARCHAR, "documents" BIGINT, "codings" BIGINT, '
    '"readable" BIGINT, "rows" STRUCT("table" VARCHAR, "count" BIGINT)[])',
)

#: In the order in which an `add` writes them: the marker last.
TABLES: dict[str, Table] = {
    t.name: t for t in (*DETAILS, _PAGES, _IMPORTED, _FAILURES, _REMOVED, _DOCUMENTS, _BATCHES)
}
#: Tables whose rows hang on a document, with the column that names it.
HANGING: dict[str, str] = {
    **{t.name: "document" for t in DETAILS},
    "pages": "document",
    "failures": "document",
    "documents": "id",
}
#: Those of them whose rows belong to a coding of it.
CODED: frozenset[str] = frozenset([*(t.name for t in DETAILS), "documents"])
