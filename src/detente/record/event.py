"""One coded act."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record.reason import Reason
from detente.record.span import Evidence, Span
from detente.record.when import When

MODALITIES = ("negation", "future", "hypothetical", "historical")
ROLES = ("trigger", "actor", "recipient", "when", "where", "claim", "count")


@dataclass(frozen=True, slots=True, order=True)
class EventCode:
    """A type of the ontology and, where it has modes, one of its modes. A value, never a joined string.

    >>> EventCode("CONSULT", "phone").type
    'CONSULT'
    """

    type: str
    mode: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """Where it happened. Coordinates are WGS 84 degrees; `None` where no gazetteer was asked.

    Attributes:
        name: The place as written.
        country: ISO 3166 alpha-3, or `None`.
        lat: Degrees north.
        lon: Degrees east.
        geonameid: GeoNames id.
    """

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """How many people an act struck, as the text says.

    Attributes:
        kind: `dead`, `injured`, `abducted`, `arrested`, `displaced` or `released`.
        least: So many at least.
        most: So many at most, or `None` where the words leave it open ("at least 12", "dozens").
        span: The words.
    """

    kind: str
    least: int
    most: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """One coded act: type, mode, contexts, modality, parties, when, where, evidence.

    Attributes:
        id: Unique over documents: hash of document, trigger and code.
        code: Type and mode.
        cameo: Nearest CAMEO code, as text; leading zeros matter.
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        score: PLOVER score of the code, about -10 (conflict) to +10 (cooperation).
        contexts: PLOVER contexts.
        modality: Auxiliary modes, from `MODALITIES`.
        actors: Actor ids of those who act (both sides of a reciprocal act).
        recipients: Actor ids of those acted upon.
        claimed_by: Actor id of the one who says so, or `None` when the text itself reports it.
        when: Interval, or `None` when it cannot be known.
        where: Place, or `None`.
        confidence: 0 to 1.
        evidence: Spans and words, one `trigger` at least.
        reasons: Why it was coded so.
        counts: How many it struck, where the text says so, one of a kind; the words are among the evidence.
    """

    id: str
    code: EventCode
    cameo: str | None
    quad: int
    score: float
    contexts: tuple[str, ...]
    modality: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    claimed_by: str | None
    when: When | None
    where: Where | None
    confidence: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[Reason, ...]
    counts: tuple[Count, ...] = ()

    @property
    def trigger(self) -> Evidence:
        """The words that name the act."""
        return next(e for e in self.evidence if e.role == "trigger")
