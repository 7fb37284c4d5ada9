"""Task `spans`: the words of a sentence that name who acts, who is acted upon, and who does both.

The whole pipeline runs over the sentence; predicted are the words of the parties of its events. `both` holds the
parties of reciprocal events ("Israel and Egypt signed ..."): two or more actors and no recipient, of a type that
needs none. Scored are words (which of them stand in a span) and whole spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1
from detente.record import Event, Reading

ROLES = ("actors", "recipients", "both")
_WORD = re.compile(r"\w+")
_MODIFIERS = ("amod", "compound", "nmod")
_DETERMINERS = ("det", "nummod", "quantmod", "advmod", "predet", "npadvmod")
Pair = tuple[int, int]


class Spans(Task):
    """Spans of the parties of a sentence's events, by role."""

    name = "spans"
    needs = ("text",)
    answers = ROLES

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Code the sentence and collect the words of its events' parties."""
        from detente import actors, events, quotes, reading
        from detente.record import Document
        from detente.settings import Settings

        settings = Settings.load()
        document = Document(str(line["text"]))
        read = reading.read(document, settings)
        cast = actors.find(document, read, settings)
        said = quotes.find(document, read, cast, settings)
        found = parties(events.code(document, read, cast, said, settings), settings.data_dir)
        return {"id": line["id"], **{role: _widened(read, spans) for role, spans in found.items()}}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """F1 over words and over whole spans, all roles together and each apart."""
        words = {role: _Tally() for role in ROLES}
        exact = {role: _Tally() for role in ROLES}
        for line, prediction in zip(gold, predictions, strict=True):
            at = [(m.start(), m.end()) for m in _WORD.finditer(str(line["text"]))]
            for role in ROLES:
                wanted, got = _pairs(line.get(role)), _pairs(prediction.get(role))
                exact[role].add(wanted, got)
                words[role].add(_covered(at, wanted), _covered(at, got))
        scores = {"word_f1": _together(words), "exact_f1": _together(exact)}
        for role in ROLES:
            scores[f"word_f1_{role}"] = words[role].f1
            scores[f"exact_f1_{role}"] = exact[role].f1
        return scores

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Wanted, predicted and exactly matched spans of each role."""
        rows = []
        for role in ROLES:
            tally = _Tally()
            for line, prediction in zip(gold, predictions, strict=True):
                tally.add(_pairs(line.get(role)), _pairs(prediction.get(role)))
            rows.append({"role": role, "gold": tally.wanted, "predicted": tally.got, "exact": tally.hits})
        return rows


def parties(events: Iterable[Event], data_dir: str) -> dict[str, list[list[int]]]:
    """Spans of the parties of some events by role, each once, in text order.

    Args:
        events: Coded events.
        data_dir: Folder of data files, for the ontology.
    """
    found: dict[str, set[Pair]] = {role: set() for role in ROLES}
    for event in events:
        both = _reciprocal(event, data_dir)
        for evidence in event.evidence:
            span = (evidence.span.start, evidence.span.end)
            if evidence.role == "actor":
                found["both" if both else "actors"].add(span)
            elif evidence.role == "recipient":
                found["recipients"].add(span)
    return {role: [list(span) for span in sorted(spans)] for role, spans in found.items()}


def _widened(reading: Reading, spans: Iterable[Sequence[int]]) -> list[list[int]]:
    """Spans as annotators mark them: the whole noun phrase, its article and what "of", "in", "from" add to it."""
    found = set()
    for start, end in spans:
        tokens = reading.tokens_in(start, end)
        head = reading.root_of(*tokens)
        above = reading.head(head)
        if reading.tokens[head].dep in _MODIFIERS and above.pos in ("NOUN", "PROPN"):
            head = above.i  # "Turkish" of "Turkish drones"
        held = {head, *range(*tokens), *_before(reading, head)}
        for c in reading.children(head):
            if c.i > head and c.dep == "prep" and c.text.lower() in ("of", "in", "from"):
                held.update(reading.subtree(c.i))
        whole = reading.span(min(held), max(held) + 1)
        found.add((whole.start, whole.end))
    return [list(span) for span in sorted(found)]


def _before(reading: Reading, head: int) -> Iterator[int]:
    """Tokens before a noun that belong to its phrase, and the mark of a genitive after it."""
    for c in reading.children(head):
        if c.dep in ("case", "poss") or (c.i < head and c.dep in (*_MODIFIERS, *_DETERMINERS)):
            yield c.i
            yield from _before(reading, c.i)


def _reciprocal(event: Event, data_dir: str) -> bool:
    if event.recipients or len(event.actors) < 2:
        return False
    return not _needs_recipient(event.code.type, data_dir)


@lru_cache(maxsize=64)
def _needs_recipient(kind: str, data_dir: str) -> bool:
    from detente.ontology import load

    return load(data_dir=data_dir).requires_recipient(kind)


class _Tally:
    """Hits, predicted and wanted items."""

    def __init__(self) -> None:
        self.hits = self.got = self.wanted = 0

    def add(self, wanted: set[Pair], got: set[Pair]) -> None:
        self.hits += len(wanted & got)
        self.got += len(got)
        self.wanted += len(wanted)

    @property
    def f1(self) -> float:
        return f1(self.hits, self.got, self.wanted)


def _together(tallies: dict[str, _Tally]) -> float:
    all_ = tallies.values()
    return f1(sum(t.hits for t in all_), sum(t.got for t in all_), sum(t.wanted for t in all_))


def _pairs(spans: Any) -> set[Pair]:
    return {(int(s), int(e)) for s, e in spans or []}


def _covered(words: list[Pair], spans: set[Pair]) -> set[Pair]:
    return {(s, e) for s, e in words if any(s < end and start < e for start, end in spans)}
