"""Measuring who did what to whom: all events of a sentence, end to end.

Types are matched one to one within a line; `YIELD` in the gold stands for CONCEDE and RETREAT. A gold event
without a type is not scored, and `NONE` (a comment or statement that is no PLOVER event) is neither missed
nor wanted: a predicted event counts as false unless a scored gold event matches it. Parties are compared by the
codes of the private actor list that goes with a set, by country where the gold states countries only, and by
overlapping spans elsewhere. The sets know no auxiliary modes: what was predicted as not having happened
(negation) or as long past (historical) is neither a hit nor a false event. A reciprocal event (all parties are
actors) stands for both directions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.evaluate.task import Line, Scores, Task, f1

_YIELD = ("CONCEDE", "RETREAT")
_UNSCORED = (None, "NONE")


class Events(Task):
    """Events of a sentence with their parties."""

    name = "events"
    needs: tuple[str, ...] = ("text",)
    answers: tuple[str, ...] = ("events",)

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Code the text as it stands; a file `events_dev_actors.json` in `folder` is the private actor list."""
        from detente import actors, events, quotes, reading
        from detente.record import Document, When
        from detente.settings import Settings

        private = folder / f"{self._set(line)}_actors.json"
        settings = Settings.load(actors_file=str(private) if private.is_file() else None)
        published = When.parse(str(line["date"]), "given") if line.get("date") else None
        document = Document(str(line["text"]), published=published)
        read = reading.read(document, settings)
        cast = actors.find(document, read, settings)
        said = quotes.find(document, read, cast, settings)
        return {
            "id": line["id"],
            "events": [_row(e, cast) for e in events.code(document, read, cast, said, settings)],
        }

    @staticmethod
    def _set(line: Line) -> str:
        # Only the stylised set has a private list; its ids begin with the name of its source.
        return "events_dev" if str(line["id"]).startswith("petr") else "none"

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Micro precision, recall and F1 of types, and of types with both parties."""
        typed, whole, relevant = _Tally(), _Tally(), _Tally()
        for line, prediction in zip(gold, predictions, strict=True):
            wanted, got = _wanted(line), _news(prediction)
            typed.add(*_matches(wanted, got, lambda w, g, _: _same_type(w, g), line))
            whole.add(*_matches(wanted, got, lambda w, g, at: _same_type(w, g) and _same_parties(w, g, at), line))
            relevant.add(int(bool(wanted) and bool(got)), int(bool(got)), int(bool(wanted)))
        scores = {"type_f1": typed.f1, "type_precision": typed.precision, "type_recall": typed.recall}
        scores |= {"whole_f1": whole.f1, "whole_precision": whole.precision, "whole_recall": whole.recall}
        return scores | {"relevance_f1": relevant.f1}

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Wanted, predicted and matched events of each type."""
        counts: dict[str, list[int]] = {}
        for line, prediction in zip(gold, predictions, strict=True):
            wanted, got = _wanted(line), _news(prediction)
            for event in wanted:
                counts.setdefault(str(event["event"]), [0, 0, 0])[0] += 1
                hit = next((g for g in got if _same_type(event, g)), None)
                if hit is not None:
                    counts[str(event["event"])][2] += 1
                    got.remove(hit)
            for event in _news(prediction):
                counts.setdefault(_joined(event["event"], wanted), [0, 0, 0])[1] += 1
        return [
            {"class": name, "gold": w, "predicted": p, "matched": m, "f1": f1(m, p, w)}
            for name, (w, p, m) in sorted(counts.items())
        ]


class _Tally:
    """Sums of hits, predictions and wanted things."""

    def __init__(self) -> None:
        self.hits = self.predicted = self.wanted = 0

    def add(self, hits: int, predicted: int, wanted: int) -> None:
        """Add one line."""
        self.hits, self.predicted, self.wanted = self.hits + hits, self.predicted + predicted, self.wanted + wanted

    @property
    def f1(self) -> float:
        """Micro F1."""
        return f1(self.hits, self.predicted, self.wanted)

    @property
    def precision(self) -> float:
        """Micro precision."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Micro recall."""
        return self.hits / self.wanted if self.wanted else 0.0


