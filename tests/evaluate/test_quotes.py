from __future__ import annotations

from pathlib import Path

import pytest

from detente.evaluate.quotes import Quotes, match, with_marks

TEXT = 'She said, "We agree on most of it," and left. He denied having left the hall.'


def span(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def gold() -> list[dict[str, object]]:
    return [
        {"content": [span('"We agree on most of it,"')], "source": [span("She")], "cue": [], "direct": True},
        {"content": [span("having left the hall")], "source": [span("He")], "cue": [], "direct": False},
    ]


def test_a_perfect_answer_scores_one() -> None:
    line = {"id": "1", "text": TEXT, "quotes": gold()}
    scores = Quotes().score([line], [{"id": "1", "quotes": gold()}])
    assert scores["content_f1_30"] == scores["content_f1_80"] == scores["source_accuracy"] == 1
    assert [row["content_f1_80"] for row in Quotes().table([line], [{"id": "1", "quotes": gold()}])] == [1, 1]


def test_a_span_that_is_too_long_is_no_gain() -> None:
    line = {"id": "1", "text": TEXT, "quotes": gold()[1:]}
    answer = {"id": "1", "quotes": [{"content": [[0, len(TEXT)]], "source": [span("She")]}]}
    assert Quotes().score([line], [answer])["content_f1_30"] == 0


def test_a_missing_answer_costs_recall_and_a_wrong_source_accuracy() -> None:
    line = {"id": "1", "text": TEXT, "quotes": gold()}
    answer = {"id": "1", "quotes": [{"content": [span("having left the hall")], "source": [span("She")]}]}
    scores = Quotes().score([line], [answer])
    assert scores["recall_30"] == 0.5
    assert scores["precision_30"] == 1
    assert scores["source_accuracy"] == 0


def test_matching_is_one_to_one() -> None:
    assert match([{1, 2, 3, 4}], [{1, 2, 3, 4}, {2, 3, 4}]) == [(0, 0, 1.0)]


def test_marks_are_taken_in() -> None:
    start, end = span("We agree on most of it,")
    assert TEXT[slice(*with_marks(TEXT, start, end))] == '"We agree on most of it,"'


def test_predicting_gives_the_stated_fields() -> None:
    row = Quotes().predict({"id": "7", "text": TEXT}, Path())
    assert row["id"] == "7"
    assert row["quotes"][0]["kind"] == "direct"
    assert {"content", "source", "cue", "kind", "speaker"} <= set(row["quotes"][0])


def test_an_empty_gold_file_scores_without_an_error() -> None:
    assert Quotes().score([], [])["content_f1_30"] == pytest.approx(0)
