"""The task `furniture`: tell the story's lines from a page's other lines, in plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1


class FurnitureTask(Task):
    """Line F1 of keeping the story's lines. The title's lines are left out of the score."""

    name = "furniture"
    needs = ("text",)
    answers = ("keep", "title")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Say for each line of the text whether it becomes part of the document's text."""
        from detente.document.lexicon import load
        from detente.document.lines import lines_of
        from detente.document.sorting import STORY, sort_lines
        from detente.settings import Settings

        found = sort_lines(lines_of(line["text"]), load(Settings.load().data_dir))
        keep = [False] * len(line["text"].split("\n"))
        for part, label in zip(found.lines, found.labels, strict=True):
            for row in part.rows:
                keep[row] = label == STORY
        return {"id": line["id"], "keep": keep}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Line F1, precision and recall over all lines; mean F1 of a page."""
        hits = kept = wanted = 0
        pages = []
        for line, predicted in zip(gold, predictions, strict=True):
            pairs = list(_pairs(line, predicted["keep"]))
            h, k, w = (sum(g and p for g, p in pairs), sum(p for _, p in pairs), sum(g for g, _ in pairs))
            hits, kept, wanted = hits + h, kept + k, wanted + w
            pages.append(f1(h, k, w))
        return {
            "line_f1": f1(hits, kept, wanted),
            "precision": hits / kept if kept else 0.0,
            "recall": hits / wanted if wanted else 0.0,
            "page_f1": sum(pages) / len(pages) if pages else 0.0,
            "pages": float(len(pages)),
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """F1 of each page, the worst first."""
        rows = []
        for line, predicted in zip(gold, predictions, strict=True):
            pairs = list(_pairs(line, predicted["keep"]))
            hits, kept, wanted = (
                sum(g and p for g, p in pairs),
                sum(p for _, p in pairs),
                sum(g for g, _ in pairs),
            )
            rows.append(
                {"id": line["id"], "lines": len(pairs), "kept": kept, "gold": wanted, "f1": f1(hits, kept, wanted)}
            )
        return sorted(rows, key=lambda row: row["f1"])


def _pairs(line: Line, keep: list[bool]) -> list[tuple[bool, bool]]:
    title = _bare(line.get("title") or "")
    texts = line["text"].split("\n")
    triples = zip(texts, line["keep"], keep, strict=True)
    return [(bool(g), bool(p)) for text, g, p in triples if not title or _bare(text) != title]


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
