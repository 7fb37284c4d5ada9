"""`detente quotes` over a store of own texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import detente
from detente.cli.app import app
from detente.store import QuoteFilter, Store

FIRST = """Lavrov rejects blame over Syria

MOSCOW, 14 May 2019 - Russian Foreign Minister Sergey Lavrov said on Tuesday: "We shall not leave Syria before \
the last terrorist is beaten, and nobody will dictate our dates to us." He told reporters that 3,000 Russian \
soldiers were in Syria. He supports the truce.

A senior U.S. official, who asked not to be named, said Washington did not believe him.
"""
SECOND = """Russia to stay in Syria, says minister

MOSCOW, 15 May 2019 - Russia will stay in Syria. "We shall leave Syria before the last terrorist is beaten," \
Sergey Lavrov, the Russian foreign minister, said. Lavrov said that 5,000 Russian soldiers were in Syria.
"""
OLD = """Rouhani on sanctions

TEHRAN, 3 March 2017 - Iranian President Hassan Rouhani said Iran would never again shut its nuclear plants. The \
Iranian foreign ministry denied that inspectors had been sent away.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("quotes") / "store"
    texts = zip((FIRST, SECOND, OLD), ("2019-05-14", "2019-05-15", "2017-03-03"), strict=True)
    Store.open(place, create=True).add([detente.code_text(text, published=day) for text, day in texts])
    return place


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["quotes", "--store", str(folder), *arguments])


def lines(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_same_words_in_two_reports_are_one_line_with_the_difference(folder: Path) -> None:
    (first, *_) = lines(folder, "--speaker", "Sergei Lavrov", "--about", "Syria", "--since", "2018-01-01")
    assert first["speaker"]["name"] == "Sergey Lavrov"
    assert first["speaker"]["office"] == "Minister of Foreign Affairs"
    assert first["documents"] == 2
    assert first["shown"]["words"][0].startswith("We shall not leave")
    (variant,) = first["variants"]
    assert variant["disagrees"] == ["negation"]
    assert variant["changes"][0]["shown"] == "not"
    assert variant["document"]["published"] == "2019-05-15"


def test_each_lists_every_quote_by_itself(folder: Path) -> None:
    merged, single = lines(folder), lines(folder, "--each")
    assert len(single) == sum(1 + len(u["variants"]) for u in merged) > len(merged)


def test_numbers_that_disagree_are_shown(folder: Path) -> None:
    told = [u for u in lines(folder, "--speaker", "Lavrov") for v in u["variants"] if v["disagrees"] == ["number"]]
    assert len(told) == 1


def test_every_span_slices_to_its_words(folder: Path) -> None:
    store = Store.open(folder)
    for row in store.quotes():
        text = store.coding(row.document).document.text
        assert tuple(text[s.start : s.end] for s in row.quote.content) == row.words
        assert row.cue is None or row.cue in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--country", "IRN"), "Iran would never again"),
        (("--about", "nuclear"), "Iran would never again"),
        (("--about", "inspect"), "inspectors had been sent away"),
        (("--until", "2018"), "Iran would never again"),
        (("--kind", "direct"), "We shall not leave"),
        (("--speaker", "foreign ministry of Iran"), "inspectors had been sent away"),
        (("--speaker", "rouhani"), "never again"),
    ],
)
def test_filters(folder: Path, options: tuple[str, ...], words: str) -> None:
    found = lines(folder, *options)
    assert any(words in w for u in found for w in u["shown"]["words"])
    assert len(found) < len(lines(folder))


def test_a_state_is_meant_as_itself(folder: Path) -> None:
    result = run(folder, "--speaker", "Russia")
    assert result.exit_code != 0
    assert "'Russia' is not quoted" in result.output


def test_an_unknown_speaker_brings_up_who_is_quoted(folder: Path) -> None:
    result = run(folder, "--speaker", "Lawrow")
    assert result.exit_code != 0
    assert "Sergey Lavrov" in result.output


def test_what_somebody_only_wants_is_asked_for(folder: Path) -> None:
    plain, all_ = lines(folder, "--each"), lines(folder, "--each", "--attitudes")
    assert not any("truce" in w for u in plain for w in u["shown"]["words"])
    assert any("truce" in w for u in all_ for w in u["shown"]["words"])


def test_the_source_that_is_not_to_be_named(folder: Path) -> None:
    (told,) = [u for u in lines(folder) if u["anonymous"]]
    assert told["shown"]["words"] == ["Washington did not believe him"]


def test_the_table_shows_denials_and_differences(folder: Path) -> None:
    told = " ".join(run(folder, "--format", "table").output.split())
    assert "denied that inspectors" in told
    assert "disagrees: negation" in told
    assert "[-not-]" in told
    assert "not to be named" in told


@pytest.mark.parametrize("about", ["", "(", "[a-z", "%", "'; DROP TABLE quotes", "\\", "日本"])
def test_odd_words_find_nothing_and_break_nothing(folder: Path, about: str) -> None:
    assert lines(folder, "--about", about) == []


def test_nothing_said_is_no_error(folder: Path) -> None:
    result = run(folder, "--speaker", "Lavrov", "--since", "2020", "--format", "table")
    assert (result.exit_code, "nothing said" in result.output) == (0, True)


def test_a_limit_and_an_old_version(folder: Path) -> None:
    assert len(lines(folder, "--limit", "1")) == 1
    assert lines(folder, "--version", "0") == []
    assert Store.open(folder).quotes(QuoteFilter(limit=2))[0].published is not None


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    Store.open(tmp_path / "empty", create=True)
    assert lines(tmp_path / "empty") == []
    assert "Nobody is quoted" in run(tmp_path / "empty", "--speaker", "Lavrov").output
    assert run(tmp_path / "none").exit_code != 0
