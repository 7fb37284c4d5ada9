"""How values are written on pages: the filters of the templates."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from detente.ontology import load
from detente.record import When
from detente.settings import DATA_DIR
from detente.store.rows import when_of
from detente.web import movers

#: Files that are sent as they are.
STATIC = Path(__file__).parent / "static"
#: Characters that the desk keeps on each side of an event's words.
KEPT = 200
#: Arrows of the bands, from much cooler to much warmer.
ARROWS = dict(zip(movers.BANDS, ("⇊", "↓", "→", "↑", "⇈"), strict=True))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    path = Path(DATA_DIR) / "actors" / "countries.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def country(code: str | None) -> str:
    """The name of a country by its code; the code where there is none."""
    return _countries().get(code or "", code or "")


def states() -> list[tuple[str, str]]:
    """Codes and names of all states, by name."""
    none = load().countries
    return sorted(((c, n) for c, n in _countries().items() if c not in none), key=lambda x: x[1])


def web_address(url: str | None) -> str | None:
    """An address that a visitor may be led to: http and https alone, never a file or a script."""
    if not url or any(ord(c) < 33 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def site_name(url: str | None, site: str | None = None) -> str:
    """Where a text stood, in few words: its publication, the host, or nothing."""
    if site:
        return site
    address = web_address(url)
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def nice(value: date | When | Mapping[str, Any] | None) -> str:
    """A day as people write it: "6 August 2022"; a month or a year at its own precision.

    >>> nice(date(2022, 8, 6))
    '6 August 2022'
    """
    when = when_of(dict(value)) if isinstance(value, Mapping) else value
    if when is None:
        return "undated"
    if isinstance(when, When):
        if when.grain in {"year", "decade"}:
            return f"{when.start.year}"
        if when.grain in {"month", "quarter"}:
            return f"{when.start:%B} {when.start.year}"
        if when.end is not None and when.end != when.start:
            return _days(when.start, when.end)
        return ("about " if when.origin == "inferred" else "") + _day(when.start)
    return _day(when)


def _days(start: date, end: date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end)}"
    return f"{start.day} {start:%B} – {_day(end)}" if start.year == end.year else f"{_day(start)} – {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def signed(value: float | None, digits: int = 1) -> str:
    """A score with its sign, or a dash when there is none.

    >>> signed(-3.25), signed(None)
    ('−3.2', '–')
    """
    return "–" if value is None else f"{value:+.{digits}f}".replace("-", "−")


def tone(value: float | None) -> str:
    """The class of a score's colour."""
    return "" if value is None or abs(value) < 0.05 else "good" if value > 0 else "bad"


def act(row: Mapping[str, Any]) -> str:
    """A type and mode as words.

    >>> act({"type": "CONSULT", "mode": "third-party"})
    'consult: third party'
    """
    mode = (row.get("mode") or "").replace("-", " ").replace("_", " ")
    type_: str = row["type"].lower()
    return f"{type_}: {mode}" if mode else type_


def meaning(row: Mapping[str, Any]) -> str:
    """What a type and mode mean, as the ontology has it; nothing where it does not know them."""
    found = load().types.get(row["type"])
    if found is None:
        return ""
    mode = next((m for m in found.modes if m.code.mode == row.get("mode")), None)
    return mode.definition if mode is not None else found.definition


def names(found: Sequence[str], most: int = 3) -> str:
    """Names in a row; what is too many is counted."""
    shown = ", ".join(found[:most])
    return f"{shown} and {len(found) - most} more" if len(found) > most else shown


_MODALITY = {
    "negation": "did not happen",
    "future": "to come",
    "hypothetical": "if, might",
    "historical": "earlier",
}


def asides(row: Mapping[str, Any]) -> list[str]:
    """What must be said beside an act: that it did not happen, that somebody claims it."""
    found = [_MODALITY.get(m, m) for m in row["modality"]]
    if row.get("claimed_by"):
        found.append(f"says {row.get('claimed_name') or 'a party'}")
    return found


_STOP = re.compile(r"""(?<=\w{3})[.!?]["”’)]*\s+(?=["“‘(]?[A-Z0-9])""")


def around(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """An event's first words in their sentence: what stands before, the words, what stands after.

    Where the sentence is longer than what is kept of it, an ellipsis says so.
    """
    before, after = row.get("before") or "", row.get("after") or ""
    ends = [m.end() for m in _STOP.finditer(before)]
    if ends:
        before = before[ends[-1] :]
    elif len(before) >= KEPT:
        before = "… " + before.partition(" ")[2]
    # A stop at the very end counts only with a space behind it, which the paragraph's end stands for.
    stop = _STOP.search(after)
    if stop:
        after = after[: stop.start() + 1]
    elif len(after) >= KEPT:
        after = after.rpartition(" ")[0] + " …"
    return before, row.get("trigger") or "", after


def article_path(document: str, event: str | None = None) -> str:
    """Where an article is shown, or an event in it."""
    return f"/articles/{quote(document, safe='')}" + (f"#{quote(event, safe='')}" if event else "")


def event_path(event: str) -> str:
    """Where an event is explained."""
    return f"/events/{quote(event, safe='')}"


def actor_path(actor: str) -> str:
    """Where a person, office or organisation is shown."""
    return f"/actors/{quote(actor, safe=':')}"


def issue_path(name: str) -> str:
    """Where an issue is shown."""
    return f"/issues/{quote(name, safe='')}"


def dyad_path(a: str, b: str) -> str:
    """Where a pair of states is shown."""
    return f"/dyads/{quote(min(a, b), safe='')}-{quote(max(a, b), safe='')}"


def with_query(path: str, query: Mapping[str, str], **changes: Any) -> str:
    """An address with some values of its query changed; empty ones are left out."""
    told = {**query, **changes}
    text = urlencode({k: str(v) for k, v in told.items() if v not in (None, "")})
    return f"{path}?{text}" if text else path


FILTERS = {
    f.__name__: f
    for f in (
        country,
        around,
        web_address,
        site_name,
        nice,
        signed,
        tone,
        act,
        meaning,
        names,
        asides,
        article_path,
        event_path,
    )
} | {f.__name__: f for f in (actor_path, issue_path)}
GLOBALS = {"dyad_path": dyad_path, "with_query": with_query, "ARROWS": ARROWS, "states": states}
