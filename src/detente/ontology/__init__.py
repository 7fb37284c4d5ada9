"""Codes as data: load an ontology, check it, overlay it, cross over to CAMEO.

`load()` gives PLOVER 2.0; `load("my-ontology.yaml")` a user's own, which as a rule `extends: plover`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from detente.errors import OntologyError
from detente.ontology.build import build
from detente.ontology.files import Raw, read_raw
from detente.ontology.lint import Problem, problems
from detente.ontology.model import Crossing, Disputed, Mode, Quad, Rewrite, Term, Type
from detente.ontology.ontology import Ontology
from detente.ontology.overlay import laid_over
from detente.settings import DATA_DIR

__all__ = [
    "Crossing",
    "Disputed",
    "Mode",
    "Ontology",
    "Problem",
    "Quad",
    "Rewrite",
    "Term",
    "Type",
    "check",
    "load",
]

#: How many ontologies may stand on each other.
_DEEPEST = 8


def load(name_or_path: str | Path = "plover", data_dir: str | Path = DATA_DIR) -> Ontology:
    """Load an ontology; a second call gives the same object.

    Args:
        name_or_path: Name of an ontology that ships with detente, or the path of a folder or YAML file.
        data_dir: Folder of data files.

    Returns:
        The ontology, with everything it extends laid under it.

    Raises:
        OntologyError: No such ontology, or one that does not lint; the message names the first problem.

    >>> load().quad("SANCTION")
    4
    """
    return _load(str(name_or_path), str(data_dir))


@lru_cache(maxsize=16)
def _load(name_or_path: str, data_dir: str) -> Ontology:
    raw = _whole(name_or_path, data_dir, lines=False)
    # What ships with detente is linted by its tests, not on every start.
    if not (Path(data_dir) / "ontology" / name_or_path).is_dir():
        found = problems(raw)
        if found:
            more = f" (and {len(found) - 1} more; `detente ontology check` lists them)" if len(found) > 1 else ""
            raise OntologyError(f"{found[0].where}: {found[0].message}{more}", found[0].fix)
    return build(raw)


def check(path: str | Path = "plover", data_dir: str | Path = DATA_DIR) -> list[Problem]:
    """Lint an ontology.

    Args:
        path: Name of an ontology that ships with detente, or the path of a folder or YAML file.
        data_dir: Folder of data files.

    Returns:
        What is wrong, where and what to do; empty when nothing is.
    """
    try:
        raw = _whole(str(path), str(data_dir), lines=True)
    except OntologyError as error:
        return [Problem(str(path), "", error.message, error.fix)]
    return problems(raw)


def _whole(name_or_path: str, data_dir: str, lines: bool, depth: int = 0) -> Raw:
    place = _place(name_or_path, data_dir)
    raw = read_raw(place, lines)
    below = raw.values.get("extends")
    if below is None:
        if raw.changes or raw.drops:
            raise OntologyError(
                f"{place} adds, drops or replaces, but extends nothing.", "Add `extends: plover` at its top."
            )
        return raw
    if depth >= _DEEPEST:
        raise OntologyError(f"{place} extends itself, or stands on too many others.", "Break the circle.")
    base = str(below) if (Path(data_dir) / "ontology" / str(below)).is_dir() else str(place.parent / str(below))
    return laid_over(_whole(base, data_dir, lines, depth + 1), raw)


def _place(name_or_path: str, data_dir: str) -> Path:
    shipped = Path(data_dir) / "ontology" / name_or_path
    return shipped if name_or_path and shipped.is_dir() else Path(name_or_path)
