"""A list of feeds to watch, in TOML: what a person writes, checked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import FeedsError
from detente.source.columns import web_url
from detente.source.trouble import told_apart

#: How often a feed is asked, when the list does not say. **Units**: seconds.
USUAL = 900.0
#: Nobody is asked more often, and nobody is forgotten. **Units**: seconds.
SHORTEST, LONGEST = 60.0, 2_592_000.0
_MOST = 10_000
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_KEYS = frozenset({"url", "site", "every", "follow"})


@dataclass(frozen=True, slots=True)
class WatchedFeed:
    """A feed to watch.

    Attributes:
        url: Its address.
        site: Name of the publication, for people.
        every: How often it is asked. **Units**: seconds.
        follow: Fetch the pages it names; `False` takes the text it carries.
    """

    url: str
    site: str
    every: float = USUAL
    follow: bool = True


def read_feeds(path: Path) -> tuple[WatchedFeed, ...]:
    """Read a list of feeds.

    Args:
        path: A TOML file: `every` for all, and a table `[[feed]]` with `url`, `site`, `every`, `follow` for each.

    Raises:
        InputError: The file cannot be read.
        FeedsError: It is no such list.
    """
    with told_apart(path):
        content = path.read_bytes()
    try:
        told = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedsError(f"{path} is no TOML ({error}).", "Mend that line.") from None
    listed = told.get("feed")
    if not isinstance(listed, list) or not listed or not all(isinstance(f, dict) for f in listed):
        raise FeedsError(f"{path} names no feeds.", 'Write [[feed]] and url = "https://..." for each.')
    if len(listed) > _MOST:
        raise FeedsError(f"{path} names more than {_MOST:,} feeds.", "Split it, with a store for each.")
    strange = sorted(set(told) - {"feed", "every"})
    if strange:
        raise FeedsError(f"{path} has {strange[0]!r}, which means nothing.", "Use every, and [[feed]] tables.")
    usual = _span(told.get("every", USUAL), str(path))
    feeds = tuple(_feed(f, number, usual, path) for number, f in enumerate(listed, start=1))
    urls = [f.url for f in feeds]
    twice = next((u for u in urls if urls.count(u) > 1), None)
    if twice is not None:
        raise FeedsError(f"{path} names {twice} twice.", "Take one out.")
    return feeds


def _feed(told: dict[str, Any], number: int, usual: float, path: Path) -> WatchedFeed:
    name = f"Feed {number} of {path}"
    strange = sorted(set(told) - _KEYS)
    if strange:
        raise FeedsError(f"{name} has {strange[0]!r}, which means nothing.", f"Use {', '.join(sorted(_KEYS))}.")
    url = web_url(told.get("url"))
    if url is None:
        raise FeedsError(f"{name} has no http(s) address.", 'Write url = "https://...".')
    site, follow = told.get("site", url), told.get("follow", True)
    if not isinstance(site, str) or not isinstance(follow, bool):
        raise FeedsError(f"{name} has a site that is no text, or a follow that is not true or false.", "Mend it.")
    return WatchedFeed(url, site, _span(told.get("every", usual), name), follow)


def _span(told: Any, name: str) -> float:
    """Seconds out of 900, "15m", "2h" or "1d"."""
    found = _SPAN.match(str(told).strip().lower()) if not isinstance(told, bool) else None
    seconds = float(found[1]) * _SECONDS[found[2] or "s"] if found else -1.0
    if not SHORTEST <= seconds <= LONGEST:
        raise FeedsError(
            f"{name} is to be asked every {told!r}, which is no time from a minute to 30 days.",
            'Write every = "15m", "2h" or "1d".',
        )
    return seconds
