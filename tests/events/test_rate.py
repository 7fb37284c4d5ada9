"""What a sentence says of a marked pair."""

from __future__ import annotations

import pytest

from detente import reading
from detente.events.lexicon import GUARD, load
from detente.events.rate import rate
from detente.ontology import load as load_ontology
from detente.record import Document
from detente.settings import DATA_DIR, Settings


def rated(text: str, actor: str, recipient: str) -> str:
    document, settings = Document(text), Settings.load({})
    read = reading.read(document, settings)
    marks = [
        tuple(read.tokens_in(text.index(name), text.index(name) + len(name)) for name in [side] if name)
        for side in (actor, recipient)
    ]
    found = rate(document, read, marks[0], marks[1], settings)
    assert sum(found.scores.values()) == pytest.approx(1)
    assert max(found.scores, key=lambda t: found.scores[t]) == found.code.type
    return found.code.type


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "expected"),
    [
        ("Chad praised Peru after Oman bombed Laos.", "Chad", "Peru", "SUPPORT"),
        ("Chad praised Peru after Oman bombed Laos.", "Oman", "Laos", "ASSAULT"),
        ("Troops from Chad, which Peru had equipped with radios, shelled the rebels.", "Peru", "Chad", "AID"),
        ("The ministry arrested eleven reporters.", "The ministry", "eleven reporters", "COERCE"),
        ("Teachers marched against the new governor.", "Teachers", "the new governor", "PROTEST"),
    ],
)
def test_the_marked_pair_counts(text: str, actor: str, recipient: str, expected: str) -> None:
    assert rated(text, actor, recipient) == expected


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "expected"),
    [
        (
            "After the blast that killed nine, a porter told the detectives what he had seen.",
            "porter",
            "detectives",
            "CONSULT",
        ),
        ("Two trapped miners were flown to a clinic in army helicopters.", "helicopters", "miners", "AID"),
        ("Surgeons treated the wounded soldiers after the attack.", "Surgeons", "soldiers", "AID"),
        ("The recruit had sworn allegiance to the militia before the shooting.", "recruit", "militia", "SUPPORT"),
    ],
)
def test_everyday_dealings_outweigh_the_violence_that_is_told_of(
    text: str, actor: str, recipient: str, expected: str
) -> None:
    assert rated(text, actor, recipient) == expected


def test_everyday_dealings_are_coded_for_marked_pairs_alone() -> None:
    lexicon = load(str(DATA_DIR))
    assert ("verb", "telephone") in lexicon.pairs
    assert not {f.name for group in lexicon.pairs.values() for f in group if f.code.type == GUARD}
    ontology = load_ontology()
    for frame in (f for group in lexicon.pairs.values() for f in group):
        assert ontology.code(frame.code.type, frame.code.mode) == frame.code


def test_a_sentence_without_marks_is_rated_too() -> None:
    assert rated("Eleven villagers were kidnapped.", "", "Eleven villagers") == "ASSAULT"
