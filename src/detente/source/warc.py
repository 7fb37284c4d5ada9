"""Web archives (WARC, WET, CC-News segments): the pages among their records."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from detente.errors import BrokenRecord, DetenteError, FetchError, InputError, TooLarge
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.columns import web_url
from detente.source.failing import failure, url_of
from detente.source.fetching import TEXT_TYPES, content_type
from detente.source.files import page_of
from detente.source.jsonl import whole_file
from detente.source.objects import AnyPath, located
from detente.source.packed import is_packed_file, plain_name
from detente.source.part import Part, Source, SourceOptions, fingerprint
from detente.source.warc_records import Broken, Record, records

#: Types of records that hold what a server sent, or what was made of it.
_TYPES = frozenset({"response", "resource", "conversion"})
_LONGEST_HEADER = 262_144


@dataclass(frozen=True, slots=True)
class WarcSource(Source):
    """A WARC file, packed record by record (gzip), as a whole (gzip, Zstandard), or not at all."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix."""
        return plain_name(place).endswith((".warc", ".wet"))

    def plan(self) -> tuple[Part, ...]:
        """Ranges of whole records, of about `part_bytes` each as the file lies there.

        Raises:
            InputError: The file is missing or may not be read.
        """
        path = located(self.place)
        whole = whole_file(path, "warc")
        is_packed_file(path)
        if whole.size <= self.options.part_bytes:
            return (whole,)
        return tuple(
            replace(
                whole,
                name=f"{path.name}#{n}",
                start=start,
                end=end,
                first=first,
                size=end - start,
                fingerprint=fingerprint(path, start, end),
            )
            for n, (start, end, first) in enumerate(self._cuts(path, whole.size))
        )

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """One page a record that holds text or HTML; a record that is broken is a failure with its number."""
        path = located(part.place)
        try:
            for one in records(path, self.settings, part.start, part.end, part.first):
                try:
                    if isinstance(one, Broken):
                        raise one.error
                    page = page_of_warc(one, path, self.settings)
                except DetenteError as error:
                    yield failure(path, error, f"record={one.number}")
                else:
                    if page is not None:
                        yield page
        except FetchError as error:
            yield failure(path, error)
        except OSError as error:
            yield failure(path, InputError(f"{path} cannot be read ({error}).", "Check the path and the disk."))

    def _cuts(self, path: AnyPath, size: int) -> Iterator[tuple[int, int, int]]:
        start, first = 0, 1
        for one in records(path, self.settings, blocks=False):
            # Records of one member share its offset: they stay together.
            if one.offset - start >= self.options.part_bytes:
                yield start, one.offset, first
                start, first = one.offset, one.number
        yield start, size, first


def page_of_warc(record: Record, path: AnyPath, settings: Settings) -> Page | None:
    """The page that a record holds.

    Args:
        record: A record, with its block.
        path: The file.
        settings: Limits.

    Returns:
        The page, or `None` when the record holds none: a request, a picture, an answer other than 200.

    Raises:
        InputError: It should hold a page and does not.
    """
    if record.header.get("warc-type", "").lower() not in _TYPES:
        return None
    name = f"Record {record.number} of {path} (at byte {record.offset:,})"
    if record.block is None:
        if not _is_text(record.header.get("content-type", "")):
            return None
        raise TooLarge(f"{name} has {record.size:,} bytes.", "Raise DETENTE_MAX_BYTES.")
    content, stated = record.block, record.header.get("content-type", "")
    encoding = ""
    if stated.lower().replace(" ", "").startswith("application/http"):
        status, header, content = _answer(content, name)
        if status != 200:
            return None
        stated, encoding = header.get("content-type", ""), header.get("content-encoding", "")
        content = _unpacked(_joined(content, header), encoding, name, settings)
    media_type, charset = content_type(stated)
    if media_type is not None and media_type not in TEXT_TYPES:
        return None
    if len(content) > settings.max_bytes:
        raise TooLarge(f"{name} has {len(content):,} bytes.", "Raise DETENTE_MAX_BYTES.")
    uri = record.header.get("warc-target-uri", "").strip("<>")
    media_type = "text/html" if media_type == "application/xhtml+xml" else media_type
    base = url_of(path)
    own = f"{base}#record={record.number}" if base else None
    page = page_of(content, name, settings, url=web_url(uri) or own, media_type=media_type, charset=charset)
    return replace(page, fetched=_moment(record.header.get("warc-date", "")))


def _is_text(stated: str) -> bool:
    media_type, _ = content_type(stated)
    return media_type is None or media_type in TEXT_TYPES or media_type == "application/http"


def _answer(block: bytes, name: str) -> tuple[int, dict[str, str], bytes]:
    """Status, header and body of what a server sent."""
    ends = [(block.find(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    at, long = min(((a, n) for a, n in ends if 0 <= a <= _LONGEST_HEADER), default=(-1, 0))
    head = block[: at if at >= 0 else 200].decode("latin-1").splitlines()
    words = head[0].split(None, 2) if head else []
    if at < 0 or len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdecimal():
        raise BrokenRecord(f"{name} holds no answer of a server.", "Go on without that record.")
    header: dict[str, str] = {}
    for line in head[1:]:
        field, _, value = line.partition(":")
        header.setdefault(field.strip().lower(), value.strip())
    return int(words[1][:4]), header, block[at + long :]


def _joined(content: bytes, header: dict[str, str]) -> bytes:
    """Put the chunks of a body together; some archives have done so and kept the header."""
    if header.get("transfer-encoding", "").lower() != "chunked":
        return content
    out = bytearray()
    at = 0
    while True:
        end = content.find(b"\r\n", at, at + 100)
        try:
            size = int(content[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0 or end + 2 + size > len(content):
            return content
        if size == 0:
            return bytes(out)
        out += content[end + 2 : end + 2 + size]
        at = end + 2 + size + 2


def _unpacked(content: bytes, encoding: str, name: str, settings: Settings) -> bytes:
    """Take off what `page_of` does not know by its first bytes (gzip it knows)."""
    packing = encoding.strip().lower()
    if packing in {"", "identity", "gzip", "x-gzip", "none"}:
        return content
    if packing == "deflate":
        for bits in (15, -15):
            unpacker = zlib.decompressobj(wbits=bits)
            try:
                out = unpacker.decompress(content, settings.max_bytes + 1)
            except zlib.error:
                continue
            if len(out) > settings.max_bytes:
                raise TooLarge(f"{name} unpacks to more than {settings.max_bytes:,} bytes.", "Raise the limit.")
            return out
    if content.lstrip()[:1] == b"<":
        return content  # unpacked by the archive, which kept the header
    raise BrokenRecord(f"{name} came packed as {packing[:20]!r}, which is not read.", "Go on without that record.")


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
