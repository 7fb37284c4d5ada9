"""What goes wrong, as a page for people and as problem+json (RFC 9457) for programs."""

from __future__ import annotations

import logging
import re
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from detente.errors import (
    HTTP_STATUSES,
    BadRequest,
    DataError,
    DetenteError,
    NoSuchPage,
    NotFound,
    StoreError,
    TooOften,
    WrongMethod,
)
from detente.web.site import site_of

LOG = logging.getLogger("detente.web")
#: Addresses that answer programs.
API = "/api/"
#: After how long one may ask again. **Units**: seconds.
AGAIN = "30"
#: What a browser could take for a path of this machine.
_PATH = re.compile(r"(file:)?(/[\w.\-]+){2,}/?")


def status_of(error: DetenteError) -> int:
    """The HTTP status of an error: that of the first of its classes which the table has."""
    return next(HTTP_STATUSES[c] for c in type(error).__mro__ if c in HTTP_STATUSES)


def told(error: DetenteError) -> tuple[str, str]:
    """What a visitor is told of an error: what is wrong, and what to do; nothing about this machine."""
    if isinstance(error, StoreError | DataError) and not isinstance(error, NotFound):
        return (
            "The site cannot read what it shows.",
            "Try again later; whoever runs the site finds more in its log.",
        )
    if isinstance(error, StoreError):
        return _PATH.sub("of this site", error.message), _PATH.sub("of this site", error.fix)
    return error.message, error.fix


def as_problem(error: DetenteError) -> dict[str, Any]:
    """An error as the values of a problem+json answer."""
    message, fix = told(error)
    return {
        "type": f"urn:detente:error:{error.code}",
        "title": (type(error).__doc__ or "").split("\n")[0].rstrip("."),
        "status": status_of(error),
        "detail": message,
        "fix": fix,
        "code": error.code,
    }


def answer(request: Request, error: DetenteError) -> Response:
    """The answer that an error becomes."""
    status = status_of(error)
    headers = {"cache-control": "no-store"}
    if isinstance(error, TooOften) or status == 503:
        headers["retry-after"] = AGAIN
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="detente"'
    if status >= 500:
        LOG.error("%s %s: %s", request.method, request.url.path, error)
    if request.url.path.startswith(API):
        return JSONResponse(as_problem(error), status, headers, "application/problem+json")
    message, fix = told(error)
    page = site_of(request).templates.get_template("problem.html")
    html = page.render(request=request, site=site_of(request), status=status, message=message, fix=fix)
    return Response(html, status, headers, "text/html")


def on_detente(request: Request, error: Exception) -> Response:
    """What detente raises on purpose."""
    assert isinstance(error, DetenteError)
    return answer(request, error)


def on_http(request: Request, error: Exception) -> Response:
    """What the framework raises: nothing at that address, or another method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        found = answer(request, WrongMethod(f"{request.method} is not taken here.", "Use GET to read."))
        found.headers.update(error.headers or {})
        return found
    if error.status_code == 404:
        return answer(request, NoSuchPage("There is nothing at this address.", "Begin at the first page."))
    return answer(request, BadRequest(f"The request could not be read ({error.detail}).", "Look at it again."))


def on_values(request: Request, error: Exception) -> Response:
    """Values of the API that are not of their kind."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(x) for x in first["loc"] if x not in {"body", "query", "path"})
    return answer(
        request,
        BadRequest(
            f"{where or 'The request'}: {first['msg']}.", "The document at /api/v1/openapi.json says more."
        ),
    )


def on_defect(request: Request, error: Exception) -> Response:
    """Everything else is a defect: the log has it, the visitor is told so."""
    return answer(
        request, DetenteError("Something broke here.", "It has been written down; please try another page.")
    )
