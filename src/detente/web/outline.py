"""The outlines of countries as one path of an SVG."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.settings import DATA_DIR

Points = list[tuple[float, float]]


@lru_cache(maxsize=2)
def outlines(scale: float, north: float) -> str:
    """The path of all countries, longitudes from left to right and latitudes from the north down.

    Args:
        scale: **Units**: of the drawing to a degree.
        north: The northern edge. **Units**: degrees.
    """
    told = json.loads((Path(DATA_DIR) / "map" / "countries.json").read_text("utf-8"))
    arcs = _arcs(told)
    return "".join(_path(ring, scale, north) for ring in _rings(told, arcs))


def _arcs(told: dict[str, Any]) -> list[Points]:
    """Arcs of a topology: each point is told as the step from the one before, in units of its grid."""
    (sx, sy), (tx, ty) = told["transform"]["scale"], told["transform"]["translate"]
    found = []
    for arc in told["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def _rings(told: dict[str, Any], arcs: Sequence[Points]) -> Iterator[Points]:
    for shape in told["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for polygon in polygons:
            for ring in polygon:
                points: Points = []
                for at in ring:
                    # An arc that is walked backwards goes by the complement of its number.
                    arc = arcs[at] if at >= 0 else arcs[~at][::-1]
                    points += arc[1:] if points else arc
                yield from _unrolled(points)


def _unrolled(points: Points) -> Iterator[Points]:
    """A ring without jumps over the date line: what leaves the map on one side comes in on the other."""
    found, shift = [points[0]], 0.0
    for (before, _), (x, y) in pairwise(points):
        shift += -360 if x - before > 180 else 360 if x - before < -180 else 0
        found.append((x + shift, y))
    yield found
    if min(x for x, _ in found) < -180.01:
        yield [(x + 360, y) for x, y in found]
    if max(x for x, _ in found) > 180.01:
        yield [(x - 360, y) for x, y in found]


def _path(ring: Points, scale: float, north: float) -> str:
    told: list[str] = []
    for x, y in ring:
        point = f"{round((x + 180) * scale, 1):g} {round((north - y) * scale, 1):g}"
        if not told or told[-1] != point:
            told.append(point)
    return f"M{'L'.join(told)}Z" if len(told) > 3 else ""
