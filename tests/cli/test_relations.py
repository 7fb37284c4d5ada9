"""`detente relations` and `detente network`, as people and programs use them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from detente.cli.app import app
from detente.store import Store

HERE = Path(__file__).parents[2]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store as the benchmark of relations writes it: 4,000 events over 25 years."""
    folder = tmp_path_factory.mktemp("kept") / "s"
    bench = _module(HERE / "benchmarks" / "relations.py")
    bench.write(Store.open(folder, create=True), 4_000, 1)
    return folder


def test_everything_in_one_table(kept: Path) -> None:
    shown = run("relations", "USA", "RUS", "--store", kept, "--period", "year", "--format", "table").stdout
    for part in (
        "RUS – USA",
        "2014",
        "TONE",
        "TURNING POINTS",
        "WORDS AND DEEDS",
        "ISSUES",
        "rewrites count once",
    ):
        assert part in shown


def test_everything_in_json(kept: Path) -> None:
    told = json.loads(run("relations", "USA", "RUS", "--store", kept, "--since", "2010-01-01").stdout)
    assert told["periods"][0]["period"] == "2010-01" and told["level"] == 0.95
    assert {"penalty", "limits", "points"} <= set(told["turning_points"])
    assert told["words_and_deeds"]["lead"]["limits"] and told["issues"][0]["standing"]


def test_direction_sector_coder_and_version(kept: Path) -> None:
    def events(*more: Any) -> int:
        result = run("relations", "USA", "RUS", "--store", kept, *more)
        assert result.exit_code == 0, result.output
        return int(json.loads(result.stdout)["total"]["events"])

    there, back = (
        events("--directed"),
        json.loads(run("relations", "RUS", "USA", "--store", kept, "--directed").stdout)["total"]["events"],
    )
    assert there + back == events() > 0
    assert events("--sector", "military") < events("--sector", "military", "--sector", "government") == events()
    assert events("--version", "0") == 0
    for wrong in (("--coder", "ICEWS"), ("--sector", "navy"), ("--version", "99")):
        result = run("relations", "USA", "RUS", "--store", kept, *wrong)
        assert result.exit_code in {3, 6} and result.stderr.count("\n") == 1


def test_a_network_and_its_file(kept: Path, tmp_path: Path) -> None:
    told = json.loads(run("network", "--store", kept, "--gexf", tmp_path / "n.gexf").stdout)
    assert told["nodes"][0]["events"] > 100 and told["blocs"][0]["period"] == "total"
    assert networkx.read_gexf(tmp_path / "n.gexf").number_of_edges() == len(told["edges"])
    table = run("network", "--store", kept, "--format", "table", "--since", "2020").stdout
    assert "between" in table and "Bloc 1" in table
    rows = run("network", "--store", kept, "--format", "csv", "--directed").stdout.splitlines()
    assert rows[0].startswith("a,b,events,verbal_cooperation")


def test_silence_is_no_network(tmp_path: Path) -> None:
    Store.open(tmp_path / "s", create=True)
    assert "no ties" in run("network", "--store", tmp_path / "s", "--format", "table").stdout
    told = json.loads(run("relations", "USA", "RUS", "--store", tmp_path / "s").stdout)
    assert told["periods"] == [] and told["total"]["score"] is None
