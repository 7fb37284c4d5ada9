"""Measuring auxiliary modes: which acts are denied, still to come, only possible or long past.

The whole coder reads each sentence; the event between the marked parties is looked at. By PLOVER's rewrites a
cooperation that is only announced is AGREE and threatened violence THREATEN: such lines want no auxiliary mode.
"""

from __future__ import annotations

from typing import Any

from detente.evaluate.events import Events
from detente.evaluate.task import Line, Scores, f1
from detente.record import MODALITIES

#: What a line without an auxiliary mode is called in the table.
NONE = "none"


class Modality(Events):
    """Auxiliary modes of the event between two marked parties."""

    name = "modality"
    needs = ("text", "actor", "recipient")
    answers = ("event", "modality")

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Macro-F1 over the four modes and none, accuracy, and the share of lines with an event at all."""
        rows = self.table(gold, predictions)
        pairs = [(_wanted(g), _got(g, p)) for g, p in zip(gold, predictions, strict=True)]
        found = [pair for pair in pairs if pair[1] is not None]
        return {
            "macro_f1": sum(r["f1"] for r in rows) / len(rows) if rows else 0.0,
            "accuracy": sum(w == g for w, g in pairs) / len(pairs) if pairs else 0.0,
            "event_found": len(found) / len(pairs) if pairs else 0.0,
            "accuracy_where_found": sum(w == g for w, g in found) / len(found) if found else 0.0,
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Precision, recall and F1 of each mode; a line without an event is a miss."""
        pairs = [(_wanted(g), _got(g, p)) for g, p in zip(gold, predictions, strict=True)]
        rows = []
        for name in (*MODALITIES, NONE):
            wanted = [pair for pair in pairs if name in pair[0]]
            got = [pair for pair in pairs if pair[1] is not None and name in pair[1]]
            right = sum(name in pair[0] for pair in got)
            if not wanted and not got:
                continue
            rows.append(
                {
                    "class": name,
                    "gold": len(wanted),
                    "precision": right / len(got) if got else 0.0,
                    "recall": right / len(wanted) if wanted else 0.0,
                    "f1": f1(right, len(got), len(wanted)),
                    "no_event": sum(pair[1] is None for pair in wanted),
                }
            )
        return rows


def _wanted(line: Line) -> tuple[str, ...]:
    return tuple(line["modality"]) or (NONE,)


def _got(line: Line, prediction: dict[str, Any]) -> tuple[str, ...] | None:
    """Modes of the event that is most likely the marked one: by its parties, then by its type."""

    def fit(event: dict[str, Any]) -> tuple[int, bool]:
        parties = [*event["actors"], *event["recipients"]]
        sides = sum(_touches(parties, line[side]) for side in ("actor", "recipient"))
        return sides, event["event"] == line["event"]

    best = max(prediction["events"], key=fit, default=None)
    if best is None or fit(best)[0] == 0:
        return None
    return tuple(best["modality"]) or (NONE,)


def _touches(parties: list[dict[str, Any]], spans: list[list[int]]) -> bool:
    return any(p["span"] and p["span"][0] < e and s < p["span"][1] for p in parties for s, e in spans)
