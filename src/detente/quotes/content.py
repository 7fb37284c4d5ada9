"""What a reporting verb attributes, by syntax: clauses, infinitives, objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.quotes.blocks import Blocks
from detente.quotes.cues import SUBJECTS, Cue
from detente.quotes.lexicon import Lexicon
from detente.quotes.ranges import Range, runs
from detente.record import Reading, Token

#: Parts of a verb phrase that belong to what is said when the object does ("accused him of lying").
_OBJECT_PARTS = frozenset(("dobj", "oprd", "xcomp", "ccomp", "attr", "acomp"))
_PREDICATES = frozenset(("xcomp", "oprd", "acomp", "attr", "ccomp", "advcl"))
_OBJECT_PREPOSITIONS = frozenset(
    ("of", "as", "for", "over", "to", "with", "against", "into", "in", "by", "at", "about", "than")
)
_DASHES = frozenset(("-", "–", "—", "--"))
_COMMAS = frozenset((",", "-", "–", "—", "--"))


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
        return _impersonal(reading, blocks, cue), cue
    heads = _content_heads(reading, blocks, cue)
    telling = "clause" in cue.frames and "quote" in cue.frames
    if telling:
        found = _aside(reading, blocks, cue, any(h.i > cue.head for h in heads))
        if found:
            return found, cue
    if not any(h.dep == "ccomp" for h in heads) and cue.lemma in lexicon.prepositions:
        found, grown = _preposition(reading, cue, lexicon)
        if found and grown != cue:
            return found, grown
    if heads:
        return _cut(reading, cue, heads, lexicon), cue
    if telling:
        found = _late_that(reading, cue)
        if found:
            return found, cue
    if ("object" in cue.frames and not _is_passive(reading, cue)) or (
        "object_as" in cue.frames and _has_as(reading, cue)
    ):
        found = _object(reading, cue, lexicon)
        if found:
            return found, cue
    return _preposition(reading, cue, lexicon)


def _content_heads(reading: Reading, blocks: Blocks, cue: Cue) -> list[Token]:
    heads = [c for c in reading.children(cue.head) if _is_content(reading, c, cue)]
    after = [c for c in heads if c.i > cue.head]
    before = [c for c in heads if c.i < cue.head and not blocks.inside(c.i)]
    if after and before:
        # "The hall fell silent: he said it was over": the clause before is the writer's own.
        heads = [c for c in heads if c not in before]
    return heads


def _is_content(reading: Reading, child: Token, cue: Cue) -> bool:
    frames = cue.frames
    if child.dep == "ccomp":
        gerund = child.tag == "VBG" and not _has_subject(reading, child)
        return "clause" in frames or ("gerund" in frames and gerund)
    if child.dep == "xcomp":
        if child.tag == "VBG":
            # "said cutting it must come first": the gerund is the subject of what is said.
            nominal = "quote" in frames and any(c.dep == "ccomp" for c in reading.children(child.i))
            return "gerund" in frames or nominal
        return "infinitive" in frames and child.i > cue.head
    if child.dep == "advcl" and child.i > cue.head:
        if "infinitive" in frames and any(c.tag == "TO" for c in reading.children(child.i)):
            return "listener" in frames or not any(
                c.dep == "dobj" and c.i < child.i for c in reading.children(cue.head)
            )
        # "asked if they agreed"; the parser takes the question for a condition.
        first = reading.tokens[reading.subtree(child.i)[0]]
        return "clause" in frames and first.i == cue.end and first.lemma in ("if", "whether")
    return False


def _has_subject(reading: Reading, token: Token) -> bool:
    return any(c.dep in SUBJECTS for c in reading.children(token.i))


def _cut(reading: Reading, cue: Cue, heads: Iterable[Token], lexicon: Lexicon) -> list[Range]:
    """The subtrees of the complements, in one piece each, without the cue and its source."""
    taken: set[int] = set()
    for head in heads:
        below = _without_time(reading, head, lexicon) if head.dep != "ccomp" else reading.subtree(head.i)
        below = _without_return(reading, cue, head, below)
        below = _without_comment(reading, below)
        taken.update(range(below[0], below[-1] + 1))
        taken.update(_asked(reading, cue, head))
    taken -= set(_cluster(reading, cue, taken))
    return runs(reading, taken)


def _without_time(reading: Reading, head: Token, lexicon: Lexicon) -> tuple[int, ...]:
    """A subtree without a clause of time at its end: "refused to speak, as she left"."""
    below = reading.subtree(head.i)
    for child in reading.children(head.i):
        part = reading.subtree(child.i)
        opens = reading.tokens[part[0]]
        timed = child.dep == "advcl" and opens.lemma.lower() in lexicon.time_words and part[-1] == below[-1]
        if timed and part[0] > head.i:
            return tuple(i for i in below if i < part[0])
    return below


def _asked(reading: Reading, cue: Cue, head: Token) -> tuple[int, ...]:
    """Who shall do what is asked for, between verb and infinitive: "urged the two sides to talk"."""
    if head.dep == "ccomp" or cue.listener is None or not cue.head < cue.listener < head.i:
        return ()
    return reading.subtree(cue.listener) if reading.tokens[cue.listener].head == cue.head else ()


def _without_comment(reading: Reading, below: tuple[int, ...]) -> tuple[int, ...]:
    """A subtree without the writer's comment at its end: ", which opened in May"; "- a step few expected"."""
    for i in reversed(below[1:]):
        token = reading.tokens[i]
        if token.dep == "relcl":
            first = reading.subtree(i)[0]
            wh = reading.tokens[first].tag in ("WDT", "WP", "WRB") and reading.tokens[first].text.lower() != "that"
            comma = first - 1 > below[0] and reading.tokens[first - 1].text in _COMMAS
            if wh and comma and reading.subtree(i)[-1] >= below[-1] - 1:
                return tuple(b for b in below if b < first - 1)
        if token.dep == "appos" and reading.subtree(i)[-1] >= below[-1] - 1:
            first = reading.subtree(i)[0]
            before = reading.tokens[first - 1].text
            said = before in _DASHES or (before == "," and reading.tokens[first].lemma.lower() in ("a", "one"))
            if first - 1 > below[0] and said:
                return tuple(b for b in below if b < first - 1)
    return below


