"""Operators: words that change what the act below them means, and what small words make of an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.events.candidates import (
    Candidate,
    Role,
    Slots,
    base_of,
    is_adjunct,
    kind_of,
    lemma_of,
    objects_of,
)
from detente.events.lexicon import GUARD, Lexicon, Operator
from detente.events.syntax import Arguments, Syntax
from detente.record import EventCode, Reading


def find(reading: Reading, lexicon: Lexicon, syntax: Syntax) -> list[Candidate]:
    """Find the candidates of a whole reading, in text order.

    Args:
        reading: The reading.
        lexicon: Frames and operators.
        syntax: Arguments over the same reading.
    """
    found: list[Candidate] = []
    for sentence in reading.sentences:
        base = base_of(reading, lexicon, syntax, sentence.start, sentence.end)
        found.extend(applied(reading, lexicon, syntax, base, sentence.start, sentence.end))
    return sorted((c for c in found if c.code.type != GUARD), key=lambda c: c.token)


def applied(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, base: dict[int, Candidate], start: int, end: int
) -> Iterator[Candidate]:
    """Let operators change what stands below them, the deepest first.

    Args:
        reading: The reading.
        lexicon: Operators.
        syntax: Arguments over the same reading.
        base: Candidates of one sentence by trigger; changed in place.
        start: First token of the sentence.
        end: One past its last token.

    Returns:
        The candidates of the sentence, whole acts instead of their parts.
    """
    kinds = ((t.i, kind_of(t), lemma_of(t)) for t in reading.tokens[start:end])
    found = [(i, kind) for i, kind, lemma in kinds if kind and (kind, lemma) in lexicon.operating]
    for i, kind in sorted(found, key=lambda pair: -sum(1 for _ in reading.ancestors(pair[0]))):
        if i in base and base[i].code.type == GUARD:
            continue
        args = syntax.noun(i) if kind == "noun" else syntax.verb(i)
        lemma = lemma_of(reading.tokens[i])
        named = [f"{lemma}_{p}" for p in sorted(args.particles)] + [lemma]
        for operator in (o for name in named for o in lexicon.operators.get((kind, name), ())):
            if _apply(reading, lexicon, syntax, base, i, args, operator):
                break
    _demand(reading, lexicon, syntax, base, start, end)
    demanded = {c.token for c in base.values() if c.rule.startswith("must")}
    for candidate in base.values():
        if not _absorbed(candidate, reading, lexicon, base) and not _hangs_on(candidate, reading, demanded):
            yield candidate


def _hangs_on(candidate: Candidate, reading: Reading, tokens: set[int]) -> bool:
    """Whether an act is only how another one is to be done ("must pass a law lifting the ban")."""
    token = reading.tokens[candidate.anchor if candidate.anchor is not None else candidate.token]
    while token.i not in tokens and token.dep in (
        "advcl",
        "conj",
        "xcomp",
        "pcomp",
        "prep",
        "acl",
        "dobj",
        "pobj",
    ):
        if any(c.dep in ("nsubj", "aux") and c.text.lower() != "to" for c in reading.children(token.i)):
            return False
        token = reading.head(token.i)
    return token.i in tokens and token.i != candidate.token


def _absorbed(candidate: Candidate, reading: Reading, lexicon: Lexicon, base: dict[int, Candidate]) -> bool:
    """Whether an act is part of the act it hangs on ("marched through Lima, demanding new elections")."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    for _ in range(4):
        token, head = reading.tokens[at], reading.head(at)
        if token.dep not in ("advcl", "acl", "xcomp", "pcomp", "prep", "conj", "pobj", "dobj") or head.i == at:
            return False
        whole = [c for c in base.values() if head.i in (c.token, c.anchor, *c.words) and c is not candidate]
        if any(candidate.code.type in lexicon.absorbs.get(c.code.type, ()) for c in whole):
            return token.dep != "conj" or not any(c.dep == "nsubj" for c in reading.children(at))
        at = head.i
    return False


