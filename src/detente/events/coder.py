"""From candidates to coded events of one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from detente.events import contexts, modality, operators, told
from detente.events.candidates import Candidate, lemma_of
from detente.events.lexicon import Lexicon, load
from detente.events.merge import merged
from detente.events.parties import Parties, Party
from detente.events.syntax import Syntax
from detente.events.where import where as find_where
from detente.ontology import Ontology
from detente.ontology import load as load_ontology
from detente.record import (
    Cast,
    Document,
    Event,
    EventCode,
    Evidence,
    Quote,
    Reading,
    Reason,
    Token,
    When,
    Where,
)
from detente.settings import Settings

#: Events that are less sure than this are not given.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything about one document that coding one act needs."""

    document: Document
    reading: Reading
    cast: Cast
    lexicon: Lexicon
    ontology: Ontology
    parties: Parties
    syntax: Syntax
    data_dir: str


def code(
    document: Document,
    reading: Reading,
    cast: Cast,
    quotes: tuple[Quote, ...],
    settings: Settings | None = None,
) -> tuple[Event, ...]:
    """Code the events of a document.

    Args:
        document: The document.
        reading: Its reading.
        cast: Who is named in it.
        quotes: Its quotes; what stands in one is claimed by its speaker.
        settings: Options.

    Returns:
        Events in text order, one for each real act.

    Raises:
        LexiconError: The word lists do not lint.
        OntologyError: The word lists name a code that the ontology does not have.
    """
    settings = settings or Settings.load()
    lexicon = load(settings.data_dir)
    syntax = Syntax(reading, lexicon.words["subject_control"])
    scene = _Scene(
        document,
        reading,
        cast,
        lexicon,
        load_ontology(data_dir=settings.data_dir),
        Parties(reading, cast, quotes, lexicon),
        syntax,
        settings.data_dir,
    )
    found = [_event(c, scene) for c in operators.find(reading, lexicon, syntax)]
    return merged([e for e in found if e is not None], cast)


def _event(candidate: Candidate, scene: _Scene) -> Event | None:
    if _off_topic(candidate, scene) or modality.is_purpose(candidate, scene.reading, scene.lexicon):
        return None
    if modality.is_asked(candidate, scene.reading) or modality.is_counterfactual(
        candidate, scene.reading, scene.lexicon
    ):
        return None
    sides = _sides(candidate, scene)
    if sides is None:
        return None
    actors, recipients = sides
    verbal = _is_verbal(candidate, scene, actors, recipients)
    if verbal:
        if not recipients or candidate.reciprocal:
            return None
        candidate = replace(candidate, code=EventCode("ACCUSE", "disapprove"), score=0.6, contexts=())
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    when = told.when(scene.reading, at, candidate.token, scene.document, scene.data_dir)
    claimed_by, claim = told.by_whom(candidate, scene.reading, scene.parties, scene.syntax)
    modes = modality.of(candidate, scene.reading, scene.lexicon, scene.document, when[0] if when else None)
    theirs = claimed_by is None or claimed_by in {p.actor for p in actors}
    theirs = theirs and not modality.is_condition(candidate, scene.reading, scene.lexicon)
    code_, modes = modality.reworded(candidate, modes, scene.lexicon, scene.ontology, theirs)
    if _is_comment(candidate, code_, actors, scene) or _is_bare(candidate, code_, actors, recipients, scene):
        return None
    if scene.ontology.requires_recipient(code_.type) and not recipients and not candidate.reciprocal:
        return None
    if told.performed(candidate, code_, claimed_by, actors, scene.reading, scene.parties):
        claimed_by = claim = None
    confidence = _confidence(candidate, actors, recipients, modes)
    if confidence < LEAST:
        return None
    where = _where(candidate, scene)
    known = contexts.of(scene.reading, candidate.token, candidate.contexts, scene.data_dir)
    hints = [lemma_of(scene.reading.tokens[w]) for w in candidate.words]
    return Event(
        id=_id(scene.document.id, candidate.token, scene.reading, code_),
        code=code_,
        cameo=scene.ontology.cameo(code_, known, hints),
        quad=scene.ontology.quad(code_.type),
        score=scene.ontology.score(code_),
        contexts=known,
        modality=modes,
        actors=tuple(p.actor for p in actors),
        recipients=tuple(p.actor for p in recipients),
        claimed_by=claimed_by,
        when=when[0] if when else told.recent(scene.reading, at, scene.document, modes, scene.data_dir),
        where=where[0] if where else None,
        confidence=round(confidence, 3),
        evidence=_evidence(candidate, scene, actors, recipients, claim, when, where),
        reasons=(
            Reason(f"frame:{candidate.rule}", candidate.score, _detail(candidate, code_)),
            *(Reason(f"party:{p.actor}", round(p.sure, 3), "named in the frame's slot") for p in actors),
        ),
    )


