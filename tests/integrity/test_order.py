from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.integrity import doubt_document
from detente.integrity.lexicon import load
from detente.integrity.order import cohesion, signs
from detente.reading.parser import paragraphs_of
from detente.record import Document
from detente.settings import Settings

#: A story whose paragraphs lead from one to the next.
PARTS = [
    "The harbour of Mossvik will stay closed until the storm has passed, the port authority said on Tuesday, and "
    "all ferries to the islands have been called off.",
    "The authority's director, Ingrid Solheim, told reporters that waves had torn a hole into the outer mole and "
    "that divers could look at the mole only in calm water.",
    "Solheim said that the mole had been mended three times since it was built, and that its concrete was too old "
    "for waves of that height.",
    "The concrete had been tested in spring by engineers of the university, who warned in a report that the mole "
    "might not outlast another winter.",
    "The report went to the ministry of transport, and its minister, Paul Hagen, promised money for a new wall "
    "within the year.",
    "Hagen has not kept the promise, fishermen in Mossvik say, and their boats lie behind a wall that they built "
    "themselves from stones and old nets.",
    "The fishermen's union wants the ministry to pay for nets and boats that were lost, about two million in all, "
    "before the season opens.",
    "A spokesman for the union said that the season had been poor anyway and that many would sell their boats if "
    "no payment came.",
    "Payment would need a vote in parliament, where the opposition has asked why the warning of the engineers "
    "was kept from the public.",
]


def points(parts: list[str]) -> int:
    text = "\n\n".join(parts)
    settings = Settings.load()
    return sum(s.points for s in signs(text, load(settings.data_dir), paragraphs_of(text), settings))


def doubted(parts: list[str]) -> bool:
    return "shuffled" in {f.code for f in doubt_document(Document("\n\n".join(parts), language="en"))}


def test_a_story_in_its_order_passes() -> None:
    assert points(PARTS) < 0
    assert not doubted(PARTS)


def test_many_other_orders_are_doubted() -> None:
    drawn = random.Random(7)
    shuffled = [drawn.sample(PARTS, len(PARTS)) for _ in range(30)]
    assert sum(map(doubted, shuffled)) >= 12
    assert all(points(s) >= points(PARTS) for s in shuffled)


@pytest.mark.parametrize("moved", [2, 5])
def test_persons_spoken_of_before_they_are_introduced(moved: int) -> None:
    parts = [*PARTS]
    parts.insert(0, parts.pop(moved))
    settings = Settings.load()
    text = "\n\n".join(parts)
    found = signs(text, load(settings.data_dir), paragraphs_of(text), settings)
    assert any("before the text says who they are" in s.words and s.places for s in found)


@pytest.mark.parametrize(
    "first",
    [
        "But the harbour stays closed, and nobody knows for how long the ferries will not sail to the islands.",
        "“The harbour stays closed,” the port authority wrote in a letter to all who had booked for the week.",
        "The harbour stays closed, he said, and nobody knows for how long the ferries will not sail.",
    ],
)
def test_a_beginning_that_is_none_has_points(first: str) -> None:
    assert points([first, *PARTS[1:]]) > points(PARTS)


def test_neighbours_of_a_chain_go_together() -> None:
    chain = [frozenset((n, n + 1)) for n in range(20)]
    assert cohesion([frozenset(map(str, words)) for words in chain]) > 4


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=4), max_size=12))
def test_cohesion_is_a_number(telling: list[frozenset[str]]) -> None:
    assert abs(cohesion(telling)) < 100


@pytest.mark.parametrize("piece", ["a\n\n", "Adam Bell, the dean\n\n", "(ABC) ABC\n\n", "said Adam\n\n"])
def test_texts_of_countless_paragraphs_take_little_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    settings = Settings.load()
    lexicon, paragraphs = load(settings.data_dir), paragraphs_of(text)
    begun = time.process_time()
    signs(text, lexicon, paragraphs, settings)
    assert time.process_time() - begun < 10
