"""The word lists as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import LexiconError
from detente.events.lexicon import GUARD, load, parse_code
from detente.ontology import load as load_ontology
from detente.record import EventCode
from detente.settings import DATA_DIR

LEXICON = load(str(DATA_DIR))


def codes() -> set[EventCode]:
    frames = {f.code for group in LEXICON.frames.values() for f in group if f.code.type != GUARD}
    operators = [o for group in LEXICON.operators.values() for o in group]
    given = [c for o in operators for c in (o.default, *o.inner.values(), *o.negated.values())]
    found = {c for c in given if c and c.type != GUARD}
    tables = {c for table in LEXICON.modal.values() for c in table.values() if c}
    return frames | found | tables


def test_every_code_is_one_of_the_ontology() -> None:
    ontology = load_ontology()
    for code in codes():
        assert ontology.code(code.type, code.mode) == code


def test_all_types_and_modes_have_frames() -> None:
    ontology = load_ontology()
    assert {c.type for c in codes()} == set(ontology.types)
    assert set(ontology.modes) <= codes()
    assert LEXICON.size >= 1200


def test_contexts_are_those_of_the_ontology() -> None:
    known = set(load_ontology().contexts)
    assert set(LEXICON.contexts) == known
    assert {c for group in LEXICON.frames.values() for f in group for c in f.contexts} <= known


def test_a_code_without_a_mode() -> None:
    assert parse_code("AGREE") == EventCode("AGREE")
    assert parse_code("-") is None


@pytest.mark.parametrize(
    "frame",
    ["- {verbs: condemn}", "- {code: ACCUSE, verb: condemn}", "- {code: ACCUSE, verbs: scold, object: $nowhere}"],
)
def test_a_bad_entry_is_named(tmp_path: Path, frame: str) -> None:
    folder = tmp_path / "lexicon" / "events"
    (folder / "frames").mkdir(parents=True)
    for name in ("classes", "operators", "contexts", "modal", "cues"):
        text = (DATA_DIR / "lexicon" / "events" / f"{name}.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "frames" / "accuse.yaml").write_text(frame, encoding="utf-8")
    with pytest.raises(LexiconError):
        load(str(tmp_path))


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError):
        load(str(tmp_path))
