"""Quotation marks that open and never close, close what never opened, or stand apart from their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.integrity.lexicon import Lexicon
from detente.integrity.say import clipped, number_of
from detente.record import Document, Evidence, Finding

#: Guillemets are left out: in English texts they are arrows more often than quotation marks.
_MARKS = re.compile(r"[\"“”„‟＂]|``|''")
_OPENING = frozenset({"“", "„", "‟", "``"})
_CLOSING = frozenset({"”"})
#: What a mark may stand beside and still be at the edge of a word.
_LEFT_EDGE = frozenset("=([{/—–-‘'\u2009\u200a…")
_RIGHT_EDGE = frozenset(")]}/—–-’'.,;:!?…\u2009\u200a")
#: Beyond the space these make it no mishap: `" ... and then`, `“ ‘No’ ”`.
_EXCUSES_AFTER = ("...", "…", ". .", "‘", "'", "’", "[", "“", "”", '"', "--", "—", "–")
_EXCUSES_BEFORE = ("...", "…", ". .", "‘", "'", "’", "]", "“", "”", '"', "--", "—", "–")
_SENTENCE_END = re.compile(r"[.!?…]['’\")\]]*\s+\Z")
#: How far before the end of a sentence "he said" is looked for.
_CUE_REACH = 50
_SHOWN = 10


@dataclass(slots=True)
class _State:
    """What has been seen so far; `open` holds the marks that wait for their fellows."""

    text: str
    lexicon: Lexicon
    open: list[tuple[int, str]] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    unopened: list[int] = field(default_factory=list)
    detached: list[tuple[int, bool]] = field(default_factory=list)
    mixed: list[int] = field(default_factory=list)


def about_quotation_marks(
    document: Document, lexicon: Lexicon, paragraphs: tuple[tuple[int, int], ...]
) -> Iterator[Finding]:
    """Doubt quotes whose limits cannot be told.

    A quote may run over several paragraphs: each of them opens with a mark again, and only the last one closes.

    Args:
        document: The document.
        lexicon: Its reporting words tell a quote taken up again from one that was left open.
        paragraphs: Half-open ranges of its text.
    """
    text = document.text
    state = _State(text, lexicon)
    for start, end in paragraphs:
        _read(start, end, state)
    state.unclosed.extend(at for at, _ in state.open[:1])
    _pair_over_paragraphs(state, paragraphs)

    def finding(severity: str, message: str, ranges: list[tuple[int, int]]) -> Finding:
        evidence = tuple(Evidence.of(document.span(a, b), text) for a, b in ranges[:_SHOWN])
        return Finding("unbalanced-quotes", severity, message, evidence)

    if state.unclosed:
        yield finding(
            "caution",
            f"{number_of(state.unclosed, 'quote opens and never closes', 'quotes open and never close')}, "
            "so it is doubtful whose words follow.",
            [(at, clipped(text, at)) for at in state.unclosed],
        )
    if state.unopened:
        yield finding(
            "caution",
            f"{number_of(state.unopened, 'quotation mark closes', 'quotation marks close')} a quote that never "
            "opened, so it is doubtful whose words went before.",
            [_back(text, at) for at in state.unopened],
        )
    if state.detached:
        yield finding(
            "caution",
            f"{number_of(state.detached, 'quotation mark stands', 'quotation marks stand')} apart from the words "
            "of the quote, so where it begins or ends is doubtful.",
            [(at, clipped(text, at)) if opens else _back(text, at) for at, opens in state.detached],
        )
    if state.mixed:
        yield finding(
            "note",
            f"{number_of(state.mixed, 'quote opens', 'quotes open')} with one style of quotation mark and "
            f"{'closes' if len(state.mixed) == 1 else 'close'} with another.",
            [_back(text, at) for at in state.mixed],
        )


def _pair_over_paragraphs(state: _State, paragraphs: tuple[tuple[int, int], ...]) -> None:
    """Forgive a quote of several paragraphs that opens once and closes once, with no other mark between."""
    number = {at: n for n, (start, end) in enumerate(paragraphs) for at in (*state.unclosed, *state.unopened)
              if start <= at < end}  # fmt: skip
    for opened in tuple(state.unclosed):
        closed = next((at for at in state.unopened if at > opened), None)
        if closed is None or number[closed] == number[opened]:
            continue
        if not _MARKS.search(state.text, opened + 2, closed):
            state.unclosed.remove(opened)
            state.unopened.remove(closed)


def _read(start: int, end: int, state: _State) -> None:
    """Go through the marks of one paragraph."""
    going_on = bool(state.open)
    for found in _MARKS.finditer(state.text, start, end):
        at, mark = found.start(), found.group()
        if going_on and at == start and mark not in _CLOSING:
            state.open = [(at, mark)]
            going_on = False
            continue
        if going_on:
            _give_up(state)
            going_on = False
        before = state.text[at - 1] if at > start else " "
        after = state.text[found.end()] if found.end() < end else " "
        if _is_measure(before, mark, state):
            continue
        opens = _opens(mark, before, after, state)
        if _is_detached(found.start(), found.end(), start, end, opens, state.text):
            state.detached.append((at, opens))
        if opens:
            _open(at, mark, start, state)
        else:
            _close(at, mark, state)
    if going_on:
        _give_up(state)
    del state.open[1:]


def _give_up(state: _State) -> None:
    """The quote of the paragraph before was not taken up again."""
    state.unclosed.append(state.open[0][0])
    state.open = []


def _is_measure(before: str, mark: str, state: _State) -> bool:
    """Inches, minutes of arc: a mark after a figure while no quote is open."""
    return before.isdigit() and not state.open and mark not in _OPENING


def _opens(mark: str, before: str, after: str, state: _State) -> bool:
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    left = before.isspace() or before in _LEFT_EDGE
    right = after.isspace() or after in _RIGHT_EDGE
    if left != right:
        return left
    return not state.open


def _is_detached(first: int, last: int, start: int, end: int, opens: bool, text: str) -> bool:
    """White space on the side where the quoted words stand."""
    space_after = last < end and text[last] in " \t\u00a0"
    space_before = first > start and text[first - 1] in " \t\u00a0"
    if opens:
        return space_after and not text[last : min(end, last + 8)].lstrip().startswith(_EXCUSES_AFTER)
    return space_before and not text[max(start, first - 8) : first].rstrip().endswith(_EXCUSES_BEFORE)


def _open(at: int, mark: str, start: int, state: _State) -> None:
    if state.open and _SENTENCE_END.search(state.text, max(start, at - 8), at):
        # A new quote after the end of a sentence. After "he said" the one before was left open; otherwise it
        # goes on in what was a paragraph of its own before the text lost its line ends.
        said = state.lexicon.reporting.search(state.text, max(state.open[0][0], at - _CUE_REACH), at)
        if said:
            state.unclosed.append(state.open[0][0])
        state.open = []
    state.open.append((at, mark))


def _close(at: int, mark: str, state: _State) -> None:
    if not state.open:
        state.unopened.append(at)
        return
    _, opener = state.open.pop()
    if (opener in {'"', "＂", "''"}) != (mark in {'"', "＂", "''"}) and opener != "``":
        state.mixed.append(at)


def _back(text: str, at: int, length: int = 60) -> tuple[int, int]:
    """A range of the words before a mark, with the mark."""
    line = max(text.rfind("\n", 0, at) + 1, 0)
    start = max(line, at - length)
    if start > line:
        space = text.find(" ", start, at - 1)
        start = space + 1 if space >= 0 else start
    while text[start].isspace() and start < at:
        start += 1
    return start, at + 1
