"""What `detente relations` prints for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.cli.store import console, plain
from detente.store.schema import OWN

if TYPE_CHECKING:
    from detente.cli.relations import Account
    from detente.relations.results import Estimate, IssueMap, Point, Timeline, TurningPoints, WordsDeeds

#: Runs of periods without events that are longer than this are printed as one line.
SILENCE = 3
#: Issues and holders of a stance that are printed.
ISSUES, HOLDERS = 12, 4
#: A test that comes out this seldom by chance is spoken of.
SMALL = 0.05
_STYLES = {"contested": "red", "common ground": "green", "mentioned": "dim"}


def print_account(account: Account) -> None:
    """Print everything, the timeline first."""
    out = console()
    line = account.line
    arrow = "→" if line.rule.directed else "–"
    by = "" if line.rule.coder == OWN else f", coded by {line.rule.coder}"
    out.print(f"{line.a} {arrow} {line.b}{by}: mean scores, −10 (conflict) to +10 (cooperation)", style="bold")
    out.print(_timeline(line))
    for note in _rule(line):
        out.print(note, style="dim", soft_wrap=True)
    _print_title(out, "Tone")
    out.print(account.tone.sentence, soft_wrap=True)
    out.print(account.outlook.sentence, soft_wrap=True)
    _print_turns(out, account.turns)
    _print_balance(out, account.balance)
    _print_issues(out, account.issues)


def _timeline(line: Timeline) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(line.period)
    for name in ("events", "score", "", "words", "", "deeds", "", "conflict", "per 1,000"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in _lines(line):
        table.add_row(*row)
    table.add_section()
    if line.undated.events:
        table.add_row(*_cells(line.undated))
    table.add_row(*_cells(line.total), style="bold")
    return table


def _lines(line: Timeline) -> Iterator[tuple[str, ...]]:
    """Rows of the table; long silences are one row."""
    silent: list[Point] = []
    for point in (*line.points, None):
        if point is not None and point.silent:
            silent.append(point)
            continue
        if len(silent) > SILENCE:
            span = f"{silent[0].label} to {silent[-1].label}"
            yield (span, "0", "–", "", "–", "", "–", "", "–", "–", f"{len(silent)} without events")
        else:
            yield from map(_cells, silent)
        silent = []
        if point is not None:
            yield _cells(point)


def _cells(point: Point) -> tuple[str, ...]:
    share, rate = point.conflict, point.rate
    return (
        point.label,
        str(point.events),
        *_mean(point.score),
        _mean(point.words)[0],
        f"of {point.verbal}" if point.verbal else "",
        _mean(point.deeds)[0],
        f"of {point.material}" if point.material else "",
        "–" if share is None else f"{share.value:.0%}",
        "–" if rate is None else f"{rate.value:.1f}",
        "few" if point.sparse else "",
    )


def _mean(score: Estimate | None) -> tuple[str, str]:
    """A figure and its interval."""
    if score is None:
        return "–", ""
    sure = score.low is not None and score.high is not None
    # Nothing is minus nought.
    value, low, high = (round(v or 0.0, 1) + 0.0 for v in (score.value, score.low, score.high))
    return f"{value:+.1f}", f"{low:+.1f} to {high:+.1f}" if sure else ""


def _rule(line: Timeline) -> Iterator[str]:
    rule = line.rule
    left = ", ".join(rule.leave_out) or "none"
    claims = "counted" if rule.claimed else "not counted"
    copies = "count each time" if rule.copies else "and rewrites count once"
    way = "Directed" if rule.directed else "Undirected"
    who = f"; acts of {', '.join(rule.sectors)} only" if rule.sectors else ""
    yield f"{way}{who}; modalities left out: {left}; mere claims {claims}; reprints {copies}."
    yield (
        f"Intervals hold {line.level:.0%} of the time and come from drawing stories again; “few”: too few events "
        f"to lean on; per 1,000: of all {line.coverage.volume:,} events of the store in that time."
    )
    if line.undated.events:
        yield f"Undated: no date, or one less precise than a {line.period}."


def _print_title(out: Console, title: str, note: str = "") -> None:
    text = Text(f"\n{title.upper()}", style="bold cyan")
    text.append(f"  {note}" if note else "", style="dim")
    out.print(text)


def _print_turns(out: Console, turns: TurningPoints) -> None:
    _print_title(out, "Turning points", f"{turns.periods} {turns.line.period}s looked at")
    if not turns.points:
        out.print("None found.", style="dim")
    for turn in turns.points:
        style = "green" if turn.direction == "warmer" else "red"
        text = Text(f"{turn.label} {turn.direction}", style=f"bold {style}")
        text.append(f": from {turn.before.value:+.1f} to {turn.after.value:+.1f}", style="not bold")
        text.append(f"  (between {turn.earliest} and {turn.latest})", style="dim not bold")
        out.print(text)
        for mark in turn.marks:
            mode = f" {mark.mode}" if mark.mode else ""
            out.print(Text(f"  {mark.day} {mark.type}{mode} {mark.score:+.1f} · {plain(mark.event)}"))
        if turn.quotes:
            out.print(Text(f"  said then: {plain(', '.join(turn.quotes))}", style="dim"))


def _print_balance(out: Console, balance: WordsDeeds) -> None:
    _print_title(out, "Words and deeds")
    gap = balance.gap
    if gap is None:
        out.print("Not both words and deeds are told.", style="dim")
    else:
        kinder = "Words are kinder than deeds" if gap.value > 0 else "Deeds are kinder than words"
        sure = gap.low is not None and gap.high is not None and (gap.low > 0 or gap.high < 0)
        told = "" if sure else "; the interval holds zero"
        span = f" ({gap.low:+.1f} to {gap.high:+.1f})" if gap.low is not None else ""
        out.print(f"{kinder} by {abs(gap.value):.1f}{span}{told}.", soft_wrap=True)
    lead, step = balance.lead, balance.line.period
    if lead.p is not None and lead.best is not None and lead.p <= SMALL:
        way = "after" if lead.best > 0 else "before"
        late = f"{abs(lead.best)} {step}s {way} them" if lead.best else f"in the same {step}"
        out.print(f"Deeds go with words most {late} (r {lead.correlation:+.2f}, p {lead.p:.3f}).", soft_wrap=True)
    elif lead.p is not None:
        out.print(f"No sign that either runs ahead of the other (p {lead.p:.2f}).", soft_wrap=True)
    else:
        out.print(f"Too few {step}s with both to say what leads ({lead.periods}).", soft_wrap=True)
    for answer in balance.answers:
        if answer.p is not None and answer.slope is not None and answer.p <= SMALL:
            kind = "in kind" if answer.slope > 0 else "in the opposite way"
            out.print(
                f"{answer.who} answers {answer.to} {kind} one {step} later (p {answer.p:.3f}).", soft_wrap=True
            )


def _print_issues(out: Console, issues: IssueMap) -> None:
    _print_title(out, "Issues")
    if not issues.issues:
        out.print("None found.", style="dim")
        return
    table = Table(box=None, show_header=False, padding=(0, 1))
    for issue in issues.issues[:ISSUES]:
        stances = [f"{plain(h.actor)} ({h.country}): {h.stance}" for h in issue.holders[:HOLDERS]]
        more = len(issue.holders) - HOLDERS
        told = "; ".join(stances) + (f"; {more} more" if more > 0 else "")
        counts = f"{issue.events} events, {issue.quotes} quotes"
        table.add_row(
            Text(plain(issue.name), style="bold"),
            Text(issue.standing, _STYLES[issue.standing]),
            counts,
            Text(told),
        )
    out.print(table)
