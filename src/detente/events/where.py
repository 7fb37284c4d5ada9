"""Where an event was: a place named in the clause of its trigger.

Taken are places under a preposition like "in" or "near" that hangs on the trigger, on its object or on a gathering
("at a summit in Helsinki"), and what a visit goes to. Not taken: a capital that stands for its government, a
dateline, a place on another verb or on a noun with an act of its own ("condemned the attack in Kabul").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from detente.actors.geo import Located, locate
from detente.errors import LexiconError
from detente.record import Cast, Document, Evidence, Mention, Reading, Token, Where
from detente.settings import DATA_DIR

_VERBS = {"VERB", "AUX"}
_NOMINAL = {"NOUN", "PROPN", "NUM", "ADJ"}
_LABELS = {"GPE", "LOC", "FAC"}
_LISTS = (
    "locative",
    "movement",
    "visited",
    "place_nouns",
    "borders",
    "gatherings",
    "support",
    "physical",
    "acts",
    "meeting_verbs",
    "entered",
)
Words = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A place named in a sentence: its token range, its head, its country if known."""

    start: int
    end: int
    root: int
    country: str | None


def where(
    reading: Reading, cast: Cast, trigger: int, document: Document | None = None, data_dir: str = str(DATA_DIR)
) -> tuple[Where, Evidence] | None:
    """Find the place of an event.

    Args:
        reading: The reading.
        cast: Who and what is named; a place mention's actor gives the country.
        trigger: Token that names the event.
        document: Not needed; accepted so that `when` and `where` are called alike.
        data_dir: Folder of data files.

    Returns:
        The place as written, with its country and GeoNames id where they are known (none for a border or a sea),
        and the words as evidence of role `where`; `None` when no place belongs to the trigger.
    """
    words = load(data_dir)
    best: tuple[int, int, _Place] | None = None
    for place in _joined(reading, list(_places(reading, cast, trigger, words))):
        rank = _rank(reading, place, trigger, words)
        if rank is None:
            continue
        key = (rank, abs(place.root - trigger), place)
        if best is None or key[:2] < best[:2]:
            best = key
    return _where(reading, best[2], words, data_dir) if best else None


@lru_cache(maxsize=4)
def load(data_dir: str) -> Words:
    """Load the word lists of places.

    Args:
        data_dir: Folder of data files.

    Raises:
        LexiconError: The file is missing, or lacks one of its lists.
    """
    import yaml

    path = Path(data_dir) / "lexicon" / "places" / "words.yaml"
    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        return {name: frozenset(str(word) for word in content[name]) for name in _LISTS}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LexiconError(
            f"The place words in {path} cannot be read ({error}).", "Restore the file that came with detente."
        ) from None


def _joined(reading: Reading, places: list[_Place]) -> list[_Place]:
    """Let "Aqaba, Jordan" be one place: Aqaba, in the country of Jordan."""
    ends = {p.end: p for p in places}
    joined: dict[_Place, str | None] = {}
    dropped = set()
    for place in places:
        town = ends.get(place.start - 1)
        if town is not None and reading.tokens[place.start - 1].text == ",":
            dropped.add(place)
            joined[town] = town.country or place.country
    return [replace(p, country=joined.get(p, p.country)) for p in places if p not in dropped]


def _entered(reading: Reading, mention: Mention, words: Words) -> bool:
    """Whether a state or its capital is what somebody visits: party and place at once."""
    token = reading.tokens[reading.root_of(*mention.tokens)]
    named = mention.kind == "name" and mention.actor.startswith("state:")
    return named and token.dep == "dobj" and reading.head(token.i).lemma.lower() in words["entered"]


def _places(reading: Reading, cast: Cast, trigger: int, words: Words) -> Iterator[_Place]:
    """Places named in the sentence of the trigger, those of the cast first."""
    sentence = reading.sentence_of(trigger)
    mentions = cast.within(sentence.start, sentence.end)
    for mention in mentions:
        start, end = mention.tokens
        if mention.kind == "place" or _entered(reading, mention, words):
            yield _Place(start, end, reading.root_of(start, end), cast[mention.actor].country)
    for name in reading.names:
        if name.label in _LABELS and sentence.start <= name.start and name.end <= sentence.end:
            if any(m.tokens[0] < name.end and name.start < m.tokens[1] for m in mentions):
                continue
            root = reading.root_of(name.start, name.end)
            yield _Place(name.start, name.end, root, None)


def _rank(reading: Reading, place: _Place, trigger: int, words: Words) -> int | None:
    """How closely a place hangs on the trigger; 0 = closest, `None` = not at all."""
    top = _place_phrase(reading, place.root, words)
    if top is None:
        return None
    token = reading.tokens[trigger]
    goals = {trigger: 0}
    head = reading.head(trigger)
    # "had met them in Rome and had visited her": told anew, so somewhere else
    own_tense = any(c.dep in {"aux", "auxpass", "npadvmod"} for c in reading.children(trigger))
    if head.pos in _VERBS and head.i != trigger:
        if token.pos not in _VERBS and token.dep in {"dobj", "nsubjpass", "nsubj", "attr"}:
            goals[head.i] = 1
        elif token.dep == "conj" and (
            place.end <= min(trigger, head.i)
            or (place.end <= trigger and head.lemma.lower() in words["meeting_verbs"] and not own_tense)
        ):
            goals[head.i] = 2
    if token.pos not in _VERBS:
        # "talks, held in Geneva, ..."
        goals.update({c.i: 1 for c in reading.children(trigger) if c.dep == "acl" and c.tag == "VBN"})
    if top.dep == "dobj":
        return 1 if top.head in goals and reading.tokens[top.head].lemma.lower() in words["visited"] else None
    return _climb(reading, top, goals, words)


