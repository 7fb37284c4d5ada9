"""`detente stories`: which documents of a store tell the same thing, and which are copies of which."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.store import Format, chosen, console, day, plain

if TYPE_CHECKING:
    from detente.integrity.stories import Member, Story
    from detente.store import DocumentRow

#: How a document came to be, as people say it.
_TOLD = {"report": "report", "reprint": "reprint", "edited": "edited reprint", "rewrite": "rewrite"}


def stories(
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    since: Annotated[str | None, typer.Option(help="Only stories that go on on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only stories that begin on this day or earlier.")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Also stories that only one document tells.")] = False,
    limit: Annotated[int | None, typer.Option(help="At most so many, the latest.", min=1)] = None,
    version: Annotated[
        int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
    ] = None,
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
    ] = None,
) -> None:
    """Group the documents of a store: reprints, edited reprints, rewrites, and separate reports of one event.

    With --since or --until, stories without a date are left out.
    """
    from detente.integrity.stories import stories as group
    from detente.store import Store

    opened = Store.open(store, version=version)
    start, end = day(since, "since"), day(until, "until")
    found = [
        s
        for s in group(opened.reports())
        if (alone or len(s.members) > 1)
        and (start is None or (s.last is not None and s.last >= start))
        and (end is None or (s.first is not None and s.first <= end))
    ]
    listed = found[-limit:] if limit is not None else found
    rows = {d.id: d for d in opened.documents()}
    if chosen(format) is Format.jsonl:
        for story in listed:
            typer.echo(json.dumps(story_line(story, rows), ensure_ascii=False))
        return
    _print(listed, rows, len(found))


def story_line(story: Story, rows: dict[str, DocumentRow]) -> dict[str, Any]:
    """A story as one JSON object; it goes by the id of its first report."""
    return {
        "id": story.members[0].id,
        "first": story.first.isoformat() if story.first else None,
        "last": story.last.isoformat() if story.last else None,
        "reports": story.reports,
        "documents": [_member(m, rows[m.id]) for m in story.members],
    }


def _member(member: Member, row: DocumentRow) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row.id, "title": row.title, "url": row.url, "site": row.site}
    told["published"] = row.published.isoformat() if row.published else None
    return {**told, "relation": member.relation, "of": member.of, "share": member.share}


def _print(listed: Sequence[Story], rows: dict[str, DocumentRow], total: int) -> None:
    from rich.text import Text

    out = console()
    for story in listed:
        first = rows[story.members[0].id]
        days = " to ".join(dict.fromkeys(d.isoformat() for d in (story.first, story.last) if d)) or "undated"
        copies = len(story.members) - story.reports
        counts = f"{story.reports} report{'s' * (story.reports != 1)}"
        counts += f", {copies} cop{'ies' if copies != 1 else 'y'}" if copies else ""
        head = Text(plain(first.title or "(no headline)"), style="bold")
        head.append(f"  {days} · {counts}", "dim not bold")
        out.print(head)
        for member in story.members:
            row = rows[member.id]
            line = Text(f"  {_TOLD[member.relation]}", "" if member.of is None else "italic")
            if member.of is not None:
                line.append(f" of {plain(rows[member.of].title or member.of)} ({member.share:.0%})", "dim")
            line.append(f" · {row.published.isoformat() if row.published else '?'} · ", "dim")
            line.append(plain(row.title or "(no headline)"))
            line.append(f" · {plain(row.url or 'no address')} · {row.id[:8]}", "dim")
            out.print(line, soft_wrap=True)
    many = f"{len(listed)} of {total}" if len(listed) < total else str(total)
    out.print(f"{many} stor{'y' if total == 1 else 'ies'}" if total else "no story is told twice", style="dim")
