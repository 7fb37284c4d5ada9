"""`detente relations --plot`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app
from detente.record import Actor, Cast, Coder, Coding, Document, Event, EventCode, Evidence, When, Where
from detente.store import Store


def coded(number: int) -> Coding:
    """A coding of a made-up month between two states: one word, one deed."""
    text = f"On day {number} they spoke and acted."
    document = Document(text)
    trigger = (Evidence.of(document.span(0, 2), text, "trigger"),)
    when = When.parse(f"2020-{number % 12 + 1:02d}-{number % 20 + 1:02d}", "text")
    cast = Cast(tuple(Actor(f"state:{c}", c, "state", c) for c in ("CHL", "NZL")), ())
    word = Event(
        f"{document.id[:8]}w", EventCode("SUPPORT"), None, 1, 5.0, (), (), ("state:CHL",), ("state:NZL",), None,
        when, Where("Auckland", "NZL", -36.8, 174.8, 2193733), 1.0, trigger, (),
    )  # fmt: skip
    deed = replace(
        word, id=f"{document.id[:8]}d", code=EventCode("COERCE", "seize"), quad=4, score=-7.0, where=None
    )
    return Coding(Coder("1", "t", "t")).having(
        document=document, cast=cast, events=(word, deed), quotes=(), issues=()
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plotting") / "store"
    Store.open(path, create=True).add([coded(n) for n in range(48)])
    return path


@pytest.fixture
def ask(store: Path) -> Callable[..., Result]:
    def run(*options: str) -> Result:
        return CliRunner().invoke(app, ["relations", "CHL", "NZL", "--store", str(store), *options])

    return run


@pytest.mark.parametrize("chart", ["timeline", "words-deeds", "matrix", "network", "map"])
def test_each_chart_can_be_drawn(ask: Callable[..., Result], tmp_path: Path, chart: str) -> None:
    path = tmp_path / "chart.svg"
    result = ask("--format", "csv", "--plot", str(path), "--chart", chart, "--theme", "dark")
    assert result.exit_code == 0, result.output
    assert path.read_text("utf-8").startswith("<svg")
    assert result.stdout.startswith("a,b,coder,period")  # the table comes all the same
    assert f"wrote {path}" in result.stderr


def test_the_timeline_is_what_is_drawn_by_default(ask: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "chart.json"
    assert ask("--plot", str(path)).exit_code == 0
    assert "Chile – New Zealand: 2020-01 to 2020-12, by month" in path.read_text("utf-8")


def test_nothing_is_asked_for_a_file_that_cannot_be_written(ask: Callable[..., Result], tmp_path: Path) -> None:
    result = ask("--plot", str(tmp_path / "chart.gif"))
    assert result.exit_code != 0 and "chart.gif does not say what it shall be" in result.stderr
    result = ask("--plot", str(tmp_path / "none" / "chart.svg"))
    assert "no folder" in result.stderr


def test_what_cannot_be_drawn_says_why(ask: Callable[..., Result], tmp_path: Path) -> None:
    path = str(tmp_path / "chart.svg")
    assert "no issues" in ask("--plot", path, "--chart", "issues").stderr
    assert "coded by 'ICEWS'" in ask("--plot", path, "--beside", "ICEWS").stderr
    told = ask("--plot", path, "--chart", "map", "--beside", "ICEWS").stderr
    assert "shows one coder" in told
