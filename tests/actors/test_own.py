"""A user's own actors: added, used, listed, removed; hostile lists are refused whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.actors import own, resolve
from detente.errors import MissingPath, RegistryError
from detente.settings import Settings

HEAD = "name,other_names,country,sector,start,end,source,kind\n"
GOOD = "Harbour Watch of Lund,HWL|Lund Watch,SWE,SOC,2015,,field notes,organisation\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(actors_file=str(tmp_path / "kept" / "mine.csv"))


def given(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "given.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_added_actors_are_used_until_they_are_removed(tmp_path: Path, settings: Settings) -> None:
    assert own.add(given(tmp_path, HEAD + GOOD), settings) == (1, 0)
    assert own.add(given(tmp_path, HEAD + GOOD.replace("2015", "2015")), settings) == (0, 1)
    for name in ("Harbour Watch of Lund", "HWL", "Lund Watch"):
        actor = resolve(name, settings=settings)[0].actor
        assert (actor.name, actor.country, actor.sector) == ("Harbour Watch of Lund", "SWE", "SOC")
    assert own.remove("harbour watch of lund", settings) == 1
    assert own.remove("harbour watch of lund", settings) == 0
    assert not resolve("HWL", settings=settings)


def test_the_list_lies_in_the_data_folder_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert own.place(Settings()) == tmp_path / "detente" / "actors.csv"


def test_marks_and_line_ends_of_spreadsheets_are_read(tmp_path: Path, settings: Settings) -> None:
    text = "\ufeff" + (HEAD + GOOD).replace("\n", "\r\n") + "\r\n"
    assert own.add(given(tmp_path, text), settings) == (1, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",,SWE,SOC,,,notes,", "no name"),
        ("X Club,,Sweden,SOC,,,notes,", "country"),
        ("X Club,,SWE,SOZ,,,notes,", "unknown sector"),
        ("X Club,,SWE,SOC,2019-13,,notes,", "start"),
        ("X Club,,SWE,SOC,01/02/2019,,notes,", "start"),
        ("X Club,,SWE,SOC,2019,2018,notes,", "before it starts"),
        ("X Club,,SWE,SOC,,,,", "no source"),
        ("X Club,,SWE,SOC,,,notes,club", "kind"),
        ("X Club,,SWE,SOC,,,notes", "cells"),
        ("=HYPERLINK(1),,SWE,SOC,,,notes,", "formula"),
        ("X Club,Y|@SUM(1),SWE,SOC,,,notes,", "formula"),
        ("X" * 5_000 + ",,SWE,SOC,,,notes,", "characters"),
        # Which limit is met first depends on what has read CSV tables before.
        ("X" * 200_000 + ",,SWE,SOC,,,notes,", "CSV|characters"),
        ('"X Club,,SWE,SOC,,,notes,', "CSV"),
        (GOOD.strip(), "again"),
    ],
)
def test_a_faulty_line_is_named_and_nothing_is_added(
    tmp_path: Path, settings: Settings, line: str, said: str
) -> None:
    with pytest.raises(RegistryError) as error:
        own.add(given(tmp_path, HEAD + GOOD + line + "\n"), settings)
    assert re.search(said, str(error.value))
    if "CSV" not in said:
        assert "given.csv:3" in str(error.value)
    assert not own.place(settings).exists()


def test_what_is_no_list_is_refused(tmp_path: Path, settings: Settings) -> None:
    for text in ("", "name,country\nA,FRA\n", b"\xff\xfe\x00", b"\x00\x01"):
        with pytest.raises(RegistryError):
            own.add(given(tmp_path, text), settings)
    with pytest.raises(MissingPath):
        own.add(tmp_path / "none.csv", settings)


def test_a_write_that_fails_leaves_the_old_list(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.add(given(tmp_path, HEAD + GOOD), settings)
    before = own.place(settings).read_bytes()

    def broken(_: int) -> None:
        raise OSError("full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="full"):
        own.add(given(tmp_path, HEAD + GOOD.replace("Harbour", "Forest")), settings)
    assert own.place(settings).read_bytes() == before
    assert [p.name for p in own.place(settings).parent.iterdir()] == ["mine.csv"]
