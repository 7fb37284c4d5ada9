"""What the documents of a story tell together: one event with its independent reports, and where reports disagree.

A document and what was made from it are one witness. Two codings of different documents are one event when type,
sides and days can be the same; within a story, whose documents are a few days apart, that is rarely a coincidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.events.merge import word_of
from detente.integrity.stories import Story
from detente.quotes.utterances import Saying, Utterance, speaker_key, utterances
from detente.record import Actor, Coding, Count, Event, Evidence, When
from detente.settings import Settings

#: Documents may date the same act a day apart: time zones, and "on Monday" against "Monday night".
_APART = timedelta(days=1)
#: How much a further independent report counts: coders err alike on alike words, so less than a first one.
_FURTHER = 0.5
#: So many of these must agree: who acts, who is acted upon, the word for it, the day.
_ENOUGH = 3
#: Kinds of actors that may stand for their state.
_OF_A_STATE = frozenset({"state", "government_body", "office", "person"})


@dataclass(frozen=True, slots=True)
class Telling:
    """One coding of an event.

    Attributes:
        document: Where it stands.
        witness: The document that this one was made from, or itself: reprints are one witness.
        event: The event.
        day: When the document was published, or `None`.
        doubted: Whether it calls for care.
    """

    document: str
    witness: str
    event: Event
    day: date | None
    doubted: bool

    @property
    def order(self) -> tuple[bool, bool, date, float, str]:
        """The best first: not doubted, the source before its copies, the earliest, the surest."""
        event = self.event
        return self.doubted, self.document != self.witness, self.day or date.max, -event.confidence, event.id


@dataclass(frozen=True, slots=True)
class Joint:
    """One event as all documents of a story tell it.

    Attributes:
        tellings: The earliest and best-worded first; at least one.
        confidence: 0 to 1; the first witness counts in full, each further one half.
    """

    tellings: tuple[Telling, ...]
    confidence: float

    @property
    def event(self) -> Event:
        """The best-worded coding."""
        return self.tellings[0].event

    @property
    def reports(self) -> int:
        """How many independent reports tell it."""
        return len({t.witness for t in self.tellings})


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says where others say something else.

    Attributes:
        document: Its id.
        day: When it was published, or `None`.
        said: The number or the words, as people read them.
        evidence: The words in the document.
    """

    document: str
    day: date | None
    said: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where reports of one story cannot all be right, or word a quote differently.

    Attributes:
        code: `numbers-disagree`, `quotes-disagree` (a negation or a number differs) or `quotes-differ` (wording).
        about: What it is about: "dead", or the speaker's name.
        sides: What each says, by the day of publication.
    """

    code: str
    about: str
    sides: tuple[Side, ...]


def joined(story: Story, codings: Mapping[str, Coding]) -> tuple[Joint, ...]:
    """Merge the events of a story's documents.

    Args:
        story: The story.
        codings: Codings of its documents, with cast and events; documents without are passed over.

    Returns:
        Events, those with most independent reports first, then by confidence.
    """
    witnesses, found = _witnesses(story), defaultdict[str, list[list[Telling]]](list)
    for member in story.members:
        coding = codings.get(member.id)
        if coding is None or not (coding.has("events") and coding.has("cast")):
            continue
        for event in coding.events:
            telling = Telling(member.id, witnesses[member.id], event, _day(coding), _doubted(coding))
            for group in found[event.code.type]:
                if all(t.document != member.id and _same(t, telling, codings) for t in group):
                    group.append(telling)
                    break
            else:
                found[event.code.type].append([telling])
    joints = [_joint(group) for groups in found.values() for group in groups]
    return tuple(sorted(joints, key=lambda j: (-j.reports, -j.confidence, j.event.id)))


def disagreements(
    story: Story, codings: Mapping[str, Coding], settings: Settings | None = None
) -> tuple[Disagreement, ...]:
    """Numbers of one event, and quotes of one speaker, that differ between the documents of a story.

    Args:
        story: The story.
        codings: Codings of its documents, with cast, quotes and events.
        settings: Options.

    Raises:
        LexiconError: The word lists of quotes are missing or damaged.
    """
    numbers = (d for joint in joined(story, codings) for d in _numbers(joint, codings))
    return (*numbers, *_quotes(story, codings, settings))


def _witnesses(story: Story) -> dict[str, str]:
    made = {m.id: m.of for m in story.members}
    found = {}
    for copy in made:
        source = copy
        while (of := made.get(source)) is not None:
            source = of
        found[copy] = source
    return found


def _day(coding: Coding) -> date | None:
    published = coding.document.published
    return published.start if published is not None else None


def _doubted(coding: Coding) -> bool:
    return coding.has("findings") and any(f.severity != "note" for f in coding.findings)


def _joint(group: Sequence[Telling]) -> Joint:
    best: dict[str, float] = {}
    for telling in group:
        best[telling.witness] = max(best.get(telling.witness, 0.0), telling.event.confidence)
    first, *others = sorted(best.values(), reverse=True)
    doubt = 1 - first
    for other in others:
        doubt *= 1 - _FURTHER * other
    return Joint(tuple(sorted(group, key=lambda t: t.order)), round(1 - doubt, 4))


# -- the same act


def _same(one: Telling, other: Telling, codings: Mapping[str, Coding]) -> bool:
    """Whether two codings are of one act: nothing speaks against it, and enough of it agrees."""
    a, b = one.event, other.event
    if set(a.modality) != set(b.modality) or (a.code.mode and b.code.mode and a.code.mode != b.code.mode):
        return False
    if not _same_days(a.when, b.when) or not _same_place(a, b):
        return False
    sides = [_parties(e.event, codings[e.document]) for e in (one, other)]
    agree = _agreeing(*sides)
    if a.code.type == "CONSULT":
        # A meeting may be told from either side; what it is called tells nothing.
        turned: list[tuple[list[Actor], list[Actor]]] = [
            (sides[0][0] + sides[0][1], []),
            (sides[1][0] + sides[1][1], []),
        ]
        both = all(len(everyone) > 1 for everyone, _ in turned)
        agree = max(agree, 2 if both and _agreeing(*turned) else 0)
    elif word_of(a) == word_of(b):
        agree += 1 if agree else 0
    agree += bool(agree and a.when is not None and b.when is not None)
    return agree >= _ENOUGH


def _agreeing(one: tuple[list[Actor], list[Actor]], other: tuple[list[Actor], list[Actor]]) -> int:
    """How many sides both name alike; 0 where one of them is somebody else."""
    found = 0
    for x, y in zip(one, other, strict=True):
        if x and y:
            if not any(_may_be(a, b) for a in x for b in y):
                return 0
            found += 1
    return found


def _same_days(a: When | None, b: When | None) -> bool:
    if a is None or b is None:
        return True
    end_a, end_b = a.end or date.max - _APART, b.end or date.max - _APART
    return a.start <= end_b + _APART and b.start <= end_a + _APART


def _same_place(a: Event, b: Event) -> bool:
    if a.where is None or b.where is None or a.where.country is None or b.where.country is None:
        return True
    return a.where.country == b.where.country


def _parties(event: Event, coding: Coding) -> tuple[list[Actor], list[Actor]]:
    cast = coding.cast
    return [cast[i] for i in event.actors if i in cast], [cast[i] for i in event.recipients if i in cast]


def _may_be(a: Actor, b: Actor) -> bool:
    if a.id == b.id:
        return True
    if a.country is None or a.country != b.country:
        # Crowds and victims without a country: "workers" and "people" may be the same, two names never are.
        return a.country is None and b.country is None and a.kind == b.kind == "group" and a.sector == b.sector
    if {a.kind, b.kind} == {"person"}:
        return False
    return ("state" in (a.kind, b.kind) and {a.kind, b.kind} <= _OF_A_STATE) or (
        a.sector is not None and a.sector == b.sector and "person" not in (a.kind, b.kind)
    )


# -- where they differ


def _numbers(joint: Joint, codings: Mapping[str, Coding]) -> Iterator[Disagreement]:
    kinds: dict[str, list[tuple[Telling, Count]]] = defaultdict(list)
    for telling in joint.tellings:
        for count in telling.event.counts:
            kinds[count.kind].append((telling, count))
    for kind, told in sorted(kinds.items()):
        if all(_overlap(a, b) for _, a in told for _, b in told):
            continue
        sides = [
            Side(t.document, t.day, _number(c), (Evidence.of(c.span, codings[t.document].document.text, "count"),))
            for t, c in told
        ]
        yield Disagreement("numbers-disagree", kind, _by_day(sides))


def _overlap(a: Count, b: Count) -> bool:
    return (b.most is None or a.least <= b.most) and (a.most is None or b.least <= a.most)


def _number(count: Count) -> str:
    if count.most is None:
        return f"{count.least} or more"
    return f"{count.least}" if count.least == count.most else f"{count.least} to {count.most}"


def _quotes(story: Story, codings: Mapping[str, Coding], settings: Settings | None) -> Iterator[Disagreement]:
    witnesses = _witnesses(story)
    own = [m.id for m in story.members if m.id in codings and m.id == witnesses[m.id]]
    if len(own) < 2:
        return
    for utterance in utterances((s for d in own for s in _sayings(codings[d])), settings):
        yield from _differing(utterance, codings)


def _sayings(coding: Coding) -> Iterator[Saying]:
    document, text = coding.document, coding.document.text
    for quote in coding.quotes if coding.has("quotes") and coding.has("cast") else ():
        if quote.speaker is None or quote.speaker not in coding.cast or quote.is_attitude:
            continue
        who = speaker_key(coding.cast[quote.speaker], document.id)
        words = " … ".join(s.words(text) for s in quote.content)
        cue = quote.cue.words(text) if quote.cue is not None else ""
        place = document.id, quote.id
        yield Saying(place, who, words, _day(coding), quote.kind, document.id, cue, _doubted(coding))


def _differing(utterance: Utterance, codings: Mapping[str, Coding]) -> Iterator[Disagreement]:
    shown = utterance.shown
    others = [v for v in utterance.variants if v.saying.document != shown.document]
    hard = [v for v in others if v.disagrees]
    soft = [v for v in others if not v.disagrees and v.relation == "reworded" and v.changes]
    for code, variants in (("quotes-disagree", hard), ("quotes-differ", soft)):
        if variants:
            name, _ = _quoted(shown, codings)
            sides = [_quoted(s, codings)[1] for s in (shown, *(v.saying for v in variants))]
            yield Disagreement(code, name, _by_day(sides))


def _quoted(saying: Saying, codings: Mapping[str, Coding]) -> tuple[str, Side]:
    """The speaker's name, and the words with their place."""
    coding = codings[saying.document]
    quote = next(q for q in coding.quotes if (saying.document, q.id) == saying.id)
    words = tuple(Evidence.of(s, coding.document.text, "content") for s in quote.content)
    speaker = coding.cast[quote.speaker].name if quote.speaker is not None else ""
    return speaker, Side(saying.document, saying.day, saying.text, words)


def _by_day(sides: Iterable[Side]) -> tuple[Side, ...]:
    return tuple(sorted(sides, key=lambda s: (s.day or date.max, s.document)))
