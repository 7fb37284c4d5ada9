"""`detente serve`: the site and the API of a store."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.errors import InputError, MissingPath, SettingsError

#: Names of this machine to itself.
LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


def serve(
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for all of this machine's.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    name: Annotated[str, typer.Option(help="What the site is called at the top of its pages.")] = "détente",
    version: Annotated[
        int | None, typer.Option("--version", help="Show the store as it was after this commit.", min=0)
    ] = None,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Whether readers may leave notes.")] = True,
    moderate_all: Annotated[
        bool, typer.Option("--moderate-all", help="Show no note before a moderator has read it.")
    ] = False,
    create_admin: Annotated[
        str | None, typer.Option("--create-admin", help="Make the moderators' account of this name, and stop.")
    ] = None,
    set_password: Annotated[
        str | None, typer.Option("--set-password", help="Give that account a new password, and stop.")
    ] = None,
    tokens: Annotated[
        Path | None,
        typer.Option(help="File of those who may write: a name and the SHA-256 of a token on each line."),
    ] = None,
    https: Annotated[bool, typer.Option("--https", help="Visitors come by https, through a proxy.")] = False,
    memory: Annotated[int, typer.Option(help="Megabytes that questions to the store may take.", min=64)] = 1_000,
    requests: Annotated[
        int, typer.Option(help="Requests that one address may send in a minute; 0 for no limit.", min=0)
    ] = 600,
    new_token: Annotated[
        str | None, typer.Option("--new-token", help="Print a token for this holder and its line, and stop.")
    ] = None,
) -> None:
    """Open a site over a store: pages for people, an API for programs. Read-only unless tokens are given."""
    if new_token is not None:
        _print_token(new_token)
        return
    if create_admin is not None or set_password is not None:
        _account(store, create_admin, set_password)
        return
    try:
        from detente.web.options import Options
        from detente.web.serving import serve as run
    except ImportError as error:
        raise SettingsError(
            f"What a site needs is not installed ({error.name}).", "Run `pip install 'detente[web]'`."
        ) from None
    options = Options(
        store=store,
        version=version,
        name=name,
        tokens=_read_tokens(tokens) if tokens is not None else {},
        hosts=LOCAL if host in LOCAL else (),
        https=https,
        notes=notes,
        moderate_all=moderate_all,
        memory=memory,
        requests=requests,
    )
    typer.echo(f"detente: the site of {store} is at http://{host}:{port}/ (end it with Ctrl-C)", err=True)
    run(options, host, port)


def _account(store: Path, create: str | None, change: str | None) -> None:
    """Make the administrator or change the password, which is asked for and never shown."""
    from detente.notes import Accounts

    accounts = Accounts.open(store)
    name = create if create is not None else change
    assert name is not None
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    if create is not None:
        accounts.create_admin(name, password)
        typer.echo(f"detente: {name} can log in at /moderation", err=True)
    else:
        accounts.set_password(name, password)
        typer.echo(f"detente: {name} has a new password; open sessions are ended", err=True)


def _print_token(holder: str) -> None:
    import hashlib
    import secrets

    token = secrets.token_urlsafe(32)
    line = f"{re.sub(r'[^A-Za-z0-9_.@-]+', '-', holder)} {hashlib.sha256(token.encode()).hexdigest()}"
    typer.echo(f"The token of {holder}, shown this once: {token}\nIts line for the file of --tokens: {line}")


def _read_tokens(path: Path) -> dict[str, str]:
    """Holders by the hashes of their tokens."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise MissingPath(
            f"{path} cannot be read.", "Make it from the lines of `detente serve --new-token NAME`."
        ) from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        read = re.fullmatch(r"\s*(\S+)\s+([0-9a-f]{64})\s*", line)
        if read is None:
            raise InputError(
                f"Line {number} of {path} is no name and hash.", "See `detente serve --new-token NAME`."
            )
        found[read[2]] = read[1]
    return found
