"""What the spam filter sees of a text: named features, so that a judgement can say which words spoke.

`w:` words and pairs of words, `c:` runs of letters inside words (spaced-out and misspelt words share them), `f:`
facts: how many links, capitals, figures, how long, how much of it is about the document.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache

#: Number of places that features are hashed into.
PLACES = 1 << 17
#: Only the beginning of a text is read. **Units**: characters.
LONGEST = 8_000
_TAG = re.compile(r"<[^<>]{0,400}>")
# A scheme, "www.", or words joined by a dot as in names of hosts; "no.So" is a lost blank.
_LINK = re.compile(
    r"(?:h(?:tt|xx)ps?:?\s?//|www\s?\.)\s?\S+|\b[a-z0-9][a-z0-9-]{1,62}"
    r"(?:\.[a-z0-9-]{2,62}){0,4}\.(?-i:[a-z]{2,12}|[A-Z]{2,12})(?:/\S*)?(?![\w@])",
    re.IGNORECASE,
)
# Every repetition is bounded: hostile text must not take long to look through.
# "example dot com", "example [.] com", "example . com": an address that wants not to be seen as one.
_HIDDEN = re.compile(
    r"(?<![\w-])[\w-]{3,40}\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|\sdot\s|\s\.\s?)\s?[a-z]{2,4}\b", re.IGNORECASE
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_MONEY = re.compile(r"[$€£₿]\s?\d|\d\s?[$€£₿]|\d+\s?%")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?$€£₿]+")
_SQUEEZED = re.compile(r"(.)\1{3,}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def read(text: str, context: str = "") -> dict[str, float]:
    """Features of a text with their strengths.

    Args:
        text: As the reader wrote it.
        context: What it is about: title and text of the document, or "" when that is not known.
    """
    plain = _TAG.sub(" ", html.unescape(html.unescape(text[:LONGEST])))
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", plain))
    marked, links = _marked(plain)
    words = [w.casefold().replace("’", "'") for w in _WORD.findall(marked)]
    words = [_SQUEEZED.sub(r"\1\1\1", re.sub(r"\d", "0", w)) for w in words]
    found = {f"w:{w}": 1.0 for w in words}
    found |= {f"w:{a} {b}": 1.0 for a, b in zip(["^", *words], [*words, "$"], strict=True)}
    for word in dict.fromkeys(words):
        for piece in _pieces(word):
            found[f"c:{piece}"] = 1.0
    return found | {f"f:{name}": 1.0 for name in _facts(plain, words, links, context)}


@lru_cache(maxsize=1 << 16)
def number(name: str) -> int:
    """The place of a feature: the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % PLACES


def _marked(text: str) -> tuple[str, list[str]]:
    """The text with addresses put as words that say what they are, and the links."""
    links = [m.group() for m in _LINK.finditer(_MAIL.sub(" ", text))]
    text = _MAIL.sub(" xxmail ", text)
    text = _LINK.sub(lambda m: f" xxlink {_host(m.group())} ", text)
    text = _HIDDEN.sub(lambda m: f" xxhidden {m.group()} ", text)
    text = _PHONE.sub(" xxphone ", text)
    return _MONEY.sub(lambda m: f" xxmoney {m.group()} ", text), links


def _host(link: str) -> str:
    """The words of a link's host and path, without what all links have."""
    return " ".join(re.findall(r"[^\W\d_]{2,}", _bare(link))[:8])


def _bare(link: str) -> str:
    return re.sub(r"^(?:h\w+ps?:?\s?//)?\s?(?:www\s?\.)?", "", link, flags=re.IGNORECASE).rstrip(".,;:)]>'\"")


def _pieces(word: str) -> Iterator[str]:
    framed = f" {word} "
    for size in (3, 4, 5):
        for start in range(len(framed) - size + 1):
            yield framed[start : start + size]


def _facts(text: str, words: list[str], links: list[str], context: str) -> Iterator[str]:
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) / max(1, len(letters))
    yield f"links:{min(3, len(links))}"
    if links and len(words) < 12:
        yield "link, few words"
    for link in links[:5]:
        host, _, path = _bare(link).partition("/")
        yield f"ending:{host.rpartition('.')[2].casefold()[:12]}"
        yield f"link to:{0 if not path else 1 if len(path) < 12 else 2}"
    if links and text.rstrip().endswith(links[-1][-4:]):
        yield "link last"
    if _HIDDEN.search(text):
        yield "hidden link"
    if _MAIL.search(text):
        yield "mail"
    if _PHONE.search(text):
        yield "phone"
    yield f"money:{min(3, len(_MONEY.findall(text)))}"
    yield f"capitals:{0 if capitals < 0.15 else 1 if capitals < 0.5 else 2}"
    yield f"length:{sum(len(words) > n for n in (2, 5, 10, 20, 40, 80, 160, 320))}"
    yield f"exclamations:{min(4, text.count('!'))}"
    if "?" in text:
        yield "question"
    foreign = sum(ord(c) > 0x24F for c in letters) / max(1, len(letters))
    if foreign > 0.3:
        yield "another script"
    if len(words) > 5 and len(set(words)) / len(words) < 0.5:
        yield "repeats itself"
    if context:
        yield f"about it:{_shared(words, context)}"


def _shared(words: list[str], context: str) -> int:
    """How much of a text is about the document: 0 nothing, 3 a good part of its longer words."""
    mine = {w for w in words if len(w) > 3 and not w.startswith("xx")}
    about = {w.casefold() for w in _WORD.findall(context) if len(w) > 3}
    share = len(mine & about) / max(1, len(mine))
    return sum(share > bound for bound in (0.0, 0.1, 0.25))
