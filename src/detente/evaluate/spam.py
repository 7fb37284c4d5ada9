"""The task `spam`: is a comment spam, by its words alone?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.evaluate.task import Line, Scores, Task, f1
from detente.evaluate.translation import auc

if TYPE_CHECKING:
    from detente.integrity.spam import Model

#: Groups (videos) below which nothing can be left out.
_FEWEST = 2


class Spam(Task):
    """Two measurements in one, by what the gold file holds.

    Lines with a `group` (a video) and an answer: each group is judged by a model that learned from the others
    only, with the recipe of the shipped weights; the shipped weights are measured beside it. Lines without: the
    shipped weights alone. Precision and recall are those of "more likely spam than not" (`half`), of "not shown at
    once" (`stopped`) and of "rejected at once" (`rejected`), with nothing known of how a note came.
    """

    name = "spam"
    needs = ("text",)
    answers = ("label",)

    def __init__(self) -> None:
        self._left_out: dict[str, Model] = {}

    def learn(self, gold: list[Line]) -> None:
        """Teach one model a group, from the lines of all other groups."""
        from detente.integrity.spam.fit import Lesson, fit

        groups = sorted({str(g["group"]) for g in gold if g.get("group")})
        if len(groups) < _FEWEST or any("label" not in g for g in gold):
            return
        for name in groups:
            others = [g for g in gold if str(g.get("group")) != name]
            if len({g["label"] for g in others}) == 2:
                lessons = [
                    Lesson(str(g["text"]), g["label"] == "spam", str(g.get("context") or "")) for g in others
                ]
                self._left_out[name] = fit(lessons)

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Weigh the words."""
        from detente.integrity.spam import load
        from detente.settings import Settings

        text, context = str(line["text"]), str(line.get("context") or "")
        shipped = load(Settings.load().data_dir)
        model = self._left_out.get(str(line.get("group")), shipped)
        return {
            "id": line["id"],
            "score": round(model.weigh(text, context).probability, 6),
            "shipped": round(shipped.weigh(text, context).probability, 6),
        }

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """AUC and accuracy of the predictions; then what the shipped filter does."""
        spam = [g["label"] == "spam" for g in gold]
        scores = [float(p["score"]) for p in predictions]
        found: Scores = {
            "auc": auc(list(zip(scores, spam, strict=True))),
            "accuracy": sum((s > 0.5) == y for s, y in zip(scores, spam, strict=True)) / len(gold),
        }
        if self._left_out:
            found["groups_left_out"] = float(len(self._left_out))
        return found | self._shipped(spam, [float(p["shipped"]) for p in predictions])

    def _shipped(self, spam: list[bool], scores: list[float]) -> Scores:
        from detente.integrity.spam import PUBLISH, REJECT

        found: Scores = {"shipped_auc": auc(list(zip(scores, spam, strict=True)))}
        for name, bound in (("half", 0.5), ("stopped", PUBLISH), ("rejected", REJECT)):
            said = [s >= bound for s in scores]
            hits = sum(s and y for s, y in zip(said, spam, strict=True))
            found |= {
                f"shipped_{name}_precision": hits / max(1, sum(said)),
                f"shipped_{name}_recall": hits / max(1, sum(spam)),
            }
            if name == "half":
                found["shipped_half_f1"] = f1(hits, sum(said), sum(spam))
        return found

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """AUC of each group; or, of lines with a `kind`, how many of each the shipped filter shows and rejects."""
        both = list(zip(gold, predictions, strict=True))
        if self._left_out:
            return [
                {
                    "group": name,
                    "lines": len(of := [(g, p) for g, p in both if str(g.get("group")) == name]),
                    "auc": auc([(float(p["score"]), g["label"] == "spam") for g, p in of]),
                    "accuracy": sum((p["score"] > 0.5) == (g["label"] == "spam") for g, p in of) / len(of),
                }
                for name in sorted(self._left_out)
            ]
        return self._kinds(both)

    def _kinds(self, both: list[tuple[Line, dict[str, Any]]]) -> list[dict[str, Any]]:
        from detente.integrity.spam import PUBLISH, REJECT

        rows = []
        for label, kind in sorted({(str(g["label"]), str(g["kind"])) for g, _ in both if g.get("kind")}):
            scores = [float(p["shipped"]) for g, p in both if (g["label"], g.get("kind")) == (label, kind)]
            shown, rejected = sum(s < PUBLISH for s in scores), sum(s >= REJECT for s in scores)
            rows.append(
                {
                    "label": label,
                    "kind": kind,
                    "lines": len(scores),
                    "shown": shown,
                    "held": len(scores) - shown - rejected,
                    "rejected": rejected,
                }
            )
        return rows