def _without_return(reading: Reading, cue: Cue, head: Token, below: tuple[int, ...]) -> tuple[int, ...]:
    """A clause without a second verb that goes back to the teller: "said he would pay but did not say when".

    A verb in the plain past, without a subject of its own and joined to a modal one, carries on from "said".
    """
    if reading.tokens[cue.head].tag != "VBD" or _tense(reading, head) not in ("modal", ""):
        return below
    for child in reading.children(head.i):
        joined = child.dep == "conj" and child.i > head.i and not _has_subject(reading, child)
        if joined and _tense(reading, child) == "past":
            links = [c.i for c in reading.children(head.i) if c.dep in ("cc", "punct") and head.i < c.i < child.i]
            stop = max(links, default=child.i)
            return tuple(i for i in below if i < stop)
    return below


def _tense(reading: Reading, verb: Token) -> str:
    """`past` for a plain past ("paid", "did not pay"), else another name or empty."""
    helpers = [c for c in reading.children(verb.i) if c.dep in ("aux", "auxpass")]
    if any(h.tag == "MD" for h in helpers):
        return "modal"
    if helpers:
        return "past" if helpers[0].text.lower() == "did" else "compound"
    return {"VBD": "past", "VBZ": "present", "VBP": "present"}.get(verb.tag, "")


def _cluster(reading: Reading, cue: Cue, content: set[int]) -> range:
    """The cue with its source and what stands between them."""
    low, high = cue.start, cue.end
    if cue.source is not None and abs(cue.source[0] - cue.head) < 60:
        if not any(i in content for i in range(min(cue.source[1], high), low)):
            low = min(low, cue.source[0])
        if not any(i in content for i in range(high, cue.source[0])):
            high = max(high, cue.source[1])
    return range(low, high)


