"""How real an act is: denied, still to come, only possible, or long past."""

from __future__ import annotations

import re

from detente.events.candidates import Candidate, is_adjunct, lemma_of
from detente.events.lexicon import Lexicon
from detente.ontology import Ontology
from detente.record import Document, EventCode, Reading, Token, When

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_DECADE = re.compile(r"(?:1[5-9]|20)\d0s$")
#: Prepositions before a time.
_OF_TIME = ("in", "during", "since", "back", "on", "of", "until", "throughout")
#: An act this many days before publication is history, not news.
_OLD = 365


def of(
    candidate: Candidate, reading: Reading, lexicon: Lexicon, document: Document, when: When | None
) -> tuple[str, ...]:
    """The auxiliary modes of an act.

    Args:
        candidate: The act.
        reading: The reading.
        lexicon: Word lists.
        document: For the publication date.
        when: When the act was, if known.

    Returns:
        Names from `MODALITIES`, in that order.
    """
    found = set(candidate.modality)
    verb = candidate.anchor if candidate.anchor is not None else candidate.token
    if reading.tokens[candidate.token].pos == "NOUN":
        found |= _of_noun(candidate.token, reading, lexicon)
        if candidate.anchor is not None:
            # "will not use the visit": only a supporting verb denies the act itself
            light = lemma_of(reading.tokens[verb]) in lexicon.words["light_verbs"]
            above = _of_verb(verb, reading, lexicon) - (set() if light else {"negation"})
            if is_adjunct(reading, lexicon, candidate.token):
                above &= {"future"}
            elif (
                reading.tokens[candidate.token].dep == "nsubj"
                and not light
                and not _any_such(candidate.token, verb, reading, lexicon)
            ):
                above -= {"hypothetical", "future"}  # "if the allegations prove true": they were made all the same
            found |= above
    else:
        found |= _of_verb(verb, reading, lexicon)
    if _is_to_come(when, document):
        found.add("future")
    if "future" in found and "future" not in candidate.modality and _is_over(when, document):
        # "his decision to attack them last week"
        found.discard("future")
    if _in_case(verb, reading):
        found.add("hypothetical")
    if candidate.settled:
        found -= {"negation", "hypothetical", "future"}
    if _is_old(candidate, reading, lexicon, document, when):
        found.add("historical")
    if "future" in found and "hypothetical" in found:
        found.discard("future")
    return tuple(m for m in ("negation", "future", "hypothetical", "historical") if m in found)


