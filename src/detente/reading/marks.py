"""Quotation marks, paired: where quoted passages begin and end, whatever style the text uses.

Straight, curly, low, doubled-apostrophe and single marks and guillemets all give the same passages, and
`plain` rewrites them in one style, so that the parser reads every style alike.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_MARK = re.compile(r"''|``|[\"“”„‟«»‹›‘’‚‛'`]")
_DOUBLE, _GUILLEMET, _SINGLE, _SINGLE_GUILLEMET = "double", "guillemet", "single", "single guillemet"
_FAMILY = {
    **dict.fromkeys(("''", "``", '"', "“", "”", "„", "‟"), _DOUBLE),
    **dict.fromkeys("«»", _GUILLEMET),
    **dict.fromkeys("‹›", _SINGLE_GUILLEMET),
    **dict.fromkeys("‘’‚‛'`", _SINGLE),
}
_OPENS_ONLY = frozenset(("“", "„", "‟", "``", "‘", "‚", "‛", "`"))
_CLOSES_ONLY = frozenset("”")
_BEFORE_OPENING = frozenset("([{—–-/…:")
_CLOSING_SINGLE = re.compile(r"(?:[.,!?…]|(?<=\w))['’](?=[\s.,;:!?)\]—–\"”»-]|$)")
#: Passages are not nested deeper than this; more opening marks are no marks.
_DEEPEST = 4
_WORD = re.compile(r"\w+")
#: Stands where a mark had more characters than the one it is rewritten as.
PAD = "\0"
_SENTENCE_END = frozenset(".!?…")


class Passage(NamedTuple):
    """A passage between quotation marks, in code points.

    Attributes:
        start: Where the opening mark begins.
        inner_start: Where the quoted words begin.
        inner_end: Where they end.
        end: Where the closing mark ends.
        paragraph: Number of the paragraph.
        depth: 1, or more inside another passage.
        opened: Whether it has an opening mark (a passage carried over from the paragraph before may not).
        closed: Whether it has a closing mark.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    paragraph: int
    depth: int
    opened: bool
    closed: bool


class _Mark(NamedTuple):
    start: int
    end: int
    char: str
    family: str


def passages(
    text: str, paragraphs: Sequence[tuple[int, int]], elisions: Iterable[str] = ()
) -> tuple[Passage, ...]:
    """Pair the quotation marks of a text.

    Args:
        text: The document's text.
        paragraphs: Ranges of its paragraphs.
        elisions: Words that begin with an apostrophe once it is taken off (`tis`, `em`), lower case.

    Returns:
        Passages in text order, outer before inner. No passage crosses a paragraph; one that is never
        closed ends with its paragraph or before the next opening mark.

    >>> text = 'She said: "No, not "now"."'
    >>> [text[p.inner_start : p.inner_end] for p in passages(text, [(0, len(text))])]
    ['No, not "now".', 'now']
    """
    known = frozenset(elisions)
    found: list[Passage] = []
    carried = False
    for number, (start, end) in enumerate(paragraphs):
        inside, carried = _pair(text, start, end, number, known, carried)
        found.extend(inside)
    return tuple(sorted(found, key=lambda p: (p.start, -p.end)))


def _pair(
    text: str, start: int, end: int, number: int, elisions: frozenset[str], carried: bool
) -> tuple[list[Passage], bool]:
    """Passages of one paragraph, and whether its last one was left open."""
    stack: list[_Mark] = []
    found: list[Passage] = []
    closers = [m.start() for m in _CLOSING_SINGLE.finditer(text, start, end)]

    def close(mark: _Mark, inner_end: int, outer_end: int, closed: bool) -> None:
        depth = len(stack) + 1
        found.append(Passage(mark.start, mark.end, inner_end, outer_end, number, depth, True, closed))

    for match in _MARK.finditer(text, start, end):
        mark = _Mark(match.start(), match.end(), match[0], _FAMILY[match[0]])
        top = stack[-1] if stack else None
        verdict = _judge(text, start, end, mark, top, elisions, closers)
        if verdict == "open" and len(stack) < _DEEPEST:
            if top is not None and top.family == mark.family and _was_left_open(text, top, mark):
                stack.pop()
                close(top, _trimmed(text, top.end, mark.start), mark.start, False)
            stack.append(mark)
        elif verdict == "close":
            at = next((k for k in range(len(stack) - 1, -1, -1) if stack[k].family == mark.family), None)
            if at is None:
                if carried and not found and not stack:
                    found.append(Passage(start, start, mark.start, mark.end, number, 1, False, True))
                continue
            del stack[at + 1 :]  # inner marks that were never closed were no marks
            opener = stack.pop()
            close(opener, mark.start, mark.end, True)
    left_open = bool(stack)
    for opener in reversed(stack[:1]):
        stack.clear()
        close(opener, end, end, False)
    return found, left_open


