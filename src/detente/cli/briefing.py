"""The briefing: one coding as a page a diplomat could read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from detente.cli.output import console, plain
from detente.integrity.precision import load_precision
from detente.record import Actor, Coding, Event, Finding, Quote
from detente.settings import Settings

#: How date origins read.
ORIGINS = {
    "given": "as given",
    "metadata": "from the page's metadata",
    "dateline": "from the dateline",
    "text": "from the page's text",
    "inferred": "inferred",
}
SEVERITY_STYLE = {"serious": "bold red", "caution": "yellow", "note": "dim"}
#: Characters of the sentence shown before and after a trigger.
AROUND = 70
#: Where a sentence ends, near enough for showing.
SENTENCE_END = re.compile(r"[.!?][\"'”’)]?\s+(?=[A-Z\"“‘(])")
#: Columns from which events are a table. **Units**: columns.
WIDE = 100
#: Actors that are only spoken of are listed in full up to this many.
MANY = 14


def print_briefing(coding: Coding) -> None:
    """Print the briefing on standard output."""
    out = console()
    for part in briefing(coding, out.width >= WIDE):
        out.print(part)
    out.print()


def briefing(coding: Coding, wide: bool = True) -> Iterator[RenderableType]:
    """The parts of the briefing, in order; `wide` lays events out as a table."""
    yield _head(coding)
    yield from _findings(coding.findings)
    yield from _relations(coding)
    yield from _who(coding)
    yield from _events(coding, wide)
    yield from _quotes(coding)
    yield from _issues(coding)


def _published(coding: Coding) -> str:
    published = coding.document.published
    if published is not None:
        return f"published {published.isoformat()}, {ORIGINS[published.origin]}"
    found = next((f.when for f in coding.findings if f.code == "inferred-date" and f.when is not None), None)
    if found is None:
        return "publication date unknown"
    until = f"between {found.start} and {found.end}" if found.end else f"not before {found.start}"
    return f"publication date unknown, inferred from the text: {until}"


def _head(coding: Coding) -> RenderableType:
    document = coding.document
    date = _published(coding)
    words = f"{len(document.text.split())} words"
    lines = [Text(plain(document.title or "(no headline)"), style="bold")]
    lines.append(
        Text(plain(" · ".join(x for x in (date, document.site, document.byline, document.dateline) if x)))
    )
    lines.append(Text(plain(f"{_place(document.url)} · {words} · {document.id}"), style="dim"))
    kinds = Counter(f.kind for f in document.furniture)
    if kinds or document.captions:
        left = [f"{n} × {kind.replace('_', ' ')}" for kind, n in kinds.most_common()]
        left += [f"caption “{c.text}”{f' ({c.credit})' if c.credit else ''}" for c in document.captions]
        lines.append(Text(plain(f"left out as furniture: {'; '.join(left)}"), style="dim"))
    return Panel(Text("\n").join(lines), box=box.HEAVY, expand=True)


def _place(url: str | None) -> str:
    """Where the page came from; a file below the working folder by its path from there."""
    if url is None:
        return "standard input"
    return url.removeprefix(f"{Path.cwd().as_uri()}/")


def _findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    if not findings:
        yield _title("Doubts", "none found")
        return
    yield _title("Doubts")
    table = Table(box=None, show_header=False, padding=(0, 1))
    checked = load_precision(Settings.load().data_dir)
    for finding in findings:
        words = "; ".join(f"“{_short(e.text, 60)}”" for e in finding.evidence[:3])
        more = f" (+{len(finding.evidence) - 3})" if len(finding.evidence) > 3 else ""
        read = f" [{checked[finding.code]}]" if finding.code in checked else ""
        table.add_row(
            Text(finding.severity, style=SEVERITY_STYLE[finding.severity]),
            Text(finding.code),
            Text(plain(f"{finding.message}{' ' if words else ''}{words}{more}{read}")),
        )
    yield table


def _relations(coding: Coding) -> Iterator[RenderableType]:
    if not coding.relations:
        return
    yield _title(
        "How they get on", "mean scores, −10 to +10; claims, denials, hypotheses and old events are not counted"
    )
    table = Table(box=None, show_header=False, padding=(0, 1))
    for r in sorted(coding.relations, key=lambda r: -r.events):
        words = "no words" if r.words is None else f"words {r.words:+.1f}"
        deeds = "no deeds" if r.deeds is None else f"deeds {r.deeds:+.1f}"
        table.add_row(f"[bold]{r.a} – {r.b}[/bold]", f"{r.events} event{'s' * (r.events != 1)}", words, deeds)
    yield table


def _who(coding: Coding) -> Iterator[RenderableType]:
    cast = coding.cast
    counts = Counter(m.actor for m in cast.mentions)
    acting = {a for e in coding.events for a in (*e.actors, *e.recipients, e.claimed_by)}
    acting |= {q.speaker for q in coding.quotes}
    main = [a for a in cast.actors if a.id in acting or a.kind == "person"]
    yield _title("Who")
    table = Table("who", "office on the day", "country", "sector", "named", box=box.SIMPLE_HEAD, padding=(0, 1))
    for actor in sorted(main, key=lambda a: -counts[a.id])[:MANY]:
        table.add_row(
            escape(actor.name),
            escape(_office(actor)),
            actor.country or "",
            actor.sector or "",
            f"{counts[actor.id]}×",
        )
    yield table
    others = [a.name for a in sorted(cast.actors, key=lambda a: -counts[a.id]) if a not in main]
    others += [a.name for a in sorted(main, key=lambda a: -counts[a.id])[MANY:]]
    if others:
        yield Padding(Text(f"also named: {', '.join(others)}", style="dim"), (0, 1))


def _office(actor: Actor) -> str:
    if actor.offices:
        office = actor.offices[0]
        return f"{office.title}{f' (since {office.start[:4]})' if office.start else ''}"
    return "" if actor.kind == "person" else actor.kind.replace("_", " ")


def _events(coding: Coding, wide: bool) -> Iterator[RenderableType]:
    if not coding.events:
        yield _title("Events", "none coded")
        return
    yield _title("Events", "~ = day inferred, not said")
    events = sorted(coding.events, key=lambda e: e.trigger.span)
    yield _events_table(events, coding) if wide else _events_list(events, coding)


def _events_table(events: Sequence[Event], coding: Coding) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    for name, width in (("who", 22), ("did what", 18), ("to whom", 20), ("when", 11), ("sure", 4)):
        table.add_column(name, max_width=width, overflow="fold")
    table.add_column("the words", ratio=1)
    for event in events:
        who, whom = _names(coding, event.actors), _names(coding, event.recipients)
        what, words = _what(event, coding), _words(event, coding)
        table.add_row(Text(who), what, Text(whom), _when(event), f"{event.confidence:.0%}", words)
    return table


def _events_list(events: Sequence[Event], coding: Coding) -> RenderableType:
    """The same for narrow terminals: one event under the other."""
    parts = []
    for event in events:
        text = Text(_names(coding, event.actors) or "somebody", style="bold")
        text.append(" · ").append(_what(event, coding))
        if event.recipients:
            text.append(f" → {_names(coding, event.recipients)}", style="bold")
        text.append(f" · {_when(event) or 'day unknown'} · {event.confidence:.0%}\n", style="dim")
        parts.append(text.append(_words(event, coding)).append("\n"))
    return Padding(Text("\n").join(parts), (0, 1))


def _names(coding: Coding, ids: Sequence[str]) -> str:
    return ", ".join(coding.cast[i].name + (f" ({c})" if (c := coding.cast[i].country) else "") for i in ids)


def _what(event: Event, coding: Coding) -> Text:
    style = "green" if event.quad <= 2 else "red"
    text = Text(event.code.type, style=style)
    if event.code.mode:
        text.append(f" {event.code.mode}")
    text.append(f" {event.score:+g}", style="dim")
    marks = [
        {"negation": "not done", "future": "to come", "hypothetical": "if, might", "historical": "earlier"}[m]
        for m in event.modality
    ]
    if event.claimed_by:
        marks.append(f"says {coding.cast[event.claimed_by].name}")
    if marks:
        text.append(f"\n{'; '.join(marks)}", style="italic")
    return text


def _when(event: Event) -> str:
    if event.when is None:
        return ""
    start = ("~" if event.when.origin == "inferred" else "") + event.when.isoformat()
    if (
        event.when.end
        and event.when.end != event.when.start
        and event.when.grain in {"day", "week", "weekend", "part"}
    ):
        return f"{start} to {event.when.end.isoformat()}"
    return start


def _words(event: Event, coding: Coding) -> Text:
    """The trigger in its sentence, cut to a readable length."""
    text, span = coding.document.text, event.trigger.span
    left = max(0, span.start - AROUND, text.rfind("\n", 0, span.start) + 1)
    right = min(len(text), span.end + AROUND)
    paragraph_end = text.find("\n", span.end, right)
    right = right if paragraph_end < 0 else paragraph_end
    # Full stops cut the window to the sentence; one too many behind "U.S." costs a few words, no evidence.
    starts = [m.end() for m in SENTENCE_END.finditer(text, left, span.start)]
    ends = [m.start() + 1 for m in SENTENCE_END.finditer(text, span.end, right)]
    first, last = starts[-1] if starts else left, ends[0] if ends else right
    while not starts and left and first < span.start and not text[first - 1].isspace():
        first += 1  # never begin within a word
    while not ends and right < len(text) and last > span.end and not text[last].isspace():
        last -= 1
    shown = Text("…" if not starts and left > 0 and text[left - 1] != "\n" else "")
    shown.append(plain(text[first : span.start]))
    shown.append(plain(text[span.start : span.end]), style="bold underline")
    shown.append(plain(text[span.end : last]))
    shown.append("…" if not ends and right < len(text) and text[right] != "\n" else "")
    return shown


def _quotes(coding: Coding) -> Iterator[RenderableType]:
    quotes = [q for q in coding.quotes if q.kind != "indirect"]
    reported = len(coding.quotes) - len(quotes)
    yield _title("In whose words", f"{reported} more in reported speech" if reported else "")
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(max_width=28)
    for quote in quotes:
        table.add_row(Text(_speaker(quote, coding), style="bold"), Text(_said(quote, coding)))
    yield table


def _speaker(quote: Quote, coding: Coding) -> str:
    if quote.speaker is not None:
        name = coding.cast[quote.speaker].name
    elif quote.source is not None:
        name = f"“{_short(quote.source.words(coding.document.text), 40)}”"
    else:
        name = "?"
    return f"{name} → {coding.cast[quote.addressee].name}" if quote.addressee else name


def _said(quote: Quote, coding: Coding) -> str:
    parts = [plain(" ".join(s.words(coding.document.text).split())) for s in quote.content]
    said = " … ".join(parts)
    return f"“{said}”" if quote.kind == "direct" else said


def _issues(coding: Coding) -> Iterator[RenderableType]:
    if not coding.issues:
        return
    yield _title("Issues")
    table = Table(box=None, show_header=False, padding=(0, 1))
    for issue in sorted(coding.issues, key=lambda i: -len(i.evidence)):
        stances = [f"{coding.cast[h.actor].name}: {h.stance}" for h in issue.holders if h.stance != "unclear"]
        spoke = [coding.cast[h.actor].name for h in issue.holders if h.stance == "unclear"]
        if spoke:
            stances.append(f"{', '.join(spoke)}: stance unclear")
        table.add_row(f"[bold]{escape(issue.name)}[/bold]", escape("; ".join(stances) or "mentioned"))
    yield table


def _title(title: str, note: str = "") -> RenderableType:
    text = Text(f"\n{title.upper()}", style="bold cyan")
    if note:
        text.append(f"  {note}", style="dim")
    return text


def _short(text: str, limit: int) -> str:
    text = plain(" ".join(text.split()))
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
