"""`detente store compact|vacuum|backup|restore|migrate`: keeping a store in shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Keep a store in shape: compact, vacuum, backup, restore, migrate.")

_Store = Annotated[Path, typer.Argument(metavar="STORE", help="Folder of the store.")]


@app.command()
def compact(store: _Store) -> None:
    """Put small files together. Long runs do it by themselves; readers and versions notice nothing."""
    from detente.cli.progress import amount
    from detente.store import Store
    from detente.store.upkeep import weight

    done = Store.open(store).compact()
    now = weight(store)
    typer.echo(f"{len(done)} tables compacted; {now.files:,} files, {amount(now.size)}.")


@app.command()
def vacuum(
    store: _Store,
    hours: Annotated[
        int, typer.Option(help="Keep files that were replaced less than so many hours ago, for readers.", min=0)
    ] = 168,
) -> None:
    """Remove files that no version needs any more."""
    from detente.cli.progress import amount
    from detente.store import Store, upkeep

    opened = Store.open(store)
    before = upkeep.weight(store)
    removed = upkeep.vacuum(opened, hours)
    now = upkeep.weight(store)
    typer.echo(f"{removed:,} files removed; {amount(before.size)} before, {amount(now.size)} now.")


@app.command()
def backup(
    store: _Store,
    to: Annotated[str, typer.Argument(help="A folder that is not there yet, or s3://BUCKET/NAME (gs://, az://).")],
) -> None:
    """Copy a store as of one moment, while others read and write it."""
    from detente.cli.progress import amount
    from detente.source.buckets import is_cloud
    from detente.store import Store, upkeep

    if is_cloud(to):
        from detente.store import cloud

        copied = cloud.backup(Store.open(store), to)
    else:
        copied = upkeep.backup(Store.open(store), Path(to))
    typer.echo(f"{store} copied to {to}: {copied.files:,} files, {amount(copied.size)}.")


@app.command()
def restore(
    copy: Annotated[
        str, typer.Argument(metavar="BACKUP", help="A backup, or any store; or s3://BUCKET/NAME (gs://, az://).")
    ],
    to: Annotated[Path, typer.Argument(metavar="STORE", help="A folder that is not there yet.")],
) -> None:
    """Check a backup, and put it where a store is wanted."""
    from detente.cli.progress import amount
    from detente.source.buckets import is_cloud
    from detente.store import upkeep

    if is_cloud(copy):
        from detente.store import cloud

        copied = cloud.restore(copy, to)
    else:
        copied = upkeep.restore(Path(copy), to)
    typer.echo(f"{copy} is sound, and copied to {to}: {copied.files:,} files, {amount(copied.size)}.")


@app.command()
def migrate(store: _Store) -> None:
    """Give the tables of an older store the columns of today."""
    from detente.store import upkeep

    added = upkeep.migrate(store)
    typer.echo(f"Added: {', '.join(added)}." if added else f"{store} has the layout of today.")
