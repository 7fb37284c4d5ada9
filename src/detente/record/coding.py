"""All that detente has to say about one document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

from detente.errors import LayerMissing
from detente.record.actor import Cast
from detente.record.document import Document
from detente.record.event import Event
from detente.record.finding import Finding
from detente.record.issue import Issue
from detente.record.quote import Quote
from detente.record.reading import Reading
from detente.record.relation import Relation


@dataclass(frozen=True, slots=True, order=True)
class Coder:
    """A version of detente, ontology and weights (here: hash of the word lists and actor data)."""

    detente: str
    ontology: str
    weights: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be coded.

    Attributes:
        url: Where it came from, or `None`.
        code: The error's code.
        message: What is wrong.
        fix: What to do.
        stage: The stage that failed, or `source`.
        exit_code: The exit status it stands for.
        document: The document, when there was one before the failure.
        findings: What was found out before the failure.
    """

    url: str | None
    code: str
    message: str
    fix: str
    stage: str
    exit_code: int
    document: Document | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """One document and its layers. A layer that no stage has given is an error, never an empty list.

    >>> Coding(Coder("0", "0", "0")).events
    Traceback (most recent call last):
    ...
    detente.errors.LayerMissing: [layer-missing] This coding has no events. Run the stage `events` first.
    """

    coder: Coder
    layers: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (self.coder, dict(self.layers))

    def having(self, **layers: Any) -> Coding:
        """A new coding with some layers added."""
        return replace(self, layers=MappingProxyType({**self.layers, **layers}))

    def has(self, name: str) -> bool:
        """Whether a stage has given the layer."""
        return name in self.layers

    def layer(self, name: str) -> Any:
        """The layer of that name.

        Raises:
            LayerMissing: No stage has given it.
        """
        if name not in self.layers:
            raise LayerMissing(f"This coding has no {name}.", f"Run the stage `{name}` first.")
        return self.layers[name]

    @property
    def document(self) -> Document:
        """The document."""
        return cast(Document, self.layer("document"))

    @property
    def reading(self) -> Reading:
        """Its reading."""
        return cast(Reading, self.layer("reading"))

    @property
    def cast(self) -> Cast:
        """Who is named in it."""
        return cast(Cast, self.layer("cast"))

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Its quotes."""
        return cast("tuple[Quote, ...]", self.layer("quotes"))

    @property
    def events(self) -> tuple[Event, ...]:
        """Its events."""
        return cast("tuple[Event, ...]", self.layer("events"))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Its issues."""
        return cast("tuple[Issue, ...]", self.layer("issues"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Reasons to doubt it."""
        return cast("tuple[Finding, ...]", self.layer("findings"))

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Dyads in it."""
        return cast("tuple[Relation, ...]", self.layer("relations"))


def _unpickle(coder: Coder, layers: dict[str, Any]) -> Coding:
    return Coding(coder, MappingProxyType(layers))
