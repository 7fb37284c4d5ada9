from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente.document.lexicon import KINDS, load, plain
from detente.errors import LexiconError
from detente.settings import Settings

DATA = Path(Settings().data_dir)


def test_plain_ignores_case_bullets_numbers_and_end_marks() -> None:
    assert plain("* 1,204 Comments »") == "# comments"
    assert plain("Editor’s Picks:") == "editor's picks"


def test_every_phrase_names_a_kind() -> None:
    lexicon = load(str(DATA))
    assert {*lexicon.whole.values(), *lexicon.kinds.values(), *lexicon.opens.values()} <= set(KINDS)


@pytest.mark.parametrize(
    "row", ["menu\twhole", "nonsense\twhole\thome", "menu\tsomewhere\thome", "menu\twhole\tHome"]
)
def test_a_bad_row_is_an_error_that_names_it(tmp_path: Path, row: str) -> None:
    shutil.copytree(DATA / "lexicon" / "furniture", tmp_path / "lexicon" / "furniture")
    (tmp_path / "lexicon" / "furniture" / "phrases.tsv").write_text(f"kind\tplace\tphrase\n{row}\n")
    with pytest.raises(LexiconError, match=r"phrases.tsv:2"):
        load(str(tmp_path))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError):
        load(str(tmp_path))
