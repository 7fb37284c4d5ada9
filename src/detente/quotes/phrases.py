"""Attributions without a reporting verb: "according to", "his claim that", "is sure that"."""

from __future__ import annotations

from detente.quotes.blocks import Blocks
from detente.quotes.cues import Cue, cue_range, noun_range, subject_of
from detente.quotes.lexicon import Lexicon
from detente.quotes.ranges import Range, runs
from detente.record import Reading, Token

_CLAUSE = frozenset(("clause",))


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
    cue = Cue(start, start, end, _CLAUSE, source, head)
    return cue, runs(reading, rest)


def _heads_noun(reading: Reading, token: Token, start: int, end: int) -> bool:
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM") and start <= token.head < end


def find_adjectives(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[tuple[Cue, list[Range]]]:
    """Attributions by adjectives: "is sure that", "made it clear that"."""
    found = []
    for token in reading.tokens:
        if token.pos != "ADJ" or token.lemma.lower() not in lexicon.adjectives or blocks.inside(token.i):
            continue
        verb = reading.head(token.i)
        if (
            verb.pos not in ("VERB", "AUX")
            or verb.i >= token.i
            or token.dep not in ("acomp", "ccomp", "oprd", "xcomp")
        ):
            continue
        head = subject_of(reading, verb.i)
        if head is None or reading.tokens[head].lemma.lower() in ("it", "that", "this", "what"):
            continue
        clauses = [*reading.children(token.i), *reading.children(verb.i)]
        clause = next((c for c in clauses if c.i > token.i and c.dep in ("ccomp", "xcomp", "advcl")), None)
        if clause is None:
            continue
        below = reading.subtree(clause.i)
        if reading.tokens[below[0]].lemma.lower() not in ("that", "whether", "if") and clause.dep == "advcl":
            continue
        start, end = cue_range(reading, verb.i, lexicon)
        cue = Cue(verb.i, start, max(end, token.i + 1), _CLAUSE, noun_range(reading, blocks, head), head)
        found.append((cue, runs(reading, range(max(below[0], cue.end), below[-1] + 1))))
    return found


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
                cue = Cue(token.i, token.i, token.i + 1, _CLAUSE, source, head)
                found.append((cue, runs(reading, range(below[0], below[-1] + 1))))
                break
    return found


def _owner(reading: Reading, blocks: Blocks, noun: Token) -> tuple[Range | None, int | None]:
    """Who claims in "his claim", "Ankara's claim", "made the claim"."""
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
