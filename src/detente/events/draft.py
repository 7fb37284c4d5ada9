"""An act as the rules read it, before its confidence is known and its evidence is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.events import modality, told
from detente.events.candidates import Candidate, lemma_of
from detente.events.parties import Party
from detente.events.scene import Scene
from detente.events.sides import sides
from detente.quotes.anonymous import in_order
from detente.quotes.lexicon import load
from detente.record import EventCode, Reading, Token


@dataclass(frozen=True, slots=True)
class Draft:
    """One act, drafted.

    Attributes:
        candidate: The words that name it.
        code: Type and mode.
        modes: Auxiliary modes.
        actors: Who acts; both sides of a reciprocal act.
        recipients: Who is acted upon.
        claimed_by: Actor id of the one who says so.
        claim: Token range that names that one.
        dated: Days and the words that say them.
        lent: How much the encoder believes in a recipient that stands in no slot of the frame; `None`: it does.
    """

    candidate: Candidate
    code: EventCode
    modes: tuple[str, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    claimed_by: str | None
    claim: tuple[int, int] | None
    dated: told.Dated | None
    lent: float | None = None

    @property
    def at(self) -> int:
        """The verb whose tense counts: the trigger, or what supports it."""
        return self.candidate.token if self.candidate.anchor is None else self.candidate.anchor


def drafted(candidate: Candidate, scene: Scene, lent: Party | None = None) -> Draft | None:
    """Draft an act; `None` where the sentence states none, or not one of the kinds that are coded.

    Args:
        candidate: The words that may name it.
        scene: The document.
        lent: The recipient where no slot of the frame names one.
    """
    parties = sides(candidate, scene, lent)
    if parties is None:
        return None
    actors, recipients = parties
    if _is_verbal(candidate, scene, actors, recipients):
        if not recipients or candidate.reciprocal:
            return None
        candidate = replace(candidate, code=EventCode("ACCUSE", "disapprove"), score=0.6, contexts=())
    draft = framed(candidate, actors, recipients, scene)
    theirs = _is_theirs(draft, scene) and not modality.is_condition(candidate, scene.reading, scene.lexicon)
    code, modes = modality.reworded(candidate, draft.modes, scene.lexicon, scene.ontology, theirs)
    if "hypothetical" in modes and not actors:
        return None  # what may be done, nobody knows by whom ("a missile that could hit the town")
    return checked(replace(draft, code=code, modes=modes), scene)


def _is_theirs(draft: Draft, scene: Scene) -> bool:
    """Whether those who would act say so themselves, or somebody of their own country does, or the text."""
    if draft.claimed_by is None:
        return not modality.is_guess(draft.candidate, scene.reading, scene.lexicon)
    if draft.claimed_by in {p.actor for p in draft.actors}:
        return True
    country = scene.cast[draft.claimed_by].country if draft.claimed_by in scene.cast else None
    return country is not None and country in {scene.cast[p.actor].country for p in draft.actors}


def is_unreal(candidate: Candidate, scene: Scene) -> bool:
    """Whether an act is only asked about, aimed at or missed, asks for anonymity, or is about sport or culture."""
    return (
        _off_topic(candidate, scene)
        or _hides_a_source(candidate, scene)
        or modality.is_purpose(candidate, scene.reading, scene.lexicon)
        or modality.is_asked(candidate, scene.reading)
        or modality.is_counterfactual(candidate, scene.reading, scene.lexicon)
    )


def _hides_a_source(candidate: Candidate, scene: Scene) -> bool:
    """Whether all that is asked or declined is to be named: "an official, who asked not to be named"."""
    sentence = scene.reading.sentence_of(candidate.token)
    after = scene.reading.tokens[candidate.token : min(candidate.token + 5, sentence.end)]
    return in_order([t.text.lower() for t in after], load(scene.data_dir).anonymity)


def framed(candidate: Candidate, actors: list[Party], recipients: list[Party], scene: Scene) -> Draft:
    """An act with its parties, its date, its auxiliary modes and the one who says so, as the words have it."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    dated = told.when(scene.reading, at, candidate.token, scene.document, scene.data_dir)
    claimed_by, claim = told.by_whom(candidate, scene.reading, scene.parties, scene.syntax)
    modes = modality.of(candidate, scene.reading, scene.lexicon, scene.document, dated[0] if dated else None)
    return Draft(candidate, candidate.code, modes, tuple(actors), tuple(recipients), claimed_by, claim, dated)


