"""The encoder with its heads, in PyTorch; needed for training alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from detente.errors import TrainingTextError


def base_folder(base: str) -> Path:
    """Folder of a pretrained encoder: a path, or that of a Python package's `model`.

    Raises:
        TrainingTextError: Neither exists.
    """
    if Path(base).is_dir():
        return Path(base)
    found = find_spec(base) if base.isidentifier() else None
    places = list(found.submodule_search_locations or ()) if found else []
    for place in places:
        if (Path(place) / "model" / "config.json").is_file():
            return Path(place) / "model"
    raise TrainingTextError(
        f"The encoder {base} is not there.", "Install detente[train], or name a folder with config.json."
    )


class Coder(nn.Module):
    """Encoder, pooling and one linear head for each question."""

    def __init__(self, encoder: Any, heads: dict[str, int], dropout: float) -> None:
        """Heads by name, with how many answers each can give."""
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(4 * width, size) for name, size in heads.items()})

    def forward(self, ids: Tensor, mask: Tensor, actor: Tensor, recipient: Tensor) -> dict[str, Tensor]:
        """Logits by head.

        Args:
            ids: Word pieces. **Shape**: batch, longest.
            mask: 1 where a piece stands. **Shape**: as `ids`.
            actor: Where the actor's mark stands. **Shape**: batch.
            recipient: Likewise.
        """
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = torch.arange(hidden.shape[0], device=hidden.device)
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        pooled = torch.cat([hidden[:, 0], hidden[rows, actor], hidden[rows, recipient], mean], dim=-1)
        pooled = self.dropout(pooled)
        return {name: head(pooled) for name, head in self.heads.items()}


def fresh(base: str, heads: dict[str, int], dropout: float) -> Coder:
    """A coder on a pretrained encoder, its heads untrained."""
    from transformers import AutoModel

    return Coder(AutoModel.from_pretrained(str(base_folder(base)), add_pooling_layer=False), heads, dropout)
