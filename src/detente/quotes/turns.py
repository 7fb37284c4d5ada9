"""Speech without quotation marks: turns of an interview, dialogue after dashes, headlines with a colon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.quotes.blocks import Blocks
from detente.quotes.cues import Cue
from detente.quotes.ranges import Range, runs
from detente.record import Reading, Token

#: An interview has at least this many paragraphs that begin with who speaks.
_TURNS = 3
#: A label is not longer than this, in tokens.
_LABEL = 5
_CLAUSE = frozenset(("clause",))
_LETTERS = frozenset(("Q", "A"))
_DIALOGUE = frozenset(("–", "—", "―"))
_STOPS = frozenset((",", ".", "!", "?", "…", "..."))

#: A cue, its content, and whether the words are the speaker's own.
Turn = tuple[Cue, list[Range], bool]


def find_turns(reading: Reading, blocks: Blocks) -> list[Turn]:
    """Turns of an interview, and headlines such as `Smith: We shall see`: what stands before the colon speaks.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
    """
    named = {(n.start, n.end) for n in reading.names if n.label in ("PERSON", "ORG")}
    again = _repeated(reading, blocks, _paragraphs(reading))
    starts = [part for whole in _paragraphs(reading) for part in _parts(*whole, again)]
    labels = [_label(reading, blocks, start, end) for start, end in starts]
    interview = _is_interview(reading, starts, labels)
    found: list[Turn] = []
    for n, ((start, end), colon) in enumerate(zip(starts, labels, strict=True)):
        if colon is None:
            continue
        letter = colon == start + 1 and reading.tokens[start].text in _LETTERS
        if not (interview or letter or (start, colon) in named):
            continue
        stop = _last_paragraph(starts, labels, n) if interview else end
        source = (start, colon)
        cue = Cue(colon, colon, colon + 1, _CLAUSE, source, reading.root_of(*source))
        found.append((cue, _with_stop(reading, runs(reading, range(colon + 1, stop)), stop), interview or letter))
    return found


def _is_interview(reading: Reading, starts: list[Range], labels: list[int | None]) -> bool:
    """Whether speakers take turns: most paragraphs begin with one of a few labels, and some of them ask.

    A list of results ("Smith: 547") and subheadings ("Smith: now or never") are none.
    """
    turns = [n for n, colon in enumerate(labels) if colon is not None]
    if len(turns) < _TURNS - 1 or 2 * len(turns) <= turns[-1] - turns[0]:
        return False
    tokens = reading.tokens
    names = [reading.text[tokens[starts[n][0]].start : tokens[labels[n] or 0].start] for n in turns]
    asked = any(tokens[starts[n][1] - 1].text == "?" for n in turns)
    return asked and len(set(names)) > 1 and (len(turns) < _TURNS or len(set(names)) < len(names))


def _with_stop(reading: Reading, content: list[Range], end: int) -> list[Range]:
    """Content with the full stop, question or exclamation mark at its end, which is the speaker's own."""
    if not content:
        return content
    start, last = content[-1]
    while last < end and reading.tokens[last].text in _STOPS - {","}:
        last += 1
    return [*content[:-1], (start, last)]


def _last_paragraph(starts: list[Range], labels: list[int | None], n: int) -> int:
    """End of a turn: paragraphs without a label go on with it when another turn comes after them."""
    after = next((k for k in range(n + 1, len(labels)) if labels[k] is not None), None)
    return starts[after - 1][1] if after is not None else starts[n][1]


def _paragraphs(reading: Reading) -> Iterator[Range]:
    start = 0
    for n, sentence in enumerate(reading.sentences):
        last = n + 1 == len(reading.sentences) or reading.sentences[n + 1].paragraph != sentence.paragraph
        if last:
            yield start, sentence.end
            start = sentence.end


def _repeated(reading: Reading, blocks: Blocks, paragraphs: Iterable[Range]) -> list[int]:
    """Where names begin that stand before a colon at the start of a sentence, if they do so several times."""
    found: dict[str, list[int]] = {}
    for start, end in paragraphs:
        for colon in (t.i for t in reading.tokens[start:end] if t.text == ":"):
            at = colon
            while at > start and reading.tokens[at - 1].text[:1].isupper():
                at -= 1
            opens = at == start or reading.tokens[at - 1].text[-1] in ".!?…"
            if opens and _label(reading, blocks, at, end) == colon:
                found.setdefault(reading.words(at, colon), []).append(at)
    return sorted(at for places in found.values() if len(places) > 1 for at in places)


def _parts(start: int, end: int, cuts: Iterable[int]) -> list[Range]:
    """A paragraph cut where names speak: "Smith: Why? Jones: Because."."""
    inner = [start, *(c for c in cuts if start < c < end)]
    return list(zip(inner, [*inner[1:], end], strict=True))


def _label(reading: Reading, blocks: Blocks, start: int, end: int) -> int | None:
    """The colon after the name that begins a paragraph, or `None`."""
    head = reading.tokens[start : min(start + _LABEL + 1, end)]
    colon = next((t.i for t in head if t.text == ":"), None)
    if colon is None or colon == start or colon + 1 >= end or blocks.inside(colon) or blocks.inside(colon + 1):
        return None
    return colon if all(t.text[:1].isupper() for t in reading.tokens[start:colon]) else None


def find_dialogue(reading: Reading, blocks: Blocks, cues: Iterable[Cue]) -> list[Turn]:
    """Paragraphs that open with a dash and are spoken ("– We are ready, said the minister.").

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        cues: Reporting verbs of the text.
    """
    speaking = [c for c in cues if "quote" in c.frames and c.source is not None]
    found: list[Turn] = []
    for start, end in _paragraphs(reading):
        if reading.tokens[start].text not in _DIALOGUE or blocks.inside(start):
            continue
        for cue in speaking:
            assert cue.source is not None
            first = min(cue.start, cue.source[0])
            last = max(cue.end, cue.source[1])
            if start + 1 < first and last <= end and _parted(reading.tokens[first - 1]):
                aside = last < end and reading.tokens[last].text in _STOPS
                rest = range(last + 1, end) if aside else range(0)
                said = _with_stop(reading, runs(reading, range(start + 1, first)), first)
                found.append((cue, [*said, *_with_stop(reading, runs(reading, rest), end)], True))
                break
    return found


def _parted(before: Token) -> bool:
    return before.text in _STOPS
