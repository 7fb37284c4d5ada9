"""What a chart says about itself: whom it shows, when, and how events were counted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from detente import __version__
from detente.relations.results import Estimate, Timeline
from detente.relations.rule import Rule
from detente.settings import DATA_DIR
from detente.store.schema import OWN

#: A subtitle is broken into lines about this long; charts do not break them.
LINE = 134


def pair(a: str, b: str, directed: bool = False) -> str:
    """Two states as a title has them.

    >>> pair("CHL", "NZL"), pair("CHL", "NZL", directed=True)
    ('Chile – New Zealand', 'Chile → New Zealand')
    """
    return f"{country(a)} {'→' if directed else '–'} {country(b)}"


def country(code: str) -> str:
    """The name of a state; its code where it has none.

    >>> country("NZL"), country("NZL:military"), country("XYZ")
    ('New Zealand', 'New Zealand, military', 'XYZ')
    """
    state, _, sector = code.partition(":")
    return ", ".join(filter(None, (_names().get(state, state), sector)))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    with (Path(DATA_DIR) / "actors" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def over(line: Timeline) -> str:
    """The time a timeline shows.

    >>> from datetime import date
    >>> span("2022-01", "2022-03")
    '2022-01 to 2022-03'
    """
    return span(line.points[0].label, line.points[-1].label) if line.points else "no dated events"


def span(first: object, last: object) -> str:
    """A time from its first and last day or label; either may be missing."""
    if first is not None and last is not None:
        return str(first) if first == last else f"{first} to {last}"
    if first is not None:
        return f"since {first}"
    return f"until {last}" if last is not None else "all time"


def counting(rule: Rule) -> str:
    """A counting rule in words."""
    left = ", ".join(rule.leave_out)
    parts = [
        f"{left} events left out" if left else "all modalities",
        "mere claims counted" if rule.claimed else "mere claims left out",
        "copies each time" if rule.copies else "reprints and rewrites once",
        "directed" if rule.directed else "both directions",
    ]
    if not rule.reciprocal:
        parts.append("what both do together left out")
    if rule.sectors:
        parts.append("only " + ", ".join(rule.sectors))
    if rule.domestic:
        parts.append("with what happens within states")
    return "Counted: " + "; ".join(parts) + "."


def coders(rules: Iterable[Rule]) -> str:
    """Whose events are shown."""
    names = list(dict.fromkeys(f"detente {__version__}" if r.coder == OWN else r.coder for r in rules))
    return f"Coder: {names[0]}." if len(names) == 1 else f"Coders: {', '.join(names)}."


def told(rules: Sequence[Rule]) -> list[str]:
    """Counting rules and coders of a chart, each once."""
    ways = list(dict.fromkeys(counting(r) for r in rules))
    return [*ways, coders(rules)]


def figure(estimate: Estimate | None) -> str:
    """An estimate as people read it.

    >>> figure(Estimate(1.25, 0.5, 2.0))
    '+1.2 (+0.5 to +2.0)'
    >>> figure(None)
    'unknown'
    """
    if estimate is None:
        return "unknown"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:+.1f}"
    return f"{estimate.value:+.1f} ({estimate.low:+.1f} to {estimate.high:+.1f})"


def wrapped(lines: Iterable[str]) -> list[str]:
    """Lines no longer than a chart is wide."""
    import textwrap

    return [part for line in lines for part in textwrap.wrap(line, LINE) or [""]]
