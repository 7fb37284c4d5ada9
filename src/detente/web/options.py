"""Everything about a site that can be set, in one frozen, typed object."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site is run.

    Attributes:
        store: Folder of the store.
        version: Show the store as it was after this commit, or the newest when `None`.
        name: What the site is called at the top of every page.
        secret: Signs the tokens of forms; a new one for every start when not given.
        tokens: SHA-256 of each token that may write, in hexadecimal, with the name of its holder.
        notes: Whether readers may leave notes.
        moderate_all: Whether every note waits for a moderator.
        hosts: Names by which visitors may call the site; any when empty.
        https: Whether visitors come by https (through a proxy): cookies are then sent by https alone.
        fresh: How old the shown version of the store may be before a newer one is looked for. **Units**: seconds.
        memory: Memory that questions to the store may take. **Units**: megabytes.
        max_address: Longest path and query. **Units**: bytes.
        max_body: Largest body of a request. **Units**: bytes.
        max_text: Longest text that is coded on request. **Units**: characters.
        slow_body: How long a body may take to arrive. **Units**: seconds.
        patience: How long a page may take. **Units**: seconds.
        coding_patience: How long coding a text may take. **Units**: seconds.
        requests: Requests that one address may send in a minute; 0 for no limit.
        forms: Forms that one address may send in a minute; 0 for no limit.
        codings: Texts that one address may have coded in a minute; 0 for no limit.
    """

    store: Path
    version: int | None = None
    name: str = "détente"
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    notes: bool = True
    moderate_all: bool = False
    hosts: tuple[str, ...] = ()
    https: bool = False
    fresh: float = 2.0
    memory: int = 1_000
    max_address: int = 4_096
    max_body: int = 1_000_000
    max_text: int = 60_000
    slow_body: float = 10.0
    patience: float = 20.0
    coding_patience: float = 60.0
    requests: int = 600
    codings: int = 12
    forms: int = 30
