"""`detente import` and `detente export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detente.cli.app import app

FILES = Path(__file__).parents[1] / "interchange" / "files"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    done = run("import", FILES / "polecat_old.tsv", FILES / "icews.tsv", "--store", tmp_path / "store")
    assert done.exit_code == 0, done.output
    assert "polecat_old.tsv: polecat, 9 lines; 9 rows new, 0 known" in done.output
    return tmp_path / "store"


def test_in_and_out_again(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tsv"
    done = run("export", "--store", store, "--to", "icews", "--coder", "ICEWS", "--country", "Russia", "-o", out)
    assert done.exit_code == 0 and "1 rows written." in done.output
    lines = out.read_text("utf-8").splitlines()
    assert len(lines) == 2 and lines[1].split("\t")[4] == "Russian Federation"
    again = run("export", "--store", store, "--to", "icews", "-o", out)
    assert again.exit_code == 3 and "--force" in again.output and len(out.read_text("utf-8").splitlines()) == 2
    assert run("verify", store).exit_code == 0 and "15 imported rows" in run("verify", store).output


def test_to_standard_output(store: Path) -> None:
    done = run("export", "--store", store, "--to", "plover", "--coder", "POLECAT", "--type", "sanction")
    assert done.exit_code == 0
    record = json.loads(done.stdout)
    assert record["event"] == ["SANCTION"] and record["actor"][0]["code"] == "KOS"
    assert "1 rows written" in done.stderr


def test_a_file_with_broken_lines(tmp_path: Path) -> None:
    done = run("import", FILES / "polecat_malformed.tsv", "--store", tmp_path / "store", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["new"], told["known"], told["failures"], told["format"]) == (6, 1, 9, "polecat")
    assert {"what": "country", "value": "XYZ", "times": 1} in told["notes"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    done = run("import", tmp_path / "no.tsv", FILES / "icews.tsv", "--store", tmp_path / "store")
    assert done.exit_code == 1 and "[missing-path]" in done.output and "6 rows new" in done.output
    assert run("import", tmp_path / "no.tsv", "--store", tmp_path / "store").exit_code == 3


def test_a_table_of_the_users_own(tmp_path: Path) -> None:
    columns = "start=1,actor_code=2,recipient_code=3,cameo=4"
    arguments = ("import", FILES / "kosovo_table.tsv", "--store", tmp_path / "store", "--columns")
    done = run(*arguments, columns, "--coder", "KEDS")
    assert done.exit_code == 0 and "2 rows new" in done.output
    assert run(*arguments, "start").exit_code == 2
    assert run(*arguments, "start=1,colour=2").exit_code == 3


def test_wrong_answers_name_the_right_ones(store: Path, tmp_path: Path) -> None:
    done = run("export", "--store", store, "--to", "xml")
    assert done.exit_code == 3 and "polecat" in done.output
    done = run("export", "--store", store, "--to", "csv", "--coder", "GDELT")
    assert done.exit_code == 3 and "ICEWS, POLECAT" in done.output
    done = run("export", "--store", store, "--to", "csv")
    assert done.exit_code == 0 and "0 rows written" in done.output and "--coder all" in done.output
    assert run("export", "--store", tmp_path / "no", "--to", "csv").exit_code == 6


def test_agreement(tmp_path: Path) -> None:
    head = "day\ta\tb\tcode\n"
    lines = [f"2019-{m:02d}-{d:02d}\tFRA\tKEN\t04{m % 3}\n" for m in range(1, 11) for d in range(1, 2 + m % 4)]
    (tmp_path / "one.tsv").write_text(head + "".join(lines))
    (tmp_path / "two.tsv").write_text(head + "".join(lines[:-1]) + lines[-1])
    columns = "start=day,actor_country=a,recipient_country=b,cameo=code"
    for name in ("one", "two"):
        path = tmp_path / f"{name}.tsv"
        done = run("import", path, "--store", tmp_path / "s", "--coder", name, "--columns", columns)
        assert done.exit_code == 0
    asked = ("agreement", "France", "KEN", "--store", tmp_path / "s", "--coder", "one", "--coder", "two")
    told = json.loads(run(*asked).stdout)
    (pair,) = told["pairs"]
    assert (pair["counts"]["value"], pair["shared"], pair["days_both"]) == (1.0, 1.0, len(lines))
    table = run(*asked, "--format", "table").stdout
    assert "one, two" in table and "+1.00" in table and "100%" in table
    assert run(*asked[:-2]).exit_code == 3
