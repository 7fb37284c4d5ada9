"""A store with coded documents, and the ways to leave notes in it."""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.notes import NoteForm, Notes, Submitted, Visit
from detente.notes.secret import secret
from detente.record import Coding
from detente.store import Store

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
HONEST = "The second figure is wrong: the ministry counts ships that left port, not ships that arrived."
PILLS = "Cheap viagra, no prescription needed, order now and save 70% http://pills-for-all.top http://pills2.top"


@pytest.fixture(scope="session")
def codings() -> list[Coding]:
    spec = importlib.util.spec_from_file_location("synthetic", BENCHMARKS / "synthetic.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [module.coding(n) for n in range(3)]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, codings: list[Coding]) -> Path:
    folder = tmp_path_factory.mktemp("notes") / "store"
    Store.open(folder, create=True).add(codings)
    return folder


@pytest.fixture
def folder(tmp_path: Path, model: Path) -> Path:
    """A store of three documents, of before notes."""
    return Path(shutil.copytree(model, tmp_path / "store"))


@pytest.fixture
def notes(folder: Path) -> Notes:
    return Notes.open(folder)


@pytest.fixture
def document(codings: list[Coding]) -> str:
    return str(codings[0].document.id)


@pytest.fixture
def event(codings: list[Coding]) -> str:
    return str(codings[0].events[0].id)


def aged_ticket(folder: Path, seconds: float = 60.0) -> str:
    """The ticket of a form that has been open for a while."""
    return secret(folder).ticket(time.time() - seconds)


@pytest.fixture
def leave(notes: Notes, document: str) -> Callable[..., Submitted]:
    """Leave a note as a person does: with a ticket, after a while."""

    def send(text: str = HONEST, address: str = "192.0.2.7", **given: Any) -> Submitted:
        form = {
            "document": document,
            "name": "Jane Doe",
            "email": "jane.doe@example.org",
            "text": text,
            "ticket": aged_ticket(notes.folder),
        }
        return notes.submit(NoteForm(**{**form, **given}), Visit(address, "Firefox"))

    return send
