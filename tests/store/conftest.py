"""A store, and codings to put into it."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from detente.record import Coding
from detente.store import Store

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """`benchmarks/synthetic.py`: valid codings out of a seed."""
    spec = importlib.util.spec_from_file_location("synthetic", BENCHMARKS / "synthetic.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def codings(synthetic: ModuleType) -> list[Coding]:
    return [synthetic.coding(n) for n in range(12)]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, codings: list[Coding]) -> Path:
    """An empty store and a full one, to be copied: making one takes longer than using it."""
    folder = tmp_path_factory.mktemp("models")
    Store.open(folder / "empty", create=True)
    full = Store.open(folder / "full", create=True)
    full.add(codings[:5])
    full.add(codings[5:8])
    return folder


@pytest.fixture
def store(tmp_path: Path, models: Path) -> Store:
    shutil.copytree(models / "empty", tmp_path / "store")
    return Store.open(tmp_path / "store")


@pytest.fixture
def full(tmp_path: Path, models: Path) -> Store:
    """Two commits, eight documents."""
    shutil.copytree(models / "full", tmp_path / "store")
    return Store.open(tmp_path / "store")
