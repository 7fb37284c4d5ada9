"""Folding of names: case, accents, full stops and apostrophes away; words cut as the parser cuts them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: What the parser makes of "Russia's": a word of its own, which no name may swallow unseen.
POSSESSIVE = "'s"
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_ACCENTS = {
    code: plain
    for code in range(0xC0, 0x250)
    if (plain := unicodedata.normalize("NFKD", chr(code))[0]).isascii() and plain.isalpha()
} | {ord("ł"): "l", ord("Ł"): "l", ord("ø"): "o", ord("Ø"): "o", ord("đ"): "d", ord("Đ"): "d", ord("ı"): "i"}
_SIMPLE = re.compile(r"[A-Za-z0-9 .-]*")
_CUT = re.compile(r"[’']s\b|[^\s\-–—/,;:()\"“”]+")
_TAIL = re.compile(r"^(.+)[’']s$")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Fold one word; what holds no letter or digit comes back empty, a possessive as `'s`.

    >>> fold("Élysée"), fold("U.S."), fold("N'Djamena"), fold("’s"), fold("-")
    ('elysee', 'us', 'ndjamena', "'s", '')
    """
    if word in {"'s", "’s", "'", "’", "'S", "’S"}:
        return POSSESSIVE
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS)).lower()
    return "".join(c for c in plain if c.isalnum())


def words(text: str) -> tuple[str, ...]:
    """Cut a text into words much as the parser does: at white space, hyphens and before a possessive `'s`.

    >>> words("People's Republic of China"), words("Jean-Yves Le Drian")
    (('People', "'s", 'Republic', 'of', 'China'), ('Jean', 'Yves', 'Le', 'Drian'))
    """
    found: list[str] = []
    for part in _CUT.findall(text):
        tail = _TAIL.match(part)
        found.extend((tail.group(1), POSSESSIVE) if tail else (part,))
    return tuple(found)


def key(text: str) -> str:
    """The folded words of a name, joined by one blank: what two spellings of a name share.

    >>> key("Nicolás Maduro") == key("Nicolas Maduro")
    True
    """
    if text.isascii() and text.replace(" ", "").isalpha():
        return " ".join(text.lower().split())
    plain = text if text.isascii() else text.translate(_ACCENTS)
    if _SIMPLE.fullmatch(plain):
        # The common case, some ten times as quick: 15,000 names are folded while the registry loads.
        return " ".join(plain.lower().replace(".", "").replace("-", " ").split())
    return " ".join(f for f in map(fold, words(text)) if f)


def slug(text: str) -> str:
    """A name as part of an id.

    >>> slug("Ansar al-Sharia")
    'ansar-al-sharia'
    """
    return re.sub(r"[^a-z0-9]+", "-", key(text)).strip("-")


def is_acronym(word: str) -> bool:
    """Whether a name is written in capitals only (full stops aside), so that only capitals match it.

    >>> is_acronym("U.S."), is_acronym("NATO"), is_acronym("Nato")
    (True, True, False)
    """
    plain = word.replace(".", "")
    return 1 < len(plain) <= 6 and plain.isupper() and plain.isalpha()
