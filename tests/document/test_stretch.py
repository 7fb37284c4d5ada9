from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.document.stretch import best_stretch


def test_short_doubtful_lines_between_paragraphs_stay() -> None:
    assert best_stretch([-2, 5, -1, -1, 5, -2], 1.2, 1.2, 0.5) == [False, True, True, True, True, False]


def test_a_lone_paragraph_far_away_is_left_out() -> None:
    points = [5.0, 5.0, *[-4.0] * 12, 4.0]
    assert best_stretch(points, 1.2, 1.2, 0.5) == [True, True, *[False] * 13]


def test_furniture_inside_is_left_out_and_the_story_goes_on() -> None:
    assert best_stretch([5, -9, 5], 1.2, 1.2, 0.5) == [True, False, True]


@given(st.lists(st.floats(-10, 10), max_size=60))
def test_it_never_earns_less_than_keeping_nothing(points: list[float]) -> None:
    kept = best_stretch(points, 1.0, 1.0, 0.5)
    assert len(kept) == len(points)
    assert sum(p for p, k in zip(points, kept, strict=True) if k) >= -1e-9
