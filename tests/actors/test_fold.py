from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.actors.fold import fold, key, words


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text(max_size=60))
def test_the_quick_way_and_the_long_way_agree(text: str) -> None:
    long_way = " ".join(f for f in map(fold, words(text)) if f)
    if all(c.isalnum() or c in " -." for c in text) and text.isascii():
        assert key(text) == long_way


def test_accents_hyphens_and_stops_make_no_difference() -> None:
    assert key("Jean-Yves Le Drian") == key("Jean Yves le Drian")
    assert key("U.S.") == key("US")
    assert key("Lech Wałęsa") == key("Lech Walesa")
    assert key("People’s Republic") == key("People's Republic")
