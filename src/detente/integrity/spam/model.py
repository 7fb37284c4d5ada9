"""The linear model of the spam filter: weights, loaded with their hash checked, never from a pickle."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import WeightsError
from detente.integrity.spam.features import PLACES, number, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
#: Number of the layout of the weights' files.
FORMAT = 1
#: Probabilities of spam: below the first a note is shown at once, from the second on it is rejected at once.
PUBLISH, REJECT = 0.35, 0.97
#: What the words of a text can say at most, for or against. **Units**: log-odds.
MOST = 6.0
#: Strength of a fact beside the words, which together have the strength 1.
FACT = 0.15
_MEND = "Install detente again, or make them with `detente train training/spam/recipe.yaml --out DIR`."


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the words of a text say.

    Attributes:
        odds: Log-odds that it is spam, between -`MOST` and `MOST`.
        parts: Features that spoke most, with what each added; the weightiest first.
    """

    odds: float
    parts: tuple[tuple[str, float], ...]

    @property
    def probability(self) -> float:
        """Probability that it is spam."""
        return 1 / (1 + math.exp(-self.odds))


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A linear model over hashed features.

    Attributes:
        weights: One a place.
        rarity: How telling a feature of that place is, likewise.
        bias: Log-odds of an empty text.
        manifest: Where the weights come from.
    """

    weights: Floats
    rarity: Floats
    bias: float
    manifest: Mapping[str, Any]

    def vector(self, text: str, context: str = "") -> dict[int, float]:
        """The text as numbered features with their strengths, as learning and weighing need it."""
        return vector(read(text, context), self.rarity)

    def weigh(self, text: str, context: str = "", taught: Mapping[int, float] | None = None) -> Weighed:
        """Weigh a text.

        Args:
            text: As the reader wrote it.
            context: Title and text of the document, or "".
            taught: Further weights, by place; what they add is part of `odds`.
        """
        named = read(text, context)
        strengths = strengthened(named, self.rarity)
        parts = [(n, s * float(self.weights[number(n)])) for n, s in strengths.items()]
        odds = self.bias + math.fsum(v for _, v in parts)
        if taught:
            odds += math.fsum(s * taught.get(number(n), 0.0) for n, s in strengths.items())
        most = sorted(parts, key=lambda part: (-abs(part[1]), part[0]))[:6]
        return Weighed(max(-MOST, min(MOST, odds)), tuple(most))


def strengthened(named: Mapping[str, float], rarity: Floats) -> dict[str, float]:
    """Words by how rare they are, scaled so that long texts are as strong as short ones; facts as they are."""
    words = {n: float(rarity[number(n)]) for n in named if not n.startswith("f:")}
    length = math.sqrt(math.fsum(v * v for v in words.values())) or 1.0
    return {n: words[n] / length if n in words else FACT for n in named}


def vector(named: Mapping[str, float], rarity: Floats) -> dict[int, float]:
    """Strengths by place."""
    found: dict[int, float] = {}
    for name, strength in strengthened(named, rarity).items():
        place = number(name)
        found[place] = found.get(place, 0.0) + strength
    return found


def save(model: Model, folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write weights and manifest."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    used = np.flatnonzero(model.weights).astype(np.int32)
    np.savez_compressed(
        folder / "model.npz",
        places=used,
        weights=model.weights[used].astype(np.float16),
        rarity=model.rarity.astype(np.float16),
        bias=np.float32(model.bias),
    )
    digest = sha256((folder / "model.npz").read_bytes()).hexdigest()
    told = {"format": FORMAT, "files": {"model.npz": digest}, "licence": "Apache-2.0", **manifest}
    (folder / "manifest.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


@lru_cache(maxsize=4)
def load(data_dir: str) -> Model:
    """The shipped weights.

    Args:
        data_dir: Folder of data files.

    Raises:
        WeightsError: They are missing, altered or of a newer detente.
    """
    return read_model(Path(data_dir) / "weights" / "spam")


def read_model(folder: Path) -> Model:
    """Weights from a folder.

    Raises:
        WeightsError: They are missing, altered or of a newer detente.
    """
    import numpy as np

    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        content = (folder / "model.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The weights of the spam filter in {folder} cannot be read ({error}).", _MEND
        ) from None
    if manifest.get("format") != FORMAT:
        raise WeightsError(f"The weights in {folder} have the layout {manifest.get('format')}.", "Update detente.")
    if sha256(content).hexdigest() != manifest["files"]["model.npz"]:
        raise WeightsError(f"{folder / 'model.npz'} is not the file its manifest names.", _MEND)
    with np.load(folder / "model.npz", allow_pickle=False) as file:
        weights = np.zeros(PLACES, np.float32)
        weights[file["places"]] = file["weights"].astype(np.float32)
        return Model(weights, file["rarity"].astype(np.float32), float(file["bias"]), manifest)


def rarity_of(texts: Iterable[Mapping[str, float]]) -> Floats:
    """How telling each place is: the fewer texts have it, the more."""
    import numpy as np

    count, seen = 0, np.zeros(PLACES, np.float64)
    for named in texts:
        count += 1
        for place in {number(n) for n in named}:
            seen[place] += 1
    return (np.log((1 + count) / (1 + seen)) + 1).astype(np.float32)
