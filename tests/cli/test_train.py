from pathlib import Path

from typer.testing import CliRunner

from detente.cli.app import app

LINES = [
    f"{label}\t-\t-\t-\t<s>Mali</s> {verb} <t>Niger</t> over thing number {n} of list {chr(97 + n)}"
    for label, verb in (("AGREE", "promised help to"), ("ACCUSE", "blamed"))
    for n in range(22)
]


def _recipe(folder: Path, *more: str) -> Path:
    (folder / "a.tsv").write_text("\n".join([*LINES[::7], *more]) + "\n", "utf-8")
    (folder / "recipe.yaml").write_text("epochs: 1\n", "utf-8")
    return folder / "recipe.yaml"


def test_check_counts_the_labels(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["train", str(_recipe(tmp_path)), "--out", str(tmp_path / "w"), "--check"])
    assert "AGREE\t" in done.output
    assert not (tmp_path / "w").exists()


def test_what_is_doubled_is_named_and_nothing_is_learned(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, LINES[0])
    done = CliRunner().invoke(app, ["train", str(recipe), "--out", str(tmp_path / "w"), "--check"])
    assert done.exit_code == 7
    assert "a.tsv:" in done.output


def test_too_little_text_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["train", str(_recipe(tmp_path)), "--out", str(tmp_path / "w")])
    assert done.exit_code == 7
    assert "Too few sentences" in done.output
