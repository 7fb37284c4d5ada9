"""detente reads news coverage and says how states get on, with evidence for every word of it.

The data walks through the rooms in this order:

    source -> Page -> document -> Document -> reading -> Reading -> actors -> Cast -> quotes -> Quote
           -> events -> Event -> issues -> Issue -> integrity -> Finding -> store -> relations -> Relation

Everything a program needs is in the names below. They load nothing heavy until they are called.

    >>> import detente
    >>> sorted(detente.__all__)
    ['DetenteError', 'Settings', '__version__', 'code', 'code_text']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.errors import DetenteError
from detente.settings import Settings

if TYPE_CHECKING:
    from detente.record import Coding

__version__ = "0.1.0"
__all__ = ["DetenteError", "Settings", "__version__", "code", "code_text"]


def code(place: str, settings: Settings | None = None) -> Coding:
    """Code the page at a path or URL.

    Args:
        place: Path of a text or HTML file, or an http(s) URL.
        settings: Options; read from the environment when not given.

    Returns:
        The document with all layers.

    Raises:
        InputError: The page cannot be read.
        RefusedText: It is not English, or has no story in it.
        FetchError: The URL cannot be fetched.
    """
    from detente.pipeline import code_page
    from detente.source import read_one

    settings = settings or Settings.load()
    return code_page(read_one(place, settings), settings)


def code_text(text: str, published: str | None = None, title: str | None = None) -> Coding:
    """Code a text that is at hand.

    Args:
        text: The story; paragraphs are separated by blank lines.
        published: Publication date (`2019-05-14`, `2019-05` or `2019`).
        title: The headline.

    Returns:
        The document with all layers.

    Raises:
        RefusedText: It is not English, or has no story in it.
    """
    from detente.pipeline import code_page
    from detente.record import Page, When

    when = When.parse(published, "given") if published else None
    page = Page(text.encode(), media_type="text/plain", charset="utf-8", published=when, title=title)
    return code_page(page, Settings.load())
