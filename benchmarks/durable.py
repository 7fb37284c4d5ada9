"""What it costs that a commit is on the disk before it counts: commits with and without, in turns.

    python benchmarks/durable.py [--folder DIR]

Printed are, for commits of 20 and of 100 synthetic codings, the median time by the clock and of processor.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import synthetic

from detente.store import Store


def commits(folder: Path, size: int, many: int) -> tuple[float, float]:
    """Median seconds of a commit, by the clock and of processor."""
    store = Store.open(folder, create=True)
    clock, processor = [], []
    for at in range(0, size * many, size):
        codings = [synthetic.coding(n) for n in range(at, at + size)]
        began, worked = time.perf_counter(), time.process_time()
        store.add(codings)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return statistics.median(clock), statistics.median(processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where stores are made: a folder of the disk to be measured")
    folder = parser.parse_args().folder
    for size, many in ((20, 12), (100, 8)):
        for sync in ("true", "false", "false", "true"):
            os.environ["DETENTE_SYNC"] = sync
            with tempfile.TemporaryDirectory(dir=folder) as place:
                clock, processor = commits(Path(place) / "store", size, many)
            print(f"{size} pages, synced {sync}: {clock:.3f} s by the clock, {processor:.3f} s of processor")


if __name__ == "__main__":
    main()
