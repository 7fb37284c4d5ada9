"""Put reported and quoted speech together into one list of drafts that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.quotes.anonymous import in_order
from detente.quotes.blocks import Block, Blocks
from detente.quotes.content import content_of
from detente.quotes.cues import SUBJECTS, Cue, find_verbs
from detente.quotes.direct import Attacher
from detente.quotes.draft import Draft, from_cue
from detente.quotes.lexicon import Lexicon
from detente.quotes.phrases import find_adjectives, find_nouns, find_phrases
from detente.quotes.ranges import Range, runs, trim
from detente.quotes.turns import find_dialogue, find_turns
from detente.record import Reading

_CLOSING = frozenset(('"', "”", "»", "'", "’", "''"))
#: Rule of speech that needs no quotation marks: interviews and dialogue.
OWN_WORDS = "turn of a conversation"
_SCORES = {"reporting": 0.85, "attitude": 0.45, "phrase": 0.9, "noun": 0.7}


def drafts_of(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[Draft]:
    """All quotes of a text, in text order.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        lexicon: Words that attribute.
    """
    verbs = list(find_verbs(reading, blocks, lexicon))
    spoken = [*find_turns(reading, blocks), *find_dialogue(reading, blocks, verbs)]
    reported = [from_cue(c, r, OWN_WORDS if own else "turn", _SCORES["noun"]) for c, r, own in spoken if r]
    told = {d.cue.head for d in reported if d.cue is not None}
    for cue in verbs:
        if cue.head in told:
            continue
        content, grown = content_of(reading, blocks, cue, lexicon)
        if content:
            clausal = any(c.dep == "ccomp" for c in reading.children(cue.head)) and not cue.impersonal
            deed = cue.lemma in lexicon.deeds and not clausal and not any(blocks.inside(s) for s, _ in content)
            kind = "attitude" if cue.lemma in lexicon.attitudes or deed else "reporting"
            if kind == "attitude" and _is_purpose(reading, cue):
                continue
            draft = from_cue(grown, content, f"{kind} verb", _SCORES[kind])
            reported.append(replace(draft, clausal=clausal))
    phrases = find_phrases(reading, blocks, lexicon)
    reported += [from_cue(c, r, "according to", _SCORES["phrase"]) for c, r in phrases if r]
    nouns = find_nouns(reading, blocks, lexicon)
    reported += [from_cue(c, r, "reporting noun", _SCORES["noun"]) for c, r in nouns if r]
    adjectives = find_adjectives(reading, blocks, lexicon)
    reported += [from_cue(c, r, "reporting adjective", _SCORES["noun"]) for c, r in adjectives if r]
    reported = [d for d in reported if not _yields(d, reported, lexicon)]
    whole = [d if d.rule == OWN_WORDS else _with_blocks(reading, d, blocks) for d in reported]
    reported = [_without_asides(reading, d, blocks, verbs) for d in whole if d is not None]
    reported = _outermost(reading, [d for d in reported if d.content and not _hides(reading, d, lexicon)])
    covered = {n for d in reported for n in d.blocks}
    attacher = Attacher(reading, blocks, verbs, covered, lexicon)
    for n, draft in enumerate(reported):
        attacher.drafts.append(draft)
        for block in draft.blocks:
            attacher.of_block[block] = n
    return sorted(_apart(reading, attacher.attach()), key=lambda d: d.content)


def _yields(draft: Draft, drafts: Sequence[Draft], lexicon: Lexicon) -> bool:
    """Whether a verb is part of the cue of the verb below it: "declined to comment on"."""
    cue = draft.cue
    if cue is None or cue.lemma not in lexicon.yielding:
        return False
    return any(d.cue is not None and d.cue.start <= cue.head < d.cue.head for d in drafts)


def _is_purpose(reading: Reading, cue: Cue) -> bool:
    """Whether a verb is an infinitive below a noun or verb: "a plan to support them", "ready to accept it"."""
    token = reading.tokens[cue.head]
    below = token.dep in ("acl", "relcl", "xcomp") and not any(c.dep == "ccomp" for c in reading.children(token.i))
    return token.tag == "VB" and below and any(c.tag == "TO" for c in reading.children(token.i))


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
        if _is_whole(reading, block) and block.outer_end <= draft.cue.head and _stands_apart(reading, block):
            taken = {i for i in taken if i >= block.outer_start}
        elif block.outer_end <= draft.cue.head and block.start in taken:
            taken |= set(_lead(reading, blocks, block, draft.cue))
        if _is_whole(reading, block) and block.start in taken and not _has_more(blocks, number, taken):
            # `wrote, "It is over," and left`: what follows a whole quoted sentence is the writer's own.
            taken = {i for i in taken if i < block.outer_end or i > draft.cue.head > block.outer_end}
    taken -= set(range(draft.cue.start, draft.cue.end))
    content = [_bare(reading, r, blocks) for r in runs(reading, taken)]
    return replace(draft, content=tuple(content), blocks=tuple(numbers)) if content else None


def _without_asides(reading: Reading, draft: Draft, blocks: Blocks, cues: Sequence[Cue]) -> Draft:
    """Content without the teller's words between two blocks: `"and friends," he went on, "do not lie"`."""
    if len(draft.blocks) < 2 or draft.cue is None:
        return draft
    told: set[int] = set()
    for cue in cues:
        if "quote" in cue.frames and cue.source is not None and cue.head != draft.cue.head:
            start, end = min(cue.start, cue.source[0]), max(cue.end, cue.source[1])
            told |= _between(reading, blocks, start, end)
    taken = {i for s, e in draft.content for i in range(s, e)}
    if not taken & told:
        return draft
    return replace(draft, content=tuple(_bare(reading, r, blocks) for r in runs(reading, taken - told)))


