"""How much the look of a line speaks for its being part of the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from detente.document.lexicon import Lexicon, plain
from detente.document.lines import Line

_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_END = re.compile(r"[.?!…]['\"”’»)\]]*(?:\s*\[\d+\])*$|[:;]$")
_SAID = re.compile(r"[^.][.!]['\"”’]*$")
_INNER = re.compile(r"[,;] |[“\"]")
_NUMBERS = re.compile(
    r"^\W*(?:[$€£¥]\s?[\d.,]+\w?|[\d.,:/ %+-]+"
    r"(?:\s?(?:%|mb|kb|gb|am|pm|min|mins|px|k|m|st|nd|rd|th|pages?|reviews?|ratings?))?"
    r"|\+?[\d() -]{7,})\W*$",
    re.I,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE_ONLY = re.compile(
    rf"^\W*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?(?:\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{_MONTH}\s+\d{{4}})"
    r"(?:[\s,|•·@-]*(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,5}|[+-]\d+)?)?\W*$",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w{2,}|\[email\s+protected\]", re.I)
_GLUED = re.compile(r"[a-z)]{2}[A-Z][a-z]{2}")


@dataclass(frozen=True, slots=True)
class Scored:
    """A line, what it is called when it is furniture, and its points.

    Attributes:
        line: The line.
        points: Above 0 speaks for the story.
        kind: Kind of furniture that a phrase of the lexicon names, or empty.
        sure: No story prints such a line.
        words: Number of words.
        prose: It reads like a sentence or more of running text.
        key: The line as phrases are compared.
    """

    line: Line
    points: float
    kind: str
    sure: bool
    words: int
    prose: bool
    key: str


def words_of(text: str) -> list[str]:
    """The words of a line."""
    return _WORD.findall(text)


def is_date(text: str) -> bool:
    """Whether a line is a date (and time) and nothing else."""
    return bool(_DATE_ONLY.match(text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends like a sentence."""
    return bool(_END.search(text))


def score(lines: Sequence[Line], lexicon: Lexicon) -> list[Scored]:
    """Score every line of a page; a line's points depend on its own look and on its being repeated."""
    keys = [plain(line.text) for line in lines]
    times = Counter(keys)
    return [_score(line, key, times[key], lexicon) for line, key in zip(lines, keys, strict=True)]


def _score(line: Line, key: str, times: int, lexicon: Lexicon) -> Scored:
    words = words_of(line.text)
    kind, phrase_points, sure = _phrases(line.text, key, len(words), lexicon)
    points = _length(len(words), lexicon) + _grammar(line.text, words, lexicon) + _look(line, words, lexicon)
    if times > 1 and len(words) < 20:
        points += lexicon.weights["repeated"]
    prose = len(words) >= 8 and points > 1.5
    return Scored(line, points + phrase_points, kind, sure, len(words), prose and not sure, key)


def _length(count: int, lexicon: Lexicon) -> float:
    points = lexicon.lengths[0][1]
    for bound, value in lexicon.lengths:
        if count >= bound:
            points = value
    return points


def _grammar(text: str, words: Sequence[str], lexicon: Lexicon) -> float:
    weights, points, count = lexicon.weights, 0.0, len(words)
    if count >= 3 and _END.search(text) and (count >= 5 or not text.endswith(("...", "…", ":"))):
        points += weights["sentence_end"]
    elif count >= 12:
        points += weights["no_sentence_end"]
    if count >= 4:
        share = sum(w.lower() in lexicon.stop_words for w in words) / count
        points += weights["stop_words_many"] if share >= 0.3 else weights["stop_words_few"] if share < 0.125 else 0
        long = [w for w in words if len(w) > 3 and w[0].isalpha()]
        if long and sum(w[0].isupper() for w in long) >= 0.85 * len(long):
            points += weights["title_case"]
    if count >= 8 and _INNER.search(text):
        points += weights["inner_comma"]
    return points


def _look(line: Line, words: Sequence[str], lexicon: Lexicon) -> float:
    weights, points, text = lexicon.weights, 0.0, line.text
    if len(words) < 12:
        letters = [c for c in text if c.isalpha()]
        points += weights["all_capitals"] if len(letters) > 3 and all(c.isupper() for c in letters) else 0
        points += weights["number_like"] if not letters or _NUMBERS.match(text) else 0
        points += weights["date_only"] if _DATE_ONLY.match(text) else 0
        points += weights["address"] if _ADDRESS.search(text) else 0
    if line.bullet and line.bullet[-1] not in ".)":
        points += weights["bullet_nested"] if line.bullet in {"+", "o"} else weights["bullet"]
    if len(_GLUED.findall(text)) > 0.1 * len(words):
        points += weights["glued"]
    if line.extracted is not None:
        points += weights["html_extracted"] if line.extracted else weights["html_left"]
    points += weights["html_outside"] if line.outside else 0
    points += weights["links"] if line.links > 0.8 else 0
    return points


def _phrases(text: str, key: str, count: int, lexicon: Lexicon) -> tuple[str, float, bool]:
    """Kind, points and certainty of the furniture phrases in a line."""
    weights = lexicon.weights
    # "No." is somebody's answer; a button would say "No".
    if key in lexicon.whole and (count > 2 or not _SAID.search(text)):
        return lexicon.whole[key], weights["whole_phrase"], False
    lower = text.lower().replace("’", "'")
    always = lexicon.always.search(lower)
    if always:
        return lexicon.kinds[always[0]], weights["always_phrase"], True
    found: list[tuple[str, float]] = []
    begins = lexicon.begins.match(lower) or lexicon.begins.match(key.lstrip("(["))
    if begins:
        found.append((begins[0], weights["begins_phrase"]))
    found += [(m[0], weights["contains_phrase"]) for m in lexicon.contains.finditer(lower)]
    if not found:
        return "", 0.0, False
    points = found[0][1] + weights["more_phrases"] * (len(found) - 1)
    # In a long line a phrase weighs less: stories do say "read more about" or "newsletter".
    return lexicon.kinds[found[0][0]], points * (1.0 if count < 30 else 30 / count), False
