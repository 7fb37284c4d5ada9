"""How an act is told: when it was by the words around it, and whether the text or somebody in it says so."""

from __future__ import annotations

from detente.events.candidates import Candidate, lemma_of
from detente.events.dates.lexicon import load
from detente.events.parties import Parties, Party
from detente.events.passage import carried, inferred
from detente.events.syntax import Syntax
from detente.events.when import when as own_when
from detente.record import Document, EventCode, Evidence, Reading, When

Dated = tuple[When, Evidence]


def when(reading: Reading, at: int, trigger: int, document: Document, data_dir: str) -> Dated | None:
    """Date an act by the words of its sentence, or by those of the paragraph so far.

    Args:
        reading: The reading.
        at: The act's verb: the trigger, or the verb that supports it.
        trigger: The trigger, which may have a date of its own ("precedes a summit on 20 June").
        document: For the publication date.
        data_dir: Folder of data files.

    Returns:
        Days, and the words as evidence; `None` when no words date the act.
    """
    found = own_when(reading, trigger, document, data_dir) if _is_apart(reading, trigger, at) else None
    if found is None:
        found = own_when(reading, at, document, data_dir)
    if found is None and trigger != at:
        found = own_when(reading, trigger, document, data_dir)
    above = reading.head(at)
    if found is None and reading.tokens[at].dep == "advcl" and above.i != at:
        # "relations soured in 2010 after commandos stormed a ship"
        found = own_when(reading, above.i, document, data_dir)
    if found is None:
        found = _of_when_clause(reading, at, document, data_dir)
    if found is None:
        found = _of_subject(reading, at, document, data_dir)
    if found is None:
        found = carried(reading, at, document, data_dir)
    return found


def _is_apart(reading: Reading, trigger: int, at: int) -> bool:
    """Whether a noun hangs on a preposition: in "it stems from a launch in May" the launch has a date."""
    return trigger != at and reading.tokens[trigger].dep == "pobj" and reading.head(trigger).dep == "prep"


def _of_subject(reading: Reading, at: int, document: Document, data_dir: str) -> Dated | None:
    """For "the attack, in 2009, killed them": what an act did was when the act was."""
    nouns = load(data_dir).words["dated_nouns"]
    verb = reading.tokens[at]
    if verb.dep == "conj" and not any(c.dep in ("nsubj", "nsubjpass") for c in reading.children(at)):
        verb = reading.head(at)
    for c in reading.children(verb.i):
        if c.dep == "nsubj" and c.lemma.lower() in nouns:
            return own_when(reading, c.i, document, data_dir)
    return None


def _of_when_clause(reading: Reading, at: int, document: Document, data_dir: str) -> Dated | None:
    """For "it began on 8 July, when they shelled the town": the date on which the clause hangs is its own."""
    token = reading.tokens[at]
    for _ in range(3):
        if token.dep in ("relcl", "advcl") and any(c.text.lower() == "when" for c in reading.children(token.i)):
            verbs = (a for a in reading.ancestors(token.i) if a.pos in ("VERB", "AUX"))
            above = next(verbs, None)
            return own_when(reading, above.i, document, data_dir) if above else None
        if token.dep not in ("xcomp", "conj"):
            return None
        token = reading.head(token.i)
    return None


def recent(
    reading: Reading,
    at: int,
    document: Document,
    modes: tuple[str, ...],
    data_dir: str,
    *,
    word: bool = False,
    quoted: bool = False,
) -> When | None:
    """Date undated news by the publication date; what is not simply told stays undated.

    Args:
        reading: The reading.
        at: The act's verb.
        document: For the publication date.
        modes: Auxiliary modes of the act.
        data_dir: Folder of data files.
        word: Whether the act is something said.
        quoted: Whether it stands in somebody's own words.
    """
    if set(modes) & {"future", "hypothetical", "historical"}:
        return None
    return inferred(reading, at, document, data_dir, word=word, quoted=quoted)


def by_whom(
    candidate: Candidate, reading: Reading, parties: Parties, syntax: Syntax
) -> tuple[str | None, tuple[int, int] | None]:
    """Who says that an act was: who denies it, the speaker of the quote, the subject of a reporting verb.

    Args:
        candidate: The act.
        reading: The reading.
        parties: To name the speaker.
        syntax: Arguments over the same reading.

    Returns:
        Actor id and the words that name the speaker; each `None` where the text itself says so, or nobody knows.
    """
    for head in candidate.denied_by:
        named = parties.named_by(head, candidate)
        if named:
            return named[0].actor, named[0].tokens
    quote = parties.quote_at(candidate.token)
    if quote is not None:
        place = quote.source and reading.tokens_in(quote.source.start, quote.source.end)
        return quote.speaker, place if quote.speaker and place and place[0] < place[1] else None
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    for word in (reading.tokens[at], *reading.ancestors(at)):
        above = reading.head(word.i)
        if word.dep in ("ccomp", "parataxis") and lemma_of(above) in parties.lexicon.words["reporting"]:
            for subject in syntax.verb(above.i).get("subj"):
                named = parties.named_by(subject, candidate)
                if named:
                    return named[0].actor, named[0].tokens
            return None, None
    return None, None


def performed(
    candidate: Candidate,
    code: EventCode,
    claimed_by: str | None,
    actors: list[Party],
    reading: Reading,
    parties: Parties,
) -> bool:
    """Whether saying it is doing it ("we condemn this"): the speaker's own act, and no claim about it.

    What a speaker says in his own words about the past ("I condemned it last year") stays his claim.

    Args:
        candidate: The act.
        code: Its final code.
        claimed_by: Who says so.
        actors: Its actors.
        reading: The reading.
        parties: For the quotes.
    """
    if claimed_by is None or candidate.reciprocal or candidate.denied_by:
        return False
    if code.type not in parties.lexicon.words["performative_types"] or claimed_by not in {p.actor for p in actors}:
        return False
    quote = parties.quote_at(candidate.token)
    if quote is None or quote.kind == "indirect":
        return True
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    helpers = {c.text.lower() for c in reading.children(at) if c.dep in ("aux", "auxpass")}
    return reading.tokens[at].tag != "VBD" and not helpers & {"had", "was", "were", "did"}
