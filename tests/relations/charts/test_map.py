"""The outlines under the map are what their README says."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from detente.relations.charts.spoken import country
from detente.settings import DATA_DIR

FOLDER = Path(DATA_DIR) / "map"
MAP = json.loads((FOLDER / "countries.json").read_text("utf-8"))
SHAPES = {g["id"]: g for g in MAP["objects"]["countries"]["geometries"]}
Ring = list[tuple[float, float]]


def arcs() -> list[Ring]:
    (sx, sy), (tx, ty) = MAP["transform"]["scale"], MAP["transform"]["translate"]
    found = []
    for arc in MAP["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        found.append(line)
    return found


def owners(lon: float, lat: float) -> set[str]:
    """Whose outline a point lies in."""
    lines = arcs()
    found = set()
    for code, shape in SHAPES.items():
        for polygon in shape["arcs"]:
            ring = [p for i in polygon[0] for p in (lines[i] if i >= 0 else reversed(lines[~i]))]
            inside = False
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
                if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                    inside = not inside
            if inside:
                found.add(code)
    return found


def test_every_outline_is_a_country_that_detente_knows() -> None:
    assert len(SHAPES) == 175
    assert all(country(code) != code for code in SHAPES)


def test_capitals_lie_in_their_countries() -> None:
    for code, lon, lat in (
        ("CHL", -70.7, -33.5),
        ("NZL", 175.6, -40.4),
        ("RUS", 37.6, 55.8),
        ("USA", -98.0, 39.0),
    ):
        assert owners(lon, lat) == {code}


def test_disputed_places_are_whose_the_tables_say() -> None:
    for row in yaml.safe_load((FOLDER / "moved.yaml").read_text("utf-8")):
        assert owners(row["lon"], row["lat"]) == {row["to"]}, row["what"]


def test_no_arc_is_unused_and_none_is_missing() -> None:
    used = {i if i >= 0 else ~i for g in SHAPES.values() for p in g["arcs"] for r in p for i in r}
    assert used == set(range(len(MAP["arcs"])))
    assert all(len(arc) >= 2 for arc in MAP["arcs"])
