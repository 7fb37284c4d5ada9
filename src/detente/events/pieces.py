"""From a marked sentence to the numbers an encoder reads; used alike when learning and when coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Spans = Sequence[tuple[int, int]]
#: Word pieces of the base vocabulary that no text uses, set before and after a party.
MARKS = ("[unused0]", "[unused1]", "[unused2]", "[unused3]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence as word pieces.

    Attributes:
        ids: Numbers of the pieces, marks included. **Shape**: n.
        actor: Where the actor's first mark stands.
        recipient: Where the recipient's first mark stands; 0 (the start) when there is none.
    """

    ids: list[int]
    actor: int
    recipient: int


class Cutter:
    """Cuts marked sentences into word pieces.

    Args:
        tokenizer: A `tokenizers.Tokenizer` without padding and truncation.
        longest: Most pieces; longer sentences keep what is nearest to the marks.
    """

    def __init__(self, tokenizer: Any, longest: int) -> None:
        """See the class."""
        self._tokenizer = tokenizer
        self._longest = longest
        self._marks = [tokenizer.token_to_id(mark) for mark in MARKS]
        self._first, self._last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def cut(self, text: str, actors: Spans, recipients: Spans) -> Pieces:
        """Cut one sentence; spans are half-open ranges of code points."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        opened: dict[int, list[int]] = {}
        closed: dict[int, list[int]] = {}
        for spans, (begin, end) in ((actors, self._marks[:2]), (recipients, self._marks[2:])):
            for start, stop in spans:
                inside = [i for i, (s, e) in enumerate(encoded.offsets) if s < stop and e > start]
                if inside:
                    opened.setdefault(inside[0], []).append(begin)
                    closed.setdefault(inside[-1], []).append(end)
        ids: list[int] = []
        for i, piece in enumerate(encoded.ids):
            ids += [*opened.get(i, ()), piece, *closed.get(i, ())]
        ids = [self._first, *self._fit(ids), self._last]
        return Pieces(ids, self._place(ids, self._marks[0]), self._place(ids, self._marks[2]))

    def _fit(self, ids: list[int]) -> list[int]:
        """The longest stretch allowed, around the marks."""
        room = self._longest - 2
        if len(ids) <= room:
            return ids
        at = [i for i, piece in enumerate(ids) if piece in self._marks] or [0]
        start = max(0, min((at[0] + at[-1] - room) // 2, at[0], len(ids) - room))
        return ids[start : start + room]

    @staticmethod
    def _place(ids: list[int], mark: int) -> int:
        return ids.index(mark) if mark in ids else 0
