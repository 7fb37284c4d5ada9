"""Where and how the command line prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

#: Width of what is printed where the output is no terminal. **Units**: columns.
PIPED_WIDTH = 120


def console() -> Console:
    """Where tables are printed: as wide as the terminal, or `PIPED_WIDTH` where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)


def plain(text: str) -> str:
    r"""Text from a page, made safe for a terminal: no control characters, on one line.

    >>> plain("Bad\x1b[2J news")
    'Bad [2J news'
    """
    return "".join(c if c.isprintable() else " " for c in text)
