"""When an event was: the date phrase that belongs to its trigger, resolved.

Which phrase belongs to a trigger is a matter of syntax: one that hangs on the trigger itself, or on its objects
and prepositions without another verb between; else one that a verb joined to it shares ("On Friday Trump called
Putin and discussed Syria", "met him on Tuesday, warning that ..."). A phrase on another verb ("said on Monday
that ...") is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from detente.events.dates import Phrase, find, resolve
from detente.events.dates.lexicon import load
from detente.record import Document, Evidence, Reading, Token, When
from detente.settings import DATA_DIR

#: An event this many days before publication is a past story.
PAST_STORY_DAYS = 365
VERBS = {"VERB", "AUX"}
_BEFORE_NOUN = {"nummod", "compound", "amod", "nmod"}
_PERSON_LABELS = {"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date phrase and the tokens it holds."""

    phrase: Phrase
    start: int
    end: int
    root: int


def when(
    reading: Reading, trigger: int, document: Document, data_dir: str = str(DATA_DIR)
) -> tuple[When, Evidence] | None:
    """Date an event by the words of its sentence.

    Args:
        reading: The reading.
        trigger: Token that names the event; for a noun with a supporting verb ("held talks"), that verb.
        document: For the publication date, at whatever precision it is known.
        data_dir: Folder of data files.

    Returns:
        Days with origin `text`, and the phrase as evidence of role `when`; `None` when no phrase belongs to the
        trigger, when it is vague ("recently"), when its reading depends on a publication date that is missing or
        not precise enough, or when it contradicts the tense (a past event after publication).
    """
    year = year_modifier(reading, trigger)
    if year is not None:
        found = resolve(reading.tokens[year].text, None, data_dir=data_dir)
        return (found, _evidence(reading, year, year + 1)) if found else None
    own = belonging(reading, trigger, document, data_dir)
    if own is None:
        return None
    future = is_future(reading, trigger, data_dir)
    anchor = _anchor(reading, own, document, data_dir)
    found = _resolved(own.phrase, document.published, anchor, future)
    if found is None or _contradicts(reading, trigger, found, document):
        return None
    return found, _evidence(reading, own.start, own.end)


def is_past_story(when: When | None, document: Document) -> bool:
    """Whether an event is history, not news: more than a year before publication, or in an earlier year by number.

    Args:
        when: The event's date, or `None`.
        document: For the publication date.
    """
    published = document.published
    if when is None or when.end is None or published is None or when.origin != "text":
        return False
    if when.grain in {"year", "decade"} and when.end.year < published.start.year:
        return True
    return when.end < published.start - timedelta(days=PAST_STORY_DAYS)


def _evidence(reading: Reading, start: int, end: int) -> Evidence:
    return Evidence.of(reading.span(start, end), reading.text, "when")


# Which phrase


@lru_cache(maxsize=2048)
def _find(text: str, reference: date | None, data_dir: str) -> tuple[Phrase, ...]:
    return find(text, reference, data_dir)


def phrases(reading: Reading, token: int, document: Document, data_dir: str) -> Iterator[Dated]:
    """Date phrases of the sentence a token stands in."""
    sentence = reading.sentence_of(token)
    offset = reading.tokens[sentence.start].start
    text = reading.words(sentence.start, sentence.end)
    reference = document.published.start if document.published else None
    for phrase in _find(text, reference, data_dir):
        start, end = reading.tokens_in(offset + phrase.start, offset + phrase.end)
        if start < end and not _a_name(reading, start, end):
            yield Dated(phrase, start, end, _root(reading, start, end))


