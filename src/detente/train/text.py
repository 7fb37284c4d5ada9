"""Training text of the event coder: tab-separated sentences in which actor and recipient are marked.

One line a sentence: type, mode, modality, contexts, sentence; `-` = none. The type `NONE` says that nothing
happens between the marked parties. Marks are `<s>...</s>` for the actor and `<t>...</t>` for the recipient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from detente.errors import TrainingTextError
from detente.events.learned import NONE
from detente.ontology import Ontology
from detente.record import EventCode

#: PLOVER's four auxiliary modes.
MODALITIES = ("negation", "future", "hypothetical", "historical")
_MARK = re.compile(r"<(/?)([st])>")
_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One training sentence.

    Attributes:
        type: PLOVER type, or `NONE`.
        mode: Mode of the type, if it has one.
        modality: Auxiliary mode, if any.
        contexts: What the act is about.
        text: The sentence without its marks.
        actors: Half-open ranges of code points in `text`.
        recipients: Likewise; empty where there is none.
        place: File and line, for messages.
    """

    type: str
    mode: str | None
    modality: str | None
    contexts: tuple[str, ...]
    text: str
    actors: tuple[tuple[int, int], ...]
    recipients: tuple[tuple[int, int], ...]
    place: str

    @property
    def label(self) -> str:
        """Type and mode in one word, for counting."""
        return f"{self.type}:{self.mode}" if self.mode else self.type


def read(folder: Path, ontology: Ontology) -> list[Example]:
    """Read every `.tsv` file of a folder, or one file.

    Args:
        folder: Folder or file.
        ontology: The codes that may be used.

    Raises:
        TrainingTextError: A line is malformed; the message names all of them, up to twenty.
    """
    files = sorted(folder.glob("*.tsv")) if folder.is_dir() else [folder]
    examples: list[Example] = []
    wrong: list[str] = []
    for file in files:
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise TrainingTextError(
                f"{file} cannot be read ({error}).", "Give a UTF-8 file or a folder."
            ) from None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                examples.append(parse(line, f"{file.name}:{number}", ontology))
            except TrainingTextError as error:
                wrong.append(error.message)
    if wrong:
        shown = "\n".join(wrong[:20]) + (f"\n... and {len(wrong) - 20} more" if len(wrong) > 20 else "")
        raise TrainingTextError(f"{len(wrong)} lines are malformed:\n{shown}", "Correct them.")
    if not examples:
        raise TrainingTextError(f"{folder} holds no training sentence.", "Give a folder with .tsv files.")
    return examples


def parse(line: str, place: str, ontology: Ontology) -> Example:
    """Read one line.

    Raises:
        TrainingTextError: A column is missing, a code unknown or a mark broken.
    """
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise _wrong(place, f"{len(columns)} columns, not {_COLUMNS}")
    type_, mode, modality, contexts, marked = (c.strip() for c in columns)
    if type_ != NONE and type_ not in ontology.types:
        raise _wrong(place, f"no such type: {type_}")
    if mode != "-" and (type_ == NONE or EventCode(type_, mode) not in ontology.modes):
        raise _wrong(place, f"{type_} has no mode {mode}")
    if modality not in {"-", *MODALITIES}:
        raise _wrong(place, f"no such modality: {modality}")
    names = tuple(c.strip() for c in contexts.split(",")) if contexts != "-" else ()
    unknown = [c for c in names if c not in ontology.contexts]
    if unknown:
        raise _wrong(place, f"no such context: {', '.join(unknown)}")
    text, spans = _unmarked(marked, place)
    if not spans["s"]:
        raise _wrong(place, "no actor is marked")
    return Example(
        type_,
        None if mode == "-" else mode,
        None if modality == "-" else modality,
        names,
        text,
        tuple(spans["s"]),
        tuple(spans["t"]),
        place,
    )


def _unmarked(marked: str, place: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """The sentence without marks, and where they stood."""
    spans: dict[str, list[tuple[int, int]]] = {"s": [], "t": []}
    text, last = "", 0
    opened: dict[str, int] = {}
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        closing, side = match.groups()
        if closing:
            if side not in opened:
                raise _wrong(place, f"</{side}> closes nothing")
            start = opened.pop(side)
            if not text[start:].strip() or text[start:] != text[start:].strip():
                raise _wrong(place, f"<{side}> holds nothing, or begins or ends with a space")
            spans[side].append((start, len(text)))
        elif side in opened:
            raise _wrong(place, f"<{side}> inside <{side}>")
        else:
            opened[side] = len(text)
    if opened:
        raise _wrong(place, f"<{next(iter(opened))}> is not closed")
    return text + marked[last:], spans


def words(text: str) -> frozenset[str]:
    """The distinct words of a sentence, in lower case."""
    return frozenset(re.findall(r"[a-z0-9]+", text.lower()))


class Overlap:
    """Finds texts that share most of their words with one given, by their rarest words first."""

    def __init__(self, least: float) -> None:
        """Start empty; `least` is the Jaccard index that is looked for."""
        self.least = least
        self._sets: list[frozenset[str]] = []
        self._by_word: dict[str, list[int]] = {}

    def add(self, text: str) -> None:
        """Add a text; texts are numbered as they come."""
        mine = words(text)
        for word in mine:
            self._by_word.setdefault(word, []).append(len(self._sets))
        self._sets.append(mine)

    def nearest(self, text: str) -> tuple[int, float] | None:
        """Number of the nearest text added, and its index; `None` when none is as near as `least`."""
        mine = words(text)
        if not mine:
            return None
        # Two sets with Jaccard >= t share a word among the (1 - t) n + 1 rarest of either.
        rare = sorted(mine, key=lambda w: (len(self._by_word.get(w, ())), w))
        best: tuple[int, float] | None = None
        seen: set[int] = set()
        for word in rare[: int((1 - self.least) * len(mine)) + 1]:
            for number in self._by_word.get(word, ()):
                if number in seen:
                    continue
                seen.add(number)
                other = self._sets[number]
                share = len(mine & other) / len(mine | other)
                if share >= self.least and (best is None or share > best[1]):
                    best = (number, share)
        return best


def _wrong(place: str, what: str) -> TrainingTextError:
    return TrainingTextError(f"{place}: {what}", "Correct the line.")
