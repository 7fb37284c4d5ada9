"""From candidates to coded events of one document."""

from __future__ import annotations

import hashlib

from detente.events import contexts, operators, told
from detente.events.candidates import Candidate, lemma_of
from detente.events.complete import completed
from detente.events.counts import counts
from detente.events.draft import Draft, is_unreal
from detente.events.lexicon import load
from detente.events.merge import merged
from detente.events.parties import Parties
from detente.events.scene import Scene
from detente.events.syntax import Syntax
from detente.events.where import where as find_where
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
    Where,
)
from detente.settings import Settings

#: Events that are less sure than this are not given.
LEAST = 0.3


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
    scene = Scene(
        document,
        reading,
        cast,
        lexicon,
        load_ontology(data_dir=settings.data_dir),
        Parties(reading, cast, quotes, lexicon),
        syntax,
        settings.data_dir,
    )
    acts = [c for c in operators.find(reading, lexicon, syntax) if not is_unreal(c, scene)]
    found = [_event(d, scene) for d in completed(acts, scene)]
    return merged([e for e in found if e is not None], cast)


def _event(draft: Draft, scene: Scene) -> Event | None:
    confidence = _confidence(draft)
    if confidence < LEAST:
        return None
    candidate, reading = draft.candidate, scene.reading
    where = find_where(reading, scene.cast, candidate.token, scene.document, scene.data_dir)
    known = contexts.of(reading, candidate.token, candidate.contexts, scene.data_dir)
    hints = [lemma_of(reading.tokens[w]) for w in candidate.words]
    word = draft.code.type in scene.lexicon.words["performative_types"]
    quote = scene.parties.quote_at(candidate.token)
    recent = told.recent(
        reading,
        draft.at,
        scene.document,
        draft.modes,
        scene.data_dir,
        word=word,
        quoted=quote is not None and quote.kind != "indirect",
    )
    counted = counts(reading, {draft.at, *candidate.words}, draft.code.type, candidate.token, scene.data_dir)
    return Event(
        id=_id(scene.document.id, candidate.token, reading, draft.code),
        code=draft.code,
        cameo=scene.ontology.cameo(draft.code, known, hints),
        quad=scene.ontology.quad(draft.code.type),
        score=scene.ontology.score(draft.code),
        contexts=known,
        modality=draft.modes,
        actors=tuple(p.actor for p in draft.actors),
        recipients=tuple(p.actor for p in draft.recipients),
        claimed_by=draft.claimed_by,
        when=draft.dated[0] if draft.dated else recent,
        where=where[0] if where else None,
        confidence=round(confidence, 3),
        evidence=_evidence(draft, scene, where, [tokens for _, tokens in counted]),
        reasons=(
            Reason(f"frame:{candidate.rule}", candidate.score, _detail(candidate, draft.code)),
            *(Reason(f"party:{p.actor}", round(p.sure, 3), "named in the frame's slot") for p in draft.actors),
            *_lent(draft),
        ),
        counts=tuple(count for count, _ in counted),
    )


def _lent(draft: Draft) -> tuple[Reason, ...]:
    if draft.lent is None:
        return ()
    party = (draft.recipients or draft.actors)[-1]
    why = "named below the act and in no slot of the frame; the encoder believes in this pair"
    return (Reason(f"encoder:{party.actor}", round(draft.lent, 3), why),)


def _confidence(draft: Draft) -> float:
    parties = [*draft.actors, *draft.recipients]
    sure: float = (1.0 if draft.actors else 0.8) * draft.candidate.score
    sure *= (sum(p.sure for p in parties) / len(parties)) ** 0.5
    if draft.recipients or (draft.candidate.reciprocal and len(draft.actors) > 1):
        sure = min(1.0, sure * 1.15)
    sure *= 1.0 if draft.lent is None else 0.7 + 0.3 * draft.lent
    return sure * (0.9 if "hypothetical" in draft.modes else 1.0)


def _evidence(
    draft: Draft, scene: Scene, where: tuple[Where, Evidence] | None, counted: list[tuple[int, int]]
) -> tuple[Evidence, ...]:
    text = scene.document.text

    def of(start: int, end: int, role: str) -> Evidence:
        return Evidence.of(scene.reading.span(start, end), text, role)

    found = [of(start, end, "trigger") for start, end in _runs(draft.candidate.words)]
    found += [of(*p.tokens, "actor") for p in draft.actors]
    found += [of(*p.tokens, "recipient") for p in draft.recipients]
    if draft.claim:
        found.append(of(*draft.claim, "claim"))
    found += [e[1] for e in (draft.dated, where) if e is not None]
    found += [of(*tokens, "count") for tokens in counted]
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
