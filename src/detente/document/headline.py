"""The headline of an HTML page: what most of its sources agree on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable

from detente.document.lines import tidy
from detente.document.markup import Markup
from detente.document.opening import without_site
from detente.document.score import words_of

_HEADLINE = re.compile(r'"headline"\s*:\s*("(?:[^"\\]|\\.){3,300}")')


def headline_of(markup: Markup, lines: Iterable[str], url: str | None = None) -> str | None:
    """Choose among the first-level headings, `og:title`, `<title>` and JSON-LD's headline.

    A title with the site's name after it votes for itself with and without that tail; being printed on the
    page as a line of its own, or being freed of the site's name, counts half a vote. Ties go to the heading,
    then to `og:title`.
    """
    sites = _sites(markup, url)
    votes: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    printed = {_bare(line) for line in lines}
    freed: set[str] = set()
    for source in (_headings(markup), _open_graph(markup), _title(markup), _json_ld(markup)):
        keys: dict[str, str] = {}
        for text in source:
            if 1 <= len(words_of(text)) <= 60:
                keys.setdefault(_bare(text), text)
                short = without_site(text)
                keys.setdefault(_bare(short), short)
                if short != text and _is_site(text[len(short) :], sites):
                    freed.add(_bare(short))
        for key, text in keys.items():
            votes[key] += 1
            written.setdefault(key, text)
    if not votes:
        return None
    best = max(written, key=lambda key: votes[key] + 0.5 * (key in printed) + 0.5 * (key in freed))
    return written[best]


def _sites(markup: Markup, url: str | None) -> list[str]:
    """What the site calls itself: `og:site_name`, and the words of its address; letters only."""
    names = markup.tree.xpath("//meta[@property='og:site_name' or @name='application-name']/@content")
    hosts = [url, *markup.tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]
    for host in hosts:
        match = re.match(r"https?://(?:www\.)?([^/:]+)", host or "")
        names += [match[1].rpartition(".")[0]] if match else []
    return [n for n in (_letters(name) for name in names) if len(n) > 1]


def _is_site(tail: str, sites: list[str]) -> bool:
    tail = _letters(tail)
    return any(tail and (tail in site or site in tail) for site in sites)


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _headings(markup: Markup) -> list[str]:
    return [text for text in (tidy(e.text_content()) for e in markup.tree.iter("h1")) if text]


def _open_graph(markup: Markup) -> list[str]:
    found = markup.tree.xpath("//meta[@property='og:title' or @name='og:title' or @name='twitter:title']/@content")
    return [tidy(text) for text in found[:2] if text.strip()]


def _title(markup: Markup) -> list[str]:
    text = tidy(markup.tree.findtext(".//title") or "")
    return [text] if text else []


def _json_ld(markup: Markup) -> list[str]:
    match = _HEADLINE.search(markup.source)
    if not match:
        return []
    try:
        return [tidy(json.loads(match[1], strict=False))]
    except json.JSONDecodeError:
        return []


def _bare(text: str) -> str:
    return " ".join(words_of(text.lower().replace("’", "'")))
