"""The lexicon of issues: read, checked and indexed once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

#: Files of the folder that hold no issues.
_OTHERS = {"topics.yaml", "stance.yaml"}


@dataclass(frozen=True, slots=True)
class Word:
    """One place of a phrase: the words that may stand there, and whether none may.

    Attributes:
        any: Lower-case words; each matches a lemma or the word itself.
        exact: Words with a capital; they match as they stand.
        optional: Whether the place may be left out.
        gap: `..`: up to five words of the same clause.
    """

    any: frozenset[str]
    exact: frozenset[str]
    optional: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of words that names an issue.

    Attributes:
        issue: Name of the issue.
        words: Its places.
        kind: `words`, `contrary` (names the issue's opposite), `short` (counts once the issue was named in full)
            or `not` (cancels what it covers).
        text: As it stands in the data.
    """

    issue: str
    words: tuple[Word, ...]
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Nouns that make a country the topic, with the prepositions that may link them, and their contexts."""

    words: frozenset[str]
    prepositions: frozenset[str]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """When a country is the topic (`topics.yaml`)."""

    prepositions: frozenset[str]
    nouns: tuple[Topic, ...]
    verbs: frozenset[str]
    object_verbs: frozenset[str]
    motion: frozenset[str]
    owned: frozenset[str]

    def of(self, lemma: str, preposition: str) -> Topic | None:
        """The topic noun of that lemma that allows the preposition."""
        return next((t for t in self.nouns if lemma in t.words and preposition in t.prepositions), None)


@dataclass(frozen=True, slots=True)
class StanceWords:
    """What words say about where somebody stands (`stance.yaml`)."""

    polarity: dict[str, int]
    noun_polarity: dict[str, int]
    shields: frozenset[str]
    carriers: frozenset[str]
    blocking: frozenset[str]
    verb_prepositions: frozenset[str]
    event_polarity: dict[str, int]
    negations: frozenset[str]
    passing: frozenset[str]
    asking: frozenset[str]
    copulas: frozenset[str]
    first_person: frozenset[str]
    obligation: frozenset[str]
    possibility: frozenset[str]
    conditions: frozenset[str]
    changes: dict[str, int]
    judgements: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of it.

    Attributes:
        contexts: Contexts of each issue, by its name.
        also: Issues that one names along with itself.
        groups: Names of the issues of each group.
        phrases: Phrases by the first word they can begin with: a lower-case one, or an exact one.
        topics: When a country is the topic.
        stance: What words say about stances.
    """

    contexts: dict[str, tuple[str, ...]]
    also: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[Phrase, ...]]
    topics: Topics
    stance: StanceWords


def load(data_dir: str) -> Lexicon:
    """Load the lexicon of issues.

    Args:
        data_dir: Folder of data files.

    Raises:
        LexiconError: A file is missing or does not have the form its README describes.
    """
    return _load(str(data_dir))


