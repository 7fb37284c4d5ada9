"""Frozen values, standard library only, no input or output. Read this first.

A *page* becomes a *document*; its *reading* names *mentions* of *actors*, who speak in *quotes* and act in
*events*, over *issues*; *findings* doubt it; *relations* count it. All of it together is a *coding*.
"""

from detente.record.actor import ACTOR_KINDS, MENTION_KINDS, Actor, Cast, Mention, Office
from detente.record.coding import Coder, Coding, Failure
from detente.record.document import Caption, Document, Furniture, Page
from detente.record.entry import SCALES, Entry, Side
from detente.record.event import MODALITIES, ROLES, Count, Event, EventCode, Where
from detente.record.finding import SEVERITIES, Finding
from detente.record.issue import STANCES, Issue, Stance
from detente.record.quote import QUOTE_KINDS, Quote
from detente.record.reading import Chain, Name, Reading, Sentence, Token
from detente.record.reason import Reason
from detente.record.relation import Relation
from detente.record.span import Evidence, Span, text_id
from detente.record.when import GRAINS, ORIGINS, When

__all__ = [
    "ACTOR_KINDS",
    "GRAINS",
    "MENTION_KINDS",
    "MODALITIES",
    "ORIGINS",
    "QUOTE_KINDS",
    "ROLES",
    "SCALES",
    "SEVERITIES",
    "STANCES",
    "Actor",
    "Caption",
    "Cast",
    "Chain",
    "Coder",
    "Coding",
    "Count",
    "Document",
    "Entry",
    "Event",
    "EventCode",
    "Evidence",
    "Failure",
    "Finding",
    "Furniture",
    "Issue",
    "Mention",
    "Name",
    "Office",
    "Page",
    "Quote",
    "Reading",
    "Reason",
    "Relation",
    "Sentence",
    "Side",
    "Span",
    "Stance",
    "Token",
    "When",
    "Where",
    "text_id",
]
