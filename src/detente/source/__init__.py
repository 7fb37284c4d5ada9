"""Where pages come from: files, folders, standard input and http(s) URLs. A place in, `Page`s out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from detente.errors import DetenteError, EmptyInput, MissingPath
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.fetching import fetch, is_url, shown
from detente.source.files import read_file, read_standard_input, walk

__all__ = ["fetch", "read_all", "read_one"]

#: The place that stands for standard input.
_STANDARD_INPUT = "-"


def read_one(place: str, settings: Settings | None = None) -> Page:
    """Read one page.

    Args:
        place: Path of a text or HTML file (gzip or not), `-` for standard input, or an http(s) URL.
        settings: Limits; read from the environment when not given.

    Returns:
        The page's bytes, unpacked, with where they came from.

    Raises:
        InputError: The file is missing, forbidden, empty, binary, too large, damaged, or a folder.
        FetchError: The URL may not or cannot be fetched.
    """
    settings = settings or Settings.load()
    if place == _STANDARD_INPUT:
        return read_standard_input(settings)
    if is_url(place):
        return fetch(place, settings)
    if not place.strip():
        raise MissingPath("The path given is empty.", "Give the path of a file.")
    return read_file(Path(place), settings)


def read_all(places: Iterable[str], settings: Settings | None = None) -> Iterator[Page | Failure]:
    """Read many pages one after the other, and go on after a bad one. At most one page is held at a time.

    Args:
        places: Paths of files and folders, `-` (once), http(s) URLs. Folders are read with all folders
            below them in sorted order; hidden files and files that are no pages are left out.
        settings: Limits; read from the environment when not given.

    Yields:
        Pages, and a `Failure` of the stage `source` in place of each that cannot be read.
    """
    settings = settings or Settings.load()
    seen_standard_input = False
    for place in places:
        if place == _STANDARD_INPUT and seen_standard_input:
            error = EmptyInput("Standard input can be read only once.", "Give - once.")
            yield _failure(place, error)
        elif place != _STANDARD_INPUT and not is_url(place) and _is_folder(place):
            yield from _read_folder(Path(place), settings)
        else:
            seen_standard_input |= place == _STANDARD_INPUT
            yield _tried(place, settings)


def _read_folder(folder: Path, settings: Settings) -> Iterator[Page | Failure]:
    found = False
    for path, error in walk(folder):
        found = True
        yield _failure(str(path), error) if error else _tried_file(path, settings)
    if not found:
        nothing = EmptyInput(
            f"The folder {folder} has no text or HTML file in it.", "Give a folder with .txt, .md or .html files."
        )
        yield _failure(str(folder), nothing)


def _is_folder(place: str) -> bool:
    try:
        return bool(place.strip()) and Path(place).is_dir()
    except (OSError, ValueError):
        return False


def _tried(place: str, settings: Settings) -> Page | Failure:
    try:
        return read_one(place, settings)
    except DetenteError as error:
        return _failure(place, error)


def _tried_file(path: Path, settings: Settings) -> Page | Failure:
    """A file found in a folder, whatever its name looks like."""
    try:
        return read_file(path, settings)
    except DetenteError as error:
        return _failure(str(path), error)


def _failure(place: str, error: DetenteError) -> Failure:
    return Failure(_url_of(place), error.code, error.message, error.fix, "source", error.exit_code)


def _url_of(place: str) -> str | None:
    if place == _STANDARD_INPUT:
        return None
    try:
        return shown(place) if is_url(place) else Path(place).absolute().as_uri()
    except (OSError, ValueError):
        return None
