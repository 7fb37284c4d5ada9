"""`detente quotes`: who said what, in whose words, and how the reports of it differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.store import Format, chosen, console, country_code, day, plain
from detente.errors import NotFound

if TYPE_CHECKING:
    from detente.quotes.utterances import Change, Saying, Utterance, Variant
    from detente.store import QuoteRow, Store

#: Wordings of one utterance that a table shows.
SHOWN = 3


class Kind(StrEnum):
    """Kinds of quotes."""

    direct = "direct"
    indirect = "indirect"
    mixed = "mixed"


def quotes(
    store: Annotated[Path, typer.Option("--store", help="Folder of the store.", metavar="DIR")],
    speaker: Annotated[
        str | None, typer.Option(help='Only what this person, state or body says ("Sergey Lavrov", Russia).')
    ] = None,
    country: Annotated[str | None, typer.Option(help="Only speakers of this country (RUS).")] = None,
    about: Annotated[str | None, typer.Option(help="Only about this issue, or with these words in it.")] = None,
    since: Annotated[str | None, typer.Option(help="Only published on this day or later (2018-01-01).")] = None,
    until: Annotated[str | None, typer.Option(help="Only published on this day or earlier.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only quotes of this kind; may be repeated.")] = None,
    attitudes: Annotated[
        bool, typer.Option("--attitudes", help="Also what somebody wants, likes or fears, without words said.")
    ] = False,
    each: Annotated[
        bool, typer.Option("--each", help="Every quote by itself; else the same words in many reports are one.")
    ] = False,
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=1)] = None,
    version: Annotated[
        int | None, typer.Option("--version", help="Read the store as it was after this commit.", min=0)
    ] = None,
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: table on a terminal, jsonl when piped.")
    ] = None,
) -> None:
    """List who said what. The same words in many reports are one utterance, with the wordings compared.

    With --since or --until, documents without a date are left out.
    """
    from detente.quotes.utterances import utterances
    from detente.store import QuoteFilter, Store

    opened = Store.open(store, version=version)
    ids, words = _who(speaker)
    wanted = QuoteFilter(
        speakers=ids,
        speaker=words,
        country=country_code(country),
        about=about,
        since=day(since, "since"),
        until=day(until, "until"),
        kinds=[k.value for k in kind or ()],
    )
    rows = [r for r in opened.quotes(wanted) if attitudes or not r.quote.is_attitude]
    if not rows and speaker is not None:
        _must_be_quoted(opened, speaker, ids, words)
    known = {r.quote.id: r for r in rows}
    sayings = [_saying(r) for r in rows]
    found = _singly(sayings) if each else utterances(sayings)
    listed = found[:limit] if limit is not None else found
    if chosen(format) is Format.jsonl:
        for utterance in listed:
            typer.echo(json.dumps(utterance_line(utterance, known), ensure_ascii=False))
        return
    _print(listed, known, len(found))


def _who(speaker: str | None) -> tuple[tuple[str, ...], str | None]:
    """Ids that a name has in every document, and the words to look for in names.

    A state or a body is meant as itself: "Russia" is not everybody with Russia in the name.
    """
    from detente.actors import resolve

    if speaker is None:
        return (), None
    best = next(iter(resolve(speaker)), None)
    if best is None or best.actor.id.startswith("mention:"):
        return (), speaker
    return (best.actor.id,), speaker if best.actor.kind == "person" else None


def _must_be_quoted(opened: Store, speaker: str, ids: Sequence[str], words: str | None) -> None:
    """Say who is quoted when the speaker asked for is not, at any time and about anything.

    Raises:
        NotFound: The speaker is not quoted.
    """
    import difflib

    from detente.store import QuoteFilter

    if opened.quotes(QuoteFilter(speakers=ids, speaker=words, limit=1)):
        return
    names = opened.speakers()
    parts = {word.casefold(): name for name in reversed(names) for word in (name, *name.split())}
    close = difflib.get_close_matches(speaker.casefold(), parts, 3, 0.6)
    near = list(dict.fromkeys(parts[c] for c in close)) or list(names)[:3]
    hint = f"Quoted are, for example: {', '.join(near)}." if near else "Nobody is quoted in it yet."
    raise NotFound(f"{speaker!r} is not quoted in the store {opened.path}.", hint)


def _saying(row: QuoteRow) -> Saying:
    from detente.quotes.utterances import Saying, speaker_key

    quote, speaker = row.quote, row.speaker
    who = speaker_key(speaker, row.document) if speaker is not None else None
    start = row.published.start if row.published is not None else None
    text = " … ".join(row.words)
    return Saying(quote.id, who, text, start, quote.kind, row.document, row.cue or "", bool(row.doubts))


def _singly(sayings: Iterable[Saying]) -> tuple[Utterance, ...]:
    from detente.quotes.utterances import Utterance

    return tuple(Utterance(s, ()) for s in sayings)


def utterance_line(utterance: Utterance, rows: dict[str, QuoteRow]) -> dict[str, Any]:
    """An utterance as one JSON object: who said it, the wording to trust most, and the others beside it."""
    row = rows[str(utterance.shown.id)]
    issues = dict.fromkeys(i for s in utterance.sayings for i in rows[str(s.id)].issues)
    return {
        "speaker": _actor(row.speaker),
        "addressee": _actor(row.addressee),
        "anonymous": row.anonymous,
        "first": utterance.first.isoformat() if utterance.first else None,
        "documents": utterance.documents,
        "issues": list(issues),
        "shown": _wording(row),
        "variants": [_variant(v, rows[str(v.saying.id)]) for v in utterance.variants],
    }


def _actor(actor: Any) -> dict[str, Any] | None:
    if actor is None:
        return None
    office = actor.offices[0].title if actor.offices else None
    return {"id": actor.id, "name": actor.name, "kind": actor.kind, "country": actor.country, "office": office}


def _wording(row: QuoteRow) -> dict[str, Any]:
    document: dict[str, Any] = {"id": row.document, "title": row.title, "url": row.url}
    document["published"] = row.published.isoformat() if row.published else None
    document["doubts"] = list(row.doubts)
    content = [[s.start, s.end] for s in row.quote.content]
    told = {"id": row.quote.id, "kind": row.quote.kind, "words": list(row.words), "content": content}
    return {**told, "cue": row.cue, "source": row.source, "reason": row.quote.reason.rule, "document": document}


def _variant(variant: Variant, row: QuoteRow) -> dict[str, Any]:
    changes = [asdict(c) for c in variant.changes]
    told = {"relation": variant.relation, "disagrees": list(variant.disagrees), "changes": changes}
    return {**told, **_wording(row)}


def _print(listed: Sequence[Utterance], rows: dict[str, QuoteRow], total: int) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("when", "who", "in whose words", "about", "reports", box=box.SIMPLE_HEAD)
    table.columns[0].no_wrap = True
    table.columns[4].justify = "right"
    for utterance in listed:
        row = rows[str(utterance.shown.id)]
        said = Text(_marked(row))
        for variant in utterance.variants[:SHOWN]:
            said.append(f"\n{_told(variant, rows)}", "dim" if not variant.disagrees else "yellow")
        if len(utterance.variants) > SHOWN:
            said.append(f"\n… {len(utterance.variants) - SHOWN} more wordings; --format jsonl has all", "dim")
        issues = dict.fromkeys(i for s in utterance.sayings for i in rows[str(s.id)].issues)
        when = row.published.isoformat() if row.published else "?"
        table.add_row(when, _name(row), said, plain(", ".join(issues)), str(utterance.documents))
    out = console()
    out.print(table)
    count = f"{len(listed)} of {total}" if len(listed) < total else str(total)
    out.print(f"{count} utterance{'s' * (total != 1)}" if total else "nothing said", style="dim")


def _name(row: QuoteRow) -> Any:
    from rich.text import Text

    actor = row.speaker
    name = actor.name if actor is not None else row.source or "?"
    told = Text(plain(name) + (f" ({actor.country})" if actor is not None and actor.country else ""))
    if actor is not None and actor.offices:
        told.append(f"\n{plain(actor.offices[0].title)}", "dim")
    if row.anonymous:
        told.append("\nnot to be named", "italic")
    if row.addressee is not None:
        told.append(f"\nto {plain(row.addressee.name)}", "dim")
    return told


def _marked(row: QuoteRow) -> str:
    """The words as a reader knows them: the speaker's own in quotation marks, others with "denied that"."""
    words = plain(" … ".join(row.words))
    if row.quote.kind == "direct":
        return f"“{words}”"
    return f"{plain(row.cue)} {words}" if row.cue and row.cue[0].isalnum() else words


def _told(variant: Variant, rows: dict[str, QuoteRow]) -> str:
    row = rows[str(variant.saying.id)]
    where = plain(row.title or row.url or row.document)
    disagrees = f" (disagrees: {', '.join(variant.disagrees)})" if variant.disagrees else ""
    if variant.relation == "same":
        return f"· the same in {where}"
    if variant.relation == "part":
        return f"· in part in {where}"
    if variant.relation == "reported":
        return f"· reported in {where}{disagrees}: {_marked(row)}"
    return f"· {where}{disagrees}: {_changed(variant.changes)}"


def _changed(changes: Iterable[Change]) -> str:
    """Words taken away and put in, so that it can be read without colours: we [-will not-] {+would+} go."""
    pieces = []
    for change in changes:
        gone = f"[-{change.shown}-]" if change.shown else ""
        come = f"{{+{change.variant}+}}" if change.variant else ""
        pieces.append(" ".join(p for p in (change.before, gone, come, change.after) if p))
    return plain(" … ".join(pieces))
