"""Forms that visitors send: read strictly, and taken from this site's own pages alone."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from detente.errors import BadRequest, NotAllowed, WrongType
from detente.web.answering import page
from detente.web.site import site_of

#: Fields of a form at most; a page of the moderators has a hundred notes to tick.
FIELDS = 300


class Form:
    """The fields of a form; a field that was not sent is empty."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __getitem__(self, name: str) -> str:
        return next((v for n, v in self._pairs if n == name), "")

    def all(self, name: str) -> list[str]:
        """All values of a field that may stand more than once."""
        return [v for n, v in self._pairs if n == name]


async def read(request: Request) -> Form:
    """The form that was sent.

    Raises:
        NotAllowed: It was sent from another site's page.
        WrongType: It is no form.
        BadRequest: It has too many fields, or is not in UTF-8.
    """
    check_origin(request)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise WrongType("That is no form.", "Send it from the page that has it.")
    try:
        text = (await request.body()).decode("utf-8")
        return Form(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
    except ValueError:
        raise BadRequest("The form cannot be read.", "Send it from the page that has it.") from None


def check_origin(request: Request) -> None:
    """Refuse what another site's page makes a visitor's browser send.

    Browsers say where a form comes from, in `Origin` or `Sec-Fetch-Site`; who says neither is no browser.

    Raises:
        NotAllowed: It does not come from a page of this site.
    """
    origin = request.headers.get("origin")
    if origin is not None:
        fits = urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
    else:
        fits = request.headers.get("sec-fetch-site") == "same-origin"
    if not fits:
        raise NotAllowed("The form was not sent from this site.", "Open the page here, and send it again.")


def check_csrf(form: Form, expected: str) -> None:
    """Refuse a form of a moderator that does not carry the token of the session.

    Raises:
        NotAllowed: It does not.
    """
    if not hmac.compare_digest(form["csrf"].encode(), expected.encode()):
        raise NotAllowed("The form is not of this session.", "Load the page again, and send it anew.")


def private(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A page for one visitor: nobody keeps a copy of it, and its address is told to no other site."""
    with site_of(request).desk.view() as view:
        html = page(request, view, template, values)
    # The policy on referrers stays that of all pages: with a stricter one, browsers hide where a form is from.
    headers = {"cache-control": "no-store", "x-robots-tag": "noindex"}
    return Response(html, status, headers, "text/html")
