"""How programs behave towards sites: ask robots.txt, leave time between requests, wait when asked to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from detente.errors import AskedNotTo, DetenteError, FetchFailed, ForbiddenAddress
from detente.record import Page
from detente.settings import Settings
from detente.source.fetching import TEXT_TYPES, Answer, get, page_of_answer, shown
from detente.source.robots import NOTHING, Robots, parse
from detente.source.unpack import unpack

#: Statuses of a server that asks for patience.
BUSY = frozenset({429, 503})
#: How long what a robots.txt says holds. **Units**: seconds.
_HOLDS = 86_400.0
#: How long until a robots.txt that could not be had is asked for again. **Units**: seconds.
_HOLDS_NOT = 600.0
#: A site may ask for more time between requests, up to this. **Units**: seconds.
_LONGEST_DELAY = 60.0
_TRIES = 3


@dataclass(slots=True)
class Manners:
    """Fetches politely. One object a process: it remembers when each host was asked last.

    Attributes:
        settings: `host_delay`, `max_wait`, `user_agent` and the limits of `fetch`.
        now: A clock that never runs backwards. **Units**: seconds.
        sleep: Waits. **Units**: seconds.
        patience: Longest wait for a host that asks for it, instead of `max_wait`. **Units**: seconds.
    """

    settings: Settings
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    patience: float | None = None
    _next: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)

    def page(self, url: str) -> Page:
        """Fetch a page.

        Raises:
            DetenteError: As `fetch`; and `AskedNotTo` when the site's robots.txt asks to stay away.
        """
        return page_of_answer(self.get(url), self.settings)

    def get(
        self,
        url: str,
        *,
        accept: str = "text/html, application/xhtml+xml, text/plain;q=0.9",
        types: frozenset[str] | None = TEXT_TYPES,
        given: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask a server, when it may be asked and not before.

        Returns:
            The answer, whatever its status; a server that asks for patience has been asked three times.

        Raises:
            AskedNotTo: The site's robots.txt asks to stay away.
            FetchError: As `fetching.get`, or the site asks to wait for longer than there is patience.
        """
        site = _site(url)
        rules = self._rules(site)
        if rules is NOTHING:
            raise FetchFailed(
                f"The robots.txt of {shown(site)} cannot be had, so nothing is fetched from there.",
                "Try again later.",
            )
        if not rules.allows(url):
            raise AskedNotTo(
                f"The robots.txt of {shown(site)} asks programs not to fetch {shown(url)}.",
                "Save the page in a browser and give the file, or ask the site.",
            )
        delay = max(self.settings.host_delay, min(rules.delay or 0.0, _LONGEST_DELAY))
        answer = self._ask(site, url, delay, accept, types, given)
        for again in range(1, _TRIES):
            if answer.status not in BUSY:
                return answer
            wait = retry_after(answer.header.get("retry-after"))
            self._next[site] = self.now() + (delay * 2**again if wait is None else wait)
            if self._next[site] - self.now() > self._patience():
                return answer
            answer = self._ask(site, url, delay, accept, types, given)
        return answer

    def _patience(self) -> float:
        return self.settings.max_wait if self.patience is None else self.patience

    def _ask(
        self,
        site: str,
        url: str,
        delay: float,
        accept: str,
        types: frozenset[str] | None,
        given: Mapping[str, str] | None,
    ) -> Answer:
        wait = self._next.get(site, 0.0) - self.now()
        if wait > max(self._patience(), delay):
            raise FetchFailed(f"{shown(site)} asks not to be asked for {wait:.0f} seconds.", "Try again later.")
        if wait > 0:
            self.sleep(wait)
        try:
            return get(url, self.settings, accept=accept, types=types, given=given)
        finally:
            self._next[site] = self.now() + delay

    def _rules(self, site: str) -> Robots:
        known = self._robots.get(site)
        if known is not None and self.now() - known[0] < (_HOLDS_NOT if known[1] is NOTHING else _HOLDS):
            return known[1]
        rules = self._fetched_rules(site)
        self._robots[site] = (self.now(), rules)
        return rules

    def _fetched_rules(self, site: str) -> Robots:
        """A site without robots.txt allows all; one whose robots.txt cannot be had, nothing (RFC 9309, 2.3.1)."""
        try:
            answer = self._ask(site, f"{site}/robots.txt", self.settings.host_delay, "text/plain", None, None)
            if answer.status == 200:
                content = unpack(answer.content, f"{site}/robots.txt", self.settings)
                return parse(content, _agent(self.settings.user_agent))
        except ForbiddenAddress:
            raise
        except DetenteError:
            return NOTHING
        return NOTHING if answer.status in BUSY or answer.status >= 500 else Robots()


def retry_after(header: str | None) -> float | None:
    """Seconds that a server asks to wait, or `None` when it does not say.

    >>> retry_after("120"), retry_after("soon")
    (120.0, None)
    """
    if not header:
        return None
    if re.fullmatch(r"\d{1,9}", header.strip()):
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _site(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
    except ValueError:
        raise FetchFailed(
            f"{shown(url)} is no URL.", "Give the http(s) URL of a page on the public web."
        ) from None


def _agent(user_agent: str) -> str:
    return re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0] or "detente"
