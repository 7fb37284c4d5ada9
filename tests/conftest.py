"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True, scope="session")
def _nobodys_actors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have actors of their own; they must not change what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        patch.delenv("DETENTE_ACTORS", raising=False)
        yield


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of measuring sets. They are not the project's: absent at a user's, present in CI."""
    folder = Path(os.environ.get("DETENTE_GOLD", ROOT.parent / "shared" / "gold"))
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the measuring sets in {folder}")
        pytest.skip(f"no measuring sets in {folder}")
    return folder
