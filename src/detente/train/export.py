"""From a taught coder to the files that ship: ONNX in 8-bit whole numbers, tokenizer, manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from detente.train.labels import Labels
from detente.train.model import Coder, base_folder
from detente.train.recipe import Recipe
from detente.train.text import Example


class _Flat(torch.nn.Module):
    """The coder with its answers in a fixed order, as shares of belief."""

    def __init__(self, coder: Coder, names: tuple[str, ...]) -> None:
        super().__init__()
        self.coder, self.names = coder, names

    def forward(self, ids: Any, mask: Any, actor: Any, recipient: Any) -> tuple[Any, ...]:
        given = self.coder(ids, mask, actor, recipient)
        return tuple(
            torch.sigmoid(given[name]) if name == "context" else torch.softmax(given[name], -1)
            for name in self.names
        )


def export(coder: Coder, labels: Labels, recipe: Recipe, folder: Path, facts: dict[str, Any]) -> Path:
    """Write the weights.

    Args:
        coder: The taught coder.
        labels: What its heads answer.
        recipe: How it was taught.
        folder: Where to; made if need be. Files there are replaced.
        facts: What else the manifest says (scores, hash of the text, ontology).

    Returns:
        The manifest's path.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    names = tuple(labels.heads)
    whole = folder / "model.onnx"
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "model.onnx"
        _write(_Flat(coder.eval(), names), names, plain)
        quantize_dynamic(plain, whole, weight_type=QuantType.QInt8, per_channel=True)
    base = base_folder(recipe.base)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    manifest = {
        "format": 1,
        "heads": {
            "event": labels.types,
            "code": labels.codes,
            "modality": labels.modalities,
            "context": labels.contexts,
        },
        "longest": recipe.longest,
        "files": {name: _hash(folder / name) for name in ("model.onnx", "tokenizer.json")},
        "licence": "Apache-2.0",
        "base": {"package": recipe.base, "model": "all-MiniLM-L6-v2", "licence": "Apache-2.0"},
        "recipe": recipe.hash,
        **facts,
    }
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def text_hash(examples: list[Example]) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the training text."""
    digest = sha256()
    for e in examples:
        digest.update(repr((e.label, e.modality, e.contexts, e.text, e.actors, e.recipients)).encode())
    return digest.hexdigest()[:16]


def _write(flat: torch.nn.Module, names: tuple[str, ...], path: Path) -> None:
    ids = torch.ones(2, 9, dtype=torch.long)
    places = torch.ones(2, dtype=torch.long)
    torch.onnx.export(
        flat,
        (ids, torch.ones_like(ids), places, places),
        str(path),
        input_names=["ids", "mask", "actor", "recipient"],
        output_names=list(names),
        dynamic_axes={
            "ids": {0: "batch", 1: "length"},
            "mask": {0: "batch", 1: "length"},
            "actor": {0: "batch"},
            "recipient": {0: "batch"},
            **{name: {0: "batch"} for name in names},
        },
        opset_version=17,
        dynamo=False,
    )


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
