"""HTML: how deep it is nested, its visible lines, what the extractor takes for the story, its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from detente.document.elements import BLOCKS, FLAT, OUTSIDE, SKIPPED
from detente.document.lines import Line, split_bullet, tidy
from detente.document.score import words_of
from detente.errors import NoMainText, TooDeep

_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea|svg)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
#: An extractor that found fewer words than this found nothing.
FEWEST_EXTRACTED = 10
#: A noscript element with this many characters of text holds the page itself.
LONG_NOSCRIPT = 600
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed HTML page.

    Attributes:
        tree: The lxml tree; changed by nobody but the extractor, which comes last.
        source: The HTML text.
    """

    tree: Any
    source: str


def parse(source: str, max_depth: int) -> Markup:
    """Parse HTML.

    Raises:
        TooDeep: Elements nest deeper than `max_depth`.
        NoMainText: There is nothing to parse.
    """
    depth = depth_of(source, max_depth)
    if depth > max_depth:
        raise TooDeep(
            f"The HTML nests more than {max_depth} levels deep.",
            "Save the page as plain text, or raise DETENTE_MAX_DEPTH.",
        )
    import lxml.html
    from lxml.etree import LxmlError

    # Bytes, for lxml refuses str with an encoding declaration; huge_tree, for without it libxml2 silently drops
    # what is deeper than 255 levels.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        tree = None
    if tree is None:
        raise NoMainText("The page is empty.", "Give a page with a story in it.")
    return Markup(tree, source)


def depth_of(source: str, enough: int) -> int:
    """How deep elements nest; counting stops above `enough`. Linear in the page's length, and no recursion."""
    stack: list[str] = []
    open_tags: dict[str, int] = {}
    deepest = 0
    for closing, name, rest in _TAG.findall(_HIDDEN.sub(" ", source)):
        name = name.lower()
        if name in FLAT or rest.endswith("/"):
            continue
        if not closing:
            stack.append(name)
            open_tags[name] = open_tags.get(name, 0) + 1
            deepest = max(deepest, len(stack))
            if deepest > enough:
                return deepest
        elif open_tags.get(name):
            # An end tag closes what was left open inside.
            while True:
                last = stack.pop()
                open_tags[last] -= 1
                if last == name:
                    break
    return deepest


def visible_lines(markup: Markup) -> list[Line]:
    """The lines a reader sees, each with what HTML says about it."""
    rows: list[_Row] = [_Row()]
    for event in _walk(markup.tree):
        _write(event, rows)
    found = []
    for number, row in enumerate(rows):
        text = tidy("".join(row.parts))
        if not any(c.isalnum() for c in text):
            continue
        bullet, text = split_bullet(text)
        bullet = bullet or ("*" if row.tag == "item" else "")
        links = min(1.0, row.linked / max(1, len(text)))
        found.append(Line(text, (number,), bullet, row.tag, row.outside, links))
    return found


def mark_extracted(lines: list[Line], main_text: str) -> list[Line]:
    """Note for each line whether the extractor took it; unmarked where it found next to nothing."""
    if len(words_of(main_text)) < FEWEST_EXTRACTED:
        return lines
    taken = _Taken(main_text)
    return [replace(line, extracted=taken.has(line.text)) for line in lines]


class _Row:
    """A line being written."""

    def __init__(self, tag: str = "", outside: bool = False) -> None:
        self.parts: list[str] = []
        self.tag = tag
        self.outside = outside
        self.linked = 0


class _Taken:
    """Answers whether a line is part of a text: by its runs of three words, short lines as a whole."""

    def __init__(self, text: str) -> None:
        words = [w.lower() for w in words_of(text)]
        self.runs = set(zip(words, words[1:], words[2:], strict=False))
        self.lines = {" ".join(w.lower() for w in words_of(line)) for line in text.split("\n")}

    def has(self, text: str) -> bool:
        words = [w.lower() for w in words_of(text)]
        if len(words) < 3 or " ".join(words) in self.lines:
            return " ".join(words) in self.lines
        runs = list(zip(words, words[1:], words[2:], strict=False))
        return sum(run in self.runs for run in runs) >= 0.7 * len(runs)


def _walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """Elements in page order, as ("start", element) and ("end", element); hidden ones left out."""
    stack: list[tuple[str, Any]] = [("start", tree)]
    while stack:
        event, element = stack.pop()
        if event == "start":
            if not isinstance(element.tag, str) or _is_skipped(element) or _is_hidden(element):
                yield "tail", element
                continue
            stack.append(("end", element))
            stack.extend(("start", child) for child in reversed(element))
        yield event, element


def _is_skipped(element: Any) -> bool:
    # Some sites give readers without scripts the whole text in noscript; most only say "enable JavaScript".
    if element.tag == "noscript":
        return len(tidy(element.text_content())) < LONG_NOSCRIPT
    return element.tag in SKIPPED


def _is_hidden(element: Any) -> bool:
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") == "true" and element.tag not in {"a", "span", "p"})
        or bool(_NOT_SHOWN.search(element.get("style") or ""))
    )


def _write(event: tuple[str, Any], rows: list[_Row]) -> None:
    kind, element = event
    block = isinstance(element.tag, str) and element.tag in BLOCKS
    if kind == "start":
        if block:
            rows.append(_Row(*_place(element)))
        _put(element.text, element, rows)
        return
    if kind == "end" and block:
        parent = element.getparent()
        rows.append(_Row(*_place(parent)) if parent is not None else _Row())
    if element.getparent() is not None:
        _put(element.tail, element.getparent(), rows)


def _put(text: str | None, element: Any, rows: list[_Row]) -> None:
    if not text:
        return
    # Caption and credit are often two elements running that only a style sheet keeps apart.
    rows[-1].parts.append(f" {text} " if rows[-1].tag == "caption" else text)
    if element.tag == "a" or (element.getparent() is not None and element.getparent().tag == "a"):
        rows[-1].linked += len(tidy(text))


def _place(element: Any) -> tuple[str, bool]:
    """What kind of line an element holds, and whether it stands outside the story."""
    tag, outside, at = "", False, element
    for _ in range(12):
        if at is None or not isinstance(at.tag, str):
            break
        if not tag and at.tag in {"figcaption"}:
            tag = "caption"
        elif not tag and at.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            tag = "heading"
        elif not tag and at.tag in {"li", "dd", "dt"}:
            tag = "item"
        outside = outside or at.tag in OUTSIDE
        at = at.getparent()
    return tag, outside
