"""Asking a store on the command line."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app
from detente.record import (
    Actor,
    Cast,
    Coder,
    Coding,
    Document,
    Event,
    EventCode,
    Evidence,
    Finding,
    Mention,
    Office,
    Reason,
    When,
)
from detente.store import Store

TEXT = "Russian envoys met American officials in Vienna on Monday.\n\nThey spoke of \x1b[31mgrain[/]."


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def story() -> Coding:
    document = Document(
        TEXT, "Envoys [bold]meet", "https://example.org/1", published=When.parse("2019-05-15", "given")
    )

    def evidence(words: str, role: str) -> Evidence:
        start = TEXT.index(words)
        return Evidence.of(document.span(start, start + len(words)), TEXT, role)

    office = Office("Envoy", "RUS", "GOV", "2018", None, "made up")
    russia = Actor("x:envoys", "Russian envoys", "group", "RUS", "GOV", (office,))
    america = Actor("state:USA", "United States", "state", "USA", "GOV")
    mention = Mention(
        evidence("Russian envoys", "").span, (0, 2), russia.id, "role", Reason("roles", 0.8, "plural")
    )
    events = (
        Event(
            "feed0001",
            EventCode("CONSULT"),
            "040",
            1,
            2.5,
            (),
            (),
            (russia.id,),
            (america.id,),
            None,
            When.parse("2019-05-13", "text"),
            None,
            0.8,
            (evidence("met", "trigger"), evidence("Russian envoys", "actor")),
            (Reason("lexicon: meet", 0.8),),
        ),
        Event(
            "feed0002",
            EventCode("CONSULT", "phone"),
            None,
            1,
            1.5,
            (),
            ("future",),
            (russia.id,),
            (america.id,),
            russia.id,
            None,
            None,
            0.5,
            (evidence("spoke", "trigger"),),
            (),
        ),
    )
    doubt = Finding("odd", "caution", "An odd character.", (evidence("grain", ""),))
    return Coding(Coder("0.1", "2.0", "x")).having(
        document=document,
        cast=Cast((russia, america), (mention,)),
        quotes=(),
        events=events,
        issues=(),
        findings=(doubt,),
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "store"
    Store.open(path, create=True).add([story()])
    return path


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_verify_a_sound_store(kept: Path) -> None:
    result = run("verify", kept)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1 and "is sound: 1 commits, 1 documents, 2 events" in result.stdout
    told = json.loads(run("verify", kept, "--json").stdout)
    assert told["sound"] is True and told["damages"] == [] and told["counts"]["documents"] == 1


def test_verify_a_damaged_store_and_mend_its_index(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "store")
    (tmp_path / "store" / "people.sqlite").unlink()
    result = run("verify", tmp_path / "store")
    assert result.exit_code == 6
    assert "people-unreadable: people.sqlite" in result.stdout and "damaged" in result.stderr
    told = json.loads(run("verify", tmp_path / "store", "--json").stdout)
    assert [d["code"] for d in told["damages"]] == ["people-unreadable"]
    assert run("verify", tmp_path / "store", "--reindex").exit_code == 0
    next((tmp_path / "store" / "events").glob("*.parquet")).unlink()
    assert run("verify", tmp_path / "store", "--json").exit_code == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "{}"],
        ["events", "--store", "{}"],
        ["search", "x", "--store", "{}"],
        ["explain", "a", "--store", "{}"],
    ],
)
def test_without_a_store(tmp_path: Path, arguments: list[str]) -> None:
    result = run(*(a.format(tmp_path / "none") for a in arguments))
    assert result.exit_code == 6 and "[store-missing]" in result.stderr and len(result.stderr.splitlines()) == 1


def test_events_as_json_lines_when_piped(kept: Path) -> None:
    first, second = lines(run("events", "--store", kept))
    assert first["id"] == "feed0001" and first["when"]["start"] == "2019-05-13"
    assert first["parties"]["x:envoys"] == {"name": "Russian envoys", "country": "RUS"}
    assert first["document"]["published"] == "2019-05-15"
    assert second["claimed_by"] == "x:envoys"


def test_events_as_a_table(kept: Path) -> None:
    shown = run("events", "--store", kept, "--format", "table").stdout
    assert "2019-05-13" in shown and "CONSULT phone" in shown and "future" in shown and "2 events" in shown


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--type", "consult"], ["feed0001", "feed0002"]),
        (["--type", "AID"], []),
        (["--country", "Russia"], ["feed0001", "feed0002"]),
        (["--country", "FRA"], []),
        (["--country", "IGO"], []),
        (["--since", "2019-05"], ["feed0001"]),
        (["--until", "2019-05"], ["feed0001"]),
        (["--since", "2019-06"], []),
        (["--limit", "1"], ["feed0001"]),
        (["--version", "0"], []),
    ],
)
def test_events_that_are_asked_for(kept: Path, options: list[str], ids: list[str]) -> None:
    assert [e["id"] for e in lines(run("events", "--store", kept, *options))] == ids


def test_events_that_nobody_can_mean(kept: Path) -> None:
    result = run("events", "--store", kept, "--type", "CONSLUT")
    assert result.exit_code == 7 and "CONSULT" in result.stderr
    assert run("events", "--store", kept, "--country", "Atlantis").exit_code == 3
    result = run("events", "--store", kept, "--since", "last week")
    assert result.exit_code == 2 and "is no date" in result.stderr


def test_search(kept: Path) -> None:
    assert lines(run("search", "envoy", "--store", kept))[0]["title"] == "Envoys [bold]meet"
    shown = run("search", "american", "officials", "--store", kept, "--format", "table").stdout
    assert "Envoys [bold]meet" in shown and "1 document found" in shown
    assert run("search", "zebra", "--store", kept, "--format", "table").stdout.strip() == "nothing found"


def test_explain_says_why(kept: Path) -> None:
    result = run("explain", "feed0001", "--store", kept)
    assert result.exit_code == 0
    for words in (
        "CONSULT",
        "verbal cooperation",
        "met[trigger] American officials in Vienna on Monday.",
        "Russian envoys (group, RUS, GOV)",
        "Envoy, RUS GOV, 2018 to now or unknown; made up",
        "“Russian envoys” at 0: roles 0.80, plural",
        "2019-05-13",
        "the text itself reports it",
        "lexicon: meet 0.80",
        "An odd character.",
        "https://example.org/1",
    ):
        assert words in result.stdout
    assert "Russian envoys says so" in run("explain", "feed0002", "--store", kept).stdout


def test_explain_as_json(kept: Path) -> None:
    told = json.loads(run("explain", "feed0001", "--store", kept, "--json").stdout)
    assert told["event"]["id"] == "feed0001" and told["definitions"]
    assert "".join(p["text"] for p in told["passages"][0]["pieces"]).endswith("Monday.")
    assert told["parties"][0]["mentions"][0]["reason"]["rule"] == "roles"


def test_explain_what_is_not_one_event(kept: Path) -> None:
    several = run("explain", "feed", "--store", kept)
    assert several.exit_code == 6 and "feed0001, feed0002" in several.stderr
    near = run("explain", "fead0001", "--store", kept)
    assert near.exit_code == 6 and "Near it: feed0001" in near.stderr


def test_a_page_cannot_write_to_the_terminal(kept: Path) -> None:
    for shown in (
        run("explain", "feed0002", "--store", kept).stdout,
        run("search", "spoke", "--store", kept, "--format", "table").stdout,
    ):
        assert "\x1b[31m" not in shown and "grain" in shown


def test_relations(kept: Path, tmp_path: Path) -> None:
    told = json.loads(run("relations", "USA", "Russia", "--store", kept).stdout)
    assert (told["a"], told["b"], told["period"], told["store_version"]) == ("RUS", "USA", "month", 1)
    (month,) = told["periods"]
    seen = {n: month[n] for n in ("period", "start", "events", "verbal", "words", "material", "deeds", "sparse")}
    assert list(seen.values()) == ["2019-05", "2019-05-01", 1, 1, 2.5, 0, None, True]
    assert (month["words_low"], month["deeds_low"], month["silent"]) == (None, None, False)
    assert {"tone", "outlook", "turning_points", "words_and_deeds", "issues", "coverage"} <= set(told)
    assert (
        told["rule"]["leave_out"] == ["negation", "hypothetical", "historical"]
        and told["rule"]["claimed"] is False
    )
    assert json.loads(run("relations", "USA", "RUS", "--store", kept, "--claims").stdout)["undated"]["events"] == 1
    table = run("relations", "USA", "RUS", "--store", kept, "--format", "table").stdout
    assert "2019-05" in table and "+2.5" in table and "few" in table and "rewrites count once" in table
    rows = run(
        "relations", "USA", "RUS", "--store", kept, "--format", "csv", "--period", "year"
    ).stdout.splitlines()
    row = dict(zip(rows[0].split(","), rows[1].split(","), strict=True))
    wanted = {
        "a": "RUS",
        "b": "USA",
        "period": "2019",
        "events": "1",
        "words": "2.5",
        "deeds": "",
        "sparse": "True",
    }
    assert wanted.items() <= row.items()


def test_relations_shows_silence_as_silence(tmp_path: Path) -> None:
    coding = story()
    from dataclasses import replace

    late = replace(coding.events[0], id="late", when=When.parse("2020-02-01", "text"))
    Store.open(tmp_path / "s", create=True).add([coding.having(events=(coding.events[0], late))])
    table = run("relations", "USA", "RUS", "--store", tmp_path / "s", "--format", "table").stdout
    assert "2019-06 to 2020-01" in table and "8 without events" in table
    assert "+0.0" not in table


def test_relations_between_what_are_no_two_states(kept: Path) -> None:
    for pair in (("USA", "usa"), ("USA", "Atlantis"), ("UNO", "USA")):
        result = run("relations", *pair, "--store", kept)
        assert result.exit_code == 3 and "[input]" in result.stderr


def test_the_made_up_codings_of_the_benchmarks_are_valid(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        "synthetic", Path(__file__).parents[2] / "benchmarks" / "synthetic.py"
    )
    assert spec is not None and spec.loader is not None
    synthetic = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(synthetic)
    Store.open(tmp_path / "s", create=True).add([synthetic.coding(3)])
    assert run("verify", tmp_path / "s").exit_code == 0
