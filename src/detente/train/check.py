"""Linting training text: doubles, balance, and nearness to measuring sets, which it must not contain."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.train.text import Example, Overlap

#: From this share of common words (Jaccard index of word sets) two texts are near-copies.
NEAR = 0.7
#: From this one two sentences with the same label are the same sentence twice.
SAME = 0.8
#: Fewer words than these say nothing about where a sentence came from.
_SHORTEST = 6
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Attributes:
        problems: What must be corrected, a line each, beginning with the place.
        labels: Sentences by type and mode.
        modalities: Sentences by auxiliary mode.
        contexts: Sentences by context.
        examples: Number of sentences.
        starts: The commonest first two words, with their counts: a sign of templates.
    """

    problems: tuple[str, ...]
    labels: Counter[str]
    modalities: Counter[str]
    contexts: Counter[str]
    examples: int
    starts: tuple[tuple[str, int], ...]


def check(examples: list[Example], measuring: Path | None = None) -> Report:
    """Check training text.

    Args:
        examples: The text, as read by `detente.train.text.read`.
        measuring: Folder of gold sets that no sentence may come near to.
    """
    problems = list(_doubles(examples))
    if measuring is not None:
        problems += _copies(examples, measuring)
    starts = Counter(" ".join(e.text.split()[:2]) for e in examples)
    return Report(
        tuple(problems),
        Counter(e.label for e in examples),
        Counter(e.modality or "-" for e in examples),
        Counter(c for e in examples for c in e.contexts),
        len(examples),
        tuple(starts.most_common(5)),
    )


def _doubles(examples: list[Example]) -> Iterator[str]:
    """The same sentence twice with the same marks, or nearly the same with the same label."""
    known: dict[tuple[object, ...], Example] = {}
    index = Overlap(SAME)
    for example in examples:
        key = (example.text, example.actors, example.recipients)
        before = known.setdefault(key, example)
        if before is not example:
            same = "and label" if before.label == example.label else f"but as {before.label}"
            yield f"{example.place}: sentence and marks of {before.place} {same}"
        found = index.nearest(example.text)
        index.add(example.text)
        if found is not None and before is example:
            other = examples[found[0]]
            if other.text != example.text and (other.label, other.modality) == (example.label, example.modality):
                yield f"{example.place}: nearly the sentence of {other.place} ({found[1]:.2f}), with its label"


def _copies(examples: list[Example], measuring: Path) -> Iterator[str]:
    """Sentences that share most of their words with one of a gold set; its text is not shown."""
    index = Overlap(NEAR)
    for example in examples:
        index.add(example.text)
    for place, sentence in _gold(measuring):
        found = index.nearest(sentence)
        if found is not None:
            yield f"{examples[found[0]].place}: a near-copy of {place} ({found[1]:.2f})"


def _gold(folder: Path) -> Iterator[tuple[str, str]]:
    """Every sentence of every gold set, with the file and the line it stands in."""
    for file in sorted(folder.glob("**/*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                for text in _texts(json.loads(line)):
                    for sentence in _SENTENCE.split(text):
                        if len(sentence.split()) >= _SHORTEST:
                            yield f"{file.name}:{number}", sentence


def _texts(row: dict[str, object]) -> Iterable[str]:
    return [str(row[name]) for name in ("text", "title") if isinstance(row.get(name), str)]
