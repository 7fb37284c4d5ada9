"""A user's ontology: overlays, and what the linter says about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import OntologyError
from detente.ontology import Problem, check, load
from detente.record import EventCode

HEAD = "name: mine\nversion: '1'\nextends: plover\n"


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def linted(folder: Path, text: str) -> list[Problem]:
    return check(written(folder, HEAD + text))


MODE = "{type: COERCE, mode: ram, score: -7.5, definition: Rams a vessel., examples: [It rammed a trawler.]}"


def test_an_overlay_adds_drops_and_replaces(tmp_path: Path) -> None:
    text = HEAD + (
        f"add:\n  modes:\n    - {MODE}\n  contexts: [{{name: fisheries, definition: Fish.}}]\n"
        "drop:\n  modes: ['PROTEST:riot']\n  sectors: [ELI]\n"
        "replace:\n  types: [{type: AGREE, score: 3}]\n  modes: [{type: MOBILIZE, mode: weapons, score: -6}]\n"
    )
    mine = load(written(tmp_path, text))
    assert mine.score(EventCode("COERCE", "ram")) == -7.5
    assert mine.cameo(EventCode("COERCE", "ram")) is None
    assert "fisheries" in mine.contexts
    assert "ELI" not in mine.sectors
    assert mine.score(EventCode("AGREE")) == 3
    assert mine.score(EventCode("MOBILIZE", "weapons")) == -6
    assert mine.types["MOBILIZE"].definition == load().types["MOBILIZE"].definition
    assert mine.from_cameo("145") == (EventCode("PROTEST"), ())
    assert mine.hash != load().hash
    assert load().score(EventCode("AGREE")) == 2.5


def test_a_dropped_type_leaves_nothing_behind(tmp_path: Path) -> None:
    mine = load(written(tmp_path, HEAD + "drop:\n  types: [THREATEN, CONSULT]\n"))
    assert "THREATEN" not in mine.types
    assert mine.from_cameo("130") is None
    assert mine.rewrite(EventCode("ASSAULT"), ["hypothetical"]) == (EventCode("ASSAULT"), ("hypothetical",))
    assert mine.rewrite(EventCode("AID"), ["future"]) == (EventCode("AGREE"), ())


def test_a_folder_and_an_overlay_of_an_overlay(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    written(folder, HEAD + f"add:\n  modes: [{MODE}]\n", "ontology.yaml")
    top = written(tmp_path, "name: top\nversion: '2'\nextends: base\nreplace:\n  types: [{type: AID, score: 9}]\n")
    loaded = load(top)
    assert loaded.score(EventCode("COERCE", "ram")) == -7.5
    assert loaded.score(EventCode("AID")) == 9


def test_a_hash_ignores_comments_and_errata(tmp_path: Path) -> None:
    one = load(written(tmp_path, HEAD, "one.yaml"))
    two = load(written(tmp_path, "# a comment\n" + HEAD, "two.yaml"))
    assert one.hash == two.hash


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("add: {modes: [{type: AID, mode: food, definition: Food., examples: [A b.]}]}", "AID:food has no score"),
        ("add: {modes: [{type: AID, mode: food, score: -1, definition: F., examples: [A.]}]}", "its score is -1"),
        (
            "add: {modes: [{type: AID, mode: food, score: 11, definition: F., examples: [A.]}]}",
            "score of AID:food",
        ),
        ("add: {modes: [{type: AID, mode: food, score: 1, definition: F.}]}", "AID:food has no examples"),
        ("add: {modes: [{type: ADI, mode: food, score: 1, definition: F., examples: [A.]}]}", "does not exist"),
        ("add: {types: [{type: PRAY, quad: 1, score: 1, examples: [A.]}]}", "PRAY has no definition"),
        ("add: {types: [{type: PRAY, quad: 5, score: 1, definition: P., examples: [A.]}]}", "in quad 5"),
        ("add: {contexts: [{name: cyber, definition: Twice.}]}", "cyber stands twice"),
        ("add: {crosswalk: [{cameo: '999', type: AID, mode: food}]}", "mode 'food', which AID does not have"),
        ("add: {crosswalk: [{cameo: '999', type: AID, contexts: [fod]}]}", "context 'fod'"),
        ("add: {crosswalk: [{cameo: 45, type: AID}]}", "`cameo` is 45"),
        ("add: {rewrites: [{from: [AID], with: tomorrow, to: {type: AGREE}, why: So.}]}", "no auxiliary mode"),
        ("add: {rewrites: [{from: [AIDE], with: future, to: {type: AGREE}, why: So.}]}", "which is no type"),
        ("replace: {types: [{type: AID, cameo: 70}]}", "`cameo` is 70"),
        ("replace: {types: [{type: AID, cameo: '70'}]}", "CAMEO code '70'"),
        ("replace: {types: [{type: AID, score: much}]}", "`score` is 'much'"),
        ("replace: {types: [{type: AIDE, score: 1}]}", "no 'AIDE' among the types to replace"),
        ("drop: {modes: ['CONSULT:fone']}", "Did you mean CONSULT:phone"),
        ("add: {modes: [food]}", "is no entry"),
        ("add: {contexts: [food]}", "is no entry"),
        ("add: [", "is no YAML"),
    ],
)
def test_the_linter_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    found = linted(tmp_path, text)
    assert any(said in p.message for p in found), found
    assert all(p.fix and p.where for p in found)
    with pytest.raises(OntologyError):
        load(tmp_path / "mine.yaml")


def test_the_linter_names_the_line(tmp_path: Path) -> None:
    found = linted(tmp_path, "add:\n  modes:\n    - type: AID\n      mode: food\n      score: 3\n")
    assert {p.where for p in found} == {f"{tmp_path / 'mine.yaml'}:6"}
    assert {p.key for p in found} == {"AID:food"}


@pytest.mark.parametrize("text", ["", "- a\n", "name: x\n", "extends: nothing\n", "drop: {modes: [x]}\n"])
def test_what_is_no_ontology_is_a_problem(tmp_path: Path, text: str) -> None:
    assert check(written(tmp_path, text))


def test_a_circle_is_found(tmp_path: Path) -> None:
    file = written(tmp_path, "name: a\nversion: '1'\nextends: mine.yaml\n")
    assert "extends itself" in check(file)[0].message


def test_a_missing_place_is_a_problem(tmp_path: Path) -> None:
    assert "no ontology" in check(tmp_path / "none.yaml")[0].message


_value: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.sampled_from(["AID", "future", "cyber", "x:y", ""]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "mode", "name", "score", "quad", "to", "from", "cameo"]), inner)
    ),
    max_leaves=6,
)
_fields = (
    "type mode name code score quad cameo to from with unless drop why definition examples contexts words decided "
    "country modes pick"
)
_entry: Any = st.dictionaries(
    st.sampled_from(_fields.split()),
    _value | st.sampled_from(["COERCE", "CONSULT", "phone", "040", "-3"]),
    min_size=1,
    max_size=6,
)
_entries = st.lists(_entry, min_size=1, max_size=2)
_lists = st.sampled_from(
    [
        "types",
        "modes",
        "contexts",
        "sectors",
        "crosswalk",
        "rewrites",
        "hints",
        "sign_exceptions",
        "goldstein",
        "quads",
        "disputed",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["add", "drop", "replace"]), st.dictionaries(_lists, _value | _entries)))
def test_whatever_stands_in_a_file_the_linter_answers(tmp_path: Path, change: dict[str, Any]) -> None:
    text = yaml.safe_dump({"name": "mine", "version": "1", "extends": "plover", **change})
    file = written(tmp_path, text)
    try:
        found = check(file)
    finally:
        file.unlink()
    assert isinstance(found, list)
