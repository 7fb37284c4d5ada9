"""Task `offices`: a person, a day -> country and office; or an office, a day -> its holder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.actors import load, resolve
from detente.actors.fold import key
from detente.evaluate.task import Line, Scores, Task
from detente.record import When


class Offices(Task):
    """Look up the office a person held on a day, or who held an office.

    An office is right when the words of one title hold the other's, small words (`title_small` and `title_same`
    of `words.yaml`) and the country's name aside ("Minister of Foreign Affairs of Russia" is "Minister of Foreign
    Affairs"), whichever of the offices of that day it is. A gold office of null means that no office was held;
    `a|b` that either is right. Where the gold has a `who` ("the president of Chad" is Idriss Déby, `a|b` are two
    spellings), the name decides instead of the office.
    """

    name = "offices"
    needs = ("person", "date")
    answers = ("country", "office", "who")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Look the person up."""
        found = resolve(line["person"], When.parse(line["date"], "given").start)
        if not found:
            return {"country": None, "office": None, "offices": [], "who": None, "spellings": []}
        actor = found[0].actor
        titles = [o.title for o in actor.offices]
        known = load().persons.get(actor.id)
        return {
            "country": actor.country,
            "office": titles[0] if titles else None,
            "offices": titles,
            "who": actor.name,
            "spellings": known.keys if known is not None else [key(actor.name)],
        }

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Share of lines with country and office right, and of each."""
        pairs = list(zip(gold, predictions, strict=True))
        countries = [p["country"] in several(g.get("country")) for g, p in pairs]
        offices = [right(g, p) for g, p in pairs]
        both = [c and o for c, o in zip(countries, offices, strict=True)]
        n = max(1, len(gold))
        return {"both": sum(both) / n, "country": sum(countries) / n, "office": sum(offices) / n}


def several(cell: str | None) -> list[str | None]:
    """The answers a gold field allows: `a|b` is either, nothing is nothing."""
    return [*cell.split("|")] if cell else [None]


def right(gold: Line, said: dict[str, Any]) -> bool:
    """Whether the office, or the person where the gold asks for one, is the gold's.

    Args:
        gold: A line with its answers.
        said: What `predict` made of it.
    """
    if gold.get("who"):
        return any(key(name or "") in said["spellings"] for name in several(gold["who"]))
    return any(_fits(wanted, said["offices"]) for wanted in several(gold.get("office")))


def _fits(wanted: str | None, said: list[str]) -> bool:
    if wanted is None:
        return not said
    want = _words(wanted)
    return any(want <= _words(s) or _words(s) <= want for s in said)


def _words(title: str) -> set[str]:
    registry = load()
    same = {word: row[0] for row in registry.words["title_same"] for word in row}
    return {same.get(word, word) for word in key(title).split(" ")} - registry.sets["title_small"]
