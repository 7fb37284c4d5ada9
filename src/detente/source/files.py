"""Pages from files, folders and standard input."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from detente.errors import BinaryInput, DetenteError, EmptyInput, TooLarge
from detente.record import Page
from detente.settings import Settings
from detente.source.kinds import is_blank, is_html, seems
from detente.source.packed import PACKED_SUFFIXES
from detente.source.trouble import told_apart
from detente.source.unpack import is_packed, unpack

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
_STEP = 1_048_576


def read_file(path: Path, settings: Settings) -> Page:
    """Read one file; never more than `max_bytes` of it.

    Args:
        path: A file, or a pipe such as the shell's `<(...)`.
        settings: Limits.

    Raises:
        MissingPath: No such file, or links that lead in a circle.
        NoPermission: It may not be read.
        TooLarge: It has more than `max_bytes`.
        InputError: It is a folder or a socket, or the disk fails.
        EmptyInput: There is nothing in it.
        BinaryInput: It is neither text nor HTML.
        TooCompressed: It is a gzip bomb.
        Undecodable: Its gzip data is damaged.
    """
    with told_apart(path), _opened(path, settings) as file:
        content = read_at_most(file, settings, str(path))
    return page_of(content, str(path), settings, url=path.absolute().as_uri(), suffix=_suffix(path))


def read_standard_input(settings: Settings) -> Page:
    """Read standard input to its end; never more than `max_bytes` of it.

    Raises:
        EmptyInput: There is nothing to read.
        TooLarge: It has more than `max_bytes`.
        BinaryInput: It is neither text nor HTML.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise EmptyInput("Standard input is closed.", "Pipe a page into it, or give a path.")
    content = read_at_most(sys.stdin.buffer, settings, "standard input")
    return page_of(content, "Standard input", settings)


def read_at_most(file: IO[bytes], settings: Settings, name: str) -> bytes:
    """Read to the end of a stream in steps.

    Raises:
        TooLarge: There are more than `max_bytes`; one byte more than that is read at most.
    """
    content = bytearray()
    while len(content) <= settings.max_bytes:
        step = file.read(min(_STEP, settings.max_bytes + 1 - len(content)))
        if not step:
            return bytes(content)
        content += step
    raise _too_large(name, settings)


def page_of(
    content: bytes,
    name: str,
    settings: Settings,
    *,
    url: str | None = None,
    suffix: str = "",
    media_type: str | None = None,
    charset: str | None = None,
) -> Page:
    """Unpack, check and wrap bytes that were read.

    Args:
        content: The bytes as they came.
        name: What to call them in an error.
        settings: Limits.
        url: Where they came from.
        suffix: Lower-case suffix of the file, without that of its packing.
        media_type: As the sender states it.
        charset: As the sender states it.

    Raises:
        EmptyInput: Nothing but white space.
        BinaryInput: Neither text nor HTML.
        TooCompressed: A gzip bomb.
        TooLarge: Unpacks to more than `max_bytes`.
        Undecodable: Damaged gzip data.
    """
    content = unpack(content, name, settings)
    if is_blank(content):
        raise EmptyInput(f"{name} has nothing in it.", "Give a file or page with text.")
    other = seems(content, charset)
    if other:
        raise BinaryInput(f"{name} seems to be {other}, not text or HTML.", "Save the story as text or HTML.")
    if media_type is None:
        if suffix in HTML_SUFFIXES or is_html(content):
            media_type = "text/html"
        elif suffix in TEXT_SUFFIXES:
            media_type = "text/plain"
    return Page(content, url=url, media_type=media_type, charset=charset, fetched=datetime.now(UTC))


def walk(
    folder: Path, also: Callable[[Path], bool] = lambda _: False
) -> Iterator[tuple[Path, DetenteError | None]]:
    """The pages below a folder, sorted, hidden files and folders skipped; each folder is entered once.

    Args:
        folder: Where to look; links to folders are followed.
        also: Says of other files whether they count.

    Yields:
        Pages with `None`, and folders that cannot be listed with the error.
    """
    seen: set[tuple[int, int]] = set()
    todo = [folder]
    while todo:
        at = todo.pop()
        if not at.is_dir():
            yield at, None
            continue
        try:
            with told_apart(at):
                here = at.stat()
                if (here.st_dev, here.st_ino) in seen:
                    continue
                seen.add((here.st_dev, here.st_ino))
                inside = sorted(p for p in at.iterdir() if not p.name.startswith("."))
        except DetenteError as error:
            yield at, error
            continue
        todo.extend(p for p in reversed(inside) if _is_dir(p) or _is_page(p) or also(p))


def _is_dir(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.is_dir()
    return False


def _is_page(path: Path) -> bool:
    """By suffix; a file without one counts when it begins like HTML. A broken link counts: it is reported."""
    suffix = _suffix(path)
    if suffix in HTML_SUFFIXES | TEXT_SUFFIXES:
        try:
            return stat.S_ISREG(path.stat().st_mode)
        except OSError:
            return True
    if suffix:
        return False
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return is_html(head) or is_packed(head)


def _suffix(path: Path) -> str:
    return (Path(path.stem) if path.suffix.lower() in PACKED_SUFFIXES else path).suffix.lower()


@contextlib.contextmanager
def _opened(path: Path, settings: Settings) -> Iterator[IO[bytes]]:
    # Without waiting: a pipe nobody writes to must not hang the run.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if stat.S_ISREG(status.st_mode) and status.st_size > settings.max_bytes:
            raise _too_large(str(path), settings, status.st_size)
        if hasattr(os, "set_blocking"):
            os.set_blocking(descriptor, True)
        yield file


def _too_large(name: str, settings: Settings, size: int | None = None) -> TooLarge:
    has = f"{size:,} bytes, more than the limit of" if size else "more than"
    return TooLarge(
        f"{name} has {has} {settings.max_bytes:,} bytes.", "Split it into its pages, or raise DETENTE_MAX_BYTES."
    )
