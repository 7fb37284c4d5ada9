"""Task `dates`: a date phrase and a reference date, to days; refusing what cannot be known."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task
from detente.record import When


class Dates(Task):
    """Resolves each phrase and compares the first and last day at the grain of the gold.

    A row counts as right when its start is the same day (a month: the same year and month; a year: the same
    year; within `tolerance` days where the row gives one) and, where the gold has an end, the end too. A row
    without a start is right when the phrase was refused; `soft` ones without a start cannot be judged and are left
    out.
    """

    name = "dates"
    needs = ("text", "reference", "span")
    answers = ("start", "end", "grain", "open", "approximate", "tolerance", "alternatives", "soft")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Resolve the phrase; the words around it only tell whether the sentence speaks of the future."""
        from detente.events.dates import resolve, speaks_of_future

        start, end = line["span"]
        text = line["text"]
        future = speaks_of_future(f"{text[:start]} {text[end:]}")
        reference = date.fromisoformat(line["reference"]) if line["reference"] else None
        found = resolve(text[start:end], reference, future=future)
        return {"id": line["id"], **_written(found)}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Accuracy over all rows, over those with a date, and over those that must be refused."""
        judged = [(g, right(g, p)) for g, p in zip(gold, predictions, strict=True) if not _unjudged(g)]
        dated = [ok for g, ok in judged if g["start"] is not None]
        refused = [ok for g, ok in judged if g["start"] is None]
        answers = [
            p["start"] is not None for g, p in zip(gold, predictions, strict=True) if g["start"] is not None
        ]
        return {
            "accuracy": _share([ok for _, ok in judged]),
            "accuracy_dated": _share(dated),
            "accuracy_refused": _share(refused),
            "accuracy_where_answered": sum(dated) / sum(answers) if any(answers) else 0.0,
            "rows": float(len(judged)),
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Accuracy for each source and each grain."""
        groups: dict[str, list[bool]] = defaultdict(list)
        for g, p in zip(gold, predictions, strict=True):
            if not _unjudged(g):
                groups[f"source {g.get('source') or '-'}"].append(right(g, p))
                groups[f"grain {g['grain'] or 'refuse'}"].append(right(g, p))
        return [{"group": k, "rows": len(v), "accuracy": _share(v)} for k, v in sorted(groups.items())]


def _written(found: When | None) -> dict[str, Any]:
    if found is None:
        return {"start": None, "end": None, "grain": None}
    end = None if found.end is None or found.end == found.start else found.end.isoformat()
    return {"start": found.start.isoformat(), "end": end, "grain": found.grain}


def _unjudged(line: Line) -> bool:
    return line["start"] is None and bool(line.get("soft"))


def _share(judged: list[bool]) -> float:
    return sum(judged) / len(judged) if judged else 0.0


def right(gold: Line, prediction: dict[str, Any]) -> bool:
    """Whether a prediction is right.

    >>> right({"start": "2019-05-14", "end": None, "grain": "month"}, {"start": "2019-05-01", "end": None})
    True
    """
    if gold["start"] is None:
        return prediction["start"] is None
    if prediction["start"] is None:
        return False
    if gold.get("open") and prediction["end"] is not None:
        return False
    accepted = [gold, *(gold.get("alternatives") or [])]
    tolerance = gold.get("tolerance")
    return any(_same_days(a, prediction, a.get("grain") or gold["grain"], tolerance) for a in accepted)


def _same_days(accepted: Line, prediction: dict[str, Any], grain: str, tolerance: int | None) -> bool:
    wanted, found = date.fromisoformat(accepted["start"]), date.fromisoformat(prediction["start"])
    if tolerance is not None:
        start = abs((wanted - found).days) <= tolerance
    else:
        start = _at(wanted, grain) == _at(found, grain)
    if not start or accepted.get("end") is None:
        return start
    last = date.fromisoformat(prediction["end"] or prediction["start"])
    return _at(date.fromisoformat(accepted["end"]), grain) == _at(last, grain)


def _at(day: date, grain: str) -> tuple[int, ...]:
    if grain == "month":
        return day.year, day.month
    if grain == "quarter":
        return day.year, (day.month + 2) // 3
    if grain == "year":
        return (day.year,)
    if grain == "decade":
        return (day.year // 10,)
    return day.year, day.month, day.day
