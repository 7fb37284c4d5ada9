"""A store, and codings to put into it."""

from __future__ import annotations

import importlib.util
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


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)


@pytest.fixture
def full(store: Store, codings: list[Coding]) -> Store:
    """Two commits, eight documents."""
    store.add(codings[:5])
    store.add(codings[5:8])
    return store