def _is_verbal(candidate: Candidate, scene: _Scene, actors: list[Party], recipients: list[Party]) -> bool:
    """Whether named persons "attack" or "battle" each other or nobody: with words, then."""
    if candidate.code.type != "ASSAULT" or candidate.code.mode is not None:
        return False
    word = lemma_of(scene.reading.tokens[candidate.token])
    sides = [*actors, *recipients]
    persons = all(scene.cast[p.actor].kind in ("person", "office") for p in sides)
    return persons and bool(actors) and word in scene.lexicon.words["verbal_attacks"]


def _off_topic(candidate: Candidate, scene: _Scene) -> bool:
    """Whether the sentence is about sport or culture: two words of such a list are too many."""
    sentence = scene.reading.sentence_of(candidate.token)
    words = {t.lemma.lower() for t in scene.reading.tokens[sentence.start : sentence.end]}
    return any(len(words & scene.lexicon.words[name]) >= 2 for name in ("sport_words", "culture_words"))


def _is_comment(candidate: Candidate, code_: EventCode, actors: list[Party], scene: _Scene) -> bool:
    """Whether only analysts and the like "act": by what they say they comment on politics."""
    if code_.type not in scene.lexicon.words["performative_types"] or not actors:
        return False
    words = scene.lexicon.words["commentators"]
    heads = [scene.reading.tokens[scene.reading.root_of(*p.tokens)] for p in actors]
    return all(lemma_of(h) in words or _described(h, words, scene.reading) for h in heads)


def _described(head: Token, words: frozenset[str], reading: Reading) -> bool:
    """For "Jane Doe, an analyst at a think tank" and "analyst Jane Doe"."""
    return any(c.dep in ("appos", "compound", "nmod") and lemma_of(c) in words for c in reading.children(head.i))


def _is_bare(
    candidate: Candidate, code_: EventCode, actors: list[Party], recipients: list[Party], scene: _Scene
) -> bool:
    """Whether words have no speaker, or an act done to nobody needs two, or is but a noun ("the outrage")."""
    if not actors and code_.type in scene.lexicon.words["performative_types"]:
        return True
    if recipients or candidate.reciprocal:
        return False
    if code_.type in scene.lexicon.words["two_party_types"]:
        return True
    pos = scene.reading.tokens[candidate.token].pos
    if pos == "ADJ":
        return all(r.slot != "speaker" for r in candidate.actor)
    if pos not in ("NOUN", "PROPN"):
        return False
    return code_.type not in scene.lexicon.words["lone_noun_types"]


def _sides(candidate: Candidate, scene: _Scene) -> tuple[list[Party], list[Party]] | None:
    parties = scene.parties
    actors = parties.fill(candidate.actor, candidate)
    if candidate.code.type == "CONSULT" and _is_interview(candidate, scene):
        return None
    mine = frozenset(p.actor for p in actors)
    recipients = parties.fill(candidate.recipient, candidate, but=mine)
    if candidate.reciprocal:
        return _reciprocal(candidate, actors, recipients, scene)
    if candidate.parties == "both" and not (actors and recipients):
        return None
    if not actors:
        # "two reporters were abducted": nobody says by whom, and yet it is an act done to somebody.
        nobody = _agentless(candidate, scene) or _by_a_thing(candidate, scene)
        return (actors, recipients) if recipients and nobody else None
    return actors, recipients


