"""Who may be acted upon where no slot of the frame says it: the parties named in what hangs on the act.

"Attacked a camp of forces loyal to the general", "provides food to farmers hit by floods in Malawi": the slot
holds a thing or people whom nobody knows, and the one concerned is named further down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.events import learned
from detente.events.candidates import Candidate
from detente.events.draft import Draft, drafted
from detente.events.parties import Party
from detente.events.scene import Scene
from detente.record import Mention

#: Most proposals for one act; the nearest count.
MOST = 3
#: A party that only hangs on the act is so much less sure than one in its slot.
_FACTOR = 0.8
#: What hangs on an act itself, and what stands apart from it although it hangs there somehow.
_TIES = frozenset(("dobj", "prep", "dative", "xcomp", "ccomp", "acomp", "attr", "agent"))
_APART = frozenset(("relcl", "advcl", "parataxis", "quantmod", "dep"))
#: The encoder must believe as much that the act is of the drafted type between the two.
_LEAST = 0.2


def completed(acts: Sequence[Candidate], scene: Scene) -> list[Draft]:
    """Draft acts; those with an actor and no recipient get the one that the encoder believes in most, if any.

    Args:
        acts: Words that name acts.
        scene: The document.

    Returns:
        Drafts in the order of `acts`, without what is no act.
    """
    plain = [drafted(act, scene) for act in acts]
    open_ = [(n, draft) for n, act in enumerate(acts) for draft in _variants(act, scene)]
    best: dict[int, tuple[float, Draft]] = {}
    for (number, draft), belief in zip(open_, heard([draft for _, draft in open_], scene), strict=True):
        share = belief.types.get(draft.code.type, 0.0)
        if share >= max(_LEAST, best[number][0] if number in best else 0.0):
            best[number] = (share, replace(draft, lent=share))
    chosen = (best[n][1] if n in best else draft for n, draft in enumerate(plain))
    return [draft for draft in chosen if draft is not None]


def _variants(act: Candidate, scene: Scene) -> list[Draft]:
    """An act without a recipient, drafted once with each proposal."""
    if act.code.type in scene.lexicon.words["never_lent_types"] or scene.reading.tokens[act.token].pos == "NOUN":
        return []
    actors = scene.parties.fill(act.actor, act)
    if not actors or (act.reciprocal and len(actors) > 1) or _has_recipient(act, actors, scene):
        return []
    drafts = (drafted(act, scene, party) for party in proposals(act, actors, scene))
    return [draft for draft in drafts if draft is not None]


def _has_recipient(act: Candidate, actors: Sequence[Party], scene: Scene) -> bool:
    """Whether a slot names one, or names somebody whom nobody knows ("urged them to go")."""
    heads = [h for role in act.recipient for h in role.heads if h >= 0]
    if any(scene.reading.tokens[h].tag == "PRP" for h in heads):
        return True
    return bool(scene.parties.fill(act.recipient, act, but=frozenset(p.actor for p in actors)))


def heard(drafts: Sequence[Draft], scene: Scene) -> list[learned.Belief]:
    """Ask the encoder about many drafts at once."""
    questions = []
    for draft in drafts:
        actors, recipients = draft.actors, draft.recipients
        if not recipients and len(actors) > 1:
            actors, recipients = actors[:1], actors[1:]  # of those who act on each other the first is the actor
        questions.append(asked(draft.candidate, actors, recipients, scene))
    return learned.load(scene.data_dir).believe(questions) if questions else []


def asked(act: Candidate, actors: Sequence[Party], recipients: Sequence[Party], scene: Scene) -> learned.Asked:
    """The sentence of an act with its parties marked, as the encoder is asked."""
    sentence = scene.reading.sentence_of(act.token)
    whole = scene.reading.span(sentence.start, sentence.end)

    def marks(parties: Sequence[Party]) -> list[tuple[int, int]]:
        spans = [scene.reading.span(*p.tokens) for p in parties]
        held = [s for s in spans if whole.start <= s.start and s.end <= whole.end]
        return [(s.start - whole.start, s.end - whole.start) for s in held]

    return learned.Asked(scene.document.text[whole.start : whole.end], marks(actors), marks(recipients))


def proposals(candidate: Candidate, actors: Sequence[Party], scene: Scene) -> list[Party]:
    """Parties named below an act, the nearest in the tree first.

    Args:
        candidate: The act.
        actors: Who acts; they are no proposals.
        scene: The document.
    """
    reading = scene.reading
    top = candidate.anchor if candidate.anchor is not None else candidate.token
    mine = {p.actor for p in actors}
    taken = {*candidate.words, *(i for p in actors for i in range(*p.tokens))}
    found: dict[str, tuple[int, Mention]] = {}
    sentence = reading.sentence_of(candidate.token)
    for mention in scene.cast.within(candidate.token + 1, sentence.end):
        if (
            mention.actor in mine
            or taken & set(range(*mention.tokens))
            or not _may_be_party(mention, candidate, scene)
        ):
            continue
        root = reading.root_of(*mention.tokens)
        steps = 0 if _is_topic(root, top, candidate, scene) else _steps(root, top, scene)
        if steps and (mention.actor not in found or steps < found[mention.actor][0]):
            found[mention.actor] = (steps, mention)
    nearest = sorted(found.values(), key=lambda pair: (pair[0], pair[1].tokens))[:MOST]
    return [Party(m.actor, m.tokens, _FACTOR * m.reason.score) for _, m in nearest]


def _may_be_party(mention: Mention, candidate: Candidate, scene: Scene) -> bool:
    """Whether a mention is more than a description: a name, or a place or people of a known country."""
    actor = scene.cast[mention.actor]
    if mention.kind == "place" and candidate.code.type in scene.lexicon.words["no_place_lent_types"]:
        return False
    if mention.kind in ("place", "noun") and not actor.country:
        return False
    return mention.kind not in ("role", "pronoun") and actor.sector not in scene.lexicon.words["press_sectors"]


def _is_topic(token: int, top: int, candidate: Candidate, scene: Scene) -> bool:
    """Whether what is named takes no part: a talk is about it, or help goes against it."""
    reading, words = scene.reading, scene.lexicon.words
    talk = candidate.code.type in words["no_place_lent_types"]
    while reading.tokens[token].dep == "conj":
        token = reading.head(token).i
    if talk and reading.tokens[token].dep == "dobj" and reading.tokens[token].head == top:
        return True
    friendly = scene.ontology.quad(candidate.code.type) in (1, 2)
    for at in (reading.tokens[token], *reading.ancestors(token)):
        if at.i == top:
            return False
        if at.dep == "prep" and talk and at.text.lower() in words["topic_prepositions"]:
            return True
        if at.dep == "prep" and friendly and at.text.lower() == "against":
            return True
    return False


def _steps(token: int, top: int, scene: Scene) -> int:
    """Steps up to the act; 0 where the way is none by which something belongs to it."""
    reading = scene.reading
    for steps in range(1, len(reading.tokens)):
        here, above = reading.tokens[token], reading.head(token)
        if here.dep in _APART or above.i == token or here.text.lower() == "according":
            return 0
        if above.i == top:
            return steps if here.dep in _TIES else 0
        token = above.i
    return 0
