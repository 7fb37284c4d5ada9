"""From bytes to text: encodings, broken letters, control characters, line ends."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from detente.document.language import english_share
from detente.errors import Undecodable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)
# Browsers read these as Windows-1252, and so do pages mean them.
_LATIN = {"iso8859-1", "ascii", "latin-1", "latin_1", "cp1252"}
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# First letters of UTF-8 read as something else; without one of them there is nothing to repair.
_MOJIBAKE = re.compile(
    "[ÂÃâÐÑðïÅÄ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|[РСв][\u0402-\u045f\u00a0-\u00bb\u2013-\u203a\u20ac\u2116\u2122]"
)
_C1 = re.compile("[\x80-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and how many characters were lost or repaired."""

    text: str
    encoding: str
    doubtful: int


def decode(content: bytes, charset: str | None = None, english: frozenset[str] = frozenset()) -> Decoded:
    """Read bytes as text.

    Order: byte-order mark; strict UTF-8 (bytes that are valid UTF-8 beyond ASCII hardly ever mean anything
    else); the encodings the sender and the page state, if the bytes fit them; a likely one.

    Args:
        content: The bytes.
        charset: Encoding stated by the sender.
        english: English function words; many of them in the bytes speak for Windows-1252.

    Raises:
        Undecodable: The bytes are no text in any stated or likely encoding.
    """
    text, encoding = _decode(content, charset, english)
    doubtful = text.count("\ufffd")
    text, repaired = _mend(text)
    text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    return Decoded(unicodedata.normalize("NFC", _UNSEEN.sub("", text)), encoding, doubtful + repaired)


def _decode(content: bytes, charset: str | None, english: frozenset[str]) -> tuple[str, str]:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace"), name.removesuffix("-sig")
    wide = _wide(content)
    if wide:
        return content.decode(wide, "replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    for name in _stated(content, charset):
        text = _fits(content, name)
        if text is not None:
            return text, name
    text = content.decode("utf-8", "replace")
    if _nearly_utf8(text):
        return text, "utf-8"
    return _detected(content, english)


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    head = content[:2000]
    if len(head) >= 4 and len(content) % 2 == 0:
        if head[1::2].count(0) > 0.4 * len(head[1::2]) and head[::2].count(0) == 0:
            return "utf-16-le"
        if head[::2].count(0) > 0.4 * len(head[::2]) and head[1::2].count(0) == 0:
            return "utf-16-be"
    return None


def _stated(content: bytes, charset: str | None) -> list[str]:
    names = [charset] if charset else []
    meta = _META.search(content[:4096])
    if meta:
        names.append((meta[1] or meta[2]).decode("ascii", "ignore"))
    known = []
    for name in names:
        try:
            found = codecs.lookup(name.strip("\"' ")).name
        except LookupError:
            continue
        found = "cp1252" if found in _LATIN else found
        if found not in known and found != "utf-8":
            known.append(found)
    return known


def _fits(content: bytes, name: str) -> str | None:
    """The text in a stated encoding, unless that is plainly the wrong one."""
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError):
        if name != "cp1252":
            return None
        # Five bytes of Windows-1252 mean nothing; a page may still hold one or two of them.
        text = content.decode(name, "replace")
        if text.count("\ufffd") > 0.001 * len(text) + 2:
            return None
    return None if _odd(text) > 0.02 else text


def _odd(text: str) -> float:
    """Share of characters that text hardly has: controls, private use, unassigned."""
    odd = sum(unicodedata.category(c) in {"Cc", "Co", "Cn"} and c not in "\t\n\r\f\v" for c in text[:20000])
    return odd / max(1, len(text[:20000]))


def _nearly_utf8(text: str) -> bool:
    lost = text.count("\ufffd")
    beyond = sum(c > "\x7f" for c in text) - lost
    # In another encoding bytes hardly ever happen to make a valid sequence.
    return beyond >= 4 * lost


def _detected(content: bytes, english: frozenset[str]) -> tuple[str, str]:
    high = [b for b in content[:200_000] if b > 0x7F]
    # English pages of old have a few curly quotes, dashes and accents; too little for statistics to tell.
    text = _fits(content, "cp1252")
    if text is not None and (len(high) < 0.03 * len(content[:200_000]) or english_share(text, english) >= 0.15):
        return text, "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(content[:500_000]).best()
    if best is not None:
        text = content.decode(best.encoding, "replace")
        if _odd(text) <= 0.02 and text.count("\ufffd") <= 0.01 * len(text):
            return text, best.encoding.replace("_", "-")
    raise Undecodable(
        "The bytes are no text in the stated or any likely encoding.",
        "Save the page as UTF-8, or give its encoding (a charset in the Content-Type header or a meta element).",
    )


def _mend(text: str) -> tuple[str, int]:
    """Repair letters that were read in the wrong encoding, line by line; say how many characters changed."""
    doubtful = len(_SURROGATE.findall(text))
    if doubtful:
        text = _SURROGATE.sub("\ufffd", text)
    if not _MOJIBAKE.search(text) and not _C1.search(text):
        return text, doubtful
    import ftfy
    from ftfy import badness

    lines = text.split("\n")
    for i, line in enumerate(lines):
        if _C1.search(line) or (_MOJIBAKE.search(line) and badness.is_bad(line)):
            mended = ftfy.fix_encoding(line)
            doubtful += sum((Counter(mended) - Counter(line)).values())
            lines[i] = mended
    return "\n".join(lines), doubtful
