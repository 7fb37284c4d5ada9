"""Feeds and sitemaps as sources: what they name is fetched politely, each page once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from detente.errors import BrokenRecord, DetenteError, EmptyInput, TooLarge
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.canonical import canonical
from detente.source.columns import web_url
from detente.source.failing import failure
from detente.source.feed_entries import Entry, entries, sitemaps
from detente.source.fetching import check_answer, is_url, shown
from detente.source.files import page_of, read_at_most
from detente.source.manners import Manners
from detente.source.packed import plain_name
from detente.source.part import Part, Source, SourceOptions, fingerprint, name_of
from detente.source.trouble import told_apart
from detente.source.unpack import unpack

#: What feeds are asked for as.
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8"
)
#: An index of indexes of sitemaps is as deep as honest sites go.
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class FeedSource(Source):
    """A feed (RSS, RDF, Atom, JSON Feed), on the web or saved in a file."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its suffix; other addresses need `kind="feed"`."""
        return plain_name(_path(place)).endswith((".rss", ".atom", ".rdf"))

    def plan(self) -> tuple[Part, ...]:
        """One part. What is on the web changes, so that only the address can stand for it."""
        return (_part(self.place, "feed"),)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """The pages that the feed names, or what the feed itself carries of them."""
        yield from _pages(part, self.options, self.settings, Manners(self.settings))


@dataclass(frozen=True, slots=True)
class SitemapSource(Source):
    """A sitemap, or an index of sitemaps."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its name (`sitemap.xml`, `sitemap_news.xml.gz`); others need `kind="sitemap"`."""
        name = plain_name(_path(place).rpartition("/")[2])
        return name.startswith("sitemap") and name.endswith(".xml")

    def plan(self) -> tuple[Part, ...]:
        """One part a sitemap.

        Raises:
            DetenteError: The sitemap or an index cannot be read.
        """
        manners = Manners(self.settings)
        found: list[str] = []
        todo = [(self.place, 0)]
        seen = {self.place}
        while todo:
            place, deep = todo.pop(0)
            listed = sitemaps(_content(place, self.settings, manners), shown(place)) if deep < _DEEPEST else None
            if listed is None:
                found.append(place)
                continue
            for url in listed:
                target = web_url(urljoin(place, url)) if is_url(place) else web_url(url)
                if target is not None and target not in seen:
                    seen.add(target)
                    todo.append((target, deep + 1))
            if len(seen) > self.settings.max_sitemaps:
                raise TooLarge(
                    f"{shown(self.place)} names more than {self.settings.max_sitemaps:,} sitemaps.",
                    "Give one of them, or raise DETENTE_MAX_SITEMAPS.",
                )
        if not found:
            raise EmptyInput(f"{shown(self.place)} names no sitemap.", "Check the address.")
        return tuple(_part(place, "sitemap") for place in found)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """The pages that the sitemap names."""
        yield from _pages(part, self.options, self.settings, Manners(self.settings))


def page_of_entry(entry: Entry, number: int, options: SourceOptions, settings: Settings, manners: Manners) -> Page:
    """The page that an entry names, or the text that the feed carries when it is not to be followed.

    Raises:
        DetenteError: It cannot be fetched, or holds no text.
    """
    if options.follow:
        page = manners.page(entry.url)
        return replace(page, published=page.published or entry.published)
    if entry.content is None:
        raise EmptyInput(f"Entry {number} of the feed carries no text ({shown(entry.url)}).", "Follow its link.")
    page = page_of(
        entry.content.encode("utf-8", "replace"),
        f"Entry {number} of the feed",
        settings,
        url=entry.url,
        media_type="text/html" if "<" in entry.content else "text/plain",
        charset="utf-8",
    )
    return replace(page, published=entry.published, title=entry.title)


def _pages(part: Part, options: SourceOptions, settings: Settings, manners: Manners) -> Iterator[Page | Failure]:
    seen: set[str] = set()
    number = 0
    try:
        content = _content(part.place, settings, manners)
        for number, one in enumerate(entries(content, part.place, shown(part.place), settings.max_entries), 1):
            try:
                if isinstance(one, BrokenRecord):
                    raise one
                key = canonical(one.url, settings)
                if key in seen:
                    continue
                seen.add(key)
                yield page_of_entry(one, number, options, settings, manners)
            except DetenteError as error:
                place = part.place if isinstance(one, BrokenRecord) else one.url
                yield failure(place, error, f"entry={number}" if place == part.place else "")
    except DetenteError as error:
        yield failure(part.place, error)


def _content(place: str, settings: Settings, manners: Manners) -> bytes:
    if not is_url(place):
        with told_apart(Path(place)), Path(place).open("rb") as file:
            return unpack(read_at_most(file, settings, place), place, settings)
    answer = manners.get(place, accept=ACCEPT, types=None)
    check_answer(answer)
    return unpack(answer.content, shown(place), settings)


def _part(place: str, kind: str) -> Part:
    if is_url(place):
        return Part(name=shown(place), kind=kind, place=place, fingerprint=name_of([place]))
    path = Path(place).absolute()
    with told_apart(path):
        size = path.stat().st_size
    return Part(name=path.name, kind=kind, place=str(path), size=size, fingerprint=fingerprint(path))


def _path(place: str) -> str:
    try:
        return urlsplit(place).path if is_url(place) else place
    except ValueError:
        return ""
