"""The learned part of the event coder: what a sentence says that one marked party does to another.

A small encoder reads the sentence with the parties marked and answers four questions: which type (or none), which
mode, which auxiliary mode, which contexts. It runs on one core, from files that ship with detente.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from detente.errors import WeightsError
from detente.events.pieces import Cutter, Pieces, Spans

#: The type of a pair that does nothing to each other.
NONE = "NONE"
_FIX = "Install detente again, or train weights of your own with `detente train`."


@dataclass(frozen=True, slots=True)
class Belief:
    """What the encoder believes of one pair.

    Attributes:
        types: Share of belief by type, `NONE` included; they sum to 1.
        codes: Share of belief by code ("ASSAULT:drone"), given that there is an event; they sum to 1.
        modalities: Share of belief by auxiliary mode, "-" for none; they sum to 1.
        contexts: Belief in each context by itself, 0 to 1.
    """

    types: Mapping[str, float]
    codes: Mapping[str, float]
    modalities: Mapping[str, float]
    contexts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a sentence and its marked parties, as half-open ranges of its code points."""

    text: str
    actors: Spans
    recipients: Spans


class Learned:
    """The encoder, loaded.

    Args:
        folder: Folder with `manifest.json`, `model.onnx` and `tokenizer.json`.

    Raises:
        WeightsError: A file is missing, or is not the one that the manifest names.
    """

    def __init__(self, folder: Path) -> None:
        """See the class."""
        manifest = _manifest(folder)
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._cutter = Cutter(tokenizer, int(manifest["longest"]))
        self._heads: dict[str, tuple[str, ...]] = {name: tuple(v) for name, v in manifest["heads"].items()}
        self.version = str(manifest["files"]["model.onnx"])[:12]

    def believe(self, asked: Sequence[Asked], size: int = 32) -> list[Belief]:
        """Answer for many pairs at once, in the order asked; like lengths are read together."""
        pieces = [self._cutter.cut(a.text, a.actors, a.recipients) for a in asked]
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i].ids))
        found: dict[int, Belief] = {}
        for i in range(0, len(order), size):
            rows = order[i : i + size]
            given = self._session.run(list(self._heads), _batch([pieces[r] for r in rows]))
            by_head = dict(zip(self._heads, given, strict=True))
            for n, r in enumerate(rows):
                shares = {
                    name: dict(zip(words, (float(x) for x in by_head[name][n]), strict=True))
                    for name, words in self._heads.items()
                }
                found[r] = Belief(shares["event"], shares["code"], shares["modality"], shares["context"])
        return [found[i] for i in range(len(pieces))]


@lru_cache(maxsize=2)
def load(data_dir: str) -> Learned:
    """The encoder of a data folder; a second call gives the same object.

    Raises:
        WeightsError: As for `Learned`.
    """
    return Learned(Path(data_dir) / "weights" / "events")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        for name, wanted in manifest["files"].items():
            if sha256((folder / name).read_bytes()).hexdigest() != wanted:
                raise WeightsError(f"{folder / name} is not the file that its manifest names.", _FIX)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise WeightsError(f"The weights in {folder} cannot be read: {error}.", _FIX) from None
    return manifest


def _batch(pieces: Sequence[Pieces]) -> dict[str, Any]:
    import numpy

    ids = numpy.zeros((len(pieces), max(len(p.ids) for p in pieces)), dtype=numpy.int64)
    mask = numpy.zeros_like(ids)
    for row, p in enumerate(pieces):
        ids[row, : len(p.ids)] = p.ids
        mask[row, : len(p.ids)] = 1
    return {
        "ids": ids,
        "mask": mask,
        "actor": numpy.array([p.actor for p in pieces], dtype=numpy.int64),
        "recipient": numpy.array([p.recipient for p in pieces], dtype=numpy.int64),
    }