@lru_cache(maxsize=4)
def _load(data_dir: str) -> Lexicon:
    folder = Path(data_dir) / "lexicon" / "issues"
    files = [f for f in sorted(folder.glob("*.yaml")) if f.name not in _OTHERS]
    if not files:
        raise LexiconError(f"There are no issues in {folder}.", "Put the YAML files of issues there.")
    contexts: dict[str, tuple[str, ...]] = {}
    also: dict[str, tuple[str, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    index: dict[str, list[Phrase]] = {}
    for file in files:
        data = _yaml(file)
        names = []
        for entry in _list(data, "issues", file):
            name = entry.get("name") if isinstance(entry, dict) else None
            if not isinstance(name, str) or name in contexts:
                raise LexiconError(f"{file}: an issue has no name, or one that is taken: {name!r}.", "Rename it.")
            names.append(name)
            contexts[name] = tuple(str(c) for c in entry.get("contexts") or ())
            also[name] = tuple(str(o) for o in entry.get("also") or ())
            for phrase in _phrases(entry, name, file):
                for key in _keys(phrase):
                    index.setdefault(key, []).append(phrase)
        groups[str(data.get("group", file.stem))] = tuple(names)
    unknown = sorted({o for others in also.values() for o in others} - set(contexts))
    if unknown:
        raise LexiconError(f"{folder}: `also` names {', '.join(unknown)}, which is no issue.", "Mend the name.")
    phrases = {key: tuple(found) for key, found in index.items()}
    return Lexicon(contexts, also, groups, phrases, _topics(folder), _stance(folder))


def _yaml(file: Path) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise LexiconError(f"{file} cannot be read: {reason}.", "Mend the file.") from None
    if not isinstance(data, dict):
        raise LexiconError(f"{file} is no mapping.", "See the README.md beside it.")
    return data


def _list(data: dict[str, Any], key: str, file: Path) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise LexiconError(f"{file} has no list `{key}:`.", "See the README.md beside it.")
    return value


def _phrases(entry: dict[str, Any], name: str, file: Path) -> list[Phrase]:
    found = []
    for kind in ("words", "contrary", "short", "not"):
        for text in entry.get(kind) or ():
            words = tuple(_word(part) for part in str(text).split())
            if not words or words[0].gap or words[-1].gap or all(w.optional for w in words):
                raise LexiconError(f"{file}: the phrase {text!r} of {name} says nothing.", "Name a word in it.")
            found.append(Phrase(name, words, kind, str(text)))
    if not any(p.kind == "words" for p in found):
        raise LexiconError(f"{file}: {name} has no words.", "Add `words:` to it.")
    return found


def _word(part: str) -> Word:
    if part == "..":
        return Word(frozenset(), frozenset(), gap=True)
    optional = part.endswith("?")
    ways = [w for w in part.removesuffix("?").split("|") if w]
    exact = frozenset(w for w in ways if w != w.lower())
    return Word(frozenset(ways) - exact, exact, optional)


def _keys(phrase: Phrase) -> set[str]:
    """The words the phrase can begin with."""
    keys: set[str] = set()
    for word in phrase.words:
        # Exact words with hyphens (S-400) are several tokens to a parser; they are found by their first part.
        keys |= {w.split("-")[0] if "-" in w else w for w in word.any | word.exact}
        keys |= set(word.any | word.exact)
        if not word.optional:
            break
    return keys


def _words(data: dict[str, Any], key: str, file: Path) -> frozenset[str]:
    return frozenset(str(w) for w in _list(data, key, file))


def _signed(data: dict[str, Any], plus: str, minus: str) -> dict[str, int]:
    return {str(w): 1 for w in data.get(plus) or ()} | {str(w): -1 for w in data.get(minus) or ()}


def _topics(folder: Path) -> Topics:
    file = folder / "topics.yaml"
    data = _yaml(file)
    return Topics(
        prepositions=_words(data, "prepositions", file),
        nouns=tuple(
            Topic(frozenset(n["words"]), frozenset(n["with"]), tuple(n.get("contexts") or ()))
            for n in _list(data, "nouns", file)
        ),
        verbs=_words(data, "verbs", file),
        object_verbs=_words(data, "object_verbs", file),
        motion=_words(data, "motion", file),
        owned=_words(data, "owned", file),
    )


def _stance(folder: Path) -> StanceWords:
    file = folder / "stance.yaml"
    data = _yaml(file)
    polarity = dict.fromkeys(_words(data, "for", file), 1) | dict.fromkeys(_words(data, "against", file), -1)
    events, changes = data.get("events") or {}, data.get("changes") or {}
    return StanceWords(
        polarity=polarity,
        noun_polarity=dict.fromkeys(_words(data, "against_nouns", file), -1),
        shields=_words(data, "shields", file),
        carriers=_words(data, "carriers", file),
        blocking=_words(data, "blocking_prepositions", file),
        verb_prepositions=_words(data, "verb_prepositions", file),
        event_polarity=dict.fromkeys(events.get("for", ()), 1) | dict.fromkeys(events.get("against", ()), -1),
        negations=_words(data, "negations", file),
        passing=_words(data, "passing", file),
        asking=_words(data, "asking", file),
        copulas=_words(data, "copulas", file),
        first_person=_words(data, "first_person", file),
        obligation=_words(data, "obligation", file),
        possibility=_words(data, "possibility", file),
        conditions=_words(data, "conditions", file),
        changes=_signed(changes, "better", "worse"),
        judgements=_signed(data.get("judgements") or {}, "for", "against"),
    )
