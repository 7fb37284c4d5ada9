"""What a sentence says that one marked party does to another: every type with a share of the belief.

The coder asks "is there an act, and whose?"; here the parties are given and the question is only "which act?".
The same frames answer both, and the learned encoder is asked as well: the two beliefs are multiplied, so that
each can veto what the other merely allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from detente.events import learned, modality, operators
from detente.events.candidates import Candidate, Role, base_of, kind_of, lemma_of
from detente.events.lexicon import GUARD, Lexicon, load
from detente.events.syntax import Syntax
from detente.ontology import load as load_ontology
from detente.record import Document, EventCode, Reading
from detente.settings import Settings

Marks = tuple[tuple[int, int], ...]

#: How much it says that a slot holds the marked party itself, or only holds it within its phrase.
_ITSELF, _WITHIN = 1.0, 0.6
#: What everyday dealings count beside the frames of the coder; from 1 to 2 the measuring sets change by few rows.
_PAIR_SHARE = 1.6
#: What single words count beside whole frames.
_WORD_SHARE = 0.25
_CUE_SHARE = 0.15
#: Exponent of the encoder's belief, that of the frames having the rest; a frame that is sure of itself takes away
#: up to half of it, for it has found the parties in its slots. Set on relations_dev, where 0.45 to 0.6 do as well.
_LEARNED_SHARE = 0.5
_YIELDS = 0.5
#: Least belief of the encoder, so that its "never" can still be outvoted.
_LEAST_BELIEF = 1e-3


@dataclass(frozen=True, slots=True)
class Rating:
    """Belief over the types of the ontology.

    Attributes:
        scores: Type to share; they sum to 1.
        code: The best type, with the mode of its best frame.
        rule: What spoke loudest.
    """

    scores: Mapping[str, float]
    code: EventCode
    rule: str


def rate(
    document: Document,
    reading: Reading,
    actor: Marks,
    recipient: Marks,
    settings: Settings,
    promised: Mapping[str, str] = MappingProxyType({}),
) -> Rating:
    """Rate what the marked actor does to the marked recipient.

    Args:
        document: The text.
        reading: Its reading.
        actor: Half-open token ranges of the actor; may be empty.
        recipient: The same of the recipient.
        settings: Options.
        promised: Types that count as another one while they are only to come; nothing by PLOVER 2.0, which has
            rewrites of its own.
    """
    lexicon, ontology = load(settings.data_dir), load_ontology(data_dir=settings.data_dir)
    syntax = Syntax(reading, lexicon.words["subject_control"])
    belief: dict[EventCode, float] = {}
    best: tuple[float, str] = (0.0, "words")
    for candidate in operators.find(reading, lexicon, syntax):
        if candidate.code.type == GUARD:
            continue
        share = _share(candidate, reading, syntax, actor, recipient)
        modes = modality.of(candidate, reading, lexicon, document, None)
        code = modality.reworded(candidate, modes, lexicon, ontology)[0]
        if "future" in modes and code.type in promised and not {"negation", "historical"} & set(modes):
            code = EventCode(promised[code.type])
        belief[code] = belief.get(code, 0.0) + share
        best = max(best, (share, candidate.rule))
    for candidate in _between(reading, lexicon, syntax, actor, recipient):
        share = _PAIR_SHARE * _share(candidate, reading, syntax, actor, recipient)
        belief[candidate.code] = belief.get(candidate.code, 0.0) + share
        best = max(best, (share, candidate.rule))
    for code, share in _by_words(reading, lexicon, actor, recipient).items():
        belief[code] = belief.get(code, 0.0) + _WORD_SHARE * share
    for code, share in _by_cues(reading, lexicon, actor, recipient).items():
        belief[code] = belief.get(code, 0.0) + _CUE_SHARE * share
    frames = _rating(belief, best[1], ontology.types)
    return _joined(frames, _to_come(_believed(reading, actor, recipient, settings), promised))


def _believed(reading: Reading, actor: Marks, recipient: Marks, settings: Settings) -> learned.Belief:
    spans = [[(x.start, x.end) for x in (reading.span(s, e) for s, e in marks)] for marks in (actor, recipient)]
    asked = learned.Asked(reading.text, spans[0], spans[1])
    return learned.load(str(settings.data_dir)).believe([asked])[0]


def _to_come(belief: learned.Belief, promised: Mapping[str, str]) -> learned.Belief:
    """The belief, with what is only to come counted as `promised` says."""
    types, future = dict(belief.types), belief.modalities.get("future", 0.0)
    for name, other in promised.items():
        share = future * types.get(name, 0.0)
        types[name], types[other] = types.get(name, 0.0) - share, types.get(other, 0.0) + share
    return replace(belief, types=types)


def _joined(frames: Rating, belief: learned.Belief) -> Rating:
    """Both beliefs in one; the parties being given, the encoder's "no event" only makes it count for less."""
    acts = 1.0 - belief.types.get(learned.NONE, 0.0)
    part = _LEARNED_SHARE * acts * (1 - _YIELDS * max(frames.scores.values()))
    scores = {
        name: (belief.types.get(name, 0.0) / (acts or 1.0) + _LEAST_BELIEF) ** part * share ** (1 - part)
        for name, share in frames.scores.items()
    }
    total = sum(scores.values())
    scores = {name: share / total for name, share in scores.items()}
    top = max(scores, key=lambda name: scores[name])
    if frames.code.type == top:
        return Rating(scores, frames.code, frames.rule)
    codes = {code: share for code, share in belief.codes.items() if code.split(":")[0] == top}
    best = max(codes, key=lambda code: codes[code], default=top)
    return Rating(scores, EventCode(top, best.partition(":")[2] or None), "encoder")


