"""Who the parties of an act are: from head tokens to actors of the cast."""

from __future__ import annotations

from dataclasses import dataclass

from detente.events.candidates import Candidate, Role, lemma_of
from detente.events.lexicon import Lexicon
from detente.record import Cast, Mention, Quote, Reading

#: Quotes less sure than this (attitudes: "worries that ...") are no statements.
QUOTE_SURE = 0.5
#: So many sentences before its own a "them" may look back.
ANTECEDENT_SENTENCES = 2
_INSIDE = ("poss", "compound", "amod", "nmod")
_NAMING = ("PROPN", "NOUN", "PRON", "ADJ", "NUM")


@dataclass(frozen=True, slots=True)
class Party:
    """One party: its actor, and the words that name it here.

    Attributes:
        actor: Actor id.
        tokens: Half-open token range of the words.
        sure: How sure the link is, 0 to 1.
    """

    actor: str
    tokens: tuple[int, int]
    sure: float


class Parties:
    """Resolves the parties of one document's acts."""

    def __init__(self, reading: Reading, cast: Cast, quotes: tuple[Quote, ...], lexicon: Lexicon) -> None:
        self.reading = reading
        self.cast = cast
        self.lexicon = lexicon
        # what is only believed or wished is nobody's claim
        self.quotes = tuple(q for q in quotes if q.reason.score >= QUOTE_SURE)

    def speaker_at(self, token: int) -> str | None:
        """Actor id of the one in whose quote a token stands, or `None`."""
        quote = self.quote_at(token)
        return quote.speaker if quote else None

    def quote_at(self, token: int) -> Quote | None:
        """The shortest quote whose content holds a token."""
        at = self.reading.tokens[token].start
        holding = [(len(s), q) for q in self.quotes for s in q.content if s.start <= at < s.end]
        return min(holding, key=lambda pair: pair[0])[1] if holding else None

    def fill(
        self, roles: tuple[Role, ...], candidate: Candidate, but: frozenset[str] = frozenset()
    ) -> list[Party]:
        """The parties of the first role that names any, those in `but` left out."""
        for role in roles:
            found: list[Party] = []
            for head in role.heads:
                if role.slot == "subj" and self._is_thing(head):
                    continue
                for party in self.named_by(head, candidate, role.places):
                    if role.exact and not party.tokens[0] <= head < party.tokens[1]:
                        continue
                    if party.actor not in but and party.actor not in {p.actor for p in found}:
                        found.append(party)
            if not found and role.slot == "obj":
                found = [p for h in role.heads for p in self._echoed(h) if p.actor not in but]
            if not found and self._unknown_pronoun(role):
                return self._meant(role.heads[0], but)
            if found:
                return found
        return []

    def _unknown_pronoun(self, role: Role) -> bool:
        """Whether somebody is meant whom nobody can name ("urged them to go"): better none than another one."""
        return role.slot in ("obj", "dat") and all(
            h >= 0 and self.reading.tokens[h].tag == "PRP" and self.reading.tokens[h].text.lower() != "it"
            for h in role.heads
        )

    def _meant(self, pronoun: int, but: frozenset[str]) -> list[Party]:
        """The side a "them" most likely means: the last one that acted before, not of the actor's own country."""
        if self.reading.tokens[pronoun].text.lower() != "them":
            return []
        mine = {self.cast[a].country for a in but if a in self.cast} - {None}
        sentence = self.reading.sentence_of(pronoun)
        first = sentence.start
        for _ in range(ANTECEDENT_SENTENCES):
            first = self.reading.sentence_of(first - 1).start if first else 0
        for mention in reversed(self.cast.within(first, pronoun)):
            actor = self.cast[mention.actor]
            acted = self.reading.tokens[self.reading.root_of(*mention.tokens)].dep in ("nsubj", "nsubjpass")
            several = actor.kind in ("state", "group", "armed_group", "organisation", "government_body")
            if acted and several and mention.kind in ("name", "noun", "body"):
                if mention.actor in but or (actor.country and actor.country in mine):
                    continue
                return [Party(mention.actor, mention.tokens, 0.6 * mention.reason.score)]
        return []

    def _echoed(self, head: int) -> list[Party]:
        """For "the launch", told before with its owner ("North Korea's launch"): the same one."""
        token = self.reading.tokens[head] if head >= 0 else None
        if token is None or token.lemma.lower() not in self.lexicon.words["abstract_nouns"]:
            return []
        children = self.reading.children(head)
        if not any(c.dep == "det" and c.text.lower() in ("the", "this", "that") for c in children):
            return []
        if any(c.dep in ("prep", "relcl", "acl", "compound", "nummod") for c in children):
            return []
        least = self.reading.sentence_of(head).paragraph - 1
        for i in range(head - 1, -1, -1):
            other = self.reading.tokens[i]
            if other.lemma.lower() == token.lemma.lower() and other.pos == "NOUN":
                if self.reading.sentence_of(i).paragraph < least:
                    return []
                owners = [c.i for c in self.reading.children(i) if c.dep in ("poss", "amod")]
                owners += [d.i for c in self.reading.children(i) if c.text.lower() == "by"
                           for d in self.reading.children(c.i)]  # fmt: skip
                mentions = [m for o in owners if (m := self._best(o, places=False, nationality=True)) is not None]
                if mentions:
                    return [self._party(mentions[0], 0.7)]
        return []

    def named_by(self, head: int, candidate: Candidate, places: bool = False) -> list[Party]:
        """Parties named by a noun phrase, joined ones included ("Iran, Iraq and Syria")."""
        if head == -1:
            speaker = self.speaker_at(candidate.token)
            return [Party(speaker, (candidate.token, candidate.token + 1), 0.6)] if speaker else []
        found = self._one(head, places)
        # in "the Republic of Congo, Uganda and Ethiopia" the others hang on the last word of the name
        todo = [
            head,
            *(i for p in found for i in range(*p.tokens) if p.tokens[0] <= head < p.tokens[1] and i != head),
        ]
        while todo:
            for c in self.reading.children(todo.pop()):
                if c.dep == "conj" and c.pos in _NAMING:
                    found += self._one(c.i, places)
                    todo.append(c.i)
        return found

    def _is_thing(self, head: int) -> bool:
        """For "Iran's tests alarmed them": a thing acts, not its owner; unless the cast knows the whole phrase."""
        word = lemma_of(self.reading.tokens[head])
        # a weapon does act for its owner
        thing = word in self.lexicon.words["abstract_nouns"] and word not in self.lexicon.words["weapon_things"]
        return thing and self._best(head, places=False) is None

    def _one(self, head: int, places: bool) -> list[Party]:
        text = self.reading.tokens[head].text
        word = "" if text == "US" else text.lower()  # the state, not the pronoun
        if word in self.lexicon.words["first_person"] or word in self.lexicon.words["second_person"]:
            return self._in_quote(head, word)
        several = self._several(head, places)
        if several:
            return several
        thing = lemma_of(self.reading.tokens[head]) in self.lexicon.words["weapon_things"]
        mention = None if thing else self._best(head, places)
        if mention is not None:
            return [self._party(mention)]
        if lemma_of(self.reading.tokens[head]) in self.lexicon.words["named_wars"]:
            return []  # "voted against the Iraq war" is nothing done to Iraq
        for c in self.reading.children(head):
            if c.dep in _INSIDE:
                inner = self._best(c.i, places=False, nationality=True)
                if inner is not None:
                    return [self._party(inner, 0.85)]
                for d in self.reading.children(c.i):
                    if d.dep in _INSIDE and (inner := self._best(d.i, places=False, nationality=True)):
                        return [self._party(inner, 0.75)]
        return self._owner(head) if thing else self._through_of(head, places)

    def _several(self, head: int, places: bool) -> list[Party]:
        """Two sides in one phrase: "the ministers of A and B", "A and B officials"; each side by its own name."""
        token = self.reading.tokens[head]
        if token.tag not in ("NNS", "NNPS", "CD") or lemma_of(token) not in self.lexicon.words["partitives"]:
            return []
        heads: list[int] = []
        for c in self.reading.children(head):
            if c.dep in _INSIDE:
                heads += [c.i, *(d.i for d in self.reading.children(c.i) if d.dep == "conj")]
            elif c.dep == "prep" and c.text.lower() in ("of", "from"):
                for d in (d for d in self.reading.children(c.i) if d.dep == "pobj"):
                    heads += [d.i, *(e.i for e in self.reading.children(d.i) if e.dep == "conj")]
        found: dict[str, Party] = {}
        for at in heads:
            held = [m for m in self.cast.at(at) if m.kind != "place" or places]
            nearest = [m for m in held if self.reading.root_of(*m.tokens) == at and m.tokens[1] - m.tokens[0] < 4]
            if nearest:
                found.setdefault(nearest[-1].actor, self._party(nearest[-1], 0.9))
        countries = {self.cast[a].country for a in found} - {None}
        return list(found.values()) if len(found) > 1 and len(countries) > 1 else []

    def _through_of(self, head: int, places: bool) -> list[Party]:
        """For "dozens of Kurdish fighters", "members of Hezbollah", "the two leaders of Chad and Mali"."""
        token = self.reading.tokens[head]
        if token.pos != "NUM" and lemma_of(token) not in self.lexicon.words["partitives"]:
            return []
        found: list[Party] = []
        for c in self.reading.children(head):
            if c.dep == "prep" and c.text.lower() in ("of", "from"):
                for d in self.reading.children(c.i):
                    if d.dep == "pobj":
                        heads = [d.i, *(e.i for e in self.reading.children(d.i) if e.dep == "conj")]
                        found += [p for h in heads for p in self._one(h, places or c.text.lower() == "of")]
        return found

    def _in_quote(self, head: int, word: str) -> list[Party]:
        quote = self.quote_at(head)
        if quote is None:
            return []
        who = quote.speaker if word in self.lexicon.words["first_person"] else quote.addressee
        return [Party(who, (head, head + 1), 0.75)] if who else []

    def _best(self, token: int, places: bool, nationality: bool = False) -> Mention | None:
        """The longest mention that has the token as its head; then any that covers it."""
        around = [m for m in self.cast.at(token) if (m.kind != "place" or places) and not self._is_weapon(m)]
        headed = [m for m in around if self.reading.root_of(*m.tokens) == token]
        for mention in headed or around:
            if places and mention.kind == "place" and not self.cast[mention.actor].country:
                continue
            return mention
        return None

    def _is_weapon(self, mention: Mention) -> bool:
        head = self.reading.tokens[self.reading.root_of(*mention.tokens)]
        return head.pos == "NOUN" and lemma_of(head) in self.lexicon.words["weapon_things"]

    def _owner(self, token: int) -> list[Party]:
        """The state whose weapon it is, where the cast knows the weapon's country and names the state."""
        for mention in self.cast.at(token):
            state = f"state:{self.cast[mention.actor].country}"
            if state in self.cast:
                return [Party(state, mention.tokens, 0.8 * mention.reason.score)]
        return []

    def _party(self, mention: Mention, factor: float = 1.0) -> Party:
        sure = mention.reason.score * factor * (0.85 if mention.kind == "place" else 1.0)
        return Party(mention.actor, mention.tokens, sure)
