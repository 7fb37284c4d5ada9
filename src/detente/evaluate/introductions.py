"""Measuring whether a person introduced with a wrong office, country or form of address is noticed.

Each line is a text in which persons are introduced, with its date, and `wrong`: whether one of them is introduced
with an office, a country or a form of address that does not go with the name. The text is read as any document is,
and counts as doubted when a finding about introductions is raised, whichever words it points at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1

#: Findings that say that an introduction is wrong.
CODES = frozenset({"wrong-office", "odd-honorific"})


class Introductions(Task):
    """Wrong introductions that are noticed, and right ones that are left alone."""

    name = "introductions"
    needs = ("text", "date")
    answers = ("wrong", "kind", "person", "why")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Read the text and doubt it."""
        from detente.actors import find
        from detente.integrity import doubt
        from detente.reading import read
        from detente.record import Document, When
        from detente.settings import Settings

        settings = Settings.load()
        document = Document(str(line["text"]), language="en", published=When.parse(str(line["date"]), "given"))
        reading = read(document, settings)
        findings = doubt(document, reading, find(document, reading, settings), settings)
        told = [{"code": f.code, "message": f.message} for f in findings if f.code in CODES]
        return {"id": line["id"], "wrong": bool(told), "findings": told}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Precision: of the doubted texts the wrong ones; recall: of the wrong ones the doubted; and their F1."""
        pairs = list(zip(gold, predictions, strict=True))
        hits = sum(bool(g["wrong"]) and p["wrong"] for g, p in pairs)
        said = sum(p["wrong"] for _, p in pairs)
        held = sum(bool(g["wrong"]) for g, _ in pairs)
        return {
            "f1": f1(hits, said, held),
            "precision": hits / said if said else 0.0,
            "recall": hits / held if held else 0.0,
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """For each kind of introduction: how many there are, and how many were doubted."""
        rows: list[dict[str, Any]] = []
        pairs = list(zip(gold, predictions, strict=True))
        for wrong in (True, False):
            of = [(str(g.get("kind", "")), p) for g, p in pairs if bool(g["wrong"]) is wrong]
            for kind in sorted({k for k, _ in of}):
                said = [p for k, p in of if k == kind]
                row = {"introduced": "wrong" if wrong else "right", "kind": kind, "lines": len(said)}
                errors = " ".join(str(p["id"]) for p in said if p["wrong"] is not wrong)
                rows.append({**row, "doubted": sum(p["wrong"] for p in said), "errors": errors})
        return rows