def _aside(reading: Reading, blocks: Blocks, cue: Cue, followed: bool) -> list[Range]:
    """A sentence with its attribution as an aside: "The deal, she said, is dead"; "as she said, it is dead".

    `followed` says that the parser saw content after the cue; then only commas on both sides make an aside.
    """
    tokens = reading.tokens
    sentence = reading.sentence_of(cue.head)
    if cue.source is None or tokens[cue.source[0]].tag in ("WP", "WDT"):
        return []
    low, high = min(cue.start, cue.source[0]), max(cue.end, cue.source[1])
    high = _past_circumstances(reading, cue, high, sentence.end)
    if low > sentence.start and tokens[low - 1].lemma.lower() == "as":
        low -= 1
    elif low == sentence.start or tokens[low - 1].text not in _COMMAS:
        return []
    ends = high >= sentence.end or tokens[high].text in (".", "!", "?", '"', "'", "”", "’")
    closed = high < sentence.end and tokens[high].text in _COMMAS
    opens = closed and high + 1 < sentence.end and blocks.at[high + 1] >= 0
    if opens and not blocks.inside(low - 2):
        return []  # `When asked, she said, "Not yet"`: the quotation is the content
    whole = any(blocks.inside(i) for i in range(sentence.start, low)) or _is_clause(reading, sentence.start, low)
    if not closed and ends and not followed and not whole:
        return []
    if closed:
        return runs(reading, set(range(sentence.start, low)) | set(range(high, sentence.end)))
    if ends and not followed:
        return runs(reading, range(sentence.start, low))
    return []


def _is_clause(reading: Reading, start: int, end: int) -> bool:
    """Whether a range holds a clause of its own, not only "As he arrived" or "After years of talks"."""
    verbs = (t for t in reading.tokens[start:end] if t.pos in ("VERB", "AUX"))
    return any(v.dep in ("ROOT", "ccomp", "conj", "parataxis", "dep") for v in verbs)


def _past_circumstances(reading: Reading, cue: Cue, high: int, end: int) -> int:
    """Step over "on Friday", "in a statement" and a listener after the cue."""
    while high < end:
        token = reading.tokens[high]
        if token.head != cue.head or token.i < cue.head:
            top = next((a for a in reading.ancestors(token.i) if a.head == cue.head), None)
            if top is None or top.i < cue.head or top.dep not in ("npadvmod", "dobj", "pobj"):
                return high
            token = top
        heard = token.dep in ("dobj", "dative") and "listener" in cue.frames
        if not heard and token.dep not in ("prep", "npadvmod", "advmod"):
            return high
        high = max(high, reading.subtree(token.i)[-1]) + 1
    return high


def _late_that(reading: Reading, cue: Cue) -> list[Range]:
    """`said for the first time that ...`: the parser hangs the clause below the time."""
    sentence = reading.sentence_of(cue.head)
    for token in reading.tokens[cue.end : min(cue.end + 10, sentence.end)]:
        if token.pos in ("VERB", "AUX") or token.text in (",", ":", ";"):
            return []
        if token.dep == "mark" and token.lemma == "that":
            return runs(reading, range(token.i, reading.subtree(token.head)[-1] + 1))
    return []


def _object(reading: Reading, cue: Cue, lexicon: Lexicon) -> list[Range]:
    children = [c for c in reading.children(cue.head) if c.i > cue.head]
    objects = [c for c in children if c.dep in _OBJECT_PARTS]
    if not any(c.dep in ("dobj", "oprd", "xcomp", "ccomp") for c in objects):
        return []
    first = min(c.i for c in objects)
    beside = [c for c in children if c.dep == "prep" and c.i > first]
    parts = objects + [
        c for c in beside if c.lemma.lower() in _OBJECT_PREPOSITIONS and not _is_circumstance(reading, c, lexicon)
    ]
    # "mentioned the treaty, but also the talks": the parser joins the second object to the verb.
    parts += [c for c in children if c.dep == "conj" and c.pos in ("NOUN", "PROPN") and c.i > first]
    start = min(reading.subtree(objects[0].i)[0], first)
    end = max(_without_time(reading, p, lexicon)[-1] for p in parts) + 1
    return runs(reading, set(range(max(start, cue.end), end)))


