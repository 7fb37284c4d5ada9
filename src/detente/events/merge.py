"""One event for one real act: repeats within a document become one, with all their evidence."""

from __future__ import annotations

from dataclasses import replace

from detente.record import Event, When


def merged(events: list[Event]) -> tuple[Event, ...]:
    """Merge repeats.

    Two events are one where type, modality and parties agree (one may lack the mode; a meeting may be told from
    either side) and their dates can be the same.

    Args:
        events: Events of one document, in text order.
    """
    kept: list[Event] = []
    for event in events:
        for at, other in enumerate(kept):
            if same(other, event):
                kept[at] = _joined(other, event)
                break
        else:
            kept.append(event)
    return tuple(kept)


def same(a: Event, b: Event) -> bool:
    """Whether two codings can be of one act."""
    if a.code.type != b.code.type or a.modality != b.modality:
        return False
    if a.code.mode != b.code.mode and a.code.mode and b.code.mode:
        return False
    return _sides_agree(a, b) and _dates_agree(a.when, b.when)


def _sides_agree(a: Event, b: Event) -> bool:
    if set(a.actors) == set(b.actors) and set(a.recipients) == set(b.recipients):
        return True
    everyone_a, everyone_b = set(a.actors) | set(a.recipients), set(b.actors) | set(b.recipients)
    two_sided = len(everyone_a) > 1 and len(everyone_b) > 1
    # A meeting told from the other side ("he received her") is the same meeting.
    return a.code.type == "CONSULT" and two_sided and everyone_a == everyone_b


def _dates_agree(a: When | None, b: When | None) -> bool:
    if a is None or b is None or "inferred" in (a.origin, b.origin) or "metadata" in (a.origin, b.origin):
        return True
    a_end, b_end = a.end or b.start, b.end or a.start
    return a.start <= b_end and b.start <= a_end


def _joined(first: Event, second: Event) -> Event:
    best, other = (first, second) if _rank(first) >= _rank(second) else (second, first)
    when = best.when
    if other.when is not None and (when is None or when.origin == "inferred" != other.when.origin):
        when = other.when
    return replace(
        best,
        id=first.id if first.code == best.code else best.id,
        contexts=tuple(dict.fromkeys((*best.contexts, *other.contexts)))[:6],
        claimed_by=None if None in (first.claimed_by, second.claimed_by) else first.claimed_by,
        when=when,
        where=best.where or other.where,
        confidence=round(1 - (1 - best.confidence) * (1 - 0.3 * other.confidence), 3),
        evidence=tuple(dict.fromkeys((*best.evidence, *other.evidence))),
        reasons=tuple(dict.fromkeys((*best.reasons, *other.reasons))),
    )


def _rank(event: Event) -> tuple[bool, bool, float]:
    return event.code.mode is not None, bool(event.recipients), event.confidence
