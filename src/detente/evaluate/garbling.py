"""Measuring whether damage to a text is noticed, and how often a text without damage is doubted.

Any lines with `text` will do, since the damage is done here: twelve kinds at three strengths, seeded by the
line's id. Damage counts as noticed when a finding that the text did not have before names one of its codes.
A false alarm is any finding about garbling on the text as it is, unless somebody has read it and found it right:
real articles have faults of their own. `measuring/findings.jsonl` in the repository says which findings were read
(`id` of the line, `code`, `right`); an unread finding counts as a false alarm.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.evaluate.damage import STRENGTHS, damaged, kinds
from detente.evaluate.task import Line, Scores, Task

#: Findings that name each kind of damage.
CODES: dict[str, frozenset[str]] = {
    "mojibake": frozenset({"mojibake", "unreadable-characters"}),
    "lost spaces": frozenset({"lost-spaces"}),
    "ocr": frozenset({"misread-letters"}),
    "truncated": frozenset({"truncated"}),
    "shuffled": frozenset({"shuffled"}),
    "repeated": frozenset({"repeated-paragraph"}),
    "unbalanced quotes": frozenset({"unbalanced-quotes"}),
    "two articles": frozenset({"several-stories"}),
    "stub": frozenset({"truncated"}),
    "teasers": frozenset({"several-stories"}),
    "languages": frozenset({"mixed-languages", "not-english"}),
    "hyphens": frozenset({"parted-words"}),
}
GARBLING = frozenset().union(*CODES.values())
#: Findings that somebody has read; not part of the installed package, only of the repository.
READ = Path(__file__).parents[3] / "measuring" / "findings.jsonl"


@lru_cache(maxsize=1)
def _right() -> frozenset[tuple[str, str]]:
    """Line and code of each finding that was read and is right."""
    if not READ.is_file():
        return frozenset()
    lines = [json.loads(line) for line in READ.read_text("utf-8").splitlines()]
    return frozenset((line["id"], line["code"]) for line in lines if line["right"])


class Garbling(Task):
    """Damage that is noticed."""

    name = "garbling"
    needs = ("text",)
    answers = ()

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Damage the text in every way, and doubt it."""
        text = str(line["text"])
        found = {"": self._doubts(text)}
        for kind in kinds():
            for strength in STRENGTHS:
                after = damaged(text, kind, strength, str(line["id"]))
                # What could not be damaged (a text without quotation marks) cannot be noticed either.
                found[f"{kind}:{strength}"] = self._doubts(after) if after != text else None
        return {"id": line["id"], "findings": found}

    def _doubts(self, text: str) -> dict[str, int] | None:
        from detente.integrity import doubt_document
        from detente.record import Document

        return {f.code: max(1, len(f.evidence)) for f in doubt_document(Document(text, language="en"))}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Score; the headline figure is the mean detection over kinds and strengths."""
        rows = self.table(gold, predictions)
        shares = [float(r[f"strength {s}"]) for r in rows if r["kind"] != "(none)" for s in STRENGTHS]
        alarms = next(float(r["strength 1"]) for r in rows if r["kind"] == "(none)")
        return {"detected": sum(shares) / len(shares), "clean": 1 - alarms, "false_alarms": alarms}

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Detection by kind and strength; the last row holds the share of wrongly doubted texts, by code."""
        rows: list[dict[str, Any]] = []
        for kind in kinds():
            row: dict[str, Any] = {"kind": kind}
            for strength in STRENGTHS:
                hits = [
                    _noticed(p["findings"][""], after, CODES[kind])
                    for p in predictions
                    if (after := p["findings"][f"{kind}:{strength}"]) is not None
                ]
                row[f"strength {strength}"] = sum(hits) / len(hits) if hits else 0.0
            rows.append(row)
        right = _right()
        clean = [{c for c in GARBLING & set(p["findings"][""]) if (p["id"], c) not in right} for p in predictions]
        codes = Counter(code for found in clean for code in found)
        told = ", ".join(f"{code} {count}" for code, count in codes.most_common())
        rows.append({"kind": "(none)", "strength 1": sum(map(bool, clean)) / max(1, len(clean)), "codes": told})
        return rows


def _noticed(before: dict[str, int], after: dict[str, int], codes: frozenset[str]) -> bool:
    return any(after.get(code, 0) > before.get(code, 0) for code in codes)