def _any_such(noun: int, verb: int, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether no act is told, but what one would be: "a raid would be folly", not "the raid could hurt"."""
    children = reading.children(noun)
    definite = any(
        c.dep == "poss" or (c.dep == "det" and c.text.lower() not in ("a", "an", "any")) for c in children
    )
    helpers = {c.text.lower() for c in reading.children(verb) if c.dep == "aux"}
    return not definite and bool(helpers & lexicon.words["hypothetical_auxiliaries"])


def reworded(
    candidate: Candidate, modes: tuple[str, ...], lexicon: Lexicon, ontology: Ontology, theirs: bool = True
) -> tuple[EventCode, tuple[str, ...]]:
    """Code an act and its auxiliary modes as the type that means the same.

    Args:
        candidate: The act.
        modes: Its auxiliary modes.
        lexicon: Word lists: what a refusal ("will not release") is coded as.
        ontology: Its rewrites.
        theirs: Whether the parties' own conditions speak; what others only expect is no threat.

    Returns:
        The code and the auxiliary modes that remain.
    """
    if {"negation", "future"} <= set(modes) and not candidate.denied_by and theirs:
        refused = lexicon.modal["refusal"].get(candidate.code.type)
        if refused is not None:
            return refused, tuple(m for m in modes if m not in ("negation", "future"))
    if "future" in modes and theirs and not candidate.tried and not {"negation", "historical"} & set(modes):
        announced = lexicon.modal["announced"].get(candidate.code.type)
        if announced is not None:
            return announced, tuple(m for m in modes if m != "future")
    if "hypothetical" in modes and (candidate.tried or not theirs):
        return candidate.code, modes
    return ontology.rewrite(candidate.code, modes)


def _is_to_come(when: When | None, document: Document) -> bool:
    published = document.published
    return when is not None and published is not None and published.end is not None and when.start > published.end


def _is_over(when: When | None, document: Document) -> bool:
    published = document.published
    return when is not None and when.end is not None and published is not None and when.end < published.start


def is_condition(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether it is only the condition of something else ("if they attack"): nobody announces it."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    marks = (c.text.lower() for c in reading.children(at) if c.dep == "mark")
    asked = reading.tokens[at].dep in ("ccomp", "csubj", "acl") and any(
        d.tag in ("WRB", "WP") for c in reading.children(at) for d in (c, *reading.children(c.i)) if d.i < at
    )
    return asked or any(m in lexicon.words["conditional_marks"] for m in marks) or _in_case(at, reading)


def _in_case(verb: int, reading: Reading) -> bool:
    """For "in case they attack": a condition that hangs on a noun."""
    token = reading.tokens[verb]
    own = [p for c in reading.children(verb) if c.text.lower() == "in" for p in reading.children(c.i)]
    if any(p.i < verb and p.dep == "pobj" and _is_case(p, reading) for p in own):
        return True
    for _ in range(4):
        head = reading.head(token.i)
        if (
            token.dep in ("acl", "ccomp", "relcl")
            and head.dep == "pobj"
            and head.lemma.lower() in ("case", "event")
        ):
            return reading.head(head.i).text.lower() == "in"
        if token.dep != "conj":
            return False
        token = head
    return False


def _is_case(noun: Token, reading: Reading) -> bool:
    """Whether it is the bare "case" of "in case", not "in this case" or "in the event of rain"."""
    if noun.lemma.lower() not in ("case", "event"):
        return False
    return not any(c.dep in ("det", "amod", "prep", "compound") for c in reading.children(noun.i))


def _of_noun(i: int, reading: Reading, lexicon: Lexicon) -> set[str]:
    found = set()
    for c in reading.children(i):
        word = lemma_of(c)
        if c.dep == "det" and word == "no":
            found.add("negation")
        elif c.dep == "det" and word == "any":
            found.add("hypothetical")
        elif c.dep == "amod":
            if word in lexicon.words["future_adjectives"] or c.text.lower() in lexicon.words["future_adjectives"]:
                found.add("future")
            elif c.text.lower() in lexicon.words["hypothetical_adjectives"]:
                found.add("hypothetical")
    return found


def _of_verb(i: int, reading: Reading, lexicon: Lexicon, depth: int = 0) -> set[str]:
    words, found = lexicon.words, set()
    token = reading.tokens[i]
    children = reading.children(i)
    if any(c.dep == "mark" and c.text.lower() in words["conditional_marks"] for c in children):
        found.add("hypothetical")
    if any(c.dep == "advmod" and c.text.lower() in words["hypothetical_adverbs"] for c in children):
        found.add("hypothetical")
    if token.dep in ("ccomp", "csubj", "acl") and _is_possible(reading.head(i), reading, lexicon):
        found.add("hypothetical")
    auxiliaries = [c for c in children if c.dep in ("aux", "auxpass")]
    for c in auxiliaries:
        text = c.text.lower()
        if text in words["future_auxiliaries"] or _going_to(token, c, reading):
            found.add("future")
        elif text in words["hypothetical_auxiliaries"]:
            found.add("future" if _reported_will(token, c, reading, lexicon) else "hypothetical")
    # "urged them not to": what follows the verb is denied of something else
    if any(
        c.text.lower() in words["negators"] or c.dep == "neg"
        for c in children
        if c.dep in ("neg", "advmod", "preconj", "cc") and (c.i < i or (c.dep == "neg" and token.lemma == "be"))
    ):
        found.add("negation")
    if any(c.dep in ("nsubj", "nsubjpass", "dobj") and _no(c, reading) for c in children):
        found.add("negation")
    head = reading.head(i)
    # "rather than sign", but "did not sign, instead attacking": there it is what was done
    if any(
        w.text.lower() in words["rather_than"] and (w.dep, w.head) != ("advmod", i) for w in _before(i, reading)
    ):
        found.add("negation")
    if head.i == i or depth > 5:
        return found
    own_subject = any(c.dep in ("nsubj", "nsubjpass") for c in children)
    if (token.dep == "conj" and not auxiliaries and not own_subject and head.pos in ("VERB", "AUX")) or (
        token.dep in ("xcomp", "acomp", "attr") and head.pos in ("VERB", "AUX", "ADJ")
    ):
        found |= _of_verb(head.i, reading, lexicon, depth + 1)
    elif token.dep == "ccomp" and token.tag == "VB" and not auxiliaries and head.pos == "VERB":
        # "will help them tighten control": what comes of it is to come as well
        found |= _of_verb(head.i, reading, lexicon, depth + 1) & {"hypothetical", "future"}
    elif token.dep == "advcl" and "hypothetical" not in found:
        above = _of_verb(head.i, reading, lexicon, depth + 1)
        found |= above & {"hypothetical", "future"} if token.tag in ("VBG", "VB") else set()
    return found


def _is_possible(above: Token, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether a clause is only called possible ("it is conceivable that", "it remains unclear whether")."""
    words = lexicon.words["possible_adjectives"]
    return lemma_of(above) in words or any(
        c.dep in ("acomp", "oprd") and lemma_of(c) in words for c in reading.children(above.i)
    )


def is_guess(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether it is a guess at what others may do or have done ("might shell the camps"): nobody threatens it."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    helpers = (c.text.lower() for c in reading.children(at) if c.dep in ("aux", "auxpass"))
    noun = reading.tokens[candidate.token]
    if noun.pos == "NOUN" and noun.dep == "nsubj" and _any_such(noun.i, at, reading, lexicon):
        return True
    return any(h in lexicon.words["guess_auxiliaries"] for h in helpers)


def _reported_will(token: Token, auxiliary: Token, reading: Reading, lexicon: Lexicon) -> bool:
    """For "said it would withdraw": the past of "it will withdraw", not a condition."""
    if auxiliary.text.lower() not in ("would", "'d", "’d") or any(
        c.dep == "advcl" and any(m.text.lower() == "if" for m in reading.children(c.i))
        for c in reading.children(token.i)
    ):
        return False
    while token.dep == "conj":
        token = reading.head(token.i)
    said = reading.head(token.i)
    return token.dep == "ccomp" and said.tag in ("VBD", "VBN") and lemma_of(said) in lexicon.words["reporting"]


def _before(i: int, reading: Reading) -> tuple[Token, ...]:
    """For "rather than sign", "instead of signing", "without signing": the two words before the verb."""
    return reading.tokens[max(reading.sentence_of(i).start, i - 2) : i]


def _going_to(token: Token, auxiliary: Token, reading: Reading) -> bool:
    """For "is to meet", "are to meet": an infinitive right after a form of "be"."""
    return auxiliary.lemma == "to" and token.dep == "xcomp" and reading.head(token.i).lemma == "be"


def _no(subject: Token, reading: Reading) -> bool:
    return subject.text.lower() in ("nobody", "none") or any(
        c.dep == "det" and c.text.lower() in ("no", "neither") for c in reading.children(subject.i)
    )


def _is_old(
    candidate: Candidate, reading: Reading, lexicon: Lexicon, document: Document, when: When | None
) -> bool:
    published = document.published.start if document.published else None
    if when is not None and when.origin in ("text", "inferred") and published is not None and when.end is not None:
        return (published - when.end).days > _OLD
    if _years_after(candidate, reading, lexicon) or _always(candidate, reading, lexicon):
        return True
    for above in reading.ancestors(candidate.token):
        if above.pos in ("VERB", "AUX"):
            break
        if lemma_of(above) in lexicon.words["anniversary_nouns"]:
            return True
    token = reading.tokens[candidate.token]
    if token.pos == "NOUN" and any(
        c.text.lower() in lexicon.words["historical_adjectives"] or _YEAR.match(c.text)
        for c in reading.children(candidate.token)
        if c.dep in ("amod", "nummod", "compound")
    ):
        return True
    if any(_is_past_war(t, reading, lexicon) for t in _adverbials(candidate, reading)):
        return True
    years = [_year_of(t) for t in _adverbials(candidate, reading)]
    known = [y for y in years if y is not None]
    return bool(known) and max(known) < (published.year if published else _newest_year(reading)) - 1


def _newest_year(reading: Reading) -> int:
    """The newest year named: a text without a date is not older than that."""
    return max((y for t in reading.tokens if (y := _year_of(t)) is not None), default=0)


def _is_past_war(war: Token, reading: Reading, lexicon: Lexicon) -> bool:
    words = {war.text.lower(), *(c.text.lower() for c in reading.children(war.i) if c.dep in ("compound", "amod"))}
    return "war" in words and bool(words & lexicon.words["past_wars"])


def _always(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether it is said of all times ("has always threatened", "for centuries"): no act of the day."""
    top = candidate.anchor if candidate.anchor is not None else candidate.token
    for c in reading.children(top):
        if c.dep == "advmod" and c.text.lower() in lexicon.words["always_words"]:
            return True
        if (
            c.dep == "advmod"
            and c.text.lower() == "ever"
            and any(_no(s, reading) for s in reading.children(top) if s.dep in ("nsubj", "nsubjpass"))
        ):
            return True  # "no president has ever met them"
        if c.dep == "advmod" and c.text.lower() == "ago":
            return any(lemma_of(n) in lexicon.words["long_times"] for n in reading.children(c.i))
        if c.dep == "prep" and c.text.lower() in ("for", "throughout", "over"):
            spans = [p for p in reading.children(c.i) if p.dep == "pobj"]
            if any(p.tag == "NNS" and lemma_of(p) in lexicon.words["long_times"] for p in spans):
                return True
    return False


def is_counterfactual(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether it would or could have been and was not ("they could have attacked")."""
    at = candidate.anchor if candidate.anchor is not None else candidate.token
    token = reading.tokens[at]
    for _ in range(4):
        helpers = [c for c in reading.children(token.i) if c.dep in ("aux", "auxpass")]
        words = {c.text.lower() for c in helpers}
        if words & {"would", "could", "should"} and words & {"have", "'ve", "’ve"} and token.tag == "VBN":
            return not any(_reported_will(token, c, reading, lexicon) for c in helpers)
        if helpers or token.dep not in ("conj", "xcomp") or reading.head(token.i).i == token.i:
            return False
        token = reading.head(token.i)
    return False


def is_asked(candidate: Candidate, reading: Reading) -> bool:
    """Whether the sentence asks about the act, and nobody states it."""
    sentence = reading.sentence_of(candidate.token)
    last = [t.text for t in reading.tokens[sentence.start : sentence.end] if t.pos != "SPACE"][-2:]
    return "?" in last


def _years_after(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """For "five years after rebels burned the embassy", "decades since the war": the older of two acts."""
    top = candidate.anchor if candidate.anchor is not None else candidate.token
    for at in (top, candidate.token):
        links = [c for c in reading.children(at) if c.dep == "mark"]
        head = reading.head(at)
        links += [head] if reading.tokens[at].dep in ("pobj", "pcomp") and head.pos in ("ADP", "SCONJ") else []
        for link in links:
            if link.text.lower() not in ("after", "since", "following"):
                continue
            before = reading.tokens[max(0, link.i - 1)]
            if lemma_of(before) in lexicon.words["long_times"]:
                return True
    return False


def is_purpose(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the act is only what something else is for ("an accord to supply wheat", "left to attack them")."""
    if candidate.anchor is None:
        return False
    token = reading.tokens[candidate.anchor]
    for _ in range(5):
        head = reading.head(token.i)
        if token.dep == "pcomp" and head.text.lower() == "about":
            return True
        if token.dep == "pcomp":
            return lemma_of(reading.head(head.i)) in lexicon.words["unreal_nouns"]
        bare = token.tag == "VB" and any(c.dep == "aux" and c.lemma == "to" for c in reading.children(token.i))
        if bare and token.dep == "xcomp" and lemma_of(head) in lexicon.words["purpose_verbs"]:
            return not candidate.modality
        if bare and token.dep in ("acl", "advcl", "relcl"):
            return not candidate.modality
        if token.dep not in ("xcomp", "ccomp", "conj") or lemma_of(head) in lexicon.words["reporting"]:
            return False
        token = head
    return False


def _adverbials(candidate: Candidate, reading: Reading) -> list[Token]:
    """Tokens of the prepositional phrases of time that hang on the act."""
    tops = {candidate.token} if candidate.anchor is None else {candidate.token, candidate.anchor}
    found: list[Token] = []
    for top in tops:
        for c in reading.children(top):
            if c.dep in ("prep", "npadvmod") and c.text.lower() in _OF_TIME:
                found += [t for p in reading.children(c.i) for t in (p, *reading.children(p.i))]
    return found


def _year_of(token: Token) -> int | None:
    if _YEAR.match(token.text):
        return int(token.text)
    return int(token.text[:4]) + 9 if _DECADE.match(token.text) else None
