from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    pattern = re.compile(any_of(["read more", "read"]))
    assert (
        pattern.search("read  more")
        and pattern.search("read")
        and not pattern.search("bread")
        and not pattern.search("reads")
    )


_PARTS = st.sampled_from(["a", "ab", "abc", "b", "B", "a-b", "a.", "'s", "é"])


@given(
    st.lists(st.lists(_PARTS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8),
    st.lists(st.one_of(_PARTS, st.sampled_from([" ", "  ", "\n", ".", "x"]))).map("".join),
)
def test_what_phrases_begin_with_alike_changes_no_match(phrases: list[str], text: str) -> None:
    longest_first = sorted(phrases, key=lambda p: -len(p))
    one_by_one = "|".join(r"\s+".join(map(re.escape, p.split())) for p in longest_first)
    plain = re.compile(rf"(?<!\w)(?:{one_by_one})(?!\w)", re.IGNORECASE)
    shared = re.compile(any_of(phrases), re.IGNORECASE)
    assert [m.span() for m in shared.finditer(text)] == [m.span() for m in plain.finditer(text)]
