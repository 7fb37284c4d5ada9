"""PLOVER 2.0 as shipped: complete, decided, consistent."""

from __future__ import annotations

import csv
import pickle
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import OntologyError
from detente.ontology import Ontology, check, load
from detente.record import MODALITIES, EventCode
from detente.settings import DATA_DIR

PLOVER = DATA_DIR / "ontology" / "plover"
REFERENCE = Path(__file__).parents[3] / "shared" / "reference"


@pytest.fixture(scope="module")
def plover() -> Ontology:
    return load()


def codes(ontology: Ontology) -> list[EventCode]:
    return [*(t.code for t in ontology.types.values()), *ontology.modes]


ALL = codes(load())


def test_it_lints() -> None:
    assert check() == []


def test_it_is_complete(plover: Ontology) -> None:
    assert len(plover.types) == 16
    assert len(plover.modes) == 67
    assert len(plover.contexts) == 37
    assert len(plover.sectors) == 25
    assert tuple(sorted(plover.auxiliary)) == tuple(sorted(MODALITIES))
    assert set(plover.countries) == {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
    assert sum(t.frequent for t in plover.sectors.values()) == 11


def test_every_definition_and_example_is_there_once(plover: Ontology) -> None:
    told = [*plover.types.values(), *plover.modes.values()]
    assert all(len(t.definition.split()) > 2 and t.examples for t in told)
    examples = [e for t in told for e in t.examples]
    assert len(examples) == len(set(examples))
    assert all(re.fullmatch(r"[A-Z].*[.]", e) for e in examples)


@pytest.mark.parametrize(
    ("type_name", "mode", "score", "quad"),
    [
        ("AGREE", None, 2.5, 1),
        ("CONSULT", "phone", 1.5, 1),
        ("COOPERATE", None, 9.5, 2),
        ("RETREAT", "disarm", 10, 2),
        ("ACCUSE", None, -3, 3),
        ("REQUEST", "assist", 0.5, 3),
        ("SANCTION", "expel", -5.5, 4),
        ("PROTEST", "vandalize", -5, 4),
        ("ASSAULT", "unconventional", -10, 4),
    ],
)
def test_scores_and_quads(plover: Ontology, type_name: str, mode: str | None, score: float, quad: int) -> None:
    assert plover.score(plover.code(type_name, mode)) == score
    assert plover.quad(type_name) == quad


def test_only_three_types_require_a_recipient(plover: Ontology) -> None:
    assert {t for t in plover.types if plover.requires_recipient(t)} == {"COOPERATE", "AID", "SANCTION"}


def test_an_unknown_code_names_the_near_ones(plover: Ontology) -> None:
    with pytest.raises(OntologyError, match="CONSULT"):
        plover.code("consult")
    with pytest.raises(OntologyError, match="suicide-attack"):
        plover.code("ASSAULT", "suicide")
    with pytest.raises(OntologyError, match="this type has none"):
        plover.code("AID", "military")
    with pytest.raises(OntologyError):
        plover.score(EventCode("FIGHT"))


def test_decisions_name_what_they_decide() -> None:
    errata = {e["id"]: e for e in yaml.safe_load((PLOVER / "errata.yaml").read_text())["errata"]}
    assert all(e["where"] and e["decided"] and e["why"] for e in errata.values())
    with (PLOVER / "crosswalk_cameo.csv").open() as file:
        used = {row["decided"] for row in csv.DictReader(file)} - {""}
    assert used <= set(errata)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference facts here")
def test_the_crosswalk_departs_from_its_source_only_where_an_erratum_says_so(plover: Ontology) -> None:
    with (PLOVER / "crosswalk_cameo.csv").open() as file:
        decided = {row["cameo"]: row["decided"] for row in csv.DictReader(file)}
    seen = set()
    for line in (REFERENCE / "cameo2plover-2021.txt").read_text().splitlines():
        match = re.match(r"(\d{2,4}):\s*([^#]*)", line)
        if not match or match[1] in seen:
            continue
        seen.add(match[1])
        type_name, mode, contexts = ([p.strip() for p in match[2].split(",")] + ["", ""])[:3]
        told = (EventCode(type_name, mode or None), tuple(c.strip() for c in contexts.split(";") if c.strip()))
        assert plover.from_cameo(match[1]) == told or decided[match[1]], match[1]
    assert seen == set(plover.crosswalk)


def test_every_crosswalk_code_is_valid_and_has_a_goldstein_score(plover: Ontology) -> None:
    for line in plover.crosswalk.values():
        assert plover.code(line.code.type, line.code.mode) == line.code
        assert set(line.contexts) <= set(plover.contexts)
        assert plover.goldstein(line.cameo) is not None


def test_leading_zeros_matter(plover: Ontology) -> None:
    assert plover.from_cameo("41") is None
    assert plover.from_cameo("041") == (EventCode("CONSULT", "phone"), ())
    assert plover.goldstein("057") == 8.0
    assert plover.from_cameo("010") is None


@pytest.mark.parametrize(
    ("code", "contexts", "hints", "cameo"),
    [
        (EventCode("CONSULT", "phone"), (), (), "041"),
        (EventCode("CONSULT"), (), ("negotiate",), "046"),
        (EventCode("CONSULT", "phone"), (), ("negotiate",), "041"),
        (EventCode("AGREE"), ("economic",), (), "0311"),
        (EventCode("AGREE"), ("economic", "health"), (), "0311"),
        (EventCode("AGREE"), ("health",), (), "030"),
        (EventCode("SUPPORT"), (), ("recognize",), "054"),
        (EventCode("CONCEDE"), (), ("apologize",), "055"),
        (EventCode("SANCTION", "discontinue"), ("military",), ("aid",), "1622"),
        (EventCode("SANCTION", "discontinue"), (), ("aid",), "162"),
        (EventCode("COERCE", "restrict"), ("economic",), ("sanction",), "163"),
        (EventCode("REQUEST", "yield"), (), ("urge", "release"), "0253"),
        (EventCode("REQUEST", "yield"), (), ("demand", "release"), "1053"),
        (EventCode("ACCUSE", "investigate"), ("military", "legal"), (), "094"),
        (EventCode("ASSAULT", "drone"), (), (), "195"),
    ],
)
def test_the_nearest_cameo_code(
    plover: Ontology, code: EventCode, contexts: tuple[str, ...], hints: tuple[str, ...], cameo: str
) -> None:
    assert plover.cameo(code, contexts, hints) == cameo


@given(
    st.sampled_from(ALL),
    st.lists(st.sampled_from(sorted(load().contexts))),
    st.lists(st.sampled_from(sorted({w for h in load().hints for g in h.words for w in g}))),
)
def test_a_cameo_code_is_always_known_and_does_not_depend_on_order(
    code: EventCode, contexts: list[str], hints: list[str]
) -> None:
    plover = load()
    cameo = plover.cameo(code, contexts, hints)
    assert cameo in plover.goldsteins
    assert cameo == plover.cameo(code, reversed(contexts), reversed(hints))


@given(st.sampled_from(ALL), st.lists(st.sampled_from(MODALITIES), unique=True))
def test_a_rewrite_gives_a_valid_code_and_is_done_at_once(code: EventCode, modality: list[str]) -> None:
    plover = load()
    new, left = plover.rewrite(code, modality)
    assert plover.code(new.type, new.mode) == new
    assert set(left) <= set(modality)
    assert plover.rewrite(new, left) == (new, left)


@pytest.mark.parametrize(
    ("code", "modality", "expected"),
    [
        (EventCode("CONSULT", "visit"), ("future",), (EventCode("AGREE"), ())),
        (EventCode("AID"), ("future",), (EventCode("AGREE"), ())),
        (EventCode("CONCEDE"), ("future",), (EventCode("CONCEDE"), ("future",))),
        (EventCode("RETREAT", "withdraw"), ("future",), (EventCode("CONCEDE"), ())),
        (EventCode("ASSAULT", "aerial"), ("hypothetical",), (EventCode("THREATEN", "violence"), ())),
        (EventCode("CONSULT"), ("negation", "future"), (EventCode("CONSULT"), ("negation", "future"))),
    ],
)
def test_rewrites(
    plover: Ontology, code: EventCode, modality: tuple[str, ...], expected: tuple[EventCode, tuple[str, ...]]
) -> None:
    assert plover.rewrite(code, modality) == expected


def test_it_can_be_sent_to_another_process(plover: Ontology) -> None:
    assert pickle.loads(pickle.dumps(plover)) == plover
