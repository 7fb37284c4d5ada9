"""What goes wrong in the libraries below, told in the words of the error tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import StoreDamaged
from detente.store.trouble import translated


@pytest.mark.parametrize("doing", ["reading", "writing"])
def test_an_interrupted_query_is_no_damage(tmp_path: Path, doing: str) -> None:
    # What DuckDB 1.x raises when a signal's handler raised during a query.
    with pytest.raises(KeyboardInterrupt), translated(tmp_path, doing):
        raise RuntimeError("Query interrupted")


def test_other_defects_of_a_library_are_told_as_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="cannot be read"), translated(tmp_path, "reading"):
        raise RuntimeError("something else")
