"""Accounts of moderators: passwords by argon2, sessions that end, logins that are counted."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from detente.errors import InputError, LoginFailed, NoPermission, StoreError, TooManyAttempts
from detente.notes import audit
from detente.notes.cleaning import one_line
from detente.notes.secret import secret, token, token_hash
from detente.notes.tables import WAIT, changing, migrate, moment, now, reading, stamp
from detente.store import Store

#: **Units**: characters.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1_000
#: A session ends when nothing was asked for so long, and in any case so long after the login.
IDLE, LASTS = timedelta(hours=2), timedelta(hours=12)
#: As many failed logins with one name from one address, from one address, and with one name from anywhere, and no
#: more are tried within the time. The last is high: nobody shall be able to lock the administrator out easily.
ATTEMPTS, ADDRESS_ATTEMPTS, NAME_ATTEMPTS = 5, 20, 100
WITHIN = timedelta(minutes=15)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Session:
    """A moderator who is logged in.

    Attributes:
        account: Name.
        token: For the cookie; only its hash is stored.
        csrf: To be put into every form of the session, and compared when it comes back.
        ends: When it ends at the latest, UTC.
    """

    account: str
    token: str = field(repr=False)
    csrf: str = field(repr=False)
    ends: datetime


class Accounts:
    """Accounts and sessions of a store. It holds no connection, like `Notes`.

    Attributes:
        folder: The store.
        wait: How long a change waits for another one. **Units**: seconds.
    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self.folder = folder
        self.wait = wait

    @classmethod
    def open(cls, folder: str | Path, wait: float = WAIT) -> Accounts:
        """Open the accounts of a store.

        Raises:
            StoreMissing: There is no store.
            StoreBusy: Another process is writing for too long.
        """
        path = Path(folder)
        Store.open(path)
        migrate(path, wait)
        return cls(path, wait)

    def create_admin(self, name: str, password: str) -> None:
        """Make the administrator; there is one.

        Args:
            name: Small letters, figures and `.`, `-`, `_` inside; it stands in the audit log.
            password: At least `SHORTEST_PASSWORD` characters.

        Raises:
            InputError: There is an administrator already, or name or password will not do.
        """
        _check_name(name)
        hashed = _hashed(name, password)
        with changing(self.folder, self.wait) as connection:
            row = connection.execute("SELECT name FROM accounts").fetchone()
            if row is not None:
                raise InputError(
                    f"The store has an administrator already: {row['name']}.",
                    "Set a new password for that account instead.",
                )
            connection.execute("INSERT INTO accounts VALUES (?, ?, ?)", (name, hashed, stamp(now())))
            audit.write(connection, "detente", "create-admin", name)

    def set_password(self, name: str, password: str) -> None:
        """Give an account a new password, for whoever can write to the store's folder; its sessions end.

        Raises:
            InputError: There is no such account, or the password will not do.
        """
        hashed = _hashed(name, password)
        with changing(self.folder, self.wait) as connection:
            done = connection.execute("UPDATE accounts SET password = ? WHERE name = ?", (hashed, name))
            if not done.rowcount:
                raise InputError(f"There is no account {name!r}.", "Make one with --create-admin.")
            connection.execute("DELETE FROM sessions WHERE account = ?", (name,))
            audit.write(connection, "detente", "set-password", name)

    def admin(self) -> str | None:
        """Name of the administrator, or `None` when none has been made."""
        with reading(self.folder) as connection:
            row = connection.execute("SELECT name FROM accounts").fetchone()
        return str(row["name"]) if row is not None else None

    def verify(self, name: str, password: str, address: str = "") -> None:
        """Check a password.

        Args:
            name: Account.
            password: As typed.
            address: Where the attempt comes from, for counting; kept as a keyed hash, for `WITHIN`.

        Raises:
            LoginFailed: No such account, or another password.
            TooManyAttempts: The name or the address has failed too often; the password was not looked at.
        """
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        name = one_line(name)[:80].casefold()
        key = secret(self.folder)
        who = [
            (key.hashed("login", f"{name}\x00{address}"), ATTEMPTS),
            (key.hashed("login-name", name), NAME_ATTEMPTS),
        ]
        if address:
            who.append((key.hashed("login-address", address), ADDRESS_ATTEMPTS))
        with changing(self.folder, self.wait) as connection:
            # The attempt is counted before it is made, so that many at once are not many.
            _count(connection, who)
            row = connection.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        hasher = PasswordHasher()
        try:
            hasher.verify(row["password"] if row is not None else _nobody(), password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            row = None
        if row is None:
            with changing(self.folder, self.wait) as connection:
                audit.write(connection, "detente", "login-failed")
            raise LoginFailed("The name or the password is wrong.", "Try again.")
        with changing(self.folder, self.wait) as connection:
            connection.execute("DELETE FROM login_attempts WHERE who = ?", (who[0][0],))
            for counted, _ in who[1:]:  # this attempt did not fail
                last = "SELECT max(rowid) FROM login_attempts WHERE who = ?"
                connection.execute(f"DELETE FROM login_attempts WHERE rowid = ({last})", (counted,))
            if hasher.check_needs_rehash(row["password"]):
                connection.execute(
                    "UPDATE accounts SET password = ? WHERE name = ?", (hasher.hash(password), name)
                )

    def login(self, name: str, password: str, address: str = "") -> Session:
        """Check a password and start a session.

        Raises:
            LoginFailed: As `verify`.
            TooManyAttempts: As `verify`.
        """
        self.verify(name, password, address)
        account, cookie, csrf, moment = one_line(name).casefold(), token(), token(), now()
        with changing(self.folder, self.wait) as connection:
            connection.execute("DELETE FROM sessions WHERE created < ?", (stamp(moment - LASTS),))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (token_hash(cookie), account, csrf, stamp(moment), stamp(moment)),
            )
            audit.write(connection, account, "login", account)
        return Session(account, cookie, csrf, moment + LASTS)

    def session(self, token: str) -> Session | None:
        """The session of a cookie, or `None` when there is none any more; using it keeps it from ending idle."""
        moment_ = now()
        with reading(self.folder) as connection:
            row = connection.execute("SELECT * FROM sessions WHERE token = ?", (token_hash(token),)).fetchone()
        if row is None:
            return None
        created, seen = moment(row["created"]), moment(row["seen"])
        assert created is not None and seen is not None
        if moment_ - created > LASTS or moment_ - seen > IDLE:
            self.logout(token)
            return None
        if moment_ - seen > timedelta(minutes=1):
            # Looking at a page need not wait for a writer: the next one will tell that the session is in use.
            with suppress(StoreError, NoPermission), changing(self.folder, 0.5) as connection:
                connection.execute(
                    "UPDATE sessions SET seen = ? WHERE token = ?", (stamp(moment_), token_hash(token))
                )
        return Session(row["account"], token, row["csrf"], created + LASTS)

    def logout(self, token: str) -> None:
        """End a session; nothing happens when there is none."""
        with changing(self.folder, self.wait) as connection:
            row = connection.execute(
                "DELETE FROM sessions WHERE token = ? RETURNING account", (token_hash(token),)
            ).fetchone()
            if row is not None:
                audit.write(connection, row["account"], "logout", row["account"])


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash of no password, checked where there is no such account, so that the answer takes as long."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(token())


def _count(connection: sqlite3.Connection, who: list[tuple[str, int]]) -> None:
    moment_ = now()
    connection.execute("DELETE FROM login_attempts WHERE at < ?", (stamp(moment_ - WITHIN),))
    for key, most in who:
        tried = connection.execute("SELECT count(*) FROM login_attempts WHERE who = ?", (key,)).fetchone()[0]
        if tried >= most:
            minutes = int(WITHIN.total_seconds() // 60)
            raise TooManyAttempts("There were too many failed logins.", f"Wait {minutes} minutes and try again.")
    connection.executemany("INSERT INTO login_attempts VALUES (?, ?)", [(key, stamp(moment_)) for key, _ in who])


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name[:40]!r} will not do as the name of an account.",
            "Use up to 40 small letters and figures, with . - _ inside.",
        )


def _hashed(name: str, password: str) -> str:
    from argon2 import PasswordHasher

    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            "The password will not do.",
            f"Give one of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, such as four random words.",
        )
    if name in password.casefold() or len(set(password)) < 5:
        raise InputError(
            "The password is too easy to guess.", "Give one without the name and with more characters."
        )
    return PasswordHasher().hash(password)
