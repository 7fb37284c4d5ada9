"""What a visitor asks for in an address, read strictly: a value that makes no sense is an error, not ignored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar, cast

from detente.errors import BadRequest, RecordError
from detente.record import When

#: Rows on a page, and in one answer of the API at most.
PAGE, MOST = 50, 500
#: Rows that can be leafed through; whoever wants more narrows the question or reads the tables themselves.
FURTHEST = 200_000
#: Longest value of any field. **Units**: characters.
LONGEST = 300
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows are wanted; what is `None` does not matter.

    Attributes:
        q: Words that are looked for.
        type: Event type.
        mode: Mode of it.
        country: Country of a party, or of a speaker.
        a: One state of a pair.
        b: The other.
        actor: Id of an actor who takes part or speaks.
        sector: Sector of a party.
        issue: Name of an issue.
        document: Id of a document.
        quad: Quad class of events.
        sure: Least confidence of events. **Units**: 0 to 1.
        since: Rows of this day or later; those without a date are left out.
        until: Rows of this day or earlier; those without a date are left out.
        told: `done` for events told as done by the text itself, `claimed` for claims, `not-done` for what is
            denied, hypothetical, to come or long ago.
        severity: Of findings.
        kind: Kind of actors, or of quotes.
        order: `newest` or `oldest` first; undated rows last.
        limit: At most so many.
        offset: After so many.
    """

    q: str | None = None
    type: str | None = None
    mode: str | None = None
    country: str | None = None
    a: str | None = None
    b: str | None = None
    actor: str | None = None
    sector: str | None = None
    issue: str | None = None
    document: str | None = None
    quad: int | None = None
    sure: float | None = None
    since: date | None = None
    until: date | None = None
    told: str | None = None
    severity: str | None = None
    kind: str | None = None
    order: str = "newest"
    limit: int = PAGE
    offset: int = 0


def wanted(query: Mapping[str, str], **given: Any) -> Wanted:
    """Read the fields of `Wanted` out of an address; empty ones are as if they were not there.

    Args:
        query: The address's query.
        **given: Fields that the page itself decides.

    Raises:
        BadRequest: A value makes no sense.
    """
    read = {f.name: text for f in fields(Wanted) if (text := (query.get(f.name) or "").strip())}
    values: dict[str, Any] = {}
    for name, text in read.items():
        if len(text) > LONGEST or "\x00" in text:
            raise BadRequest(f"{name} is too long, or holds a null.", f"Give at most {LONGEST} characters.")
        values[name] = _value(name, text)
    return Wanted(**{**values, **given})


def _value(name: str, text: str) -> Any:
    if name in {"limit", "offset", "quad"}:
        low, high = {"limit": (1, MOST), "offset": (0, FURTHEST), "quad": (1, 4)}[name]
        return _number(name, text, low, high)
    if name == "sure":
        return _share(text)
    if name in {"since", "until"}:
        return day(name, text)
    choices = {
        "order": ("newest", "oldest"),
        "told": ("done", "claimed", "not-done"),
        "severity": ("note", "caution", "serious"),
    }
    if name in choices and text not in choices[name]:
        raise BadRequest(f"{name} is {text!r}.", f"Use one of: {', '.join(choices[name])}.")
    return text.upper() if name in {"type", "country", "sector", "a", "b"} else text


def _number(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise BadRequest(f"{name} is {text!r}.", f"Give a whole number from {low} to {high}.")
    return int(text)


def _share(text: str) -> float:
    if not re.fullmatch(r"[01](\.[0-9]{1,6})?|\.[0-9]{1,6}", text) or not 0 <= float(text) <= 1:
        raise BadRequest(f"sure is {text!r}.", "Give a number from 0 to 1.")
    return float(text)


def day(name: str, text: str) -> date:
    """A day as people type it; a month or a year stands for its first day, or for its last in `until`.

    Raises:
        BadRequest: It is none.
    """
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            raise RecordError("", "")
        found = When.parse(text, "given")
    except RecordError:
        raise BadRequest(f"{name} is {text!r}, which is no date.", "Write 2019, 2019-05 or 2019-05-14.") from None
    return cast(date, found.end) if name == "until" else found.start
