"""What a sentence says of a marked pair."""

from __future__ import annotations

import pytest

from detente import reading
from detente.events.rate import rate
from detente.record import Document
from detente.settings import Settings


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


def test_a_sentence_without_marks_is_rated_too() -> None:
    assert rated("Eleven villagers were kidnapped.", "", "Eleven villagers") == "ASSAULT"
