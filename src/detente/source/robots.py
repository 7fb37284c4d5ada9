"""What a site's robots.txt asks of programs (RFC 9309): the longest rule that fits decides, and ties allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

#: Read at most; the standard wants no reader to stop before half a megabyte. **Units**: bytes.
LONGEST = 524_288
_MOST_RULES = 10_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Robots:
    """Rules for one program.

    Attributes:
        rules: (allowed, pattern), in the file's order.
        delay: Seconds to leave between two requests, or `None`.
    """

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float | None = None

    def allows(self, url: str) -> bool:
        """Whether a URL may be fetched.

        >>> Robots(((False, "/private"), (True, "/private/open"))).allows("https://a.example/private/open/1")
        True
        """
        parts = urlsplit(url)
        path = _same(parts.path or "/") + (f"?{_same(parts.query)}" if parts.query else "")
        fits = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, path)]
        return max(fits)[1] if fits else True


#: For a site whose robots.txt cannot be had: nothing may be fetched.
NOTHING = Robots(((False, "/"),))


def parse(content: bytes, agent: str) -> Robots:
    """Read a robots.txt.

    Args:
        content: The file; what lies after `LONGEST` bytes is not read.
        agent: Name of the program, as rules spell it.

    Returns:
        The rules for that program, or those for all when it is not named.
    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    heading = False
    many = 0
    for line in content[:LONGEST].decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            names = [*names, value.lower()] if heading else [value.lower()]
            heading = True
            groups.setdefault(names[-1], [])
            continue
        heading = False
        if field in {"allow", "disallow"} and value and many < _MOST_RULES:
            many += 1
            for name in names:
                groups[name].append((field == "allow", _same(value)))
        elif field == "crawl-delay" and _NUMBER.match(value):
            delays.update((name, float(value)) for name in names)
    chosen = agent.lower() if agent.lower() in groups else "*"
    return Robots(tuple(groups.get(chosen, ())), delays.get(chosen))


def _same(path: str) -> str:
    """One spelling for paths that mean the same."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?=&:;,+!@()'~-._%", errors="surrogateescape")


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the beginning of a path; `*` is anything, `$` at the end is the end."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not whole or at == len(path)
    last = rest.pop() if whole else None
    for piece in rest:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return last is None or (path.endswith(last) and len(path) - len(last) >= at)
