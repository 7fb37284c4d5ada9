"""What a picky user tries: each bad input gives one clear line with a code, a fix and a defined exit status."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app

STORY = (
    "OSLO, June 1, 2020 (Wire) - Norway's foreign minister, Ine Eriksen Soreide, met her Swedish colleague "
    "in Oslo on Monday to discuss fishing rights.\n\nThey agreed to meet again in the autumn, it said.\n\n"
    "Norway urged Sweden to open its ports to Norwegian trawlers before the end of the year.\n"
)
GERMAN = (
    "Die Bundesregierung hat am Montag erklärt, dass sie die Verhandlungen mit Russland über die "
    "Lieferung von Erdgas fortsetzen will. Ein Sprecher des Auswärtigen Amtes sagte, die Gespräche seien "
    "schwierig, aber notwendig. Die Opposition kritisierte die Entscheidung scharf.\n"
)


def empty(folder: Path) -> str:
    (folder / "empty.txt").write_bytes(b"")
    return str(folder / "empty.txt")


def white(folder: Path) -> str:
    (folder / "white.txt").write_bytes(b" \n\t\n ")
    return str(folder / "white.txt")


def picture(folder: Path) -> str:
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return str(folder / "picture.txt")


def huge(folder: Path) -> str:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    return str(folder / "huge.txt")


def bomb(folder: Path) -> str:
    (folder / "bomb.html.gz").write_bytes(gzip.compress(b"<p>Norway met Sweden.</p>" * 2_000_000))
    return str(folder / "bomb.html.gz")


def deep(folder: Path) -> str:
    (folder / "deep.html").write_text("<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000, "utf-8")
    return str(folder / "deep.html")


def german(folder: Path) -> str:
    (folder / "german.txt").write_text(GERMAN, "utf-8")
    return str(folder / "german.txt")


def storyless(folder: Path) -> str:
    (folder / "menu.html").write_text("<html><body><nav><a href=/>Home</a></nav></body></html>", "utf-8")
    return str(folder / "menu.html")


CASES: list[tuple[Callable[[Path], str], str, int]] = [
    (empty, "empty-input", 3),
    (white, "empty-input", 3),
    (picture, "binary-input", 3),
    (huge, "too-large", 3),
    (bomb, "too-compressed", 3),
    (deep, "too-deep", 3),
    (german, "not-english", 4),
    (storyless, "no-main-text", 4),
    (lambda folder: str(folder / "nowhere.txt"), "missing-path", 3),
    (lambda folder: "http://127.0.0.1/", "forbidden-address", 5),
    (lambda folder: "http://169.254.169.254/latest/meta-data/", "forbidden-address", 5),
    (lambda folder: "ftp://example.org/story.html", "forbidden-address", 5),
    (lambda folder: str(folder), "empty-input", 3),
]


@pytest.mark.parametrize(("make", "code", "status"), CASES, ids=[f"{c[1]}-{i}" for i, c in enumerate(CASES)])
def test_bad_input_gives_one_line_and_a_status(
    make: Callable[[Path], str], code: str, status: int, tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, ["code", make(tmp_path), "--format", "briefing"])
    assert result.exit_code == status, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"detente: [{code}]")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(STORY, "utf-8")
    (tmp_path / "secret.txt").chmod(0)
    result = CliRunner().invoke(app, ["code", str(tmp_path / "secret.txt")])
    assert (result.exit_code, "no-permission" in result.stderr) == (3, True)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(STORY.replace("Soreide", "Søreide").encode("cp1252"))
    result = CliRunner().invoke(app, ["code", str(tmp_path / "latin.txt"), "--format", "jsonl"])
    assert result.exit_code == 0, result.stderr
    assert "Søreide" in json.loads(result.stdout)["document"]["text"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(STORY, "utf-8")
    empty(tmp_path / "pages")
    (tmp_path / "pages" / "z.txt").write_text(STORY.replace("Sweden", "Denmark"), "utf-8")
    result = CliRunner().invoke(
        app, ["code", str(tmp_path / "pages"), "--format", "jsonl", "--store", str(tmp_path / "store")]
    )
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert "empty.txt" in result.stderr
    assert "2 coded, 1 failed" in result.stderr


def test_a_refused_text_is_handed_out_with_its_finding_and_without_layers(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["code", german(tmp_path), "--format", "jsonl"])
    written = json.loads(result.stdout)
    assert written["document"]["language"] == "de"
    assert "not-english" in [f["code"] for f in written["findings"]]
    assert written["events"] is None


def test_a_bad_date_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    result = CliRunner().invoke(app, ["code", str(tmp_path / "a.txt"), "--published", "Tuesday"])
    assert (result.exit_code, "--published" in result.stderr) == (7, True)


def test_standard_input_is_a_page() -> None:
    result = CliRunner().invoke(app, ["code", "-", "--format", "jsonl"], input=STORY)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["document"]["published"] == "2020-06-01"
