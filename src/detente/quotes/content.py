"""What a cue attributes, by syntax: clauses, infinitives, objects, and what follows "according to"."""

from __future__ import annotations

from collections.abc import Iterable

from detente.quotes.blocks import Blocks
from detente.quotes.cues import SUBJECTS, Cue, trim
from detente.quotes.lexicon import Lexicon
from detente.record import Reading, Token

Range = tuple[int, int]

#: Parts of a verb phrase that belong to what is said when the object does ("accused him of lying").
_OBJECT_PARTS = frozenset(("dobj", "oprd", "xcomp", "attr", "acomp"))
_OBJECT_PREPOSITIONS = frozenset(("of", "as", "for", "over", "to", "with", "against", "into"))


def content_of(reading: Reading, blocks: Blocks, cue: Cue, lexicon: Lexicon) -> tuple[list[Range], Cue]:
    """Token ranges of what a verb attributes, empty when it attributes nothing.

    Args:
        reading: The reading.
        blocks: Its quoted blocks.
        cue: A reporting verb.
        lexicon: Words that attribute.

    Returns:
        The ranges in text order, and the cue (with the preposition taken in where that leads the content).
    """
    if cue.impersonal:
        return _impersonal(reading, cue), cue
    heads = [c for c in reading.children(cue.head) if _is_content(reading, c, cue)]
    if heads:
        return _cut(reading, cue, heads), cue
    if reading.tokens[cue.head].dep == "parataxis" and "clause" in cue.frames:
        return _around(reading, cue), cue
    if "object" in cue.frames:
        found = _object(reading, cue)
        if found:
            return found, cue
    return _preposition(reading, cue, lexicon)


def _is_content(reading: Reading, child: Token, cue: Cue) -> bool:
    frames = cue.frames
    if child.dep == "ccomp":
        gerund = child.tag == "VBG" and not _has_subject(reading, child)
        return "clause" in frames or ("gerund" in frames and gerund)
    if child.dep == "xcomp":
        if child.tag == "VBG":
            return "gerund" in frames
        return "infinitive" in frames and child.i > cue.head
    if child.dep == "advcl" and child.i > cue.head and "infinitive" in frames:
        return any(c.dep == "aux" and c.lemma == "to" for c in reading.children(child.i)) and not _after_object(
            reading, child, cue
        )
    return False


def _after_object(reading: Reading, child: Token, cue: Cue) -> bool:
    return any(c.dep == "dobj" and c.i < child.i for c in reading.children(cue.head)) and (
        "listener" not in cue.frames
    )


def _has_subject(reading: Reading, token: Token) -> bool:
    return any(c.dep in SUBJECTS for c in reading.children(token.i))


def _cut(reading: Reading, cue: Cue, heads: Iterable[Token]) -> list[Range]:
    """The subtrees of the complements, in one piece each, without the cue and its source."""
    taken: set[int] = set()
    for head in heads:
        below = reading.subtree(head.i)
        taken.update(range(below[0], below[-1] + 1))
    taken -= set(_cluster(reading, cue, taken))
    return runs(reading, taken)


def _cluster(reading: Reading, cue: Cue, content: set[int]) -> range:
    """The cue with its source and what stands between them."""
    low, high = cue.start, cue.end
    if cue.source is not None and abs(cue.source[0] - cue.head) < 60:
        if not any(i in content for i in range(min(cue.source[1], high), low)):
            low = min(low, cue.source[0])
        high = max(high, cue.source[1])
    return range(low, high)


def _around(reading: Reading, cue: Cue) -> list[Range]:
    """The sentence around a parenthesis: "The deal, she said, is dead"."""
    below = reading.subtree(cue.head)
    above = reading.subtree(reading.tokens[cue.head].head)
    return runs(reading, set(range(above[0], above[-1] + 1)) - set(range(below[0], below[-1] + 1)))


def runs(reading: Reading, taken: Iterable[int]) -> list[Range]:
    """Ascending token ranges of a set of tokens, trimmed; pieces of punctuation only are dropped."""
    found: list[Range] = []
    start = last = None
    for i in [*sorted(taken), None]:
        if last is not None and start is not None and i != last + 1:
            piece = trim(reading, start, last + 1)
            if piece[0] < piece[1] and any(t.text[0].isalnum() for t in reading.tokens[piece[0] : piece[1]]):
                found.append(piece)
            start = i
        elif start is None:
            start = i
        last = i
    return found


def _object(reading: Reading, cue: Cue) -> list[Range]:
    children = [c for c in reading.children(cue.head) if c.i > cue.head]
    objects = [c for c in children if c.dep in _OBJECT_PARTS]
    if not any(c.dep in ("dobj", "oprd") or c.dep == "xcomp" for c in objects):
        return []
    first = min(c.i for c in objects)
    parts = objects + [
        c for c in children if c.dep == "prep" and c.lemma.lower() in _OBJECT_PREPOSITIONS and c.i > first
    ]
    start = min(reading.subtree(objects[0].i)[0], first)
    end = max(reading.subtree(p.i)[-1] for p in parts) + 1
    return runs(reading, set(range(max(start, cue.end), end)))


