"""Fresh questions on offices, written before the tables were filled from 1990 on."""

from __future__ import annotations

import csv
from pathlib import Path

from detente.evaluate.offices import Offices, right, several

QUESTIONS = Path(__file__).with_name("offices_fresh.csv")


def test_fresh_questions() -> None:
    task = Offices()
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    assert len(gold) >= 200
    assert len({g["country"] for g in gold}) >= 100
    assert sum(bool(g["who"]) for g in gold) >= 30
    said = [task.predict({k: v for k, v in g.items() if k not in task.answers}, QUESTIONS.parent) for g in gold]
    faults = [
        f"{g['person']} {g['date']}: {p['who']}, {p['country']}, {p['offices']}"
        for g, p in zip(gold, said, strict=True)
        if p["country"] not in several(g["country"]) or not right(g, p)
    ]
    assert len(faults) <= 0.03 * len(gold), "\n".join(faults)
