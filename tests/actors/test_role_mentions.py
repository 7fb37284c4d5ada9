"""Offices without a name, by date: who "the French foreign minister" was that day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from detente.actors import load, resolve
from detente.actors.fold import key

QUESTIONS = Path(__file__).with_name("role_mentions.csv")


def wrong(mention: str, day: str, country: str, person: str) -> str:
    found = resolve(mention, date.fromisoformat(day))
    actor = found[0].actor if found else None
    known = load().persons.get(actor.id) if actor is not None else None
    right = known is not None and any(key(name) in known.keys for name in person.split("|"))
    if right and actor is not None and actor.country == country:
        return ""
    return f"{mention} {day}: {actor.name if actor else 'nobody'}, not {person}"


def test_role_mentions_by_date() -> None:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    assert len(questions) >= 80
    faults = [w for q in questions if (w := wrong(q["mention"], q["date"], q["country"], q["person"]))]
    assert len(faults) <= 0.1 * len(questions), "\n".join(faults)


@pytest.mark.parametrize(
    ("mention", "day", "office"),
    [
        ("S. Jaishankar", "2016-05-01", "Foreign Secretary"),
        ("S. Jaishankar", "2021-05-01", "Minister of External Affairs"),
    ],
)
def test_an_indian_foreign_secretary_is_no_minister(mention: str, day: str, office: str) -> None:
    assert [o.title for o in resolve(mention, date.fromisoformat(day))[0].actor.offices][:1] == [office]
