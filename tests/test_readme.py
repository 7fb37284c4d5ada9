"""What the README shows is what the commands print."""

from __future__ import annotations

import importlib.util
import re
from difflib import SequenceMatcher
from pathlib import Path
from types import ModuleType

import pytest

import detente

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tools" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("command", "shown"), tool().blocks(README), ids=[c for c, _ in tool().blocks(README)])
def test_what_is_shown_is_what_is_printed(command: str, shown: str) -> None:
    printed = tool().printed(command)
    # Not to the letter: a parser's figures differ a little between processors. `make readme` brings it up to date.
    alike = SequenceMatcher(None, shown.splitlines(), printed.splitlines(), autojunk=False).ratio()
    assert alike > 0.9, f"run `make readme`: {command} prints something else now"


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "REQUEST" in printed
    assert "Norway" in printed


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_public_names_are_the_listed_ones() -> None:
    for name in detente.__all__:
        assert getattr(detente, name) is not None
