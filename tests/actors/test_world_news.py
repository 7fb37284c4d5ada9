"""The places of world news: sentences written before the rules were tuned on them, so a floor, not every one."""

from __future__ import annotations

import csv
from pathlib import Path

from detente.actors.geo import Located, locate
from detente.evaluate.places import distance
from detente.reading import read
from detente.record import Document

with (Path(__file__).parent / "world_news_places.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def right(row: dict[str, str], found: Located | None) -> bool:
    if found is None or found.place is None or (found.country or "") != row["country"]:
        return False
    if row["geonameid"]:
        return found.place.geonameid == int(row["geonameid"])
    away = distance(float(row["lat"]), float(row["lon"]), found.place.lat, found.place.lon)
    return away <= float(row["km"])


def test_most_places_of_world_news_are_right() -> None:
    texts: dict[str, dict[str, Located]] = {}
    for text in dict.fromkeys(r["sentence"] for r in ROWS):
        texts[text] = {text[p.span.start : p.span.end]: p for p in locate(read(Document(text)))}
    good = sum(right(r, texts[r["sentence"]].get(r["name"])) for r in ROWS)
    assert good / len(ROWS) >= 0.94
