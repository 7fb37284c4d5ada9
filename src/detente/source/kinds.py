"""Tell text from anything else, by the bytes alone."""

from __future__ import annotations

import codecs
import re

#: Signatures that are never the start of a text: (offset, bytes, what it is).
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
    (0, b"PK\x03\x04", "a ZIP archive (or a Word, Excel or EPUB file)"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\xfd7zXZ\x00", "an xz file"),
    (0, b"(\xb5/\xfd", "a Zstandard file"),
    (257, b"ustar", "a tar archive"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (8, b"WEBPVP8", "a WebP image"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (0, b"\xca\xfe\xba\xbe", "a program (Java or Mach-O)"),
    (0, b"\x00asm", "a program (WebAssembly)"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"OggS\x00", "an Ogg recording"),
    (0, b"fLaC\x00", "a FLAC recording"),
    (0, b"ID3\x02", "an MP3 recording"),
    (0, b"ID3\x03", "an MP3 recording"),
    (0, b"ID3\x04", "an MP3 recording"),
    (4, b"ftyp", "an MP4 or HEIC file"),
    (0, b"\x1aE\xdf\xa3", "a WebM or Matroska film"),
    (0, b"wOF2", "a font"),
    (0, b"wOFF", "a font"),
)
#: Signatures that a text could begin with; they only name what the control bytes have given away.
_NAMES_OF_BINARY: tuple[tuple[int, bytes, str], ...] = (
    (0, b"MZ", "a program (Windows)"),
    (0, b"BM", "a bitmap image"),
    (0, b"BZh", "a bzip2 file"),
    (0, b"RIFF", "a WAV or AVI recording"),
    (0, b"\xff\xfb", "an MP3 recording"),
    (0, b"\x80\x04", "a Python pickle"),
)
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_BYTES = bytes(b for b in range(256) if b >= 0x20 and b != 0x7F) + b"\t\n\v\f\r\x1b"
#: More control bytes than this share make it no text. Random bytes have 11 %, texts hardly ever any.
_CONTROL_SHARE = 0.01
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|h1|h2|table)\b",
    re.IGNORECASE | re.DOTALL,
)


def seems(content: bytes, charset: str | None = None) -> str | None:
    """Name what binary content seems to be.

    Args:
        content: The bytes, unpacked.
        charset: Encoding stated by the sender; a stated UTF-16 or UTF-32 explains NUL bytes.

    Returns:
        Words like "a PDF document", or `None` when the bytes are text.

    >>> seems(b"%PDF-1.7 ...")
    'a PDF document'
    >>> seems("Tbilisi – the talks went on.".encode("utf-16")) is None
    True
    """
    named = _match(_SIGNATURES, content)
    if named:
        return named
    if b"%PDF-" in content[:1024] and b"\nendobj" in content:
        return "a PDF document"
    if is_wide(content, charset):
        return None
    control = len(content.translate(None, _TEXT_BYTES))
    if control <= 1 + _CONTROL_SHARE * len(content):
        return None
    return _match(_NAMES_OF_BINARY, content) or "binary data"


def is_wide(content: bytes, charset: str | None = None) -> bool:
    """Whether the content is UTF-16 or UTF-32, by its byte order mark or by what the sender states."""
    if content.startswith(_WIDE_MARKS):
        return True
    return (charset or "").lower().replace("_", "-").startswith(("utf-16", "utf16", "utf-32", "utf32"))


def is_html(content: bytes) -> bool:
    """Whether the content begins like HTML.

    >>> is_html(b"<!DOCTYPE html><p>Talks")
    True
    >>> is_html(b"Talks < war, said the mediator.")
    False
    """
    head = content[:4096]
    if is_wide(head):
        head = head.replace(b"\x00", b"")
    return bool(_HTML.match(head.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE)))


def is_blank(content: bytes) -> bool:
    r"""Whether there is nothing but white space, marks without width and NUL bytes.

    >>> is_blank(b" \r\n\x00"), is_blank("\u00a0\u200b".encode()), is_blank(b"Oslo")
    (True, True, False)
    """
    rest = content.strip(b" \t\r\n\v\f\x00")
    if len(rest) > 10_000 or rest.isalnum():
        return False
    encoding = "utf-8"
    if is_wide(content):
        rest = content
        encoding = "utf-32" if content.startswith(_WIDE_MARKS[:2]) else "utf-16"
    return not rest.decode(encoding, "replace").strip(" \t\r\n\v\f\x00\u00a0\u200b\u200c\u200d\u2060\ufeff")


def _match(table: tuple[tuple[int, bytes, str], ...], content: bytes) -> str | None:
    return next((name for at, mark, name in table if content.startswith(mark, at)), None)