def _between(reading: Reading, blocks: Blocks, start: int, end: int) -> set[int]:
    """A range with the commas around it, if a block ends right before it and another begins right after it."""
    while start > 0 and reading.tokens[start - 1].text == ",":
        start -= 1
    while end < len(reading.tokens) and reading.tokens[end].text == ",":
        end += 1
    inside = start > 0 and end < len(reading.tokens) and blocks.inside(start - 1) and blocks.inside(end)
    return set(range(start, end)) if inside and not any(blocks.inside(i) for i in range(start, end)) else set()


def _hides(reading: Reading, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether all that is asked for is not to be known: "asked not to be named"."""
    start, end = draft.content[0][0], draft.content[-1][1]
    cue = range(draft.cue.start, draft.cue.end) if draft.cue is not None else range(0)
    words = [reading.tokens[i].text.lower() for i in (*cue, *range(start, end)) if i < start + 4]
    return end - start < 12 and in_order(words, lexicon.anonymity)


def _lead(reading: Reading, blocks: Blocks, block: Block, cue: Cue) -> range:
    """What leads into a block that goes on in mid-sentence: `The parties "have no plan," she said`."""
    start = reading.sentence_of(block.outer_start).start
    lead = range(start, block.outer_start)
    source = cue.source[0] if cue.source else cue.head
    alone = not reading.tokens[block.start].text[:1].islower() or source < block.outer_start
    return range(0) if alone or any(blocks.inside(i) for i in lead) else lead


def _is_whole(reading: Reading, block: Block) -> bool:
    """Whether a block is a sentence of its own: a capital at the front, a stop at the end."""
    last = reading.tokens[block.end - 1].text
    return (
        last in (",", ".", "?", "!")
        and reading.tokens[block.start].text[:1].isupper()
        and block.end - block.start > 3
    )


def _stands_apart(reading: Reading, block: Block) -> bool:
    """Whether a quoted sentence before its cue is not led into by the words before it."""
    before = reading.tokens[block.outer_start - 1] if block.outer_start else None
    return before is not None and (before.text in (":", ".", "?", "!") or before.pos in ("VERB", "NOUN", "PROPN"))


def _has_more(blocks: Blocks, number: int, taken: set[int]) -> bool:
    return any(b.start in taken for b in blocks.all[number + 1 : number + 2])


def _bare(reading: Reading, r: Range, blocks: Blocks) -> Range:
    """Take the marks off a range that is exactly one block; else keep each mark whose partner is inside."""
    start, end = r
    first, last = blocks.at[start], blocks.at[end - 1]
    if last >= 0 and end <= blocks.all[last].end and not _words(reading, end, blocks.all[last].end):
        end = blocks.all[last].end  # the comma or full stop inside the marks is the speaker's
    if first >= 0 and first == last:
        block = blocks.all[first]
        return max(start, block.start), min(end, block.end)
    if first >= 0 and start == blocks.all[first].start:
        start = blocks.all[first].outer_start
    if last >= 0 and end == blocks.all[last].end:
        end = blocks.all[last].outer_end
    return start, end


def _words(reading: Reading, start: int, end: int) -> bool:
    return any(t.text[0].isalnum() for t in reading.tokens[start:end])


def _outermost(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Of drafts whose cue lies in another's content keep the outer one, but for participles of its speaker."""

    def depth(d: Draft) -> tuple[int, int]:
        around = 0 if d.cue is None else sum(1 for o in drafts if _holds(o, d) and not _holds(d, o))
        return around, sum(1 for _ in reading.ancestors(d.cue.head)) if d.cue else 0

    kept: list[Draft] = []
    owner: dict[int, int] = {}
    for draft in sorted(drafts, key=lambda d: (depth(d), d.content)):
        assert draft.cue is not None
        own = {i for s, e in draft.content for i in range(s, e)}
        outer = owner.get(draft.cue.head)
        if outer is not None:
            if _names_reporter(reading, draft, kept[outer]):
                kept[outer] = _before(reading, kept[outer], draft.cue.start)
            if not _goes_on(reading, draft.cue, kept[outer]) and not _speaks_within(reading, draft, kept[outer]):
                continue
            draft = _split(reading, kept, outer, draft, owner)
            own = {i for s, e in draft.content for i in range(s, e)}
        taken = own & owner.keys()
        if len(taken) * 2 > len(own):
            continue
        content = tuple(runs(reading, own - taken)) if taken else draft.content
        if not content:
            continue
        owner.update(dict.fromkeys(own - taken, len(kept)))
        kept.append(replace(draft, content=content))
    return [d for d in kept if d.content]


def _holds(outer: Draft, inner: Draft) -> bool:
    """Whether the cue of one stands in the content of another.

    Who hands on what a speaker said ("said it was over, according to Interfax") is not in front of the speaker.
    """
    if outer.rule == "according to" and inner.rule == "reporting verb" and inner.source is not None:
        return False
    return inner.cue is not None and any(s <= inner.cue.head < e for s, e in outer.content)


def _goes_on(reading: Reading, cue: Cue, outer: Draft) -> bool:
    """Whether a cue inside what is said goes on for the same speaker, or sets another speaker beside him.

    "said it was late, adding that ..."; "said it was late and told reporters ..."; "..., while a witness said".
    """
    if "quote" not in cue.frames or cue.start == 0:
        return False
    tokens, token = reading.tokens, reading.tokens[cue.head]
    before = cue.start - 1
    while before > 0 and tokens[before].text in _CLOSING:
        before -= 1
    after_comma = tokens[before].text in (",", "–", "—", "-")
    if token.tag == "VBG":
        return token.dep in ("advcl", "dep", "conj", "acl", "xcomp") and after_comma
    first = reading.subtree(token.i)[0]
    if token.dep == "advcl" and tokens[first].lemma.lower() in ("while", "whereas"):
        return cue.source is not None
    own = any(c.dep in SUBJECTS for c in reading.children(token.i))
    if outer.cue is None or reading.tokens[outer.cue.head].tag != "VBD":
        return False
    return token.dep == "conj" and token.tag == "VBD" and not own and tokens[before].pos == "CCONJ"


def _names_reporter(reading: Reading, inner: Draft, outer: Draft) -> bool:
    """Whether a second source stands at the end of what somebody says: "it was over, according to Interfax"."""
    assert inner.cue is not None and outer.cue is not None
    start = inner.cue.start
    last = max(e for _, e in outer.content)
    at_end = inner.source is not None and inner.source[1] >= last
    after_comma = start > 0 and reading.tokens[start - 1].text == ","
    return inner.rule == "according to" and outer.cue.head < start and at_end and after_comma


def _before(reading: Reading, draft: Draft, stop: int) -> Draft:
    """A draft without the content from a token on."""
    return replace(
        draft, content=tuple(runs(reading, {i for s, e in draft.content for i in range(s, e) if i < stop}))
    )


def _speaks_within(reading: Reading, inner: Draft, outer: Draft) -> bool:
    """Whether somebody speaks inside what is merely wanted, liked or named.

    "criticised the deal, which he said was weak"; not inside a clause that is itself reported.
    """
    assert inner.cue is not None and outer.cue is not None
    cue = inner.cue
    if "quote" not in cue.frames or cue.source is None or not inner.rule.startswith("reporting verb"):
        return False
    if outer.clausal or reading.tokens[cue.head].tag not in ("VBD", "VBZ", "VBP"):
        return False
    return cue.head > outer.cue.head


def _split(reading: Reading, kept: list[Draft], outer: int, draft: Draft, owner: dict[int, int]) -> Draft:
    """Cut the outer content off before the inner cue, and give the inner cue the outer source if it needs one."""
    assert draft.cue is not None
    first, cue = kept[outer], draft.cue
    own = any(c.dep in SUBJECTS for c in reading.children(cue.head))
    stop = reading.subtree(cue.head)[0] if own else cue.start
    while stop > 0 and reading.tokens[stop - 1].pos in ("CCONJ", "PUNCT") and not _closes(reading, stop - 1):
        stop -= 1
    rest = {i for s, e in first.content for i in range(s, e) if i < stop}
    for i in [i for i, n in owner.items() if n == outer and i not in rest]:
        del owner[i]
    kept[outer] = replace(first, content=tuple(runs(reading, rest)))
    return draft if own else replace(draft, source=first.source, source_head=first.source_head)


def _closes(reading: Reading, i: int) -> bool:
    return reading.tokens[i].text in _CLOSING


def _apart(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Make sure that no content overlaps another content or its own cue."""
    taken: set[int] = set()
    kept = []
    for draft in drafts:
        cue: Cue | None = draft.cue
        own = {i for s, e in draft.content for i in range(s, e)}
        barred = taken | (set(range(cue.start, cue.end)) if cue else set())
        content = tuple(runs(reading, own - barred)) if own & barred else draft.content
        content = tuple(r for r in (_without_link(reading, r) for r in content) if r[0] < r[1])
        if content:
            kept.append(replace(draft, content=content))
            taken |= own
    return kept


def _without_link(reading: Reading, r: Range) -> Range:
    """A range without a word at its end that joins what is no part of it: "the talks went on, but"."""
    start, end = r
    if end - start > 1 and reading.tokens[end - 1].pos == "CCONJ":
        return trim(reading, start, end - 1)
    return r


def kind_of(draft: Draft, blocks: Blocks) -> str:
    """`direct` when all words stand in quotation marks, `indirect` when none do, else `mixed`."""
    if draft.rule == OWN_WORDS:
        return "direct"
    inside = {blocks.inside(i) for s, e in draft.content for i in range(s, e)}
    if inside == {True}:
        return "direct"
    return "mixed" if True in inside else "indirect"
