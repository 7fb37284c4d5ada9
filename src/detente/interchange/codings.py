"""detente's own events as entries of an event file."""

from __future__ import annotations

from collections.abc import Iterator

from detente.record import Actor, Coding, Entry, Event, Side

#: What detente calls itself as a coder.
CODER = "detente"


def entries_of(coding: Coding) -> Iterator[Entry]:
    """The events of a coding, without what event files have no place for: evidence, reasons, who claims it.

    An actor who is named, but is none of the coding's cast, is left out.
    """
    document = coding.document
    cast = {actor.id: actor for actor in coding.cast.actors}
    for event in coding.events:
        yield _entry(event, cast, document.url or document.id)


def _entry(event: Event, cast: dict[str, Actor], story: str) -> Entry:
    when = event.when
    return Entry(
        coder=CODER,
        source_id=event.id,
        start=when.start if when is not None else None,
        end=when.end if when is not None else None,
        grain=when.grain if when is not None else "day",
        type=event.code.type,
        mode=event.code.mode,
        cameo=event.cameo,
        quad=event.quad,
        score=event.score,
        scale="plover",
        contexts=event.contexts,
        modality=event.modality,
        actors=tuple(_side(cast[a]) for a in event.actors if a in cast),
        recipients=tuple(_side(cast[r]) for r in event.recipients if r in cast),
        story=story,
        where=event.where,
        text=event.trigger.text,
    )


def _side(actor: Actor) -> Side:
    return Side(actor.name, actor.country, (actor.sector,) if actor.sector else ())
