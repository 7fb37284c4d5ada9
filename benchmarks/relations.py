"""How long questions about relations take over stores of 10^4 to 10^7 made-up events.

    python benchmarks/relations.py [--most 10000000] [--seed 1] [--folder DIR] [--repeat 5]

The stores are written table by table, not coded: five events a document, 40 states of unequal weight, 25 years,
one document in a hundred an edited reprint of another (these two are 60 words long, the others four). For each
size are printed: the largest pair's events, what the first question costs (the ledger is built), what catching up
costs after one more commit, and the median of warm answers: a dyad's timeline, turning points (timeline included),
an issue map, a network; then memory (peak of the process) and disk. With --folder stores are kept and used again.
Times are by the clock, with processor seconds of all cores together behind them.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from detente.relations import issue_map, network, timeline, turning_points
from detente.store import Store
from detente.store.schema import BATCHES, TABLES, quoted
from detente.store.tables import cursor, opened

#: States, the most spoken of first.
_CODES = (
    "USA RUS CHN GBR FRA DEU IRN ISR UKR IND PAK TUR SYR IRQ SAU JPN PRK KOR AFG EGY "
    "ITA ESP POL BRA MEX CAN AUS VEN CUB NGA ZAF KEN ETH SDN LBY YEM QAT NOR SWE FIN"
)
STATES = _CODES.split()
#: Events of a document, and events of a commit.
EACH, COMMIT = 5, 1_000_000
#: From this day on the largest pair clashes more.
TURN = "2014-03-01"

_LITERAL = "[" + ", ".join(f"'{s}'" for s in STATES) + "]"
#: The documents of a commit: number, day, text, two states, whether a copy. `dice(n)` is a number from 0 to 1.
_DOCUMENTS = f"""
CREATE OR REPLACE TEMP TABLE docs AS
WITH raw AS (
  SELECT i, i % 100 = 1 AS copy, CASE WHEN i % 100 = 1 THEN i - 1 ELSE i END AS of FROM range(?, ?) r(i)
), told AS (
  SELECT i, copy, of, DATE '2000-01-01' + CAST(floor(dice(of, 1) * 9131) AS INTEGER) AS day,
    CASE WHEN i % 100 < 2
      THEN array_to_string(
        [format('w{{}}', CAST(floor(dice(of * 100 + j, 2) * 5000) AS BIGINT)) FOR j IN range(60)], ' ')
        || CASE WHEN copy THEN ' sent on by another agency' ELSE '' END
      ELSE format('Document {{}} of seed {{}}.', i, $seed) END AS text,
    CAST(floor(40 * power(dice(of, 3), 1.7)) AS BIGINT) AS x,
    CAST(floor(40 * power(dice(of, 4), 1.7)) AS BIGINT) AS y
  FROM raw)
SELECT *, substring(sha256(text), 1, 20) AS id, {_LITERAL}[x + 1] AS one,
  {_LITERAL}[CASE WHEN y = x THEN (y + 1) % 40 ELSE y END + 1] AS other FROM told
"""
#: Each table's columns, as far as they are not null.
_TABLES = {
    "actors": """
SELECT id AS document, n AS position, CASE n WHEN 0 THEN 'state:' || one WHEN 1 THEN 'state:' || other
    ELSE 'person:' || one || i % 7 END AS id,
  CASE n WHEN 0 THEN one WHEN 1 THEN other ELSE 'Minister ' || i % 7 END AS name,
  CASE n WHEN 2 THEN 'person' ELSE 'state' END AS kind, CASE n WHEN 1 THEN other ELSE one END AS country,
  CASE n WHEN 2 THEN CASE WHEN i % 3 = 0 THEN 'MIL' ELSE 'GOV' END END AS sector, [] AS offices
FROM docs, range(3) p(n)""",
    "quotes": """
SELECT id AS document, 0 AS position, id || ':q1' AS id, 'direct' AS kind,
  [{start: 0, "end": 5, of: NULL}] AS content,
  'person:' || one || i % 7 AS speaker, {rule: 'made', score: 1.0, detail: ''} AS reason FROM docs""",
    "events": f"""
WITH drawn AS (
  SELECT *, dice(of * 10 + n, 5) AS u, day - CAST(floor(dice(of * 10 + n, 6) * 3) AS INTEGER) AS held,
    CASE WHEN dice(of, 8) < 0.3 + CASE WHEN x < 2 AND y < 2 AND day >= DATE '{TURN}' THEN 0.3 ELSE 0 END
      THEN 2 ELSE 0 END AS clash
  FROM docs, range({EACH}) p(n))
SELECT id AS document, n AS position, 'event-' || id || n AS id,
  ['CONSULT', 'AID', 'ACCUSE', 'ASSAULT'][quad] AS type, NULL AS mode, quad,
  [1.5, 7.0, -2.0, -9.0][quad] + u AS score,
  [] AS contexts, CASE WHEN u > 0.95 THEN ['negation'] ELSE [] END AS modality,
  CASE WHEN n % 2 = 0 THEN ['state:' || one] ELSE ['person:' || one || i % 7] END AS actors,
  ['state:' || other] AS recipients, CASE WHEN u < 0.05 THEN 'state:' || one END AS claimed_by,
  {{start: held, "end": held, grain: 'day', "from": 'text'}} AS when, 0.8 AS confidence,
  [{{start: 0, "end": 5, of: NULL, text: text[:5], role: 'trigger'}}] AS evidence, [] AS reasons, [] AS counts
