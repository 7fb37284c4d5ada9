"""Pronouns: whom the reading's chains make of them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.actors.book import Book
from detente.record import Mention, Reading, Reason


def pronouns(reading: Reading, book: Book, mentions: Sequence[Mention]) -> list[Mention]:
    """Pronouns and unseen short names of the reading's chains go to the actor of the chain's names."""
    by_token: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.kind not in {"place", "nationality", "noun"}:
            for i in range(*mention.tokens):
                by_token.setdefault(i, []).append(mention)
    added = []
    for chain in reading.chains:
        votes: dict[str, int] = {}
        for start, end in chain.mentions:
            for mention in {m.actor: m for i in range(start, end) for m in by_token.get(i, ())}.values():
                person = book.actors[mention.actor].kind == "person"
                if person == (chain.label == "PERSON"):
                    votes[mention.actor] = votes.get(mention.actor, 0) + 1
        if not votes:
            continue
        best = max(votes, key=lambda a: (votes[a], a))
        for start, end in chain.mentions:
            if reading.tokens[start].pos == "PRON" and end - start == 1:
                added.append(
                    Mention(
                        reading.span(start, end),
                        (start, end),
                        best,
                        "pronoun",
                        Reason("chain", 0.7, chain.name),
                    )
                )
    return added
