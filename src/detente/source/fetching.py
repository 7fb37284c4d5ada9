"""One page from the web, at a person's request: limited in size, time, redirects and where it may come from."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from detente.errors import BinaryInput, EmptyInput, FetchFailed, ForbiddenAddress, TooLarge
from detente.record import Page
from detente.settings import Settings
from detente.source.addresses import Address, checked, literal, resolve
from detente.source.files import page_of

if TYPE_CHECKING:
    import ssl

    import httpx

    from detente.source.transport import Deadline

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(r"[A-Za-z0-9._-]+\Z|[0-9A-Fa-f:.]+\Z")
TEXT_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_PACKINGS = frozenset({"", "identity", "gzip", "x-gzip"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FIX_URL = "Give the http(s) URL of a page on the public web."


def is_url(place: str) -> bool:
    """Whether a place names a scheme, so that it is no path.

    >>> is_url("https://example.org/"), is_url("pages/one.html")
    (True, False)
    """
    return bool(_SCHEME.match(place.strip()))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: Where the last redirect led.
        status: The HTTP status.
        header: Fields, names in lower case.
        content: The body as it came over the wire; empty when it was not wanted.
        reason: The server's words for the status.
    """

    url: str
    status: int
    header: Mapping[str, str]
    content: bytes = b""
    reason: str = ""


def fetch(url: str, settings: Settings) -> Page:
    """Fetch one page.

    Args:
        url: An http or https URL without user name and password.
        settings: `fetch_timeout` (over everything), `max_bytes`, `max_ratio`, `max_redirects`, `user_agent`.

    Returns:
        The page; its `url` is where the last redirect led.

    Raises:
        ForbiddenAddress: Another scheme, a name and password, or an address that is not public.
        FetchFailed: The network or the server fails, too many redirects, or it takes too long.
        TooLarge: The page has more than `max_bytes`.
        TooCompressed: The page unpacks to far more than it weighs.
        BinaryInput: The page is neither text nor HTML.
        EmptyInput: The page has nothing in it.
        Undecodable: Its gzip data is damaged.
    """
    return page_of_answer(get(url, settings), settings)


