"""The task `dating`: when was a text written, as far as the text itself tells?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from detente.evaluate.task import Line, Scores, Task
from detente.record import When

#: How far true dates are moved, to see how many of the wrong ones are noticed. **Units**: days.
SHIFTS = (-3650, -1460, -365, -90, 365, 1460)


class Dating(Task):
    """Infer the days on which a text was written from its words alone, its date being hidden.

    Then its true date is held against the text, and six wrong ones; a true date that is doubted is a false alarm
    (unless the archive itself has it wrong).
    """

    name = "dating"
    needs = ("text",)
    answers = ("date",)

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Read the text without its date and gather the clues."""
        from detente.actors import find
        from detente.integrity.clues import clues
        from detente.integrity.dating import window
        from detente.reading import read
        from detente.record import Document
        from detente.settings import Settings

        settings = Settings.load()
        document = Document(str(line["text"]), language="en")
        reading = read(document, settings)
        found = clues(document, reading, find(document, reading, settings), settings)
        fitting = window(found)
        return {
            "id": line["id"],
            "start": fitting.start.isoformat() if fitting else None,
            "end": fitting.end.isoformat() if fitting and fitting.end else None,
            "clues": [
                {"kind": c.kind, "told": c.told, "steps": [(d.isoformat(), cost) for d, cost in c.steps]}
                for c in found
            ],
        }

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """How many windows there are and hold the true date, how wide they are, and which dates are doubted."""
        told = [(g, p) for g, p in zip(gold, predictions, strict=True) if p["start"] is not None]
        right = [
            p for g, p in told if p["start"] <= str(g["date"])[:10] and str(g["date"])[:10] <= (p["end"] or "9")
        ]
        wide = [_width(p) for _, p in told if p["end"] is not None]
        n = max(1, len(gold))
        doubts = _doubts(gold, predictions)
        return {
            "window": len(told) / n,
            "right": len(right) / max(1, len(told)),
            "closed": len(wide) / max(1, len(told)),
            "width": float(median(wide)) if wide else 0.0,
            "noticed": sum(doubts[s] for s in SHIFTS) / n / len(SHIFTS),
            "false_alarms": doubts[0] / n,
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The share of dates that are doubted, by how far they were moved."""
        n = max(1, len(predictions))
        return [{"moved by days": s, "doubted": many / n} for s, many in _doubts(gold, predictions).items()]


def _doubts(gold: list[Line], predictions: list[dict[str, Any]]) -> dict[int, int]:
    """How many dates are doubted, by how far they were moved from the true ones."""
    from detente.integrity.clues import Clue
    from detente.integrity.dating import judged
    from detente.record import Evidence, Span

    found = dict.fromkeys((0, *SHIFTS), 0)
    for line, told in zip(gold, predictions, strict=True):
        # The words do not matter here, but two clues must not look like one.
        clues = [
            Clue(
                c["kind"],
                tuple((date.fromisoformat(d), float(cost)) for d, cost in c["steps"]),
                c["told"],
                Evidence(Span("text", at, at + 1), "x", ""),
            )
            for at, c in enumerate(told["clues"])
        ]
        for shift in found:
            day = date.fromisoformat(str(line["date"])[:10]) + timedelta(days=shift)
            found[shift] += any(True for _ in judged(clues, When(day, day, "day", "given")))
    return found


def _width(found: dict[str, Any]) -> int:
    return (date.fromisoformat(found["end"]) - date.fromisoformat(found["start"])).days + 1
