"""What coding the acts of one document needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from detente.events.lexicon import Lexicon
from detente.events.parties import Parties
from detente.events.syntax import Syntax
from detente.ontology import Ontology
from detente.record import Cast, Document, Reading


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about one document that coding one act needs."""

    document: Document
    reading: Reading
    cast: Cast
    lexicon: Lexicon
    ontology: Ontology
    parties: Parties
    syntax: Syntax
    data_dir: str
