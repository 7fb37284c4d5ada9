"""Single mentions: questions written from general knowledge before the tables were extended."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from detente.actors import resolve
from detente.settings import DATA_DIR


def faults(name: str) -> tuple[int, list[str]]:
    """How many questions there are, and which are answered wrong."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    wrong = []
    for q in questions:
        found = resolve(q["mention"], date.fromisoformat(q["date"]) if q["date"] else None)
        country = (found[0].actor.country if found else None) or ""
        sector = (found[0].actor.sector if found else None) or ""
        if (country, sector) != (q["country"], q["sector"]):
            wrong.append(f"{q['mention']} {q['date']}: {country} {sector}, not {q['country']} {q['sector']}")
    return len(questions), wrong


def test_single_mentions() -> None:
    number, wrong = faults("mentions_questions.csv")
    assert number >= 300
    assert len(wrong) <= 0.06 * number, "\n".join(wrong)


#: Names of CLDR that are no state of ours: none is left out in silence.
_OTHER_CODES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


#: PLOVER gives a disputed territory to the state that claims it.
_DISPUTED = {"EH": "MAR"}
#: The capital of the Maldives is written like a common word.
_COMMON = {("MDV", "Male"), ("MDV", "Malé")}


def _table(*path: str) -> list[dict[str, str]]:
    with DATA_DIR.joinpath(*path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_country_by_its_cldr_name() -> None:
    babel = pytest.importorskip("babel")
    codes = {row["iso2"]: row["iso3"] for row in _table("gazetteer", "countries.csv")} | _DISPUTED
    names = {
        code: name
        for code, name in babel.Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _OTHER_CODES
    }
    assert len(names) >= 249
    found = {code: next((j.actor.country for j in resolve(name)), None) for code, name in names.items()}
    assert found == {code: codes[code] for code in names}


def test_every_capital_and_adjective_is_its_country() -> None:
    wrong = []
    for row in _table("actors", "countries.csv"):
        for column, after in (("capital", ""), ("adjectives", " officials")):
            for word in filter(None, row[column].split("|")):
                found = next((j.actor.country for j in resolve(word + after)), None)
                if found != row["code"] and (row["code"], word) not in _COMMON:
                    wrong.append(f"{row['code']} {word}: {found}")
    assert not wrong
