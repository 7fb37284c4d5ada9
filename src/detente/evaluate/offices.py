"""Task `offices`: a person, a day -> country and office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.actors import resolve
from detente.actors.fold import key
from detente.evaluate.task import Line, Scores, Task
from detente.record import When

_SMALL = frozenset({"of", "the", "and", "for", "to", "in"})


class Offices(Task):
    """Look up the office a person held on a day.

    An office is right when the words of one title hold the other's, small words and the country's name aside
    ("Minister of Foreign Affairs of Russia" is "Minister of Foreign Affairs"), whichever of the offices of that
    day it is. A gold office of null means that no office was held.
    """

    name = "offices"
    needs = ("person", "date")
    answers = ("country", "office")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Look the person up."""
        found = resolve(line["person"], When.parse(line["date"], "given").start)
        if not found:
            return {"country": None, "office": None, "offices": []}
        actor = found[0].actor
        titles = [o.title for o in actor.offices]
        return {"country": actor.country, "office": titles[0] if titles else None, "offices": titles}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Share of lines with country and office right, and of each."""
        countries = [p["country"] == g.get("country") for g, p in zip(gold, predictions, strict=True)]
        offices = [_right(g.get("office"), p["offices"]) for g, p in zip(gold, predictions, strict=True)]
        both = [c and o for c, o in zip(countries, offices, strict=True)]
        n = max(1, len(gold))
        return {"both": sum(both) / n, "country": sum(countries) / n, "office": sum(offices) / n}


def _right(wanted: str | None, said: list[str]) -> bool:
    if wanted is None:
        return not said
    want = _words(wanted)
    return any(want <= _words(s) or _words(s) <= want for s in said)


def _words(title: str) -> set[str]:
    return set(key(title).split(" ")) - _SMALL
