from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str | None, list[str]]]]


@pytest.mark.parametrize(
    ("text", "who", "content"),
    [
        ("Iran said that it would open its plants.", "Iran", ["that it would open its plants"]),
        ("Iran said it would open its plants.", "Iran", ["it would open its plants"]),
        ("The plants would open, Iran said.", "Iran", ["The plants would open"]),
        ("The plants, Iran said, would open in May.", "Iran", ["The plants", "would open in May"]),
        ("Iran denied having opened the plants.", "Iran", ["having opened the plants"]),
        ("Iran promised to open the plants.", "Iran", ["to open the plants"]),
        ("Iran called for talks in Geneva.", "Iran", ["talks in Geneva"]),
        ("Turkey accused Greece of breaking the law.", "Turkey", ["Greece of breaking the law"]),
        ("According to Iran, the plants were closed.", "Iran", ["the plants were closed"]),
        ("The plants were closed, according to Iran.", "Iran", ["The plants were closed"]),
        ("Iran asked whether the plants were closed.", "Iran", ["whether the plants were closed"]),
        ("Iran made it clear that the plants were closed.", "Iran", ["that the plants were closed"]),
        ("Greece rejected Iran's claim that the plants were closed.", None, None),
    ],
)
def test_content_and_source(found: Found, text: str, who: str | None, content: list[str] | None) -> None:
    rows = [r for r in found(text) if content is None or r[2] == content]
    assert rows, found(text)
    if content is not None:
        assert rows[0][:2] == ("indirect", who)


def test_words_inside_a_report_make_it_mixed(found: Found) -> None:
    rows = found('He said the ministry would "protect our own people".')
    assert rows == [("mixed", "he", ['the ministry would "protect our own people"'])] or rows[0][0] == "mixed"


def test_a_participle_goes_on_for_the_same_speaker(found: Found) -> None:
    rows = found("Iran said that the plants were closed, adding that the keys were lost.")
    assert [(r[1], r[2]) for r in rows] == [
        ("Iran", ["that the plants were closed"]),
        ("Iran", ["that the keys were lost"]),
    ]


def test_a_verb_that_goes_back_to_the_teller_is_not_content(found: Found) -> None:
    rows = found("He said that he would pay the fine but did not say when.")
    assert rows[0][2] == ["that he would pay the fine"]


def test_nobody_speaks_in_a_plain_report(found: Found) -> None:
    assert found("Troops crossed the river at dawn and took the bridge.") == []
    assert found("See how the reported talks ended.") == []
