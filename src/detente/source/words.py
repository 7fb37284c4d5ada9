"""The word lists of this room."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

#: What a record of a table can tell.
FIELDS = ("text", "title", "date", "url")


@lru_cache(maxsize=4)
def columns(data_dir: str) -> dict[str, tuple[str, ...]]:
    """Usual names of columns, by what they hold.

    Raises:
        LexiconError: The list is missing or in another form.
    """
    told = _read(Path(data_dir) / "sources" / "columns.yaml", dict)
    return {field: tuple(str(n).casefold() for n in told.get(field) or ()) for field in FIELDS}


@lru_cache(maxsize=4)
def tracking(data_dir: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Parameters of addresses that say nothing about the page: whole names, and beginnings of names.

    Raises:
        LexiconError: The list is missing or in another form.
    """
    told = [str(n).casefold() for n in _read(Path(data_dir) / "sources" / "tracking.yaml", list)]
    return frozenset(n for n in told if not n.endswith("*")), tuple(n[:-1] for n in told if n.endswith("*"))


def _read(path: Path, kind: type) -> Any:
    import yaml

    try:
        content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError:
        raise LexiconError(f"The word list {path} cannot be read.", "Restore it, or mend DETENTE_DATA.") from None
    except yaml.YAMLError as error:
        raise LexiconError(f"The word list {path} is no YAML ({error}).", "Mend that line.") from None
    if not isinstance(content, kind):
        raise LexiconError(f"The word list {path} is no {kind.__name__}.", "See the README beside it.")
    return content
