"""Whether two stores hold the same, byte for byte, but for the numbers and moments of their commits.

    python benchmarks/same.py STORE STORE [...]

Prints a hash of every table's rows, sorted, without their batch; exits with 1 when two stores differ.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from detente.store import Store
from detente.store.schema import BATCHES, TABLES


def contents(store: Path) -> dict[str, str]:
    """A hash of the committed rows of every table but the commits themselves."""
    snapshot = Store.open(store).look()
    found = {}
    for name, table in TABLES.items():
        if name == BATCHES:
            continue
        columns = ", ".join(f'"{column}"' for column, _ in table.columns if column != "batch")
        rows = snapshot.ask(f"SELECT {columns} FROM {name}")
        told = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
        found[name] = f"{len(told)} rows {digest}"
    return found


def main() -> int:
    """Run from the command line."""
    stores = [Path(place) for place in sys.argv[1:]]
    all_contents = [contents(store) for store in stores]
    for name in all_contents[0]:
        told = [found[name] for found in all_contents]
        print(f"{name:10s} {'same     ' if len(set(told)) == 1 else 'DIFFERENT'} {'  '.join(dict.fromkeys(told))}")
    return 0 if all(found == all_contents[0] for found in all_contents) else 1


if __name__ == "__main__":
    sys.exit(main())
