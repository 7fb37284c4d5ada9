"""What the page itself gives away: its language, date, leftovers and characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from detente.integrity.lexicon import Lexicon
from detente.integrity.say import clipped, number_of
from detente.record import Document, Evidence, Finding

#: What a text read in the wrong encoding looks like: UTF-8 taken for Windows-1252 or Latin-1.
_MOJIBAKE = re.compile("â€[\u0080-\u00bf\u0152-\u0178\u2013-\u2122]|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|ï»¿|ï¿½")
_LOST = re.compile("[\ufffd\u0080-\u0084\u0086-\u009f]+")
#: From this number and above this share of the text doubtful characters are more than a note.
_SEVERAL, _MANY = 3, 0.001
#: Shorter paragraphs are too short to tell their language.
_ENOUGH_WORDS = 25
#: English prose has about four function words in ten; below this share it is something else.
_FEW_FUNCTION_WORDS = 0.1
#: A paragraph with a larger share of capitalised words is a list of names; German prose stays below 0.4.
_MANY_CAPITALS = 0.6
#: Program text and tables have a smaller share of letters than this.
_FEW_LETTERS = 0.7
_WEB_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".php", ".aspx")
_SHOWN = 10


def about_language(
    document: Document, lexicon: Lexicon, paragraphs: tuple[tuple[int, int], ...]
) -> Iterator[Finding]:
    """Doubt a text in another language, and paragraphs in another language."""
    if document.language and document.language != "en":
        yield Finding(
            "not-english",
            "serious",
            f"The text seems to be in another language than English (code {document.language}), "
            "so nothing coded from it could be trusted.",
        )
        return
    text = document.text
    foreign = [start for start, end in paragraphs if _is_foreign(text[start:end], lexicon)]
    if foreign:
        yield Finding(
            "mixed-languages",
            "caution",
            f"{number_of(foreign, 'paragraph seems', 'paragraphs seem')} to be in another language than English "
            "and cannot be coded.",
            tuple(Evidence.of(document.span(s, clipped(text, s)), text) for s in foreign),
        )


def about_furniture(document: Document) -> Iterator[Finding]:
    """Doubt a plain text that brought along what stood around the story. On a web page that is as it should be."""
    if _is_web_page(document):
        return
    kinds = {f.kind for f in document.furniture}
    if "repeated_headline" in kinds:
        yield Finding(
            "repeated-headline",
            "note",
            "The headline stands more than once, as in texts that were copied or rewritten by a program.",
        )
    if "comment_form" in kinds:
        yield Finding(
            "comment-form",
            "note",
            "The text was copied together with its page's comment form, which was left out.",
        )


def about_date(document: Document) -> Iterator[Finding]:
    """Doubt what hangs on the day of publication when nobody knows it."""
    if document.published is None:
        yield Finding(
            "no-date",
            "caution",
            'No date of publication was found, so words like "yesterday" cannot be tied to days, '
            "nor offices to those who held them.",
        )


def about_characters(document: Document) -> Iterator[Finding]:
    """Doubt a text whose characters are garbled, lost, or had to be repaired."""
    text, doubtful = document.text, document.doubtful_characters
    garbled = list(_MOJIBAKE.finditer(text))
    if garbled:
        yield Finding(
            "mojibake",
            "caution",
            f"{number_of(garbled, 'place', 'places')} of the text came in the wrong encoding, so names and "
            "quotation marks may be wrong.",
            tuple(_word(document, m) for m in garbled[:_SHOWN]),
        )
    lost = list(_LOST.finditer(text))
    number = max(doubtful - len(garbled), len(lost))
    if number > 0:
        yield Finding(
            "unreadable-characters",
            "caution" if number >= _SEVERAL and number > _MANY * len(text) else "note",
            f"{number_of(number, 'character', 'characters')} could not be read or had to be repaired.",
            tuple(_word(document, m) for m in lost[:_SHOWN]),
        )


def _is_web_page(document: Document) -> bool:
    """As far as a document tells: by its address, or by the name of the site, which only HTML states."""
    url = urlsplit(document.url or "")
    path = url.path.lower().removesuffix(".gz")
    return url.scheme in {"http", "https"} or path.endswith(_WEB_SUFFIXES) or document.site is not None


def _is_foreign(paragraph: str, lexicon: Lexicon) -> bool:
    words = re.findall(r"[^\W\d_]+", paragraph)
    if sum(map(len, words)) < _FEW_LETTERS * len("".join(paragraph.split())):
        return False
    if len(words) < _ENOUGH_WORDS or sum(w[0].isupper() for w in words) > _MANY_CAPITALS * len(words):
        return False
    if sum(w.lower() in lexicon.function_words for w in words) > _FEW_FUNCTION_WORDS * len(words):
        return False
    import py3langid

    return bool(py3langid.classify(paragraph)[0] != "en")


def _word(document: Document, found: re.Match[str]) -> Evidence:
    """The word that a match stands in."""
    text, (start, end) = document.text, found.span()
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Evidence.of(document.span(start, end), text)
