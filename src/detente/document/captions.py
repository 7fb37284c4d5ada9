"""Photographs' captions and credits."""

from __future__ import annotations

import re

from detente.document.lexicon import Lexicon, plain
from detente.document.score import words_of
from detente.record import Caption

_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]{2,120})[)\]][.\s]*$")
_LABELLED = re.compile(r"^([A-Za-z ]{2,24}?)\s*[:|]\s*(\S.*)$")
_INNER_LABEL = re.compile(
    r"(?:^|[\s.|,(/–—-])((?:photo(?:graph)?s?|image|picture|illustration|credit|file photo|courtesy)"
    r"(?: credit| courtesy)?(?:\s*[:/|]\s*|\s+(?:by|courtesy of|via)\s+)\S.{1,80})$",
    re.I,
)
_SLASHED = re.compile(r"(?:^|\s)((?:(?:[A-Z][\w'’-]+|[A-Z]\.) ){0,4}[A-Z][\w'’-]+ ?/ ?[A-Z][\w.+/ '’-]{1,60})\.?$")
_VIA = re.compile(r"(?:^|[\s.|])((?:[A-Z][\w.'’/+-]*[ ,]+){0,7}via [A-Z][\w ./+-]{1,40})\.?$")
_BUTTONS = re.compile(
    r"^(?:(?:enlarge this image|toggle caption|hide caption|image caption|media caption|image source|"
    r"facebook twitter pinterest|view image in fullscreen)[\s:,]*)+|(?:[\s,]*(?:hide caption|toggle caption))+$",
    re.I,
)
#: A story's paragraph may end in brackets; a caption is no longer than this, in words.
LONGEST = 90
_PHOTO_WORD = re.compile(
    r"\b(?:photo|pool|handout|file|pictured?|image|illustration|photographer|courtesy|screengrab|archive)\b", re.I
)


def caption_of(text: str, lexicon: Lexicon) -> Caption | None:
    """Read a line as a caption with its credit, a caption or a credit alone; `None` when it is neither.

    Only a credit makes a caption: a sentence without one cannot be told from the story.
    """
    if len(words_of(text)) > LONGEST:
        return None
    # The buttons over a picture come along in the text: "Enlarge this image toggle caption Jane Doe/AP".
    bare = _BUTTONS.sub("", text).strip()
    if bare != text and bare:
        found = next((f for f in (r(bare, lexicon) for r in (_bracketed, _labelled, _alone, _ended)) if f), None)
        return found or (Caption("", bare) if is_credit(bare, lexicon) else Caption(bare, ""))
    for reader in (_bracketed, _labelled, _alone, _ended):
        found = reader(text, lexicon)
        if found is not None:
            return found
    return None


def is_credit(text: str, lexicon: Lexicon) -> bool:
    """Whether a few words are a photograph's credit: an agency with a name or a word for pictures."""
    agency = lexicon.agency.search(text)
    if not agency or len(words_of(text)) > 16:
        return False
    rest = (text[: agency.start()] + text[agency.end() :]).strip(" ,/.-–—|")
    named = bool(rest) and all(
        w[0].isupper() or w in {"via", "for", "and", "by", "of", "the", "photo"} for w in words_of(rest)
    )
    return bool(_PHOTO_WORD.search(text)) or named or (plain(text) in lexicon.agencies and len(text) > 4)


def _bracketed(text: str, lexicon: Lexicon) -> Caption | None:
    match = _BRACKETED.search(text)
    if not match or not is_credit(match[1], lexicon):
        return None
    inner = match[1].strip()
    # "(Reuters)." alone ends many a sentence about a report; a photograph's credit stands after the full stop,
    # or has a name or a word for pictures.
    bare = len(words_of(inner)) < 2 and not _PHOTO_WORD.search(inner)
    if bare and (text.rstrip().endswith(".") or len(words_of(text)) > 40):
        return None
    return Caption(text[: match.start()].strip(), inner)


def _labelled(text: str, lexicon: Lexicon) -> Caption | None:
    match = _LABELLED.match(text)
    if not match or plain(match[1]) not in lexicon.labels or plain(match[1]) in {"source", "video"}:
        return None
    if plain(match[1]).startswith("file"):
        inner = _ended(match[2], lexicon)
        return Caption(f"{match[1]}: {inner.text}", inner.credit) if inner else Caption(text, "")
    if "caption" in match[1].lower():
        return Caption(match[2].strip(), "")
    return Caption("", match[2].strip()) if len(words_of(match[2])) <= 12 else Caption(match[2].strip(), "")


def _alone(text: str, lexicon: Lexicon) -> Caption | None:
    """Read "Jane Doe/AP", "Jane Doe via Reuters", "Jane Doe, AFP", "Getty Images"; but not "About Reuters"."""
    short = len(words_of(text)) <= 10 and text[:1].isupper() and not re.search(r"[.?!:]$|\w{2}[.?!:] ", text)
    joined = re.search(r"[/,|©]| via |^\W*(?:AP|AFP|EPA) ?Photo", text) or plain(text) in lexicon.agencies
    return Caption("", text) if short and joined and is_credit(text, lexicon) else None


def _ended(text: str, lexicon: Lexicon) -> Caption | None:
    label = _INNER_LABEL.search(text)
    if label and len(words_of(label[1])) <= 12 and not label[1].endswith((".”", '."')):
        return Caption(text[: label.start(1)].strip(" |-–—(/,"), label[1].strip(" ()."))
    for pattern in (_VIA, _SLASHED):
        match = pattern.search(text)
        if match and lexicon.agency.search(match[1]):
            return Caption(text[: match.start(1)].strip(), match[1].strip())
    return None
