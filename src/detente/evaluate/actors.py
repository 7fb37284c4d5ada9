"""Task `actors`: a mention, a day -> country, sector, name."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from detente.actors import resolve
from detente.actors.fold import key
from detente.evaluate.task import Line, Scores, Task
from detente.record import When


class Actors(Task):
    """Resolve a mention on its own.

    Scored are the fields a gold line lists in `check` (`country` and `sector` where it lists none); an answer of
    null must come out empty. `none` = the mention must be refused.
    """

    name = "actors"
    needs = ("mention", "date")
    answers = (
        "country",
        "sector",
        "sector2",
        "page",
        "office",
        "check",
        "kind",
        "status",
        "country_not",
        "page_not",
        "sector_any",
    )

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Resolve the mention."""
        on = When.parse(line["date"], "given").start if line["date"] else None
        found = resolve(line["mention"], on, line.get("context"))
        if not found:
            return {"country": None, "sector": None, "name": None}
        actor = found[0].actor
        named = actor.kind in {"person", "organisation", "armed_group", "government_body", "state"}
        return {"country": actor.country, "sector": actor.sector, "name": actor.name if named else None}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Shares of right countries, sectors, names and refusals."""
        right: dict[str, list[bool]] = defaultdict(list)
        for line, said in zip(gold, predictions, strict=True):
            checks = line.get("check") or [c for c in ("country", "sector") if c in line]
            for field in checks:
                if field in {"country", "sector"}:
                    right[field].append(said[field] == line[field])
                elif field == "page" and line.get("page"):
                    right["name"].append(_same(said["name"], line["page"]))
                elif field == "none":
                    right["refused"].append(said["country"] is None and said["sector"] is None)
        names = [n for n in ("country", "sector", "name", "refused") if right[n]]
        return {n: sum(right[n]) / len(right[n]) for n in names} | {f"{n}_lines": len(right[n]) for n in names}


def _same(name: str | None, page: str) -> bool:
    """Whether a name is a page's title, its qualifier in brackets aside."""
    return name is not None and key(name) == key(page.split(" (")[0])
