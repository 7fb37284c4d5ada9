from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.integrity.lexicon import any_of, load
from detente.settings import DATA_DIR


def test_the_lists_that_ship_load() -> None:
    lexicon = load(str(DATA_DIR))
    assert "no" in lexicon.function_words and lexicon.no_full_stop and lexicon.never_last.search("to the")


@pytest.mark.parametrize("damage", ["", "- a\n- b\n", "spoken_to: [yes]\n", "a: ["])
def test_a_damaged_list_is_named(tmp_path: Path, damage: str) -> None:
    shutil.copytree(DATA_DIR / "lexicon" / "integrity", tmp_path / "lexicon" / "integrity")
    (tmp_path / "lexicon" / "integrity" / "honorifics.yaml").write_text(damage, encoding="utf-8")
    with pytest.raises(LexiconError):
        load(str(tmp_path))


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError):
        load(str(tmp_path))


def test_phrases_match_whole_words_only() -> None:
    import re

    pattern = re.compile(any_of(["read more", "read"]))
    assert (
        pattern.search("read  more")
        and pattern.search("read")
        and not pattern.search("bread")
        and not pattern.search("reads")
    )
