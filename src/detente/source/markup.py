"""XML from strangers: feeds and sitemaps, read without entities, external files or unbounded depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from detente.errors import BrokenRecord

_FIX = "Check that it is the address of a feed or a sitemap."
_ENTITY = b"<!ENTITY"
_STATED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")


def parse_xml(content: bytes, name: str) -> tuple[Any, bool]:
    """Read XML, as much of it as can be made out.

    Args:
        content: The file, unpacked.
        name: What to call it in an error.

    Returns:
        The root element, and whether the XML is sound: of what is not, any part may be missing.

    Raises:
        BrokenRecord: It declares entities, or there is no XML in it.
    """
    from lxml import etree

    # Half of the bytes are zero in UTF-16; what a declaration hides in there is found all the same.
    if _ENTITY in content[:1_000_000].replace(b"\x00", b"").upper():
        raise BrokenRecord(f"{name} declares entities, which no feed needs.", "Do not read it.")
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_mended(content.lstrip(b" \t\r\n\xef\xbb\xbf")), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BrokenRecord(f"{name} is no XML ({str(error)[:200]}).", _FIX) from None
    if root is None:
        raise BrokenRecord(f"{name} is no XML.", _FIX)
    return root, not len(parser.error_log)


def _mended(content: bytes) -> bytes:
    """Put a mark in place of bytes that are no UTF-8, unless another encoding is stated."""
    stated = _STATED.match(content)
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")) or (
        stated is not None and stated[1].lower() not in {b"utf-8", b"utf8"}
    ):
        return content
    return content.decode("utf-8", "replace").encode()


def pieces(content: bytes, tag: str) -> Iterator[bytes]:
    """Elements of one name, cut out of XML that is not sound; one that is not closed ends where the next begins.

    Args:
        content: The XML.
        tag: Name of the elements.
    """
    begin, end = re.compile(rb"<(?:\w+:)?%b(?=[\s>/])" % tag.encode()), b"%b>" % tag.encode()
    starts = [m.start() for m in begin.finditer(content)]
    for at, after in zip(starts, [*starts, len(content)][1:], strict=True):
        closed = content.find(end, at + len(tag) + 2, after)
        yield content[at : closed + len(end) if closed >= 0 else after]


def local(element: Any) -> str:
    """An element's name without namespace or prefix, in lower case; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def child(element: Any, *names: str) -> Any:
    """The first child of one of these names, earlier names first; `None` when there is none."""
    for name in names:
        for one in element:
            if local(one) == name:
                return one
    return None


def words(element: Any) -> str | None:
    """All text in an element, or `None` when there is none."""
    if element is None:
        return None
    return "".join(element.itertext()).strip() or None
