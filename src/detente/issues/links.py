"""Which events and quotes are about words that name an issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.issues.match import Found
from detente.record import Event, Quote, Reading, Span


class Links:
    """Events and quotes of one document, by the sentences they stand in.

    Attributes:
        triggers: Event types by the token of their trigger.
    """

    def __init__(self, reading: Reading, events: Sequence[Event], quotes: Sequence[Quote]) -> None:
        self._reading = reading
        self._events: dict[int, list[tuple[int, Event]]] = {}
        self._quotes: dict[int, list[Quote]] = {}
        self.triggers: dict[int, str] = {}
        for event in events:
            trigger = _trigger_of(reading, event)
            self.triggers[trigger] = event.code.type
            self._events.setdefault(reading.sentence_of(trigger).start, []).append((trigger, event))
        for quote in quotes:
            spans = [*quote.content, *([quote.cue] if quote.cue else [])]
            for start in {s for span in spans for s in _sentences(reading, span)}:
                self._quotes.setdefault(start, []).append(quote)

    def events_about(self, found: Found) -> list[Event]:
        """Events in whose clause the words stand, or whose trigger they share."""
        sentence = self._reading.sentence_of(found.start)
        return [
            event
            for trigger, event in self._events.get(sentence.start, ())
            if found.start <= trigger < found.end
            or found.start in self._reading.subtree(_clause(self._reading, trigger))
        ]

    def quotes_about(self, found: Found) -> list[Quote]:
        """Quotes that hold the words; failing that, quotes they lead up to: "Asked about Iran, he said ..."."""
        sentence = self._reading.sentence_of(found.start)
        near = self._quotes.get(sentence.start, [])
        span = self._reading.span(found.start, found.end)
        holding = [q for q in near if any(c.contains(span) for c in q.content)]
        whole = self._reading.span(sentence.start, sentence.end)
        return holding or [
            q for q in near if q.cue is not None and whole.contains(q.cue) and span.end <= q.cue.start
        ]


def _trigger_of(reading: Reading, event: Event) -> int:
    """The token that heads the event's trigger."""
    start, end = reading.tokens_in(event.trigger.span.start, event.trigger.span.end)
    return reading.root_of(start, end) if end > start else min(start, len(reading.tokens) - 1)


def _clause(reading: Reading, trigger: int) -> int:
    """The verb of the clause a trigger stands in: "held talks over Syria" hangs on "held"."""
    if reading.tokens[trigger].pos in {"VERB", "AUX"}:
        return trigger
    return next((t.i for t in reading.ancestors(trigger) if t.pos in {"VERB", "AUX"}), trigger)


def _sentences(reading: Reading, span: Span) -> Iterator[int]:
    """First tokens of the sentences a span touches."""
    at, end = reading.tokens_in(span.start, span.end)
    while at < end:
        sentence = reading.sentence_of(at)
        yield sentence.start
        at = max(sentence.end, at + 1)
