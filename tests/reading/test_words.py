from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.reading.words import load_words
from detente.settings import DATA_DIR


def copied(tmp_path: Path) -> Path:
    shutil.copytree(DATA_DIR / "lexicon" / "reading", tmp_path / "lexicon" / "reading")
    return tmp_path / "lexicon" / "reading"


def test_the_shipped_lists_load() -> None:
    words = load_words(str(DATA_DIR))
    assert words.titles["mrs"] == "f"
    assert words.titles["prime minister"] == ""
    assert words.given_names["Vladimir"] == "m"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("titles.yaml", "abbreviations: {mr: x}\nwords: {}\n"),
        ("persons.yaml", "m: [man\n"),
        ("elisions.yaml", "em: 1\n"),
        ("given_names.tsv", "name\tgender\nAnna\tx\n"),
    ],
)
def test_a_damaged_list_is_a_clear_error(tmp_path: Path, file: str, content: str) -> None:
    (copied(tmp_path) / file).write_text(content)
    with pytest.raises(LexiconError):
        load_words(str(tmp_path))


def test_a_missing_list_is_a_clear_error(tmp_path: Path) -> None:
    (copied(tmp_path) / "pronouns.yaml").unlink()
    with pytest.raises(LexiconError, match=r"pronouns\.yaml"):
        load_words(str(tmp_path))