def _rating(belief: Mapping[EventCode, float], rule: str, types: Mapping[str, object]) -> Rating:
    scores = dict.fromkeys(types, 0.01)
    for code, share in belief.items():
        scores[code.type] += share
    total = sum(scores.values())
    top = max(scores, key=lambda t: scores[t])
    mode = max((c for c in belief if c.type == top), key=lambda c: belief[c], default=EventCode(top))
    return Rating({t: s / total for t, s in scores.items()}, mode, rule)


def _share(candidate: Candidate, reading: Reading, syntax: Syntax, actor: Marks, recipient: Marks) -> float:
    doer = _held(candidate.actor, reading, actor)
    done = _held(candidate.recipient, reading, recipient)
    if candidate.reciprocal:
        doer = max(doer, _held(candidate.recipient, reading, actor))
        done = max(done, _held(candidate.actor, reading, recipient))
    elif not doer and not done:
        swapped = _held(candidate.actor, reading, recipient) + _held(candidate.recipient, reading, actor)
        if swapped:
            return 0.05
    near = _nearness(candidate.token, reading, actor) + _nearness(candidate.token, reading, recipient)
    roles = (doer + done) / ((bool(actor) + bool(recipient)) or 1)
    return candidate.score * (0.1 + 0.25 * near + 1.2 * roles) * (1 + 0.05 * candidate.weight)


def _held(roles: tuple[Role, ...], reading: Reading, marks: Marks) -> float:
    best = 0.0
    for role in roles:
        for head in (h for h in role.heads if h >= 0):
            for start, end in marks:
                if start <= head < end:
                    best = max(best, _ITSELF)
                elif any(start <= i < end for i in _phrase(reading, head)):
                    best = max(best, _WITHIN)
    return best


def _phrase(reading: Reading, head: int) -> set[int]:
    """The words of a noun phrase and of what is joined to it, clauses left out."""
    found, todo = set(), [head]
    while todo:
        at = todo.pop()
        found.add(at)
        todo += [c.i for c in reading.children(at) if c.dep not in ("relcl", "acl", "advcl", "ccomp")]
    return found


def _nearness(token: int, reading: Reading, marks: Marks) -> float:
    """1 right beside the party in the tree, less for every step."""
    if not marks:
        return 0.0
    up = {token: 0, **{a.i: n for n, a in enumerate(reading.ancestors(token), 1)}}
    best = 99
    for start, end in marks:
        at = reading.root_of(start, end)
        for n, a in enumerate((reading.tokens[at], *reading.ancestors(at))):
            if a.i in up:
                best = min(best, n + up[a.i])
                break
    return 1.0 / max(1, best)


def _between(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, actor: Marks, recipient: Marks
) -> Iterator[Candidate]:
    """Everyday dealings whose slots hold the marked parties, which no frame of the coder speaks of."""
    everyday = replace(lexicon, frames=lexicon.pairs)
    for sentence in reading.sentences:
        for candidate in base_of(reading, everyday, syntax, sentence.start, sentence.end).values():
            if _is_theirs(candidate, reading, actor, recipient) or (
                candidate.reciprocal and _is_theirs(candidate, reading, recipient, actor)
            ):
                yield candidate


def _is_theirs(candidate: Candidate, reading: Reading, actor: Marks, recipient: Marks) -> bool:
    """Whether both stand in their slots; the actor may be missing where the parse found none, as in a passive."""
    doer, done = _held(candidate.actor, reading, actor), _held(candidate.recipient, reading, recipient)
    if candidate.parties != "both":
        return bool(doer or done)
    return bool(done and (doer or not candidate.actor))


def _by_words(reading: Reading, lexicon: Lexicon, actor: Marks, recipient: Marks) -> dict[EventCode, float]:
    """What single words outside the marks hint at: each word's frames share its vote."""
    votes: dict[EventCode, float] = {}
    inside = {i for start, end in (*actor, *recipient) for i in range(start, end)}
    edges = [start for start, _ in (*actor, *recipient)]
    for token in reading.tokens:
        kind = kind_of(token) or {"VERB": "verb", "NOUN": "noun", "ADJ": "adjective"}.get(token.pos)
        if kind is None:
            continue
        frames = [f for f in lexicon.frames.get((kind, lemma_of(token)), ()) if f.code.type != GUARD]
        if not frames:
            continue
        between = not edges or min(edges) <= token.i <= max(edges)
        weight = (1.0 if between else 0.6) * (0.3 if token.i in inside else 1.0)
        for frame in frames:
            votes[frame.code] = votes.get(frame.code, 0.0) + weight / len(frames)
    return votes


def _by_cues(reading: Reading, lexicon: Lexicon, actor: Marks, recipient: Marks) -> dict[EventCode, float]:
    """What single words hint at, those within the marks ("gunmen", "protesters") as well."""
    votes: dict[EventCode, float] = {}
    for token in reading.tokens:
        types = lexicon.cues.get(lemma_of(token), ())
        near = max(_nearness(token.i, reading, actor), _nearness(token.i, reading, recipient))
        for type_ in types:
            code = EventCode(type_)
            votes[code] = votes.get(code, 0.0) + (0.5 + near) / len(types)
    return votes