def get(
    url: str,
    settings: Settings,
    *,
    accept: str = "text/html, application/xhtml+xml, text/plain;q=0.9",
    types: frozenset[str] | None = TEXT_TYPES,
    given: Mapping[str, str] | None = None,
) -> Answer:
    """Ask a server for anything.

    Args:
        url: An http or https URL without user name and password.
        settings: As for `fetch`.
        accept: What to ask for.
        types: Media types whose body is read; `None` = all.
        given: More fields of the request.

    Returns:
        The answer, whatever its status; the body is there when the status is 200 and the type is wanted.

    Raises:
        FetchError: The URL may not be fetched, or the network or the server fails.
        TooLarge: The body has more than `max_bytes`.
    """
    import httpcore
    import httpx

    from detente.source.transport import CheckedTransport, Deadline

    def check(host: str, port: int, seconds: float) -> list[Address]:
        return checked(host, port, seconds, allow_private=settings.allow_private_addresses, lookup=resolve)

    url = url.strip()
    deadline = Deadline(settings.fetch_timeout)
    headers = {
        "User-Agent": settings.user_agent,
        "Accept": accept,
        "Accept-Encoding": "gzip",
        "Accept-Language": "en",
        "Connection": "close",
        **(given or {}),
    }
    target = _parsed(url)
    try:
        with httpx.Client(
            transport=CheckedTransport(check, deadline, _tls()), headers=headers, trust_env=False, timeout=None
        ) as client:
            return _follow(client, target, deadline, settings, types)
    except (httpx.TimeoutException, httpcore.TimeoutException):
        raise FetchFailed(
            f"{shown(url)} did not come within {settings.fetch_timeout:g} seconds.",
            "Try again later, or raise DETENTE_FETCH_TIMEOUT.",
        ) from None
    except (
        httpx.HTTPError,
        httpx.InvalidURL,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise FetchFailed(
            f"{shown(url)} could not be fetched ({str(error) or type(error).__name__}).",
            "Check the URL and the network, or try again later.",
        ) from None


def _follow(
    client: httpx.Client, target: httpx.URL, deadline: Deadline, settings: Settings, types: frozenset[str] | None
) -> Answer:
    first = target
    for _ in range(settings.max_redirects + 1):
        with client.stream("GET", target, follow_redirects=False) as response:
            if response.status_code not in _REDIRECTS:
                return _answer(response, str(target), deadline, settings, types)
            where = response.headers.get("location")
            if not where:
                raise FetchFailed(f"{shown(str(target))} redirects to nowhere.", "Give the page's own URL.")
            target = _parsed(where, target)
    raise FetchFailed(
        f"{shown(str(first))} redirects more than {settings.max_redirects} times.", "Give the page's own URL."
    )


def _answer(
    response: httpx.Response, url: str, deadline: Deadline, settings: Settings, types: frozenset[str] | None
) -> Answer:
    header = {k.lower(): v for k, v in response.headers.items()}
    media_type, _ = content_type(header.get("content-type"))
    wanted = types is None or media_type is None or media_type in types
    read = response.status_code == 200 and wanted and _packing(header) in _PACKINGS
    content = _body(response, url, deadline, settings) if read else b""
    return Answer(url, response.status_code, header, content, response.reason_phrase)


def page_of_answer(answer: Answer, settings: Settings) -> Page:
    """The page that a server answered with.

    Raises:
        FetchFailed: The status is not 200, or the body is packed in a way that was not asked for.
        InputError: The body is empty, or no text, or too much.
    """
    check_answer(answer)
    url = answer.url
    media_type, charset = content_type(answer.header.get("content-type"))
    if media_type is not None and media_type not in TEXT_TYPES:
        feeds = "xml" in media_type or "json" in media_type
        fix = "Read it with --kind feed or --kind sitemap, or give a story's page." if feeds else ""
        raise BinaryInput(
            f"{shown(url)} is {media_type}, not text or HTML.", fix or "Give the URL of a story's page."
        )
    if media_type == "application/xhtml+xml":
        media_type = "text/html"
    return page_of(answer.content, shown(url), settings, url=url, media_type=media_type, charset=charset)


def check_answer(answer: Answer) -> None:
    """Make sure that an answer has a body that can be read.

    Raises:
        FetchFailed: The status is not 200, or the body is packed in a way that was not asked for.
        EmptyInput: The status says that there is none.
    """
    status, url = answer.status, answer.url
    if status >= 400:
        raise FetchFailed(
            f"{shown(url)} answers with status {status} {answer.reason}".rstrip() + ".",
            "Check the URL, or save the page in a browser and give the file.",
        )
    if status in {204, 205}:
        raise EmptyInput(f"{shown(url)} has nothing in it.", "Check the URL.")
    if status != 200:
        raise FetchFailed(
            f"{shown(url)} answers with status {status}.",
            "Save the page in a browser and give the file.",
        )
    packing = _packing(answer.header)
    if packing not in _PACKINGS:
        raise FetchFailed(
            f"{shown(url)} came packed as {packing!r}, which was not asked for.",
            "Save the page in a browser and give the file.",
        )


def _packing(header: Mapping[str, str]) -> str:
    return header.get("content-encoding", "").strip().lower()


def _body(response: httpx.Response, url: str, deadline: Deadline, settings: Settings) -> bytes:
    """The body as it came over the wire. It is unpacked later, under limits."""
    too_large = TooLarge(
        f"{shown(url)} has more than {settings.max_bytes:,} bytes.",
        "Save the part you need as a file, or raise DETENTE_MAX_BYTES.",
    )
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > settings.max_bytes:
        raise too_large
    content = bytearray()
    for piece in response.iter_raw():
        deadline.left()
        content += piece
        if len(content) > settings.max_bytes:
            raise too_large
    return bytes(content)


def content_type(header: str | None) -> tuple[str | None, str | None]:
    """Media type and encoding out of a Content-Type header, in lower case; `None` for what it does not state."""
    if not header or not header.strip():
        return None, None
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    stated = header.split(";")[0].strip().lower()
    return stated, charset.strip().lower() if isinstance(charset, str) and charset.strip() else None


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read a URL and check everything about it that needs no network.

    Raises:
        ForbiddenAddress: Another scheme, or a name and password.
        FetchFailed: It is no URL.
    """
    import httpx

    try:
        target = httpx.URL(url) if base is None else base.join(url)
        target = target.copy_with(fragment=None)
        name = target.host
    except (httpx.InvalidURL, ValueError):  # idna's errors are ValueErrors
        with contextlib.suppress(ValueError):
            literal(urlsplit(url).hostname or "")
        raise FetchFailed(f"{shown(url)} is no URL.", _FIX_URL) from None
    if target.scheme not in {"http", "https"}:
        raise ForbiddenAddress(f"URLs of the scheme {target.scheme!r} are not fetched.", _FIX_URL)
    if target.userinfo:
        raise ForbiddenAddress(f"The URL of {name} holds a user name or password.", "Take it out.")
    host = target.raw_host.decode("ascii", "replace")
    if host and not _HOST.match(host):
        raise ForbiddenAddress(f"{shown(url)} names its host in an odd spelling.", _FIX_URL)
    if not host or (target.port is not None and not 0 < target.port < 65_536):
        raise FetchFailed(f"{shown(url)} names no host that could be fetched from.", _FIX_URL)
    return target


def shown(url: str) -> str:
    """The URL as people may see it: short, without control characters and passwords."""
    clean = re.sub(r"[^\x21-\x7e\u00a1-\uffff]", "", url)
    clean = re.sub(r"//[^/?#]*@", "//", clean)
    return clean if len(clean) <= 200 else clean[:199] + "…"


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Certificates are always checked. Reading them takes a tenth of a second, so once is enough."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
