"""`detente ontology` as its users see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.ontology import app
from detente.errors import OntologyError


def run(*words: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(words))
    if isinstance(result.exception, OntologyError):
        raise result.exception
    return result.exit_code, result.output


def test_check_tells_the_counts() -> None:
    status, output = run("check")
    assert status == 0
    assert output.count("\n") == 1
    assert "16 types, 67 type-mode pairs, 37 contexts" in output
    assert json.loads(run("check", "--json")[1])["sectors"] == 25


def test_check_lists_what_is_wrong_and_exits_with_7(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nversion: '1'\nextends: plover\nadd: {contexts: [{name: fish}]}\n")
    status, output = run("check", str(file))
    assert status == 7
    assert f"{file}:4: fish has no definition." in output
    assert json.loads(run("check", str(file), "--json")[1].splitlines()[0])["key"] == "fish"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show"], "martial-law"),
        (["show", "consult"], "third-party"),
        (["show", "RETREAT"], "With future it is coded CONCEDE"),
        (["show", "ASSAULT:drone"], "nearest CAMEO 195"),
        (["show", "--contexts"], "pro_democracy"),
        (["show", "--sectors"], "UAF"),
    ],
)
def test_show_prints_meanings(words: list[str], told: str) -> None:
    status, output = run(*words)
    assert status == 0
    assert told in output


def test_show_prints_json_lines() -> None:
    rows = [json.loads(line) for line in run("show", "--json")[1].splitlines()]
    assert len(rows) == 16 + 67
    assert [json.loads(line) for line in run("show", "COERCE:cyber", "--json")[1].splitlines()] == [
        r for r in rows if (r["type"], r["mode"]) == ("COERCE", "cyber")
    ]
    assert len(run("show", "--contexts", "--json")[1].splitlines()) == 37


def test_show_of_an_unknown_code_names_the_near_ones() -> None:
    with pytest.raises(OntologyError, match="CONSULT"):
        run("show", "CONSULTS")
    with pytest.raises(OntologyError, match="More than one"):
        run("show", "AID", "--contexts")
