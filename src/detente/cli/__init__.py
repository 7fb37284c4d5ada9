"""The command line: one file a command group. `main` is the entry point."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; what no error foresaw is one line too (set DETENTE_DEBUG to see where)."""
    # Before anything loads numpy: on the parser's small matrices its threads only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from detente.cli.app import app
    from detente.errors import EXIT_CODES

    try:
        app()
    except Exception as error:
        if os.environ.get("DETENTE_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        print(
            f"detente: [defect] {what} Please report it; DETENTE_DEBUG=1 shows where it happened.", file=sys.stderr
        )
        sys.exit(EXIT_CODES["defect"])
