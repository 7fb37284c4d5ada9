"""Measuring quotes: content spans, their sources, direct and indirect apart.

A predicted content matches a gold one when the tokens they share are at least 0.3 (0.8) of the longer of
the two, so that a span longer than the true one is never a gain. Matching is one to one, best pairs first.
A source is right when the tokens shared with the gold's source are at least half of the shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1

_WORD = re.compile(r"\w+|[^\w\s]")
_MARKS = "\"“”„‟'‘’‚«»‹›`"
LOOSE, STRICT, SOURCE = 0.3, 0.8, 0.5


class Quotes(Task):
    """Attribution: who said, thought or wanted what."""

    name = "quotes"
    needs = ("text",)
    answers = ("quotes",)

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Read the text as it stands (no furniture is taken off) and find its quotes."""
        from detente import quotes, reading
        from detente.actors import find as find_actors
        from detente.record import Document

        document = Document(str(line["text"]))
        read = reading.read(document)
        found = quotes.find(document, read, find_actors(document, read))
        rows = [
            {
                "content": [with_marks(document.text, s.start, s.end) for s in q.content],
                "source": [[q.source.start, q.source.end]] if q.source else [],
                "cue": [[q.cue.start, q.cue.end]] if q.cue else [],
                "kind": q.kind,
                "speaker": q.speaker,
            }
            for q in found
        ]
        return {"id": line["id"], "quotes": rows}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Score; the headline figure is the content F1 at 0.3."""
        total = _Count()
        for line, prediction in zip(gold, predictions, strict=True):
            total.add(str(line["text"]), line["quotes"], prediction["quotes"])
        return total.scores()

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """How many were found of each kind of the gold, and how many of each predicted kind are right."""
        rows: list[dict[str, Any]] = []
        for direct in (True, False):
            total = _Count()
            for line, prediction in zip(gold, predictions, strict=True):
                total.add(str(line["text"]), line["quotes"], prediction["quotes"], direct)
            rows.append({"kind": "direct" if direct else "indirect", **total.scores()})
        return rows


def with_marks(text: str, start: int, end: int) -> list[int]:
    """Take in the quotation marks around a span, as the gold does."""
    while start > 0 and text[start - 1] in _MARKS:
        start -= 1
    while end < len(text) and text[end] in _MARKS:
        end += 1
    return [start, end]


class _Count:
    """Sums over articles."""

    def __init__(self) -> None:
        self.gold = self.predicted = 0
        self.loose = self.strict = 0
        self.overlap = 0.0
        self.sources = self.right = 0

    def add(self, text: str, gold: Sequence[Line], predicted: Sequence[Line], direct: bool | None = None) -> None:
        places = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        wanted = [_tokens(places, q["content"]) for q in gold]
        given = [_tokens(places, q["content"]) for q in predicted]
        marked = [_is_direct(text, q["content"]) for q in predicted]
        pairs = match(wanted, given)
        keep = [direct is None or bool(q.get("direct")) == direct for q in gold]
        matched = {p for _, p, _ in pairs}
        self.gold += sum(keep)
        self.predicted += sum(keep[g] for g, _, _ in pairs) + sum(
            direct is None or marked[p] == direct for p in range(len(given)) if p not in matched
        )
        for g, p, share in pairs:
            if not keep[g]:
                continue
            self.loose += 1
            self.strict += share >= STRICT
            self.overlap += len(wanted[g] & given[p]) / len(wanted[g] | given[p])
            source = _tokens(places, gold[g].get("source") or [])
            if source:
                said = _tokens(places, predicted[p].get("source") or [])
                self.sources += 1
                self.right += bool(said) and len(source & said) >= SOURCE * min(len(source), len(said))

    def scores(self) -> Scores:
        return {
            "content_f1_30": f1(self.loose, self.predicted, self.gold),
            "content_f1_80": f1(self.strict, self.predicted, self.gold),
            "precision_30": self.loose / self.predicted if self.predicted else 0.0,
            "recall_30": self.loose / self.gold if self.gold else 0.0,
            "source_accuracy": self.right / self.sources if self.sources else 0.0,
            "mean_iou": self.overlap / self.loose if self.loose else 0.0,
            "gold": float(self.gold),
            "predicted": float(self.predicted),
        }


def match(wanted: Sequence[set[int]], given: Sequence[set[int]]) -> list[tuple[int, int, float]]:
    """Pair token sets one to one, best overlap first.

    Args:
        wanted: Token numbers of each gold content.
        given: The same of each prediction.

    Returns:
        (gold, prediction, shared tokens / tokens of the longer), at least `LOOSE` each.

    >>> match([{1, 2, 3, 4}], [{1, 2}, {2, 3, 4}])
    [(0, 1, 0.75)]
    """
    owner: dict[int, list[int]] = {}
    for p, tokens in enumerate(given):
        for token in tokens:
            owner.setdefault(token, []).append(p)
    options = []
    for g, tokens in enumerate(wanted):
        for p in {p for token in tokens for p in owner.get(token, ())}:
            share = len(tokens & given[p]) / max(len(tokens), len(given[p]))
            if share >= LOOSE:
                options.append((-share, g, p))
    pairs: list[tuple[int, int, float]] = []
    used_gold: set[int] = set()
    used: set[int] = set()
    for share, g, p in sorted(options):
        if g not in used_gold and p not in used:
            used_gold.add(g)
            used.add(p)
            pairs.append((g, p, -share))
    return pairs


def _tokens(places: Sequence[tuple[int, int]], spans: Iterable[Sequence[int]]) -> set[int]:
    from bisect import bisect_left, bisect_right

    found: set[int] = set()
    for start, end in spans:
        first = bisect_right(places, start, key=lambda p: p[1])
        last = bisect_left(places, end, key=lambda p: p[0])
        found.update(range(first, last))
    return found


def _is_direct(text: str, spans: Iterable[Sequence[int]]) -> bool:
    return any(any(c in text[s:e] for c in '"“”') or "''" in text[s:e] for s, e in spans)
