"""Who stands on which side of an act."""

from __future__ import annotations

from detente.events.candidates import Candidate, lemma_of
from detente.events.parties import Party
from detente.events.scene import Scene


def sides(candidate: Candidate, scene: Scene, lent: Party | None = None) -> tuple[list[Party], list[Party]] | None:
    """Who acts and who is acted upon.

    Args:
        candidate: The act.
        scene: The document.
        lent: The recipient where no slot of the frame names one.

    Returns:
        Actors and recipients (all of them actors where both sides act); `None` where nobody can be named.
    """
    parties = scene.parties
    actors = parties.fill(candidate.actor, candidate)
    if candidate.code.type == "CONSULT" and _is_interview(candidate, scene):
        return None
    if candidate.code.type == "REQUEST" and _are_press(actors, scene):
        return None  # a question of theirs is no demand
    mine = frozenset(p.actor for p in actors)
    recipients = parties.fill(candidate.recipient, candidate, but=mine)
    if actors and not recipients and _is_headline(candidate, scene):
        return [], actors
    recipients = recipients or ([lent] if lent else [])
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
    candidate: Candidate, actors: list[Party], recipients: list[Party], scene: Scene
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


def _is_interview(candidate: Candidate, scene: Scene) -> bool:
    """Whether journalists take part: then it is an interview or a briefing, no consultation."""
    for role in (*candidate.actor, *candidate.recipient):
        named = [p for h in role.heads for p in scene.parties.named_by(h, candidate)]
        if any(scene.cast[p.actor].sector in scene.lexicon.words["press_sectors"] for p in named):
            return True
    return False


def _are_press(actors: list[Party], scene: Scene) -> bool:
    press = scene.lexicon.words["press_sectors"]
    return bool(actors) and all(scene.cast[p.actor].sector in press for p in actors)


def _by_a_thing(candidate: Candidate, scene: Scene) -> bool:
    """Whether a weapon strikes and nobody says whose: it is no actor, and yet there is an act."""
    if not any(r.slot == "obj" for r in candidate.recipient):
        return False
    subjects = [h for r in candidate.actor if r.slot in ("subj", "prep:by") for h in r.heads if h >= 0]
    return any(lemma_of(scene.reading.tokens[h]) in scene.lexicon.words["weapon_things"] for h in subjects)


def _is_headline(candidate: Candidate, scene: Scene) -> bool:
    """For "Four rabbis killed": a verb that needs an object and has none is passive."""
    token = scene.reading.tokens[candidate.token]
    if token.pos != "VERB" or lemma_of(token) not in scene.lexicon.words["victim_verbs"]:
        return False
    if token.tag not in ("VBD", "VBN") or not any(r.slot == "subj" for r in candidate.actor):
        return False
    below = scene.reading.children(token.i)
    return not any(c.dep in ("dobj", "aux", "auxpass", "agent") or c.text.lower() == "by" for c in below)


def _agentless(candidate: Candidate, scene: Scene) -> bool:
    if candidate.code.type not in scene.lexicon.words["agentless_types"] or candidate.anchor != candidate.token:
        return False
    return scene.syntax.is_passive(candidate.token) and not candidate.actor
