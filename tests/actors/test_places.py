"""Names of countries and towns: parties, or places."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Drones flew over Niger at night.", "Niger", "place"),
        ("A town near Kenya's border flooded.", "Kenya", "place"),
        ("A bell rang in a northern Mali town.", "Mali", "place"),
        ("Oslo sent aid to Mali villages.", "Mali", "name"),
        ("Rebels hid inside neighboring Chad again.", "Chad", "place"),
        ("Norway signed the Paris climate agreement.", "Paris", "place"),
        ("The siege of Homs went on.", "Homs", "place"),
        ("Chad, Mali, Ghana and Niger claim the river.", "Mali", "name"),
        ("Ghana has good relations with Mali.", "Mali", "name"),
        ("Moscow warned that it would answer.", "Moscow", "name"),
    ],
)
def test_places_and_parties(cast_of: Any, text: str, words: str, kind: str) -> None:
    cast, reading = cast_of(text, "2016-02-01")
    assert [m.kind for m in cast.mentions if reading.words(*m.tokens) == words] == [kind]


@pytest.mark.parametrize("words", ["fuel reserves", "fishing fleets"])
def test_nouns_that_are_no_actors(cast_of: Any, words: str) -> None:
    assert cast_of(f"Rain ruined the {words} again.", "2016-02-01")[0].mentions == ()
