"""Put reported and quoted speech together into one list of drafts that do not overlap."""

from __future__ import annotations

from dataclasses import replace

from detente.quotes.blocks import Blocks
from detente.quotes.content import content_of, find_nouns, find_phrases, runs
from detente.quotes.cues import Cue, find_verbs
from detente.quotes.direct import Attacher
from detente.quotes.draft import Draft, Range, from_cue
from detente.quotes.lexicon import Lexicon
from detente.record import Reading

_SCORES = {"verb": 0.85, "phrase": 0.9, "noun": 0.7}


def drafts_of(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[Draft]:
    """All quotes of a text, in text order.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        lexicon: Words that attribute.
    """
    verbs = list(find_verbs(reading, blocks, lexicon))
    reported: list[Draft] = []
    for cue in verbs:
        content, grown = content_of(reading, blocks, cue, lexicon)
        if content:
            reported.append(from_cue(grown, content, "reporting verb", _SCORES["verb"]))
    phrases = find_phrases(reading, blocks, lexicon)
    reported += [from_cue(c, r, "according to", _SCORES["phrase"]) for c, r in phrases if r]
    nouns = find_nouns(reading, blocks, lexicon)
    reported += [from_cue(c, r, "reporting noun", _SCORES["noun"]) for c, r in nouns if r]
    whole = [_with_blocks(reading, d, blocks) for d in reported]
    reported = _outermost(reading, [d for d in whole if d is not None])
    covered = {n for d in reported for n in d.blocks}
    attacher = Attacher(reading, blocks, verbs, covered)
    for n, draft in enumerate(reported):
        attacher.drafts.append(draft)
        for block in draft.blocks:
            attacher.of_block[block] = n
    return sorted(_apart(reading, attacher.attach()), key=lambda d: d.content)


def _with_blocks(reading: Reading, draft: Draft, blocks: Blocks) -> Draft | None:
    """Let content that reaches into a quoted block take in the whole block."""
    taken = {i for s, e in draft.content for i in range(s, e)}
    assert draft.cue is not None
    numbers = []
    for number in sorted({blocks.at[i] for i in taken if blocks.at[i] >= 0}):
        block = blocks.all[number]
        if not any(i in taken for i in range(block.start, block.end)):
            continue
        numbers.append(number)
        taken |= set(range(block.outer_start, block.outer_end))
    taken -= set(range(draft.cue.start, draft.cue.end))
    content = [_bare(r, blocks) for r in runs(reading, taken)]
    return replace(draft, content=tuple(content), blocks=tuple(numbers)) if content else None


def _bare(r: Range, blocks: Blocks) -> Range:
    """Take the marks off a range that is exactly one block; else keep each mark whose partner is inside."""
    start, end = r
    first, last = blocks.at[start], blocks.at[end - 1]
    if first >= 0 and first == last:
        block = blocks.all[first]
        return max(start, block.start), min(end, block.end)
    if first >= 0 and start == blocks.all[first].start:
        start = blocks.all[first].outer_start
    if last >= 0 and end == blocks.all[last].end:
        end = blocks.all[last].outer_end
    return start, end


def _outermost(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Of drafts whose cue lies in another's content keep the outer one."""

    def depth(d: Draft) -> int:
        return sum(1 for _ in reading.ancestors(d.cue.head)) if d.cue else 0

    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=lambda d: (depth(d), d.content)):
        assert draft.cue is not None
        own = {i for s, e in draft.content for i in range(s, e)}
        if draft.cue.head in taken or len(own & taken) * 2 > len(own):
            continue
        content = tuple(runs(reading, own - taken)) if own & taken else draft.content
        if not content:
            continue
        kept.append(replace(draft, content=content))
        taken |= own
    return kept


def _apart(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Make sure that no content overlaps another content or its own cue."""
    taken: set[int] = set()
    kept = []
    for draft in drafts:
        cue: Cue | None = draft.cue
        own = {i for s, e in draft.content for i in range(s, e)}
        barred = taken | (set(range(cue.start, cue.end)) if cue else set())
        content = tuple(runs(reading, own - barred)) if own & barred else draft.content
        if content:
            kept.append(replace(draft, content=content))
            taken |= own
    return kept


def kind_of(draft: Draft, blocks: Blocks) -> str:
    """`direct` when all words stand in quotation marks, `indirect` when none do, else `mixed`."""
    inside = {blocks.inside(i) for s, e in draft.content for i in range(s, e)}
    if inside == {True}:
        return "direct"
    return "mixed" if True in inside else "indirect"