def _reciprocal(
    candidate: Candidate, actors: list[Party], recipients: list[Party], scene: _Scene
) -> tuple[list[Party], list[Party]] | None:
    """Both sides act. One side alone is enough only where it is said to hold the talks, not to own the word."""
    both = [*actors, *recipients]
    noun = scene.reading.tokens[candidate.token].pos == "NOUN"
    if noun and not actors and candidate.recipient and candidate.recipient[0].slot == "prep:with":
        return None  # "discussions with Chad and Mali": nobody says whose
    if len(both) > 1:
        return both, []
    if any(scene.reading.tokens[h].tag == "PRP" for r in candidate.recipient for h in r.heads if h >= 0):
        return None  # "a dialogue with them": the other side is there, and nobody knows it
    alone = [r.slot for r in candidate.actor if r.slot in ("subj", "support")]
    return (both, []) if both and alone and candidate.parties != "both" else None


def _is_interview(candidate: Candidate, scene: _Scene) -> bool:
    """Whether journalists take part: then it is an interview or a briefing, no consultation."""
    for role in (*candidate.actor, *candidate.recipient):
        named = [p for h in role.heads for p in scene.parties.named_by(h, candidate)]
        if any(scene.cast[p.actor].sector == "JRN" for p in named):
            return True
    return False


def _by_a_thing(candidate: Candidate, scene: _Scene) -> bool:
    """Whether a weapon strikes and nobody says whose: it is no actor, and yet there is an act."""
    if not any(r.slot == "obj" for r in candidate.recipient):
        return False
    subjects = [h for r in candidate.actor if r.slot in ("subj", "prep:by") for h in r.heads if h >= 0]
    return any(lemma_of(scene.reading.tokens[h]) in scene.lexicon.words["weapon_things"] for h in subjects)


def _agentless(candidate: Candidate, scene: _Scene) -> bool:
    if candidate.code.type not in scene.lexicon.words["agentless_types"] or candidate.anchor != candidate.token:
        return False
    return scene.syntax.is_passive(candidate.token) and not candidate.actor


def _confidence(
    candidate: Candidate, actors: list[Party], recipients: list[Party], modes: tuple[str, ...]
) -> float:
    sides = [*actors, *recipients]
    sure: float = (1.0 if actors else 0.8) * candidate.score * (sum(p.sure for p in sides) / len(sides)) ** 0.5
    if recipients or (candidate.reciprocal and len(actors) > 1):
        sure = min(1.0, sure * 1.15)
    return sure * (0.9 if "hypothetical" in modes else 1.0)


def _where(candidate: Candidate, scene: _Scene) -> tuple[Where, Evidence] | None:
    return find_where(scene.reading, scene.cast, candidate.token, scene.document, scene.data_dir)


def _evidence(
    candidate: Candidate,
    scene: _Scene,
    actors: list[Party],
    recipients: list[Party],
    claim: tuple[int, int] | None,
    when: tuple[When, Evidence] | None,
    where: tuple[Where, Evidence] | None,
) -> tuple[Evidence, ...]:
    text = scene.document.text

    def of(start: int, end: int, role: str) -> Evidence:
        return Evidence.of(scene.reading.span(start, end), text, role)

    found = [of(start, end, "trigger") for start, end in _runs(candidate.words)]
    found += [of(*p.tokens, "actor") for p in actors]
    found += [of(*p.tokens, "recipient") for p in recipients]
    if claim:
        found.append(of(*claim, "claim"))
    found += [e[1] for e in (when, where) if e is not None]
    return tuple(dict.fromkeys(found))


def _runs(words: tuple[int, ...]) -> list[tuple[int, int]]:
    """Neighbouring tokens as ranges, the first one first."""
    runs: list[tuple[int, int]] = []
    for w in words:
        if runs and w == runs[-1][1]:
            runs[-1] = (runs[-1][0], w + 1)
        else:
            runs.append((w, w + 1))
    return runs


def _detail(candidate: Candidate, code_: EventCode) -> str:
    if code_ == candidate.code:
        return f"{candidate.rule} means {_name(code_)}"
    return f"{candidate.rule} means {_name(candidate.code)}, in this form {_name(code_)}"


def _name(code_: EventCode) -> str:
    return f"{code_.type}:{code_.mode}" if code_.mode else code_.type


def _id(document_id: str, token: int, reading: Reading, code_: EventCode) -> str:
    words = f"{document_id}|{reading.tokens[token].start}|{code_.type}|{code_.mode or ''}"
    return "event-" + hashlib.sha256(words.encode()).hexdigest()[:16]
