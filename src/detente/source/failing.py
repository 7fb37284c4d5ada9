"""Turns what goes wrong while reading into a `Failure` row that says where."""

from __future__ import annotations

from pathlib import Path

from detente.errors import DetenteError
from detente.record import Failure
from detente.source.buckets import Address, is_cloud
from detente.source.fetching import is_url, shown
from detente.source.objects import AnyPath, ObjectPath

#: The place that stands for standard input.
STANDARD_INPUT = "-"


def failure(place: str | AnyPath, error: DetenteError, record: str = "") -> Failure:
    """A failure of the stage `source`.

    Args:
        place: Path or URL that was read.
        error: What is wrong.
        record: Which record of the place, as the fragment of its address ("record=12").
    """
    url = url_of(place)
    if url is not None and record:
        url = f"{url}#{record}"
    return Failure(url, error.code, error.message, error.fix, "source", error.exit_code)


def url_of(place: str | AnyPath) -> str | None:
    """The address of a place: a `file:` URL for a path, `None` for standard input and what is no path."""
    if place == STANDARD_INPUT:
        return None
    if isinstance(place, ObjectPath):
        return place.as_uri()
    try:
        if isinstance(place, str) and is_cloud(place):
            return Address.parse(place).as_uri()
        if isinstance(place, str) and is_url(place):
            return shown(place)
        return Path(place).absolute().as_uri()
    except (DetenteError, OSError, ValueError):
        return None
