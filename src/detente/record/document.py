"""Pages as they came, and the documents cleaned out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detente.record.span import Span, text_id
from detente.record.when import When


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes as they came.

    Attributes:
        content: The bytes, unpacked if they came compressed.
        url: Where from: an http(s) URL, or a `file:` URL, or `None` for standard input.
        media_type: `text/html`, `text/plain`, or `None` when only the bytes can tell.
        charset: Encoding stated by the sender (HTTP header), or `None`.
        fetched: When it was read, UTC.
        published: A publication date given from outside (an archive's column, `--published`), or `None`.
        title: A title given from outside, or `None`.
    """

    content: bytes
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    fetched: datetime | None = None
    published: When | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Furniture:
    """A line of the page that is not the story.

    Attributes:
        text: The line.
        kind: What it is: `comment_form`, `privacy`, `share`, `menu`, `related`, `repeated_headline`,
            `byline`, `dateline`, `caption`, `credit`, `advert`, `subscribe`, `legal`, `other`.
    """

    text: str
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Caption:
    """A photograph's caption and its credit (either may be empty)."""

    text: str
    credit: str


@dataclass(frozen=True, slots=True)
class Document:
    """Cleaned text plus metadata, frozen and named by the hash of its text.

    Attributes:
        text: The story's paragraphs, joined by one blank line; headline, captions and furniture are apart.
        title: The headline, or `None`.
        url: Where the page came from, or `None`.
        language: ISO 639-1 code, or `None` when the text is too short to tell.
        published: Publication date, or `None`; its `origin` says where it came from.
        byline: Author line as written, or `None`.
        dateline: Place (and date) line that opened the story, as written, or `None`.
        captions: Captions and credits of photographs.
        furniture: Lines left out, in page order.
        encoding: The encoding the bytes were read in.
        doubtful_characters: How many characters could not be read, or were repaired from mojibake.
        site: Name of the publication, or `None`.
    """

    text: str
    title: str | None = None
    url: str | None = None
    language: str | None = None
    published: When | None = None
    byline: str | None = None
    dateline: str | None = None
    captions: tuple[Caption, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    encoding: str = "utf-8"
    doubtful_characters: int = 0
    site: str | None = None
    id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", text_id(self.text))

    def span(self, start: int, end: int) -> Span:
        """Make a span of this document's text."""
        return Span(self.id, start, end)
