"""Words that may name an act, with the head tokens that may be its parties. Nobody is known by name yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.events.lexicon import Frame, Lexicon
from detente.events.syntax import MODIFIERS, Arguments, Syntax
from detente.record import EventCode, Reading, Token


@dataclass(frozen=True, slots=True)
class Role:
    """Head tokens of one slot that may fill a part.

    Attributes:
        slot: The slot they were found in.
        heads: Head tokens.
        places: Whether a place may stand for its state here ("a visit to Paris").
        exact: Whether the phrase itself must name the party, not only a word within it.
    """

    slot: str
    heads: tuple[int, ...]
    places: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act as its words have it.

    Attributes:
        token: The trigger.
        words: Tokens that make up the trigger: the verb, its particle, its object noun.
        code: Type and mode.
        rule: Name of the frame or operator.
        score: How sure the rule is, 0 to 1.
        actor: Ways to fill the actor, best first.
        recipient: Ways to fill the recipient, best first.
        reciprocal: Both sides act.
        contexts: Contexts the rule implies.
        modality: Auxiliary modes the rules imply.
        parties: `both` where neither may be missing.
        anchor: The verb whose tense counts: the trigger, or the verb that supports a noun.
        denied_by: Head tokens of the one who denies it.
        weight: How specific the rule is.
        tried: Whether the act was only tried or considered (never a threat then).
        settled: Whether negation and condition are part of the rule itself ("will not tolerate").
        below: Triggers of the acts that an operator took in.
    """

    token: int
    words: tuple[int, ...]
    code: EventCode
    rule: str
    score: float
    actor: tuple[Role, ...]
    recipient: tuple[Role, ...]
    reciprocal: bool = False
    contexts: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    parties: str = ""
    anchor: int | None = None
    denied_by: tuple[int, ...] = ()
    weight: int = 0
    tried: bool = False
    settled: bool = False
    below: tuple[int, ...] = field(default=())


def kind_of(token: Token) -> str | None:
    """Which frames a token may match."""
    if token.pos == "VERB":
        # "cheering crowds" only describes
        return None if token.dep == "amod" and token.tag == "VBG" else "verb"
    if token.pos == "NOUN" or (token.pos == "PROPN" and token.text.islower()):
        return None if token.dep in ("compound",) else "noun"
    return "adjective" if token.pos == "ADJ" and token.dep in ("acomp", "attr", "oprd", "conj", "ROOT") else None


def lemma_of(token: Token) -> str:
    """The lemma in lower case."""
    return token.lemma.lower()


def is_adjunct(reading: Reading, lexicon: Lexicon, i: int) -> bool:
    """Whether a noun only says on what occasion something else is done ("spoke of it during a meeting")."""
    head = reading.head(i)
    return reading.tokens[i].dep == "pobj" and head.text.lower() in lexicon.words["occasion_prepositions"]


def base_of(reading: Reading, lexicon: Lexicon, syntax: Syntax, start: int, end: int) -> dict[int, Candidate]:
    """Candidates of one sentence by their trigger, each word by itself; guards are among them.

    Args:
        reading: The reading.
        lexicon: Frames.
        syntax: Arguments over the same reading.
        start: First token of the sentence.
        end: One past its last token.
    """
    lemmas = frozenset(w for t in reading.tokens[start:end] for w in (lemma_of(t), t.text.lower()))
    found: dict[int, Candidate] = {}
    for token in reading.tokens[start:end]:
        kind = kind_of(token)
        frames = lexicon.frames.get((kind, lemma_of(token)), ()) if kind else ()
        for frame in frames:
            candidate = _matched(reading, lexicon, syntax, token, frame, lemmas)
            if candidate is not None:
                found[token.i] = candidate
                break
    # A verb with its object noun ("hold talks") is one act, not two.
    for candidate in list(found.values()):
        for i in candidate.words:
            if i != candidate.token and i in found and reading.tokens[i].pos != "VERB":
                del found[i]
    return found


