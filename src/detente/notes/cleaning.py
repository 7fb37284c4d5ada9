"""Plain text out of whatever a form brings: no control characters, nothing that turns the line around."""

from __future__ import annotations

import re
import unicodedata

#: Joiners that scripts and emoji need; every other invisible format character is dropped.
_JOINERS = "\u200c\u200d"
#: General categories that are never text: control, format, lone surrogate, private use, unassigned.
_NEVER = ("Cc", "Cf", "Cs", "Co", "Cn")
#: Marks stacked on one letter at most; more than that is drawn over the lines above and below.
MARKS = 4
_BLANK_LINES = re.compile(r"\n{3,}")
_MAIL = re.compile(
    r"(?=.{3,254}\Z)[^\s@<>()\[\],;:\\\"\x00-\x20]{1,64}@"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?"
)


def clean(text: str) -> str:
    r"""The text with only what people can see, in composed form, with single line ends.

    Bidirectional overrides, embeddings and isolates go (they make a line read as what it is not), so do
    zero-width characters but the two joiners, and stacks of combining marks are cut.

    >>> clean("a\u202eb\x00c\r\nd\u200b")
    'abc\nd'
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept: list[str] = []
    stacked = 0
    for character in lines:
        category = unicodedata.category(character)
        stacked = stacked + 1 if category in ("Mn", "Me") else 0
        if stacked > MARKS or (category in _NEVER and character not in f"\n{_JOINERS}"):
            continue
        kept.append(character)
    bare = "\n".join(line.rstrip() for line in "".join(kept).split("\n"))
    # What was dropped may have stood between a letter and its mark.
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", bare).strip().strip(_JOINERS).strip())


def one_line(text: str) -> str:
    r"""The text on one line, with single blanks.

    >>> one_line(" Jane \n  Doe ")
    'Jane Doe'
    """
    return " ".join(clean(text).split())


def mail_address(text: str) -> str | None:
    """An e-mail address in the form in which two of them are compared, or `None` when it is none.

    >>> mail_address(" Jane.Doe@Example.ORG ")
    'jane.doe@example.org'
    >>> mail_address("jane at example.org") is None
    True
    """
    bare = one_line(text).casefold()
    local = bare.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return bare if _MAIL.fullmatch(bare) and not dots else None
