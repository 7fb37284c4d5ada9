"""How far the dated offices reach: which office of which state has no holder, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from detente.actors.entry import Term
from detente.actors.registry import Registry
from detente.actors.tables import sheet
from detente.settings import Settings

#: First day and the day after the last.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Seat:
    """An office that somebody is expected to hold, and when somebody does.

    Attributes:
        country: Code of the state, or of the body an organisation counts to.
        office: Key of the office, or title of the head of an organisation.
        expected: First day and the day after the last on which a holder is expected.
        held: Days on which it is held, merged, in order.
    """

    country: str
    office: str
    expected: Span
    held: tuple[Span, ...]

    def holes(self, least: int) -> Iterator[Span]:
        """Spans of at least so many days on which nobody is known to hold it.

        >>> day = date(2000, 1, 1), date(2001, 1, 1)
        >>> next(Seat("FRA", "president", day, ((day[0], date(2000, 12, 1)),)).holes(31))
        (datetime.date(2000, 12, 1), datetime.date(2001, 1, 1))
        """
        at = self.expected[0]
        for start, end in (*self.held, (self.expected[1], self.expected[1])):
            if (min(start, self.expected[1]) - at).days >= least:
                yield at, min(start, self.expected[1])
            at = max(at, end)

    def share(self, start: date, end: date) -> float | None:
        """Share of the expected days between two days that are held; `None` when none is expected."""
        start, end = max(start, self.expected[0]), min(end, self.expected[1])
        if start >= end:
            return None
        days = sum(max(0, (min(e, end) - max(s, start)).days) for s, e in self.held)
        return days / (end - start).days


def plan(settings: Settings | None = None) -> dict[str, Any]:
    """What is expected (`coverage.yaml`).

    Raises:
        RegistryError: The file is missing or no YAML.
    """
    settings = settings or Settings.load()
    found: dict[str, Any] = sheet(str(Path(settings.data_dir) / "actors" / "coverage.yaml"))
    return found


def seats(registry: Registry, expected: dict[str, Any]) -> list[Seat]:
    """Every office that `expected` (see `plan`) names, with the days it is held.

    Args:
        registry: Who held what.
        expected: As `plan` gives it.
    """
    first, last = date.fromisoformat(expected["from"]), date.fromisoformat(expected["until"])
    found = []
    for country in expected["states"]:
        since = date.fromisoformat(expected["since"].get(country, expected["from"]))
        offices = list(expected["offices"])
        if country in expected["larger"]:
            offices += expected["larger_offices"]
        for office in offices:
            if country not in expected["none"].get(office, ()):
                terms = [t for _, t in registry.offices.get((country, office), ())]
                found.append(Seat(country, office, (max(first, since), last), _merged(terms)))
    titles: dict[tuple[str, str], list[Term]] = {}
    for (country, _), held in registry.offices.items():
        if country not in registry.states:
            for _, term in held:
                titles.setdefault((country, term.title), []).append(term)
    for head in expected["heads"]:
        since = date.fromisoformat(head.get("since", expected["from"]))
        terms = titles.get((head["country"], head["title"]), [])
        found.append(Seat(head["country"], head["title"], (max(first, since), last), _merged(terms)))
    return found


def span_of(term: Term) -> Span:
    """The days a term covers, at the widest its precision allows."""
    end = date(9999, 1, 1)
    if term.end:
        year, month, day = [*map(int, term.end.split("-")), 0, 0][:3]
        if day:
            end = date(year, month, day) + timedelta(days=1)
        else:
            end = date(year + (month in {0, 12}), (month % 12) + 1 if month else 1, 1)
    year, month, day = [*map(int, (term.start or "1").split("-")), 1, 1][:3]
    return date(year, month, day), end


def _merged(terms: list[Term]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(map(span_of, terms)):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
