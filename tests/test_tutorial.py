"""The tutorial runs as it is printed, and the story of its articles is found."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[1] / "docs" / "tutorial"
TEXT = (FOLDER / "index.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
ARTICLES = sorted((FOLDER / "corpus").glob("*.txt"))


def test_the_blocks_run_and_what_they_claim_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS):
        exec(compile(block, f"index.md, block {number + 1}", "exec"), names)
    for made in ("timeline.svg", "words-deeds.svg", "issues.svg", "network.svg", "matrix.svg", "map.svg"):
        assert (tmp_path / made).stat().st_size > 1_000


def test_the_corpus_is_what_it_says() -> None:
    story = yaml.safe_load((FOLDER / "corpus" / "story.yaml").read_text("utf-8"))
    assert len(ARTICLES) >= 60
    days = [date.fromisoformat(p.name[:10]) for p in ARTICLES]
    assert (max(days) - min(days)).days > 700
    told = {f"{d:%Y-%m}" for d in days}
    assert not told & set(story["silent"])
    names = {p.stem for p in ARTICLES}
    assert {*story["reprints"], *story["reprints"].values(), *story["rewrites"]} <= names
    for path in ARTICLES:
        headline, _, by, day, _, *rest = path.read_text("utf-8").split("\n")
        assert headline and by.startswith("By ") and len(rest) > 2
        when = date.fromisoformat(path.name[:10])
        assert day == f"{when.day} {when:%B %Y}"
        assert 80 <= len(" ".join(rest).split()) <= 160, path.name


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", TEXT))))
def test_links_lead_somewhere(link: str) -> None:
    assert (FOLDER / link).exists()
