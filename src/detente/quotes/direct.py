"""Quoted blocks and who says them: by the cue beside them, else by the sentences around them."""

from __future__ import annotations

from detente.quotes.blocks import Block, Blocks
from detente.quotes.cues import Cue, noun_range
from detente.quotes.draft import Draft, from_cue
from detente.quotes.lexicon import Lexicon
from detente.quotes.ranges import Range, trim
from detente.record import Reading, Token

_MARKS = frozenset((*"'’\"”»›“", "''"))
_DASHES = frozenset(("-", "–", "—", "--", "―"))
_LINKS = frozenset((",", ":", "-", "–", "—", "that", "this", ";"))
#: A block of at least this many tokens that stands apart is speech even without a cue.
_SPEECH = 5
#: How far from a block its cue may stand, in tokens outside source and listener.
_NEAR = 8


def _ends(text: str) -> bool:
    """Whether a token ends a sentence."""
    return text[-1] in ".!?…"


class Attacher:
    """Goes through the blocks of a text once, in order.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        cues: All reporting verbs and phrases, in text order.
        covered: Numbers of blocks that already belong to reported speech.
        lexicon: Words that attribute.
    """

    def __init__(
        self, reading: Reading, blocks: Blocks, cues: list[Cue], covered: set[int], lexicon: Lexicon
    ) -> None:
        self.reading = reading
        self.blocks = blocks
        self.cues = [c for c in cues if "quote" in c.frames]
        self.covered = covered
        self.lexicon = lexicon
        self.drafts: list[Draft] = []
        self.of_block: dict[int, int] = {}

    def attach(self) -> list[Draft]:
        """Find the quotes of all blocks that are speech."""
        for number, block in enumerate(self.blocks.all):
            if number in self.covered or number in self.of_block:
                continue
            self._one(number, block)
        return self.drafts

    def _one(self, number: int, block: Block) -> None:
        after, before = self._cue_after(number, block), self._cue_before(number, block)
        if after is not None and not (before is not None and self._joins(block, before)):
            content = self._with_lead(number, block)
            self._add(from_cue(after, content, "cue after the quotation", 0.95, (number,)))
        elif before is not None:
            previous = self._previous(number)
            if previous is not None and self.drafts[previous].cue == before:
                self._extend(previous, number, block)  # "We agree," she said, "on most of it."
            else:
                self._add(from_cue(before, [(block.start, block.end)], "cue before the quotation", 0.9, (number,)))
        elif self._is_speech(number, block):
            self._without_cue(number, block)
        else:
            self._carry_on(number, block)

    def _carry_on(self, number: int, block: Block) -> None:
        """`"It is late," she said. They "cannot wait any more."`: a sentence in part her own words."""
        previous = self._previous(number)
        if previous is None or not _ends(self._last_text(block)) or block.end - block.start < _SPEECH:
            return
        sentence, draft = self.reading.sentence_of(block.outer_start), self.drafts[previous]
        if draft.cue is None or not draft.blocks or sentence.paragraph != block.paragraph:
            return
        said = self.reading.sentence_of(draft.cue.head)
        after = self.reading.sentence_of(said.end).start if said.end < len(self.reading.tokens) else -1
        if sentence.start == after and not self._between(sentence.start, block.outer_start):
            self.of_block[number] = previous
            self.drafts[previous] = draft.adding((sentence.start, block.outer_end), blocks=(number,))

    def _add(self, draft: Draft) -> None:
        cue = draft.cue
        same = [n for n, d in enumerate(self.drafts) if cue and d.cue and d.cue.head == cue.head]
        if same:  # "If they refuse," she said, "why should we come?"
            self.drafts[same[0]] = self.drafts[same[0]].adding(*draft.content, blocks=draft.blocks)
            self.of_block.update(dict.fromkeys(draft.blocks, same[0]))
            return
        for number in draft.blocks:
            self.of_block[number] = len(self.drafts)
        self.drafts.append(draft)

    def _extend(self, at: int, number: int, block: Block) -> None:
        self.of_block[number] = at
        self.drafts[at] = self.drafts[at].adding((block.start, block.end), blocks=(number,))

    def _previous(self, number: int) -> int | None:
        """The draft of the block before, if it has one; titles and scare quotes on the way are passed over."""
        before = number - 1
        while before >= 0 and before not in self.of_block and self._is_aside(before, number):
            before -= 1
        return self.of_block.get(before)

    def _is_aside(self, number: int, later: int) -> bool:
        block = self.blocks.all[number]
        same = block.paragraph == self.blocks.all[later].paragraph
        return same and block.end - block.start < 2 * _SPEECH and not _ends(self._last_text(block))

    # -- cues beside the block

    def _cue_after(self, number: int, block: Block) -> Cue | None:
        """`"...," she said`: a cue in the sentence the block ends in, with its source, near the block."""
        stop = self._sentence_end_after(block)
        following = self.blocks.all[number + 1].outer_start if number + 1 < len(self.blocks.all) else stop
        last = self._last_text(block)
        for cue in self._between(block.outer_end, min(stop, following)):
            first = min(cue.start, cue.source[0] if cue.source else cue.start)
            lead = self.reading.tokens[block.outer_end : first]
            if cue.source is not None and cue.source[0] < block.outer_end <= cue.head:
                # The source stands before the block: `Smith, "..." said`; or the quotation is the subject.
                continue
            if last in (".", "!") and self._says_more(cue):
                continue  # `"... missing." The office says that ...` speaks for itself
            if any(t.text not in _LINKS and t.pos not in ("CCONJ", "ADV") for t in lead):
                continue
            if last in (",", "?", "!", "—", "–", "-", "...", "…") or (lead and lead[0].text in _LINKS):
                return cue
            if cue.source is not None and cue.source[0] >= block.outer_end and cue.head > cue.source[0]:
                return cue if last == "." or cue.source[1] >= cue.start - 1 else None
            if cue.source is not None and cue.head < cue.source[0]:
                return cue
        return self._misread_cue(block, min(stop, following)) if last == "," else None

    def _misread_cue(self, block: Block, stop: int) -> Cue | None:
        """`"...," the two write.`: a reporting verb that the parser takes for a noun."""
        tokens = self.reading.tokens
        for token in tokens[block.outer_end : min(stop, block.outer_end + 7)]:
            if token.text in _LINKS and token.i > block.outer_end:
                return None
            if "quote" not in self.lexicon.frames.get(token.lemma.lower(), ()) or token.text[0].isupper():
                continue
            before = [t for t in tokens[block.outer_end : token.i] if t.pos in ("NOUN", "PROPN", "PRON", "NUM")]
            if before and token.pos in ("NOUN", "ADJ"):
                source = trim(self.reading, block.outer_end, token.i)
                frames = frozenset(("quote",))
                return Cue(token.i, token.i, token.i + 1, frames, source, before[-1].i)
        return None

    def _says_more(self, cue: Cue) -> bool:
        """Whether a cue has content of its own after it."""
        return any(c.i > cue.head and c.dep in ("ccomp", "xcomp") for c in self.reading.children(cue.head))

    def _with_lead(self, number: int, block: Block) -> list[Range]:
        """`The parties "have no plan," she said`: what leads into a block that goes on in mid-sentence."""
        start = self.reading.sentence_of(block.outer_start).start
        first = self.reading.tokens[block.start].text
        lead = range(start, block.outer_start)
        alone = not first[:1].islower() or not lead or len(lead) > 30
        if alone or any(self.blocks.inside(i) for i in lead) or self._between(start, block.outer_start):
            return [(block.start, block.end)]
        return [(start, block.outer_end)]

    def _cue_before(self, number: int, block: Block) -> Cue | None:
        """`She told reporters: "..."`: a cue in the sentence before, with only its own arguments between."""
        start = self.reading.sentence_of(block.start).start
        start = min(start, self.reading.sentence_of(max(block.outer_start - 1, 0)).start)
        link = self.reading.tokens[block.outer_start - 1].text if block.outer_start else ""
        if link in (".", "!", "?"):
            return None
        paragraph = self.reading.sentence_of(block.start).paragraph
        for cue in reversed(self._between(start, block.outer_start)):
            if self.reading.sentence_of(cue.head).paragraph != paragraph:
                return None
            after = cue.source[1] if cue.source and cue.source[1] <= block.outer_start else 0
            gap = self.reading.tokens[max(cue.end, after) : block.outer_start]
            between = [t for t in gap if self.blocks.at[t.i] < 0]
            if self._tied(cue, between, link, block):
                return cue
        return None

    def _tied(self, cue: Cue, between: list[Token], link: str, block: Block) -> bool:
        """Whether nothing but the cue's own words stand between it and the block."""
        if not between:
            return link in (":", ",", "that") or not self._is_title(block)
        below = set(self.reading.subtree(cue.head))
        own = sum(t.i in below for t in between)
        if link in (":", ","):
            return own >= len(between) - 1 or len(between) <= _NEAR
        if link == "that":
            return own >= len(between) - 2 or len(between) <= _NEAR
        return False

    def _is_title(self, block: Block) -> bool:
        """Whether a block is the title of a work: short, longer words with capitals, no stop at the end."""
        words = [t for t in self.reading.tokens[block.start : block.end] if len(t.text) > 3]
        if not words or block.end - block.start > 8 or self._last_text(block) in (".", "!", "?", ","):
            return False
        return all(t.text[0].isupper() for t in words)

    def _joins(self, block: Block, before: Cue) -> bool:
        """Whether a cue before the block is the nearer one: it ends in a colon or comma right at the block."""
        link = self.reading.tokens[block.outer_start - 1].text
        return link in (":", ",", "that") or before.end == block.outer_start

    def _between(self, start: int, end: int) -> list[Cue]:
        return [c for c in self.cues if start <= c.head < end]

    def _sentence_end_after(self, block: Block) -> int:
        tokens = self.reading.tokens
        at = block.outer_end
        if at >= len(tokens):
            return at
        sentence = self.reading.sentence_of(at)
        if sentence.paragraph != block.paragraph:
            return at
        return sentence.end

    # -- blocks that stand alone

    def _is_speech(self, number: int, block: Block) -> bool:
        """Whether a block without a cue is speech: it makes a sentence of its own."""
        tokens = self.reading.tokens
        before = tokens[block.outer_start - 1] if block.outer_start else None
        opens = (
            before is None
            or self.reading.sentence_of(before.i).paragraph != block.paragraph
            or before.text in (".", "!", "?", ":")
            or self.blocks.inside(before.i)
        )
        upper = tokens[block.start].text[:1].isupper() or not tokens[block.start].text[:1].isalpha()
        ends = self._last_text(block) == "," or _ends(self._last_text(block)) or not block.closed
        if block.outer_end < len(tokens) and tokens[block.outer_end].text in (".", "!", "?"):
            ends = True
        previous = self.blocks.all[number - 1] if number - 1 in self.of_block else None
        least = 2 if previous is not None and previous.paragraph == block.paragraph else _SPEECH
        return opens and upper and ends and block.end - block.start >= least

    def _last_text(self, block: Block) -> str:
        """The last token of a block, closing marks of inner quotations left out."""
        at = block.end - 1
        while at > block.start and self.reading.tokens[at].text in _MARKS:
            at -= 1
        return self.reading.tokens[at].text

    def _without_cue(self, number: int, block: Block) -> None:
        beside = self._dash_after(block) or self._colon_before(block)
        if beside is not None:
            mark, head = beside
            source = noun_range(self.reading, self.blocks, head)
            cue = Cue(mark, mark, mark + 1, frozenset(("quote",)), source, head)
            self._add(from_cue(cue, [(block.start, block.end)], "name beside a colon or dash", 0.8, (number,)))
            return
        named = self._name_after(block)
        if named is not None:
            source = noun_range(self.reading, self.blocks, named)
            content = ((block.start, block.end),)
            self._add(Draft(content, None, source, named, None, "name right after the quotation", 0.7, (number,)))
            return
        previous = self._previous(number)
        lead = self._sentence_before(block)
        if previous is not None and (lead is None or self._continues(previous, block, lead)):
            self._extend(previous, number, block)
            return
        if lead is not None:
            subject = self._subject(lead)
            if subject is not None:
                source = noun_range(self.reading, self.blocks, subject)
                self._add(
                    Draft(
                        ((block.start, block.end),),
                        None,
                        source,
                        subject,
                        None,
                        "subject of the sentence before the quotation",
                        0.6,
                        (number,),
                    )
                )
                return
        if previous is not None:
            self._extend(previous, number, block)
            return
        self._add(Draft(((block.start, block.end),), None, None, None, None, "no speaker near", 0.3, (number,)))

    def _colon_before(self, block: Block) -> tuple[int, int] | None:
        """`Smith: "..."` and `Smith on the talks: "..."`: the colon, and the head of the name before it."""
        colon = block.outer_start - 1
        if colon < 1 or self.reading.tokens[colon].text != ":":
            return None
        sentence = self.reading.sentence_of(colon)
        if sentence.paragraph != block.paragraph:
            return None
        before = self.reading.tokens[sentence.start : colon]
        if any(t.pos in ("VERB", "AUX") and t.tag not in ("VBG", "VBN") for t in before):
            return None
        return self._first_noun(sentence.start, colon, colon)

    def _dash_after(self, block: Block) -> tuple[int, int] | None:
        """`"..." - Smith`, in the same or the next paragraph: the dash, and the head of the name after it."""
        tokens, dash = self.reading.tokens, block.outer_end
        if dash + 1 >= len(tokens) or tokens[dash].text not in _DASHES:
            return None
        sentence = self.reading.sentence_of(dash)
        if sentence.paragraph - block.paragraph > 1:
            return None
        rest = tokens[dash + 1 : sentence.end]
        if any(t.pos in ("VERB", "AUX") and t.tag not in ("VBG", "VBN") for t in rest[:6]):
            return None
        return self._first_noun(dash + 1, min(sentence.end, dash + 8), dash)

    def _first_noun(self, start: int, end: int, mark: int) -> tuple[int, int] | None:
        for name in self.reading.names:
            if start <= name.start <= start + 2 and name.end <= end and name.label in ("PERSON", "ORG", "GPE"):
                return mark, self.reading.root_of(name.start, name.end)
        nouns = [t for t in self.reading.tokens[start:end] if t.pos in ("PROPN", "NOUN")]
        return (mark, nouns[0].i) if nouns and nouns[0].i - start <= 3 else None

    def _name_after(self, block: Block) -> int | None:
        """`"...," Smith when he arrived`: the cue is lost, the name after the comma is the speaker."""
        tokens = self.reading.tokens
        if self._last_text(block) != "," or block.outer_end >= len(tokens):
            return None
        at = block.outer_end
        for name in self.reading.names:
            if name.start <= at + 2 and at < name.end and name.label in ("PERSON", "ORG"):
                return self.reading.root_of(name.start, name.end)
        return None

    def _sentence_before(self, block: Block) -> Range | None:
        """The narrative sentence before a block, in this or the previous paragraph; None if speech precedes."""
        if block.outer_start == 0:
            return None
        at = block.outer_start - 1
        if self.blocks.inside(at):
            return None
        sentence = self.reading.sentence_of(at)
        if block.paragraph - sentence.paragraph > 1:
            return None
        return sentence.start, sentence.end

    def _continues(self, previous: int, block: Block, lead: Range) -> bool:
        """Whether the sentence before is the very one that attributes the block before."""
        cue = self.drafts[previous].cue
        return cue is not None and lead[0] <= cue.head < lead[1]

    def _subject(self, lead: Range) -> int | None:
        """Head of the subject of a sentence's main clause, when a person or body may speak."""
        cues = [c for c in self.cues if lead[0] <= c.head < lead[1] and c.source_head is not None]
        if cues:
            return cues[-1].source_head
        roots = [t for t in self.reading.tokens[lead[0] : lead[1]] if t.head == t.i]
        for root in roots:
            for child in self.reading.children(root.i):
                if child.dep in ("nsubj", "nsubjpass") and child.pos in ("PROPN", "PRON", "NOUN"):
                    return child.i
        return None
