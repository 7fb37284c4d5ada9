"""Where somebody stands on an issue, as far as the words between them say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.issues.lexicon import StanceWords
from detente.issues.match import Found
from detente.record import Cast, Quote, Reading, Token

#: How far up the tree the words are followed.
_FURTHEST = 10
_UP_TO_VERB = frozenset({"dobj", "obj", "nsubjpass", "prep", "xcomp", "ccomp", "pcomp", "dative"}) | frozenset(
    {"oprd", "attr", "acomp", "agent"}
)
_UP_TO_NOUN = frozenset({"prep", "compound", "amod", "poss", "nmod", "conj", "acl", "pobj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


@dataclass(slots=True)
class _Way:
    """The way up from an issue: the sign so far, the words that gave it, and the last token reached."""

    sign: int = 1
    words: list[int] = field(default_factory=list)
    top: int = 0
    obliged: bool = False

    def turn(self, sign: int, word: int) -> None:
        self.sign *= sign
        self.words.append(word)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stance the words tell.

    Attributes:
        sign: +1 for, -1 against.
        words: Half-open token range from the first to the last word that tells it.
        holder: Actor id of the one who holds it.
    """

    sign: int
    words: tuple[int, int]
    holder: str


def verdict(
    reading: Reading,
    cast: Cast,
    found: Found,
    quotes: Sequence[Quote],
    triggers: Mapping[int, str],
    data: StanceWords,
) -> Verdict | None:
    """Follow the words from an issue up to the one who judges it.

    Args:
        reading: The reading.
        cast: Who is named.
        found: The words that name the issue.
        quotes: Quotes that hold those words.
        triggers: Event types by the token of their trigger.
        data: What words say.

    Returns:
        The stance and its holder, or `None` where the words do not tell, or not whose it is.
    """
    way = _climb(reading, found, triggers, data)
    if way is None or not way.words:
        return None
    holder = _holder(reading, cast, way, quotes, data)
    if holder is None:
        return None
    inside = [*way.words, found.start, found.end - 1]
    return Verdict(way.sign, (min(inside), max(inside) + 1), holder)


def _climb(reading: Reading, found: Found, triggers: Mapping[int, str], data: StanceWords) -> _Way | None:
    sentence = reading.sentence_of(found.start)
    if reading.tokens[sentence.end - 1].text == "?":
        return None  # a question takes no side
    at = reading.tokens[reading.root_of(found.start, found.end)]
    way = _Way(sign=-1 if found.contrary else 1, top=at.i)
    if any(c.lemma.lower() == "no" for c in reading.children(at.i)):
        return None  # "no sanctions": too short to judge
    for _ in range(_FURTHEST):
        head = reading.head(at.i)
        if head.i == at.i or found.start <= head.i < found.end:
            break
        if at.pos == "ADP" and at.lemma.lower() in data.blocking and at.dep != "agent":
            break
        if head.pos == "ADP":
            at = head
            continue
        if at.dep == "nsubj" and head.lemma.lower() in data.changes:
            # "Hopes that ties will improve": the change tells nothing by itself, only what is thought of it.
            negated = _negated(reading, head.i, data)
            way.sign *= -data.changes[head.lemma.lower()] if negated else data.changes[head.lemma.lower()]
            at = head
            continue
        if at.dep in _SUBJECTS and at.dep != "nsubjpass":
            _judge(reading, head, way, data)
            break
        if at.dep == "conj" and head.pos == at.pos and head.pos in {"NOUN", "PROPN"}:
            at = head
            continue
        if head.pos in {"NOUN", "PROPN", "ADJ"}:
            if at.dep not in _UP_TO_NOUN or not _pass_noun(head, at, way, data):
                break
        elif head.pos in {"VERB", "AUX"}:
            if at.dep not in _UP_TO_VERB or not _pass_verb(reading, head, at, way, triggers, data):
                break
            if not _asserted(reading, head, at, way, data):
                return None
        else:
            break
        at = head
        way.top = head.i
    return way


def _pass_noun(head: Token, below: Token, way: _Way, data: StanceWords) -> bool:
    lemma = head.lemma.lower()
    if head.pos == "ADJ":
        sign = data.polarity.get(lemma)
    elif below.pos == "ADP" or below.dep in {"compound", "amod", "poss", "nmod"}:
        sign = data.noun_polarity.get(lemma, data.polarity.get(lemma))
    else:
        sign = None
    if sign is not None:
        way.turn(sign, head.i)
        return True
    return lemma not in data.shields and (lemma in data.carriers or lemma in data.passing)


