"""Parquet: the columns of detente's table of imported events, typed, lists as lists."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import IO, Any

from detente.interchange.doors import Exporter
from detente.record import Entry
from detente.store.importing import entry_rows
from detente.store.schema import IMPORTED, TABLES, quoted

#: Columns of the store that mean nothing outside of it.
_INNER = ("batch", "digest")
#: Rows that are handed over at once.
_PART = 20_000


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write the file (arguments as in `polecat.write`), over a file of JSON lines: memory stays bounded."""
    import duckdb

    columns = [(name, kind) for name, kind in TABLES[IMPORTED].columns if name not in _INNER]
    names = [name for name, _ in columns]
    count = 0
    encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode
    with tempfile.TemporaryDirectory(prefix="detente-") as place:
        lines, made = Path(place) / "rows.jsonl", Path(place) / "rows.parquet"
        rows = (row for entry in entries for row in entry_rows(entry))
        with lines.open("w", encoding="ascii") as file:
            while part := list(islice(rows, _PART)):
                file.writelines(encode({name: row[name] for name in names}) + "\n" for row in part)
                count += len(part)
        with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
            connection.execute(f"COPY ({_select(lines, columns, count)}) TO {_text(made)} (FORMAT parquet)")
        with made.open("rb") as file:
            shutil.copyfileobj(file, out)
    return count


def _select(lines: Path, columns: list[tuple[str, str]], count: int) -> str:
    if not count:
        return (
            "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {quoted(n)}" for n, kind in columns) + " WHERE false"
        )
    kinds = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in columns)
    return (
        f"FROM read_json({_text(lines)}, format = 'newline_delimited', columns = {{{kinds}}}, "
        "maximum_object_size = 100000000)"
    )


def _text(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'"


EXPORTER = Exporter("parquet", "detente's table of imported events, Parquet", write, binary=True)
