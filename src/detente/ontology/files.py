"""The files of an ontology, read into plain values; for the linter, with the line each thing stands in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.errors import OntologyError

#: CSV files of an ontology folder, and the list each one fills.
TABLES = {"crosswalk_cameo.csv": "crosswalk", "goldstein.csv": "goldstein", "cameo_hints.csv": "hints"}
#: Lists of an ontology, and the keys that name one entry of each.
KEYS = {
    "types": ("type",),
    "modes": ("type", "mode"),
    "contexts": ("name",),
    "sectors": ("code",),
    "auxiliary": ("name",),
    "non_state": ("code",),
    "also_countries": ("code",),
    "entities": ("name",),
    "rewrites": (),
    "sign_exceptions": ("code",),
    "crosswalk": ("cameo",),
    "goldstein": ("code",),
    "hints": (),
    "errata": ("id",),
}


#: Fields that are not text: what they are. A field that is left out or empty is the linter's business.
_SHAPES: dict[str, tuple[type, ...]] = {
    "score": (int, float),
    "quad": (int,),
    "requires_recipient": (bool,),
    "frequent": (bool,),
    "pick": (bool, str),
    "examples": (list,),
    "modes": (list,),
    "from": (list,),
    "unless": (list,),
    "drop": (list,),
    "contexts": (list, str),
    "to": (dict,),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and, where it has lines, its line."""

    file: Path
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(slots=True)
class Raw:
    """An ontology as its files have it, before anything is checked.

    Attributes:
        values: Single values (name, version, extends ...).
        lists: Entries of each list of `KEYS`, each with the place it stands at.
        files: The files read.
        changes: What an overlay adds and replaces, each in the same form.
        drops: What an overlay drops: names, by list.
        drops_at: Where it says so.
    """

    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[tuple[dict[str, Any], Place]]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    changes: dict[str, Raw] = field(default_factory=dict)
    drops: dict[str, list[str]] = field(default_factory=dict)
    drops_at: Place | None = None

    def entries(self, name: str) -> list[tuple[dict[str, Any], Place]]:
        """Entries of a list, with their places; empty when no file has it."""
        return self.lists.get(name, [])


def read_raw(place: Path, lines: bool = False) -> Raw:
    """Read an ontology folder or a single YAML file.

    Args:
        place: The folder or file.
        lines: Whether to find out the line of every entry (slower; for the linter).

    Raises:
        OntologyError: No such place, a file that is no YAML, or one that is not of this form.
    """
    if place.is_dir():
        yamls = sorted([*place.glob("*.yaml"), *place.glob("types/*.yaml")])
        tables = [place / name for name in TABLES if (place / name).is_file()]
    elif place.is_file():
        yamls, tables = [place], []
    else:
        raise OntologyError(f"There is no ontology {place}.", "Give `plover`, a folder, or a YAML file.")
    if not yamls:
        raise OntologyError(f"{place} holds no YAML file.", "Put the ontology's YAML files there.")
    raw = Raw(files=[*yamls, *tables])
    for file in yamls:
        _take_yaml(file, raw, lines)
    for file in tables:
        rows = ((row, Place(file, number)) for number, row in _rows(file))
        raw.lists.setdefault(TABLES[file.name], []).extend(rows)
    return raw


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        for row in reader:
            yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}


def _take_yaml(file: Path, raw: Raw, lines: bool) -> None:
    import yaml

    try:
        text = file.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)  # a safe loader: it builds plain values only
        node = yaml.compose(text, Loader=yaml.CSafeLoader) if lines else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise OntologyError(f"{file} is no YAML: {reason}.", "Mend the file at that line.") from None
    if not isinstance(data, dict):
        raise OntologyError(f"{file} is no mapping of names to values.", "Begin it with a key such as `types:`.")
    known = _lines_of(node)
    if "type" in data:
        _check_shape(data, Place(file, 1))
        raw.lists.setdefault("types", []).append((data, Place(file, 1)))
        _take_modes(data, raw, file, known)
        return
    for key, value in data.items():
        if key in ("add", "replace") and isinstance(value, dict):
            below = {k[1:]: v for k, v in known.items() if k[:1] == (key,)}
            into = raw.changes.setdefault(key, Raw())
            for name, entries in value.items():
                _take_value(file, name, entries, into, below)
        elif key == "drop" and isinstance(value, dict):
            raw.drops_at = Place(file, known.get(("drop",)))
            for name, names in value.items():
                listed = names if isinstance(names, list) else [names]
                raw.drops.setdefault(str(name), []).extend(str(n) for n in listed if n is not None)
        else:
            _take_value(file, key, value, raw, known)


def _take_value(file: Path, key: str, value: Any, raw: Raw, known: dict[tuple[Any, ...], int]) -> None:
    if key == "disputed" and isinstance(value, dict):
        raw.values["disputed_sector"] = value.get("sector")
        _take_list(file, "entities", value.get("entities"), raw, known, ("disputed", "entities"))
    elif key in KEYS and isinstance(value, list):
        _take_list(file, key, value, raw, known, (key,))
    elif key in ("quads", "aliases") and not isinstance(value, dict):
        raise OntologyError(f"{file}: `{key}` is {value!r}.", f"Give `{key}:` as `name: value` lines.")
    else:
        raw.values[str(key)] = value


def _take_list(
    file: Path, name: str, value: Any, raw: Raw, known: dict[tuple[Any, ...], int], path: tuple[Any, ...]
) -> None:
    for number, entry in enumerate(value or []):
        place = Place(file, known.get((*path, number)))
        if not isinstance(entry, dict):
            raise OntologyError(f"{place}: {entry!r} in `{name}` is no entry.", "Write it as `{key: value, ...}`.")
        _check_shape(entry, place)
        raw.lists.setdefault(name, []).append((entry, place))
        if name == "types":
            below = {k[len(path) + 1 :]: v for k, v in known.items() if k[: len(path) + 1] == (*path, number)}
            _take_modes(entry, raw, file, below)


def _check_shape(entry: dict[str, Any], place: Place) -> None:
    """Refuse a field of the wrong kind, and anything but text below lists and mappings."""
    for field_name, value in entry.items():
        wanted = _SHAPES.get(field_name, (str,))
        if value is None:
            continue
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            kinds = " or ".join(k.__name__ for k in wanted)
            raise OntologyError(
                f"{place}: `{field_name}` is {value!r}.",
                f"Give it as {kinds}."
                if wanted != (str,)
                else "Give it as text; put codes such as 040 in quotes.",
            )
        if field_name == "modes":
            continue
        below = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
        for part in below:
            if part is not None and not isinstance(part, str):
                raise OntologyError(f"{place}: {part!r} in `{field_name}` is no text.", "Give text.")


def _take_modes(entry: dict[str, Any], raw: Raw, file: Path, known: dict[tuple[Any, ...], int]) -> None:
    for number, mode in enumerate(entry.get("modes") or []):
        place = Place(file, known.get(("modes", number)))
        if not isinstance(mode, dict):
            raise OntologyError(f"{place}: {mode!r} is no mode.", "Write it as `{mode: name, score: ...}`.")
        _check_shape(mode, place)
        raw.lists.setdefault("modes", []).append(({"type": entry.get("type"), **mode}, place))


def _lines_of(node: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """The line of every value of a YAML tree, by the keys that lead to it."""
    if node is None:
        return {}
    found = {path: int(node.start_mark.line) + 1}
    if node.id == "mapping":
        for key, value in node.value:
            found |= _lines_of(value, (*path, key.value))
    elif node.id == "sequence":
        for number, value in enumerate(node.value):
            found |= _lines_of(value, (*path, number))
    return found
