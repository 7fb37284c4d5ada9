"""The word lists of the event coder: frames, operators, classes of words, contexts. Data, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError
from detente.record import EventCode

#: Frames of this type are guards: the words match, and nothing is coded.
GUARD = "NONE"
_KEYS = {
    "code", "verbs", "nouns", "adjectives", "object", "unless_object", "need", "actor", "recipient", "reciprocal",
    "contexts", "modality", "score", "words", "unless_words", "parties", "support", "complement",
}  # fmt: skip
_OPERATOR_KEYS = {"name", "verbs", "nouns", "adjectives", "slots", "default", "inner", "modality", "recipient",
                  "keep", "unless_object", "parties", "clause", "negated"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """One word, the slots it needs, and what it means then.

    Attributes:
        name: For people: `impose+sanction`, `talk/noun`.
        kind: `verb`, `noun` or `adjective`.
        lemma: The word.
        particle: "out" in "pull out", or `None`.
        code: Type and mode; type `NONE` marks a guard.
        object: Lemmas one of which the object (of a noun: its modifiers) must have; empty = any.
        unless_object: Lemmas none of which the object (of a noun: its modifiers) may have.
        need: Slots that must be filled.
        actor: Slots that name the actor; the first one that is filled counts.
        recipient: Slots that name the recipient, the same way.
        reciprocal: Both sides act (all of them are actors).
        contexts: Contexts the frame implies.
        modality: Auxiliary modes the frame implies.
        score: How sure the frame is by itself, 0 to 1.
        words: Lemmas one of which the sentence must hold; empty = any.
        unless_words: Lemmas none of which the sentence may hold.
        parties: `both` where nothing is coded unless actor and recipient are known.
        support: For nouns: whether the subject of a supporting verb ("held talks") is its actor.
        complement: Lemmas one of which what the object is called must have ("called them liars"); empty = any.
    """

    name: str
    kind: str
    lemma: str
    particle: str | None
    code: EventCode
    object: frozenset[str]
    unless_object: frozenset[str]
    need: tuple[str, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    reciprocal: bool
    contexts: tuple[str, ...]
    modality: tuple[str, ...]
    score: float
    words: frozenset[str]
    unless_words: frozenset[str]
    parties: str
    support: bool
    complement: frozenset[str] = frozenset()

    @property
    def weight(self) -> int:
        """How specific it is: a frame that asks for more wins over one that asks for less."""
        words = bool(self.object or self.complement)
        return 3 * words + 3 * bool(self.particle) + 2 * len(self.need) + bool(self.words)


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that changes what the act below it means: "agree to", "call for", "refuse to", "plan to".

    Attributes:
        name: For people.
        slots: Where the act below stands: `clause`, `obj`, `prep:for` ...
        default: Code where no act is known below; `None` = nothing is coded then.
        inner: Type of the act below to the code of the whole; types not named keep `default`.
        modality: Auxiliary modes it adds to the act below, which then stays what it is.
        recipient: Slots that name the recipient; `inner` = the one who acts below.
        keep: Whether the act below stays an event of its own.
        unless_object: Lemmas none of which the object may have.
        parties: `both` where nothing is coded unless actor and recipient are known.
        infinitive: Whether its clause must ask for something ("to go"), not state it ("that he went").
        negated: As `inner`, where the act below is denied ("promised not to attack"); others keep `inner`.
    """

    name: str
    slots: tuple[str, ...]
    default: EventCode | None
    inner: Mapping[str, EventCode | None]
    modality: tuple[str, ...]
    recipient: tuple[str, ...]
    keep: bool
    unless_object: frozenset[str]
    parties: str
    infinitive: bool
    negated: Mapping[str, EventCode | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of the event coder.

    Attributes:
        frames: (kind, lemma) to frames, the most specific first.
        pairs: The same of frames that speak only where both parties are given.
        operators: (kind, lemma with particle) to operators, in file order.
        operating: (kind, lemma) of all operators, particles left out: only these words need be looked at.
        words: Named classes of words (`light_verbs`, `future_aux` ...).
        contexts: Context name to cue phrases, each a tuple of lower-case words.
        modal: `refusal`, `demand`, `announced`: type of the act below to the code of the whole.
        absorbs: Type to the types that are not coded beside it when they are part of it.
        cues: Single words to the types they hint at.
        size: How many frames there are.
    """

    frames: Mapping[tuple[str, str], tuple[Frame, ...]]
    pairs: Mapping[tuple[str, str], tuple[Frame, ...]]
    operators: Mapping[tuple[str, str], tuple[Operator, ...]]
    operating: frozenset[tuple[str, str]]
    words: Mapping[str, frozenset[str]]
    contexts: Mapping[str, tuple[tuple[str, ...], ...]]
    modal: Mapping[str, Mapping[str, EventCode | None]]
    absorbs: Mapping[str, frozenset[str]]
    cues: Mapping[str, tuple[str, ...]]
    size: int


@lru_cache(maxsize=4)
def load(data_dir: str) -> Lexicon:
    """Read `lexicon/events/*.yaml` of a data folder.

    Raises:
        LexiconError: A file is missing, or an entry does not follow the format in the folder's README.
    """
    folder = Path(data_dir) / "lexicon" / "events"
    classes = {k: frozenset(str(v).split()) for k, v in _read(folder / "classes.yaml").items()}
    frames = _table(sorted((folder / "frames").glob("*.yaml")), classes)
    if not frames:
        raise LexiconError(
            f"There are no event frames in {folder}.", "Point DETENTE_DATA at a folder of data files."
        )
    operators: dict[tuple[str, str], list[Operator]] = {}
    for group in _read(folder / "operators.yaml"):
        for key, operator in _operators(group, classes, folder / "operators.yaml"):
            operators.setdefault(key, []).append(operator)
    contexts = {
        name: tuple(tuple(p.lower().split()) for p in str(cues).split(","))
        for name, cues in _read(folder / "contexts.yaml").items()
    }
    cues: dict[str, tuple[str, ...]] = {}
    for type_, words in _read(folder / "cues.yaml").items():
        for word in dict.fromkeys(str(words).split()):
            cues[word] = (*cues.get(word, ()), str(type_))
    raw = _read(folder / "modal.yaml")
    absorbs = {name: frozenset(str(types).split()) for name, types in raw.pop("absorbs").items()}
    modal = {name: _by_type(table) for name, table in raw.items()}
    operating = frozenset((kind, lemma.split("_")[0]) for kind, lemma in operators)
    return Lexicon(
        frames,
        _table([folder / "pairs.yaml"], classes),
        {k: tuple(v) for k, v in operators.items()},
        operating,
        classes,
        contexts,
        modal,
        absorbs,
        cues,
        sum(len(v) for v in frames.values()),
    )


def _read(path: Path) -> Any:
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{path} cannot be read ({error}).", "Mend the file, or reinstall detente.") from None


def parse_code(text: str) -> EventCode | None:
    """Read "REQUEST meet" or "AGREE"; a dash is no code.

    >>> parse_code("REQUEST meet")
    EventCode(type='REQUEST', mode='meet')
    """
    words = text.split()
    return None if words in ([], ["-"]) else EventCode(words[0], words[1] if len(words) > 1 else None)


def _by_type(table: Mapping[str, Any]) -> dict[str, EventCode | None]:
    return {name: parse_code(str(code)) for types, code in table.items() for name in str(types).split()}


def _words(value: Any, classes: Mapping[str, frozenset[str]], path: Path) -> frozenset[str]:
    found: set[str] = set()
    for word in str(value or "").split():
        if word.startswith("$"):
            if word[1:] not in classes:
                raise LexiconError(f"{path}: no class of words is called {word}.", "Add it to classes.yaml.")
            found |= classes[word[1:]]
        else:
            found.add(word)
    return frozenset(found)


def _table(paths: list[Path], classes: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], tuple[Frame, ...]]:
    """(kind, lemma) to the frames of some files, the most specific first."""
    found: dict[tuple[str, str], list[Frame]] = {}
    for path in paths:
        for group in _read(path):
            for frame in _frames(group, classes, path):
                found.setdefault((frame.kind, frame.lemma), []).append(frame)
    return {k: tuple(sorted(v, key=lambda f: -f.weight)) for k, v in found.items()}


def _frames(group: Mapping[str, Any], classes: Mapping[str, frozenset[str]], path: Path) -> Iterator[Frame]:
    unknown = set(group) - _KEYS
    code = parse_code(str(group.get("code", "")))
    if unknown or code is None:
        raise LexiconError(
            f"{path}: {sorted(unknown) or 'an entry without a code'}: {dict(group)}", "See README.md."
        )
    for kind, key in (("verb", "verbs"), ("noun", "nouns"), ("adjective", "adjectives")):
        for word in str(group.get(key, "")).split():
            lemma, _, particle = word.partition("_")
            actor = group.get("actor") or ("subj" if kind != "noun" else "poss mod prep:by prep:of support")
            recipient = group.get("recipient", "obj" if kind == "verb" else "")
            objects = str(group.get("object", ""))
            yield Frame(
                name=f"{word}+{objects}" if objects else f"{word}/{kind}",
                kind=kind,
                lemma=lemma.replace("~", "-"),
                particle=particle or None,
                code=code,
                object=_words(objects, classes, path),
                unless_object=_words(group.get("unless_object"), classes, path),
                need=tuple(str(group.get("need", "")).split()),
                actor=tuple(str(actor).split()),
                recipient=tuple(str(recipient or "").split()),
                reciprocal=bool(group.get("reciprocal", False)),
                contexts=tuple(str(group.get("contexts", "")).split()),
                modality=tuple(str(group.get("modality", "")).split()),
                score=float(group.get("score", 0.7)),
                words=_words(group.get("words"), classes, path),
                unless_words=_words(group.get("unless_words"), classes, path),
                parties=str(group.get("parties", "")),
                support=bool(group.get("support", True)),
                complement=_words(group.get("complement"), classes, path),
            )


def _operators(
    group: Mapping[str, Any], classes: Mapping[str, frozenset[str]], path: Path
) -> Iterator[tuple[tuple[str, str], Operator]]:
    if set(group) - _OPERATOR_KEYS:
        raise LexiconError(f"{path}: unknown key {sorted(set(group) - _OPERATOR_KEYS)}.", "See README.md.")
    operator = Operator(
        name=str(group["name"]),
        slots=tuple(str(group.get("slots", "clause obj")).split()),
        default=parse_code(str(group.get("default", ""))),
        inner=_by_type(group.get("inner") or {}),
        modality=tuple(str(group.get("modality", "")).split()),
        recipient=tuple(str(group.get("recipient", "")).split()),
        keep=bool(group.get("keep", False)),
        unless_object=_words(group.get("unless_object"), classes, path),
        parties=str(group.get("parties", "")),
        infinitive=group.get("clause") == "infinitive",
        negated=_by_type(group.get("negated") or {}),
    )
    for kind, key in (("verb", "verbs"), ("noun", "nouns"), ("adjective", "adjectives")):
        for word in str(group.get(key, "")).split():
            yield (kind, word), operator
