"""Measuring the coder end to end on sentences whose parties are marked: it sees the text alone.

A hit is an event of the right type, in `whole_f1` with both parties, each overlapping the words marked. The sets
mark one act a pair and leave others in the sentence out, so that precision is understated.
"""

from __future__ import annotations

from typing import Any

from detente.evaluate.events import Events
from detente.evaluate.task import Line, Scores


class Dyads(Events):
    """Type and parties of the marked act, found in the bare text."""

    name = "dyads"
    needs = ("text",)
    answers = ("actor", "recipient", "event", "quad", "binary")

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """As for `events`."""
        return super().score(*_folded(gold, predictions))

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As for `events`."""
        return super().table(*_folded(gold, predictions))


def _folded(gold: list[Line], predictions: list[dict[str, Any]]) -> tuple[list[Line], list[dict[str, Any]]]:
    """One line a text, with all the acts marked in it."""
    lines: dict[str, dict[str, Any]] = {}
    answers: dict[str, dict[str, Any]] = {}
    for line, prediction in zip(gold, predictions, strict=True):
        text = str(line["text"])
        answers.setdefault(text, prediction)
        folded = lines.setdefault(text, {"id": line["id"], "text": text, "events": []})
        folded["events"].append(
            {"event": line["event"], "actor_spans": line["actor"], "recipient_spans": line["recipient"]}
        )
    return list(lines.values()), list(answers.values())
