"""A user's own actors: checked line by line, kept as one CSV file, used from then on.

The list is the file that `DETENTE_ACTORS` names, or else `detente/actors.csv` in the user's data folder.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path

from detente.actors.fold import key
from detente.errors import MissingPath, RegistryError
from detente.settings import Settings

#: Columns of the list; `kind` may be left out.
COLUMNS = ("name", "other_names", "country", "sector", "start", "end", "source", "kind")
_KINDS = ("", "state", "nation", "organisation", "armed_group", "party", "company", "government_body", "person")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
#: Characters of a cell, bytes of a file.
_LONGEST, _LARGEST = 4_000, 20_000_000
#: A spreadsheet runs cells that begin so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, str]


def place(settings: Settings) -> Path:
    """Where the user's list is kept."""
    if settings.actors_file:
        return Path(settings.actors_file)
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "detente" / "actors.csv"


def read(path: Path, settings: Settings) -> list[Row]:
    """Read and check a list.

    Raises:
        MissingPath: No such file.
        RegistryError: It does not read; the message names every faulty line (the first twenty).
    """
    if not path.is_file():
        raise MissingPath(f"There is no actor list {path}.", "Name a CSV file that exists.")
    if path.stat().st_size > _LARGEST:
        raise RegistryError(f"{path} is larger than {_LARGEST} bytes.", "Split the list.")
    try:
        text = path.read_text("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [h.strip() for h in next(reader, [])]
        lines = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(f"{path} is no CSV in UTF-8: {error}.", "Save it as CSV, UTF-8.") from None
    missing = [c for c in COLUMNS if c not in header and c != "kind"]
    if missing:
        raise RegistryError(f"{path}:1 lacks the column {', '.join(missing)}.", "Add it to the first line.")
    codes, sectors = _known(settings)
    rows: list[Row] = []
    faults: list[str] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in lines:
        row = dict.fromkeys(COLUMNS, "") | {
            h: c.strip() for h, c in zip(header, cells, strict=False) if h in COLUMNS
        }
        found = _faults(row, len(cells), len(header), codes, sectors)
        who = (key(row["name"]), row["country"], row["start"])
        if who[0] and who in seen:
            found.append(f"names {row['name']!r} again, as line {seen[who]} does")
        seen.setdefault(who, number)
        faults.extend(f"{path.name}:{number} {fault}." for fault in found)
        rows.append(row)
    if faults:
        raise RegistryError(" ".join(faults[:20]), "Mend these lines and add the list again; nothing was added.")
    return rows


def _known(settings: Settings) -> tuple[set[str], set[str]]:
    from detente.actors.tables import rows
    from detente.ontology import load

    ontology = load(data_dir=settings.data_dir)
    table = rows(Path(settings.data_dir) / "actors" / "countries.csv", ("code",))
    return {r["code"] for r in table} | set(ontology.countries), set(ontology.sectors)


def _faults(row: Row, cells: int, width: int, codes: set[str], sectors: set[str]) -> list[str]:
    found = []
    if cells != width:
        found.append(f"has {cells} cells, not {width}")
    if not key(row["name"]):
        found.append("has no name")
    for column in COLUMNS:
        if len(row[column]) > _LONGEST:
            found.append(f"has more than {_LONGEST} characters as {column}")
        if any(v.lstrip(" ").startswith(_FORMULA) for v in row[column].split("|") if v):
            found.append(f"has {row[column][:20]!r} as {column}, which a spreadsheet would run as a formula")
    if row["country"] not in codes and not re.fullmatch(r"[A-Z]{3}", row["country"]):
        found.append(f"has {row['country'][:20]!r} as country; write three capitals, such as FRA")
    if row["sector"] and row["sector"] not in sectors:
        found.append(f"has the unknown sector {row['sector'][:20]!r}")
    if row["kind"] not in _KINDS:
        found.append(f"has the kind {row['kind'][:20]!r}; use one of {', '.join(_KINDS[1:])}")
    for column in ("start", "end"):
        if row[column] and not _DATE.fullmatch(row[column]):
            found.append(f"has {row[column][:20]!r} as {column}; write 2019, 2019-05 or 2019-05-14")
    if row["start"] and row["end"] and row["end"] < row["start"][: len(row["end"])]:
        found.append(f"ends ({row['end']}) before it starts ({row['start']})")
    if not row["source"]:
        found.append("has no source")
    return found


def add(path: Path, settings: Settings, to: Path | None = None) -> tuple[int, int]:
    """Add a checked list to the user's own; a row of the same name, country and start takes the old one's place.

    Args:
        path: CSV with the columns `name,other_names,country,sector,start,end,source` and optionally `kind`.
        settings: Say where the list is kept.
        to: Another place for the list.

    Returns:
        How many rows were added, and how many were replaced.

    Raises:
        MissingPath: No such file.
        RegistryError: A line is at fault; nothing was added.
    """
    new = read(path, settings)
    to = _csv(to or place(settings))
    old = {_who(r): r for r in (read(to, settings) if to.is_file() else [])}
    replaced = sum(_who(r) in old for r in new)
    write(to, (old | {_who(r): r for r in new}).values())
    return len(new) - replaced, replaced


def remove(name: str, settings: Settings, at: Path | None = None) -> int:
    """Take every row of a name out of the user's list; how many there were."""
    at = _csv(at or place(settings))
    rows = read(at, settings) if at.is_file() else []
    kept = [r for r in rows if key(r["name"]) != key(name)]
    if len(kept) < len(rows):
        write(at, kept)
    return len(rows) - len(kept)


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a list whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _who(row: Row) -> tuple[str, str, str]:
    return key(row["name"]), row["country"], row["start"]


def _csv(path: Path) -> Path:
    if path.suffix.lower() != ".csv":
        raise RegistryError(f"{path} is no CSV file.", "Keep your own actors in a file that ends in .csv.")
    return path
