"""`detente serve` but for the serving, which the browser tests try."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.cli.serve import _read_tokens
from detente.errors import InputError, MissingPath
from detente.notes import Accounts
from detente.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    Store.open(tmp_path / "store", create=True)
    return tmp_path / "store"


def test_the_administrator_is_made_with_a_password_from_the_terminal(store: Path) -> None:
    run = CliRunner().invoke
    done = run(app, ["serve", "--store", str(store), "--create-admin", "ada"], input="four random words here\n")
    assert done.exit_code == 0 and "four random" not in done.output
    assert Accounts(store).admin() == "ada"
    weak = run(app, ["serve", "--store", str(store), "--set-password", "ada"], input="short\n")
    assert weak.exit_code == 3
    again = run(app, ["serve", "--store", str(store), "--set-password", "ada"], input="other random words here\n")
    assert again.exit_code == 0
    Accounts(store).verify("ada", "other random words here")


def test_a_token_is_shown_once_and_its_line_can_be_used(store: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["serve", "--store", str(store), "--new-token", "the desk"])
    token = re.search(r"once: (\S+)", done.output)
    line = re.search(r"--tokens: (.+)", done.output)
    assert token is not None and line is not None
    (tmp_path / "tokens").write_text(f"# who may write\n\n{line[1]}\n", encoding="utf-8")
    assert _read_tokens(tmp_path / "tokens") == {hashlib.sha256(token[1].encode()).hexdigest(): "the-desk"}


def test_bad_token_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        _read_tokens(tmp_path / "none")
    (tmp_path / "tokens").write_text("ada secret\n", encoding="utf-8")
    with pytest.raises(InputError):
        _read_tokens(tmp_path / "tokens")


def test_no_store_no_site(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["serve", "--store", str(tmp_path / "none")])
    assert done.exit_code == 6
