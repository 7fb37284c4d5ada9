"""Akismet, an outside spam filter, by its HTTP API 1.1: verify-key, comment-check, submit-spam, submit-ham.

Used only when a key is set. The reader's e-mail is never sent. Whatever goes wrong out there is a `FetchFailed`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.errors import FetchFailed, SettingsError

#: Where the API is.
BASE = "https://rest.akismet.com/1.1/"
#: How long one question may take as a whole. **Units**: seconds.
PATIENCE = 4.0
_LONGEST_ANSWER = 4_096


@dataclass(frozen=True, slots=True)
class Comment:
    """What Akismet is told of a note.

    Attributes:
        address: The reader's network address.
        agent: What the browser calls itself.
        author: The name beside the note.
        content: The note.
    """

    address: str = field(repr=False)
    agent: str
    author: str
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What Akismet says of a note.

    Attributes:
        spam: Whether it calls it spam.
        blatant: Whether it is so sure that nobody need look at it.
    """

    spam: bool
    blatant: bool = False


@dataclass(frozen=True, slots=True)
class Akismet:
    """The service, as one site uses it.

    Attributes:
        key: The site's key. It is not shown.
        site: Address of the site's front page.
        base: Where the API is.
        patience: How long one question may take as a whole. **Units**: seconds.
    """

    key: str = field(repr=False)
    site: str
    base: str = BASE
    patience: float = PATIENCE

    def verify_key(self) -> bool:
        """Whether the service knows the key.

        Raises:
            FetchFailed: It cannot be asked.
        """
        return self._post("verify-key", {"key": self.key, "blog": self.site})[0] == "valid"

    def check(self, comment: Comment) -> Answer:
        """Ask about a note.

        Raises:
            FetchFailed: It cannot be asked, or gives no answer; then nothing is known.
        """
        said, headers = self._post("comment-check", self._fields(comment))
        if said not in ("true", "false"):
            raise _failed(f"it said {said[:60]!r} {headers.get('x-akismet-debug-help', '')}".strip())
        return Answer(said == "true", said == "true" and headers.get("x-akismet-pro-tip") == "discard")

    def submit_spam(self, comment: Comment) -> None:
        """Tell it of spam it did not see.

        Raises:
            FetchFailed: It cannot be told.
        """
        self._post("submit-spam", self._fields(comment))

    def submit_ham(self, comment: Comment) -> None:
        """Tell it of a note it took for spam.

        Raises:
            FetchFailed: It cannot be told.
        """
        self._post("submit-ham", self._fields(comment))

    def _fields(self, comment: Comment) -> dict[str, str]:
        return {
            "api_key": self.key,
            "blog": self.site,
            "user_ip": comment.address,
            "user_agent": comment.agent,
            "comment_type": "comment",
            "comment_author": comment.author,
            "comment_content": comment.content,
            "blog_charset": "UTF-8",
        }

    def _post(self, name: str, fields: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        import httpx

        from detente import __version__

        ends = time.monotonic() + self.patience
        agent = {"User-Agent": f"detente/{__version__} | notes/1"}
        try:
            with (
                httpx.Client(timeout=self.patience, headers=agent, follow_redirects=False) as client,
                client.stream("POST", self.base.rstrip("/") + "/" + name, data=dict(fields)) as answer,
            ):
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > _LONGEST_ANSWER or time.monotonic() > ends:
                        raise _failed("its answer is too long or too slow")
                if answer.status_code != 200:
                    raise _failed(f"HTTP status {answer.status_code}")
                return content.decode("utf-8", "replace").strip(), answer.headers
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _failed(type(error).__name__) from None


def from_environment(environment: Mapping[str, str] | None = None) -> Akismet | None:
    """The service as `DETENTE_AKISMET_KEY` and `DETENTE_SITE` set it, or `None` without a key.

    (These are no options of `detente.settings`: those are printed by `detente doctor`, and a key must not be.)

    Raises:
        SettingsError: There is a key, but no address of the site.
    """
    given = os.environ if environment is None else environment
    key = given.get("DETENTE_AKISMET_KEY", "").strip()
    site = given.get("DETENTE_SITE", "").strip()
    if not key:
        return None
    if not site.startswith(("http://", "https://")):
        raise SettingsError(
            "DETENTE_AKISMET_KEY is set, but not the site's address.",
            "Set DETENTE_SITE to the address of the front page, such as https://example.org.",
        )
    return Akismet(key, site, given.get("DETENTE_AKISMET_URL", "").strip() or BASE)


def _failed(why: str) -> FetchFailed:
    return FetchFailed(f"Akismet cannot be asked: {why}.", "Notes wait in the queue; it is asked again by itself.")
