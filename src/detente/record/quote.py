"""Words attributed to a speaker."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record.reason import Reason
from detente.record.span import Span

QUOTE_KINDS = ("direct", "indirect", "mixed")


#: Rule of quotes that tell what somebody wants or likes.
ATTITUDE = "attitude verb"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, in whose words.

    Attributes:
        id: Unique within the document.
        kind: `direct` (the speaker's words, in quotation marks), `indirect` (reported), `mixed`.
        content: Spans of what was said, without the outer quotation marks, in text order.
        cue: Span of the reporting word ("said"), or `None`.
        source: Span of the words that name the speaker as written ("he", "the ministry"), or `None`.
        speaker: Actor id, or `None` when unknown.
        addressee: Actor id, or `None`.
        reason: Why this speaker, and how sure.
    """

    id: str
    kind: str
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: str | None
    addressee: str | None
    reason: Reason

    @property
    def is_attitude(self) -> bool:
        """Whether it tells what somebody wants or likes, without words said ("supports the deal")."""
        return self.reason.rule == ATTITUDE
