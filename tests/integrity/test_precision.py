from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.integrity.precision import load_precision
from detente.settings import Settings

READ = Path(__file__).parents[2] / "measuring" / "findings.jsonl"


def test_the_table_says_what_was_read() -> None:
    lines = [json.loads(line) for line in READ.read_text("utf-8").splitlines()]
    assert len({(line["id"], line["code"]) for line in lines}) == len(lines)
    assert all(line["why"] for line in lines)
    read = Counter(line["code"] for line in lines)
    right = Counter(line["code"] for line in lines if line["right"])
    table = load_precision(Settings.load().data_dir)
    told = {code: (row.read, row.right) for code, row in table.items() if row.source == "articles"}
    assert told == {code: (read[code], right[code]) for code in read}


@pytest.mark.parametrize(
    "text",
    [
        "codes: {a: {read: 1}}",
        "codes: {a: {read: 1, right: 2, from: x}}",
        "codes: {a: {read: 0, right: 0, from: x}}",
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "lexicon" / "integrity"
    folder.mkdir(parents=True)
    (folder / "precision.yaml").write_text(text, "utf-8")
    with pytest.raises(LexiconError):
        load_precision(str(tmp_path))
