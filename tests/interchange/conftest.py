"""Event files, and a store to bring them into."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.interchange.bring_in import guessed
from detente.interchange.doors import importer
from detente.interchange.source import Source
from detente.interchange.table import Trouble
from detente.record import Entry
from detente.store import Store

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "store"
    Store.open(folder, create=True)
    return folder


@pytest.fixture
def store(_empty: Path, tmp_path: Path) -> Store:
    shutil.copytree(_empty, tmp_path / "store")
    return Store.open(tmp_path / "store")


@pytest.fixture
def files() -> Path:
    return FILES


Read = Callable[..., tuple[list[Entry], list[Trouble], Source]]


@pytest.fixture
def read() -> Read:
    """Reads a file: entries, troubles, and the source with its notes."""

    def reading(path: Path | str, format: str | None = None, **columns: str) -> tuple:
        source = Source.of(FILES / path if isinstance(path, str) else path, columns=columns)
        door = importer(format) if format else guessed(source)
        outcomes = list(door.read(source))
        return (
            [o for o in outcomes if isinstance(o, Entry)],
            [o for o in outcomes if isinstance(o, Trouble)],
            source,
        )

    return reading
