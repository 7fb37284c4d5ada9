"""What the heads answer: types, codes, auxiliary modes, contexts, numbered in the order of the ontology."""

from __future__ import annotations

from dataclasses import dataclass

from detente.events.learned import NONE
from detente.ontology import Ontology
from detente.train.text import MODALITIES, Example


@dataclass(frozen=True, slots=True)
class Labels:
    """Answers by head, in the order of the heads' outputs."""

    types: tuple[str, ...]
    codes: tuple[str, ...]
    modalities: tuple[str, ...]
    contexts: tuple[str, ...]

    @property
    def heads(self) -> dict[str, int]:
        """Size of every head, by name."""
        return {
            "event": len(self.types),
            "code": len(self.codes),
            "modality": len(self.modalities),
            "context": len(self.contexts),
        }

    def numbers(self, example: Example) -> tuple[int, int, int, list[int]]:
        """Type, code, modality and contexts of an example as numbers; code -1 where it has no event."""
        code = self.codes.index(example.label) if example.type != NONE else -1
        modality = self.modalities.index(example.modality or "-")
        return self.types.index(example.type), code, modality, [self.contexts.index(c) for c in example.contexts]


def of(ontology: Ontology) -> Labels:
    """The labels of an ontology."""
    codes = [f"{c.type}:{c.mode}" if c.mode else c.type for c in ontology.modes]
    codes += [name for name in ontology.types if name not in codes]
    return Labels((NONE, *ontology.types), tuple(codes), ("-", *MODALITIES), tuple(ontology.contexts))
