"""Task `places`: the places a text names, found and resolved to GeoNames ids, countries and coordinates."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1

_KILOMETRES = 161.0
Pair = tuple[dict[str, Any], dict[str, Any] | None]


class Places(Task):
    """Finds and resolves the places of each text.

    `id_matched` and the like are shares of the linked gold places whose span was found exactly: the figure that
    others publish. `id_all` and the like are shares of all linked gold places, found or not. Finding counts all
    gold places, linked or not.
    """

    name = "places"
    needs = ("text",)
    answers = ("places",)

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Locate the places of one text."""
        from detente.actors.geo import locate
        from detente.reading import read
        from detente.record import Document

        return {
            "id": line["id"],
            "places": [
                {
                    "span": [p.span.start, p.span.end],
                    "geonameid": p.place.geonameid if p.place else None,
                    "lat": p.place.lat if p.place else None,
                    "lon": p.place.lon if p.place else None,
                    "country": p.country,
                }
                for p in locate(read(Document(str(line["text"]))))
            ],
        }

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Ids, countries and distances on matched and on all linked places; finding."""
        pairs = list(_pairs(gold, predictions))
        linked = [(g, p) for g, p in pairs if g.get("geonameid") is not None]
        matched = [(g, p) for g, p in linked if p is not None]
        wanted, hits = len(pairs), sum(p is not None for _, p in pairs)
        said = sum(len(p["places"]) for p in predictions)
        found = {
            f"{name}_{part}": _share([right(g, p) for g, p in rows])
            for part, rows in (("matched", matched), ("all", linked))
            for name, right in (("id", _same_id), ("country", _same_country), ("acc161", _near))
        }
        return {
            **found,
            "found_precision": hits / said if said else 0.0,
            "found_recall": hits / wanted if wanted else 0.0,
            "found_f1": f1(hits, said, wanted),
            "places": float(wanted),
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Found and rightly resolved for each kind of feature."""
        rows: dict[str, Counter[str]] = {}
        for g, p in _pairs(gold, predictions):
            row = rows.setdefault(g.get("feature") or "not linked", Counter())
            row.update(gold=1, found=int(p is not None), id=int(_same_id(g, p)))
        return [{"feature": n, **c} for n, c in sorted(rows.items(), key=lambda r: -r[1]["gold"])]


def _pairs(gold: list[Line], predictions: list[dict[str, Any]]) -> list[Pair]:
    """Each gold place beside the prediction of the same span."""
    pairs: list[Pair] = []
    for line, said in zip(gold, predictions, strict=True):
        by_span = {tuple(p["span"]): p for p in said["places"]}
        pairs.extend((g, by_span.get(tuple(g["span"]))) for g in line["places"])
    return pairs


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _same_id(gold: dict[str, Any], said: dict[str, Any] | None) -> bool:
    return said is not None and gold.get("geonameid") is not None and said["geonameid"] == gold["geonameid"]


def _same_country(gold: dict[str, Any], said: dict[str, Any] | None) -> bool:
    """Alpha-2 and alpha-3 are both accepted; a place of no country has none."""
    if said is None:
        return False
    return _alpha3(gold.get("country")) == _alpha3(said["country"])


def _alpha3(code: str | None) -> str | None:
    from detente.actors.geo_words import load_words
    from detente.settings import DATA_DIR

    return load_words(str(DATA_DIR)).iso3.get(code, code) if code else None


def _near(gold: dict[str, Any], said: dict[str, Any] | None) -> bool:
    if said is None or said["lat"] is None or gold.get("lat") is None:
        return False
    return distance(gold["lat"], gold["lon"], said["lat"], said["lon"]) <= _KILOMETRES


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance over the ground between two points.

    Args:
        lat: Degrees north of the first.
        lon: Degrees east of the first.
        other_lat: Degrees north of the second.
        other_lon: Degrees east of the second.

    Returns:
        Kilometres.

    >>> round(distance(48.85, 2.35, 51.5, -0.13))
    343
    """
    a, b, turn = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))
