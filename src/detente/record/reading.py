"""The reading of one document: sentences, tokens, syntax, names and who is who within it.

Plain values, so that every later stage can be tested without a parser and a reading can be sent to
another process. Token indices run over the whole document; offsets are always into `Document.text`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from detente.record.span import Span


class Token(NamedTuple):
    """One token. `head` is the index of the token it depends on; a sentence's root is its own head."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int


class Sentence(NamedTuple):
    """A sentence: half-open range of tokens, and the number of the paragraph it stands in."""

    start: int
    end: int
    paragraph: int


class Name(NamedTuple):
    """A named entity as the parser saw it: half-open range of tokens, and its label (OntoNotes)."""

    start: int
    end: int
    label: str


class Chain(NamedTuple):
    """Token ranges within one document that name the same person or thing, in text order.

    Attributes:
        mentions: Half-open token ranges; names first found, then short forms and pronouns.
        label: Entity label shared by the chain (PERSON, ORG, GPE, NORP ...).
        gender: `m`, `f`, `n` or empty when unknown.
        name: The longest name in the chain.
    """

    mentions: tuple[tuple[int, int], ...]
    label: str
    gender: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Sentences, tokens, syntax and chains of one document.

    Attributes:
        text_id: The document's id.
        text: The document's text.
        tokens: All tokens; none spans two paragraphs, white space is no token.
        sentences: In text order; none crosses a paragraph.
        paragraphs: Half-open ranges of code points.
        names: Named entities, not overlapping, in text order.
        chains: Within-document chains; a token range stands in one chain at most.
        parser: Name and version of what made it.
    """

    text_id: str
    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[tuple[int, int], ...]
    names: tuple[Name, ...] = ()
    chains: tuple[Chain, ...] = ()
    parser: str = ""
    _children: Mapping[int, Sequence[int]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        below: dict[int, list[int]] = {}
        for token in self.tokens:
            if token.head != token.i:
                below.setdefault(token.head, []).append(token.i)
        object.__setattr__(self, "_children", below)

    def span(self, start: int, end: int) -> Span:
        """The span of the half-open token range `start` to `end`."""
        return Span(self.text_id, self.tokens[start].start, self.tokens[end - 1].end)

    def words(self, start: int, end: int) -> str:
        """The text of the half-open token range."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def children(self, i: int) -> tuple[Token, ...]:
        """Tokens that depend on token `i`, in text order."""
        return tuple(map(self.tokens.__getitem__, self._children.get(i, ())))

    def head(self, i: int) -> Token:
        """The token that `i` depends on (itself for a root)."""
        return self.tokens[self.tokens[i].head]

    def ancestors(self, i: int) -> Iterator[Token]:
        """Heads of token `i`, nearest first, up to the root."""
        seen = 0
        while self.tokens[i].head != i and seen < len(self.tokens):
            i = self.tokens[i].head
            seen += 1
            yield self.tokens[i]

    def subtree(self, i: int) -> tuple[int, ...]:
        """Indices of token `i` and everything below it, ascending."""
        found, todo = [], [i]
        while todo:
            at = todo.pop()
            found.append(at)
            todo.extend(self._children.get(at, ()))
        return tuple(sorted(found))

    def sentence_of(self, i: int) -> Sentence:
        """The sentence token `i` stands in."""
        at = bisect_right(self.sentences, i, key=lambda s: s.start) - 1
        return self.sentences[at]

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """Token range that touches the half-open range of code points; empty ranges come back empty."""
        first = bisect_right(self.tokens, start, key=lambda t: t.end)
        last = bisect_left(self.tokens, end, key=lambda t: t.start)
        return first, max(first, last)

    def root_of(self, start: int, end: int) -> int:
        """The token of the range whose head lies outside it: the syntactic head of a phrase."""
        for i in range(start, end):
            head = self.tokens[i].head
            if head == i or not start <= head < end:
                if self.tokens[i].dep == "punct" and end - start > 1:
                    continue
                return i
        return end - 1
