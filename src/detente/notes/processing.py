"""How a note is processed, as readers are told: text that is data, with figures from the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.errors import LexiconError
from detente.settings import DATA_DIR

_WHEN = ("always", "akismet", "no_akismet", "moderate_all", "not_all")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing readers are told.

    Attributes:
        id: Stable name; `tests/notes/test_processing.py` has a check for each.
        says: The text, plain.
    """

    id: str
    says: str


def statements(akismet: bool, moderate_all: bool, data_dir: str = str(DATA_DIR)) -> tuple[Statement, ...]:
    """The statements that hold for a site.

    Args:
        akismet: Whether an outside filter is asked.
        moderate_all: Whether every note waits for a person.
        data_dir: Folder of data files.
    """
    from detente.notes.taking import ADDRESS_KEPT
    from detente.notes.waiting import KEPT

    figures = {"address_days": ADDRESS_KEPT.days, "visit_days": KEPT.days}
    holds = {"always", "akismet" if akismet else "no_akismet", "moderate_all" if moderate_all else "not_all"}
    return tuple(Statement(i, says.format(**figures)) for i, when, says in _read(data_dir) if when in holds)


@lru_cache(maxsize=2)
def _read(data_dir: str) -> tuple[tuple[str, str, str], ...]:
    import yaml

    path = Path(data_dir) / "notes" / "processing.yaml"
    try:
        raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        found = tuple((str(r["id"]), str(r["when"]), " ".join(str(r["says"]).split())) for r in raw)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LexiconError(f"{path} cannot be read: {error}.", "Install detente again.") from None
    if wrong := [i for i, when, _ in found if when not in _WHEN]:
        raise LexiconError(f"{path}: `when` of {', '.join(wrong)} is not known.", f"Use {', '.join(_WHEN)}.")
    return found
