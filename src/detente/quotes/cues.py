"""Cues: the words that attribute something to somebody, with the source as written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.quotes.blocks import Blocks
from detente.quotes.lexicon import Lexicon
from detente.quotes.ranges import trim
from detente.record import Reading, Token

SUBJECTS = frozenset(("nsubj", "csubj", "nsubjpass"))
_GROUP = frozenset(("aux", "auxpass", "neg", "advmod"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb, noun or phrase.

    Attributes:
        head: Its token.
        start: First token of the cue.
        end: One past its last token.
        frames: What may be its content.
        source: Token range of the source as written, or `None`.
        source_head: Head token of the source, or `None`.
        listener: Head token of whom the words go to, or `None`.
        impersonal: Whether the subject belongs to the content.
        lemma: The verb as the lexicon has it, with its particle ("point out").
    """

    head: int
    start: int
    end: int
    frames: frozenset[str]
    source: tuple[int, int] | None = None
    source_head: int | None = None
    listener: int | None = None
    impersonal: bool = False
    lemma: str = ""


def find_verbs(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> Iterator[Cue]:
    """Reporting verbs outside quotation marks, in text order.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        lexicon: Words that attribute.
    """
    persons = {i for n in reading.names if n.label == "PERSON" for i in range(n.start, n.end)}
    for token in reading.tokens:
        if token.pos not in ("VERB", "AUX") or blocks.inside(token.i):
            continue
        if token.dep == "amod" or (token.tag == "VBN" and token.dep == "acl"):
            continue  # "the reported talks", "people asked about it": nobody speaks here
        if token.i in persons:
            continue  # "Abdul Sayed": the parser takes a name for a form of "say"
        lemma = token.lemma.lower()
        after = reading.tokens[token.i + 1].text.lower() if token.i + 1 < len(reading.tokens) else ""
        for key in (f"{lemma} {after}", lemma):
            frames = lexicon.frames.get(key, frozenset())
            if frames or key in lexicon.prepositions:
                cue = _verb_cue(reading, blocks, lexicon, token, frames)
                if cue is not None:
                    end = max(cue.end, token.i + 2) if " " in key else cue.end
                    yield replace(cue, lemma=key, end=end)
                break


def _verb_cue(
    reading: Reading, blocks: Blocks, lexicon: Lexicon, token: Token, frames: frozenset[str]
) -> Cue | None:
    passive = any(c.dep in ("nsubjpass", "auxpass") for c in reading.children(token.i))
    start, end = cue_range(reading, token.i, lexicon)
    if "impersonal" in frames or (passive and "impersonal_passive" in frames):
        return Cue(token.i, start, end, frames, impersonal=True)
    if passive:
        agent = next((c for c in reading.children(token.i) if c.dep == "agent"), None)
        head = next((c.i for c in reading.children(agent.i) if c.dep == "pobj"), None) if agent else None
        told = next((c.i for c in reading.children(token.i) if c.dep == "nsubjpass"), None)
        listener = told if "listener" in frames else None
        source = noun_range(reading, blocks, head) if head is not None else None
        return Cue(token.i, start, end, frames, source, head, listener)
    head = subject_of(reading, token.i)
    if head is None and "quote" in frames:
        head = _inverted_subject(reading, blocks, token)
    if head is None and "quote" in frames:
        head, start = _name_beside(reading, blocks, start, end)
    if head is not None and blocks.inside(head) and reading.tokens[head].pos != "PROPN":
        head = None
    if head is None and token.tag == "VB" and token.head == token.i:
        return None  # an imperative: "See how it is done"
    listener = listener_of(reading, token, frames) if head is None or head < token.i else None
    source = noun_range(reading, blocks, head) if head is not None else None
    if source is not None and source[0] < end and start < source[1]:
        # "said Smith": the subject follows; "has Smith said": it stands inside.
        start, end = (token.i, token.i + 1) if not source[0] <= token.i < source[1] else (start, end)
        if source[0] <= token.i < source[1]:
            source = (source[0], token.i) if source[0] < token.i else None
    return Cue(token.i, start, end, frames, source, head, listener)


def cue_range(reading: Reading, head: int, lexicon: Lexicon) -> tuple[int, int]:
    """The verb with its auxiliaries and adverbs before it, particle and occasion ("in a statement") after it."""
    start, end = head, head + 1
    while start > 0 and reading.tokens[start - 1].head == head and reading.tokens[start - 1].dep in _GROUP:
        start -= 1
    above = reading.head(head)
    if reading.tokens[head].dep == "xcomp" and above.pos == "VERB" and above.i == start - 1 and start < head:
        start = cue_range(reading, above.i, lexicon)[0]  # "declined to comment", "wanted to say"
    for child in reading.children(head):
        if child.i == end and child.dep == "prt":
            end = child.i + 1
    after = reading.tokens[end] if end < len(reading.tokens) else None
    if after is not None and after.dep == "prep" and after.head == head:
        below = reading.subtree(after.i)
        noun = next((c for c in reading.children(after.i) if c.dep == "pobj"), None)
        short = noun is not None and noun.lemma.lower() in lexicon.occasions and noun.i - after.i <= 3
        if short and noun is not None and noun.i in below:
            end = noun.i + 1
    return start, end


def subject_of(reading: Reading, verb: int, depth: int = 0) -> int | None:
    """Head token of the (understood) subject of a verb."""
    for child in reading.children(verb):
        if child.dep in SUBJECTS:
            return child.i
    token = reading.tokens[verb]
    if token.head == verb or depth > 6:
        return None
    above = reading.head(verb)
    if token.dep in ("acl", "relcl"):
        if _to_infinitive(reading, token):
            return _governing_subject(reading, above, depth)
        return above.i if token.tag == "VBG" or token.dep == "relcl" else None
    if token.dep in ("advcl", "ccomp", "dep") and _to_infinitive(reading, token):
        return _governing_subject(reading, above, depth)
    if token.dep in ("conj", "advcl", "xcomp", "dep", "pcomp", "ccomp") and (
        token.dep in ("conj", "xcomp") or token.tag == "VBG"
    ):
        if token.dep == "xcomp":
            controller = next((c for c in reading.children(above.i) if c.dep == "dobj" and c.i < verb), None)
            if controller is not None:
                return controller.i
        if above.pos == "ADJ":
            return _governing_subject(reading, above, depth)  # "was quick to add"
        if above.pos in ("VERB", "AUX"):
            passive = next((c for c in reading.children(above.i) if c.dep == "nsubjpass"), None)
            return passive.i if passive is not None else subject_of(reading, above.i, depth + 1)
        if above.pos == "ADP":
            return subject_of(reading, above.i, depth + 1)
    if token.dep in ("prep", "pcomp") and above.pos in ("VERB", "AUX"):
        return subject_of(reading, above.i, depth + 1)
    return None


def _to_infinitive(reading: Reading, token: Token) -> bool:
    return any(c.dep == "aux" and c.tag == "TO" for c in reading.children(token.i))


def _governing_subject(reading: Reading, above: Token, depth: int) -> int | None:
    """Subject of the clause around, through nouns ("called a meeting to discuss")."""
    for _ in range(4):
        if above.pos in ("VERB", "AUX"):
            return subject_of(reading, above.i, depth + 1)
        if above.head == above.i:
            return None
        above = reading.head(above.i)
    return None


def _inverted_subject(reading: Reading, blocks: Blocks, token: Token) -> int | None:
    """The noun right after a verb that follows a quotation: the parser takes it for an object at times."""
    before = token.i - 1
    while before >= 0 and reading.tokens[before].text in (",", "-", "–", "—"):
        before -= 1
    if before < 0 or not blocks.inside(before):
        return None
    for child in reading.children(token.i):
        object_like = child.i > token.i and child.dep in ("dobj", "attr", "oprd", "npadvmod", "dative")
        if object_like and child.pos in ("PROPN", "PRON", "NOUN") and not blocks.inside(child.i):
            return child.i
    return None


def _name_beside(reading: Reading, blocks: Blocks, start: int, end: int) -> tuple[int | None, int]:
    """A name right before a verb whose subject the parser lost, or right after one that follows a quotation.

    Returns its head token, or `None`, and where the cue begins without it.
    """
    after_block = start > 0 and blocks.inside(start - 1)
    for name in reading.names:
        if name.label not in ("PERSON", "ORG", "GPE") or blocks.inside(name.start):
            continue
        if name.end == start or name.start == start < name.end < end:
            return reading.root_of(name.start, name.end), name.end
        if after_block and name.start == end:
            return reading.root_of(name.start, name.end), start
    return None, start


def listener_of(reading: Reading, token: Token, frames: frozenset[str]) -> int | None:
    """Head token of whom the words go to: an object beside other content, or the object of "to"."""
    for child in reading.children(token.i):
        object_like = child.i > token.i and child.dep in ("dobj", "dative", "iobj") and child.pos != "ADP"
        if "listener" in frames and object_like:
            return child.i
        if child.lemma == "to" and child.dep in ("prep", "dative"):
            return next((c.i for c in reading.children(child.i) if c.dep == "pobj"), None)
    if "listener" in frames:
        # "told Mr Pompeo that he hoped": the parser may make Mr Pompeo the subject of what is told.
        after = token.i + 1
        if after < len(reading.tokens) and reading.tokens[after].tag == "PRP":
            return after
    return None


def noun_range(reading: Reading, blocks: Blocks, head: int) -> tuple[int, int]:
    """A whole noun phrase with its appositions and relative clauses, in one piece, outside quotation marks."""
    below = reading.subtree(head)
    sentence = reading.sentence_of(head)
    inside = set(below)
    start = end = head
    while start > sentence.start and start - 1 in inside and not blocks.inside(start - 1):
        before = reading.tokens[start - 1]
        if before.pos in ("VERB", "AUX") and before.dep not in ("amod", "compound"):
            break  # a clause before a noun is the parser's error
        start -= 1
    while end + 1 < sentence.end and end + 1 in inside and not blocks.inside(end + 1):
        end += 1
    return trim(reading, start, end + 1)
