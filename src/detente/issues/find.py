"""Put together what the words name, who is linked to it, and where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.issues.lexicon import StanceWords, load
from detente.issues.links import Links
from detente.issues.match import Found, find_phrases
from detente.issues.stance import verdict
from detente.issues.topics import find_topics
from detente.record import Cast, Document, Event, Evidence, Issue, Quote, Reading, Stance
from detente.settings import Settings


@dataclass(slots=True)
class _Gathered:
    """What was gathered about one issue."""

    contexts: tuple[str, ...]
    events: dict[str, None] = field(default_factory=dict)
    quotes: dict[str, None] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    stances: dict[str, list[tuple[int, Evidence]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def weight(self) -> int:
        return len(self.events) + len(self.quotes) + len(self.evidence)


def find(
    document: Document,
    reading: Reading,
    cast: Cast,
    quotes: Sequence[Quote],
    events: Sequence[Event],
    settings: Settings | None = None,
) -> tuple[Issue, ...]:
    """Find what a document's events and quotes are about, and who stands where.

    Args:
        document: The document.
        reading: Its reading.
        cast: Who is named in it.
        quotes: Its quotes.
        events: Its events.
        settings: Options.

    Returns:
        Issues, those with most words, events and quotes first: whatever an event or quote is about, and what is
        named more than once. A stance is `unclear` unless words say more.

    Raises:
        LexiconError: The lexicon of issues does not lint.
    """
    settings = settings or Settings.load()
    lexicon = load(settings.data_dir)
    phrases = find_phrases(reading, lexicon)
    gathered: dict[str, _Gathered] = {}
    links = Links(reading, events, quotes)
    for found in phrases:
        for name in (found.issue, *lexicon.also[found.issue]):
            entry = gathered.setdefault(name, _Gathered(lexicon.contexts[name]))
            _gather(entry, found, reading, cast, links, lexicon.stance)
    for found in find_topics(reading, cast, events, phrases, lexicon.topics):
        entry = gathered.setdefault(cast[found.issue].name, _Gathered(()))
        _gather(entry, found, reading, cast, links, lexicon.stance)
    # What is named once in passing, apart from every event and quote, is no issue of the text.
    kept = {n: g for n, g in gathered.items() if g.events or g.quotes or len(g.evidence) > 1}
    ranked = sorted(kept.items(), key=lambda item: (-item[1].weight, item[1].evidence[0].span.start, item[0]))
    return tuple(_issue(name, entry) for name, entry in ranked)


def _gather(
    entry: _Gathered,
    found: Found,
    reading: Reading,
    cast: Cast,
    links: Links,
    data: StanceWords,
) -> None:
    words = Evidence.of(reading.span(found.start, found.end), reading.text)
    entry.evidence.append(words)
    said, done = links.quotes_about(found), links.events_about(found)
    entry.quotes.update(dict.fromkeys(q.id for q in said))
    entry.events.update(dict.fromkeys(e.id for e in done))
    inside = [q for q in said if any(c.contains(words.span) for c in q.content)]
    told = verdict(reading, cast, found, inside, links.triggers, data)
    if told is not None:
        entry.stances[told.holder].append((told.sign, Evidence.of(reading.span(*told.words), reading.text)))
    for quote in said:
        if quote.speaker is not None:
            entry.stances[quote.speaker].append((0, words))
    for event in done:
        for actor in event.actors:
            entry.stances[actor].append((0, event.trigger))


def _issue(name: str, entry: _Gathered) -> Issue:
    return Issue(
        name=name,
        contexts=entry.contexts,
        holders=tuple(_stance(actor, told) for actor, told in entry.stances.items()),
        events=tuple(entry.events),
        quotes=tuple(entry.quotes),
        evidence=tuple(dict.fromkeys(entry.evidence)),
    )


def _stance(actor: str, told: list[tuple[int, Evidence]]) -> Stance:
    """Sum up what was told of one actor; words that tell nothing count only where no others do."""
    signs = {sign for sign, _ in told if sign}
    name = "mixed" if len(signs) == 2 else "for" if 1 in signs else "against" if -1 in signs else "unclear"
    shown = [e for sign, e in told if sign] if signs else [e for _, e in told]
    evidence = (Evidence(e.span, e.text) for e in shown)
    return Stance(actor, name, tuple(dict.fromkeys(evidence)))
