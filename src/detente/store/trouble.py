"""What storage libraries complain of, said in our words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import DetenteError, DiskFull, NoPermission, StoreDamaged, StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
#: How the Rust and C++ libraries print what the system said.
_SAID = re.compile(r"os error (\d+)|errno[ =](\d+)", re.IGNORECASE)
_FULL_WORDS = re.compile(
    r"no space left|disk is full|disk full|disk quota exceeded|file too large|not enough space|out of disk",
    re.IGNORECASE,
)
_DENIED_WORDS = re.compile(
    r"permission denied|read-?only (file system|database)|unable to open database file", re.I
)


#: What DuckDB makes of Ctrl-C (or of a signal whose handler raises) during a query: nothing is damaged.
_INTERRUPTED = "Query interrupted"


@contextmanager
def translated(path: Path, doing: str) -> Iterator[None]:
    """Turn what goes wrong inside into an error of the tree.

    Args:
        path: The store, for the message.
        doing: What was being done: "reading", "writing".

    Raises:
        DiskFull: No room left.
        NoPermission: The system refused.
        StoreDamaged: A part cannot be read as what it should be.
        StoreError: A part cannot be written, for another reason.
        KeyboardInterrupt: A query was interrupted.
    """
    try:
        yield
    except (DetenteError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise _told(path, doing, error) from error
    except BaseException as error:
        # A Rust panic (over a damaged log) is no `Exception`, but it must not end the process.
        if type(error).__name__ != "PanicException":
            raise
        raise _told(path, doing, error) from error


def _told(path: Path, doing: str, error: BaseException) -> DetenteError:
    said = " ".join(str(error).split())
    found = {int(n) for pair in _SAID.findall(said) for n in pair if n}
    if isinstance(error, OSError) and error.errno is not None:
        found.add(error.errno)
    if found & set(_FULL) or _FULL_WORDS.search(said):
        return DiskFull(
            f"No room left while {doing} the store {path}; what was committed before is kept.",
            "Free some space and run the same command again: it goes on where it stopped.",
        )
    if found & set(_DENIED) or _DENIED_WORDS.search(said):
        return NoPermission(
            f"The system does not allow {doing} the store {path}.",
            "Change its permissions, or use another folder.",
        )
    short = said if len(said) <= 200 else f"{said[:199]}…"
    if doing == "reading":
        return StoreDamaged(
            f"The store {path} cannot be read ({short}).",
            f"Run `detente verify {path}` to see what is damaged, and put it back from a backup.",
        )
    return StoreError(
        f"The store {path} cannot be written ({type(error).__name__}: {short}).",
        f"Run `detente verify {path}`; what was committed before is kept.",
    )
