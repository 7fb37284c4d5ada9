"""Sources on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app

STORY = "The ministers of Norway and Sweden met in Oslo on Monday and agreed on a truce."


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_one_table_by_named_columns(tmp_path: Path) -> None:
    place = tmp_path / "a.jsonl"
    records = [{"words": STORY, "day": "14/05/2024", "head": "A truce", "at": "https://n.example/1"}, {"none": 1}]
    place.write_text("".join(json.dumps(r) + "\n" for r in records))
    columns = ("--text-column", "words", "--date-column", "day", "--title-column", "head", "--url-column", "at")
    done = run("code", place, "--format", "jsonl", *columns, "--date-format", "%d/%m/%Y", "--published", "1999")
    assert done.exit_code == 1 and "[missing-column]" in done.stderr and "a.jsonl#record=2" in done.stderr
    (line,) = done.stdout.splitlines()
    document = json.loads(line)["document"]
    assert (document["text"], document["title"], document["url"]) == (STORY, "A truce", "https://n.example/1")
    assert (document["published"], document["published_from"]) == ("2024-05-14", "given")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--kind", "tape"), "[settings]"), (("--text-column", "story"), "[missing-column]"),
     (("--encoding", "utf-16"), "[settings]"), (("--delimiter", "xx"), "[input]")],
)  # fmt: skip
def test_a_wrong_option_is_told(arguments: tuple[str, str], code: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"text\n{STORY}\n")
    done = run("code", tmp_path / "a.csv", "--format", "none", *arguments)
    assert done.exit_code != 0 and code in done.stderr


def test_the_kinds_of_sources_are_listed() -> None:
    told = [json.loads(line) for line in run("sources", "--json").stdout.splitlines()]
    assert [t["name"] for t in told] == [
        "cloud", "csv", "feed", "jsonl", "parquet", "sitemap", "warc", "zip", "web", "files",
    ]  # fmt: skip
    assert all(t["about"].endswith(".") for t in told)
    assert "jsonl" in run("sources").stdout
