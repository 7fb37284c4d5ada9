"""Attributions without a reporting verb: "according to", "his claim that", "is sure that"."""

from __future__ import annotations

from detente.quotes.blocks import Blocks
from detente.quotes.cues import Cue, cue_range, noun_range, subject_of
from detente.quotes.lexicon import Lexicon
from detente.quotes.ranges import Range, runs
from detente.record import Reading, Token

_CLAUSE = frozenset(("clause",))
_OWNING = frozenset(("by", "from", "among", "of"))
_SIDES = frozenset(("favor", "favour", "support", "defense", "defence"))


def find_phrases(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[tuple[Cue, list[Range]]]:
    """Attributions by "according to": the noun phrase is the source, the rest of the clause the content."""
    found = []
    lows = [t.text.lower() for t in reading.tokens]
    firsts = {phrase[0] for phrase in lexicon.according_to}
    for token, low in zip(reading.tokens, lows, strict=True):
        if low not in firsts or blocks.inside(token.i):
            continue
        for phrase in lexicon.according_to:
            if tuple(lows[token.i : token.i + len(phrase)]) == phrase:
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
    """Attributions by adjectives: "is sure that", "made it clear that", "is critical of"."""
    found = []
    for token in reading.tokens:
        if token.pos not in ("ADJ", "VERB") or blocks.inside(token.i):
            continue
        word = token.text.lower() if token.pos == "VERB" else token.lemma.lower()
        if word not in lexicon.adjectives and word not in lexicon.topic_adjectives:
            continue
        verb = _copula(reading, token)
        head = subject_of(reading, verb.i) if verb is not None else None
        if verb is None or head is None or reading.tokens[head].lemma.lower() in ("it", "that", "this", "what"):
            continue
        part = _adjective_content(reading, lexicon, token, verb, word)
        if part is not None:
            start, end = cue_range(reading, verb.i, lexicon)
            cue = Cue(verb.i, start, max(end, part[0]), _CLAUSE, noun_range(reading, blocks, head), head)
            found.append((cue, runs(reading, range(max(cue.end, part[1]), part[2]))))
    return found


def _copula(reading: Reading, token: Token) -> Token | None:
    """The verb of which an adjective is said, itself for "is alarmed by"."""
    if token.tag == "VBN" and any(c.dep == "auxpass" for c in reading.children(token.i)):
        return token
    verb = reading.head(token.i)
    predicate = token.dep in ("acomp", "ccomp", "oprd", "xcomp") and token.pos == "ADJ"
    return verb if predicate and verb.pos in ("VERB", "AUX") and verb.i < token.i else None


def _adjective_content(
    reading: Reading, lexicon: Lexicon, token: Token, verb: Token, word: str
) -> tuple[int, int, int] | None:
    """End of the cue, start and end of the content."""
    topics = lexicon.topic_adjectives.get(word, frozenset())
    about = next((c for c in reading.children(token.i) if c.lemma.lower() in topics), None)
    if about is not None and about.i == token.i + 1 and about.dep in ("prep", "agent"):
        return about.i + 1, about.i + 1, reading.subtree(about.i)[-1] + 1
    if word not in lexicon.adjectives or token.pos == "VERB":
        return None
    clauses = [*reading.children(token.i), *reading.children(verb.i)]
    clause = next((c for c in clauses if c.i > token.i and c.dep in ("ccomp", "xcomp", "advcl")), None)
    if clause is None:
        return None
    below = reading.subtree(clause.i)
    if reading.tokens[below[0]].lemma.lower() not in ("that", "whether", "if") and clause.dep == "advcl":
        return None
    return token.i + 1, below[0], below[-1] + 1


def find_nouns(reading: Reading, blocks: Blocks, lexicon: Lexicon) -> list[tuple[Cue, list[Range]]]:
    """Attributions by nouns: "his claim that", "their promise to", "her questions about"."""
    found = []
    for token in reading.tokens:
        if token.pos != "NOUN" or blocks.inside(token.i):
            continue
        source, head = _owner(reading, blocks, token, lexicon)
        for child in reading.children(token.i):
            if child.i < token.i or blocks.inside(child.i):
                continue
            owned = head is not None or token.lemma.lower() in lexicon.free_nouns
            start = _content_start(reading, token, child, lexicon, owned)
            if start is not None:
                cue = Cue(token.i, token.i, max(token.i + 1, _cue_end(token, child, start)), _CLAUSE, source, head)
                found.append((cue, runs(reading, range(start, reading.subtree(child.i)[-1] + 1))))
                break
    return found


def _content_start(reading: Reading, noun: Token, child: Token, lexicon: Lexicon, owned: bool) -> int | None:
    """First token of what a noun attributes through this child, or `None`."""
    lemma = noun.lemma.lower()
    below = reading.children(child.i)
    if child.dep in ("acl", "ccomp", "relcl"):
        if lemma in lexicon.clause_nouns and any(
            c.dep == "mark" and c.lemma in ("that", "whether") for c in below
        ):
            return reading.subtree(child.i)[0]
        infinitive = any(c.tag == "TO" and c.i > noun.i for c in below)
        if owned and infinitive and child.dep == "acl" and lemma in lexicon.infinitive_nouns:
            return reading.subtree(child.i)[0]
    if owned and child.dep == "prep" and child.lemma.lower() in lexicon.topic_nouns.get(lemma, frozenset()):
        return child.i + 1 if reading.subtree(child.i)[-1] > child.i else None
    return None


def _cue_end(noun: Token, child: Token, start: int) -> int:
    """The preposition right after a noun belongs to the cue: "questions about"."""
    return start if child.dep == "prep" and child.i == noun.i + 1 else noun.i + 1


def _owner(reading: Reading, blocks: Blocks, noun: Token, lexicon: Lexicon) -> tuple[Range | None, int | None]:
    """Who claims in "his claim", "Ankara's claim", "a claim by Ankara", "made the claim"; not in "rejected it"."""
    for child in reading.children(noun.i):
        if child.dep == "poss":
            start, end = noun_range(reading, blocks, child.i)
            while end > start + 1 and reading.tokens[end - 1].tag == "POS":
                end -= 1
            return (start, end), child.i
    for child in reading.children(noun.i):
        if child.dep in ("prep", "agent") and child.lemma.lower() in _OWNING:
            head = next((c.i for c in reading.children(child.i) if c.dep == "pobj"), None)
            topic = child.lemma.lower() in lexicon.topic_nouns.get(noun.lemma.lower(), ())
            if head is not None and not topic and (child.lemma.lower() != "of" or _is_named(reading, head)):
                return noun_range(reading, blocks, head), head
    verb = reading.head(noun.i)
    if noun.dep == "pobj" and verb.lemma.lower() == "in" and noun.lemma.lower() in _SIDES:
        verb = reading.head(verb.i)  # "voted in favor of"
    elif noun.dep != "dobj" or verb.lemma.lower() not in lexicon.light_verbs:
        return None, None
    head = subject_of(reading, verb.i)
    return (noun_range(reading, blocks, head), head) if head is not None else (None, None)


def _is_named(reading: Reading, head: int) -> bool:
    """Whether a noun phrase is a name of somebody: in "the hopes of Mr Abe", not in "the hope of peace"."""
    return any(n.start <= head < n.end and n.label in ("PERSON", "ORG", "GPE", "NORP") for n in reading.names)