def _place_phrase(reading: Reading, root: int, words: Words) -> Token | None:
    """The preposition (or the visited object) at the top of a place's phrase: past "the resort of" Sochi."""
    token = reading.tokens[root]
    for _ in range(6):
        if token.dep in {"appos", "conj"} and reading.head(token.i).pos in _NOMINAL:
            token = reading.head(token.i)
            continue
        if token.dep == "dobj":
            return token
        preposition = reading.head(token.i)
        if token.dep != "pobj" or preposition.i == token.i:
            return None
        noun = reading.head(preposition.i)
        inner = preposition.lemma.lower() in {"of", "with", "between"}
        if not inner:
            return preposition
        before = reading.tokens[preposition.i - 1] if preposition.i else noun
        if before.lemma.lower() in words["borders"]:
            noun = before
        if noun.lemma.lower() not in words["place_nouns"]:
            return None
        token = noun
    return None


def _climb(reading: Reading, top: Token, goals: Mapping[int, int], words: Words) -> int | None:
    """From a preposition up to the trigger; `None` where an act of its own comes between."""
    preposition = top.text.lower()
    doubt, through, bodily = 0, None, False
    while True:
        head = reading.head(top.i)
        locative = preposition in words["locative"]
        if not locative and not (preposition == "to" and head.lemma.lower() in words["movement"]):
            return None
        while head.dep == "prep" and head.pos == "ADP" and head.i not in goals:
            head = reading.head(head.i)  # "from inside Syria"
        if head.i in goals:
            passes = _takes(head, words) if bodily else _may_pass(through, head, words)
            return goals[head.i] + doubt if passes else None
        if head.pos not in _NOMINAL or head.lemma.lower() in words["acts"]:
            return None
        through, doubt = head, doubt + (1 if head.pos == "PROPN" else 2)
        if head.dep in {"dobj", "nsubjpass", "dative"} or (
            head.dep == "pobj" and reading.head(head.i).dep == "agent"
        ):
            verb = reading.head(head.i) if head.dep != "pobj" else reading.head(reading.head(head.i).i)
            return goals[verb.i] + doubt if verb.i in goals and _may_pass(through, verb, words) else None
        if head.dep != "pobj" or doubt > 4:
            return None
        top = reading.head(head.i)
        gathering = head.lemma.lower() in words["gatherings"] | words["place_nouns"]
        preposition = top.text.lower()
        if head.pos == "PROPN" and preposition in {"with", "by"}:
            preposition = "in"  # "spoke with Putin in Sochi": the parser hung the place on the person
        elif not gathering:
            bodily, preposition = True, "in"  # "fired at crowds in Minsk"
        elif gathering and preposition in {"during", "for"}:
            preposition = "at"


def _takes(goal: Token, words: Words) -> bool:
    """Whether the place of what a verb is about is the verb's own: "fired at crowds in Minsk"."""
    return goal.lemma.lower() in words["physical"] | words["support"] | words["meeting_verbs"]


def _may_pass(through: Token | None, goal: Token, words: Words) -> bool:
    """Whether a place on a noun is that of the trigger: on a person, a gathering, or what was bodily hit."""
    if through is None or through.pos == "PROPN":
        return True
    if through.dep in {"dobj", "nsubjpass"}:
        return _takes(goal, words) or goal.pos not in _VERBS
    return through.lemma.lower() in words["gatherings"] | words["place_nouns"] or _takes(goal, words)


@dataclass(frozen=True, slots=True)
class _Text:
    """A reading under a name that is quick to compare."""

    text_id: str
    parser: str
    tokens: int
    reading: Reading = field(compare=False)


@lru_cache(maxsize=4)
def _located(text: _Text, data_dir: str) -> tuple[Located, ...]:
    """The places of a text, found once for all its events."""
    return locate(text.reading, data_dir)


def _on_the_map(reading: Reading, place: _Place, country: str | None, data_dir: str) -> Where | None:
    """Where the gazetteer puts a place; of its candidates only those in the country that is known."""
    text = _Text(reading.text_id, reading.parser, len(reading.tokens), reading)
    found = next((f for f in _located(text, data_dir) if f.tokens[0] <= place.root < f.tokens[1]), None)
    if found is None or found.place is None or found.adjective or found.place.kind == "water":
        return None
    if country is not None and found.country not in {country, None}:
        return None
    taken = found.place
    return Where("", found.country or country, taken.lat, taken.lon, taken.geonameid)


def _where(reading: Reading, place: _Place, words: Words, data_dir: str) -> tuple[Where, Evidence]:
    start, end, country = place.start, place.end, place.country
    before = reading.tokens[start - 1] if start else None
    border = False
    joins = before is not None and before.text.lower() in {"with", "between"} and start >= 2
    if joins and reading.tokens[start - 2].lemma.lower() in words["borders"]:
        start, country, border = start - 2, None, True
    while end - start > 1 and reading.tokens[start].pos == "DET":
        start += 1
    evidence = Evidence.of(reading.span(start, end), reading.text, "where")
    known = None if border else _on_the_map(reading, place, country, data_dir)
    return replace(known, name=evidence.text) if known else Where(evidence.text, country), evidence
