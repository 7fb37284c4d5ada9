"""An event file, line by line: packed or not, with its hash, in bounded memory."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from detente.errors import (
    BinaryInput,
    DetenteError,
    EmptyInput,
    InputError,
    MissingPath,
    NoPermission,
    TooCompressed,
    Undecodable,
)
from detente.settings import Settings
from detente.source.kinds import is_wide, seems

#: Longest line that is read; longer ones are failures. **Units**: bytes.
LONGEST = 1_000_000
#: Unpacked content up to this many bytes is harmless whatever its ratio.
_HARMLESS = 64_000_000
#: Packed bytes that are unpacked at once: even of these a block may grow ten-thousandfold.
_STEP = 1024
#: Different values of one kind that are noted by name.
_NOTED = 50
_ENCODING = "not UTF-8, read as Windows-1252"


class Line(NamedTuple):
    """A line of a file, without its end, or why it cannot be read (`trouble`)."""

    number: int
    text: str
    trouble: str = ""


@dataclass(slots=True)
class Notes:
    """What was read, but not wholly understood: kinds of things, values, how often."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, kind: str, value: str) -> None:
        """Note a value; beyond some different ones of a kind they are counted together."""
        key = (kind, value[:60])
        if key not in self.counts and sum(k == kind for k, _ in self.counts) >= _NOTED:
            key = (kind, "…")
        self.counts[key] += 1


@dataclass(frozen=True, slots=True)
class Source:
    """An event file that is to be read.

    Attributes:
        path: Where it is.
        origin: Its name and the SHA-256 of its bytes.
        coder: Name to record as the coder, or `None` for the format's own.
        columns: What the user says stands in which column; only formats without a fixed header ask.
        notes: Filled while reading.
    """

    path: Path
    origin: str
    coder: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def of(cls, path: Path, coder: str | None = None, columns: Mapping[str, str] | None = None) -> Source:
        """A file on disk; its bytes are read once for the hash.

        Raises:
            InputError: It is missing, forbidden, empty or no file.
        """
        hash_ = hashlib.sha256()
        with _reading(path), path.open("rb") as file:
            while block := file.read(1 << 20):
                hash_.update(block)
        if not path.stat().st_size:
            raise EmptyInput(f"The file {path} is empty.", "Give an event file.")
        return cls(path, f"{path.name} sha256:{hash_.hexdigest()}", coder, columns or {})

    def lines(self) -> Iterator[Line]:
        """Lines, unpacked and decoded; lines that are no text come with their trouble.

        Raises:
            BinaryInput: It is no text.
            EmptyInput: There is nothing in it.
            TooCompressed: It unpacks to far more than it weighs.
            Undecodable: The packed data is damaged, or all of it is in a wide encoding.
        """
        settings, packed, unpacked, number = Settings.load(), self.path.stat().st_size, 0, 0
        with _reading(self.path), _unpacked(self.path) as stream:
            while raw := stream.readline(LONGEST + 1):
                number += 1
                unpacked += len(raw)
                if number == 1:
                    raw = self._first(raw)
                if unpacked > max(_HARMLESS, packed * settings.max_ratio):
                    raise TooCompressed(
                        f"{self.path} unpacks to more than {settings.max_ratio:g} times its {packed:,} bytes.",
                        "Unpack it by hand if you trust it, or raise DETENTE_MAX_RATIO.",
                    )
                if len(raw) > LONGEST and not raw.endswith(b"\n"):
                    while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                        unpacked += len(rest)
                    yield Line(number, "", f"it is longer than {LONGEST:,} bytes")
                else:
                    yield self._decoded(number, raw)
        if not number:
            raise EmptyInput(f"There is nothing in {self.path}.", "Give an event file.")

    def _first(self, raw: bytes) -> bytes:
        if is_wide(raw):
            raise Undecodable(f"{self.path} is written in UTF-16 or UTF-32.", "Save it as UTF-8.")
        binary = seems(raw[:4096])
        if binary:
            raise BinaryInput(f"{self.path} is {binary}, not a table of text.", "Give an event file.")
        return raw.removeprefix(b"\xef\xbb\xbf")

    def _decoded(self, number: int, raw: bytes) -> Line:
        raw = raw.rstrip(b"\r\n")
        if b"\x00" in raw:
            return Line(number, "", "it holds NUL bytes")
        try:
            return Line(number, raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            return Line(number, raw.decode("latin-1"), "it is neither UTF-8 nor Windows-1252")
        self.notes.add("encoding", _ENCODING)
        return Line(number, text)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what the system and the unpackers say into errors of the tree."""
    try:
        yield
    except (DetenteError, MemoryError):
        raise
    except FileNotFoundError:
        raise MissingPath(f"There is no file {path}.", "Check the path.") from None
    except PermissionError:
        raise NoPermission(f"The file {path} may not be read.", "Change its permissions.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder.", "Give the event files in it.") from None
    except (
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _damaged(path, error) from None
    except Exception as error:
        if type(error).__name__ != "ZstdError":
            raise
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> Undecodable:
    return Undecodable(
        f"The packed data of {path} is damaged or breaks off ({error}).",
        "Get the whole file again; what was read before is kept.",
    )


class _Zstandard(io.RawIOBase):
    """Unpacks in small steps, and says so when the data breaks off: the library's own reader just ends."""

    def __init__(self, packed: IO[bytes]) -> None:
        import zstandard

        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj
        self._open = self._frame()
        self._fresh = True
        self._ready = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        while not self._ready:
            block = self._open.unused_data or self._packed.read(_STEP)
            if self._open.eof:
                self._open, self._fresh = self._frame(), True
            if not block:
                if not self._fresh:
                    raise EOFError("a Zstandard frame has no end")
                return 0
            self._ready, self._fresh = self._open.decompress(block), False
        taken = min(len(buffer), len(self._ready))
        buffer[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file as a stream of unpacked bytes: gzip, a zip of one file, Zstandard, or plain."""
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.open(file) as stream:
                yield cast("IO[bytes]", stream)
        elif magic == b"(\xb5/\xfd":
            yield io.BufferedReader(_Zstandard(file))
        elif magic.startswith(b"PK"):
            with zipfile.ZipFile(file) as archive:
                names = [
                    i for i in archive.infolist() if not i.is_dir() and not i.filename.startswith("__MACOSX/")
                ]
                if len(names) != 1:
                    raise InputError(
                        f"{path} holds {len(names)} files.",
                        "Unpack it, and give the event files in it one by one.",
                    )
                with archive.open(names[0]) as stream:
                    yield io.BufferedReader(stream)  # type: ignore[type-var]
        else:
            yield file
