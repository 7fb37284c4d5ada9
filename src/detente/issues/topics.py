"""Countries that a text speaks about without their acting in it."""

from __future__ import annotations

from collections.abc import Sequence

from detente.issues.lexicon import Topics
from detente.issues.match import Found
from detente.record import Cast, Event, Mention, Reading

_CLAUSES = frozenset({"xcomp", "ccomp", "acl", "advcl", "pcomp"})
_BEFORE_A_NOUN = frozenset({"compound", "amod", "poss", "nmod"})


def find_topics(
    reading: Reading, cast: Cast, events: Sequence[Event], phrases: Sequence[Found], topics: Topics
) -> list[Found]:
    """Countries as issues: "tensions over Iran and Syria", "the Venezuelan crisis".

    Args:
        reading: The reading.
        cast: Who is named.
        events: What was coded; a state that is a party of it is a topic only where the words leave no doubt.
        phrases: Issues that words name.
        topics: When a country is the topic.

    Returns:
        One entry a mention, with the actor's id in place of the issue's name.
    """
    acting = _acting(cast, events)
    named = {i for f in phrases for i in range(f.start, f.end)}
    found = []
    for mention in cast.mentions:
        if mention.kind == "pronoun" or mention.actor not in cast or cast[mention.actor].kind != "state":
            continue
        if any(m.actor != mention.actor for m in cast.at(mention.tokens[0])):
            continue  # "[[Russian] foreign minister]": part of somebody's name
        sure = _spoken_about(reading, mention, topics) or _to_be_moved(reading, mention, named)
        if sure or (mention.actor not in acting and _weakly(reading, mention, topics)):
            found.append(Found(*mention.tokens, mention.actor))
    return found


def _head(reading: Reading, mention: Mention) -> int:
    """The mention's head; for "Iran, Syria and Ukraine" the head of the first of them."""
    i = reading.root_of(*mention.tokens)
    for _ in range(10):
        if reading.tokens[i].dep not in {"conj", "appos"} or reading.head(i).pos not in {"PROPN", "NOUN", "ADJ"}:
            break
        i = reading.head(i).i
    return i


def _spoken_about(reading: Reading, mention: Mention, topics: Topics) -> bool:
    """Whether the words around say so beyond doubt: "about Iran", "Iran's civil war"."""
    i = _head(reading, mention)
    token, head = reading.tokens[i], reading.head(i)
    if token.dep == "pobj" and head.lemma.lower() in topics.prepositions:
        return reading.head(head.i).lemma.lower() not in topics.motion
    # "The Korean War" is the name of something else.
    return token.dep in _BEFORE_A_NOUN and head.lemma.lower() in topics.owned and head.pos != "PROPN"


def _weakly(reading: Reading, mention: Mention, topics: Topics) -> bool:
    """Whether the words around say so as a rule: "cooperation in Afghanistan", "discussed Libya"."""
    i = _head(reading, mention)
    token, head = reading.tokens[i], reading.head(i)
    if token.dep in {"dobj", "obj"}:
        return head.lemma.lower() in topics.object_verbs
    if token.dep != "pobj":
        return False
    above, preposition = reading.head(head.i), head.lemma.lower()
    if above.pos == "VERB":
        return preposition == "on" and above.lemma.lower() in topics.verbs
    return topics.of(above.lemma.lower(), preposition) is not None


def _to_be_moved(reading: Reading, mention: Mention, named: set[int]) -> bool:
    """Whether somebody else wants it to do something that is an issue: "getting Iran to stop enrichment"."""
    i = _head(reading, mention)
    verb = reading.head(i)
    if reading.tokens[i].dep != "nsubj" or verb.dep not in _CLAUSES or verb.i < i:
        return False
    infinitive = any(c.tag == "TO" for c in reading.children(verb.i))
    return infinitive and not named.isdisjoint(reading.subtree(verb.i))


def _acting(cast: Cast, events: Sequence[Event]) -> frozenset[str]:
    """States that are a party of something that happened, themselves or through their people."""
    parties = {p for e in events if not e.modality for p in (*e.actors, *e.recipients) if p in cast}
    countries = set(cast.countries(parties))
    return frozenset(a.id for a in cast.actors if a.kind == "state" and a.country in countries)