def _judge(
    text: str,
    start: int,
    end: int,
    mark: _Mark,
    top: _Mark | None,
    elisions: frozenset[str],
    closers: Sequence[int],
) -> str:
    """Whether a mark opens, closes, or is no quotation mark ("")."""
    before = text[mark.start - 1] if mark.start > start else ""
    after = text[mark.end] if mark.end < end else ""
    edge_before = not before or before.isspace() or before in _BEFORE_OPENING or before in _FAMILY
    edge_after = not after or after.isspace() or not (after.isalnum() or after in _FAMILY or after in "$£€#@[(….")
    if mark.family == _SINGLE:
        return _judge_single(text, end, mark, top, before, after, edge_before, elisions, closers)
    same = top is not None and top.family == mark.family
    if mark.char in "»›" or mark.char in "«‹":
        reversed_style = top is not None and same and top.char in "»›"
        if mark.char in "«‹":
            return "close" if reversed_style else "open"
        return "close" if same and not reversed_style else ("open" if edge_before and not edge_after else "")
    if mark.char in _OPENS_ONLY:
        return "close" if mark.char == "“" and top is not None and top.char == "„" else "open"
    if mark.char in _CLOSES_ONLY:
        return "open" if not same and edge_before and not edge_after else "close"
    if before.isdigit() and not same:
        return ""  # inches
    if edge_before and not edge_after and not (same and before in _FAMILY and not before.isspace()):
        return "open"
    if not same and before in _SENTENCE_END and after.isupper():
        return "open"  # a space was lost: `in doubt."We were misled."`
    if edge_before and edge_after:
        return "close" if same else ("open" if after else "")
    return "close"


def _judge_single(
    text: str,
    end: int,
    mark: _Mark,
    top: _Mark | None,
    before: str,
    after: str,
    edge_before: bool,
    elisions: frozenset[str],
    closers: Sequence[int],
) -> str:
    in_single = top is not None and top.family == _SINGLE
    has_closer = bisect_left(closers, mark.end) < len(closers)
    if before.isalnum() and after.isalnum():
        return ""
    if mark.char in "’'" and in_single and not (edge_before and after.isalnum() and before != ""):
        possessive = before == "s" and after == " " and text[mark.end + 1 : mark.end + 2].islower()
        return "" if possessive and has_closer else "close"
    if mark.char == "’" and mark.start and not edge_before:
        return ""
    if mark.char == "’" and after.isalnum():
        return ""  # an apostrophe that opens a word: ’90s, ’em
    if not edge_before or not (after.isalnum() or after in '“"«[…$£€'):
        return ""
    word = _WORD.match(text, mark.end, min(end, mark.end + 20))
    if word and (word[0].lower() in elisions or re.fullmatch(r"\d\ds?", word[0])):
        return ""
    if not has_closer:
        return "open" if mark.char == "‘" and not before else ""
    return "open"


def _was_left_open(text: str, top: _Mark, mark: _Mark) -> bool:
    """A new opening mark after a full stop means that the earlier passage was never closed."""
    last = text[max(top.end, mark.start - 40) : mark.start].rstrip()[-1:]
    return last in _SENTENCE_END


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def plain(text: str, found: Iterable[Passage]) -> str:
    r"""Rewrite quotation marks in one style and apostrophes straight; the length stays the same.

    A mark of two characters is followed by `PAD`, to be taken out before parsing: a blank there would be a blank
    that other styles have not.

    >>> plain("He said: «It’s late».", passages("He said: «It’s late».", [(0, 21)]))
    'He said: "It\'s late".'
    """
    out = list(text.replace("’", "'"))
    for passage in found:
        mark = '"' if passage.depth == 1 else "'"
        if passage.opened:
            _put(out, passage.start, passage.inner_start, mark)
        if passage.closed:
            _put(out, passage.inner_end, passage.end, mark)
    return "".join(out)


def _put(out: list[str], start: int, end: int, mark: str) -> None:
    out[start:end] = [mark, *PAD * (end - start - 1)]
