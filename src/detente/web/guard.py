"""What every request passes first: limits of size, number and time. What every answer carries: strict headers."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.errors import BadRequest, DetenteError, TooLarge, TooLong, TooOften, TooSlow
from detente.web import problems
from detente.web.options import Options

#: Nothing may run or load but what this site itself sends as a file; nothing may frame it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
#: Addresses whose requests are counted at once; the one silent for longest is forgotten first.
COUNTED = 20_000
#: Where the costly thing is.
CODING = ("/api/v1/code", "/api/v1/documents")
_BODIES = {"POST", "PUT", "PATCH", "DELETE"}


class Buckets:
    """Counts requests by address: each has a bucket that fills up again over a minute.

    Args:
        minute: How many requests a minute; 0 for no limit.
    """

    def __init__(self, minute: int) -> None:
        self._minute = minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now: float | None = None) -> bool:
        """Count a request; whether there was room for it."""
        if not self._minute:
            return True
        now = time.monotonic() if now is None else now
        left, then = self._left.pop(who, (float(self._minute), now))
        left = min(float(self._minute), left + (now - then) * self._minute / 60)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        while len(self._left) > COUNTED:
            self._left.popitem(last=False)
        return allowed


class Guard:
    """Stands around the application.

    Args:
        app: The application.
        options: The limits.
    """

    def __init__(self, app: ASGIApp, options: Options) -> None:
        self.app = app
        self.options = options
        self._all = Buckets(options.requests)
        self._codings = Buckets(options.codings)
        self._forms = Buckets(options.forms)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        sending = _with_headers(send, self.options.https)
        try:
            self._check(scope)
            body = await self._body(scope, receive)
        except DetenteError as error:
            await problems.answer(Request(scope), error)(scope, receive, sending)
            return
        await self.app(scope, _again(body, receive) if body is not None else receive, sending)

    def _check(self, scope: Scope) -> None:
        """Refuse what is too long, too often, or meant for another site."""
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > self.options.max_address:
            raise TooLong(f"The address has {length} bytes.", f"Use at most {self.options.max_address}.")
        if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
            raise BadRequest("The address holds a null.", "Leave it out.")
        name = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        if self.options.hosts and name.rsplit(":", 1)[0] not in self.options.hosts:
            raise BadRequest("This site does not go by that name.", "Call it by its own name.")
        who = scope["client"][0] if scope.get("client") else "?"
        if not self._all.take(who):
            raise TooOften("More requests than one address may send.", "Wait half a minute.")
        if scope["method"] != "POST":
            return
        if scope["path"] in CODING and not self._codings.take(who):
            raise TooOften("More texts than one address may have coded.", "Wait half a minute.")
        if scope["path"] not in CODING and not self._forms.take(who):
            raise TooOften("More forms than one address may send.", "Wait half a minute.")

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body, when there may be one.

        Raises:
            TooLarge: It has more bytes than it may.
            TooSlow: It did not arrive in time.
        """
        if scope["method"] not in _BODIES:
            return None
        most = self.options.max_body
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > most:
            raise TooLarge("The body is larger than it may be.", f"Send at most {most} bytes.")
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.options.slow_body):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return b""
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        raise TooLarge("The body is larger than it may be.", f"Send at most {most} bytes.")
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            raise TooSlow("The body did not arrive in time.", "Send it faster, or less of it.") from None


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read once more to the application."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _with_headers(send: Send, https: bool) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if https:
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await send(message)

    return sending
