from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from detente.errors import MissingPath
from detente.evaluate.pages import PagesTask
from detente.evaluate.task import blind, read_gold

TASK = PagesTask()
GOLD = {
    "id": "1",
    "html": "one.html.gz",
    "text": "The two envoys met in Oslo on Monday. They agreed to talk again.",
    "title": "Envoys meet in Oslo",
    "date": "2019-05-14",
    "type": "article",
    "must": ["envoys met in Oslo"],
    "must_not": ["cookies"],
}


def test_a_page_is_read_beside_the_gold_file(tmp_path: Path) -> None:
    head = "<title>Envoys meet in Oslo</title><meta property='article:published_time' content='2019-05-14'>"
    body = f"<h1>Envoys meet in Oslo</h1><p>{GOLD['text']}</p>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html.gz").write_bytes(gzip.compress(page.encode()))
    seen = blind(GOLD, TASK)
    assert set(seen) == {"id", "html"}
    predicted = TASK.predict(seen, tmp_path)
    assert predicted == {"id": "1", "text": GOLD["text"], "title": GOLD["title"], "date": "2019-05-14"}
    scores = TASK.score([GOLD], [predicted])
    assert scores["article_f1"] == scores["title"] == scores["date"] == scores["must"] == scores["must_not"] == 1.0


def test_a_refused_page_scores_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.html.gz").write_bytes(b"<html><body></body></html>")
    predicted = TASK.predict(blind(GOLD, TASK), tmp_path)
    assert predicted["refused"] == "no-main-text"
    assert TASK.score([GOLD], [predicted])["article_f1"] == 0.0


def test_a_missing_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        TASK.predict(blind(GOLD, TASK), tmp_path)


@pytest.mark.slow
def test_as_good_as_the_extractor_alone_on_the_measuring_set(gold: Path) -> None:
    lines = [line for line in read_gold(gold / "pages_dev.jsonl", TASK) if line["type"] == "article"][::4]
    scores = TASK.score(lines, [TASK.predict(blind(line, TASK), gold) for line in lines])
    assert scores["article_f1"] > 0.85
    assert scores["date"] > 0.8
