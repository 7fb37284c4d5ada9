"""The words by which page furniture, credits, bylines and datelines are known; read once from data files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

PLACES = ("always", "whole", "begins", "contains", "opens")
KINDS = (
    "comment_form",
    "privacy",
    "share",
    "menu",
    "related",
    "repeated_headline",
    "byline",
    "dateline",
    "caption",
    "credit",
    "advert",
    "subscribe",
    "legal",
    "other",
)
_EDGE = re.compile(r"^[^\w#©(\"@+]+|[^\w#*)\"©+]+$")
_NUMBER = re.compile(r"\b\d[\d,.]*[km]?\b|(?<=\()\d+(?=\))")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases and weights, ready for matching.

    Attributes:
        whole: Whole lines (as `plain` writes them) and their kind.
        opens: Whole lines after which the rest of the page is furniture, and their kind.
        begins: One pattern for beginnings; its kinds by phrase stand in `kinds`.
        contains: One pattern for phrases inside a line.
        always: One pattern for phrases that no story prints.
        kinds: Phrase to kind, for the three patterns.
        weights: Points for each look of a line.
        lengths: Points by number of words, as (bound, points), ascending.
        stretch: Prices of leaving and re-entering the story.
        stop_words: English words that bind sentences.
        english: Function words that tell English from other languages.
        agencies: Names of photo agencies, lower case.
        agency: Pattern for one of them.
        labels: Words that stand before a credit ("photo by"), lower case.
        by: Words that open a byline.
        posts: What reporters call themselves, lower case.
        wires: Pattern for a news agency's name in a dateline.
        not_places: Capitalised words that open a line and are no place.
    """

    whole: dict[str, str]
    opens: dict[str, str]
    begins: re.Pattern[str]
    contains: re.Pattern[str]
    always: re.Pattern[str]
    kinds: dict[str, str]
    weights: dict[str, float]
    lengths: tuple[tuple[int, float], ...]
    stretch: dict[str, float]
    stop_words: frozenset[str]
    english: frozenset[str]
    agencies: frozenset[str]
    agency: re.Pattern[str]
    labels: frozenset[str]
    by: re.Pattern[str]
    posts: frozenset[str]
    wires: re.Pattern[str]
    not_places: frozenset[str]


def plain(line: str) -> str:
    """A line as phrases are compared: lower case, straight apostrophes, numbers as `#`, no bullets or end marks.

    >>> plain("* 12 Comments »")
    '# comments'
    """
    line = _SPACE.sub(" ", line.lower().replace("’", "'").replace("“", '"').replace("”", '"'))
    return _NUMBER.sub("#", _EDGE.sub("", line)).strip()


def load(data_dir: str) -> Lexicon:
    """Read the furniture lexicon below a data folder.

    Raises:
        LexiconError: A file is missing or a row is not in its format.
    """
    return _load(Path(data_dir) / "lexicon" / "furniture")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Lexicon:
    phrases = _phrases(folder / "phrases.tsv")
    weights = _yaml(folder / "weights.yaml")
    credits, bylines = _yaml(folder / "credits.yaml"), _yaml(folder / "byline.yaml")
    lengths, stretch = weights.pop("length"), weights.pop("stretch")
    return Lexicon(
        whole={**phrases["opens"], **phrases["whole"]},
        opens=phrases["opens"],
        begins=_pattern(phrases["begins"], r"(?:{})(?!\w)"),
        contains=_pattern(phrases["contains"], r"(?<!\w)(?:{})(?!\w)"),
        always=_pattern(phrases["always"], r"(?<!\w)(?:{})(?!\w)"),
        kinds={**phrases["begins"], **phrases["contains"], **phrases["always"]},
        weights={name: float(value) for name, value in weights.items()},
        lengths=tuple(sorted((int(bound), float(points)) for bound, points in lengths.items())),
        stretch={name: float(value) for name, value in stretch.items()},
        stop_words=_words(folder / "stop_words.txt"),
        english=_words(folder / "english.txt"),
        agencies=frozenset(a.lower() for a in credits["agencies"]),
        agency=_pattern(
            {*credits["agencies"], *(a.upper() for a in credits["agencies"])}, r"(?<![\w.])(?:{})(?!\w)"
        ),
        labels=frozenset(credits["labels"]),
        by=_pattern(bylines["by"], r"(?i:{})\s*:?\s+"),
        posts=frozenset(bylines["posts"]),
        wires=_pattern(bylines["agencies"], r"(?:{})"),
        not_places=frozenset(bylines["not_places"]),
    )


def _pattern(phrases: Iterable[str], frame: str) -> re.Pattern[str]:
    # The longest first: an alternation takes the first that fits.
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(frame.format("|".join(re.escape(p) for p in ordered)))


def _phrases(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for number, row in enumerate(_read(path).splitlines()[1:], 2):
        parts = row.split("\t")
        if (
            len(parts) != 3
            or parts[0] not in KINDS
            or parts[1] not in PLACES
            or parts[2] != plain_phrase(parts[2])
        ):
            raise LexiconError(
                f"{path}:{number} is not `kind, place, phrase`: {row!r}.",
                f"Use a kind of {', '.join(KINDS)}, a place of {', '.join(PLACES)} and a phrase in lower case.",
            )
        kind, place, phrase = parts
        found[place][plain(phrase) if place in {"whole", "opens"} else phrase] = kind
    return found


def plain_phrase(phrase: str) -> str:
    """A phrase as the phrase file must hold it: lower case, single spaces, straight apostrophes."""
    return _SPACE.sub(" ", phrase.lower().replace("’", "'")).strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(
            f"{path} cannot be read ({error.strerror}).", "Reinstall detente, or unset DETENTE_DATA."
        ) from None


def _words(path: Path) -> frozenset[str]:
    return frozenset(" ".join(row for row in _read(path).splitlines() if not row.startswith("#")).split())


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.load(_read(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise LexiconError(f"{path} is no YAML ({error}).".replace("\n", " "), "Mend that file.") from None
    if not isinstance(found, dict):
        raise LexiconError(f"{path} holds no table of names.", "Mend that file.")
    return found
