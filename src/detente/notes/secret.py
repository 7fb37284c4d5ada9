"""What a store keeps to itself: one random key in a file that only its owner may read, and hashes made with it.

The key never enters the database, so that a copy of the database alone tells nobody whose e-mail a hash is.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import StoreDamaged
from detente.store.schema import KEY
from detente.store.trouble import translated

_BYTES = 32
#: How long a form may lie open before its ticket says nothing any more. **Units**: seconds.
TICKET_LASTS = 86_400.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form's ticket tells.

    Attributes:
        form: A random name of the form, the same each time it is sent.
        age: How long ago the form was given out. **Units**: seconds.
    """

    form: str
    age: float


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """The key of a store.

    Attributes:
        key: Random bytes. They are never shown: this class prints nothing of itself.
    """

    key: bytes

    def hashed(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256 of a text under the key; hashes for different purposes cannot be compared.

        Args:
            purpose: What the hash is for: `email`, `address` ...
            text: What is hashed.
        """
        return hmac.new(self.key, _bytes(f"{purpose}\x00{text}"), hashlib.sha256).hexdigest()

    def ticket(self, now: float | None = None) -> str:
        """A ticket for one form: when it was given out, and a random name, signed."""
        told = f"{int((time.time() if now is None else now) * 1000):x}.{secrets.token_hex(12)}"
        return f"{told}.{self.hashed('ticket', told)[:32]}"

    def read_ticket(self, ticket: str, now: float | None = None) -> Ticket | None:
        """What a ticket tells, or `None` when it was not given out here or is too old."""
        told, _, signature = ticket.rpartition(".")
        if not hmac.compare_digest(self.hashed("ticket", told)[:32].encode(), _bytes(signature)):
            return None
        given, _, form = told.partition(".")
        age = (time.time() if now is None else now) - int(given, 16) / 1000
        return Ticket(form, age) if -5 <= age <= TICKET_LASTS else None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def token() -> str:
    """A new secret that cannot be guessed, for a link or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. It is random, so no key is needed for nobody to guess it."""
    return hashlib.sha256(_bytes(token)).hexdigest()


def secret(folder: Path) -> Secret:
    """The key of a store; made when there is none.

    Two processes that make it at the same time end with the same one: the first file that is whole stays.

    Raises:
        NoPermission: The folder may not be written, or the file not be read.
        StoreDamaged: The file holds no key.
    """
    path = folder / KEY
    with translated(folder, "reading"):
        if not path.exists():
            _make(path)
        text = path.read_text("ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreDamaged(
            f"{path} holds no key.",
            "Put it back from a backup, or remove it: a new one is made, and who wrote before is not known again.",
        )
    return Secret(key)


def _make(path: Path) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link does not replace what another process has made meanwhile.
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink()
