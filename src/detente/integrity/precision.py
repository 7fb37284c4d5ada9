"""How often findings were right where somebody read them: `precision.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.reading.words import read_yaml

#: Fewer texts give no share worth showing, only the bare count.
_FEW = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading the findings of one code.

    Attributes:
        read: Texts in which it was raised and read.
        right: Those of them which had what it says.
        source: Which texts; see the top of `precision.yaml`.
    """

    read: int
    right: int
    source: str

    def __str__(self) -> str:
        """A clause for people.

        >>> str(Checked(59, 58, "articles")), str(Checked(1, 0, "articles"))
        ('right in 58 of 59 texts that were read', 'read in 1 text only, where it was wrong')
        """
        if self.read >= _FEW:
            return f"right in {self.right} of {self.read} texts that were read"
        texts = "1 text" if self.read == 1 else f"{self.read} texts"
        right = {0: "it was wrong", self.read: "it was right"}.get(self.right, f"it was right in {self.right}")
        return f"read in {texts} only, where {right}"


@lru_cache(maxsize=4)
def load_precision(data_dir: str) -> Mapping[str, Checked]:
    """Read the table: code of a finding -> what came of reading it.

    Args:
        data_dir: Folder of data files (`settings.data_dir`).

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "precision.yaml"
    data: dict[str, Any] = read_yaml(path, dict)
    try:
        found = {
            str(code): Checked(int(row["read"]), int(row["right"]), str(row["from"]))
            for code, row in data["codes"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None
    wrong = [code for code, row in found.items() if not 0 <= row.right <= row.read or not row.read]
    if wrong:
        raise LexiconError(
            f"{path}: {wrong[0]} is right more often than read.", "Give right <= read, and read > 0."
        )
    return found
