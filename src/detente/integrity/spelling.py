"""Letters that a scanner took for others, and words parted at the ends of lines that are no lines any more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from detente.integrity.say import number_of
from detente.integrity.vocabulary import counts
from detente.record import Document, Evidence, Finding

#: What stands in the text -> what may have stood on the paper.
_MISREAD = (
    ("rn", "m"), ("m", "rn"), ("m", "in"), ("1", "l"), ("1", "i"), ("l", "i"), ("i", "l"), ("c", "e"), ("e", "c"),
    ("0", "o"), ("5", "s"), ("b", "h"), ("h", "b"), ("d", "cl"), ("cl", "d"), ("f", "t"), ("t", "f"), ("n", "u"),
    ("u", "n"), ("vv", "w"), ("li", "h"), ("8", "b"), ("ii", "u"), ("o", "c"),
)  # fmt: skip
_WORD = re.compile(
    r"(?<![\w'’.@/#-])(?:[a-z]{3,}|[A-Za-z]*[a-z][018]+[a-z]*|[a-z]*[018][a-z]{2,})(?![\w'’@/-]|\.\w)"
)
_PARTED = re.compile(r"(?<![\w'’-])([a-z]{2,})- ([a-z]{2,})(?![\w'’-])")
_NUMBER = re.compile(r"\d\s?\Z")
#: "two- and three-year terms" is as it should be.
_SUSPENDED = frozenset({"and", "or", "to", "but", "nor", "versus", "through", "as", "than", "into"})
#: Only words at least so common are taken for what was on the paper.
_COMMON = 2_000_000
#: Fewer misread words may be the author's own slips; more of them in a long text, too.
_FEW, _SHARE = 3, 0.003
_SHOWN = 10


def about_misread_letters(document: Document) -> Iterator[Finding]:
    """Doubt a text whose words are common ones with a letter that looks like another: "govemment", "tbe"."""
    text, known = document.text, counts()
    # What follows a number is a unit: "4 mln".
    words = [m for m in _WORD.finditer(text) if not _NUMBER.search(text, max(0, m.start() - 4), m.start())]
    odd = [m for m in words if m.group() not in known]
    # A word that the author uses again and again is a name or a coinage.
    uses = Counter(m.group() for m in odd)
    often = {w for w, count in uses.items() if count > 2 and not any(c.isdigit() for c in w)}
    hits = [m for m in odd if (m.group() not in often or len(m.group()) < 4) and _on_paper(m.group(), known)]
    if len(hits) >= _FEW and len(hits) > _SHARE * len(words):
        example = hits[0].group()
        yield Finding(
            "misread-letters",
            "caution",
            f"{number_of(hits, 'word has', 'words have')} letters that look like others "
            f'("{example}" for "{_on_paper(example, known)}"), as a scanner leaves them; names may be wrong too.',
            tuple(Evidence.of(document.span(*m.span()), text) for m in hits[:_SHOWN]),
        )


def _on_paper(word: str, known: dict[str, int]) -> str:
    """The commonest word that this one may be a misreading of; empty if there is none."""
    lower, best = word.lower(), ""
    for seen, meant in _MISREAD:
        at = lower.find(seen)
        while at >= 0:
            tried = lower[:at] + meant + lower[at + len(seen) :]
            if known.get(tried, 0) > max(_COMMON, known.get(best, 0)):
                best = tried
            at = lower.find(seen, at + 1)
    return best


def about_parted_words(document: Document) -> Iterator[Finding]:
    """Doubt words with a hyphen and a space in them: "nego- tiations"."""
    text, known = document.text, counts()
    places = [
        m
        for m in _PARTED.finditer(text)
        if m[2] not in _SUSPENDED
        and known.get(m[1] + m[2], 0)
        and min(known.get(m[1], 0), known.get(m[2], 0)) < 50 * known[m[1] + m[2]]
    ]
    if places:
        yield Finding(
            "parted-words",
            "note" if len(places) < _FEW else "caution",
            f"{number_of(places, 'word is', 'words are')} parted by a hyphen and a space, as at the end of a "
            "printed line, so they may be read wrongly.",
            tuple(Evidence.of(document.span(*m.span()), text) for m in places[:_SHOWN]),
        )