def _pass_verb(
    reading: Reading, head: Token, below: Token, way: _Way, triggers: Mapping[int, str], data: StanceWords
) -> bool:
    lemma = head.lemma.lower()
    if below.dep == "prep" and below.lemma.lower() not in data.verb_prepositions and lemma not in data.copulas:
        return False
    sign = data.polarity.get(lemma)
    if sign is None and head.i in triggers:
        sign = data.event_polarity.get(triggers[head.i])
    if sign is None and lemma in data.asking and below.pos == "ADP" and below.lemma.lower() == "for":
        sign = 1
    if sign is None and below.pos == "ADP" and below.lemma.lower() == "against":
        sign = -1
    negated = _negated(reading, head.i, data)
    if sign is not None:
        way.turn(-sign if negated else sign, head.i)
        return True
    if lemma in data.copulas and below.dep in {"acomp", "attr", "prep"}:
        way.sign *= -1 if negated else 1
        return True
    if lemma in data.passing:
        way.sign *= -1 if negated else 1
        return True
    return False


def _asserted(reading: Reading, verb: Token, below: Token, way: _Way, data: StanceWords) -> bool:
    """Whether a verb is said to be so, and not to be possible or a condition; notes what is said to be a duty."""
    children = reading.children(verb.i)
    if any(c.dep in {"mark", "advmod"} and c.lemma.lower() in data.conditions for c in children if c.i < verb.i):
        return False
    modals = {c.text.lower() for c in children if c.dep == "aux" and c.tag == "MD"}
    if modals & data.possibility and not _negated(reading, verb.i, data):
        return False
    duty = verb.lemma.lower() in data.obligation and below.dep == "xcomp"
    way.obliged = way.obliged or duty or bool(modals & data.obligation)
    return True


def _judge(reading: Reading, head: Token, way: _Way, data: StanceWords) -> None:
    """The issue is the subject: only a word that judges it tells anything ("is unacceptable")."""
    if head.lemma.lower() not in data.copulas:
        return
    for child in reading.children(head.i):
        sign = data.judgements.get(child.lemma.lower())
        if child.dep in {"acomp", "attr"} and sign is not None:
            way.turn(-sign if _negated(reading, head.i, data) else sign, child.i)
            # The judgement is the speaker's; the verb's subject is the issue itself.
            way.top = -1
            return


def _negated(reading: Reading, verb: int, data: StanceWords) -> bool:
    return any(
        c.dep == "neg" or (c.lemma.lower() in data.negations and c.i < verb) for c in reading.children(verb)
    )


def _holder(reading: Reading, cast: Cast, way: _Way, quotes: Sequence[Quote], data: StanceWords) -> str | None:
    """Whose stance it is: the subject of the judging verb, or the speaker where nobody else is named."""
    speaker = next((q.speaker for q in quotes if q.speaker is not None), None)
    if way.top < 0 or way.obliged:
        return speaker
    subject, nobody = _subject(reading, way.top)
    if subject is None:
        return speaker if nobody else None
    named = cast.at(subject)
    if named:
        return named[0].actor
    return speaker if reading.tokens[subject].text.lower() in data.first_person else None


def _subject(reading: Reading, top: int) -> tuple[int | None, bool]:
    """The subject of a verb, the agent of a passive, the owner of a noun; and whether there is plainly none."""
    at = reading.tokens[top]
    if at.pos in {"NOUN", "PROPN"}:
        return _owner(reading, at), False
    for _ in range(_FURTHEST):
        children = reading.children(at.i)
        agent = next((c for c in children if c.dep == "agent"), None)
        if agent is not None:
            return next((c.i for c in reading.children(agent.i) if c.dep == "pobj"), None), False
        if any(c.dep in {"nsubjpass", "auxpass"} for c in children):
            return None, True
        subject = next((c for c in children if c.dep == "nsubj"), None)
        if subject is not None:
            # "Urged Iran to stop": whoever is to do it need not want it.
            return (None, False) if any(c.tag == "TO" for c in children) else (subject.i, False)
        if at.dep != "conj":
            return None, reading.head(at.i).i == at.i
        at = reading.head(at.i)
    return None, False


def _owner(reading: Reading, noun: Token) -> int | None:
    owners = (c.i for c in reading.children(noun.i) if c.dep in {"poss", "compound", "amod"})
    return next((i for i in owners if reading.tokens[i].pos in {"PROPN", "PRON", "ADJ"}), None)
