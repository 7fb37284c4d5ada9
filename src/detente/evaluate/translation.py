"""The task `translation`: did a machine translate the text, or a person?"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task


class Translation(Task):
    """Area under the ROC curve of the probability that `detente.integrity.translation` gives.

    Nothing is trained, so there is no year to be kept apart; texts too short to judge get `null` and are left out
    of the figure, with their share beside it.
    """

    name = "translation"
    needs = ("text",)
    answers = ("label", "system")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Read the text and weigh its style."""
        from detente.integrity.translation import probability
        from detente.reading import read
        from detente.record import Document
        from detente.settings import Settings

        settings = Settings.load()
        found = probability(read(Document(str(line["text"]), language="en"), settings), settings)
        return {"id": line["id"], "score": found if found is None else round(found, 4)}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """AUC over all judged lines; the share of lines judged; how far probabilities are from what happened."""
        pairs = [
            (float(p["score"]), g["label"] == "machine")
            for g, p in zip(gold, predictions, strict=True)
            if p["score"] is not None
        ]
        return {
            "auc": auc(pairs),
            "judged": len(pairs) / max(1, len(gold)),
            "brier": sum((s - y) ** 2 for s, y in pairs) / max(1, len(pairs)),
        }

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """AUC of each year; then, for each tenth of the probabilities, how often it was a machine."""
        both = [(g, p) for g, p in zip(gold, predictions, strict=True) if p["score"] is not None]
        rows: list[dict[str, Any]] = []
        for year in sorted({str(g.get("year", "")) for g, _ in both}):
            of = [(float(p["score"]), g["label"] == "machine") for g, p in both if str(g.get("year", "")) == year]
            rows.append({"part": f"year {year}", "lines": len(of), "auc": auc(of)})
        for low in range(0, 10, 2):
            of = [
                (float(p["score"]), g["label"] == "machine")
                for g, p in both
                if low <= min(9.99, float(p["score"]) * 10) < low + 2
            ]
            if of:
                mean, share = sum(s for s, _ in of) / len(of), sum(y for _, y in of) / len(of)
                told = f"probability {low / 10:.1f}-{low / 10 + 0.2:.1f}"
                rows.append({"part": told, "lines": len(of), "said": mean, "machine": share})
        # What `detente code` doubts: how often it was right to.
        of = [
            (float(p["score"]), g["label"] == "machine") for g, p in both if float(p["score"]) >= self._doubted()
        ]
        if of:
            right = sum(y for _, y in of) / len(of)
            rows.append({"part": "doubted as machine-translated", "lines": len(of), "machine": right})
        return rows

    def _doubted(self) -> float:
        from detente.integrity.translation import load_style
        from detente.settings import Settings

        return load_style(Settings.load().data_dir).doubted


def auc(pairs: list[tuple[float, bool]]) -> float:
    """Area under the ROC curve: how often a positive scores above a negative; ties count half.

    >>> auc([(0.2, False), (0.9, True), (0.5, True), (0.5, False)])
    0.875
    """
    positive = sum(y for _, y in pairs)
    negative = len(pairs) - positive
    if not positive or not negative:
        return 0.0
    below, won = 0, 0.0
    for _, tied in groupby(sorted(pairs), key=lambda pair: pair[0]):
        group = [y for _, y in tied]
        up = sum(group)
        won += up * (below + (len(group) - up) / 2)
        below += len(group) - up
    return won / (positive * negative)
