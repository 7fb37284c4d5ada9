"""What it takes to remove the older part of a store of made-up events: time, memory, disk.

    python benchmarks/retention.py [EVENTS ...]

Stores are those of `relations.py`; documents published before 2015 go, three in five. Each store is measured
in a process of its own; memory is the most that the process ever had.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import relations
from detente.store import Store, upkeep
from detente.store.retaining import Rule, retain

_RULE = Rule(before=date(2015, 1, 1))


def peak() -> int:
    """The most memory this process had. **Units**: MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def measure(folder: Path) -> None:
    """Remove, and say what it took."""
    store = Store.open(folder)
    print(f"  before: {upkeep.weight(folder).size / 1e6:.1f} MB on disk")
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("dry run", lambda: retain(store, _RULE, dry_run=True)),
        ("retain", lambda: retain(store, _RULE)),
        ("vacuum", lambda: upkeep.vacuum(store, 0)),
    ]
    for name, step in steps:
        began, worked = time.perf_counter(), time.process_time()
        done = step()
        took = (
            f"{time.perf_counter() - began:.2f} s by the clock, {time.process_time() - worked:.2f} s of processor"
        )
        what = f", {done.documents:,} documents" if name != "vacuum" else f", {done} files"
        print(f"  {name}{what}: {took}, {peak()} MB, {upkeep.weight(folder).size / 1e6:.1f} MB on disk")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    for events in map(int, sys.argv[1:] or ["100000"]):
        with tempfile.TemporaryDirectory() as place:
            store = Store.open(Path(place) / "store", create=True)
            relations.write(store, events, 1)
            store.search("made")
            print(f"{events:,} events", flush=True)
            subprocess.run([sys.executable, __file__, "--measure", str(store.path)], check=True)


if __name__ == "__main__":
    main()
