"""How a store of many events answers while another process adds to it, and what adding and compacting cost.

    python benchmarks/under_ingest.py --events 10000000 --folder DIR [--seconds 120] [--gap 2]

The store is the one that `relations.py` makes (with the same --folder it is used again). Another process then adds
codings of `synthetic.py`, a hundred documents (1,200 events) a commit, with a pause between two commits; meanwhile
this one asks about the heaviest pair: timeline, turning points, issue map. An answer counts what was committed
when it was asked, so the first question after a commit waits until the ledger has caught up. Printed are median
and longest answers without and with ingest, the time of a commit into the large store and into an empty one, and
the store's files and size before and after compaction, during which questions go on.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from synthetic import coding

import relations as made
from detente.relations import issue_map, timeline, turning_points
from detente.store import Store

#: Documents of a commit.
DOCUMENTS = 100


def ingest(folder: Path, seconds: float, gap: float, first: int) -> None:
    """Add commit after commit for so long, and print how long each took, and last the memory it took at most."""
    store = Store.open(folder, create=True)
    until, number = time.monotonic() + seconds, first
    while time.monotonic() < until:
        given = [coding(n) for n in range(number, number + DOCUMENTS)]
        number += DOCUMENTS
        started = time.monotonic()
        store.add(given)
        print(f"{time.monotonic() - started:.3f}", flush=True)
        time.sleep(gap)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def begun(folder: Path, given: argparse.Namespace, seconds: float, first: int) -> subprocess.Popen[str]:
    """The process that adds."""
    command = [sys.executable, __file__, "--folder", str(folder), "--gap", str(given.gap)]
    command += ["--seconds", str(seconds), "--ingest", str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def asked(store: Store, going: Callable[[], bool]) -> dict[str, list[float]]:
    """Ask one question after the other for as long as it goes on. **Units**: seconds."""
    a, b = made.STATES[:2]
    questions: dict[str, Callable[[], object]] = {
        "timeline": lambda: timeline(store, a, b),
        "turning points": lambda: turning_points(store, timeline(store, a, b)),
        "issue map": lambda: issue_map(store, a, b),
    }
    took: dict[str, list[float]] = {name: [] for name in questions}
    while going():
        for name, ask in questions.items():
            started = time.monotonic()
            ask()
            took[name].append(time.monotonic() - started)
    return took


def said(took: dict[str, list[float]]) -> str:
    """Medians and longest, as they are printed."""
    return ", ".join(f"{n} {statistics.median(t):.2f} s (to {max(t):.2f}, {len(t)})" for n, t in took.items())


def size(folder: Path) -> str:
    """Files and bytes of a store, its ledger and its logs apart."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    data = [p for p in files if p.suffix == ".parquet" and "_delta_log" not in p.parts and "ledger" not in p.parts]
    ledger = [p for p in files if "ledger" in p.parts]
    weigh = lambda those: sum(p.stat().st_size for p in those) / 1e6  # noqa: E731
    return (
        f"{len(data)} data files of {weigh(data):,.0f} MB, ledger {weigh(ledger):,.0f} MB, "
        f"everything {weigh(files):,.0f} MB"
    )


def measure(given: argparse.Namespace) -> None:
    """Print the figures."""
    folder = given.folder / f"{given.events}-{given.seed}"
    store = Store.open(folder, create=True)
    if store.version == 0:
        took = made.seconds(lambda: made.write(store, given.events, given.seed))
        print(f"{given.events:,} events written in {made.said(took)}", flush=True)
    print(f"ledger built or caught up in {made.said(made.seconds(store.ledger))}", flush=True)
    print(f"store: {size(folder)}", flush=True)
    rounds = iter(range(4))
    print(f"without ingest: {said(asked(store, lambda: next(rounds, None) is not None))}", flush=True)

    adder = begun(folder, given, given.seconds, int(time.time()))
    took = asked(store, lambda: adder.poll() is None)
    *commits, peak = (float(line) for line in adder.communicate()[0].split())
    print(f"with ingest:    {said(took)}", flush=True)
    with tempfile.TemporaryDirectory() as empty:
        other = begun(Path(empty) / "store", given, 15, int(time.time()))
        *alone, _ = (float(line) for line in other.communicate()[0].split())
    print(
        f"{len(commits)} commits of {DOCUMENTS} documents meanwhile: median {statistics.median(commits):.2f} s, "
        f"longest {max(commits):.2f} s, peak of the adding process {peak:.0f} MB; into an empty store, alone, "
        f"median {statistics.median(alone):.2f} s",
        flush=True,
    )
    print(f"store: {size(folder)}", flush=True)

    done = threading.Event()
    found: list[tuple[float, float]] = []

    def compact() -> None:
        found.append(made.seconds(store.compact))
        done.set()

    worker = threading.Thread(target=compact)
    worker.start()
    took = asked(Store.open(folder), lambda: not done.is_set())
    worker.join()
    print(f"compaction {made.said(found[0])}; meanwhile {said(took)}", flush=True)
    print(f"store: {size(folder)} (replaced files stay until `detente store vacuum`)", flush=True)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--gap", type=float, default=2)
    parser.add_argument("--ingest", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ingest is not None:
        ingest(given.folder, given.seconds, given.gap, given.ingest)
    else:
        measure(given)


if __name__ == "__main__":
    main()
