"""From the words that name a source to the actor who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record import Cast, Chain, Mention, Reading

_FOLLOWED = frozenset(("appos", "compound", "nmod", "flat"))


@dataclass(frozen=True, slots=True)
class Speakers:
    """Looks up actors.

    Attributes:
        reading: The reading.
        cast: Who is named in it.
        chain_at: Token -> the chain it belongs to.
    """

    reading: Reading
    cast: Cast
    chain_at: dict[int, Chain]

    @classmethod
    def of(cls, reading: Reading, cast: Cast) -> Speakers:
        """Prepare the look-up."""
        return cls(reading, cast, {i: c for c in reading.chains for s, e in c.mentions for i in range(s, e)})

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
        mention = self._best(head)
        if mention is not None:
            return mention.actor
        chained = self._by_chain(head)
        if chained is not None:
            return chained
        if token.tag in ("WP", "WDT"):
            return self.at(self._antecedent(head), None, depth + 1)
        for child in self.reading.children(head):
            if child.dep in _FOLLOWED and (source is None or source[0] <= child.i < source[1]):
                mention = self._best(child.i)
                if mention is not None and self.cast[mention.actor].kind in ("person", "office"):
                    return mention.actor
        return None

    def _best(self, i: int) -> Mention | None:
        """The mention that token `i` is the head of, else the longest that covers it; no bare places."""
        found = [m for m in self.cast.at(i) if m.kind != "place" and m.actor in self.cast]
        heading = [m for m in found if self.reading.root_of(*m.tokens) == i]
        return next(iter(heading or found), None)

    def _by_chain(self, i: int) -> str | None:
        chain = self.chain_at.get(i)
        if chain is None:
            return None
        for start, end in chain.mentions:
            mention = self._best(self.reading.root_of(start, end))
            if mention is not None:
                return mention.actor
        return None

    def _antecedent(self, i: int) -> int | None:
        """What a relative pronoun stands for."""
        for token in self.reading.ancestors(i):
            if token.dep == "relcl":
                return token.head
        return None
