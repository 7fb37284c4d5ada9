"""Who held what on which day: questions written from general knowledge, not looked up in the tables."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from detente.actors import resolve

#: Those who run for an office or are about to take it hold none.
_RUNNING = re.compile(r"candidate|nominee|[- ]elect$", re.IGNORECASE)
QUESTIONS = Path(__file__).with_name("offices_questions.csv")


def wrong(person: str, day: str, countries: str, office: str) -> str:
    """What is wrong about the answer to a question; empty when it is right. No office = none was held that day."""
    found = resolve(person, date.fromisoformat(day))
    if not found:
        return f"{person} {day}: nobody"
    actor = found[0].actor
    titles = [o.title for o in actor.offices]
    said = f"{person} {day}: {actor.name}, {actor.country}, {titles}, not {countries} {office!r}"
    if actor.country not in countries.split("|"):
        return said
    if not office:
        return said if any(not _RUNNING.search(t) for t in titles) else ""
    return "" if any(re.search(office, t, re.IGNORECASE) for t in titles) else said


def test_offices_on_a_day() -> None:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    assert len(questions) >= 200
    assert len({q["country"] for q in questions}) >= 60
    faults = [w for q in questions if (w := wrong(q["person"], q["date"], q["country"], q["office"]))]
    assert len(faults) <= 0.03 * len(questions), "\n".join(faults)
