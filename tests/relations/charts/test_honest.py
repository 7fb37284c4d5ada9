"""What a chart may never do: draw silence, hide few events, stretch the axis."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.relations import charts
from detente.relations.charts.times import alone, series
from detente.relations.places import EventPlaces
from detente.relations.results import (
    Estimate,
    IssueMap,
    Network,
    Outlook,
    Point,
    Timeline,
    TurningPoints,
    WordsDeeds,
)

spec = importlib.util.spec_from_file_location("made", Path(__file__).with_name("conftest.py"))
assert spec is not None and spec.loader is not None
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
line_of, point = made.line_of, made.point


def rows_of(chart: Any) -> Iterator[dict[str, Any]]:
    """All rows of a chart's data."""
    for rows in charts.specification(chart)["datasets"].values():
        if isinstance(rows, list):
            yield from rows


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """All objects within a specification."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


@pytest.fixture
def all_charts(
    line: Timeline,
    turning: TurningPoints,
    outlook: Outlook,
    words: WordsDeeds,
    issues: IssueMap,
    net: Network,
    places: EventPlaces,
) -> dict[str, Any]:
    return {
        f"{name} {theme}": chart
        for theme in ("light", "dark")
        for name, chart in {
            "timeline": charts.timeline(line, turning, outlook, theme),
            "words": charts.words_deeds(words, theme),
            "issues": charts.issue_map(issues, theme),
            "matrix": charts.matrix(net, theme),
            "network": charts.network(net, theme),
            "map": charts.world_map(places, theme),
        }.items()
    }


def test_every_chart_is_a_valid_specification(all_charts: dict[str, Any]) -> None:
    for chart in all_charts.values():
        spec = charts.specification(chart)
        alt.Chart.from_dict(spec)  # validates against the schema that Altair carries
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v")


def test_every_chart_says_how_it_was_counted_and_by_whom(all_charts: dict[str, Any]) -> None:
    for name, chart in all_charts.items():
        title = charts.specification(chart)["title"]
        text = " ".join([title["text"], *title["subtitle"]])
        assert "negation, hypothetical, historical events left out" in text, name
        assert "reprints and rewrites once" in text and "Coder: detente " in text, name
        if not name.startswith(("matrix", "network")):
            assert "Chile – New Zealand" in text, name


def test_every_axis_of_scores_is_the_whole_of_it(all_charts: dict[str, Any]) -> None:
    scores = ("value", "low", "deeds", "words", "top")
    for name in ("timeline light", "words dark"):
        found = [
            o["y"]["scale"]["domain"]
            for o in walk(charts.specification(all_charts[name]))
            if isinstance(o.get("y"), dict) and o["y"].get("field") in scores
        ]
        assert found and all(d == [-10, 10] for d in found)


def test_silence_has_no_mark_and_breaks_the_line(line: Timeline) -> None:
    chart = charts.timeline(line)
    drawn = [r for r in rows_of(chart) if "value" in r and "run" in r]
    assert not [r for r in drawn if r["period"] == "2022-09"]
    runs = {r["period"]: r["run"] for r in drawn}
    assert runs["2022-08"] != runs["2022-10"]
    assert runs["2023-03"] == runs["2023-05"]  # a sparse period is no silence
    assert not [r for r in rows_of(chart) if "events" in r and not r["events"]]


def test_few_events_are_hollow(line: Timeline) -> None:
    drawn = [r for r in rows_of(charts.timeline(line)) if "run" in r]
    assert {r["period"] for r in drawn if r["few"]} == {"2023-04"}


def test_an_interval_is_drawn_where_there_is_one_and_only_there(line: Timeline) -> None:
    rows = series("x", line.points, lambda p: p.score, lambda p: p.events)
    assert [r["period"] for r in rows if "band" not in r] == ["2023-04"]
    told = {r["period"]: r for r in rows}
    assert told["2023-03"]["band"] != told["2023-05"]["band"]
    assert all(r["low"] <= r["value"] <= r["high"] for r in rows if "band" in r)


def test_turning_points_lie_where_they_were_found(turning: TurningPoints, line: Timeline) -> None:
    rows = list(rows_of(charts.timeline(line, turning)))
    assert {r["label"] for r in rows if "label" in r} == {
        "▲ warmer 2022-06",
        "▼ colder 2023-01",
        "▲ warmer 2023-06",
    }
    means = [(r["from"], r["value"]) for r in rows if set(r) == {"from", "to", "value"}]
    assert means[0] == ("2022-01-01", -4.2) and means[-1] == ("2023-06-01", -1.4)


def test_two_coders_stand_in_one_chart(line: Timeline) -> None:
    other = line_of([p for p in line.points if p.events > 1], coder="ICEWS")
    chart = charts.timeline([line, other])
    assert {r["series"] for r in rows_of(chart) if "run" in r} == {"detente", "ICEWS"}
    title = charts.specification(chart)["title"]
    assert any("Coders: detente" in s and "ICEWS" in s for s in title["subtitle"])


def test_series_that_cannot_be_told_apart_are_refused(line: Timeline) -> None:
    with pytest.raises(InputError, match="one name each"):
        charts.timeline([line, line])
    assert charts.timeline([line, line], names=["one", "other"])
    with pytest.raises(InputError, match="cannot be told apart"):
        charts.timeline([line] * 5, names=list("abcde"))


def test_nothing_to_draw_is_an_error_and_no_empty_picture(issues: IssueMap, net: Network) -> None:
    empty = line_of([])
    with pytest.raises(InputError, match="nothing to draw"):
        charts.timeline(empty)
    with pytest.raises(InputError, match="nothing to draw"):
        charts.timeline([])
    with pytest.raises(InputError, match="no issues"):
        charts.issue_map(IssueMap(issues.a, issues.b, None, None, issues.rule, 1, ()))
    bare = Network((), (), (), (), "year", None, None, net.rule, 1)
    for draw in (charts.matrix, charts.network):
        with pytest.raises(InputError, match="nothing to draw"):
            draw(bare)


def test_an_unknown_theme_or_measure_is_named(line: Timeline) -> None:
    with pytest.raises(InputError, match="no theme 'sepia'"):
        charts.timeline(line, theme="sepia")
    with pytest.raises(InputError, match="no measure 'mood'"):
        charts.timeline(line, measure="mood")


def test_pairs_without_events_are_blank_in_the_matrix(net: Network) -> None:
    cells = {(r["a"], r["b"]): r for r in rows_of(charts.matrix(net)) if "score" in r}
    assert ("Norway", "Peru") not in cells and ("Chile", "Norway") not in cells
    assert cells["Norway", "Uruguay"]["few"] and not cells["Chile", "Uruguay"]["few"]


def test_the_map_says_how_much_it_does_not_show(places: EventPlaces) -> None:
    title = charts.specification(charts.world_map(places))["title"]
    assert title["subtitle"][0].startswith("30 of 150 events have a place")


def test_what_is_left_out_of_a_long_list_is_said(issues: IssueMap, net: Network) -> None:
    shown = charts.specification(charts.issue_map(issues, most=2))["title"]["subtitle"]
    assert any("2 more are left out" in s for s in shown)
    shown = charts.specification(charts.matrix(net, most=3))["title"]["subtitle"]
    assert any("2 more are left out" in s for s in shown)


estimates = st.one_of(
    st.none(),
    st.floats(-10, 10).map(Estimate),
    st.tuples(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10)).map(
        lambda t: Estimate(sorted(t)[1], min(t), max(t))
    ),
)


@given(st.lists(st.tuples(estimates, st.integers(1, 20)), max_size=30))
def test_a_series_has_a_row_for_each_known_period_and_no_other(told: list[tuple[Estimate | None, int]]) -> None:
    first = date(2020, 1, 1)
    base = point(2020, 1, 5, 1.0, 1.0)
    points = [
        Point(
            **{
                **{f: getattr(base, f) for f in Point.__dataclass_fields__},
                "start": first + timedelta(days=n),
                "end": first + timedelta(days=n),
                "label": str(n),
                "events": many,
                "score": score,
            }
        )
        for n, (score, many) in enumerate(told)
    ]
    rows = series("s", points, lambda p: p.score, lambda p: p.events)
    assert [r["period"] for r in rows] == [p.label for p in points if p.score is not None]
    by_run: dict[str, list[int]] = {}
    for row in rows:
        by_run.setdefault(row["run"], []).append(int(row["period"]))
    assert all(b - a == 1 for r in by_run.values() for a, b in pairwise(r))
    single = {r["period"] for r in alone(rows)}
    bands = [r["band"] for r in rows if "band" in r]
    assert single == {r["period"] for r in rows if "band" in r and bands.count(r["band"]) == 1}
