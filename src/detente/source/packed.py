"""Files packed as gzip or Zstandard, unpacked while they are read, under the limits on ratio and size."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol, cast

from detente.errors import TooCompressed, TooLarge, Undecodable
from detente.settings import Settings
from detente.source.objects import AnyPath
from detente.source.trouble import told_apart

GZIP = b"\x1f\x8b\x08"
ZSTANDARD = b"\x28\xb5\x2f\xfd"
#: Suffixes of packed files; a file is known by its first bytes, a name by these.
PACKED_SUFFIXES = frozenset({".gz", ".zst"})
#: Unpacked content up to this many bytes is harmless whatever its ratio (short texts that repeat themselves).
HARMLESS = 65_536
#: Zstandard gives all that a piece of input unpacks to, at most 128 KiB for every four bytes.
_ZSTANDARD_STEP = 1_024
_STEP = 65_536
#: More than the standard asks every reader to bear; a file that asks for more may be after the memory.
_MAX_WINDOW = 128 * 1_048_576


class Member(Protocol):
    """What unpacks one gzip member or one Zstandard frame."""

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""

    @property
    def unused_data(self) -> bytes:
        """Input after its end."""

    @property
    def unconsumed_tail(self) -> bytes:
        """Input that waits, since enough came out."""

    def decompress(self, content: bytes, longest: int, /) -> bytes:
        """Unpack a piece of input."""


class _Frame:
    """A Zstandard frame, read the way `zlib` reads a member."""

    unconsumed_tail = b""

    def __init__(self, real: Any) -> None:
        self._real = real

    @property
    def eof(self) -> bool:
        return bool(self._real.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._real.unused_data)

    def decompress(self, content: bytes, _: int, /) -> bytes:
        return bytes(self._real.decompress(content))


@contextlib.contextmanager
def opened(path: AnyPath, settings: Settings) -> Iterator[IO[bytes]]:
    """Open a file and unpack it while it is read, when its first bytes say that it is packed.

    Args:
        path: The file.
        settings: `max_ratio` and `max_unpacked`.

    Yields:
        A stream; reading from it raises `Undecodable`, `TooCompressed` or `TooLarge`.

    Raises:
        InputError: The file cannot be opened.
    """
    with told_apart(path):
        file = path.open("rb")
    with file:
        yield unpacking(file, str(path), settings)


def is_packed_file(path: AnyPath) -> bool:
    """Whether a file is packed, by its first bytes."""
    with told_apart(path), path.open("rb") as file:
        return file.read(4).startswith((GZIP, ZSTANDARD))


def plain_name(name: str) -> str:
    """A file's name in lower case, without the suffix of its packing.

    >>> plain_name("News.JSONL.gz")
    'news.jsonl'
    """
    lower = name.lower()
    return lower.rpartition(".")[0] if Path(lower).suffix in PACKED_SUFFIXES else lower


def unpacking(file: IO[bytes], name: str, settings: Settings) -> IO[bytes]:
    """Unpack a stream when its first bytes say that it is packed; otherwise give it as it is."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    if not buffered.peek(4)[:4].startswith((GZIP, ZSTANDARD)):
        return buffered
    return io.BufferedReader(_Unpacking(buffered, name, settings), _STEP)


class _Unpacking(io.RawIOBase):
    def __init__(self, packed: IO[bytes], name: str, settings: Settings) -> None:
        self._packed = packed
        self._name = name
        self._settings = settings
        self._member: Member | None = None
        self._input = b""
        self._output = memoryview(b"")
        self._read = 0
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._output:
            piece = self._next()
            if piece is None:
                return 0
            self._output = memoryview(piece)
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._output))
        view[:count] = self._output[:count]
        self._output = self._output[count:]
        return count

    def _next(self) -> bytes | None:
        """The next piece of unpacked bytes; `None` at the end."""
        if not self._input:
            self._input = self._packed.read(_ZSTANDARD_STEP)
            self._read += len(self._input)
        if not self._input:
            if self._member is not None:
                raise Undecodable(
                    f"The packed data of {self._name} breaks off after {self._given:,} bytes.",
                    "Get the whole file again.",
                )
            return None
        if self._member is None:
            self._input = self._input.lstrip(b"\x00")  # some writers fill up the last block
            if not self._input:
                return b""
        piece = self._unpacked()
        self._given += len(piece)
        self._check()
        return piece

    def _unpacked(self) -> bytes:
        import zstandard

        try:
            if self._member is None:
                self._member = self._begin()
            piece = self._member.decompress(self._input, _STEP)
            self._input = self._member.unconsumed_tail
        except (zlib.error, zstandard.ZstdError) as error:
            raise Undecodable(
                f"The packed data of {self._name} is damaged after {self._given:,} bytes ({error}).",
                "Get the file again.",
            ) from None
        if self._member.eof:
            self._input = self._member.unused_data
            self._member = None
        return bytes(piece)

    def _begin(self) -> Member:
        import zstandard

        if len(self._input) < 4:
            more = self._packed.read(_ZSTANDARD_STEP)
            self._read += len(more)
            self._input += more
        if self._input.startswith(ZSTANDARD) or self._input[1:4] == b"\x2a\x4d\x18":  # or a frame to be skipped
            return _Frame(zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj())
        if self._input.startswith(GZIP):
            return zlib.decompressobj(wbits=31)
        raise zlib.error("what follows is not packed")

    def _check(self) -> None:
        if self._given > HARMLESS and self._given > self._settings.max_ratio * self._read:
            raise TooCompressed(
                f"{self._name} unpacks to more than {self._settings.max_ratio:g} times what it weighs.",
                "Unpack it by hand if you trust it, or raise DETENTE_MAX_RATIO.",
            )
        if self._given > self._settings.max_unpacked:
            raise TooLarge(
                f"{self._name} unpacks to more than {self._settings.max_unpacked:,} bytes.",
                "Split it, or raise DETENTE_MAX_UNPACKED.",
            )
