"""An object of object storage, read as if it were a file: by ranges, a few megabytes at a time."""

from __future__ import annotations

import hashlib
import io
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from detente.errors import DetenteError, FetchFailed
from detente.source.buckets import Address, bucket_of, is_cloud, library, translated

#: What is asked for at first, after a leap, and at most at once. Two such pieces are held. **Units**: bytes.
_FIRST, _LARGEST = 65_536, 8_388_608
_BUFFER = 65_536
#: Keys in one answer of a listing, and how often one that breaks off is asked for again.
_KEYS, _TRIES = 1_000, 3


class Stat(NamedTuple):
    """What is known of an object without reading it. `st_size` is called as files have it."""

    st_size: int
    tag: str
    changed: str

    @property
    def mark(self) -> str:
        """Hash of what tells two contents apart."""
        told = f"{self.st_size}\n{self.tag or self.changed}"
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


class ObjectPath:
    """An object, with as much of a path's ways as our readers use.

    The first look at it settles which of its versions is meant: once another one lies there, reading fails.

    Args:
        address: Where it lies.
        stat: What a listing told of it.
    """

    def __init__(self, address: Address, stat: Stat | None = None) -> None:
        """See the class."""
        self.address = address
        self._stat = stat
        self.trouble: DetenteError | None = None

    def __str__(self) -> str:
        return str(self.address)

    @property
    def name(self) -> str:
        """The last piece of its key."""
        return self.address.key.rpartition("/")[2]

    def absolute(self) -> ObjectPath:
        """Itself."""
        return self

    def as_uri(self) -> str:
        """Its address."""
        return self.address.as_uri()

    def is_dir(self) -> bool:
        """Never: what looks like folders are pieces of keys."""
        return False

    def stat(self) -> Stat:
        """Its size and version, asked for once.

        Raises:
            DetenteError: As `translated` says.
        """
        if self._stat is None:
            with translated(self.address):
                self._stat = stat_of(library().head(bucket_of(self.address), self.address.key))
        return self._stat

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Open it for reading.

        Raises:
            DetenteError: As `translated` says.
        """
        assert mode == "rb"
        self.stat()
        return io.BufferedReader(cast("io.RawIOBase", _Ranges(self)), _BUFFER)

    def read(self, start: int, end: int) -> memoryview:
        """Bytes of a range.

        Raises:
            FetchFailed: Whatever goes wrong: the object was there when it was opened.
        """
        stat = self.stat()
        options: dict[str, Any] = {"range": (start, end)}
        if stat.tag and not stat.tag.startswith("W/"):
            options["if_match"] = stat.tag
        try:
            with translated(self.address):
                found = library().get(bucket_of(self.address), self.address.key, options=options)
                content = memoryview(found.bytes())
            if stat_of(found.meta).mark != stat.mark or len(content) != end - start:
                raise FetchFailed(
                    f"{self} has changed while it was read.", "Read it again when nobody writes it any more."
                )
        except DetenteError as error:
            self.trouble = error if isinstance(error, FetchFailed) else FetchFailed(error.message, error.fix)
            raise self.trouble from None
        return content


AnyPath = Path | ObjectPath


def located(place: str) -> AnyPath:
    """The file or object of a place.

    Raises:
        MissingPath: An address of object storage that is none.
    """
    return ObjectPath(Address.parse(place)) if is_cloud(place) else Path(place).absolute()


def stat_of(told: Any) -> Stat:
    """What the library tells of an object."""
    return Stat(int(told["size"]), str(told.get("e_tag") or ""), told["last_modified"].isoformat())


def listed(root: Address) -> Iterator[list[tuple[str, Stat]]]:
    """The objects below an address, as many at a time as one answer tells, with their keys.

    An answer that breaks off is asked for again from where it broke off.

    Raises:
        DetenteError: As `translated` says.
    """
    after = None
    tries = 0
    while True:
        try:
            with translated(root):
                below = library().list(bucket_of(root), prefix=root.key or None, offset=after, chunk_size=_KEYS)
                for chunk in below:
                    yield [(str(told["path"]), stat_of(told)) for told in chunk]
                    after, tries = max((str(told["path"]) for told in chunk), default=after), 0
            return
        except FetchFailed:
            tries += 1
            if tries > _TRIES:
                raise
            time.sleep(0.1 * 2**tries)


class _Ranges(io.RawIOBase):
    """Reads an object by ranges that grow while it is read onward, so that a look at its head costs little."""

    def __init__(self, path: ObjectPath) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._at = 0
        self._step = _FIRST
        # Two pieces, since readers look back a little: at the beginning of a record, of a member.
        self._held: deque[tuple[int, memoryview]] = deque(maxlen=2)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        if self._at >= self._size or not view:
            return 0
        start, piece = self._piece(len(view))
        found = piece[self._at - start : self._at - start + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _piece(self, wanted: int) -> tuple[int, memoryview]:
        """The piece that holds the place to read at."""
        for start, piece in self._held:
            if start <= self._at < start + len(piece):
                return start, piece
        onward = bool(self._held) and self._held[-1][0] + len(self._held[-1][1]) == self._at
        self._step = min(self._step * 4, _LARGEST) if onward else _FIRST
        if len(self._held) == self._held.maxlen:
            self._held.popleft()
        end = min(self._at + min(max(self._step, wanted), _LARGEST), self._size)
        self._held.append((self._at, self._path.read(self._at, end)))
        return self._held[-1]
