"""`detente stories`: which documents of a store tell the same thing, and which are copies of which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.store import Format, chosen, console, day, plain

if TYPE_CHECKING:
    from rich.text import Text

    from detente.integrity.stories import Member, Story
    from detente.integrity.together import Disagreement, Joint
    from detente.record import Coding
    from detente.store import DocumentRow, Store

#: How a document came to be, as people say it.
_TOLD = {"report": "report", "reprint": "reprint", "edited": "edited reprint", "rewrite": "rewrite"}
_DISAGREE = {
    "numbers-disagree": "numbers that cannot both be right",
    "quotes-disagree": "a quote that is told both ways",
    "quotes-differ": "a quote in different words",
}


def stories(
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    since: Annotated[str | None, typer.Option(help="Only stories that go on on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only stories that begin on this day or earlier.")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Also stories that only one document tells.")] = False,
    events: Annotated[
        bool, typer.Option("--events", help="Also what happened: each event once, with its independent reports.")
    ] = False,
    limit: Annotated[int | None, typer.Option(help="At most so many, the latest.", min=1)] = None,
    version: Annotated[
        int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
    ] = None,
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
    ] = None,
) -> None:
    """Group the documents of a store: reprints, edited reprints, rewrites, and separate reports of one event.

    Where reports of a story give other numbers, or other words of a quote, these stand side by side.

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
            typer.echo(json.dumps(story_line(story, rows, _codings(story, opened), events), ensure_ascii=False))
        return
    _print(listed, rows, opened, events)
    many = f"{len(listed)} of {len(found)}" if len(listed) < len(found) else str(len(found))
    told = f"{many} stor{'y' if len(found) == 1 else 'ies'}" if found else "no story is told twice"
    console().print(told, style="dim")


def _codings(story: Story, store: Store) -> dict[str, Coding]:
    return {m.id: store.coding(m.id) for m in story.members}


def story_line(
    story: Story, rows: dict[str, DocumentRow], codings: dict[str, Coding], events: bool = False
) -> dict[str, Any]:
    """A story as one JSON object; it goes by the id of its first report."""
    from detente.integrity.together import disagreements, joined

    told: dict[str, Any] = {
        "id": story.members[0].id,
        "first": story.first.isoformat() if story.first else None,
        "last": story.last.isoformat() if story.last else None,
        "reports": story.reports,
        "documents": [_member(m, rows[m.id]) for m in story.members],
        "disagreements": [_disagreement(d) for d in disagreements(story, codings)],
    }
    if events:
        told["events"] = [_event(j, codings) for j in joined(story, codings)]
    return told


def _disagreement(found: Disagreement) -> dict[str, Any]:
    sides = [
        {
            "document": s.document,
            "published": s.day.isoformat() if s.day else None,
            "said": s.said,
            "evidence": [{"span": [e.span.start, e.span.end], "text": e.text} for e in s.evidence],
        }
        for s in found.sides
    ]
    return {"code": found.code, "about": found.about, "sides": sides}


def _event(joint: Joint, codings: dict[str, Coding]) -> dict[str, Any]:
    best, event = joint.tellings[0], joint.event
    cast = codings[best.document].cast
    return {
        "type": event.code.type,
        "mode": event.code.mode,
        "modality": list(event.modality),
        "actors": [cast[a].name for a in event.actors if a in cast],
        "recipients": [cast[a].name for a in event.recipients if a in cast],
        "reports": joint.reports,
        "confidence": joint.confidence,
        "tellings": [
            {"document": t.document, "event": t.event.id, "witness": t.witness, "trigger": t.event.trigger.text}
            for t in joint.tellings
        ],
    }


def _member(member: Member, row: DocumentRow) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row.id, "title": row.title, "url": row.url, "site": row.site}
    told["published"] = row.published.isoformat() if row.published else None
    return {**told, "relation": member.relation, "of": member.of, "share": member.share}


def _print(listed: Sequence[Story], rows: dict[str, DocumentRow], store: Store, events: bool) -> None:
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
            out.print(_member_text(member, rows), soft_wrap=True)
        for text in _more(story, _codings(story, store), rows, events):
            out.print(text, soft_wrap=True)


def _member_text(member: Member, rows: dict[str, DocumentRow]) -> Text:
    from rich.text import Text

    row = rows[member.id]
    line = Text(f"  {_TOLD[member.relation]}", "" if member.of is None else "italic")
    if member.of is not None:
        line.append(f" of {plain(rows[member.of].title or member.of)} ({member.share:.0%})", "dim")
    line.append(f" · {row.published.isoformat() if row.published else '?'} · ", "dim")
    line.append(plain(row.title or "(no headline)"))
    line.append(f" · {plain(row.url or 'no address')} · {row.id[:8]}", "dim")
    return line


def _more(story: Story, codings: dict[str, Coding], rows: dict[str, DocumentRow], events: bool) -> Iterator[Text]:
    """Where the documents disagree, and what they tell together."""
    from rich.text import Text

    from detente.integrity.together import disagreements, joined

    for found in disagreements(story, codings):
        yield Text(f"  {_DISAGREE[found.code]}: {plain(found.about)}", "yellow")
        for side in found.sides:
            site = rows[side.document].site or side.document[:8]
            day = side.day.isoformat() if side.day else "undated"
            said = f"“{plain(side.said)}”" if found.code != "numbers-disagree" else plain(side.said)
            words = f" (“{plain(side.evidence[0].text)}”)" if found.code == "numbers-disagree" else ""
            yield Text.assemble(f"    {day} · {plain(site)}: ", (f"{said}{words}", "bold"))
    if not events:
        return
    for joint in joined(story, codings):
        best = joint.tellings[0]
        cast = codings[best.document].cast
        who = ", ".join(plain(cast[a].name) for a in joint.event.actors if a in cast)
        to = ", ".join(plain(cast[a].name) for a in joint.event.recipients if a in cast)
        code = joint.event.code
        line = Text(f"  {code.type}{' ' + code.mode if code.mode else ''}", "bold")
        line.append(f"  {who or '?'}{' → ' + to if to else ''}", "not bold")
        line.append(f" · {joint.reports} report{'s' * (joint.reports != 1)}, {joint.confidence:.0%}", "dim")
        line.append(f" · “{plain(joint.event.trigger.text)}” in {best.document[:8]}", "dim")
        yield line
