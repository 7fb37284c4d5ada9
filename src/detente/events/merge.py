"""One event for one real act: repeats within a document become one, with all their evidence."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.record import Cast, Count, Event, When

#: Kinds of actors that may stand for each other when they are of one country; two persons never do.
_COLLECTIVE = ("state", "government_body", "group", "office", "armed_group")
#: Days by which news without a date may lie apart from a day that another telling of the act gives.
_NEWS_APART = 7


def merged(events: list[Event], cast: Cast | None = None) -> tuple[Event, ...]:
    """Merge repeats.

    Two events are one where type, modality and parties agree (one may lack the mode, or a party; a meeting may
    be told from either side; a state may stand for its minister) and their dates can be the same.

    Args:
        events: Events of one document, in text order.
        cast: Who the parties are; without it only the same actors are the same side.
    """
    kept: list[Event] = []
    for event in events:
        for at, other in enumerate(kept):
            if same(other, event, cast):
                kept[at] = _joined(other, event)
                break
        else:
            kept.append(event)
    return tuple(kept)


def same(a: Event, b: Event, cast: Cast | None = None) -> bool:
    """Whether two codings can be of one act."""
    if a.code.type != b.code.type or a.modality != b.modality:
        return False
    if a.code.mode != b.code.mode and a.code.mode and b.code.mode:
        return False
    return _dates_agree(a, b) and _sides_agree(a, b, cast)


def _sides_agree(a: Event, b: Event, cast: Cast | None) -> bool:
    if set(a.actors) == set(b.actors) and set(a.recipients) == set(b.recipients):
        return True
    everyone_a, everyone_b = {*a.actors, *a.recipients}, {*b.actors, *b.recipients}
    two_sided = len(everyone_a) > 1 and len(everyone_b) > 1
    # A meeting told from the other side ("he received her") is the same meeting.
    if a.code.type == "CONSULT" and two_sided and everyone_a == everyone_b:
        return True
    if word_of(a) != word_of(b):
        return False
    if a.code.type == "CONSULT" and everyone_a and everyone_b:
        return everyone_a <= everyone_b or everyone_b <= everyone_a
    # The same verb again, and one telling leaves a party out, or names it more broadly.
    return all(
        not x or not y or _one_side(x, y, cast) for x, y in ((a.actors, b.actors), (a.recipients, b.recipients))
    ) and any(x and y for x, y in ((a.actors, b.actors), (a.recipients, b.recipients)))


def _one_side(x: tuple[str, ...], y: tuple[str, ...], cast: Cast | None) -> bool:
    """Whether two lists of actors name one side: the same ones, or one names the state of the other."""
    if set(x) == set(y):
        return True
    if cast is None or len(x) != 1 or len(y) != 1:
        return False
    one, other = cast[x[0]], cast[y[0]]
    broad = "state" in (one.kind, other.kind) and (one.kind in _COLLECTIVE or other.kind in _COLLECTIVE)
    return broad and one.country is not None and one.country == other.country


def word_of(event: Event) -> str:
    """The word that names the act, as its frame has it."""
    return re.split(r"[+/]", event.reasons[0].rule)[0] if event.reasons else event.trigger.text.lower()


def _dates_agree(a: Event, b: Event) -> bool:
    when_a, when_b = _told_date(a), _told_date(b)
    if (when_a is None) != (when_b is None) and a.when is not None and b.when is not None:
        # what is told as news is not what another month saw
        return _days_between(a.when, b.when) <= _NEWS_APART
    if when_a is None or when_b is None:
        return True
    a_end, b_end = when_a.end or when_b.start, when_b.end or when_a.start
    return when_a.start <= b_end and when_b.start <= a_end


def _days_between(a: When, b: When) -> int:
    """Days from the end of the earlier to the start of the later; 0 where they overlap."""
    return max(0, *((y.start - x.end).days for x, y in ((a, b), (b, a)) if x.end is not None))


def _told_date(event: Event) -> When | None:
    """The date that words of the text give; what only the publication date suggests settles nothing."""
    when = event.when
    if when is None or when.origin == "text":
        return when
    return when if any(e.role == "when" for e in event.evidence) else None


def _joined(first: Event, second: Event) -> Event:
    best, other = (first, second) if _rank(first) >= _rank(second) else (second, first)
    when = best.when
    actors, recipients = best.actors or other.actors, best.recipients or other.recipients
    if {*actors, *recipients} < {*other.actors, *other.recipients}:
        actors, recipients = other.actors, other.recipients
    if _told_date(best) is None and other.when is not None and (when is None or _told_date(other) is not None):
        when = other.when
    return replace(
        best,
        id=first.id if first.code == best.code else best.id,
        actors=actors,
        recipients=recipients,
        contexts=tuple(dict.fromkeys((*best.contexts, *other.contexts)))[:6],
        claimed_by=None if None in (first.claimed_by, second.claimed_by) else first.claimed_by,
        when=when,
        where=best.where or other.where,
        confidence=round(1 - (1 - best.confidence) * (1 - 0.3 * other.confidence), 3),
        evidence=tuple(dict.fromkeys((*best.evidence, *other.evidence))),
        reasons=tuple(dict.fromkeys((*best.reasons, *other.reasons))),
        counts=_counted((*first.counts, *second.counts)),
    )


def _counted(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """One count of a kind: the last one that the text gives is its best knowledge."""
    return tuple({count.kind: count for count in counts}.values())


def _rank(event: Event) -> tuple[bool, bool, bool, float]:
    return event.code.mode is not None, bool(event.recipients), bool(event.actors), event.confidence
