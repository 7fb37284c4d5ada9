"""Parts of speech and lemmas kept by word, tag and role: the same as the pipeline's own components give."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.reading import load
from detente.reading.forms import Forms, Key

#: With words whose form hangs on their neighbour ("gon na", "there is"), and a verb whose lemma is mended.
TEXTS = (
    "There is hope that Finland and Estonia are gonna talk.",
    "Let's wait, the minister said; she hoped that they ain't leaving.",
    "Is there a plan? Talks hopped from Oslo to Cairo.",
    "Grain\texports fell  again.",
)
SAID = "there is was let 's gon na got ta ai n't all running Talks ,"
WORDS = SAID.split(" ")


def keys_of(texts: Sequence[str], left_out: Sequence[str]) -> tuple[list, list[list[Key]]]:
    docs = list(load().pipe(texts, disable=list(left_out)))
    return docs, [[(t.orth, t.tag, t.dep) for t in doc] for doc in docs]


def test_the_rules_of_the_installed_pipeline_are_known() -> None:
    assert Forms(load()).left_out == ("attribute_ruler", "lemmatizer")


@pytest.mark.parametrize("rounds", [1, 2])
def test_forms_are_those_of_the_pipeline(rounds: int) -> None:
    forms = Forms(load())
    for _ in range(rounds):
        found = forms.of(*keys_of(TEXTS, forms.left_out))
    for doc, inside in zip(load().pipe(TEXTS), found, strict=True):
        told = [(t.pos_, t.tag_) for t in doc if not t.is_space]
        assert [(f.pos, f.tag) for f, t in zip(inside, doc, strict=True) if not t.is_space] == told
        mended = {"hop": "hope"} if "hoped" in doc.text else {}
        lemmas = [mended.get(t.lemma_, t.lemma_) for t in doc]
        assert [f.lemma for f in inside] == lemmas


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_forms_do_not_hang_on_what_was_seen_before(words: list[str]) -> None:
    text = " ".join(words) or "."
    forms = Forms(load())
    forms.of(*keys_of(TEXTS, forms.left_out))
    (found,) = forms.of(*keys_of([text], forms.left_out))
    (alone,) = Forms(load()).of(*keys_of([text], forms.left_out))
    assert found == alone
    assert [f.pos for f in found] == [t.pos_ for t in load()(text)]


def test_a_pipeline_with_other_rules_is_run_whole() -> None:
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "talks"}]], {"POS": "NOUN", "LEMMA": "talk"})
    forms = Forms(nlp)
    assert forms.left_out == ()
    doc = nlp("Talks failed")
    (found,) = forms.of([doc], [[(t.orth, t.tag, t.dep) for t in doc]])
    assert (found[0].lemma, found[0].pos) == ("talk", "NOUN")
