"""How much less sure an event is because its text is doubted.

Each code of a finding has two factors in `confidence.yaml`: one for every event of the document, a smaller one for
events near the words in question. They are shares of events that survive such damage, as measured by
`benchmarks/doubts.py`; docs/decisions/0013 says why they may be multiplied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.reading.words import read_yaml
from detente.record import Event, Finding, Reason, Span
from detente.settings import Settings

#: What the rule of a reason begins with when a finding is behind it.
RULE = "finding:"


@dataclass(frozen=True, slots=True)
class Factor:
    """What a finding leaves of the confidence; see `confidence.yaml`."""

    document: float
    near: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All factors, how near is near (code points), and the least that all together leave."""

    factors: Mapping[str, Factor]
    reach: int
    least: float


@lru_cache(maxsize=4)
def load_weights(data_dir: str) -> Weights:
    """Read `confidence.yaml`.

    Raises:
        LexiconError: It is missing or not in its format.
    """
    path = Path(data_dir) / "lexicon" / "integrity" / "confidence.yaml"
    data: dict[str, Any] = read_yaml(path, dict)
    try:
        factors = {
            str(code): Factor(float(f["document"]), float(f["near"])) for code, f in data["factors"].items()
        }
        weights = Weights(factors, int(data["reach"]), float(data["least"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise LexiconError(f"{path} is not in its format ({error!r}).", "See the comments at its top.") from None
    wrong = [c for c, own in factors.items() if not 0 < own.near <= own.document <= 1]
    if wrong or not 0 < weights.least <= 1:
        raise LexiconError(
            f"{path}: the factors of {', '.join(wrong) or 'least'} are out of order.",
            "Write 0 < near <= document <= 1.",
        )
    return weights


def weigh(
    events: tuple[Event, ...], findings: tuple[Finding, ...], settings: Settings | None = None
) -> tuple[Event, ...]:
    """Lower the confidence of events whose text is doubted, and write down why.

    Args:
        events: As they were coded.
        findings: Reasons to doubt the text.
        settings: Options; `data_dir` holds the factors.

    Returns:
        The events in their order. A code counts once, however many findings bear it; events are never dropped.

    Raises:
        LexiconError: `confidence.yaml` is missing or damaged.

    >>> weigh((), ())
    ()
    """
    weights = load_weights((settings or Settings.load()).data_dir)
    return tuple(_weighed(event, findings, weights) for event in events)


def _weighed(event: Event, findings: Iterable[Finding], weights: Weights) -> Event:
    spans = [e.span for e in event.evidence]
    worst: dict[str, tuple[float, bool]] = {}
    for finding in findings:
        own = weights.factors.get(finding.code)
        if own is None:
            continue
        near = any(_near(s, e.span, weights.reach) for s in spans for e in finding.evidence)
        told = own.near if near else own.document
        if told < worst.get(finding.code, (1.0, False))[0]:
            worst[finding.code] = (told, near)
    if not worst:
        return event
    product = 1.0
    for factor, _ in worst.values():
        product *= factor
    reasons = tuple(
        Reason(f"{RULE}{code}", factor, "the words in question are near" if near else "the document is doubted")
        for code, (factor, near) in worst.items()
    )
    confidence = round(event.confidence * max(weights.least, product), 3)
    return replace(event, confidence=confidence, reasons=(*event.reasons, *reasons))


def _near(one: Span, other: Span, reach: int) -> bool:
    return one.text_id == other.text_id and one.start <= other.end + reach and other.start <= one.end + reach
