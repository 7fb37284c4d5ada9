"""Charts as files: the same every time, nothing fetched, nothing from a text run."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.relations import charts
from detente.relations.places import EventPlace, EventPlaces
from detente.relations.results import IssueMap, Network, Timeline, TurningPoints

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
QUOTED = "x'];datum.constructor.constructor('alert(3)')()//\"&amp;"


def test_each_kind_of_file_is_what_its_name_says(line: Timeline, tmp_path: Path) -> None:
    chart = charts.timeline(line)
    begins = {".svg": b"<svg", ".png": b"\x89PNG\r\n", ".json": b"{", ".html": b"<!DOCTYPE html>"}
    for suffix in charts.SUFFIXES:
        path = charts.save(chart, tmp_path / f"chart{suffix.upper() if suffix == '.svg' else suffix}")
        assert path.read_bytes().startswith(begins[suffix])
    assert json.loads((tmp_path / "chart.json").read_text("utf-8"))["title"]["text"].startswith("Chile")


def test_what_cannot_be_written_says_so(line: Timeline, tmp_path: Path) -> None:
    chart = charts.timeline(line)
    with pytest.raises(InputError, match=r"chart\.gif does not say"):
        charts.save(chart, tmp_path / "chart.gif")
    with pytest.raises(InputError, match="does not say"):
        charts.save(chart, tmp_path / "chart")
    with pytest.raises(InputError, match="no folder"):
        charts.save(chart, tmp_path / "missing" / "chart.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        charts.save(chart, tmp_path / "folder.svg")


def test_the_same_chart_gives_the_same_bytes(line: Timeline, turning: TurningPoints, net: Network) -> None:
    for kind in (".svg", ".json", ".png"):
        assert charts.drawn(charts.timeline(line, turning), kind) == charts.drawn(
            charts.timeline(line, turning), kind
        )
        assert charts.drawn(charts.network(net), kind) == charts.drawn(charts.network(net), kind)


def test_a_picture_does_not_depend_on_the_clock_of_the_machine(tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import date; from tests.relations.charts.conftest import line_of, point\n"
        "from detente.relations import charts\n"
        "line = line_of([point(2022, m, 6, 1.0, -1.0) for m in range(1, 13)])\n"
        "charts.save(charts.timeline(line), sys.argv[1])\n"
    )
    made = []
    for zone in ("Pacific/Auckland", "America/Santiago"):
        path = tmp_path / f"{zone[:3]}.svg"
        here = str(Path(__file__).parents[3])
        environment = {"TZ": zone, "PYTHONPATH": f"{here}/src:{here}", "PATH": "/usr/bin:/bin"}
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment, cwd=here)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def hostile_issues(issues: IssueMap) -> IssueMap:
    """Issues whose names and holders are attacks."""
    holders = tuple(replace(h, actor=HOSTILE) for h in issues.issues[0].holders)
    first = replace(issues.issues[0], name=HOSTILE, holders=holders)
    return replace(issues, issues=(first, replace(issues.issues[1], name=QUOTED), *issues.issues[2:]))


def test_names_are_data_and_never_markup(issues: IssueMap, tmp_path: Path) -> None:
    chart = charts.issue_map(hostile_issues(issues))
    picture = charts.drawn(chart, ".svg").decode()
    assert "<script" not in picture and "<img" not in picture
    page = charts.drawn(chart, ".html").decode()
    assert HOSTILE not in page and "<img src=x" not in page
    assert page.count("<script") == 2  # detente's own two
    assert json.loads(charts.drawn(chart, ".json"))["datasets"]
    assert charts.drawn(chart, ".png").startswith(b"\x89PNG")


def test_names_never_become_expressions(issues: IssueMap, line: Timeline, places: EventPlaces) -> None:
    spots = (EventPlace(QUOTED, None, 1.0, 2.0, 3, 1.0, 0.0), *places.places)
    made = [
        charts.issue_map(hostile_issues(issues)),
        charts.world_map(replace(places, places=spots)),
        charts.timeline([line], names=[QUOTED]),
    ]
    for chart in made:
        spec = charts.specification(chart)
        spec.pop("datasets")
        found = [p for p in walk_expressions(spec) if "constructor" in p or "alert" in p]
        assert not found
        assert charts.drawn(chart, ".svg")


def walk_expressions(value: object, key: str = "") -> list[str]:
    """Texts of a specification that are read as code."""
    if isinstance(value, dict):
        return [e for k, v in value.items() for e in walk_expressions(v, k)]
    if isinstance(value, list):
        return [e for v in value for e in walk_expressions(v, key)]
    code = ("expr", "labelExpr", "test", "calculate", "filter", "signal", "href", "url")
    return [str(value)] if key in code else []


def test_a_page_needs_no_network(line: Timeline) -> None:
    page = charts.drawn(charts.timeline(line), ".html").decode()
    assert "default-src 'none'" in page
    assert 'src="http' not in page and "<link" not in page


def test_no_address_is_fetched(line: Timeline) -> None:
    chart = charts.timeline(line)
    spec = charts.specification(chart)
    assert not [u for u in walk_expressions(spec) if u.startswith("http")]
