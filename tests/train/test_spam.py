"""The recipe of the spam filter."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import TrainingTextError
from detente.integrity.spam.model import read_model
from detente.settings import DATA_DIR
from detente.train import spam

TRAINING = Path(__file__).parents[2] / "training" / "spam"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A recipe with little text."""
    (tmp_path / "recipe.yaml").write_text("task: spam\nparts: 2\nsteps: 20\n")
    (tmp_path / "contexts.tsv").write_text("k\tMinisters sign the corridor.\n")
    (tmp_path / "spam.tsv").write_text("".join(f"promo\tk\tbuy pills number {n} at x{n}.top\n" for n in range(10)))
    (tmp_path / "ham.tsv").write_text("".join(f"terse\t-\tthe figure in part {n} is wrong\n" for n in range(10)))
    return tmp_path / "recipe.yaml"


def test_from_a_recipe_to_weights(small: Path, tmp_path: Path) -> None:
    made = spam.make(small, tmp_path / "out")
    again = spam.make(small, tmp_path / "again")
    assert made.scores == again.scores == {"auc": 1.0, "accuracy": 1.0}
    assert [(k["kind"], k["texts"]) for k in made.kinds] == [("ham: terse", 10), ("spam: promo", 10)]
    one, two = ((tmp_path / n / "model.npz").read_bytes() for n in ("out", "again"))
    assert read_model(tmp_path / "out").manifest["text"] == {
        "spam": 10, "ham": 10, "hash": read_model(tmp_path / "again").manifest["text"]["hash"],
    }  # fmt: skip
    assert len(one) == len(two)


def test_the_command_line(small: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["train", str(small), "--out", str(tmp_path / "out"), "--json"])
    assert run.exit_code == 0 and json.loads(run.stdout)["auc"] == 1.0
    checked = CliRunner().invoke(app, ["train", str(TRAINING / "recipe.yaml"), "--out", str(tmp_path), "--check"])
    assert checked.exit_code == 0 and "nothing doubled" in checked.stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("recipe.yaml", "task: spam\ncolour: red\n", "colour"),
        ("recipe.yaml", "[", "cannot be read"),
        ("spam.tsv", "promo\tk\n", "not 3 filled columns"),
        ("spam.tsv", "promo\tnowhere\tbuy\n", "no such context"),
        ("spam.tsv", "promo\tk\tthe figure in part 3 is wrong\n", "the same text twice"),
    ],
)
def test_what_does_not_lint(small: Path, tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(TrainingTextError, match=said):
        spam.make(small, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_shipped_weights_were_taught_by_the_text_that_is_here() -> None:
    manifest = json.loads((DATA_DIR / "weights" / "spam" / "manifest.json").read_text("utf-8"))
    recipe = spam.read_recipe(TRAINING / "recipe.yaml")
    lessons = [line.lesson for line in spam.read(TRAINING)]
    assert manifest["recipe"] == recipe.hash and manifest["text"]["hash"] == spam.text_hash(lessons)


def test_a_missing_file_is_named(small: Path, tmp_path: Path) -> None:
    shutil.move(tmp_path / "ham.tsv", tmp_path / "jam.tsv")
    with pytest.raises(TrainingTextError, match=r"ham\.tsv"):
        spam.make(small, tmp_path / "out")
    assert not spam.is_recipe(tmp_path / "nothing.yaml")
