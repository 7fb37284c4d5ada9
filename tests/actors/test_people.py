"""Persons in the news who hold no cabinet office: questions written before the table, and how names reach them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detente.actors import load, resolve
from detente.record import Actor, Cast, Reading

QUESTIONS = Path(__file__).with_name("people_questions.csv")
Found = tuple[Cast, Reading]


def wrong(person: str, day: str, countries: str, sectors: str) -> str:
    """What is wrong about the answer to a question; empty when it is right."""
    found = resolve(person, date.fromisoformat(day))
    if not found:
        return f"{person} {day}: nobody"
    actor = found[0].actor
    right = actor.country in countries.split("|") and actor.sector in sectors.split("|")
    return (
        ""
        if right
        else f"{person} {day}: {actor.name}, {actor.country}, {actor.sector}, not {countries} {sectors}"
    )


def test_country_and_sector_on_a_day() -> None:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    assert len(questions) >= 200
    faults = [w for q in questions if (w := wrong(q["person"], q["date"], q["country"], q["sector"]))]
    assert len(faults) <= 0.05 * len(questions), "\n".join(faults)


def test_the_table_reaches_all_regions() -> None:
    registry = load()
    persons = [p for p in registry.persons.values() if p.famous]
    assert len(persons) >= 2_500
    assert len({t.country for p in persons for t in p.terms}) >= 150


def test_a_full_name_alone_is_enough_for_somebody_famous(
    cast_of: Callable[..., Found], actor_at: Callable[[Found, str], Actor]
) -> None:
    found = cast_of("A prize was given to Berta Cáceres. Reporters praised Cáceres.", "2015-04-20")
    assert actor_at(found, "Berta Cáceres").country == "HND"
    assert actor_at(found, "Cáceres").country == "HND"


@pytest.mark.parametrize("surname", ["Ford", "Powell", "Johnson", "Khan"])
def test_nobody_of_no_cabinet_takes_a_surname_from_an_office_holder(surname: str) -> None:
    registry = load()
    assert not any(registry.persons[who].famous for who in registry.surnames[surname.lower()])


def test_a_name_long_before_its_time_is_a_namesake(
    cast_of: Callable[..., Found], actor_at: Callable[[Found, str], Actor]
) -> None:
    found = cast_of("Greta Thunberg opened a shop.", "1970-01-01")
    assert actor_at(found, "Greta Thunberg").country is None