def _is_circumstance(reading: Reading, preposition: Token, lexicon: Lexicon) -> bool:
    """Whether a phrase tells when or on what occasion something was said: "in May", "in an interview"."""
    noun = next((c for c in reading.children(preposition.i) if c.dep == "pobj"), None)
    if noun is None:
        return False
    dated = any(n.start <= noun.i < n.end and n.label in ("DATE", "TIME") for n in reading.names)
    return dated or noun.lemma.lower() in lexicon.occasions


def _is_passive(reading: Reading, cue: Cue) -> bool:
    """Whether nobody is named in the passive: "generally considered the best", "was named ambassador"."""
    token = reading.tokens[cue.head]
    active = any(c.dep == "aux" and c.lemma == "have" for c in reading.children(token.i))
    passive = any(c.dep == "auxpass" for c in reading.children(token.i))
    return cue.source is None and token.tag == "VBN" and (passive or not active)


def _belongs(reading: Reading, child: Token) -> bool:
    """What may follow the object of a preposition: "referred to him as a friend", "called for them to go"."""
    if child.dep == "prep":
        return child.lemma.lower() == "as"
    return child.dep in ("xcomp", "advcl") and any(c.tag == "TO" for c in reading.children(child.i))


def _has_as(reading: Reading, cue: Cue) -> bool:
    return any(c.dep == "prep" and c.lemma.lower() == "as" and c.i > cue.head for c in reading.children(cue.head))


def _preposition(reading: Reading, cue: Cue, lexicon: Lexicon) -> tuple[list[Range], Cue]:
    wanted = lexicon.prepositions.get(cue.lemma, frozenset())
    for child in reading.children(cue.head):
        if child.i < cue.end - 1:
            continue
        below = reading.subtree(child.i)
        lead = reading.tokens[below[0]]  # "for" in "called for them to leave" hangs below the infinitive
        clause = child.dep in ("advcl", "ccomp", "xcomp") and lead.pos in ("ADP", "SCONJ")
        if not clause and (child.dep not in ("prep", "prt") or lead.i != child.i):
            continue
        if lead.lemma.lower() in wanted and len(below) > 1 and lead.i <= cue.end + 3:
            grown = replace(cue, end=lead.i + 1) if lead.i <= cue.end + 1 else cue
            end = below[-1] + 1
            for other in reading.children(cue.head):
                if reading.subtree(other.i)[0] == end and _belongs(reading, other):
                    end = reading.subtree(other.i)[-1] + 1
            return runs(reading, range(lead.i + 1, end)), grown
    return [], cue


def _carries_quotation(reading: Reading, blocks: Blocks, verb: Token) -> bool:
    return any(blocks.inside(c.i) for c in reading.children(verb.i) if c.dep in ("ccomp", "punct"))


def _impersonal(reading: Reading, blocks: Blocks, cue: Cue) -> list[Range]:
    children = reading.children(cue.head)
    rest = [c for c in children if c.i > cue.head and c.dep in _PREDICATES]
    if any(_carries_quotation(reading, blocks, c) for c in rest):
        return []  # `is expected to say: "..."` belongs to "say"
    rest = [c for c in rest if c.dep != "advcl" or reading.subtree(c.i)[0] == cue.end]
    subjects = [c for c in children if c.i < cue.head and c.dep in SUBJECTS]
    if not rest:
        return []
    taken: set[int] = set()
    for head in [*subjects, *rest]:
        below = reading.subtree(head.i)
        taken.update(range(below[0], below[-1] + 1))
    return runs(reading, taken - set(range(cue.start, cue.end)))