def _demand(
    reading: Reading, lexicon: Lexicon, syntax: Syntax, base: dict[int, Candidate], start: int, end: int
) -> None:
    """Turn what somebody must do into a demand of the one who says so."""
    demanding = lexicon.words["demand_auxiliaries"]
    found = {t.head for t in reading.tokens[start:end] if t.dep == "aux" and t.text.lower() in demanding}
    for token in (reading.tokens[i] for i in sorted(found)):
        auxiliaries = [c for c in reading.children(token.i) if c.dep == "aux"]
        must = [c.i for c in auxiliaries if c.text.lower() in demanding]
        # "should we sign?" asks, it does not demand
        if any(c.dep == "nsubj" and c.i > must[0] for c in reading.children(token.i)):
            continue
        inner = base.get(token.i) or next((c for c in base.values() if c.anchor == token.i), None)
        head = reading.head(token.i)
        said = token.dep in ("ccomp", "parataxis") and lemma_of(head) in lexicon.words["reporting"]
        idle = lemma_of(token) in lexicon.words["inward_verbs"] or syntax.is_passive(token.i)
        if inner is None and (not said or idle):
            continue
        code = lexicon.modal["demand"].get(inner.code.type) if inner else EventCode("REQUEST")
        speaker = tuple(syntax.verb(head.i).get("subj")) if said else (-1,)
        args = syntax.verb(token.i)
        doer = tuple(args.get("subj"))
        if inner:
            base.pop(inner.token)
        if said and base.get(head.i) is not None and base[head.i].code.type == "REQUEST":
            base.pop(head.i)  # "insisted that they must go" demands once
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
        subjunctive = lemma_of(reading.tokens[i]) in lexicon.words["demanding"] and reading.tokens[i].tag != "VBP"
        asked = [v for v in args.clauses if _asks(reading, lexicon, v, subjunctive)]
        if args.clauses and not asked:
            return False
    inner = _below(reading, lexicon, syntax, base, args, objects, operator, i)
    if operator.modality and _is_achieved(reading, lexicon, i):
        return bool(inner)
    if operator.modality:
        for candidate in inner:
            _mark(base, candidate, operator, tuple(args.get("subj") or args.get("poss")))
        if inner and operator.slots == ("claim",):
            base.pop(i, None)  # to reject the claim is to deny the act, not one more act
        return bool(inner)
    code = operator.default
    if inner:
        code = operator.inner.get(inner[0].code.type, operator.default)
        if operator.negated and _is_denied(reading, lexicon, inner[0]):
            code = operator.negated.get(inner[0].code.type, code)
    elif not _has_clause(args, operator) or (i in base and base[i].weight >= 3):
        return False
    if code is None:
        return False
    recipient: list[Role] = []
    for slot in operator.recipient:
        if slot == "done":
            recipient += inner[0].recipient if inner else ()
        elif slot in ("inner", "doer"):
            if inner:
                recipient += inner[0].actor
                recipient += inner[0].recipient if slot == "inner" else ()
            elif slot == "inner":
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
        # "ready to help defend them": what is helped is no act of its own either
        for candidate in [
            c
            for c in base.values()
            if reading.tokens[c.token].dep == "xcomp" and reading.tokens[c.token].head in held
        ]:
            base.pop(candidate.token, None)
    return True


def _is_achieved(reading: Reading, lexicon: Lexicon, i: int) -> bool:
    """Whether it was not only possible but done: "were able to reach the town"."""
    verb = reading.head(i)
    if lemma_of(reading.tokens[i]) not in lexicon.words["achieved_adjectives"] or verb.tag != "VBD":
        return False
    return not any(c.dep == "neg" or c.text.lower() in lexicon.words["conditional_marks"]
                   for c in reading.children(verb.i))  # fmt: skip


def _asks(reading: Reading, lexicon: Lexicon, verb: int, subjunctive: bool = False) -> bool:
    """Whether a clause asks for something ("to leave", "that he leave") and does not state it ("that he left")."""
    token = reading.tokens[verb]
    beside = [c for c in reading.children(verb) if c.dep in ("aux", "auxpass")]
    if subjunctive and token.tag == "VBP" and token.lemma.lower() == token.text.lower() and not beside:
        return True  # "demanded that they leave": read as a present tense
    if token.tag == "VB":
        return all(
            c.lemma == "to" or c.text.lower() in lexicon.words["demand_auxiliaries"] for c in beside
        ) or any(c.lemma == "to" for c in beside)
    return any(c.tag == "VB" for c in beside) or (token.tag == "VBG" and not beside)


def _is_denied(reading: Reading, lexicon: Lexicon, candidate: Candidate) -> bool:
    """Whether the act below stands under a "not" of its own ("promised not to attack")."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    return any(
        c.i < at and (c.dep == "neg" or (c.dep == "advmod" and c.text.lower() in lexicon.words["negators"]))
        for c in reading.children(at)
    )


def _has_clause(args: Arguments, operator: Operator) -> bool:
    return any(
        (s == "clause" and args.clauses) or (s.startswith("pcomp:") and args.get(s)) for s in operator.slots
    )


def _goes_on(reading: Reading, lexicon: Lexicon, verb: int) -> bool:
    """Whether a verb leaves the act below it what it is ("continue to meet")."""
    found = lexicon.operators.get(("verb", lemma_of(reading.tokens[verb])), ())
    return any("real" in o.modality for o in found)


def _below(
    reading: Reading,
    lexicon: Lexicon,
    syntax: Syntax,
    base: dict[int, Candidate],
    args: Arguments,
    objects: list[int],
    operator: Operator,
    i: int,
) -> list[Candidate]:
    places: list[int] = []
    for slot in operator.slots:
        if slot == "clause":
            places += args.clauses
        elif slot == "obj":
            places += objects
        else:
            places += args.get(slot)
    if "denied" in operator.modality:
        # "denied the claim that they had fired"
        claims = [o for o in objects if lemma_of(reading.tokens[o]) in lexicon.words["claim_nouns"]]
        places += [v for o in claims for v in syntax.noun(o).clauses]
    places += [c.i for p in places for c in reading.children(p) if c.dep == "conj"]
    places += [
        v for p in places if p not in base and _goes_on(reading, lexicon, p) for v in syntax.verb(p).clauses
    ]
    found = [base[p] for p in places if p in base and p != i]
    if not found:
        # "agreed to hold fresh rounds of talks": the clause's verb is empty, its object names the act.
        beside = [c for c in base.values() if c.anchor in places and c.token != i and c.token not in places]
        found = [c for c in beside if not is_adjunct(reading, lexicon, c.token)]
    return [c for c in found if c.code.type != GUARD]


def _is_expected(candidate: Candidate, subject: tuple[int, ...]) -> bool:
    """Whether somebody else expects it ("they expect him to attack"): no announcement of the one who acts."""
    own = {h for r in candidate.actor if r.slot == "subj" for h in r.heads}
    return bool(own) and bool(subject) and not own & set(subject)


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
            tried=candidate.tried or mode == "hypothetical" or _is_expected(candidate, subject),
            actor=candidate.actor or (Role("subj", subject),),
        )
