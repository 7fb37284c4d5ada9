"""What an ontology is made of, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record import EventCode


@dataclass(frozen=True, slots=True)
class Quad:
    """A quad class.

    Attributes:
        number: 1 to 4.
        name: "verbal cooperation" ...
        sign: +1 for cooperation, -1 for conflict.
        words: Whether its acts are words (and not deeds).
    """

    number: int
    name: str
    sign: int
    words: bool


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of a type.

    Attributes:
        code: Its type and its own name.
        score: PLOVER score. **Units**: -10 (conflict) to +10 (cooperation).
        cameo: Nearest CAMEO code when nothing else is known.
        definition: What it means.
        examples: Sentences it would be coded from.
    """

    code: EventCode
    score: float
    cameo: str | None
    definition: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """An event type.

    Attributes:
        name: "CONSULT".
        quad: 1 to 4.
        requires_recipient: Whether an event without a recipient is none.
        score: PLOVER score where no mode is known. **Units**: -10 to +10.
        cameo: Nearest CAMEO code when nothing else is known.
        definition: What it means.
        examples: Sentences it would be coded from.
        modes: Its modes, in the order of the data.
    """

    name: str
    quad: int
    requires_recipient: bool
    score: float
    cameo: str | None
    definition: str
    examples: tuple[str, ...]
    modes: tuple[Mode, ...]

    @property
    def code(self) -> EventCode:
        """The type as a code without a mode."""
        return EventCode(self.name)


@dataclass(frozen=True, slots=True)
class Term:
    """A context, sector, auxiliary mode or non-state country: a name and what it means.

    Attributes:
        name: The code.
        definition: What it means.
        frequent: For sectors: whether it is among the frequently used ones.
    """

    name: str
    definition: str
    frequent: bool = True


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A type and an auxiliary mode that together have a type of their own.

    Attributes:
        types: Types it applies to.
        modality: The auxiliary mode that must be there.
        unless: Auxiliary modes that forbid it.
        to: What is coded instead.
        drop: Auxiliary modes that the new code already says.
        why: The reason, in a sentence.
    """

    types: frozenset[str]
    modality: str
    unless: frozenset[str]
    to: EventCode
    drop: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A line of the CAMEO crosswalk.

    Attributes:
        cameo: CAMEO code, as text.
        code: Type and mode it stands for.
        contexts: Contexts it implies.
        pick: Whether it may be written for that code on the strength of its contexts alone.
    """

    cameo: str
    code: EventCode
    contexts: tuple[str, ...]
    pick: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that make a CAMEO code more specific.

    Attributes:
        type: Type it applies to.
        mode: Mode it applies to; `None` = only without a mode, `*` = with any or none.
        words: Groups of lemmas; one of each group must be there.
        cameo: The code they point to.
    """

    type: str
    mode: str | None
    words: tuple[frozenset[str], ...]
    cameo: str

    def fits(self, code: EventCode, known: frozenset[str]) -> bool:
        """Whether it speaks about that code and finds its words among the known ones."""
        same = self.type == code.type and self.mode in ("*", code.mode)
        return same and all(group & known for group in self.words)


@dataclass(frozen=True, slots=True)
class Disputed:
    """A self-declared state, and the state that claims its land."""

    name: str
    country: str