def objects_of(reading: Reading, heads: list[int]) -> frozenset[str]:
    """Lemmas of some object heads, and of what they are joined with."""
    found = set()
    todo, seen = list(heads), set()
    while todo:
        i = todo.pop()
        if i in seen:
            continue
        seen.add(i)
        found.add(lemma_of(reading.tokens[i]))
        todo.extend(c.i for c in reading.children(i) if c.dep == "conj" and c.pos in ("NOUN", "PROPN"))
    return frozenset(found)


def modifiers_of(reading: Reading, i: int) -> frozenset[str]:
    """Words that stand before a noun and narrow it down."""
    found = set()
    for c in reading.children(i):
        if c.dep in (*MODIFIERS, "nummod", "poss"):
            found |= {lemma_of(c), c.text.lower()}
            found |= {lemma_of(d) for d in reading.children(c.i) if d.dep in MODIFIERS}
    return frozenset(found)


def called_of(reading: Reading, args: Arguments) -> frozenset[str]:
    """Lemmas of what the object of a verb is called, with what narrows it down."""
    found = objects_of(reading, args.complement)
    return found.union(*(modifiers_of(reading, i) for i in args.complement)) if args.complement else found


def _matched(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, token: Token, frame: Frame, lemmas: frozenset[str]
) -> Candidate | None:
    if (frame.words and not frame.words & lemmas) or frame.unless_words & lemmas:
        return None
    args = syntax.noun(token.i) if frame.kind == "noun" else syntax.verb(token.i)
    if frame.particle and frame.particle not in args.particles:
        return None
    if frame.particle in lexicon.words["strict_particles"] and _governs(reading, token.i, frame.particle):
        return None
    if frame.kind == "verb" and not frame.particle and _phrasal(reading, token.i, lexicon):
        return None
    heads = [] if frame.kind == "noun" else syntax.shared_objects(token.i)
    narrow = modifiers_of(reading, token.i) if frame.kind == "noun" else objects_of(reading, heads)
    if frame.object and not frame.object & narrow:
        return None
    wide = narrow
    if frame.kind != "noun" and frame.unless_object:
        wide = narrow.union(*(modifiers_of(reading, h) for h in heads)) if heads else narrow
    if frame.unless_object & wide:
        return None
    if frame.complement and not frame.complement & called_of(reading, args):
        return None
    slots = Slots(reading, lexicon, syntax, args, heads, token.i)
    if not all(slots.filled(s) for s in frame.need):
        return None
    actor, recipient = frame.actor, frame.recipient
    undergone = frame.kind == "noun" and token.lemma.lower() in lexicon.words["undergone_nouns"]
    if undergone and "poss" in actor and not args.get("prep:of"):
        # "the boy's abduction": the owner of the word suffers it
        actor, recipient = tuple(s for s in actor if s != "poss"), ("poss", *recipient)
    words = [token.i, *_particle(reading, token.i, frame.particle)]
    if frame.object:
        words += [h for h in heads if lemma_of(reading.tokens[h]) in frame.object]
        if frame.kind == "noun":
            words += [c.i for c in reading.children(token.i) if lemma_of(c) in frame.object]
    return Candidate(
        token=token.i,
        words=tuple(sorted(words)),
        code=frame.code,
        rule=frame.name,
        score=frame.score,
        actor=slots.roles(actor),
        recipient=slots.roles(recipient),
        reciprocal=frame.reciprocal,
        contexts=frame.contexts,
        modality=frame.modality,
        parties=frame.parties,
        anchor=token.i if frame.kind != "noun" else args.governor,
        weight=frame.weight,
        settled="neg" in frame.need or "if" in frame.need,
    )


def _governs(reading: Reading, i: int, particle: str | None) -> bool:
    """Whether the particle is a preposition with a noun of its own ("the speech he gave in May")."""
    return any(
        c.dep == "prep" and c.text.lower() == particle and any(d.dep == "pobj" for d in reading.children(c.i))
        for c in reading.children(i)
    )


def _phrasal(reading: Reading, i: int, lexicon: Lexicon) -> bool:
    """Whether a particle makes another verb of it ("hang on", "back down")."""
    return any(c.dep == "prt" and c.text.lower() in lexicon.words["particles"] for c in reading.children(i))


