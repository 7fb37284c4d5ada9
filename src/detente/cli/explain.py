"""How an explanation is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.cli.store import plain
from detente.errors import OntologyError
from detente.record import Count, Event, When

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from detente.store import Explanation, Party, Passage

#: How the roles of evidence look; the trigger stands out.
STYLES = {
    "trigger": "bold underline",
    "actor": "cyan",
    "recipient": "magenta",
    "claim": "yellow",
    "when": "blue",
    "where": "blue",
    "count": "blue",
}
ROLES = {"actor": "who acts", "recipient": "acted upon", "claim": "says so"}


def print_explanation(told: Explanation, out: Console) -> None:
    """Print why an event was coded."""
    from rich.padding import Padding

    from detente.integrity.precision import load_precision
    from detente.settings import Settings

    row, event = told.row, told.row.event
    out.print(_head(event))
    for line in _definitions(event):
        out.print(Padding(line, (0, 0, 0, 2)), markup=False)
    out.print(_line("document", f"{row.title or '(no headline)'} · {row.url or 'no address'} · {row.document}"))
    coder = told.coding.coder
    out.print(_line("coded by", f"detente {coder.detente}, ontology {coder.ontology}, data {coder.weights}"))
    _section(out, "Evidence")
    for passage in told.passages:
        out.print(Padding(_passage(passage), (0, 0, 0, 2)))
    _section(out, "Parties")
    for party in told.parties:
        _print_party(party, told, out)
    if not told.parties:
        out.print("  none are known")
    _section(out, "When, where, how")
    for name, value in _circumstances(told):
        out.print(_line(name, value))
    _section(out, "Why")
    for reason in event.reasons:
        out.print(_line(f"{reason.rule} {reason.score:.2f}", reason.detail))
    out.print(_line("altogether", f"{event.confidence:.0%} sure"))
    _section(out, "Doubts about the text")
    checked = load_precision(Settings.load().data_dir)
    for finding in told.findings:
        words = "; ".join(f"“{e.text}”" for e in finding.evidence[:2])
        read = f" [{finding.code}: {checked[finding.code]}]" if finding.code in checked else ""
        out.print(_line(finding.severity, f"{finding.message} {words}{read}"))
    if not told.findings:
        out.print("  none found")
    if told.better is not None:
        other = told.better
        words = f"{other.title or '(no headline)'} · {other.url or 'no address'} · {other.id}"
        out.print(_line("better", f"This text was copied or reworded from another in the store: {words}"))


def _head(event: Event) -> Text:
    from rich.text import Text

    head = Text(event.code.type, style="bold green" if event.quad <= 2 else "bold red")
    head.append(f" {event.code.mode}" if event.code.mode else "")
    head.append(f"  {event.score:+g}", "not bold")
    head.append(f"  {event.id}", "dim not bold")
    return head


def _definitions(event: Event) -> Iterable[Text]:
    from rich.text import Text

    from detente.ontology import load

    ontology = load()
    try:
        ontology.code(event.code.type, event.code.mode)
    except OntologyError:
        # A store may hold codes of somebody's own ontology, or of another version.
        yield Text(f"{ontology.name} {ontology.version} does not define this code.", style="italic")
        return
    type_ = ontology.types[event.code.type]
    yield Text(f"{type_.name}: {type_.definition}")
    if event.code.mode:
        yield Text(f"{event.code.mode}: {ontology.modes[event.code].definition}")
    cameo = f"; nearest CAMEO code {event.cameo}" if event.cameo else ""
    yield Text(f"{ontology.quads[event.quad].name} (quad {event.quad}){cameo}", style="dim")


def _passage(passage: Passage) -> Text:
    from rich.text import Text

    text = Text()
    for piece, roles in passage.pieces:
        style = " ".join(dict.fromkeys(STYLES.get(r, "") for r in roles)).strip()
        label = "".join(f"[{r}]" for r in roles if r == "trigger")
        text.append(plain(piece), style)
        text.append(label, "dim")
    text.append(f"  {passage.span.start}–{passage.span.end}", "dim")
    return text


def _print_party(party: Party, told: Explanation, out: Console) -> None:
    actor = party.actor
    named = ", ".join(x for x in (actor.kind.replace("_", " "), actor.country, actor.sector) if x)
    out.print(_line(ROLES[party.role], f"{actor.name} ({named}) {actor.id}"))
    for office in actor.offices:
        held = f"{office.start or '?'} to {office.end or 'now or unknown'}"
        out.print(_line("  office", f"{office.title}, {office.country} {office.sector}, {held}; {office.source}"))
    text = told.coding.document.text
    for mention in party.mentions:
        words, reason = mention.span.words(text), mention.reason
        why = f"{reason.rule} {reason.score:.2f}{f', {reason.detail}' if reason.detail else ''}"
        out.print(_line("  named", f"“{words}” at {mention.span.start}: {why}"))


def _circumstances(told: Explanation) -> Iterable[tuple[str, str]]:
    row, event = told.row, told.row.event
    yield "when", _when(event.when)
    if row.published:
        yield "published", _when(row.published)
    if event.where is not None:
        yield "where", ", ".join(x for x in (event.where.name, event.where.country) if x)
    if event.counts:
        yield "counts", "; ".join(_count(c) for c in event.counts)
    yield "modality", ", ".join(event.modality) or "told as done"
    yield "claim", f"{row.claimed_by.name} says so" if row.claimed_by else "the text itself reports it"
    if event.contexts:
        yield "contexts", ", ".join(event.contexts)
    for name, stances in told.issues:
        held = "; ".join(f"{_name(told, s.actor)} {s.stance}" for s in stances)
        yield "issue", f"{name}{f' ({held})' if held else ''}"


def _count(count: Count) -> str:
    if count.most is None:
        return f"{count.kind} {count.least:,} or more"
    few = f"{count.least:,}" if count.least == count.most else f"{count.least:,} to {count.most:,}"
    return f"{count.kind} {few}"


def _name(told: Explanation, actor: str) -> str:
    return told.coding.cast[actor].name if actor in told.coding.cast else actor


def _when(when: When | None) -> str:
    if when is None:
        return "not known"
    end = "an open end" if when.end is None else when.end.isoformat()
    days = when.start.isoformat() if when.end == when.start else f"{when.start.isoformat()} to {end}"
    return f"{days} ({when.grain}; from: {when.origin})"


def _line(name: str, value: str) -> Text:
    from rich.text import Text

    line = Text(f"  {plain(name)}: ", style="dim")
    line.append(plain(value), "not dim")
    return line


def _section(out: Console, title: str) -> None:
    out.print(f"\n{title.upper()}", style="bold cyan")


def explanation_json(told: Explanation) -> dict[str, Any]:
    """An explanation as JSON values."""
    from detente.cli.store import event_line

    def when(value: When | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "event": event_line(told.row),
        "definitions": [str(line) for line in _definitions(told.row.event)],
        "coder": asdict(told.coding.coder),
        "published": when(told.row.published),
        "passages": [
            {
                "span": [p.span.start, p.span.end],
                "pieces": [{"text": text, "roles": list(roles)} for text, roles in p.pieces],
            }
            for p in told.passages
        ],
        "parties": [
            {
                "role": p.role,
                "actor": asdict(p.actor),
                "mentions": [
                    {"span": [m.span.start, m.span.end], "kind": m.kind, "reason": asdict(m.reason)}
                    for m in p.mentions
                ],
            }
            for p in told.parties
        ],
        "issues": [name for name, _ in told.issues],
        "findings": [{"code": f.code, "severity": f.severity, "message": f.message} for f in told.findings],
        "better": {"id": told.better.id, "title": told.better.title, "url": told.better.url}
        if told.better
        else None,
    }
