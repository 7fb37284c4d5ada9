"""Sort the lines of a page: the story's paragraphs here, headline, byline, captions and furniture there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.document.captions import caption_of
from detente.document.lexicon import Lexicon
from detente.document.lines import Line
from detente.document.opening import byline_of, find_headline, is_name, is_post, same_headline, split_dateline
from detente.document.score import Scored, is_date, score
from detente.document.stretch import best_stretch
from detente.record import Caption, Furniture

STORY = "story"
TITLE = "title"
#: What a paragraph between headline and story must have to be its lead: words, points.
LEAD_WORDS, LEAD_POINTS = 15, 4.0
#: No word of a story is longer. **Units**: characters.
LONGEST_WORD = 1000
_LETTERS = re.compile(r"[^\W_]+")
#: Furniture that stands alone and says nothing about the lines around it.
_LONE = {"byline", "dateline", "caption", "credit", "repeated_headline"}


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lines of a page and what each is.

    Attributes:
        lines: The lines.
        labels: For each line `story`, `title` or a kind of furniture.
        title: The headline, or `None`.
        byline: Author line as written, or `None`.
        dateline: The dateline, or `None`; already cut off the paragraphs.
        captions: Captions and credits.
        paragraphs: The story.
    """

    lines: tuple[Line, ...]
    labels: tuple[str, ...]
    title: str | None
    byline: str | None
    dateline: str | None
    captions: tuple[Caption, ...]
    paragraphs: tuple[str, ...]

    @property
    def furniture(self) -> tuple[Furniture, ...]:
        """The lines left out, in page order."""
        pairs = zip(self.lines, self.labels, strict=True)
        return tuple(Furniture(line.text, label) for line, label in pairs if label not in {STORY, TITLE})


def sort_lines(lines: Sequence[Line], lexicon: Lexicon, title: str | None = None) -> Sorted:
    """Sort lines.

    Args:
        lines: Lines of a page, in page order.
        lexicon: Phrases and weights.
        title: The headline where it is known.
    """
    whole = tuple(lines)
    lines = [replace(line, text="") if _is_unbroken(line.text) else line for line in whole]
    scored = score(lines, lexicon)
    labels: list[str] = [""] * len(lines)
    captions = _take_captions(scored, labels, lexicon)
    kept = _stretch(scored, labels, lexicon)
    near = _near_story(captions, scored, labels, kept)
    headline = None if title else find_headline(scored, kept, labels, lexicon)
    if headline is not None:
        labels[headline] = TITLE
        title = lines[headline].text
    _take_title(scored, labels, title)
    _keep_lead(scored, labels, kept)
    byline = _take_bylines(scored, labels, kept, lexicon)
    _name_rest(scored, labels, kept)
    paragraphs = [line.text for line, label in zip(lines, labels, strict=True) if label == STORY]
    dateline, paragraphs = _cut_dateline(paragraphs, lexicon)
    return Sorted(whole, tuple(labels), title, byline, dateline, near, tuple(paragraphs))


def _is_unbroken(text: str) -> bool:
    """Whether a line holds a "word" or a run of signs that nobody wrote: a picture as base64, an attack.

    Some scripts put no spaces between words, so that a paragraph of theirs is one "word".
    """
    if len(text) <= LONGEST_WORD:
        return False
    signs = max(map(len, _LETTERS.split(text)))
    words = any(len(word) > LONGEST_WORD * (1 if word.isascii() else 10) for word in text.split())
    return words or signs > LONGEST_WORD


def _take_captions(scored: Sequence[Scored], labels: list[str], lexicon: Lexicon) -> dict[int, Caption]:
    """Label captions and credits; return them by the number of their line."""
    found: dict[int, Caption] = {}
    for i, line in enumerate(scored):
        text = line.line.text
        caption = caption_of(text, lexicon)
        if caption is None and line.line.tag != "caption":
            continue
        caption = caption or Caption(text, "")
        labels[i] = "caption" if caption.text else "credit"
        if not caption.text and i - 1 in found and not found[i - 1].credit:
            found[i - 1] = replace(found[i - 1], credit=caption.credit)
        elif caption.text or caption.credit:
            found[i] = caption
        if caption.text and i and not labels[i - 1] and _is_label(scored[i - 1], caption.text):
            labels[i - 1] = "caption"
    return found


def _near_story(
    captions: dict[int, Caption], scored: Sequence[Scored], labels: list[str], kept: Sequence[bool]
) -> tuple[Caption, ...]:
    """The story's own captions; those of teasers far above or below lose their label."""
    story = [i for i, k in enumerate(kept) if k]
    first, last = (story[0], story[-1]) if story else (0, len(kept))
    near: dict[Caption, None] = {}
    for i, caption in captions.items():
        if first - 15 <= i <= last + 3:
            near.setdefault(caption)
        elif not scored[i].kind:
            labels[i] = ""
    whole = [c for c in near if c.text and c.credit]
    # A responsive page often prints a picture's credit twice.
    return tuple(c for c in near if c.text or not any(c.credit in w.credit for w in whole))


def _is_label(line: Scored, caption: str) -> bool:
    """Whether a line is the few words over a caption that say who is in the picture."""
    return line.words <= 5 and not line.prose and line.line.text.rstrip(".:").lower() in caption.lower()


