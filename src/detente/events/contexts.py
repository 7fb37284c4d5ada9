"""PLOVER contexts of an act, from cue words of its sentence."""

from __future__ import annotations

from functools import lru_cache

from detente.events.lexicon import load
from detente.record import Reading


@lru_cache(maxsize=4)
def _index(data_dir: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, cues in load(data_dir).contexts.items():
        for cue in cues:
            found.setdefault(cue[0], []).append((cue, name))
    return {k: tuple(v) for k, v in found.items()}


def of(reading: Reading, token: int, implied: tuple[str, ...], data_dir: str, most: int = 5) -> tuple[str, ...]:
    """Contexts of the act at a token.

    Args:
        reading: The reading.
        token: The trigger.
        implied: Contexts its frame implies; they come first.
        data_dir: Folder of data files.
        most: How many contexts to give at most.

    Returns:
        Names of contexts, those with more cues first.
    """
    index = _index(data_dir)
    sentence = reading.sentence_of(token)
    span = reading.tokens[sentence.start : sentence.end]
    counts: dict[str, int] = {}
    for at, first in enumerate(span):
        for key in {first.lemma.lower(), first.text.lower()}:
            for cue, name in index.get(key, ()):
                rest = span[at + 1 : at + len(cue)]
                if len(rest) == len(cue) - 1 and all(
                    w in (t.lemma.lower(), t.text.lower()) for w, t in zip(cue[1:], rest, strict=True)
                ):
                    counts[name] = counts.get(name, 0) + 1
                    break
    ranked = sorted((n for n in counts if n not in implied), key=lambda n: -counts[n])
    return tuple(dict.fromkeys((*implied, *ranked)))[:most]
