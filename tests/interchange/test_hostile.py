"""Whatever a file holds, reading it gives entries that a store takes, troubles that name a line, or one error."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.interchange.doors import IMPORTERS, OWN, importer
from detente.interchange.source import Source
from detente.interchange.table import Trouble
from detente.record import Entry
from detente.store.import_checks import Codes, unknown_codes
from detente.store.importing import entry_rows

FILES = Path(__file__).parent / "files"
COLUMNS = {
    "start": "date",
    "actor_code": "source",
    "recipient_code": "target",
    "cameo": "code",
    "text": "headline",
}
FORMATS = {
    "polecat_old.tsv": "polecat",
    "polecat_malformed.tsv": "polecat",
    "icews.tsv": "icews",
    "gdelt.export.CSV": "gdelt",
    "gdelt.mentions.CSV": "gdelt-mentions",
    "plover.jsonl": "plover",
    "plover.json": "plover",
    "table.csv": "cameo",
}
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6
)


def check(path: Path, format: str) -> None:
    source = Source.of(path, columns=COLUMNS if format == "cameo" else None)
    lines = path.read_bytes().count(b"\n") + 1
    try:
        outcomes = list(importer(format).read(source))
    except InputError as error:
        assert error.message and error.fix
        return
    codes = Codes.known()
    for outcome in outcomes:
        assert 1 <= outcome.line <= lines
        if isinstance(outcome, Trouble):
            assert outcome.reason and outcome.fix
            continue
        assert isinstance(outcome, Entry)
        for row in entry_rows(outcome):
            json.dumps(row, allow_nan=False).encode()
            json.dumps(row, ensure_ascii=False).encode("utf-8")
            days = {n: date.fromisoformat(row[n]) if row[n] else None for n in ("start", "end")}
            assert not list(unknown_codes({**row, **days}, codes))
            assert all("\x00" not in v for v in row.values() if isinstance(v, str))


@pytest.mark.parametrize("name", FORMATS)
@QUICK
@given(EDITS)
def test_damaged_files(tmp_path: Path, name: str, edits: list[tuple[float, int, bytes]]) -> None:
    raw = bytearray((FILES / name).read_bytes())
    for where, kind, what in edits:
        at = int(where * len(raw))
        if kind == 0:
            raw[at:at] = what
        elif kind == 1:
            del raw[at : at + len(what)]
        elif kind == 2:
            raw[at : at + len(what)] = what
        else:
            raw[at : at + 1] = raw[at : at + 40] + raw[at : at + 40]
    path = tmp_path / "file"
    path.write_bytes(bytes(raw) or b"x")
    check(path, FORMATS[name])


@pytest.mark.parametrize("format", OWN[IMPORTERS])
@QUICK
@given(
    st.binary(min_size=1, max_size=300)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace") or b"\n")
)
@example(b"\n\n\n")
@example(b"[")
@example(b'{"a":' * 3000)
@example(b"\r\x01")
def test_any_bytes(tmp_path: Path, format: str, raw: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(raw)
    check(path, format)
