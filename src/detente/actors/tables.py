"""Reading the registry's tables: CSV and YAML a political scientist can edit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import RegistryError


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Rows of a CSV file with a header.

    Args:
        path: The file.
        columns: Columns it must have.

    Raises:
        RegistryError: No such file, a column is missing, or a row has more or fewer cells than the header.
    """
    if not path.is_file():
        raise RegistryError(f"There is no actor table {path}.", "Reinstall detente, or mend DETENTE_DATA.")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        missing = [c for c in columns if c not in header]
        if missing:
            raise RegistryError(f"{path} lacks the column {', '.join(missing)}.", "Add it to the first line.")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise RegistryError(
                    f"{path}:{reader.line_num} has {len(cells)} cells, not {len(header)}.",
                    "Put names that hold a comma into quotation marks.",
                )
            yield dict(zip(header, cells, strict=True))


def cells(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """Rows of a large CSV file as lists, in the order of `columns`, which must be its header.

    Raises:
        RegistryError: No such file, another header, or a row with more or fewer cells.
    """
    if not path.is_file():
        raise RegistryError(f"There is no actor table {path}.", "Reinstall detente, or mend DETENTE_DATA.")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, [])) != columns:
            raise RegistryError(f"{path} has not the columns {', '.join(columns)}.", "Mend its first line.")
        for row in reader:
            if len(row) != len(columns):
                raise RegistryError(f"{path}:{reader.line_num} has {len(row)} cells.", "Mend that line.")
            yield row


def several(cell: str) -> list[str]:
    """Values of one cell: `a|b|c`."""
    return [v.strip() for v in cell.split("|") if v.strip()] if cell else []


@lru_cache(maxsize=16)
def sheet(path: str) -> Any:
    """A YAML file of the registry, read once.

    Raises:
        RegistryError: No such file, or it is no YAML.
    """
    import yaml

    try:
        with Path(path).open(encoding="utf-8") as file:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError:
        raise RegistryError(
            f"There is no actor table {path}.", "Reinstall detente, or mend DETENTE_DATA."
        ) from None
    except yaml.YAMLError as error:
        raise RegistryError(f"{path} is no YAML: {error}.", "Mend the line it names.") from None
