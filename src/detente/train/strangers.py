"""Pairs that do nothing to each other, made from the training text: the coder must say "not these two", too.

Every written sentence names the parties of an act. Whoever else is named in it is, as a rule, no party of that
act, and the parties of a directed act do not act the other way round. Such pairs teach one head alone: whether the
act is between the marked ones. What kind of act it is, is learned from written labels only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations

from detente.events.learned import NONE
from detente.train.text import Example

#: What stands between two names of one party, or of joined ones.
_JOINED = re.compile(r"\W*(?:(?:and|or|of|in|from|the|its|their|'s|’s|-led|-backed)\W*)*", re.IGNORECASE)
_LETTER = re.compile(r"\w")
Span = tuple[int, int]


def strangers(examples: Sequence[Example], directed: Iterable[str], spacy_model: str = "") -> list[Example]:
    """Make such pairs.

    Args:
        examples: Written sentences.
        directed: Types whose acts go one way; turned round, their parties are strangers.
        spacy_model: Pipeline that finds the other names of a sentence.

    Returns:
        Examples of type `NONE`; in the order of the sentences.
    """
    directed = frozenset(directed)
    by_text: dict[str, list[Example]] = {}
    for example in examples:
        by_text.setdefault(example.text, []).append(example)
    named = _names(list(by_text), spacy_model)
    found: list[Example] = []
    for (text, rows), names in zip(by_text.items(), named, strict=True):
        acts = [e for e in rows if e.type != NONE]
        marked = [s for e in rows for s in (*e.actors, *e.recipients)]
        others = [n for n in names if not any(_near(text, n, m) for m in marked)]
        for act in acts:
            found += _turned(act, acts, directed)
            found += [replace(_none(act), actors=(o,)) for o in others]
            if act.recipients:
                found += [replace(_none(act), recipients=(o,)) for o in others]
            found += [
                replace(_none(act), actors=(a,), recipients=(b,)) for a, b in list(permutations(others, 2))[:1]
            ]
    return list(dict.fromkeys(found))


def _none(example: Example) -> Example:
    return replace(example, type=NONE, mode=None, modality=None, contexts=(), place="")


def _turned(act: Example, acts: Sequence[Example], directed: frozenset[str]) -> list[Example]:
    if act.type not in directed or not act.recipients:
        return []
    if any(set(e.actors) & set(act.recipients) for e in acts):
        return []  # the one acted upon acts as well
    return [replace(_none(act), actors=act.recipients, recipients=act.actors)]


def _near(text: str, a: Span, b: Span) -> bool:
    """Whether two ranges overlap, or only small words stand between them."""
    first, second = sorted((a, b))
    return first[1] > second[0] or _JOINED.fullmatch(text[first[1] : second[0]]) is not None


def _names(texts: list[str], spacy_model: str) -> list[list[Span]]:
    from detente.reading import load

    found = []
    with (nlp := load(spacy_model)).select_pipes(enable=["tok2vec", "transformer", "ner"]):
        for doc in nlp.pipe(texts, batch_size=64):
            spans = [(e.start_char, e.end_char) for e in doc.ents if e.label_ in _PARTIES]
            found.append([s for s in spans if _LETTER.match(doc.text[s[0]])])
    return found


#: spaCy's labels of names that may be parties.
_PARTIES = frozenset({"PERSON", "NORP", "ORG", "GPE"})