FROM (SELECT *, 1 + clash + CASE WHEN u < 0.25 THEN 1 ELSE 0 END AS quad FROM drawn)""",
    "issues": """
SELECT id AS document, 0 AS position, 'issue ' || i % 30 AS name, [] AS contexts,
  [{actor: 'person:' || one || i % 7, stance: ['for', 'against', 'unclear'][i % 3 + 1], evidence: []},
   {actor: 'state:' || other, stance: ['against', 'for', 'unclear'][(i + i % 2) % 3 + 1], evidence: []}]
    AS holders,
  ['event-' || id || 0, 'event-' || id || 1] AS events, [id || ':q1'] AS quotes, [] AS evidence FROM docs""",
    "pages": "SELECT id AS document, 'https://example.org/' || i AS url FROM docs",
    "documents": """
SELECT id, 'https://example.org/' || i AS url, 'en' AS language, [] AS captions, [] AS furniture, text,
  {start: day, "end": day, grain: 'day', "from": 'metadata'} AS published, 0 AS doubtful_characters,
  {detente: '0', ontology: '0', weights: '0'} AS coder,
  ['cast', 'quotes', 'events', 'issues', 'findings'] AS layers,
  '' AS digest FROM docs""",
}


def write(store: Store, events: int, seed: int, first: int = 0) -> None:
    """Write so many events more into a store, in commits of `COMMIT`."""
    from deltalake import write_deltalake

    db = cursor()
    db.execute(
        f"CREATE OR REPLACE TEMP MACRO dice(n, k) AS (hash(n * 16 + k + {seed} * 1000003) % 1000003) / 1000003.0"
    )
    done = first
    while done < first + events:
        many = min(COMMIT, first + events - done)
        db.execute(_DOCUMENTS.replace("$seed", str(seed)), [done // EACH, (done + many) // EACH])
        number = store.version + 1
        deltas = opened(store.path)
        counts = []
        for name, sql in _TABLES.items():
            table = TABLES[name]
            told = {c[0] for c in db.execute(f"DESCRIBE {sql}").fetchall()}
            columns = ", ".join(
                f"CAST({quoted(c) if c in told else number if c == 'batch' else 'NULL'} AS {kind}) AS {quoted(c)}"
                for c, kind in table.columns
            )
            write_deltalake(
                deltas[name], db.sql(f"SELECT {columns} FROM ({sql})"), mode="append", schema_mode="merge"
            )
            held = db.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0]
            counts.append({"table": name, "count": held})
        marker = {"batch": number, "created": datetime.now(UTC).isoformat(), "detente": "0", "counts": counts}
        from detente.store.tables import append

        append(store.path, TABLES[BATCHES], deltas[BATCHES], [marker])
        done += many


def seconds(ask: Callable[[], object]) -> tuple[float, float]:
    """How long one call takes by the clock, and how much processor time it needs (on all cores together)."""
    start, busy = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - start, time.process_time() - busy


def said(took: tuple[float, float]) -> str:
    """Both, as they are printed."""
    return f"{took[0]:.2f} s ({took[1]:.2f})"


def measure(folder: Path, events: int, seed: int, repeat: int) -> None:
    """Print the figures of one size."""
    store = Store.open(folder, create=True)
    if store.version == 0:
        wrote = seconds(lambda: write(store, events, seed))
        print(f"{events:>10,} events written in {said(wrote)}", flush=True)
    a, b = STATES[:2]
    built = seconds(store.ledger)
    write(store, EACH * 20, seed + 1, 10**9 + store.version * 1000)
    caught = seconds(store.ledger)
    line = timeline(store, a, b)
    asked: dict[str, Callable[[], object]] = {
        "timeline": lambda: timeline(store, a, b),
        "turning points": lambda: turning_points(store, timeline(store, a, b)),
        "issue map": lambda: issue_map(store, a, b),
        "network": lambda: network(store),
    }
    told = {}
    for name, ask in asked.items():
        # The network goes through everything; it is not what must be quick, and is asked once.
        if name != "network":
            ask()
        took = [seconds(ask) for _ in range(repeat if name != "network" else 1)]
        told[name] = (statistics.median(t[0] for t in took), statistics.median(t[1] for t in took))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    disk = sum(p.stat().st_size for p in (folder / "ledger").iterdir()) / 2**20
    turns = [t.label for t in turning_points(store, line).points]
    print(
        f"{events:>10,} events, {line.total.events:,} of {a}-{b} ({line.coverage.copied:,} left out as copies): "
        f"ledger built in {said(built)}, caught up in {said(caught)}; "
        + ", ".join(f"{n} {said(t)}" for n, t in told.items())
        + f"; peak {peak:.0f} MiB, ledger {disk:.0f} MiB; turns at {', '.join(turns) or 'none'}",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--least", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        size = asked.least
        while size <= asked.most:
            measure(folder / f"{size}-{asked.seed}", size, asked.seed, asked.repeat)
            size *= 10


if __name__ == "__main__":
    main()
