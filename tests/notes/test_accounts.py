"""Passwords, sessions, and what is done about guessing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from detente.errors import HTTP_STATUSES, InputError, LoginFailed, TooManyAttempts
from detente.notes import Accounts, Notes, accounts, tables

PASSWORD = "correct horse battery staple"


@pytest.fixture
def desk(folder: Path) -> Accounts:
    found = Accounts.open(folder)
    found.create_admin("admin", PASSWORD)
    return found


def later(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> None:
    real: Callable[[], object] = tables.now
    monkeypatch.setattr(accounts, "now", lambda: real() + wait)  # type: ignore[operator]


def test_there_is_one_administrator(desk: Accounts) -> None:
    assert desk.admin() == "admin"
    with pytest.raises(InputError, match="already: admin"):
        desk.create_admin("second", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Admin!", PASSWORD),
        ("", PASSWORD),
        ("admin", "short"),
        ("admin", "admin admin 1"),
        ("admin", "aaaaaaaaaaaaaa"),
    ],
)
def test_names_and_passwords_that_will_not_do(folder: Path, name: str, password: str) -> None:
    with pytest.raises(InputError):
        Accounts.open(folder).create_admin(name, password)
    assert Accounts.open(folder).admin() is None


def test_the_password_is_kept_by_argon2_only(desk: Accounts, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "people.sqlite")) as connection:
        ((hashed,),) = connection.execute("SELECT password FROM accounts").fetchall()
    assert hashed.startswith("$argon2id$")
    assert not any(PASSWORD.encode() in p.read_bytes() for p in folder.iterdir() if p.is_file())


def test_a_session_from_login_to_logout(desk: Accounts, folder: Path) -> None:
    session = desk.login("Admin", PASSWORD, "192.0.2.1")
    again = desk.session(session.token)
    assert again is not None and (again.account, again.csrf) == ("admin", session.csrf)
    assert session.token not in repr(session) and session.csrf not in repr(session)
    content = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    assert session.token.encode() not in content and b"192.0.2.1" not in content
    desk.logout(session.token)
    assert desk.session(session.token) is None and desk.session("guess") is None
    assert [r.action for r in Notes.open(folder).audit_log()] == ["logout", "login", "create-admin"]


def test_sessions_end(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    session = desk.login("admin", PASSWORD)
    later(monkeypatch, accounts.IDLE - timedelta(minutes=1))
    assert desk.session(session.token) is not None  # and it is kept from ending idle
    later(monkeypatch, 2 * accounts.IDLE - timedelta(minutes=2))
    assert desk.session(session.token) is not None
    later(monkeypatch, 4 * accounts.IDLE)
    assert desk.session(session.token) is None
    monkeypatch.undo()
    assert desk.session(session.token) is None  # ended for good


def test_a_session_does_not_last_for_ever_however_busy(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    session = desk.login("admin", PASSWORD)
    hour = timedelta(hours=1)
    for n in range(1, 12):
        later(monkeypatch, n * hour)
        assert desk.session(session.token) is not None
    later(monkeypatch, accounts.LASTS + hour / 2)
    assert desk.session(session.token) is None


def test_a_new_password_ends_the_sessions(desk: Accounts) -> None:
    session = desk.login("admin", PASSWORD)
    desk.set_password("admin", "another good passphrase")
    assert desk.session(session.token) is None
    with pytest.raises(LoginFailed):
        desk.login("admin", PASSWORD)
    desk.login("admin", "another good passphrase")
    with pytest.raises(InputError):
        desk.set_password("nobody", "another good passphrase")


def test_guessing_is_slowed_down(desk: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(accounts.ATTEMPTS):
        with pytest.raises(LoginFailed):
            desk.login("admin", "wrong password", "203.0.113.5")
    with pytest.raises(TooManyAttempts):
        desk.login("admin", PASSWORD, "203.0.113.5")  # even the right one
    desk.login("admin", PASSWORD, "192.0.2.1")  # nobody locks the administrator out from elsewhere
    later(monkeypatch, accounts.WITHIN + timedelta(minutes=1))
    desk.login("admin", PASSWORD, "203.0.113.5")
    assert HTTP_STATUSES[TooManyAttempts] == 429 and HTTP_STATUSES[LoginFailed] == 401


def test_who_knows_the_password_is_not_counted(desk: Accounts) -> None:
    for _ in range(accounts.ATTEMPTS + 1):
        desk.login("admin", PASSWORD, "192.0.2.1")
    with closing(sqlite3.connect(desk.folder / "people.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM login_attempts").fetchone() == (0,)


def test_many_guesses_at_once_are_counted_too(desk: Accounts) -> None:
    def guess(_: int) -> type[Exception]:
        with pytest.raises((LoginFailed, TooManyAttempts)) as caught:
            desk.login("admin", "wrong password", "203.0.113.5")
        return caught.type

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert outcomes.count(LoginFailed) == accounts.ATTEMPTS


def test_unknown_names_are_told_nothing(desk: Accounts) -> None:
    said = []
    for name in ("admin", "nobody", "x" * 5_000, "\x00'; DROP TABLE accounts; --"):
        with pytest.raises(LoginFailed) as caught:
            desk.login(name, "wrong password " + "x" * 9_000)
        said.append(str(caught.value))
    assert len(set(said)) == 1 and desk.admin() == "admin"
