"""Whether the name of a country, region or town is a place where things happen, or acts."""

from __future__ import annotations

from detente.actors.fold import fold
from detente.actors.registry import Registry
from detente.record import Reading


def is_place(reading: Reading, start: int, end: int, registry: Registry, kind: str) -> bool:
    """Decide for a token range that names a country or a town.

    "in Moscow" and "the border with Ukraine" are places, "Moscow said" and "relations with Russia" are not.

    Args:
        reading: Tokens and syntax.
        start: First token.
        end: One past the last.
        registry: For the lists of prepositions and nouns.
        kind: `state`, `capital`, `disputed` or `city`: a town or region that is no capital, and so a place unless
            it is a subject.
    """
    town = kind == "city"
    tokens = reading.tokens
    head = reading.root_of(start, end)
    token = tokens[head]
    if token.dep in {"nsubj", "nsubjpass"}:
        return town and tokens[token.head].pos not in {"VERB", "AUX"}
    if token.dep in {"poss", "compound", "amod", "nmod"} and end < len(tokens):
        # "Russia's move": neither a place nor alone; a possessive belongs to its noun.
        noun = tokens[token.head].lemma.lower()
        meeting = kind == "capital" and token.dep != "poss" and noun in registry.sets["meetings"]
        return (
            town or meeting or (noun in registry.sets["place_heads"] and _stands_at(reading, token.head, registry))
        )
    if start >= 2 and tokens[start - 1].text == "," and tokens[start - 2].pos == "PROPN" and token.dep != "conj":
        listed = any(e.kind == "state" for e in registry.names.get(fold(tokens[start - 2].text), ()))
        if not listed and tokens[start].text.lower() != "the":
            return True  # "Sochi, Russia", but not "Chad, Mali and Niger"
    before = start - 1
    near_by = registry.sets["place_adjectives"]
    while before >= 0 and (tokens[before].pos in {"DET", "ADJ"} or tokens[before].text.lower() in near_by):
        before -= 1
    if before < 0 or tokens[before].pos not in {"ADP", "SCONJ", "PART"}:
        first = reading.head(head)
        if token.dep == "conj" and first.i != head and first.pos == "PROPN":
            return is_place(reading, first.i, first.i + 1, registry, kind)
        return town
    preposition = tokens[before].text.lower()
    above = reading.head(before)
    governor = (reading.head(above.i) if above.pos == "ADV" else above).lemma.lower()
    near = {governor, tokens[before - 1].lemma.lower() if before else ""}
    if preposition in registry.sets["always_place"]:
        # "interest in Russia", "confidence in Iran" are parties.
        return town or not near & registry.sets["party_in"]
    if preposition == "of":
        return town or bool(near & registry.sets["place_of"])
    if preposition in registry.sets["locative"]:
        return town or bool(near & registry.sets["movement"])
    if preposition == "with":
        return bool(near & registry.sets["with_place"])
    return town


def _stands_at(reading: Reading, noun: int, registry: Registry) -> bool:
    """Whether a noun is where something happens: "in a Mali village", but not "aid to Mali villages"."""
    above = reading.head(noun)
    return reading.tokens[noun].dep == "pobj" and above.text.lower() in registry.sets["always_place"]
