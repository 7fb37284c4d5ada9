"""Pairs of states in one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, product

from detente.ontology import Ontology, load
from detente.record import Cast, Event, Relation
from detente.relations.rule import Rule


def count(
    cast: Cast, events: Iterable[Event], rule: Rule | None = None, ontology: Ontology | None = None
) -> tuple[Relation, ...]:
    """Count what some events say about each pair of states.

    Args:
        cast: Who is named; gives the actors' countries.
        events: The events.
        rule: What counts; see `Rule` for the default.
        ontology: Says which codes stand for no state and which quads are words; PLOVER when not given.

    Returns:
        One relation a pair, in order of the pair. Codes that stand for no state (IGO, UNO ...) form no pair.

    >>> count(Cast((), ()), ())
    ()
    """
    rule, ontology = rule or Rule(), ontology or load()
    found: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if counts(event, rule):
            for pair in pairs(cast, event, ontology):
                found[pair].append(event)
    return tuple(_relation(*pair, found[pair], ontology) for pair in sorted(found))


def counts(event: Event, rule: Rule) -> bool:
    """Whether the rule counts the event."""
    return (rule.claimed or event.claimed_by is None) and not set(rule.leave_out).intersection(event.modality)


def pairs(cast: Cast, event: Event, ontology: Ontology) -> set[tuple[str, str]]:
    """The pairs of states, each in alphabetical order, that an event stands between."""
    acting = [c for c in cast.countries(event.actors) if c not in ontology.countries]
    acted_on = [c for c in cast.countries(event.recipients) if c not in ontology.countries]
    both = product(acting, acted_on) if event.recipients else combinations(acting, 2)
    return {(min(a, b), max(a, b)) for a, b in both if a != b}


def _relation(a: str, b: str, events: Sequence[Event], ontology: Ontology) -> Relation:
    words = [e.score for e in events if ontology.quads[e.quad].words]
    deeds = [e.score for e in events if not ontology.quads[e.quad].words]
    return Relation(a, b, len(events), _mean(words), _mean(deeds))


def _mean(scores: Sequence[float]) -> float | None:
    return sum(scores) / len(scores) if scores else None
