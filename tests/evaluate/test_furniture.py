from __future__ import annotations

import math
from pathlib import Path

from detente.evaluate.furniture import FurnitureTask
from detente.evaluate.task import blind, read_gold

TASK = FurnitureTask()
TEXT = "\n".join(
    [
        "Home",
        "World",
        "Envoys meet in Oslo",
        "The two envoys met in Oslo on Monday, and they agreed to talk again next month.",
        "Nobody gave a date, and the host said that it had not been asked.",
        "Leave a comment",
    ]
)
KEEP = [False, False, True, True, True, False]


def test_the_title_line_is_not_scored() -> None:
    line = {"id": "1", "text": TEXT, "keep": KEEP, "title": "Envoys meet in Oslo"}
    assert TASK.score([line], [{"id": "1", "keep": [False, False, False, True, True, False]}])["line_f1"] == 1.0


def test_scores_add_lines_over_pages() -> None:
    line = {"id": "1", "text": TEXT, "keep": KEEP}
    scores = TASK.score([line, line], [{"id": "1", "keep": KEEP}, {"id": "1", "keep": [True] * 6}])
    assert math.isclose(scores["line_f1"], 2 * 6 / (9 + 6))
    assert math.isclose(scores["page_f1"], (1 + 2 * 3 / 9) / 2)


def test_predictions_have_a_value_for_each_line_and_see_no_answer() -> None:
    line = {"id": "1", "text": TEXT + "\n\n", "keep": [*KEEP, False, False], "title": "Envoys meet in Oslo"}
    seen = blind(line, TASK)
    assert set(seen) == {"id", "text"}
    assert TASK.predict(seen, Path())["keep"] == [False, False, False, True, True, False, False, False]


def test_well_above_simple_rules_on_the_measuring_set(gold: Path) -> None:
    lines = read_gold(gold / "furniture_dev.jsonl", TASK)[:40]
    predictions = [TASK.predict(blind(line, TASK), gold) for line in lines]
    assert TASK.score(lines, predictions)["line_f1"] > 0.8
