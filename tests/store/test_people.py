"""The full-text index finds words, and nothing that people type can break it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.record import Coder, Coding, Document, When
from detente.store import Store

TEXTS = {
    "Grain ships leave port": "The first ships left Odesa.\n\nMinisters praised the accord in Ankara.",
    "Talks collapse": "Negotiators walked out of the grain talks.\n\nNo new date was set.",
    "Élysée hosts summit": "Two presidents met. They negotiated late into the night over tariffs.",
}


@pytest.fixture
def library(store: Store) -> Store:
    day = When.parse("2022-08", "given")
    store.add(
        [Coding(Coder("a", "b", "c")).having(document=Document(t, n, published=day)) for n, t in TEXTS.items()]
    )
    return store


def titles(store: Store, query: str) -> list[str | None]:
    return [h.title for h in store.search(query)]


def test_words_and_phrases(library: Store) -> None:
    assert titles(library, "grain") == ["Grain ships leave port", "Talks collapse"]  # the headline weighs more
    assert titles(library, "grain talks") == ["Talks collapse"]
    assert titles(library, '"talks grain"') == []
    assert titles(library, '"grain talks"') == ["Talks collapse"]
    assert set(titles(library, "negotiate")) == {"Talks collapse", "Élysée hosts summit"}  # word forms
    assert titles(library, "praise") == ["Grain ships leave port"]
    assert titles(library, "elysee") == ["Élysée hosts summit"]  # accents
    assert titles(library, "zebra") == []


def test_a_hit_shows_the_words_it_found(library: Store) -> None:
    hit = library.search("accord")[0]
    assert ("accord", True) in hit.snippet
    assert hit.published == "2022-08" and hit.url is None and hit.score > 0
    assert library.coding(hit.document).document.title == hit.title


@pytest.mark.parametrize("query", ["", "  ", '"', "*", '""', "-", "( )", "\x00", "'", ":", "^"])
def test_a_query_without_words_finds_nothing(library: Store, query: str) -> None:
    assert library.search(query) == ()


@pytest.mark.parametrize(
    "query",
    [
        "title:grain",
        "grain OR zebra",
        "NOT grain",
        "grain AND",
        "NEAR(grain ships)",
        "grain\x00",
        "g'ra\"in",
        "{grain",
    ],
)
def test_operators_are_plain_words(library: Store, query: str) -> None:
    assert isinstance(library.search(query), tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.text(max_size=30))
def test_any_text_is_a_query(query: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store.open(Path(tmp_path_factory.getbasetemp()) / "people-store", create=True)
    assert store.search(query) == ()


def test_a_pinned_version_finds_only_what_it_had(full: Store) -> None:
    assert len(full.search("treaty", limit=99)) == 8
    assert len(Store.open(full.path, version=1).search("treaty", limit=99)) == 5
    assert len(full.search("treaty", limit=3)) == 3


def test_marks_in_a_text_do_not_mark(library: Store) -> None:
    text = "A \x02false\x03 mark, and a treaty."
    library.add([Coding(Coder("a", "b", "c")).having(document=Document(text, "Odd"))])
    marked = [p for p, m in library.search("treaty")[0].snippet if m]
    assert marked == ["treaty"]
