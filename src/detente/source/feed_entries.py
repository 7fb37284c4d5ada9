"""Feeds read: RSS, Atom and JSON Feed become entries, sitemaps become addresses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from detente.errors import BrokenRecord
from detente.record import When
from detente.source.columns import line_of, web_url
from detente.source.markup import child, local, parse_xml, pieces, words
from detente.source.stamps import when_of

_FIX = "Check that it is the address of a feed."


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one page.

    Attributes:
        url: The page's address.
        title: Its headline, or `None`.
        published: When it was published, or `None` when the feed does not say or cannot be understood.
        content: The text that the feed itself carries (HTML or plain), or `None`.
    """

    url: str
    title: str | None = None
    published: When | None = None
    content: str | None = None


def entries(content: bytes, base: str, name: str, most: int) -> Iterator[Entry | BrokenRecord]:
    """Read a feed.

    Args:
        content: RSS, RDF, Atom, JSON Feed, or a sitemap of pages.
        base: The feed's own address; links are relative to it.
        name: What to call it in an error.
        most: Entries after so many are not read.

    Yields:
        Entries, each address as it stands there, and an error in place of each entry without an address.

    Raises:
        BrokenRecord: It is no feed.
    """
    head = content.lstrip(b" \t\r\n\xef\xbb\xbf\x00")[:1]
    found = _of_json(content, name) if head == b"{" else _of_xml(content, name)
    for number, one in enumerate(_whole(found, name), start=1):
        if number > most:
            yield BrokenRecord(
                f"{name} names more than {most:,} pages; the rest is not read.", "Raise DETENTE_MAX_ENTRIES."
            )
            return
        url = _address(base, one.url)
        if url is None:
            shown = one.url[:60] if one.url else "none"
            yield BrokenRecord(
                f"Entry {number} of {name} is broken or has no http(s) address ({shown!r}).", "Tell the site."
            )
        else:
            yield Entry(url, one.title, one.published, one.content)


def _whole(found: Iterator[Entry], name: str) -> Iterator[Entry]:
    """What was found; lxml may still come upon bytes that are no text in a stated encoding."""
    try:
        yield from found
    except UnicodeDecodeError:
        raise BrokenRecord(f"{name} holds bytes that are no text.", _FIX) from None


def sitemaps(content: bytes, name: str) -> list[str] | None:
    """The sitemaps that an index of sitemaps names, as they stand there; `None` when it is no index.

    Raises:
        BrokenRecord: It is no XML.
    """
    root, _ = parse_xml(content, name)
    if local(root) != "sitemapindex":
        return None
    try:
        return _locations(root)
    except UnicodeDecodeError:
        raise BrokenRecord(f"{name} holds bytes that are no text.", "Check its address.") from None


def _locations(root: Any) -> list[str]:
    return [loc for one in root if local(one) == "sitemap" and (loc := words(child(one, "loc")))]


def _address(base: str, url: str) -> str | None:
    try:
        return web_url(urljoin(base, url)) if url else None
    except ValueError:
        return None


def _of_xml(content: bytes, name: str) -> Iterator[Entry]:
    root, sound = parse_xml(content, name)
    kind = local(root)
    if kind not in _KINDS:
        raise BrokenRecord(f"{name} is no feed (it begins with {kind[:40]!r}).", _FIX)
    tag, read = _KINDS[kind]
    if sound:
        return (read(e) for e in root.iter() if local(e) == tag)
    # Where it breaks, a parser may drop all that follows: then each entry is read by itself.
    return (_alone(piece, tag, read, name) for piece in pieces(content, tag))


def _alone(piece: bytes, tag: str, read: Callable[[Any], Entry], name: str) -> Entry:
    """One entry out of a feed that is not sound; without an address when it is the broken one."""
    try:
        root, _ = parse_xml(piece, name)
        found = next((e for e in root.iter() if local(e) == tag), None)
        return Entry("") if found is None else read(found)
    except (BrokenRecord, UnicodeDecodeError):  # lxml's recovery may leave half characters, and then stumbles
        return Entry("")


def _item(item: Any) -> Entry:
    guid = child(item, "guid")
    lasting = guid is not None and guid.get("isPermaLink", "true").lower() == "true"
    url = words(child(item, "link")) or (words(guid) if lasting else None)
    body = child(item, "encoded", "description")
    return Entry(
        url or "", line_of(words(child(item, "title"))), _when(words(child(item, "pubdate", "date"))), words(body)
    )


def _atom(entry: Any) -> Entry:
    links = [e for e in entry if local(e) == "link"]
    best = next((e for e in links if e.get("rel", "alternate") == "alternate"), None)
    url = best.get("href") if best is not None else None
    body = child(entry, "content", "summary")
    return Entry(
        url or "",
        line_of(words(child(entry, "title"))),
        _when(words(child(entry, "published", "issued"))),
        words(body),
    )


def _site(one: Any) -> Entry:
    """An address of a sitemap; only the extension for news says when a page was published."""
    news = child(one, "news")
    published = None if news is None else _when(words(child(news, "publication_date")))
    title = None if news is None else line_of(words(child(news, "title")))
    return Entry(words(child(one, "loc")) or "", title, published)


#: What a root element says of the entries: their name, and how they are read.
_KINDS: dict[str, tuple[str, Callable[[Any], Entry]]] = {
    "rss": ("item", _item),
    "rdf": ("item", _item),
    "feed": ("entry", _atom),
    "urlset": ("url", _site),
}


def _of_json(content: bytes, name: str) -> Iterator[Entry]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenRecord(f"{name} is no JSON ({type(error).__name__}).", _FIX) from None
    listed = told.get("items") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise BrokenRecord(f"{name} is no feed (it has no list of items).", _FIX)
    return (_json_item(one if isinstance(one, dict) else {}) for one in listed)


def _json_item(item: dict[str, Any]) -> Entry:
    url = item.get("url") or item.get("external_url") or item.get("id")
    body = item.get("content_html") or item.get("content_text")
    return Entry(
        url if isinstance(url, str) else "",
        line_of(item.get("title")),
        _when(item.get("date_published")),
        body if isinstance(body, str) else None,
    )


def _when(written: Any) -> When | None:
    """A date in a feed; one that cannot be read is none, since the page itself may say it better."""
    try:
        return when_of(written, origin="metadata")
    except BrokenRecord:
        return None
