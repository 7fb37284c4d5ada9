"""One event as an event file has it: what any coder's table says, without a text behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from detente.record.event import Where

#: What the score of an entry may be measured by.
SCALES = ("plover", "goldstein", "own")


@dataclass(frozen=True, slots=True)
class Side:
    """One party of an entry.

    Attributes:
        name: As the file names it, or `None`.
        country: ISO 3166 alpha-3, one of PLOVER's non-state codes, or `None`.
        sectors: PLOVER sector codes, the main one first.
    """

    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()


#: Stands on a side that nobody stands on.
_NOBODY = Side()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event of an event file, or one about to be written to such a file.

    Attributes:
        coder: Who coded it: "POLECAT", "ICEWS", "GDELT", "detente" ...
        origin: The file's name and the SHA-256 of its bytes.
        line: Number of its line (or record) in the file, from 1.
        source_id: The id its coder gave it, or `None`.
        start: First day, or `None` when it is not known.
        end: Last day, inclusive; `None` = open, or not known.
        grain: How precise the date is; one of `GRAINS`.
        type: PLOVER type, or `None` where PLOVER has none (CAMEO's statements and appeals, GDELT's mentions).
        mode: One of the type's modes, or `None`.
        cameo: CAMEO code as text, or `None`.
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        score: The score of the file, or the one of its code where the file has none.
        scale: What `score` is measured by; one of `SCALES`.
        contexts: PLOVER contexts.
        modality: Auxiliary modes.
        actors: Those who act (both sides of a reciprocal act).
        recipients: Those acted upon.
        story: Address or id of the report.
        mentions: How many mentions the file counts.
        where: Place, or `None`.
        text: What words the file has about it: a headline, the name of the code.
    """

    coder: str
    origin: str = ""
    line: int = 0
    source_id: str | None = None
    start: date | None = None
    end: date | None = None
    grain: str = "day"
    type: str | None = None
    mode: str | None = None
    cameo: str | None = None
    quad: int | None = None
    score: float | None = None
    scale: str | None = None
    contexts: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    actors: tuple[Side, ...] = ()
    recipients: tuple[Side, ...] = ()
    story: str | None = None
    mentions: int | None = None
    where: Where | None = None
    text: str | None = None

    def pairs(self) -> tuple[tuple[Side, Side], ...]:
        """Who stands on which side, two at a time: what a table with one actor and one recipient can hold.

        Several parties of one country are one side. An event without recipients stands between every two of its
        actors, in their order, and is one-sided when there is one.

        >>> a, b, c = Side("A", "USA"), Side("B", "RUS"), Side("C", "USA")
        >>> [(x.name, y.name) for x, y in Entry(coder="x", actors=(a, b, c)).pairs()]
        [('A; C', 'B')]
        """
        if len(self.actors) < 2 and len(self.recipients) < 2:
            return (
                (self.actors[0] if self.actors else _NOBODY, self.recipients[0] if self.recipients else _NOBODY),
            )
        actors, recipients = list(_by_country(self.actors)), list(_by_country(self.recipients))
        if not recipients and len(actors) > 1:
            return tuple(combinations(actors, 2))
        return tuple(product(actors or [_NOBODY], recipients or [_NOBODY]))


def _by_country(sides: Iterable[Side]) -> Iterator[Side]:
    """Sides, with those of one country put together."""
    groups: dict[tuple[str | None, int], list[Side]] = {}
    for number, side in enumerate(sides):
        groups.setdefault((side.country, 0 if side.country else number + 1), []).append(side)
    for (country, _), group in groups.items():
        if len(group) == 1:
            yield group[0]
            continue
        names = dict.fromkeys(s.name for s in group if s.name)
        sectors = dict.fromkeys(sector for s in group for sector in s.sectors)
        yield Side("; ".join(names) or None, country, tuple(sectors))
