"""The lexicon of issues: whole, valid, and clear about what is wrong with it."""

from __future__ import annotations

import shutil
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import ontology
from detente.errors import LexiconError
from detente.issues.lexicon import load
from detente.issues.match import find_phrases
from detente.record import Reading, Sentence, Token
from detente.settings import DATA_DIR

LEXICON = load(str(DATA_DIR))


def test_there_are_enough_issues_and_their_contexts_exist() -> None:
    contexts = set(ontology.load().contexts)
    assert len(LEXICON.contexts) >= 120
    for name, own in LEXICON.contexts.items():
        assert own, name
        assert set(own) <= contexts, name


def test_every_phrase_finds_itself() -> None:
    """Spell each phrase out with its first words and look for its issue."""
    for phrases in LEXICON.phrases.values():
        for phrase in phrases:
            if phrase.kind not in {"words", "contrary"}:
                continue
            words = [sorted(w.any | w.exact)[0] for w in phrase.words if not w.gap and not w.optional]
            if any("-" in w or "." in w or "'" in w for w in words):
                continue
            text = " ".join(words)
            named = {f.issue for f in find_phrases(_plain(words), LEXICON)}
            longer = any(" " in text and n != phrase.issue for n in named)
            assert phrase.issue in named or longer, (phrase.issue, text)


def _plain(words: list[str]) -> Reading:
    tokens, at = [], 0
    for i, word in enumerate(words):
        tokens.append(Token(i, at, at + len(word), word, word, "NOUN", "NN", "dep", 0))
        at += len(word) + 1
    return Reading("t", " ".join(words), tuple(tokens), (Sentence(0, len(words), 0),) if words else (), ((0, at),))


_vocabulary = [*sorted({k for k in LEXICON.phrases if len(k) > 2})[:400], "-", "the", ",", ".", "of", "in"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_vocabulary), max_size=25))
def test_whatever_is_found_lies_in_the_text_and_ranges_of_an_issue_do_not_overlap(words: list[str]) -> None:
    seen: dict[str, int] = {}
    for found in find_phrases(_plain(words), LEXICON):
        assert 0 <= found.start < found.end <= len(words)
        assert found.start >= seen.get(found.issue, 0)
        seen[found.issue] = found.end


def test_hostile_text_takes_no_time() -> None:
    words = (["nuclear", "war", "of", "the", "-"] * 4000)[:20000]
    started = time.perf_counter()
    find_phrases(_plain(words), LEXICON)
    assert time.perf_counter() - started < 20


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicon" / "issues"
    shutil.copytree(DATA_DIR / "lexicon" / "issues", folder)
    return folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issues: [{name: oil, words: [crude]}]", "taken"),
        ("issues: [{words: [crude]}]", "no name"),
        ("issues: [{name: tea}]", "tea has no words"),
        ("issues: [{name: tea, words: ['.. tea']}]", "says nothing"),
        ("issues: [{name: tea, words: ['tea?']}]", "says nothing"),
        ("issues: [{name: tea, words: [tea], also: [coffee]}]", "coffee"),
        ("issues: tea", "no list"),
        ("- tea", "no mapping"),
        ("a: [", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(copy: Path, text: str, said: str) -> None:
    (copy / "zz.yaml").write_text(text)
    with pytest.raises(LexiconError, match=said):
        load(str(copy.parents[1]))


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no issues"):
        load(str(tmp_path))


def test_no_phrase_holds_stray_characters() -> None:
    allowed = set(string.ascii_letters + string.digits + "|?.' -’áéíóúñ")
    for phrases in LEXICON.phrases.values():
        for phrase in phrases:
            assert set(phrase.text) <= allowed, phrase.text
