"""From candidates to coded events of one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from detente.events import contexts, modality, operators
from detente.events.candidates import Candidate, lemma_of
from detente.events.lexicon import Lexicon, load
from detente.events.merge import merged
from detente.events.parties import Parties, Party
from detente.events.syntax import Syntax
from detente.events.when import when as find_when
from detente.events.where import where as find_where
from detente.ontology import Ontology
from detente.ontology import load as load_ontology
from detente.record import Cast, Document, Event, EventCode, Evidence, Quote, Reading, Reason, When, Where
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
    syntax = Syntax(reading)
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
    return merged([e for e in found if e is not None])


def _event(candidate: Candidate, scene: _Scene) -> Event | None:
    if _off_topic(candidate, scene) or modality.is_purpose(candidate, scene.reading, scene.lexicon):
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
    when = _when(candidate, scene)
    claimed_by, claim = _claimed_by(candidate, scene, actors)
    modes = modality.of(candidate, scene.reading, scene.lexicon, scene.document, when[0] if when else None)
    theirs = claimed_by is None or claimed_by in {p.actor for p in actors}
    code_, modes = modality.reworded(candidate, modes, scene.lexicon, scene.ontology, theirs)
    if scene.ontology.requires_recipient(code_.type) and not recipients and not candidate.reciprocal:
        return None
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
        when=when[0] if when else _default_when(scene.document, modes),
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
        return (actors, recipients) if recipients and _agentless(candidate, scene) else None
    return actors, recipients


def _reciprocal(
    candidate: Candidate, actors: list[Party], recipients: list[Party], scene: _Scene
) -> tuple[list[Party], list[Party]] | None:
    """Both sides act. One side alone is enough only where it is said to hold the talks, not to own the word."""
    both = [*actors, *recipients]
    if len(both) > 1:
        return both, []
    alone = [r.slot for r in candidate.actor if r.slot in ("subj", "support")]
    return (both, []) if both and alone and candidate.parties != "both" else None


def _is_interview(candidate: Candidate, scene: _Scene) -> bool:
    """Whether journalists take part: then it is an interview or a briefing, no consultation."""
    for role in (*candidate.actor, *candidate.recipient):
        named = [p for h in role.heads for p in scene.parties.named_by(h, candidate)]
        if any(scene.cast[p.actor].sector == "JRN" for p in named):
            return True
    return False


def _agentless(candidate: Candidate, scene: _Scene) -> bool:
    if candidate.code.type not in scene.lexicon.words["agentless_types"] or candidate.anchor != candidate.token:
        return False
    return scene.syntax.is_passive(candidate.token) and not candidate.actor


def _claimed_by(
    candidate: Candidate, scene: _Scene, actors: list[Party]
) -> tuple[str | None, tuple[int, int] | None]:
    """Who says so: the one who denies it, the speaker of the quote around it, the subject of a reporting verb."""
    if candidate.denied_by:
        for head in candidate.denied_by:
            named = scene.parties.named_by(head, candidate)
            if named:
                return named[0].actor, named[0].tokens
    quote = scene.parties.quote_at(candidate.token)
    if quote is not None:
        place = quote.source and scene.reading.tokens_in(quote.source.start, quote.source.end)
        return quote.speaker, place if quote.speaker and place and place[0] < place[1] else None
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    for word in (scene.reading.tokens[at], *scene.reading.ancestors(at)):
        above = scene.reading.head(word.i)
        if word.dep in ("ccomp", "parataxis") and lemma_of(above) in scene.lexicon.words["reporting"]:
            for subject in scene.syntax.verb(above.i).get("subj"):
                named = scene.parties.named_by(subject, candidate)
                if named:
                    return named[0].actor, named[0].tokens
            return None, None
    return None, None


def _confidence(
    candidate: Candidate, actors: list[Party], recipients: list[Party], modes: tuple[str, ...]
) -> float:
    sides = [*actors, *recipients]
    sure: float = (1.0 if actors else 0.8) * candidate.score * (sum(p.sure for p in sides) / len(sides)) ** 0.5
    if recipients or (candidate.reciprocal and len(actors) > 1):
        sure = min(1.0, sure * 1.15)
    return sure * (0.9 if "hypothetical" in modes else 1.0)


def _default_when(document: Document, modes: tuple[str, ...]) -> When | None:
    """Undated news is recent: from the publication day; anything not simply told stays undated."""
    if document.published is None or set(modes) & {"future", "hypothetical", "historical"}:
        return None
    published = document.published
    return When(published.start, published.end, published.grain, "inferred")


def _when(candidate: Candidate, scene: _Scene) -> tuple[When, Evidence] | None:
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    found = find_when(scene.reading, at, scene.document)
    above = scene.reading.head(at)
    if found is None and scene.reading.tokens[at].dep == "advcl" and above.i != at:
        # "relations soured in 2010 after commandos stormed a ship"
        found = find_when(scene.reading, above.i, scene.document)
    return found


def _where(candidate: Candidate, scene: _Scene) -> tuple[Where, Evidence] | None:
    return find_where(scene.reading, scene.cast, candidate.token)


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