def _particle(reading: Reading, i: int, particle: str | None) -> list[int]:
    return [c.i for c in reading.children(i) if particle and c.text.lower() == particle][:1]


@dataclass(slots=True)
class Slots:
    """The slots of one word, with those of its object noun behind them."""

    reading: Reading
    lexicon: Lexicon
    syntax: Syntax
    args: Arguments
    objects: list[int]
    trigger: int

    def heads(self, slot: str) -> tuple[int, ...]:
        """Head tokens of a slot."""
        if slot == "obj":
            return tuple(self.objects)
        if slot == "clause":
            return tuple(s for v in self.args.clauses for s in self.syntax.verb(v).get("subj"))
        if slot == "inner":
            return self.heads("clause")
        if slot == "if":
            return self._condition()
        if slot == "support" and not self._supported():
            return ()
        own = self.args.get(slot)
        if not own and slot.startswith("prep:"):
            joined = [*self.objects, *self._joined_objects()]
            own = [t for o in joined for t in self.syntax.noun(o).get(slot)]
        return tuple(t for t in own if t not in self.objects)

    def _joined_objects(self) -> list[int]:
        """Objects joined to the first ("tear gas and grenades at protesters")."""
        found: list[int] = []
        todo = list(self.objects)
        while todo and len(found) < 8:
            nearer = [c.i for c in self.reading.children(todo.pop()) if c.dep == "conj"]
            found += nearer
            todo += nearer
        return found

    def _condition(self) -> tuple[int, ...]:
        """Who must do, or not do, something: subjects of the "if" clause beside the verb."""
        found: list[int] = []
        for c in self.reading.children(self.trigger):
            if c.dep == "advcl" and any(
                m.dep == "mark" and m.text.lower() in ("if", "unless") for m in self.reading.children(c.i)
            ):
                found += self.syntax.verb(c.i).get("subj")
        return tuple(found)

    def _supported(self) -> bool:
        at = self.args.governor
        return at is not None and lemma_of(self.reading.tokens[at]) in self.lexicon.words["light_verbs"]

    def filled(self, slot: str) -> bool:
        """Whether there is anything in the slot."""
        if slot == "clause":
            return bool(self.args.clauses)
        if slot == "question":
            return any(self._is_question(v) for v in self.args.clauses)
        if slot == "stated":
            return any(self._is_stated(v) for v in self.args.clauses)
        if slot == "complement":
            return bool(self.args.complement)
        if slot.startswith("no:"):
            return not self.filled(slot[3:])
        if slot == "neg":
            return any(
                c.dep == "neg" or c.text.lower() in self.lexicon.words["negators"]
                for c in self.reading.children(self.trigger)
            )
        return bool(self.args.get(slot)) if slot.startswith("pcomp:") else bool(self.heads(slot))

    def _is_question(self, verb: int) -> bool:
        """Whether a clause is an indirect question ("what he had done", "whether he left")."""
        words = self.reading.children(verb)
        return any(
            c.tag in ("WP", "WRB", "WDT") or c.text.lower() in ("whether", "if") for c in words if c.i < verb
        )

    def _is_stated(self, verb: int) -> bool:
        """Whether a clause states a fact ("that he left") and does not promise ("that he would leave")."""
        beside = [c for c in self.reading.children(verb) if c.dep in ("aux", "auxpass")]
        if any(c.tag in ("MD", "TO") for c in beside):
            return False
        return any(t.tag in ("VBZ", "VBD", "VBP") for t in (self.reading.tokens[verb], *beside))

    def roles(self, slots: tuple[str, ...]) -> tuple[Role, ...]:
        """The filled ones of some slots, in their order."""
        found = []
        for slot in slots:
            name, places = slot.rstrip("!="), slot.endswith("!")
            heads = (-1,) if name == "speaker" else self.heads(name)
            if heads:
                found.append(Role(name, heads, places, slot.endswith("=")))
        return tuple(found)