def checked(draft: Draft, scene: Scene) -> Draft | None:
    """A draft whose type has the parties that it needs; whose words are an act is nobody's claim."""
    if _is_comment(draft, scene) or _is_bare(draft, scene):
        return None
    if draft.candidate.rule == "must" and not draft.recipients and _is_ours(draft.candidate, scene):
        return None  # "we must win": nobody else is asked for anything
    reciprocal = draft.candidate.reciprocal
    if scene.ontology.requires_recipient(draft.code.type) and not draft.recipients and not reciprocal:
        return None
    actors = list(draft.actors)
    if told.performed(draft.candidate, draft.code, draft.claimed_by, actors, scene.reading, scene.parties):
        return replace(draft, claimed_by=None, claim=None)
    return draft


def _is_ours(candidate: Candidate, scene: Scene) -> bool:
    heads = [h for role in candidate.recipient for h in role.heads if h >= 0]
    return any(scene.reading.tokens[h].text.lower() in scene.lexicon.words["first_person"] for h in heads)


def _is_verbal(candidate: Candidate, scene: Scene, actors: list[Party], recipients: list[Party]) -> bool:
    """Whether named persons "attack" or "battle" each other or nobody: with words, then."""
    if candidate.code.type != "ASSAULT" or candidate.code.mode is not None:
        return False
    word = lemma_of(scene.reading.tokens[candidate.token])
    sides = [*actors, *recipients]
    persons = all(scene.cast[p.actor].kind in ("person", "office") for p in sides)
    return persons and bool(actors) and word in scene.lexicon.words["verbal_attacks"]


def _off_topic(candidate: Candidate, scene: Scene) -> bool:
    """Whether the sentence is about sport or culture: two words of such a list are too many."""
    sentence = scene.reading.sentence_of(candidate.token)
    words = {t.lemma.lower() for t in scene.reading.tokens[sentence.start : sentence.end]}
    return any(len(words & scene.lexicon.words[name]) >= 2 for name in ("sport_words", "culture_words"))


def _is_comment(draft: Draft, scene: Scene) -> bool:
    """Whether only analysts and the like "act": by what they say they comment on politics."""
    if draft.code.type not in scene.lexicon.words["performative_types"] or not draft.actors:
        return False
    words = scene.lexicon.words["commentators"]
    heads = [scene.reading.tokens[scene.reading.root_of(*p.tokens)] for p in draft.actors]
    return all(lemma_of(h) in words or _described(h, words, scene.reading) for h in heads)


def _described(head: Token, words: frozenset[str], reading: Reading) -> bool:
    """For "Jane Doe, an analyst at a think tank" and "analyst Jane Doe"."""
    return any(c.dep in ("appos", "compound", "nmod") and lemma_of(c) in words for c in reading.children(head.i))


def _is_bare(draft: Draft, scene: Scene) -> bool:
    """Whether words have no speaker, or an act done to nobody needs two, or is but a noun ("the outrage")."""
    candidate, type_ = draft.candidate, draft.code.type
    if not draft.actors and type_ in scene.lexicon.words["performative_types"]:
        return True
    if draft.recipients or candidate.reciprocal:
        return False
    if type_ in scene.lexicon.words["two_party_types"]:
        return True
    pos = scene.reading.tokens[candidate.token].pos
    if pos == "ADJ":
        return all(r.slot != "speaker" for r in candidate.actor)
    if pos not in ("NOUN", "PROPN"):
        return False
    return type_ not in scene.lexicon.words["lone_noun_types"]
