"""What a source promises: a plan of parts that stays the same, and the pages of each part."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from detente.errors import SettingsError
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.objects import AnyPath, ObjectPath

#: A file up to this size is hashed whole; a larger one by its size and `_SAMPLES` blocks spread over it.
_HASHED_WHOLE = 16_777_216
_SAMPLES = 256
_BLOCK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """How a source is to be read. The defaults suit most places.

    Attributes:
        kind: Name of the source (`detente sources` lists them), when the place does not tell.
        text: Column or JSON field of the text (plain or HTML); a dot goes into a JSON object.
        title: Column or field of the headline.
        date: Column or field of the publication date.
        url: Column or field of the address.
        date_format: How dates are written (`%d/%m/%Y`), when they are not ISO 8601, RFC 822 or seconds.
        encoding: Encoding of tables and JSON Lines.
        delimiter: What stands between the fields of a CSV table; `None` = told by the first line.
        part_bytes: Large files are cut into parts of about so many bytes.
        follow: Fetch the pages that a feed names; `False` takes the text the feed itself carries.
    """

    kind: str | None = None
    text: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    date_format: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    part_bytes: int = 67_108_864
    follow: bool = True

    def __post_init__(self) -> None:
        if self.part_bytes < 1:
            raise SettingsError(f"Parts of {self.part_bytes} bytes cannot be made.", "Give part_bytes above 0.")

    def as_json(self) -> dict[str, Any]:
        """The options that are set, as a JSON object: part of what makes two plans the same."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a source that is coded as one: a file, a range of one, some files, or a feed.

    Attributes:
        name: Unique in its plan, and the same each time.
        kind: Name of the source that reads it.
        place: Absolute path, or URL.
        start: First byte, row or member of the range; which of these depends on `kind`.
        end: First one after the range; `None` = to the end.
        first: Number of the first record, counted from 1, so that failures can say where they lie.
        items: Files, relative to `place`, when the part is some files of a folder.
        size: Estimate of what is to be read. **Units**: bytes.
        fingerprint: Hash of the content (of samples, where it is large); of the address for what is on the web; of
            version and size for what is on object storage.
    """

    name: str
    kind: str
    place: str
    start: int = 0
    end: int | None = None
    first: int = 1
    items: tuple[str, ...] = field(default=())
    size: int = 0
    fingerprint: str = ""

    def as_json(self) -> dict[str, Any]:
        """The part as a JSON object."""
        return {**asdict(self), "items": list(self.items)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Part:
        """The part out of its JSON object.

        >>> part = Part(name="a.jsonl", kind="jsonl", place="/a.jsonl", size=3)
        >>> Part.from_json(part.as_json()) == part
        True
        """
        return cls(**{**told, "items": tuple(told.get("items", ()))})


class Source(Protocol):
    """A place that gives pages. Every source can be pickled and sent to another process.

    A plugin is a class with these methods and `__init__(place, options, settings)`, named in the entry point
    group `detente.sources`.
    """

    def __init__(self, place: str, options: SourceOptions, settings: Settings) -> None:
        """Remember where and how to read; nothing is opened yet."""

    @staticmethod
    def knows(place: str) -> bool:
        """Whether the place looks like one of this source's, by its name and what kind of file it is."""
        ...

    def plan(self) -> tuple[Part, ...]:
        """The parts, in a stable order.

        Raises:
            DetenteError: The place as a whole cannot be read.
        """
        ...

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """The pages of a part, one at a time; a `Failure` in place of each that is broken."""
        ...


def fingerprint(path: AnyPath, start: int = 0, end: int | None = None) -> str:
    """Hash a file's range: whole up to 16 MiB, else its length and 256 blocks spread evenly over it.

    Of an object of object storage nothing is read: its version (ETag) and size stand for its content.

    Returns:
        A short hexadecimal name; "" for what is no regular file, or cannot be read (reading tells why).
    """
    if isinstance(path, ObjectPath):
        mark = path.stat().mark
        return mark if end is None else f"{mark}-{start}-{end}"
    digest = hashlib.blake2b(digest_size=12)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return ""
        stop = status.st_size if end is None else min(end, status.st_size)
        length = max(0, stop - start)
        digest.update(str(length).encode())
        with path.open("rb", buffering=0) as file:
            if length <= _HASHED_WHOLE:
                steps = range(start, stop, _BLOCK)
            else:
                steps = range(start, stop - _BLOCK + 1, (length - _BLOCK) // (_SAMPLES - 1))
            for at in steps:
                file.seek(at)
                digest.update(file.read(min(_BLOCK, stop - at)))
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def name_of(told: Iterable[object]) -> str:
    """Hash some values into a short name."""
    return hashlib.blake2b(json.dumps(list(told), default=str).encode(), digest_size=12).hexdigest()
