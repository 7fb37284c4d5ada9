"""The words that attribute, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.errors import LexiconError
from detente.reading.words import read_yaml

_FRAMES = (
    "quote",
    "clause",
    "infinitive",
    "gerund",
    "object",
    "object_as",
    "listener",
    "impersonal",
    "impersonal_passive",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Verbs, nouns and phrases that attribute words to somebody.

    Attributes:
        frames: Verb lemma -> what may be its content (`quote`, `clause`, `infinitive`, `gerund`, `object`,
            `listener`, `impersonal`, `impersonal_passive`).
        prepositions: Verb lemma -> prepositions whose object is the content.
        attitudes: Verb lemmas that tell what somebody wants or likes, without words spoken.
        deeds: Verb lemmas that do so when their content is a thing and no clause.
        yielding: Verb lemmas that are part of the cue when the verb below them is one ("declined to comment on").
        according_to: Word sequences like "according to".
        clause_nouns: Nouns whose clause is the content.
        infinitive_nouns: Nouns whose infinitive is the content.
        topic_nouns: Noun -> prepositions whose object is the content.
        free_nouns: Nouns that attribute even when nobody is named ("faces questions about").
        adjectives: Adjectives whose clause is the content ("is sure that").
        topic_adjectives: Adjective -> prepositions whose object is the content ("is critical of").
        time_words: Words that open a clause of time, which is no content.
        light_verbs: Verbs whose subject is the one who claims ("made the claim").
        anonymity: Word sequences that say that a source wants not to be known.
        nameless: Word sequences that name a source without telling who it is.
        documents: Nouns of what is written or issued; it speaks for whoever wrote or issued it.
        occasions: Nouns that belong to the cue ("said in a statement").
    """

    frames: dict[str, frozenset[str]]
    prepositions: dict[str, frozenset[str]]
    attitudes: frozenset[str]
    deeds: frozenset[str]
    yielding: frozenset[str]
    according_to: tuple[tuple[str, ...], ...]
    clause_nouns: frozenset[str]
    infinitive_nouns: frozenset[str]
    topic_nouns: dict[str, frozenset[str]]
    free_nouns: frozenset[str]
    adjectives: frozenset[str]
    topic_adjectives: dict[str, frozenset[str]]
    time_words: frozenset[str]
    light_verbs: frozenset[str]
    documents: frozenset[str]
    occasions: frozenset[str]
    anonymity: tuple[tuple[str, ...], ...]
    nameless: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=4)
def load(data_dir: str) -> Lexicon:
    """Load the word lists.

    Args:
        data_dir: Folder of data files (`Settings.data_dir`).

    Raises:
        LexiconError: A list is missing or not in its format.
    """
    folder = Path(data_dir) / "lexicon" / "quotes"
    verbs, phrases = read_yaml(folder / "verbs.yaml", dict), read_yaml(folder / "phrases.yaml", dict)
    try:
        frames: dict[str, set[str]] = {}
        for frame in _FRAMES:
            for verb in verbs[frame]:
                frames.setdefault(_word(verb), set()).add(frame)
        return Lexicon(
            {verb: frozenset(found) for verb, found in frames.items()},
            _lists(verbs["prepositions"]),
            frozenset(_word(v) for v in verbs["attitudes"]),
            frozenset(_word(v) for v in verbs["deeds"]),
            frozenset(_word(v) for v in verbs["yielding"]),
            _sequences(phrases["according_to"]),
            frozenset(_word(n) for n in phrases["clause_nouns"]),
            frozenset(_word(n) for n in phrases["infinitive_nouns"]),
            _lists(phrases["topic_nouns"]),
            frozenset(_word(n) for n in phrases["free_nouns"]),
            frozenset(_word(n) for n in phrases["adjectives"]),
            _lists(phrases["topic_adjectives"]),
            frozenset(_word(n) for n in phrases["time_words"]),
            frozenset(_word(n) for n in phrases["light_verbs"]),
            frozenset(_word(n) for n in phrases["documents"]),
            frozenset(_word(n) for n in phrases["occasions"]),
            _sequences(phrases["anonymity"]),
            _sequences(phrases["nameless"]),
        )
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise LexiconError(f"A word list in {folder} is not in its format ({error}).", "See its README.") from None


def _word(value: object) -> str:
    if not isinstance(value, str):  # YAML reads a bare `on` or `no` as a truth value
        raise ValueError(f"{value!r} is no word; put it in quotation marks")
    return value


def _sequences(listed: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_word(w) for w in phrase) for phrase in listed)


def _lists(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {_word(key): frozenset(_word(v) for v in values) for key, values in table.items()}