def _a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether the words are part of a name ("Theresa May", "the New York Sun"), or a verb."""
    words = [t for t in reading.tokens[start:end] if t.pos not in {"ADP", "DET", "PUNCT"}]
    if len(words) == 1 and words[0].pos in VERBS:
        return True
    held = [n for n in reading.names if n.label in _PERSON_LABELS and n.start < end and start < n.end]
    return any(n.start < start or n.end > end or n.label == "PERSON" for n in held)


def _root(reading: Reading, start: int, end: int) -> int:
    """The token by which the phrase hangs on the sentence; a range of two dates may have more than one."""
    for i in range(start, end):
        head = reading.tokens[i].head
        if not start <= head < end and reading.tokens[i].dep != "punct":
            return i
    return reading.root_of(start, end)


def belonging(reading: Reading, trigger: int, document: Document, data_dir: str) -> Dated | None:
    """The date phrase that belongs to a trigger."""
    nouns = load(data_dir).words["dated_nouns"]
    best: tuple[int, bool, int, Dated] | None = None
    for dated in phrases(reading, trigger, document, data_dir):
        if dated.start <= trigger < dated.end:
            continue
        rank = _rank(reading, dated, trigger, nouns)
        if rank is None:
            continue
        key = (rank, dated.phrase.vague, abs(dated.root - trigger), dated)
        if best is None or key[:3] < best[:3]:
            best = key
    return best[3] if best else None


def _rank(reading: Reading, dated: Dated, trigger: int, nouns: frozenset[str]) -> int | None:
    """How closely a phrase hangs on the trigger; 0 = on itself, `None` = not at all."""
    own = _climb(reading, dated, trigger, nouns)
    if own is not None:
        return own
    token = reading.tokens[trigger]
    head = reading.head(trigger)
    if token.pos not in VERBS:
        # "the talks, held last week, failed"
        held = (c.i for c in reading.children(trigger) if c.dep == "acl" and c.tag == "VBN")
        return next((1 for verb in held if _climb(reading, dated, verb, nouns) is not None), None)
    if head.i == trigger or head.pos not in VERBS:
        return None
    shared = _climb(reading, dated, head.i, nouns)
    if shared is None:
        return None
    if token.dep == "conj" and dated.end <= min(head.i, trigger):
        return 3
    if token.dep == "advcl" and token.tag == "VBG" and not is_marked(reading, trigger):
        return 3
    return None


def _climb(reading: Reading, dated: Dated, goal: int, nouns: frozenset[str]) -> int | None:
    """Steps of doubt from a phrase up to the trigger; `None` where another verb or a dated noun comes between."""
    doubt, stolen = 0, False
    for above in reading.ancestors(dated.root):
        if above.dep in {"acl", "advcl"} and above.tag in {"VBG", "VBN"} and above.i == dated.end:
            # "signed an order Monday proclaiming ...": the parser hung the date on the wrong side.
            stolen = True
            continue
        if above.i == goal:
            return doubt
        if above.pos in VERBS:
            return None
        if above.pos in {"NOUN", "PROPN"} and not stolen:
            if above.lemma.lower() in nouns and not _within(reading, above, goal):
                return None
            doubt = max(doubt, 1 if above.pos == "PROPN" else 2)
    return None


def _within(reading: Reading, noun: Token, goal: int) -> bool:
    """Whether the trigger was in the course of what is dated: "in a letter on Friday", "during a visit in May"."""
    head = reading.head(noun.i)
    return noun.dep == "pobj" and head.text.lower() in {"in", "at", "during"} and reading.head(head.i).i == goal


def is_marked(reading: Reading, verb: int) -> bool:
    """Whether a conjunction or preposition stands before a verb ("while fighting", "by signing")."""
    return any(c.dep in {"mark", "prep"} and c.i < verb for c in reading.children(verb))


def year_modifier(reading: Reading, trigger: int) -> int | None:
    """The year in "the 2014 annexation": a bare year right before a noun."""
    if reading.tokens[trigger].pos not in {"NOUN", "PROPN"}:
        return None
    for c in reading.children(trigger):
        digits = len(c.text) == 4 and c.text.isascii() and c.text.isdigit()
        if digits and c.dep in _BEFORE_NOUN and c.i < trigger and 1500 <= int(c.text) < 2100:
            return c.i
    return None


# What it means


def _resolved(phrase: Phrase, published: When | None, anchor: date | None, future: bool) -> When | None:
    """Resolve against both ends of the publication date: a rough one counts only where it makes no difference."""
    if published is None:
        return phrase.resolve(None, anchor, future)
    first = phrase.resolve(published.start, anchor, future)
    if published.end is None or published.end == published.start:
        return first
    return first if first == phrase.resolve(published.end, anchor, future) else None


def _anchor(reading: Reading, own: Dated, document: Document, data_dir: str) -> date | None:
    """The day the story is at: the last date told before the phrase, in its paragraph or the one before."""
    sentence = reading.sentence_of(own.start)
    before = [d for d in phrases(reading, own.start, document, data_dir) if d.end <= own.start]
    first = sentence.paragraph
    while True:
        for dated in reversed(before):
            found = _resolved(dated.phrase, document.published, None, False)
            if found is not None:
                return found.start if found.grain == "day" and found.end == found.start else None
        if sentence.start == 0:
            return None
        sentence = reading.sentence_of(sentence.start - 1)
        if sentence.paragraph < first - 1:
            return None
        before = list(phrases(reading, sentence.start, document, data_dir))


def is_future(reading: Reading, trigger: int, data_dir: str) -> bool:
    """Whether the verb speaks of what is to come: "will meet", "meets on Friday", "agreed to meet"."""
    lexicon = load(data_dir).words
    verb = verb_of(reading, trigger)
    if verb is None:
        return False
    helpers = [c.text.lower() for c in reading.children(verb.i) if c.dep in {"aux", "auxpass"}]
    if any(h in lexicon["future_auxiliaries"] for h in helpers):
        return True
    head = reading.head(verb.i)
    if verb.tag == "VB" and "to" in helpers and head.i != verb.i:
        return head.lemma.lower() in lexicon["future_governors"] or head.pos in {"NOUN", "PROPN"}
    if verb.tag in {"VBZ", "VBP"}:
        return True
    if (
        verb.tag in {"VBG", "VBN"}
        and any(h in {"is", "are", "'s", "'re"} for h in helpers)
        and "been" not in helpers
    ):
        return not any(h in {"has", "have", "had"} for h in helpers)
    if verb.dep == "conj" and head.pos in VERBS and not helpers and verb.tag == "VB":
        return is_future(reading, head.i, data_dir)
    return False


def verb_of(reading: Reading, trigger: int) -> Token | None:
    """The verb whose tense a trigger has: itself, or the one that it is object or subject of."""
    token = reading.tokens[trigger]
    if token.pos in VERBS:
        return token
    head = reading.head(trigger)
    return head if head.pos in VERBS and token.dep in {"dobj", "nsubjpass", "attr", "oprd"} else None


def is_past(reading: Reading, verb: Token) -> bool:
    """Whether a verb is told in the simple past or the present perfect."""
    helpers = [c.text.lower() for c in reading.children(verb.i) if c.dep in {"aux", "auxpass"}]
    if any(h in {"has", "have", "was", "were", "did", "'ve"} for h in helpers):
        return "to" not in helpers  # "one of the few to have visited it"
    return verb.tag == "VBD" and not helpers


def _contradicts(reading: Reading, trigger: int, found: When, document: Document) -> bool:
    verb, published = verb_of(reading, trigger), document.published
    if verb is None or published is None or published.end is None:
        return False
    return is_past(reading, verb) and found.start > published.end