def _stretch(scored: Sequence[Scored], labels: Sequence[str], lexicon: Lexicon) -> list[bool]:
    """Weigh stretches twice: first to find from where to where the story goes, then to sort the lines inside.

    Inside, a short line that no phrase names as furniture is a subhead or a list item far more often than not.
    """
    points = _after_openers(scored, lexicon)
    # Captions are part of neither side: they neither carry the story nor break it.
    points = [-0.01 if label else value for value, label in zip(points, labels, strict=True)]
    prices = lexicon.stretch
    kept = best_stretch(points, prices["leave"], prices["return"], prices["gap_line"])
    prose = [i for i, (k, s) in enumerate(zip(kept, scored, strict=True)) if k and s.prose]
    if prose:
        for i in range(prose[0], prose[-1]):
            if not scored[i].kind and not labels[i]:
                points[i] += prices["inside"]
        kept = best_stretch(points, prices["leave"], prices["return"], prices["gap_line"])
    free = [bool(s.words) and not s.sure and not label for s, label in zip(scored, labels, strict=True)]
    kept = [k and f for k, f in zip(kept, free, strict=True)]
    if not any(kept) and len(scored) <= 5:
        # A text too short or too plain to look like a story: keep what no phrase names as furniture.
        kept = [f and not s.kind for f, s in zip(free, scored, strict=True)]
    return kept


def _after_openers(scored: Sequence[Scored], lexicon: Lexicon) -> list[float]:
    """Points, less what is due for standing in a run of headlines or after "Related stories" and the like."""
    points, prose, penalty = [], 0, 0.0
    runs = _headline_runs(scored)
    for line, in_run in zip(scored, runs, strict=True):
        points.append(line.points + penalty + (lexicon.weights["headline_run"] if in_run else 0.0))
        prose += line.words if line.prose and line.points > 0 else 0
        kind = opener_of(line.key, line.words, lexicon)
        if kind and prose >= lexicon.stretch["opener_words"]:
            penalty = min(penalty, lexicon.weights["after_comments" if kind == "comment_form" else "after_opener"])
    return points


def opener_of(key: str, words: int, lexicon: Lexicon) -> str:
    """Kind of furniture that a line opens ("Related stories", "More from Example Times"), or empty."""
    if key in lexicon.opens:
        return lexicon.opens[key]
    parts = key.split(" ")
    if words > 6:
        return ""
    return next(
        (lexicon.opens[" ".join(parts[:n])] for n in (4, 3, 2) if " ".join(parts[:n]) in lexicon.opens), ""
    )


def _headline_runs(scored: Sequence[Scored]) -> list[bool]:
    """Lines in a run of three or more that look like headlines: a list of links to other stories."""
    looks = [
        6 <= s.words <= 20
        and not s.line.bullet
        and s.line.text[:1].isupper()
        and not s.line.text.endswith((".", ":", ";", ",", '."', ".”", "!", "?”"))
        for s in scored
    ]
    found = [False] * len(scored)
    start = 0
    for i in range(len(scored) + 1):
        if i < len(scored) and looks[i]:
            continue
        if i - start >= 3:
            found[start:i] = [True] * (i - start)
        start = i + 1
    return found


def _take_title(scored: Sequence[Scored], labels: list[str], title: str | None) -> None:
    if not title:
        return
    seen = TITLE in labels
    for i, line in enumerate(scored):
        if labels[i] in {"", "caption"} and same_headline(line.line.text, title):
            labels[i] = "repeated_headline" if seen else TITLE
            seen = True


def _keep_lead(scored: Sequence[Scored], labels: Sequence[str], kept: list[bool]) -> None:
    """Keep paragraphs between the headline and the rest of the story: a row of buttons may cut the lead off."""
    first = next((i for i, k in enumerate(kept) if k), 0)
    head = max(
        (i for i, label in enumerate(labels[:first]) if label in {TITLE, "repeated_headline"}), default=first
    )
    for i in range(head + 1, first):
        line = scored[i]
        if not labels[i] and not line.kind and line.words >= LEAD_WORDS and line.points >= LEAD_POINTS:
            kept[i] = True


def _take_bylines(
    scored: Sequence[Scored], labels: list[str], kept: Sequence[bool], lexicon: Lexicon
) -> str | None:
    """Label bylines and lone dates; return the first byline near the head of the story."""
    first = next((i for i, (k, s) in enumerate(zip(kept, scored, strict=True)) if k and s.prose), len(scored))
    last = max((i for i, (k, s) in enumerate(zip(kept, scored, strict=True)) if k and s.prose), default=-1)

    def inside(i: int) -> bool:
        # Deep in the story a name or a date is a subhead, or an entry of a chronicle.
        return kept[i] and first + 1 < i < last

    byline = None
    for i, line in enumerate(scored):
        if labels[i]:
            continue
        text = line.line.text
        after = scored[i + 1].line.text if i + 1 < len(scored) else ""
        found = byline_of(text, lexicon) if line.words <= 24 else None
        if not found and i < first and is_name(text) and not line.kind and is_post(after, lexicon):
            found, labels[i + 1] = text, "byline"
        if inside(i):
            continue
        if found:
            labels[i] = "byline"
            byline = byline or (found if abs(i - first) <= 12 else None)
        elif is_date(text) or (line.kind == "byline" and not line.prose):
            labels[i] = "byline"
    return byline


def _name_rest(scored: Sequence[Scored], labels: list[str], kept: Sequence[bool]) -> None:
    """Name every line that is left: story, or furniture of the kind its phrases or its neighbours have."""
    around = ""
    for i, line in enumerate(scored):
        if labels[i]:
            continue
        if kept[i]:
            labels[i] = STORY
            around = ""
            continue
        if line.kind and line.kind not in _LONE:
            around = line.kind
        labels[i] = line.kind or around or ("menu" if line.words <= 6 else "other")


def _cut_dateline(paragraphs: list[str], lexicon: Lexicon) -> tuple[str | None, list[str]]:
    for i, text in enumerate(paragraphs[:3]):
        dateline, rest = split_dateline(text, lexicon)
        if dateline:
            return dateline, [*paragraphs[:i], rest, *paragraphs[i + 1 :]]
    return None, paragraphs
