"""Events are less sure where their text is doubted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import detente
from detente.errors import LexiconError
from detente.integrity import weigh
from detente.integrity.weighing import RULE, load_weights
from detente.record import Coding, Document, Evidence, Finding
from detente.settings import Settings

TEXT = (
    "Norwegian Foreign Minister Ine Soreide accused Russia of jamming satellite signals in the north on Monday. "
    "Russia rejected the accusation."
)


@pytest.fixture(scope="module")
def coding() -> Coding:
    return detente.code_text(TEXT, published="2019-03-19")


def doubt(document: Document, code: str, start: int | None = None) -> Finding:
    where = () if start is None else (Evidence.of(document.span(start, start + 4), document.text),)
    return Finding(code, "caution", "A doubt.", where)


def test_a_doubt_lowers_what_it_bears_on_and_says_so(coding: Coding) -> None:
    weights = load_weights(Settings.load().data_dir)
    far = weigh(coding.events, (doubt(coding.document, "truncated"),))
    near = weigh(coding.events, (doubt(coding.document, "truncated", 0),))
    for event, less, least in zip(coding.events, far, near, strict=True):
        assert less.confidence == round(event.confidence * weights.factors["truncated"].document, 3)
        assert least.confidence < less.confidence < event.confidence
        assert less.reasons[: len(event.reasons)] == event.reasons
        assert less.reasons[-1].rule == f"{RULE}truncated"
        assert (less.id, less.evidence, less.code) == (event.id, event.evidence, event.code)


def test_a_code_counts_once_and_unknown_ones_not_at_all(coding: Coding) -> None:
    once = weigh(coding.events, (doubt(coding.document, "truncated"),))
    twice = weigh(coding.events, (doubt(coding.document, "truncated"), doubt(coding.document, "truncated")))
    assert once == twice
    assert weigh(coding.events, (doubt(coding.document, "comment-form"),)) == coding.events


CODES = sorted(load_weights(Settings.load().data_dir).factors)


@given(codes=st.sets(st.sampled_from(CODES)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_much_is_doubted_no_event_is_lost(coding: Coding, codes: set[str]) -> None:
    weights = load_weights(Settings.load().data_dir)
    found = weigh(coding.events, tuple(doubt(coding.document, c, 0) for c in sorted(codes)))
    assert [e.id for e in found] == [e.id for e in coding.events]
    for event, less in zip(coding.events, found, strict=True):
        assert event.confidence * weights.least - 1e-3 <= less.confidence <= event.confidence


def test_a_whole_run_weighs_its_events() -> None:
    clean = detente.code_text(TEXT, published="2019-03-19")
    cut = detente.code_text(f"{TEXT} Prime Minister Erna Solberg told reporters that the", published="2019-03-19")
    assert any(f.code == "truncated" for f in cut.findings)
    assert any(r.rule == f"{RULE}truncated" for e in cut.events for r in e.reasons)
    assert not any(r.rule.startswith(RULE) for e in clean.events for r in e.reasons)


def test_factors_out_of_order_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon" / "integrity"
    folder.mkdir(parents=True)
    for text in (
        "reach: 300\nleast: 0.3\nfactors: {a: {document: 0.5, near: 0.9}}\n",
        "reach: 300\nleast: 0.3\nfactors: {a: {document: 1.5, near: 0.9}}\n",
        "reach: many\nleast: 0.3\nfactors: {}\n",
    ):
        (folder / "confidence.yaml").write_text(text)
        load_weights.cache_clear()
        with pytest.raises(LexiconError, match=r"confidence\.yaml"):
            load_weights(str(tmp_path))
