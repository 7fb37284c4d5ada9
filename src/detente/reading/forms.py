"""Parts of speech and lemmas, worked out once for each word, tag and role.

spaCy's attribute ruler and lemmatizer look at every token of every text anew, in Python, and take about a
quarter of its time. What they say of a token follows from its word, its tag and its dependency alone, except
where a rule looks at the next token too ("gon na"). So what they said is kept, and the few paragraphs with such a
token are left to them as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

#: The two components, in the order in which they stand.
_RULES = ("attribute_ruler", "lemmatizer")
#: Others that may stand beside them: none sets what the two read or write.
_BESIDE = frozenset({"tok2vec", "transformer", "tagger", "parser", "ner"})
#: What their patterns may ask of a token: its word, its tag and its dependency.
_ASKED = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})
#: Forms kept at most; about 35 MB.
_MOST = 100_000
#: Short verbs whose last letter is doubled before -ed and -ing: "hopped" belongs to them, "hoped" does not.
_DOUBLING = re.compile(r"[^aeiou]+[aeiou][bdgklmnprt]")


class Form(NamedTuple):
    """What the rules say of a token."""

    lemma: str
    pos: str
    tag: str
    dep: str


#: A token's word, tag and dependency, as spaCy numbers them.
Key = tuple[int, int, int]


class Forms:
    """Gives every token of parsed paragraphs its part of speech and its lemma.

    Args:
        nlp: The loaded pipeline.

    Attributes:
        left_out: Components that the pipeline need not run; none where it has other rules than those known here.
    """

    def __init__(self, nlp: Language) -> None:
        """See the class."""
        self._steps = [pipe for name, pipe in nlp.pipeline if name in _RULES]
        self._known: dict[Key, Form | None] = {}
        self.left_out = _RULES if _are_known(nlp) else ()
        if self.left_out:
            from spacy.matcher import Matcher

            # Without a second token such a pattern has no meaning, so where its first one stands nothing is kept.
            self._openers = Matcher(nlp.vocab)
            patterns = [p for rule in self._steps[0].patterns for p in rule["patterns"] if len(p) > 1]
            if patterns:
                self._openers.add("opener", [p[:1] for p in patterns])

    def of(self, docs: Sequence[Doc], keys: Sequence[Sequence[Key]]) -> list[list[Form]]:
        """The forms of all tokens.

        Args:
            docs: Paragraphs that the pipeline has been through; those the rules are run on are changed in place.
            keys: Word, tag and dependency of each token of each paragraph.

        Returns:
            For each paragraph the forms of its tokens.
        """
        if not self.left_out:
            return [[_form(token) for token in doc] for doc in docs]
        if len(self._known) > _MOST:
            self._known = {}
        known = self._known
        new = dict.fromkeys(key for key in chain.from_iterable(keys) if key not in known)
        if new:
            self._learn(docs[0], list(new), known)
        found = []
        for doc, inside in zip(docs, keys, strict=True):
            forms = [known[key] for key in inside]
            found.append([f for f in forms if f is not None] if None not in forms else self._plain(doc))
        return found

    def _learn(self, like: Doc, keys: list[Key], known: dict[Key, Form | None]) -> None:
        """Run the rules over the tokens that were never seen, as one row of words."""
        row = _row(like, keys)
        openers = {start for _, start, _ in self._openers(row, allow_missing=True)}
        known.update((key, None) for i, key in enumerate(keys) if i in openers)
        rest = [key for i, key in enumerate(keys) if i not in openers]
        if rest:
            known.update(zip(rest, self._plain(_row(like, rest)), strict=True))

    def _plain(self, doc: Doc) -> list[Form]:
        for step in self._steps:
            doc = step(doc)
        return [_form(token) for token in doc]


def _are_known(nlp: Language) -> bool:
    """Whether the pipeline's rules look at nothing else than words, tags and dependencies."""
    from spacy.lang.en.lemmatizer import EnglishLemmatizer
    from spacy.pipeline import AttributeRuler

    names = nlp.pipe_names
    if not set(_RULES) <= set(names) or not set(names) <= _BESIDE | set(_RULES):
        return False
    ruler, lemmatizer = map(nlp.get_pipe, _RULES)
    if type(ruler) is not AttributeRuler or type(lemmatizer) is not EnglishLemmatizer:
        return False
    asked: Iterable[Any] = (token for rule in ruler.patterns for p in rule["patterns"] for token in p)
    return lemmatizer.mode == "rule" and all(_ASKED.issuperset(token) for token in asked)


def _row(like: Doc, keys: Sequence[Key]) -> Doc:
    from spacy.tokens import Doc

    words, tags, deps = ([like.vocab.strings[number] for number in column] for column in zip(*keys, strict=True))
    return Doc(like.vocab, words=words, tags=tags, deps=deps)


def _form(token: Token) -> Form:
    """A token's form; the lemma is mended where the rules take "hoped" or "hopes" for a form of "hop"."""
    lemma, pos = token.lemma_, token.pos_
    undoubled = pos == "VERB" and token.text.lower() in (lemma + "ed", lemma + "ing", lemma + "es")
    return Form(lemma + "e" if undoubled and _DOUBLING.fullmatch(lemma) else lemma, pos, token.tag_, token.dep_)
