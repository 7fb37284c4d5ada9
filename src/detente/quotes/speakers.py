"""From the words that name a source to the actor who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record import Cast, Mention, Reading

_BREAKS = frozenset((",", "(", "-", "–", "—", "who", "which", "that", ";"))


@dataclass(frozen=True, slots=True)
class Speakers:
    """Looks up actors.

    Attributes:
        reading: The reading.
        cast: Who is named in it.
        mentions: Token -> mentions that cover it, the longest first.
        chained: Token -> actor of the chain it belongs to.
        documents: Nouns of what is written or issued.
    """

    reading: Reading
    cast: Cast
    mentions: dict[int, list[Mention]]
    chained: dict[int, str]
    documents: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, cast: Cast, documents: frozenset[str] = frozenset()) -> Speakers:
        """Prepare the look-up; `documents` are nouns of what speaks for its author."""
        covering: dict[int, list[Mention]] = {}
        for mention in sorted(cast.mentions, key=lambda m: m.tokens[0] - m.tokens[1]):
            for i in range(*mention.tokens):
                covering.setdefault(i, []).append(mention)
        found = cls(reading, cast, covering, {}, documents)
        for chain in reading.chains:
            heads = (found._best(reading.root_of(*m)) for m in chain.mentions)
            first = next((m.actor for m in heads if m is not None), None)
            if first is not None:
                found.chained.update((i, first) for m in chain.mentions for i in range(*m))
        return found

    def at(self, head: int | None, source: tuple[int, int] | None = None, depth: int = 0) -> str | None:
        """Actor id of the phrase whose head token is `head`, or `None`.

        Args:
            head: Head token of the phrase.
            source: The whole phrase; names in apposition inside it are tried last.
            depth: How many relative pronouns have been followed.
        """
        if head is None or depth > 3:
            return None
        token = self.reading.tokens[head]
        named = self._named(head, source) if source is not None else None
        if named is not None:
            return named
        mention = self._best(head)
        if mention is not None:
            return mention.actor
        if head in self.chained:
            return self.chained[head]
        if token.lemma.lower() in self.documents:
            return self._author(head)
        if token.tag in ("WP", "WDT"):
            return self.at(self._antecedent(head), None, depth + 1)
        return None

    def _author(self, head: int) -> str | None:
        """Who wrote or issued a document: "the U.N. report", "a letter from Mr Kerry", "his statement"."""
        for child in self.reading.children(head):
            owner: int | None = child.i if child.dep in ("poss", "compound", "nmod", "amod") else None
            if child.dep == "prep" and child.lemma.lower() in ("by", "from", "of"):
                owner = next((c.i for c in self.reading.children(child.i) if c.dep == "pobj"), None)
            found = self._best(owner) if owner is not None else None
            if found is not None:
                return found.actor
            if owner is not None and owner in self.chained:
                return self.chained[owner]
        return None

    def _named(self, head: int, source: tuple[int, int]) -> str | None:
        """The person whom a phrase headed by a description names: "the minister's spokesman, Ann Lee"."""
        tokens = self.reading.tokens
        if tokens[head].pos == "PRON" or any(
            self._is_person(m) and m.kind == "name" for m in self.mentions.get(head, ())
        ):
            return None
        end = next((i for i in range(head, source[1]) if tokens[i].text in _BREAKS), source[1])
        for mention in self._within(*source):
            if not self._is_person(mention) or mention.kind != "name":
                continue
            if tokens[self.reading.root_of(*mention.tokens)].dep == "appos" or (
                mention.tokens[1] == end and mention.tokens[0] > source[0] and self._stands_beside(mention)
            ):
                return mention.actor
        return None

    def _within(self, start: int, end: int) -> list[Mention]:
        """Mentions wholly inside a token range, in text order."""
        found = {id(m): m for i in range(start, end) for m in self.mentions.get(i, ())}
        inside = [m for m in found.values() if start <= m.tokens[0] and m.tokens[1] <= end]
        return sorted(inside, key=lambda m: m.tokens)

    def _stands_beside(self, mention: Mention) -> bool:
        """Whether a name stands beside a description, not below it ("spokesman Ann Lee", "aide to Ann Lee")."""
        before = mention.tokens[0] - 1
        while before > 0 and self.reading.tokens[before].dep == "compound":
            if any(n.start <= before < n.end and n.label in ("GPE", "LOC") for n in self.reading.names):
                return True
            before -= 1
        return self.reading.tokens[before].pos not in ("ADP", "CCONJ", "PART", "DET")

    def _is_person(self, mention: Mention) -> bool:
        return mention.actor in self.cast and self.cast[mention.actor].kind == "person"

    def _best(self, i: int) -> Mention | None:
        """The mention that token `i` is the head of, else the longest that covers it; no bare places."""
        found = [m for m in self.mentions.get(i, ()) if m.kind != "place" and m.actor in self.cast]
        heading = [m for m in found if self.reading.root_of(*m.tokens) == i]
        return next(iter(heading or found), None)

    def _antecedent(self, i: int) -> int | None:
        """What a relative pronoun stands for."""
        for token in self.reading.ancestors(i):
            if token.dep == "relcl":
                return token.head
        return None
