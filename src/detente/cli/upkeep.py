"""`detente store compact|vacuum|backup|restore|migrate|retain|readmit|versions`: keeping a store in shape."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.store.retaining import Retained, Rule

app = typer.Typer(
    no_args_is_help=True, help="Keep a store in shape: compact, vacuum, backup, restore, migrate, retain."
)

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
    typer.echo("Runs and watches go on where the copy was made; the ledger is made anew at the first question.")


@app.command()
def migrate(store: _Store) -> None:
    """Give the tables of an older store the columns of today."""
    from detente.store import upkeep

    added = upkeep.migrate(store)
    typer.echo(f"Added: {', '.join(added)}." if added else f"{store} has the layout of today.")


@app.command()
def retain(
    store: _Store,
    before: Annotated[
        str | None, typer.Option(help="Remove documents published before this day (2019-05-14).")
    ] = None,
    keep_days: Annotated[
        int | None, typer.Option(help="Remove documents published more than so many days ago.", min=0)
    ] = None,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="Remove codings that another coder's newer one has replaced.")
    ] = False,
    versions_hours: Annotated[
        float | None, typer.Option(help="Remove versions that are older than so many hours.", min=0)
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who wants it, for the record. Default: your name here.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove what is to be kept no longer, for good. What readers wrote is kept, and what went is recorded."""
    from detente.errors import InputError
    from detente.store import Store
    from detente.store.retaining import Rule
    from detente.store.retaining import retain as take_out

    if before is not None and keep_days is not None:
        raise InputError("--before and --keep-days say the same thing twice.", "Give one of them.")
    day = _day(before) if before is not None else None
    if keep_days is not None:
        day = datetime.now(UTC).date() - timedelta(days=keep_days)
    rule = Rule(before=day, superseded=superseded, hours=versions_hours)
    done = take_out(Store.open(store), rule, by, reason, dry_run)
    if done.nothing:
        typer.echo(f"Nothing to remove ({rule}).{_undated(done, rule)}")
        return
    for line in _told(done, rule, dry_run):
        typer.echo(line)
    if not dry_run:
        typer.echo(f"The room is given back by `detente store vacuum {store} --hours 0`, once no reader needs it.")


def _day(text: str) -> date:
    from detente.errors import InputError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--before is {text!r}, which is no day.", "Give it as 2019-05-14.") from None


def _undated(done: Retained, rule: Rule) -> str:
    return f" Kept, being without a date: {done.undated:,}." if rule.before and done.undated else ""


def _told(done: Retained, rule: Rule, dry_run: bool) -> list[str]:
    would = "Would remove" if dry_run else "Removed"
    where = "" if done.version is None else f", in commit {done.version}"
    what = [f"{done.documents:,} documents"] if done.documents else []
    what += [f"{done.codings:,} codings of documents that stay"] if done.codings else []
    rows = ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
    lines = [f"{would} {' and '.join(what) or 'versions only'} ({rule}){where}.{_undated(done, rule)}"]
    lines += [f"Rows by table: {rows}."] if rows else []
    if done.documents:
        lines.append("Every version that can be read is without these documents.")
    if done.unreadable:
        be = "could" if dry_run else "can"
        lines.append(f"{done.unreadable:,} versions {be} not be read any more; the oldest is {done.readable} now.")
    if done.written:
        said = " and ".join(f"{count:,} {kind}" for kind, count in done.written.items())
        lines.append(f"Kept, though their texts go: {said} that readers and reviewers wrote.")
    return lines


@app.command()
def readmit(
    store: _Store,
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Ids of removed documents.")],
    by: Annotated[str | None, typer.Option(help="Who wants it, for the record. Default: your name here.")] = None,
) -> None:
    """Let removed documents back in: the next run, watch or code that brings them takes them."""
    from detente.store import Store
    from detente.store.retaining import readmit as let_back

    number = let_back(Store.open(store), documents, by)
    typer.echo(f"{len(documents)} documents may come back (commit {number}); code their pages again to have them.")


@app.command()
def versions(store: _Store) -> None:
    """List the commits of a store, with what each brought, and what was removed by whom."""
    from detente.store import Store

    opened = Store.open(store)
    oldest = opened.look("documents").oldest
    for one in opened.versions():
        brought = ", ".join(f"{name} {count:,}" for name, count in sorted(one.rows.items()) if name != "removed")
        said = [brought] if brought else []
        if one.removal is not None:
            gone = f"{one.removal.documents:,} documents and {one.removal.codings:,} codings"
            why = f": {one.removal.reason}" if one.removal.reason else ""
            said.append(f"removed {gone} ({one.removal.rule}; by {one.removal.by}{why})")
        said += ["cannot be read any more"] if one.number < oldest else []
        typer.echo(f"{one.number:>6}  {one.created:%Y-%m-%d %H:%M}  {'; '.join(said) or 'nothing new'}")
