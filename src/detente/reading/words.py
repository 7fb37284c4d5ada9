"""The word lists of the reading, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import LexiconError

_GENDERS = frozenset(("m", "f", "n", ""))


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists of the reading; all keys are lower case except given names.

    Attributes:
        abbreviations: Abbreviated titles (`gen`, `lt col`), without full stops, and the gender they tell.
        titles: All titles, abbreviated or not.
        persons: Nouns that name a person, and their gender.
        given_names: Given names, and their gender.
        pronouns: Pronouns, with `gender` and `case`.
        elisions: Words that begin with an apostrophe.
        before_places: Prepositions after which a name is a place's.
        empty_it: Beginnings in which "it" means nothing ("it comes to", "it seems").
        suffixes: Ends of personal names that are no surnames.
    """

    abbreviations: dict[str, str]
    titles: dict[str, str]
    persons: dict[str, str]
    given_names: dict[str, str]
    pronouns: dict[str, dict[str, str]]
    elisions: frozenset[str]
    before_places: frozenset[str]
    empty_it: frozenset[str]
    suffixes: frozenset[str]


@lru_cache(maxsize=4)
def load_words(data_dir: str) -> Words:
    """Load the word lists.

    Args:
        data_dir: Folder of data files (`Settings.data_dir`).

    Raises:
        LexiconError: A list is missing or not in its format.
    """
    folder = Path(data_dir) / "lexicon" / "reading"
    titles, persons, pronouns = (read_yaml(folder / f"{n}.yaml", dict) for n in ("titles", "persons", "pronouns"))
    elisions = read_yaml(folder / "elisions.yaml", list)
    small = read_yaml(folder / "small.yaml", dict)
    try:
        abbreviations = {str(k): _gender(v) for k, v in titles["abbreviations"].items()}
        words = {str(k): _gender(v) for k, v in titles["words"].items()}
        nouns = {str(n): "" if g == "either" else _gender(g) for g, names in persons.items() for n in names}
        lists = [frozenset(map(str, small[n])) for n in ("before_places", "empty_it", "suffixes")]
        cases = {str(k): {"gender": _gender(v["gender"]), "case": str(v["case"])} for k, v in pronouns.items()}
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise LexiconError(f"A word list in {folder} is not in its format ({error}).", "See its README.") from None
    return Words(
        abbreviations,
        {**words, **abbreviations},
        nouns,
        _given_names(folder),
        cases,
        frozenset(map(str, elisions)),
        *lists,
    )


def read_yaml(path: Path, kind: type) -> Any:
    """Read one YAML file of a lexicon.

    Args:
        path: The file.
        kind: What its top level must be (`dict` or `list`).

    Raises:
        LexiconError: It is missing, no YAML, or something else at its top level.
    """
    import yaml

    try:
        content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError:
        raise LexiconError(f"The word list {path} cannot be read.", "Restore it, or mend DETENTE_DATA.") from None
    except yaml.YAMLError as error:
        raise LexiconError(f"The word list {path} is no YAML ({error}).", "Mend that line.") from None
    if not isinstance(content, kind):
        raise LexiconError(f"The word list {path} is no {kind.__name__}.", "See the README beside it.")
    return content


def _gender(value: object) -> str:
    text = str(value or "")
    if text not in _GENDERS:
        raise ValueError(f"no such gender: {text}")
    return text


def _given_names(folder: Path) -> dict[str, str]:
    path = folder / "given_names.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        raise LexiconError(f"The word list {path} cannot be read.", "Restore it, or mend DETENTE_DATA.") from None
    rows = [line.split("\t") for line in lines if line]
    bad = next((r for r in rows if len(r) != 2 or r[1] not in ("m", "f")), None)
    if bad is not None:
        raise LexiconError(f"{path} has a line that is no name and gender: {bad}.", "Write `Name<TAB>m` or `f`.")
    return dict(rows)
