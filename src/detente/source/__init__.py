"""Where pages come from: files, folders, archives, tables, feeds, web pages. A place in, `Page`s out.

`open_source` gives a source with a plan of parts, for runs over many pages; `read_all` reads places one after
the other; `read_one` reads a single page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from detente.errors import DetenteError, EmptyInput, MissingPath
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.buckets import Address, is_cloud
from detente.source.failing import STANDARD_INPUT, failure
from detente.source.fetching import fetch, is_url
from detente.source.files import page_of, read_at_most, read_file, read_standard_input
from detente.source.objects import ObjectPath
from detente.source.opening import open_source
from detente.source.packed import plain_name
from detente.source.part import Part, Source, SourceOptions

__all__ = ["Part", "Source", "SourceOptions", "fetch", "open_source", "read_all", "read_one"]


def read_one(place: str, settings: Settings | None = None) -> Page:
    """Read one page.

    Args:
        place: Path of a text or HTML file (gzip or not), `-` for standard input, an http(s) URL, or an object
            (`s3://BUCKET/KEY`).
        settings: Limits; read from the environment when not given.

    Returns:
        The page's bytes, unpacked, with where they came from.

    Raises:
        InputError: The file is missing, forbidden, empty, binary, too large, damaged, or a folder.
        FetchError: The URL may not or cannot be fetched.
    """
    settings = settings or Settings.load()
    if place == STANDARD_INPUT:
        return read_standard_input(settings)
    if is_cloud(place):
        return _read_object(place, settings)
    if is_url(place):
        return fetch(place, settings)
    if not place.strip():
        raise MissingPath("The path given is empty.", "Give the path of a file.")
    return read_file(Path(place), settings)


def _read_object(place: str, settings: Settings) -> Page:
    path = ObjectPath(Address.parse(place))
    with path.open() as file:
        content = read_at_most(file, settings, str(path))
    return page_of(
        content, str(path), settings, url=path.as_uri(), suffix=PurePosixPath(plain_name(path.name)).suffix
    )


def read_all(
    places: Iterable[str], settings: Settings | None = None, options: SourceOptions | None = None
) -> Iterator[Page | Failure]:
    """Read many pages one after the other, and go on after a bad one. At most one page is held at a time.

    Args:
        places: Paths of files, folders, archives and tables, `-` (once), http(s) URLs. Folders are read with
            all folders below them in sorted order; hidden files and files that hold no pages are left out.
        settings: Limits; read from the environment when not given.
        options: How archives, tables and feeds are to be read.

    Yields:
        Pages, and a `Failure` of the stage `source` in place of each that cannot be read.
    """
    settings = settings or Settings.load()
    seen_standard_input = False
    for place in places:
        try:
            if place != STANDARD_INPUT:
                source = open_source(place, options, settings)
                for part in source.plan():
                    yield from source.pages(part)
            elif seen_standard_input:
                raise EmptyInput("Standard input can be read only once.", "Give - once.")
            else:
                seen_standard_input = True
                yield read_standard_input(settings)
        except DetenteError as error:
            yield failure(place, error)
