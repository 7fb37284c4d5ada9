"""The command line: one file a command group. `main` is the entry point."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from detente.cli.app import app

    sys.exit(app())
