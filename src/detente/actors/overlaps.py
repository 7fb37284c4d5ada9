"""Contradictions between terms of office: two holders of an office that one person holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from detente.actors.coverage import span_of
from detente.actors.entry import Person, Term
from detente.actors.registry import Registry
from detente.actors.tables import rows, sheet

#: Columns of the overlaps that are true.
COLUMNS = ("country", "role", "first", "other", "reason", "source")


def overlaps(registry: Registry, folder: Path) -> Iterator[str]:
    """Terms of two persons in one office on the same days, unless `overlaps_known.csv` explains them.

    Looked at are the offices and days of `overlaps` in `coverage.yaml`; at least one of the two terms is authored
    (what the built table says twice is left to its corrections). Dates of less precision may overlap longer.

    Args:
        registry: All terms.
        folder: Where the tables lie.

    Yields:
        One line for each pair.
    """
    plan = sheet(str(folder / "coverage.yaml"))["overlaps"]
    known = {
        (r["country"], r["role"], r["first"], r["other"]) for r in rows(folder / "overlaps_known.csv", COLUMNS)
    }
    since = date.fromisoformat(plan["since"])
    for (country, role), held in sorted(registry.offices.items(), key=lambda item: item[0]):
        if role not in plan["offices"] or country not in registry.states:
            continue
        full = [(p, t) for p, t in held if not t.title.startswith(tuple(plan["not_full"]))]
        full.sort(key=lambda h: (h[1].start, h[0].id))
        for at, (one, term) in enumerate(full):
            for other, second in full[at + 1 :]:
                clash = one.id != other.id and plan["source"] in {term.source, second.source}
                if not clash or _days(term, second, since) <= plan["days"][_precision(term, second)]:
                    continue
                if not _explained(known, country, role, one, other):
                    yield (
                        f"{country}: {one.name} ({term.start} to {term.end or 'today'}) and {other.name} "
                        f"({second.start} to {second.end or 'today'}) are both {role}."
                    )


def _days(term: Term, second: Term, since: date) -> int:
    """Days that both cover, from a first day on."""
    (a, b), (c, d) = span_of(term), span_of(second)
    return (min(b, d) - max(a, c, since)).days


def _precision(term: Term, second: Term) -> str:
    """The coarsest of the dates: `year`, `month` or `day`."""
    least = min(len(day) for day in (term.start, term.end, second.start, second.end) if day)
    return {4: "year", 7: "month"}.get(least, "day")


def _explained(known: set[tuple[str, str, str, str]], country: str, role: str, one: Person, other: Person) -> bool:
    pairs = [(a, b) for a in (one.name, "*") for b in (other.name, "*")]
    return any((country, role, a, b) in known or (country, role, b, a) in known for a, b in pairs)