def _row(event: Any, cast: Any) -> dict[str, Any]:
    def side(ids: Iterable[str], role: str) -> list[dict[str, Any]]:
        spans = [e.span for e in event.evidence if e.role == role]
        found = []
        for number, actor_id in enumerate(ids):
            span = _named(spans[number], actor_id, cast) if number < len(spans) else None
            found.append(
                {
                    "id": actor_id,
                    "country": cast[actor_id].country,
                    "sector": cast[actor_id].sector,
                    "span": [span.start, span.end] if span else None,
                }
            )
        return found

    return {
        "event": event.code.type,
        "mode": event.code.mode,
        "context": list(event.contexts),
        "modality": list(event.modality),
        "actors": side(event.actors, "actor"),
        "recipients": side(event.recipients, "recipient"),
        "confidence": event.confidence,
        "rule": event.reasons[0].rule,
    }


def _wanted(line: Line) -> list[dict[str, Any]]:
    """The scored events of a line; a gold set that lists every dyad on its own is folded to one event a type."""
    folded: dict[Any, dict[str, Any]] = {}
    for number, event in enumerate(line["events"]):
        if event["event"] in _UNSCORED:
            continue
        key = (event["event"], str(event.get("weis"))) if "weis" in event else number
        if key not in folded:
            folded[key] = {k: list(v) if isinstance(v, list) else v for k, v in event.items()}
            continue
        for side in ("actors", "recipients", "actor_countries", "recipient_countries"):
            folded[key][side] += [c for c in event.get(side, []) if c not in folded[key][side]]
    return list(folded.values())


def _news(prediction: dict[str, Any]) -> list[dict[str, Any]]:
    return [e for e in prediction["events"] if not {"negation", "historical"} & set(e.get("modality") or ())]


def _matches(
    wanted: list[dict[str, Any]], got: list[dict[str, Any]], same: Any, line: Line
) -> tuple[int, int, int]:
    left, hits = list(got), 0
    for event in wanted:
        hit = next((g for g in left if same(event, g, line)), None)
        if hit is not None:
            left.remove(hit)
            hits += 1
    return hits, len(got), len(wanted)


def _same_type(wanted: dict[str, Any], got: dict[str, Any]) -> bool:
    return bool(got["event"] == wanted["event"] or (wanted["event"] == "YIELD" and got["event"] in _YIELD))


def _joined(name: str, wanted: list[dict[str, Any]]) -> str:
    return "YIELD" if name in _YIELD and any(w["event"] == "YIELD" for w in wanted) else name


def _same_parties(wanted: dict[str, Any], got: dict[str, Any], line: Line) -> bool:
    sides = [(got["actors"], got["recipients"])]
    if len(got["actors"]) > 1 and not got["recipients"]:
        sides += [(got["actors"][:n], got["actors"][n:]) for n in range(1, len(got["actors"]))]
        sides += [(recipients, actors) for actors, recipients in sides[1:]]
    return any(
        _same_side(wanted, "actor", actors, line) and _same_side(wanted, "recipient", recipients, line)
        for actors, recipients in sides
    )


def _same_side(wanted: dict[str, Any], side: str, got: list[dict[str, Any]], line: Line) -> bool:
    if f"{side}_spans" in wanted:
        spans = wanted[f"{side}_spans"]
        if not spans:
            return not got or side == "recipient"
        return any(s < p["span"][1] and p["span"][0] < e for p in got if p["span"] for s, e in spans)
    codes = wanted[f"{side}s"]
    if not codes:
        return not got
    text = str(line["text"])
    return any(_is(code, party, text) for code in codes for party in got)


def _is(code: str, party: dict[str, Any], text: str) -> bool:
    """Whether a party is the one a code of the gold means: by country, or by a listed name among its words."""
    if party["country"] and code.startswith(party["country"]):
        return True
    words = text[slice(*party["span"])].lower() if party["span"] else ""
    return any(name.lower() in words for name in _names().get(code, _names().get(code[:3], ())))


def _named(span: Any, actor_id: str, cast: Any) -> Any:
    """Where a party is named, if the words of the evidence are but a pronoun: gold sets mark names."""
    mine = [m for m in cast.mentions if m.actor == actor_id]
    if any(m.span == span and m.kind == "pronoun" for m in mine):
        names = [m.span for m in mine if m.kind != "pronoun"]
        return min(names, key=lambda s: abs(s.start - span.start), default=span)
    return span


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    import os

    from detente.evaluate.gate import GOLD

    path = Path(os.environ.get("DETENTE_GOLD", GOLD)) / "events_dev_actors.json"
    if not path.is_file():
        return {}
    return {code: tuple(names) for code, names in json.loads(path.read_text("utf-8")).items()}
