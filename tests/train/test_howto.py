"""The worked example of `docs/howto/ontology.md` holds together."""

from pathlib import Path

from detente.ontology import check as lint
from detente.ontology import load
from detente.train import recipe as recipes
from detente.train.check import check
from detente.train.make import LEAST, beside
from detente.train.text import read

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
RECIPE = HOWTO / "arms-control" / "recipe.yaml"


def test_the_overlay_lints() -> None:
    assert lint(RECIPE.parent / "ontology.yaml") == []


def test_there_is_enough_text_of_each_type_and_nothing_doubled() -> None:
    recipe = recipes.read(RECIPE)
    ontology = load(beside(RECIPE, recipe.ontology))
    report = check(read(RECIPE.parent / recipe.text, ontology))
    assert not report.problems
    assert set(report.labels) == {"BREACH", "INSPECT", "LIMIT", "NONE", "QUIT", "TRIAL"}
    assert min(report.labels.values()) >= LEAST


def test_what_the_page_shows_stands_in_the_files() -> None:
    page = (HOWTO / "ontology.md").read_text("utf-8")
    shown = [line for line in page.splitlines() if line.startswith(("TRIAL\t", "NONE\t"))]
    lines = (RECIPE.parent / "sentences.tsv").read_text("utf-8").splitlines()
    assert shown and set(shown) <= set(lines)
