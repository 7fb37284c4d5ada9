"""Held, published or rejected: what the words of a note say, put together with how it came.

Every part adds to the log-odds of spam and is kept as a reason. What is clearly neither waits for a person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.integrity.spam import PUBLISH, REJECT, Model, Weighed
from detente.notes.secret import Ticket
from detente.record import Reason

#: What reputation can say at most, for and against. **Units**: log-odds.
REPUTATION = (-1.5, 2.5)
#: A form sent sooner was not filled in by hand. **Units**: seconds.
QUICK = 3.0
#: As many notes from one address within `detente.notes.taking.RECENT` are a flood.
FLOOD = 5
#: What lessons from moderators can add at most, either way. **Units**: log-odds.
TAUGHT = 2.5


@dataclass(frozen=True, slots=True)
class Signs:
    """How a note came.

    Attributes:
        trapped: Whether the field that people cannot see was filled in.
        ticket: What the form's ticket tells, or `None` when it has none that is good.
        twins: How many other notes have the same words, or nearly.
        by_email: How many notes of the same e-mail (by hash) moderators published, and called spam.
        by_address: The same of the same network address (by hash).
        recent: How many notes came from the address in the last minutes.
    """

    trapped: bool = False
    ticket: Ticket | None = None
    twins: int = 0
    by_email: tuple[int, int] = (0, 0)
    by_address: tuple[int, int] = (0, 0)
    recent: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the filter makes of a note.

    Attributes:
        state: `held`, `published` or `rejected`.
        score: Probability that it is spam.
        reasons: Why, the weightiest first; a reason's score above one half speaks for spam.
    """

    state: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Sum:
    odds: float = 0.0
    parts: list[tuple[float, Reason]] = field(default_factory=list)

    def add(self, rule: str, odds: float, detail: str) -> None:
        if abs(odds) > 1e-9:
            self.odds += odds
            self.parts.append((abs(odds), Reason(rule, round(probability(odds), 4), detail)))


def judge(
    text: str,
    context: str,
    signs: Signs,
    model: Model,
    taught: Mapping[int, float] | None = None,
    everything: bool = False,
) -> Verdict:
    """Judge a note.

    Args:
        text: The note, cleaned.
        context: Title and text of the document.
        signs: How it came.
        model: Weights for the words.
        taught: What moderators have taught (`detente.notes.learning`).
        everything: Whether every note waits for a person, whatever the filter says; spam that is certain does not.
    """
    total = _Sum()
    weighed = model.weigh(text, context)
    total.add("words", weighed.odds, _spoken(weighed))
    if taught:
        vector = model.vector(text, context)
        more = math.fsum(strength * taught.get(place, 0.0) for place, strength in vector.items())
        total.add("moderators", max(-TAUGHT, min(TAUGHT, more)), "like notes that moderators decided on")
    _behaviour(total, signs)
    good, bad = (sum(pair) for pair in zip(signs.by_email, signs.by_address, strict=True))
    low, high = REPUTATION
    total.add("reputation", max(low, min(high, 0.9 * bad - 0.4 * good)), f"{good} good, {bad} spam before")
    score = probability(total.odds)
    state = "rejected" if score >= REJECT else "published" if score < PUBLISH and not everything else "held"
    if state == "published" and (signs.recent >= FLOOD or signs.twins):
        state = "held"
    reasons = tuple(reason for _, reason in sorted(total.parts, key=lambda p: -p[0]))
    return Verdict(state, round(score, 4), reasons)


def _behaviour(total: _Sum, signs: Signs) -> None:
    if signs.trapped:
        total.add("trap", 12.0, "a field that people cannot see was filled in")
    if signs.ticket is None:
        total.add("ticket", 1.5, "the form was not given out here, or long ago")
    elif signs.ticket.age < QUICK:
        total.add("quick", 2.5, f"sent after {max(0.0, signs.ticket.age):.1f} s")
    if signs.twins:
        total.add("twins", min(6.0, 1.5 + 1.5 * signs.twins), f"{signs.twins} more with the same words")
    if signs.recent >= FLOOD:
        total.add("flood", 1.5, f"{signs.recent} notes from one address within minutes")


def _spoken(weighed: Weighed) -> str:
    """The features that spoke most, in words: no letters of the reader's but what stands in the note anyway."""
    way = weighed.odds > 0
    names = [name[2:] for name, value in weighed.parts if (value > 0) == way][:4]
    return ", ".join(f"“{n}”" for n in names)


def probability(odds: float) -> float:
    """Log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
