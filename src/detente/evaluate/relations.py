"""Measuring what one marked party does to another: type and quad, or conflict against cooperation.

`YIELD` in the gold stands for CONCEDE and RETREAT, which its source did not tell apart. The sets were coded in
CAMEO, whose roots draw some lines elsewhere than PLOVER 2.0: `relations.yaml` lists which, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, macro_f1, taken_for

_JOINED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


class Relations(Task):
    """Event type and quad of an actor-recipient pair that is given."""

    name = "relations"
    needs = ("text", "actor", "recipient")
    answers = ("event", "quad", "binary")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Rate the marked pair; nothing but the text and the marks is looked at."""
        from detente import reading
        from detente.events.rate import rate
        from detente.ontology import load
        from detente.record import Document
        from detente.settings import Settings

        settings = Settings.load()
        document = Document(str(line["text"]))
        read = reading.read(document, settings)
        marks = [tuple(read.tokens_in(s, e) for s, e in line[side]) for side in ("actor", "recipient")]
        codes, promised = _conventions()
        found = rate(document, read, marks[0], marks[1], settings, promised)
        ontology = load(data_dir=settings.data_dir)
        event = codes.get((found.code.type, found.code.mode), found.code.type)
        scores = dict(found.scores)
        scores[event], scores[found.code.type] = scores[found.code.type], scores[event]
        quads: dict[int, float] = {}
        for type_, share in scores.items():
            quads[ontology.quad(type_)] = quads.get(ontology.quad(type_), 0.0) + share
        return {
            "id": line["id"],
            "event": event,
            "mode": found.code.mode if event == found.code.type else None,
            "quad": ontology.quad(event),
            "scores": {t: round(s, 4) for t, s in scores.items()},
            "conflict": round(quads.get(3, 0.0) + quads.get(4, 0.0), 4),
            "rule": found.rule,
        }

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Type macro-F1, accuracy and quad macro-F1; where the gold is binary, binary macro-F1."""
        scores: Scores = {}
        pairs = [(g, p) for g, p in zip(gold, predictions, strict=True) if g.get("event")]
        if pairs:
            wanted, got = [_joined(g["event"]) for g, _ in pairs], [_joined(p["event"]) for _, p in pairs]
            scores["macro_f1"] = macro_f1(wanted, got)[0]
            scores["accuracy"] = sum(w == g for w, g in zip(wanted, got, strict=True)) / len(pairs)
            scores["quad_macro_f1"] = macro_f1([str(g["quad"]) for g, _ in pairs], [_quad(p) for _, p in pairs])[0]
        binary = [(g, p) for g, p in zip(gold, predictions, strict=True) if g.get("binary") is not None]
        if binary:
            scores["binary_macro_f1"] = macro_f1(
                [str(g["binary"]) for g, _ in binary], [str(int(p["quad"] in (3, 4))) for _, p in binary]
            )[0]
            scores["binary_accuracy"] = sum(g["binary"] == int(p["quad"] in (3, 4)) for g, p in binary) / len(
                binary
            )
        return scores

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Precision, recall and F1 of each class, and what it is mostly taken for."""
        pairs = [
            (_joined(g["event"]), _joined(p["event"]))
            for g, p in zip(gold, predictions, strict=True)
            if g.get("event")
        ]
        if not pairs:
            return []
        wanted, got = [w for w, _ in pairs], [g for _, g in pairs]
        rows = macro_f1(wanted, got)[1]
        for row in rows:
            row["taken_for"] = taken_for(wanted, got, row["class"], 3)
        return rows


@lru_cache(maxsize=1)
def _conventions() -> tuple[Mapping[tuple[str, str | None], str], Mapping[str, str]]:
    """What the sets call a code, and what they call a type that is only to come."""
    import yaml

    content = yaml.load(Path(__file__).with_suffix(".yaml").read_text("utf-8"), yaml.CSafeLoader)
    rows = [(str(row["code"]).split(), str(row["as"])) for row in content["conventions"]]
    codes = {(code[0], code[1] if len(code) > 1 else None): name for code, name in rows}
    return codes, {str(row["type"]): str(row["as"]) for row in content["promised"]}


def _joined(name: str) -> str:
    return _JOINED.get(name, name)


def _quad(prediction: dict[str, Any]) -> str:
    # CONCEDE is verbal and RETREAT material cooperation; the gold's YIELD is always material.
    return "2" if _joined(prediction["event"]) == "YIELD" else str(prediction["quad"])
