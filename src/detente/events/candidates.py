"""Words that may name an act, with the head tokens that may be its parties. Nobody is known by name yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detente.events.lexicon import GUARD, Frame, Lexicon, Operator
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


def find(reading: Reading, lexicon: Lexicon, syntax: Syntax) -> list[Candidate]:
    """Find the candidates of a whole reading, in text order.

    Args:
        reading: The reading.
        lexicon: Frames and operators.
        syntax: Arguments over the same reading.
    """
    found: list[Candidate] = []
    for sentence in reading.sentences:
        base = _base(reading, lexicon, syntax, sentence.start, sentence.end)
        found.extend(_operated(reading, lexicon, syntax, base, sentence.start, sentence.end))
    return sorted((c for c in found if c.code.type != GUARD), key=lambda c: c.token)


def kind_of(token: Token) -> str | None:
    """Which frames a token may match."""
    if token.pos == "VERB":
        return "verb"
    if token.pos == "NOUN" or (token.pos == "PROPN" and token.text.islower()):
        return None if token.dep in ("compound",) else "noun"
    return "adjective" if token.pos == "ADJ" and token.dep in ("acomp", "attr", "oprd", "conj", "ROOT") else None


def lemma_of(token: Token) -> str:
    """The lemma in lower case."""
    return token.lemma.lower()


def _base(reading: Reading, lexicon: Lexicon, syntax: Syntax, start: int, end: int) -> dict[int, Candidate]:
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


def _matched(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, token: Token, frame: Frame, lemmas: frozenset[str]
) -> Candidate | None:
    if (frame.words and not frame.words & lemmas) or frame.unless_words & lemmas:
        return None
    args = syntax.noun(token.i) if frame.kind == "noun" else syntax.verb(token.i)
    if frame.particle and frame.particle not in args.particles:
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
    slots = Slots(reading, lexicon, syntax, args, heads, token.i)
    if not all(slots.filled(s) for s in frame.need):
        return None
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
        actor=slots.roles(frame.actor),
        recipient=slots.roles(frame.recipient),
        reciprocal=frame.reciprocal,
        contexts=frame.contexts,
        modality=frame.modality,
        parties=frame.parties,
        anchor=token.i if frame.kind != "noun" else args.governor,
        weight=frame.weight,
        settled="neg" in frame.need or "if" in frame.need,
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
        found, todo = [], list(self.objects)
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
        if slot == "neg":
            return any(
                c.dep == "neg" or c.text.lower() in self.lexicon.words["negators"]
                for c in self.reading.children(self.trigger)
            )
        return bool(self.args.get(slot)) if slot.startswith("pcomp:") else bool(self.heads(slot))

    def roles(self, slots: tuple[str, ...]) -> tuple[Role, ...]:
        """The filled ones of some slots, in their order."""
        found = []
        for slot in slots:
            name, places = slot.rstrip("!="), slot.endswith("!")
            heads = (-1,) if name == "speaker" else self.heads(name)
            if heads:
                found.append(Role(name, heads, places, slot.endswith("=")))
        return tuple(found)


def _operated(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, base: dict[int, Candidate], start: int, end: int
) -> Iterator[Candidate]:
    """Let operators change what stands below them, the deepest first."""
    deepest = sorted(range(start, end), key=lambda i: -sum(1 for _ in reading.ancestors(i)))
    for i in deepest:
        kind = kind_of(reading.tokens[i])
        if kind is None or (i in base and base[i].code.type == GUARD):
            continue
        args = syntax.noun(i) if kind == "noun" else syntax.verb(i)
        lemma = lemma_of(reading.tokens[i])
        named = [f"{lemma}_{p}" for p in sorted(args.particles)] + [lemma]
        for operator in (o for name in named for o in lexicon.operators.get((kind, name), ())):
            if _apply(reading, lexicon, syntax, base, i, args, operator):
                break
    _demand(reading, lexicon, syntax, base, start, end)
    yield from base.values()


def _demand(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, base: dict[int, Candidate], start: int, end: int
) -> None:
    """Turn what somebody must do into a demand of the one who says so."""
    for token in reading.tokens[start:end]:
        auxiliaries = [c for c in reading.children(token.i) if c.dep == "aux"]
        if not any(c.text.lower() in lexicon.words["demand_auxiliaries"] for c in auxiliaries):
            continue
        inner = base.get(token.i) or next((c for c in base.values() if c.anchor == token.i), None)
        head = reading.head(token.i)
        said = token.dep in ("ccomp", "parataxis") and lemma_of(head) in lexicon.words["reporting"]
        if inner is None and not said:
            continue
        code = lexicon.modal["demand"].get(inner.code.type) if inner else EventCode("REQUEST")
        speaker = tuple(syntax.verb(head.i).get("subj")) if said else (-1,)
        args = syntax.verb(token.i)
        doer = tuple(args.get("subj"))
        if inner:
            base.pop(inner.token)
        if code is None or code.type == GUARD or not (speaker and (doer or inner)):
            continue
        recipient = [Role("subj", doer)] if doer else []
        base[token.i] = Candidate(
            token=token.i,
            words=tuple(sorted({*(c.i for c in auxiliaries), token.i, *(inner.words if inner else ())})),
            code=code,
            rule=f"must+{inner.rule}" if inner else "must",
            score=0.65 if inner else 0.5,
            actor=(Role("speaker", speaker),),
            recipient=(*recipient, *(inner.actor if inner else ()), *(inner.recipient if inner else ())),
            contexts=inner.contexts if inner else (),
            anchor=head.i if said else None,
            weight=6,
        )


def _apply(
    reading: Reading,
    lexicon: Lexicon,
    syntax: Syntax,
    base: dict[int, Candidate],
    i: int,
    args: Arguments,
    operator: Operator,
) -> bool:
    objects = [] if reading.tokens[i].pos == "NOUN" else syntax.shared_objects(i)
    if operator.unless_object & objects_of(reading, objects):
        return False
    slots = Slots(reading, lexicon, syntax, args, objects, i)
    if operator.infinitive:
        asked = [v for v in args.clauses if _asks(reading, lexicon, v)]
        if args.clauses and not asked:
            return False
    inner = _below(reading, base, args, objects, operator, i)
    if operator.modality:
        for candidate in inner:
            _mark(base, candidate, operator, tuple(args.get("subj") or args.get("poss")))
        return bool(inner)
    code = operator.default
    if inner:
        code = operator.inner.get(inner[0].code.type, operator.default)
    elif not _has_clause(args, operator) or (i in base and base[i].weight >= 3):
        return False
    if code is None:
        return False
    recipient: list[Role] = []
    for slot in operator.recipient:
        if slot in ("inner", "doer"):
            if inner:
                recipient += inner[0].actor
                recipient += inner[0].recipient if slot == "inner" else ()
            else:
                recipient += slots.roles(("clause",))
        else:
            recipient += slots.roles((slot,))
    held = tuple(c.token for c in inner)
    recipient = [r for r in recipient if not set(r.heads) & set(held)] or recipient
    actor = ("subj",) if reading.tokens[i].pos != "NOUN" else ("poss", "mod", "prep:by", "prep:from", "support")
    base[i] = Candidate(
        token=i,
        words=tuple(sorted({i, *(w for c in inner[:1] for w in c.words if abs(w - i) < 4)})),
        code=code,
        rule=f"{operator.name}+{inner[0].rule}" if inner else f"{operator.name}/operator",
        score=0.75 if inner else 0.55,
        actor=slots.roles(actor),
        recipient=tuple(recipient),
        contexts=inner[0].contexts if inner else (),
        parties=operator.parties or ("" if inner or code.type == "REQUEST" else "both"),
        anchor=i if reading.tokens[i].pos != "NOUN" else args.governor,
        weight=6,
        below=held,
    )
    if not operator.keep:
        for candidate in inner:
            base.pop(candidate.token, None)
    return True


def _asks(reading: Reading, lexicon: Lexicon, verb: int) -> bool:
    """Whether a clause asks for something ("to leave", "that he leave") and does not state it ("that he left")."""
    token = reading.tokens[verb]
    beside = [c for c in reading.children(verb) if c.dep in ("aux", "auxpass")]
    if token.tag == "VB":
        return all(
            c.lemma == "to" or c.text.lower() in lexicon.words["demand_auxiliaries"] for c in beside
        ) or any(c.lemma == "to" for c in beside)
    return any(c.tag == "VB" for c in beside) or token.tag == "VBG"


def _has_clause(args: Arguments, operator: Operator) -> bool:
    return any(
        (s == "clause" and args.clauses) or (s.startswith("pcomp:") and args.get(s)) for s in operator.slots
    )


def _below(
    reading: Reading, base: dict[int, Candidate], args: Arguments, objects: list[int], operator: Operator, i: int
) -> list[Candidate]:
    places: list[int] = []
    for slot in operator.slots:
        if slot == "clause":
            places += args.clauses
        elif slot == "obj":
            places += objects
        else:
            places += args.get(slot)
    places += [c.i for p in places for c in reading.children(p) if c.dep == "conj"]
    found = [base[p] for p in places if p in base and p != i]
    if not found:
        # "agreed to hold fresh rounds of talks": the clause's verb is empty, its object names the act.
        found = [c for c in base.values() if c.anchor in places and c.token != i and c.token not in places]
    return [c for c in found if c.code.type != GUARD]


def _mark(base: dict[int, Candidate], candidate: Candidate, operator: Operator, subject: tuple[int, ...]) -> None:
    mode = operator.modality[0]
    if mode == "wished":
        base.pop(candidate.token, None)
    elif mode == "denied":
        base[candidate.token] = replace(
            candidate, modality=(*candidate.modality, "negation"), denied_by=subject, score=candidate.score * 0.9
        )
    elif mode in ("future", "hypothetical", "negation"):
        base[candidate.token] = replace(
            candidate,
            modality=(*candidate.modality, mode),
            tried=candidate.tried or mode == "hypothetical",
            actor=candidate.actor or (Role("subj", subject),),
        )
