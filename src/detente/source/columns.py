"""A record of a table, an archive or a feed becomes a page: which column holds what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from detente.errors import BrokenRecord, MissingColumn, TooLarge
from detente.record import Page
from detente.settings import Settings
from detente.source.files import page_of
from detente.source.part import SourceOptions
from detente.source.stamps import when_of
from detente.source.words import FIELDS, columns

#: What an address of a page may have at most. **Units**: characters.
LONGEST_URL = 2_000
_LONGEST_TITLE = 2_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that hold a page's text and what is known about it; `None` = there is none."""

    text: str
    title: str | None = None
    date: str | None = None
    url: str | None = None

    def needed(self) -> tuple[str, ...]:
        """The columns that must be read, each once."""
        return tuple(dict.fromkeys(n for n in (self.text, self.title, self.date, self.url) if n is not None))


def choose(
    there: Sequence[str], options: SourceOptions, settings: Settings, name: str, *, each: bool = False
) -> Columns:
    """Find which column holds what.

    Args:
        there: Names of the columns.
        options: Those that are named win.
        settings: `data_dir` with the usual names.
        name: What to call the table in an error.
        each: These are the fields of one record, and the next may have others: only the text must be there.

    Raises:
        MissingColumn: A column that is named is not there, or none that could hold a text.
    """
    listed = ", ".join(str(n)[:40] for n in there[:20]) or "none"
    found: dict[str, str | None] = {}
    folded = {str(n).strip().casefold(): n for n in reversed(there)}
    for field in FIELDS:
        asked = getattr(options, field)
        if asked is None:
            usual = columns(settings.data_dir)[field]
            found[field] = next((folded[n] for n in usual if n in folded), None)
        elif asked in there or asked.partition(".")[0] in there:
            found[field] = asked
        elif asked.casefold() in folded:
            found[field] = folded[asked.casefold()]
        elif each and field != "text":
            found[field] = None
        else:
            raise MissingColumn(
                f"{name} has no column {asked!r}; it has {listed}.", f"Name the column with --{field}-column."
            )
    if found["text"] is None:
        raise MissingColumn(
            f"{name} has no column that is known to hold a text; it has {listed}.",
            "Name the column with --text-column.",
        )
    return Columns(found["text"], found["title"], found["date"], found["url"])


def page_of_record(
    record: Mapping[str, Any],
    chosen: Columns,
    name: str,
    own_url: str | None,
    options: SourceOptions,
    settings: Settings,
) -> Page:
    """Make the page of one record.

    Args:
        record: Values by column.
        chosen: Which column holds what.
        name: What to call the record in an error.
        own_url: Its address when it names none.
        options: How dates are written.
        settings: Limits.

    Raises:
        InputError: It has no text, or a text that is none, or a date that cannot be read.
    """
    text = _value(record, chosen.text)
    if text is None:
        text = ""
    if not isinstance(text, str | bytes):
        raise BrokenRecord(
            f"The column {chosen.text!r} of {name} holds {type(text).__name__}, not text.",
            "Name the column of the text with --text-column.",
        )
    content = whole(text).encode() if isinstance(text, str) else text
    if len(content) > settings.max_bytes:
        raise TooLarge(f"{name} has more than {settings.max_bytes:,} bytes.", "Raise DETENTE_MAX_BYTES.")
    try:
        published = when_of(_value(record, chosen.date), options.date_format) if chosen.date else None
    except BrokenRecord as error:
        raise BrokenRecord(f"{name}: {error.message}", error.fix) from None
    title = _value(record, chosen.title) if chosen.title else None
    url = _value(record, chosen.url) if chosen.url else None
    page = page_of(
        content,
        name,
        settings,
        url=web_url(url) or own_url,
        charset="utf-8" if isinstance(text, str) else None,
        suffix=".txt",
    )
    return replace(page, published=published, title=line_of(title))


def web_url(value: Any) -> str | None:
    """An http(s) URL that may stand beside a text, or `None` for anything else.

    >>> web_url("https://news.example/1"), web_url("javascript:alert(1)")
    ('https://news.example/1', None)
    """
    if not isinstance(value, str):
        return None
    url = value.strip()
    if not url or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if sound else None


def line_of(value: Any) -> str | None:
    """A headline out of a value: one line of text, or `None`."""
    if value is None or isinstance(value, bytes | dict | list) or value != value:
        return None
    words = whole(str(value)[:_LONGEST_TITLE]).split()
    return " ".join(words) or None


def whole(text: str) -> str:
    """Put a mark in place of half characters (lone surrogates), which JSON can spell and no file can keep."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _value(record: Mapping[str, Any], name: str) -> Any:
    """The value of a column; a dot goes into an object, or into JSON that stands in a column."""
    if name in record or "." not in name:
        return record.get(name)
    head, _, rest = name.partition(".")
    value = record.get(head)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return _value(value, rest) if isinstance(value, Mapping) else None
