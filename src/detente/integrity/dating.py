"""When a text was written, as far as the text itself tells; and whether its date of publication fits that.

Every clue makes some days costly; the cheapest days are the inferred window. Nothing is inferred from one courtesy
title alone, and a date of publication is only doubted where the text tells of what came after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.integrity.clues import Clue, clues
from detente.record import Cast, Document, Finding, Reading, When
from detente.settings import Settings

#: A window that contradicts this much of what it rests on is no answer.
_TOO_COSTLY = 3.0
#: Days that cost this much more than the window are ruled out by one clue that tells of a day.
_CONTRADICTED = 3.0
#: Texts that tell of old times call many by offices that they have left.
_MOST_FOR_LEFT = 1.0
#: Offices alone do not tell so exactly.
_NARROW = timedelta(days=150)
#: Papers date what happened overnight, and time zones differ. **Units**: days.
_SLACK = timedelta(days=2)
#: So many named by offices that they left so long ago, and nobody else: an old text.
_MANY_LEFT, _LONG_LEFT = 3, timedelta(days=180)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Window:
    """When a text can have been written.

    Attributes:
        start: Not before this day.
        end: Not after this day; `None` = nothing in the text says.
        clues: What it rests on: those that its edges come from first.
        against: What speaks against it.
    """

    start: date
    end: date | None
    clues: tuple[Clue, ...]
    against: tuple[Clue, ...]

    @property
    def when(self) -> When:
        """As an interval of days with origin `inferred`."""
        return When(self.start, self.end, "day", "inferred")


def window(found: Sequence[Clue]) -> Window | None:
    """The days that fit the clues best.

    Args:
        found: See `detente.integrity.clues.clues`.

    Returns:
        The first to the last of the days that cost least; `None` when there is too little to go by, or when the
            clues contradict each other.
    """
    if not any(c.kind in {"happening", "past"} for c in found) and sum(c.kind == "office" for c in found) < 2:
        return None
    days = sorted({day for c in found for day, _ in c.steps})
    costs = [_cost(found, day) for day in days]
    least = min(costs)
    if least >= _TOO_COSTLY:
        return None
    start, end = _stretch(days, costs, least)
    dated = any(len(c.steps) > 2 for c in found if c.kind in {"happening", "weekday"})
    if not dated and end is not None and end - start < _NARROW:
        # Somebody is only called by an office that another has by now.
        start, end = _stretch(days, costs, least + _MOST_FOR_LEFT)
    if start == date.min:
        return None
    edges = {start, end + timedelta(days=1) if end is not None else date.max}
    fits = [c for c in found if c.cost(start) == 0]
    ordered = sorted(fits, key=lambda c: not any(day in edges for day, _ in c.steps))
    return Window(start, end, tuple(ordered), tuple(c for c in found if c.cost(start) > 0))


def _stretch(days: Sequence[date], costs: Sequence[float], most: float) -> tuple[date, date | None]:
    """The first to the last day that cost no more than that."""
    best = [i for i, cost in enumerate(costs) if cost <= most]
    last = best[-1] + 1
    return days[best[0]], days[last] - timedelta(days=1) if last < len(days) else None


def _cost(found: Sequence[Clue], day: date) -> float:
    """What a day costs; however many past holders of offices are named, they count little."""
    costs = [(c.kind, c.cost(day)) for c in found]
    left = sum(cost for kind, cost in costs if kind == "office" and cost < 1)
    return min(left, _MOST_FOR_LEFT) + sum(cost for kind, cost in costs if not (kind == "office" and cost < 1))


def about_dating(document: Document, reading: Reading, cast: Cast, settings: Settings) -> Iterator[Finding]:
    """Infer the date of an undated text, and doubt a date that the text contradicts.

    Args:
        document: Text and date.
        reading: Its reading.
        cast: Who is named in it.
        settings: Where registry and word lists are.

    Raises:
        LexiconError: A word list is missing or damaged.
        RegistryError: The registry of offices is missing or damaged.
    """
    yield from judged(clues(document, reading, cast, settings), document.published)


def judged(found: Sequence[Clue], published: When | None) -> Iterator[Finding]:
    """What some clues say about a date of publication, or instead of one."""
    fitting = window(found)
    if fitting is None:
        return
    if published is None:
        yield Finding(
            "inferred-date",
            "note",
            f"The text seems to have been written {_said(fitting)}. This is inferred, not stated: "
            f"{_reasons(fitting)}.",
            tuple(sorted({c.evidence for c in fitting.clues[:_SHOWN]})),
            fitting.when,
        )
        return
    last = (published.end or published.start) + _SLACK
    later = [c for c in fitting.clues if c.cost(last) >= _CONTRADICTED]
    # Two that are independent of each other, or a day that is written out.
    written = any(c.kind == "past" for c in later)
    if last < fitting.start and (written or len({c.steps for c in later}) > 1):
        yield _contradicted(fitting, published, "but seems to have been written", later, _WRONG)
    phrases = [c for c in fitting.clues if c.kind == "happening" and len(c.steps) > 2]
    if fitting.end is not None and published.start - _SLACK > fitting.end and phrases:
        yield _contradicted(fitting, published, "but speaks as if written", phrases, _OLD)
    elif left := _left(found, fitting, published.start):
        yield _contradicted(fitting, published, "but speaks as if written", left, _OLD)


def _left(found: Sequence[Clue], fitting: Window, day: date) -> list[Clue]:
    """Offices that had been left long before a day, when most are and nobody came to office since."""
    if fitting.end is None or day <= fitting.end + _LONG_LEFT:
        return []
    offices = [c for c in found if c.kind == "office"]
    left = [c for c in offices if c.cost(day) > 0]
    newer = any(c.cost(day) == 0 < c.cost(fitting.end) for c in offices)
    return left if len(left) >= _MANY_LEFT and 2 * len(left) > len(offices) and not newer else []


_WRONG = "What was coded for that date may be wrong."
_OLD = "It may be an older text put up again."


def _contradicted(found: Window, published: When, how: str, reasons: Sequence[Clue], so: str) -> Finding:
    told = "; ".join(c.told for c in reasons[:_SHOWN])
    return Finding(
        "date-contradicted",
        "caution",
        f"The text is dated {published.isoformat()}, {how} {_said(found)}: {told}. {so}",
        tuple(sorted({c.evidence for c in reasons[:_SHOWN]})),
        found.when,
    )


def _said(found: Window) -> str:
    if found.end is None:
        return f"on {found.start} or later"
    return f"between {found.start} and {found.end}" if found.end > found.start else f"on {found.start}"


def _reasons(found: Window) -> str:
    told = "; ".join(c.told for c in found.clues[:_SHOWN])
    if found.against:
        told += f"; against it: {'; '.join(c.told for c in found.against[:2])}"
    return told
