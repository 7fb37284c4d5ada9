"""Who does what to whom in a sentence: the arguments of verbs, nouns and adjectives."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.record import Reading, Token

SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
MODIFIERS = ("compound", "amod", "nmod")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")
#: Names who says it; what hangs on it is no party of the act.
_SOURCE = "according"
_OF_THE_OBJECT = ("of", "from", "for", "into", "to", "against")
_RELATIVE = ("who", "which", "that", "whom", "whose")


@dataclass(slots=True)
class Arguments:
    """Head tokens of the arguments of one word, by slot.

    Attributes:
        slots: `subj`, `obj`, `dat`, `poss`, `mod`, `support`, `prep:X`; token indices in text order.
        clauses: Verbs (or event words) of complement clauses.
        particles: Particles and adverbs right beside the verb.
        passive: Whether the verb is passive.
        governor: For nouns: the verb that supports it, or `None`.
        complement: Head tokens of what the object is said to be ("called them liars", "described it as a crime").
    """

    slots: dict[str, list[int]] = field(default_factory=dict)
    clauses: list[int] = field(default_factory=list)
    particles: set[str] = field(default_factory=set)
    passive: bool = False
    governor: int | None = None
    complement: list[int] = field(default_factory=list)

    def add(self, slot: str, *tokens: int) -> None:
        """Put tokens into a slot, once each."""
        held = self.slots.setdefault(slot, [])
        held.extend(t for t in tokens if t not in held)

    def get(self, slot: str) -> list[int]:
        """Tokens of a slot; empty when it is not filled."""
        return self.slots.get(slot, [])


class Syntax:
    """The arguments of the words of one reading, worked out once each."""

    def __init__(self, reading: Reading, subject_control: frozenset[str] = frozenset()) -> None:
        self.reading = reading
        # verbs whose subject does what the infinitive after their object says ("phoned her to complain")
        self._subject_control = subject_control
        self._verbs: dict[int, Arguments] = {}
        self._nouns: dict[int, Arguments] = {}

    def child(self, i: int, *deps: str) -> Token | None:
        """The first dependent with one of these relations."""
        for c in self.reading.children(i):
            if c.dep in deps:
                return c
        return None

    def verb(self, i: int) -> Arguments:
        """Arguments of a verb (or of an adjective after a copula)."""
        if i not in self._verbs:
            self._verbs[i] = Arguments()  # a guard against circles in a broken parse
            self._verbs[i] = self._verb(i)
        return self._verbs[i]

    def noun(self, i: int) -> Arguments:
        """Arguments of a noun that names an act."""
        if i not in self._nouns:
            self._nouns[i] = self._noun(i)
        return self._nouns[i]

    def is_passive(self, i: int) -> bool:
        """Whether a verb is passive, a reduced relative ("sanctions imposed by ...") included."""
        token = self.reading.tokens[i]
        if self.child(i, "nsubjpass", "auxpass", "csubjpass"):
            return True
        if token.dep == "acl" and token.tag in ("VBN", "VBD") and not self.child(i, "nsubj", "dobj"):
            return True
        if token.tag != "VBN" or self.child(i, "aux", "nsubj"):
            return False
        if token.dep == "acl" or self.child(i, "agent"):
            return True
        if token.dep in ("advcl", "dep") and not self.child(i, "dobj", "mark"):
            return True
        head = self.reading.head(i)
        return token.dep == "conj" and head.tag == "VBN" and head.i != i and self.is_passive(head.i)

    def subjects(self, i: int) -> list[int]:
        """Logical subjects of a verb, inherited where the sentence shares them."""
        return self.verb(i).get("subj")

    def _verb(self, i: int) -> Arguments:
        args = Arguments(passive=self.is_passive(i))
        token = self.reading.tokens[i]
        for c in self.reading.children(i):
            if c.dep in SUBJECTS:
                args.add("obj" if args.passive and c.dep == "nsubj" and self.child(i, "auxpass") else "subj",
                         self._antecedent(c))  # fmt: skip
            elif c.dep in PASSIVE_SUBJECTS or c.dep in ("dobj", "obj"):
                args.add("obj", self._antecedent(c))
            elif c.dep == "dative":
                inner = self.child(c.i, "pobj")
                args.add("dat", inner.i if inner else c.i)
                if inner:
                    args.add(f"prep:{c.lemma.lower()}", inner.i)
            elif c.dep in ("prep", "agent"):
                self._preposition(args, c)
            elif c.dep in ("xcomp", "ccomp") and self._verbless(c):
                args.complement.append(c.i)
                args.add("obj", *(s.i for s in self.reading.children(c.i) if s.dep in SUBJECTS))
            elif c.dep in ("xcomp", "ccomp"):
                args.clauses.append(c.i)
            elif c.dep == "oprd":
                args.complement.append(c.i)
                args.particles.add(c.text.lower())
            elif c.dep in ("prt", "advmod", "acomp"):
                args.particles.add(c.text.lower())
        if token.pos == "ADJ" and token.dep in ("acomp", "attr", "oprd"):
            above = self.verb(token.head)
            args.add("subj", *above.get("obj" if above.passive else "subj"))
            return args
        self._inherit(args, token)
        return args

    def _verbless(self, clause: Token) -> bool:
        """Whether a clause has a noun or an adjective and no verb ("called the vote historic")."""
        return clause.pos in ("NOUN", "PROPN", "ADJ") and not self.child(clause.i, "aux", "auxpass", "cop", "mark")

    def _preposition(self, args: Arguments, prep: Token, depth: int = 0) -> None:
        name = prep.text.lower()
        args.particles.add(name)
        if name == "as" and depth == 0:
            args.complement += [c.i for c in self.reading.children(prep.i) if c.dep in ("pobj", "amod", "advcl")]
        for c in self.reading.children(prep.i):
            if c.dep == "pobj":
                if prep.dep == "agent" or (name == "by" and args.passive):
                    args.add("subj" if args.passive else "prep:by", c.i)
                args.add(f"prep:{name}", c.i)
            elif c.dep == "pcomp":
                args.add(f"pcomp:{name}", c.i)
            elif c.dep == "prep" and depth < 2 and name != _SOURCE:
                self._preposition(args, c, depth + 1)

    def _antecedent(self, token: Token) -> int:
        """The noun a relative pronoun stands for, else the token itself."""
        if token.text.lower() not in _RELATIVE:
            return token.i
        at = token.i
        for _ in range(6):
            here = self.reading.tokens[at]
            if here.dep == "relcl":
                return here.head
            if here.head == at:
                break
            at = here.head
        return token.i

    def _inherit(self, args: Arguments, token: Token) -> None:
        head = self.reading.head(token.i)
        mine = "obj" if args.passive else "subj"
        if token.dep == "acl":
            if args.passive:
                args.add("obj", head.i)
            elif token.tag == "VBG" and not args.get("subj"):
                args.add("subj", head.i)
            elif not args.get("subj"):
                self._from_noun(args, head)
        elif token.dep == "relcl" and not args.passive and args.get("subj") and not args.get("obj"):
            # "the sanctions the union imposed": the noun before is the object
            args.add("relative", *(h for h in [head.i] if head.pos in NOMINAL and h not in args.get("subj")))
        if args.get(mine) or head.i == token.i:
            return
        teller = self.reading.head(head.i)
        if (
            token.dep == "conj"
            and token.tag == "VBD"
            and head.tag in ("VBZ", "VBP")
            and head.dep == "ccomp"
            and teller.tag == "VBD"
        ):
            # "he repeated that they have a right to it and condemned the raid": the past goes with the past
            args.add(mine, *self.verb(teller.i).get("subj"))
        elif token.dep == "conj" and head.pos in ("VERB", "AUX"):
            above = self.verb(head.i)
            args.add(mine, *above.get("obj" if above.passive else "subj"))
        elif token.dep in ("xcomp", "ccomp") and head.pos in ("VERB", "AUX", "ADJ"):
            above = self.verb(head.i)
            own = head.lemma.lower() in self._subject_control
            control = [] if own else above.get("obj") or above.get("dat")
            args.add(mine, *(control or above.get("subj")))
        elif token.dep in ("advcl", "dep", "parataxis") and token.tag in ("VBG", "VBN", "VB"):
            above = self.verb(head.i)
            args.add(mine, *above.get("obj" if above.passive else "subj"))
        elif token.dep == "pcomp":
            verb = self.reading.head(head.i)
            if verb.pos in ("VERB", "AUX"):
                above = self.verb(verb.i)
                # "accused them of bombing": they bombed; "left after bombing": who left bombed
                held = above.get("obj") if head.text.lower() in _OF_THE_OBJECT else []
                args.add(mine, *(held or above.get("obj" if above.passive else "subj")))
            elif verb.pos in ("NOUN", "PROPN"):
                self._from_noun(args, verb)
        elif token.dep == "amod" and token.tag == "VBN":
            args.add("obj", head.i)

    def _from_noun(self, args: Arguments, noun: Token) -> None:
        """Subject of "decision to send", "role in bombing": the noun's owner, or who took it."""
        owners = [c.i for c in self.reading.children(noun.i) if c.dep == "poss"]
        if owners:
            args.add("subj", *owners)
            return
        verb = self.reading.head(noun.i)
        if noun.dep in ("dobj", "attr", "pobj") and verb.pos == "VERB":
            args.add("subj", *self.verb(verb.i).get("subj"))
        else:
            args.add("subj", *(c.i for c in self.reading.children(noun.i) if c.dep in MODIFIERS))

    def shared_objects(self, i: int) -> list[int]:
        """Objects of a verb, or those of the verb it is joined with ("condemned and rejected the plan")."""
        own = self.verb(i).get("obj") or self.verb(i).get("relative")
        if own or self.verb(i).clauses:
            return own
        joined = [c for c in self.reading.children(i) if c.dep == "conj" and c.pos == "VERB"]
        for other in joined:
            if not self.child(other.i, "nsubj", "nsubjpass") and other.i - i <= 4 and not self.child(i, "prep"):
                return self.verb(other.i).get("obj")
        return []

    def _noun(self, i: int) -> Arguments:
        args = Arguments()
        for c in self.reading.children(i):
            if c.dep == "poss":
                args.add("poss", self._antecedent(c))
            elif c.dep in MODIFIERS:
                args.add("mod", c.i)
            elif c.dep == "prep":
                self._preposition(args, c)
                if c.text.lower() == "of":
                    self._beyond_of(args, c)
            elif c.dep in ("acl", "ccomp", "xcomp", "relcl"):
                if c.dep != "relcl":
                    args.clauses.append(c.i)
                self._reduced(args, c)
        self._support(args, i)
        return args

    def _beyond_of(self, args: Arguments, of: Token) -> None:
        """For "the resumption of ties with Chad": what hangs on the second noun belongs to the first too."""
        for noun in (c for c in self.reading.children(of.i) if c.dep == "pobj"):
            for prep in (c for c in self.reading.children(noun.i) if c.dep == "prep"):
                self._preposition(args, prep)

    def _reduced(self, args: Arguments, verb: Token) -> None:
        """For "an attack carried out by rebels", "talks held with Iran"."""
        inner = self.verb(verb.i)
        if inner.passive:
            args.add("prep:by", *inner.get("subj"))
        for slot, tokens in inner.slots.items():
            if slot.startswith("prep:"):
                args.add(slot, *tokens)

    def _support(self, args: Arguments, i: int) -> None:
        token, seen = self.reading.tokens[i], 0
        while token.dep == "conj" and seen < 5:
            token, seen = self.reading.head(token.i), seen + 1
        head = self.reading.head(token.i)
        if token.dep == "pobj" and head.dep in ("prep", "agent"):
            above = self.reading.head(head.i)
            if above.pos == "VERB":
                args.governor = above.i
                args.add(f"support:{head.text.lower()}", *self.verb(above.i).get("subj"))
            return
        if token.dep not in ("dobj", "nsubjpass", "nsubj", "attr") or head.pos not in ("VERB", "AUX"):
            return
        args.governor = head.i
        above_args = self.verb(head.i)
        if token.dep in ("dobj", "nsubjpass"):
            args.add("support", *above_args.get("subj"))
        for slot, tokens in above_args.slots.items():
            if slot.startswith("prep:") and (slot != "prep:by" or not above_args.passive):
                args.add(slot, *(t for t in tokens if t != i))
