"""`detente stories` over a store of made-up reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app
from detente.record import Coder, Coding, Document, When
from detente.store import Store

FERRY = (
    "Foreign ministers Anna Lindqvist of Sweden and Teemu Laine of Finland met in Turku on Tuesday and agreed to "
    "reopen the ferry line to Mariehamn that was closed in 2017 after a quarrel over fishing rights. Lindqvist "
    "said it would carry 400 passengers a day from 1 June, and Laine promised 12 million euros for a new pier."
)
SUGAR = "A court in Nairobi has stopped the sale of the state sugar mill at Mumias to a company from Mauritius."


def coding(text: str, title: str, day: str | None) -> Coding:
    published = When.parse(day, "given") if day else None
    document = Document(text, title, f"https://example.org/{title.split()[0]}", published=published)
    return Coding(Coder("1", "t", "t")).having(document=document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stories") / "store"
    store = Store.open(place, create=True)
    store.add([coding(FERRY, "Ferry [to] sail", "2019-05-14"), coding(SUGAR, "Mill not sold", "2019-05-20")])
    store.add(
        [coding(f"TURKU (Agency) - {FERRY} More soon.", "Sea line", "2019-05-15"), coding("Old.", "Old", None)]
    )
    return place


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["stories", "--store", str(folder), *arguments])


def test_a_reprint_stands_behind_its_source(folder: Path) -> None:
    result = run(folder)
    (story,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (story["first"], story["last"], story["reports"]) == ("2019-05-14", "2019-05-15", 1)
    source, copy = story["documents"]
    assert (source["title"], source["relation"], source["of"]) == ("Ferry [to] sail", "report", None)
    assert copy["relation"] in ("reprint", "edited")
    assert copy["of"] == source["id"] == story["id"]
    assert 0.9 < copy["share"] <= 1


def test_the_table_tells_it_in_words(folder: Path) -> None:
    told = " ".join(run(folder, "--format", "table").output.split())
    assert "Ferry [to] sail 2019-05-14 to 2019-05-15 · 1 report, 1 copy" in told
    assert "reprint of Ferry [to] sail" in told
    assert "1 story" in told


@pytest.mark.parametrize(
    ("options", "many"),
    [
        (("--alone",), 3),
        (("--alone", "--since", "2019-05-16"), 1),
        (("--alone", "--until", "2019-05-16"), 1),
        (("--since", "2020"), 0),
        (("--alone", "--limit", "1"), 1),
        (("--alone", "--version", "1"), 2),
    ],
)
def test_which_are_listed(folder: Path, options: tuple[str, ...], many: int) -> None:
    result = run(folder, *options)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == many


def test_an_empty_store_and_none_at_all(tmp_path: Path) -> None:
    Store.open(tmp_path / "empty", create=True)
    assert "no story is told twice" in run(tmp_path / "empty", "--format", "table").output
    assert run(tmp_path / "none").exit_code != 0
