"""Files with real headers and invented events: what is in them, and what is made of the lines that are broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.interchange.gdelt import COLUMNS as GDELT
from detente.interchange.gdelt_mentions import COLUMNS as MENTIONS
from detente.interchange.icews import COLUMNS as ICEWS
from detente.interchange.polecat import COLUMNS as POLECAT
from detente.record import Side, Where

Read = Callable[..., Any]


def test_the_published_headers() -> None:
    assert (len(POLECAT), len(ICEWS), len(GDELT), len(MENTIONS)) == (40, 20, 61, 16)
    assert len(set(POLECAT)) == 40 and len(set(GDELT)) == 61


def test_polecat_with_the_modes_of_older_versions(read: Read) -> None:
    entries, troubles, source = read("polecat_old.tsv")
    assert not troubles and not source.notes.counts
    assert [(e.type, e.mode) for e in entries] == [
        ("CONSULT", "visit"),
        ("RETREAT", None),
        ("THREATEN", "restrict"),
        ("COERCE", "restrict"),
        ("ASSAULT", "targeted"),
        ("ASSAULT", None),
        ("ASSAULT", None),
        ("SANCTION", "expel"),
        ("AGREE", None),
    ]
    first = entries[0]
    assert (first.coder, first.source_id, first.start, first.end) == (
        "POLECAT",
        "20190503-0001",
        date(2019, 5, 3),
        date(2019, 5, 3),
    )
    assert first.actors == (Side("Foreign minister of Russia", "RUS", ("GOV",)),)
    assert first.where == Where("Geneva", "CHE", 46.2022, 6.14569, 2660646)
    assert (first.score, first.scale, first.contexts) == (4.0, "plover", ("diplomatic", "military"))
    # SANCTION is in another quad class in some files; ours is the ontology's. Kosovo is one country.
    assert entries[7].quad == 4 and entries[7].actors[0].country == "XKX"
    assert entries[8].modality == ("negation",) and entries[8].recipients[0].country == "EUR"
    assert entries[2].contexts == ("natural_resource",) and entries[3].actors == (
        Side(None, "TUR", ("GOV", "COP")),
    )


def test_polecat_with_newer_names_and_with_a_headline(read: Read) -> None:
    entries, troubles, _ = read("polecat_new.tsv")
    assert not troubles and [e.score for e in entries] == [2.5, -5.0]
    assert entries[1].recipients == () and entries[1].where == Where("Arequipa", "PER")
    entries, troubles, _ = read("polecat_headline.tsv")
    assert not troubles and entries[0].text == "Estonia says harbour cameras were hacked, blames neighbour"


def test_every_broken_line_of_polecat_is_told_and_the_rest_is_read(read: Read) -> None:
    entries, troubles, source = read("polecat_malformed.tsv")
    assert {t.line: t.reason.partition(" '")[0].partition(": ")[0] for t in troubles} == {
        3: "It has 3 cells, not 40.",
        4: "It has 41 cells, not 40.",
        5: "The Event Date",
        6: "The Event Date",
        7: "There is no event type",
        8: "The Intensity",
        11: "The latitude",
        15: "It holds NUL bytes.",
        17: "It is neither UTF-8 nor Windows-1252.",
    }
    assert [e.line for e in entries] == [2, 9, 10, 13, 14, 16, 18]
    by_line = {e.line: e for e in entries}
    assert by_line[9].mode is None and by_line[9].contexts == () and by_line[9].recipients[0].country is None
    assert by_line[10].actors[0].name == '"Quoted, name'
    assert by_line[14].actors[0].name == "Señora Peña"
    assert by_line[16].actors[0].name == "tab\tinside"
    assert {kind for kind, _ in source.notes.counts} == {"mode", "context", "country", "sector", "encoding"}


def test_icews(read: Read) -> None:
    entries, troubles, _ = read("icews.tsv")
    assert not troubles
    first, protest, statement, appeal, violence, aid = entries
    assert (first.type, first.mode, first.cameo, first.score, first.scale) == (
        "CONSULT",
        "visit",
        "042",
        1.9,
        "goldstein",
    )
    assert first.actors == (Side("Foreign Affairs (Russia)", "RUS", ("GOV",)),)
    assert first.recipients[0].sectors == ("ELI", "GOV") and first.story == "41000001"
    assert first.where == Where("Washington", "USA", 38.8951, -77.0364)
    assert protest.actors[0].country == "CIV" and violence.actors[0].country == "COD"
    # Statements and appeals have a CAMEO code and no PLOVER type.
    assert (statement.type, statement.cameo, statement.quad) == (None, "010", 1) and appeal.type is None
    assert statement.actors[0].country == "PSE" and appeal.recipients[0].country == "IGO"
    assert (aid.type, aid.score, aid.recipients[0].country) == ("AID", 7.4, "XKX")


def test_icews_after_a_statistics_program(read: Read) -> None:
    plain, _, _ = read("icews.tsv")
    entries, troubles, _ = read("icews_snake.tsv")
    assert not troubles and [e.source_id for e in entries] == ["30100001", "30100005"]
    assert entries[0].actors == plain[0].actors and entries[0].where == plain[0].where


def test_broken_lines_of_icews(read: Read) -> None:
    entries, troubles, source = read("icews_malformed.tsv")
    assert [t.line for t in troubles] == [3, 4, 5, 6, 8]
    assert "'042' is" in troubles[2].reason and "leading zeros" in troubles[2].fix
    assert [e.line for e in entries] == [2, 7, 9]
    assert entries[2].score == 1.9, "a missing intensity is the code's Goldstein score"
    assert ("country", "Atlantis") in source.notes.counts and ("sector", "Wizards") in source.notes.counts


def test_gdelt(read: Read) -> None:
    entries, troubles, source = read("gdelt.export.CSV")
    assert not troubles and not source.notes.counts
    first, appeal, arrest, protest, statement = entries
    assert (first.cameo, first.type, first.score, first.mentions) == ("036", "AGREE", 4.0, 6)
    assert first.actors == (Side("RUSSIA", "RUS", ("GOV",)),) and first.recipients == (
        Side("UNITED STATES", "USA", ("MIL",)),
    )
    assert first.where == Where("Moscow, Moskva, Russia", "RUS", 55.7522, 37.6156)
    assert first.story == "https://news.example/980000001"
    assert appeal.actors == (Side("UNITED NATIONS", "UNO"),) and appeal.recipients[0].country == "ROU"
    # CAMEO's EUR is a continent, PLOVER's the European Union; CAMEO's MED are the media, PLOVER's the doctors.
    assert arrest.actors == (Side("EUROPE", None),) and arrest.recipients[0].sectors == ("JRN",)
    assert arrest.where is not None and arrest.where.country == "DEU"
    assert protest.actors[0].country == "XKX" and protest.where is not None and protest.where.country == "XKX"
    assert statement.type is None and statement.actors == () and statement.where is None


def test_broken_lines_of_gdelt(read: Read) -> None:
    entries, troubles, source = read("gdelt_malformed.export.CSV")
    assert [t.line for t in troubles] == [2, 3, 4, 5, 6] and [e.line for e in entries] == [1, 7]
    assert ("role", "QQQ") in source.notes.counts and ("place's country", "Q1") in source.notes.counts


def test_gdelt_mentions(read: Read) -> None:
    entries, troubles, _ = read("gdelt.mentions.CSV")
    assert [t.line for t in troubles] == [4]
    assert [(e.source_id, e.story, e.text) for e in entries] == [
        ("980000001", "https://news.example/a", "sentence 2"),
        ("980000001", "https://wire.example/b", "sentence 1"),
        ("980000001", "https://wire.example/b", "sentence 5"),
    ]
    assert all(e.type is None and e.mentions == 1 and e.start == date(2021, 2, 5) for e in entries)


def test_plover_json_by_line_and_as_an_array(read: Read) -> None:
    entries, troubles, source = read("plover.jsonl")
    array, none, _ = read("plover.json")
    assert not none and [(e.source_id, e.type, e.mode) for e in array] == [
        (e.source_id, e.type, e.mode) for e in entries
    ]
    first, request, accuse = entries
    assert (
        len(first.actors) == 2
        and first.recipients == ()
        and first.end == date(2022, 4, 3)
        and first.coder == "hand"
    )
    assert first.where == Where("Ankara", "TUR", 39.92, 32.85, 323786)
    assert (request.source_id, request.mode, request.modality) == ("pl-2", "yield", ("future",))
    assert (accuse.source_id, accuse.type, accuse.mode, accuse.score) == ("pl-2#2", "ACCUSE", "allege", -3.5)
    assert request.actors == (Side("Pristina", "XKX", ("GOV",)),)
    assert [t.line for t in troubles] == [4, 5, 6, 7, 8, 9, 10]
    assert ("records", "without an event") in source.notes.counts


def test_an_array_that_is_broken_says_where(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[\n{"id": 1, "date": "2020-01-01", "actor": [{"code": "SRB"}], "event": "AID"},\n{"id": 2,\n')
    with pytest.raises(InputError, match="broken at line 3"):
        read(path)
    path.write_text("[" * 100_000)
    with pytest.raises(InputError):
        read(path)


def test_hostile_json_is_a_failure(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = {"id": "x", "date": "2020-01-01", "actor": [{"code": "SRB"}], "event": "AID"}
    path.write_text(
        "\n".join(
            [
                json.dumps(good),
                "[" * 50_000,
                json.dumps({**good, "event_loc": {"lat": "1e400", "lon": 3}}),
                json.dumps({**good, "event_loc": {"lat": 1, "lon": 3, "geonameid": 10**30}}),
                json.dumps({**good, "actor": [7]}),
                json.dumps({**good, "event_scale": float("nan")}),
                json.dumps({**good, "actor": [{"code": "SRB", "entity_text": "a\0b"}]}),
                json.dumps({**good, "detente": {"mentions": 10**30, "cameo": "zzz", "grain": [], "scale": 1}}),
            ]
        )
    )
    entries, troubles, _ = read(path)
    assert [t.line for t in troubles] == [2, 3, 4, 5, 6, 7]
    assert [(e.line, e.mentions, e.cameo, e.grain, e.scale) for e in entries] == [
        (1, None, None, "day", "plover"),
        (8, None, None, "day", "plover"),
    ]


COLUMNS = {
    "start": "date",
    "actor_code": "source",
    "recipient_code": "target",
    "cameo": "code",
    "text": "headline",
}


def test_a_table_of_the_users_own(read: Read) -> None:
    entries, troubles, _ = read("table.csv", "cameo", **COLUMNS)
    assert [(e.line, e.cameo, e.type, e.text) for e in entries] == [
        (2, "040", "CONSULT", 'Envoys met, and "talked" again'),
        (3, "0231", None, "A headline over\ntwo lines"),
        (6, "190", "ASSAULT", "Raid reported"),
        (9, "193", "ASSAULT", "Clash"),
    ]
    # The open quote in line 5 costs that line and no other.
    assert [t.line for t in troubles] == [5, 7, 8]
    assert entries[0].actors == (Side("FRAGOV", "FRA", ("GOV",)),) and entries[1].recipients == (
        Side("UNO", "UNO"),
    )
    assert entries[3].actors[0].sectors == ("REB",) and entries[3].start == date(2018, 7, 7)


def test_a_table_without_a_header(read: Read) -> None:
    entries, troubles, _ = read(
        "kosovo_table.tsv", "cameo", start="1", actor_code="2", recipient_code="3", cameo="4"
    )
    assert not troubles and [(e.line, e.cameo) for e in entries] == [(1, "190"), (2, "193")]
    assert entries[0].recipients[0].country == "XKX"


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({**COLUMNS, "colour": "code"}, "no field 'colour'"),
        ({**COLUMNS, "start": "day"}, "no column 'day'; it has date, source, target"),
        ({"start": "date", "cameo": "code"}, "at least when"),
        ({}, "at least when"),
        ({"start": "1", "actor_code": "2", "cameo": "9"}, "has 5 columns"),
    ],
)
def test_columns_that_are_not_there(read: Read, columns: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read("table.csv", "cameo", **columns)


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "gdelt-mentions", "csv"])
def test_another_header_is_an_error_that_names_what_was_expected(read: Read, tmp_path: Path, name: str) -> None:
    path = tmp_path / "other.tsv"
    path.write_text("when\twho\twhat\n2019\tA\tB\n")
    with pytest.raises(InputError, match=r"Expected columns|61|16|is no header"):
        read(path, name)


def test_a_file_of_no_known_format_names_those_that_are(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    path.write_text("when\twho\twhat\n2019\tA\tB\n")
    with pytest.raises(InputError, match=r"no known format.*polecat.*icews.*gdelt.*--columns"):
        read(path)


def test_a_column_that_is_there_twice_is_an_error(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "twice.tsv"
    path.write_text("\t".join([*POLECAT, "event_id"]) + "\n")
    with pytest.raises(InputError, match="twice"):
        read(path)


def test_a_table_whose_cells_are_all_quoted(read: Read, tmp_path: Path, files: Path) -> None:
    quoted = tmp_path / "quoted.tsv"
    rows = (files / "icews.tsv").read_text("utf-8").splitlines()
    quoted.write_text("\n".join("\t".join(f'"{c}"' for c in row.split("\t")) for row in rows), encoding="utf-8")
    plain, _, _ = read("icews.tsv")
    entries, troubles, _ = read(quoted)
    assert not troubles
    assert [(e.actors, e.recipients, e.where, e.cameo) for e in entries] == [
        (e.actors, e.recipients, e.where, e.cameo) for e in plain
    ]
