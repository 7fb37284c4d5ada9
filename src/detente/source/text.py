"""Lines of text files, never longer in memory than allowed."""

from __future__ import annotations

import codecs
from typing import IO

from detente.errors import SettingsError

_STEP = 1_048_576


def short_line(file: IO[bytes], longest: int) -> tuple[bytes | None, int]:
    """Read one line.

    Args:
        file: A stream.
        longest: What a line may have at most. **Units**: bytes.

    Returns:
        The line with its end, or `None` when it is longer (it is passed over); and its length in bytes, 0 at
        the end of the stream.
    """
    line = file.readline(longest + 1)
    if len(line) <= longest or line.endswith(b"\n"):
        return line, len(line)
    size = len(line)
    while step := file.readline(_STEP):
        size += len(step)
        if step.endswith(b"\n"):
            break
    return None, size


def check_encoding(name: str) -> None:
    """Make sure that lines can be told apart in an encoding.

    Raises:
        SettingsError: There is no such encoding, or one in which a line end is not one byte.
    """
    try:
        sound = codecs.lookup(name).encode('a\n,"')[0] == b'a\n,"'
    except (LookupError, UnicodeError, TypeError, ValueError):
        sound = False
    if not sound:
        raise SettingsError(f"Tables in {name!r} cannot be read.", "Save the table as UTF-8.")