def _preposition(reading: Reading, cue: Cue, lexicon: Lexicon) -> tuple[list[Range], Cue]:
    wanted = lexicon.prepositions.get(reading.tokens[cue.head].lemma.lower(), frozenset())
    for child in reading.children(cue.head):
        if child.i < cue.end - 1 or child.dep not in ("prep", "prt") or child.lemma.lower() not in wanted:
            continue
        below = reading.subtree(child.i)
        if len(below) > 1 and child.i <= cue.end + 2:
            grown = Cue(cue.head, cue.start, child.i + 1, cue.frames, cue.source, cue.source_head, cue.listener)
            return runs(reading, range(child.i + 1, below[-1] + 1)), grown
    return [], cue


def _impersonal(reading: Reading, cue: Cue) -> list[Range]:
    children = reading.children(cue.head)
    rest = [
        c for c in children if c.i > cue.head and c.dep in ("xcomp", "oprd", "acomp", "attr", "ccomp", "advcl")
    ]
    subjects = [c for c in children if c.i < cue.head and c.dep in SUBJECTS]
    if not rest:
        return []
    taken: set[int] = set()
    for head in [*subjects, *rest]:
        below = reading.subtree(head.i)
        taken.update(range(below[0], below[-1] + 1))
    return runs(reading, taken - set(range(cue.start, cue.end)))


def find_phrases(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[tuple[Cue, list[Range]]]:
    """Attributions by "according to": the noun phrase is the source, the rest of the clause the content."""
    found = []
    for token in reading.tokens:
        if blocks.inside(token.i):
            continue
        for phrase in lexicon.according_to:
            words = tuple(t.text.lower() for t in reading.tokens[token.i : token.i + len(phrase)])
            if words == phrase:
                made = _according(reading, blocks, token.i, token.i + len(phrase))
                if made is not None:
                    found.append(made)
    return found


def _according(reading: Reading, blocks: Blocks, start: int, end: int) -> tuple[Cue, list[Range]] | None:
    from detente.quotes.cues import noun_range

    sentence = reading.sentence_of(start)
    if end >= sentence.end:
        return None
    head = next((t.i for t in reading.tokens[end : sentence.end] if _heads_noun(reading, t, start, end)), None)
    if head is None:
        return None
    source = noun_range(reading, blocks, head)
    source = (end, max(source[1], end + 1))
    if start == sentence.start or (reading.tokens[start - 1].pos == "PUNCT" and start - sentence.start <= 2):
        rest = set(range(source[1], sentence.end))
    else:
        rest = set(range(sentence.start, start))
        tail = reading.tokens[source[1]].text if source[1] < sentence.end else ""
        if tail == ",":
            rest |= set(range(source[1], sentence.end))
    cue = Cue(start, start, end, frozenset(("clause",)), source, head)
    return cue, runs(reading, rest)


def _heads_noun(reading: Reading, token: Token, start: int, end: int) -> bool:
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM") and start <= token.head < end


def find_nouns(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[tuple[Cue, list[Range]]]:
    """Attributions by nouns: "his claim that", "their promise to", "questions about"."""
    found = []
    for token in reading.tokens:
        if token.pos != "NOUN" or blocks.inside(token.i):
            continue
        lemma = token.lemma.lower()
        for child in reading.children(token.i):
            if child.i < token.i or blocks.inside(child.i):
                continue
            is_clause = child.dep in ("acl", "ccomp", "relcl") and lemma in lexicon.clause_nouns
            is_clause = is_clause and any(
                c.dep == "mark" and c.lemma in ("that", "whether") for c in reading.children(child.i)
            )
            source, head = _owner(reading, blocks, token)
            if is_clause:
                below = reading.subtree(child.i)
                cue = Cue(token.i, token.i, token.i + 1, frozenset(("clause",)), source, head)
                found.append((cue, runs(reading, range(below[0], below[-1] + 1))))
                break
    return found


def _owner(reading: Reading, blocks: Blocks, noun: Token) -> tuple[Range | None, int | None]:
    """Who claims in "his claim", "Ankara's claim", "made the claim"."""
    from detente.quotes.cues import noun_range, subject_of

    for child in reading.children(noun.i):
        if child.dep == "poss":
            start, end = noun_range(reading, blocks, child.i)
            while end > start + 1 and reading.tokens[end - 1].tag == "POS":
                end -= 1
            return (start, end), child.i
    if noun.dep in ("dobj", "pobj"):
        above = reading.head(noun.i)
        verb = above if above.pos in ("VERB", "AUX") else reading.head(above.i)
        if verb.pos in ("VERB", "AUX"):
            head = subject_of(reading, verb.i)
            if head is not None:
                return noun_range(reading, blocks, head), head
    return None, None
